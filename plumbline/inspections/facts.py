"""What is known of an inspection, a recommendation, an action, a piece of evidence; of a case drawn for an audit, and of a child
whom an auditor found still at risk."""

from __future__ import annotations

from plumbline.inspections.models import Action, Evidence, Inspection, Recommendation, Safeguarding, SampledCase
from plumbline.standards.facts import Facts, First, Own

# -- inspections and recommendations


class InspectionFacts(Facts):
    """One inspection of this force, or one of another force that is held for reference."""

    subject = Inspection
    month_of = "recorded_at"

    is_reference = Own("is_reference", says="it is another force's, held to be read")
    recorded_at = Own("recorded_at", says="when it was recorded")
    published_at = Own(
        "published_at", says="first second of the day of publication", caveat="only the day is known, not the hour"
    )
    plan_sent_at = Own("plan_sent_at", says="when the action plan went to the inspectorate")
    response_at = First(
        "response",
        "published_at",
        says="first second of the day on which the local policing body published its response",
        caveat="whether it says what it must is not judged",
    )


class RecommendationFacts(Facts):
    """One recommendation of an inspection."""

    subject = Recommendation
    owners = {"protection-lead": "owner_id"}
    month_of = "recorded_at"

    is_reference = Own("inspection.is_reference", says="it is another force's, held to be read")
    recorded_at = Own("recorded_at", says="when it was recorded")
    published_at = Own("inspection.published_at", says="first second of the day of publication")
    due_at = Own("due_at", says="last second of the day by which the inspectorate asked for it")
    closed_at = Own("closed_at", says="when someone other than its owner closed it", caveat="empty again if reopened")


class ActionFacts(Facts):
    """One action undertaken for a recommendation."""

    subject = Action
    owners = {"protection-lead": "owner_id"}
    month_of = "set_at"
    ends = "dropped_at"

    set_at = Own("set_at", says="when it was set")
    due_at = Own("due_at", says="last second of the day by which it is to be done")
    done_at = Own("done_at", says="when it was done", caveat="what was done stands in words beside it")
    dropped_at = Own("dropped_at", says="when it was dropped, with a reason")


class EvidenceFacts(Facts):
    """One gathering of evidence for a recommendation."""

    subject = Evidence
    owners = {"protection-lead": "recommendation.owner_id"}
    month_of = "gathered_at"
    ends = "closed_at"

    gathered_at = Own("gathered_at", says="when it was gathered")
    followed_at = Own("followed_at", says="when it was gathered anew")
    closed_at = Own("recommendation.closed_at", says="when the recommendation was closed")


# -- audit


class SampledCaseFacts(Facts):
    """One case drawn for a round of an audit."""

    subject = SampledCase
    person, district, team = "person_id", "district_id", "team_id"
    owners = {"auditor": "auditor_id"}
    month_of = "drawn_at"
    ends = "set_aside_at"

    drawn_at = Own("drawn_at", says="when the sample was drawn")
    due_at = Own("due_at", says="by when the case is to be marked")
    marked_at = Own("marked_at", says="when the last of its markings was handed in")
    disagreed_at = Own("disagreed_at", says="when two markings turned out to differ")
    moderated_at = Own("moderated_at", says="when a third person settled the grade")
    set_aside_at = Own("set_aside_at", says="when the case was taken out of the sample, with the reason")


class SafeguardingFacts(Facts):
    """One child whom an auditor found still at risk in a case graded inadequate."""

    subject = Safeguarding
    person, district, team = "marking.sample.person_id", "marking.sample.district_id", "marking.sample.team_id"
    month_of = "raised_at"

    raised_at = Own("raised_at", says="when the auditor raised it")
    day_ends_at = Own("day_ends_at", says="the last second of the day on which it was raised")
    safeguarded_at = Own("safeguarded_at", says="when the child was made safe")
