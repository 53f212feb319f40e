"""What is known of an inspection, a recommendation, an action and a piece of evidence."""

from __future__ import annotations

from plumbline.inspections.models import Action, Evidence, Inspection, Recommendation
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
