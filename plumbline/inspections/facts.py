"""What is known of a case drawn for an audit, and of a child whom an auditor found still at risk."""

from __future__ import annotations

# -- audit
from plumbline.inspections.models import Safeguarding, SampledCase
from plumbline.standards.facts import Facts, Own


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
