"""What is known of an investigation, a child in it and a review of it: the columns that standards are written over."""

from __future__ import annotations

from django.db.models import Q

from plumbline.investigations.models import InvestigatedChild, Investigation, SupervisorReview
from plumbline.people.models import NotSpokenTo
from plumbline.standards.facts import Facts, First, Own

HEARD = Q(voice__is_spoken_to=True) & ~Q(voice__words="")
OBSERVED = Q(voice__reason_not_spoken_to=NotSpokenTo.PRE_VERBAL) & ~Q(voice__demeanour="")


class InvestigationFacts(Facts):
    """One investigation."""

    subject = Investigation
    person, district, team = "person_id", "district_id", "team_id"
    owners = {"investigator": "officer_id", "detective-supervisor": "supervisor_id"}
    month_of = "opened_at"
    ends = "first_closed_at"

    case_kind = Own("kind", says="what is investigated")
    reported_at = Own("reported_at", says="when the force was told")
    opened_at = Own("opened_at", says="when the investigation was opened")
    allocated_at = Own("allocated_at", says="when the first officer was given it")
    crime_recorded_at = Own(
        "crime_recorded_at",
        says="when a crime was recorded",
        caveat="the first: whether every crime that was described has a record is not known to the system",
    )
    no_crime_at = Own("no_crime_at", says="when a supervisor decided, with a reason, that there was no crime")
    first_reviewed_at = Own(
        "first_reviewed_at", says="when a supervisor first reviewed it, where that was before it was first closed"
    )
    first_closed_at = Own("first_closed_at", says="when it was first closed")
    closed_at = Own("closed_at", says="when it was closed, if it is")
    outcome = Own("outcome", says="how it ended, if it has")


class InvestigatedChildFacts(Facts):
    """One child whom an investigation is about."""

    subject = InvestigatedChild
    person, district, team = "person_id", "investigation.district_id", "investigation.team_id"
    owners = {"investigator": "investigation.officer_id"}
    month_of = "named_at"
    ends = "lapsed_at"

    named_at = Own("recorded_at", says="when the child was named in it")
    is_unborn = Own("is_unborn", says="not yet born when it was reported")
    heard_at = First(
        "hearings",
        "happened_at",
        where=HEARD | OBSERVED,
        says="when the child's own words were recorded, or what was seen of one too young to speak",
        caveat="what is said in a recorded interview is evidence and is not kept here",
    )
    lapsed_at = Own(
        "lapsed_at", says="when the child did not want to speak, or the investigation first closed with them in it"
    )


class SupervisorReviewFacts(Facts):
    """One supervisor's review of an investigation."""

    subject = SupervisorReview
    person, district, team = "investigation.person_id", "investigation.district_id", "investigation.team_id"
    owners = {"detective-supervisor": "investigation.supervisor_id"}
    month_of = "happened_at"
    ends = "lapsed_at"

    happened_at = Own("happened_at", says="when the review was held")
    directed_at = Own("directed_at", says="when direction was given, by this review or the next that gave it")
    followed_at = Own("followed_at", says="when the next review was held")
    lapsed_at = Own("lapsed_at", says="when the investigation was closed before the next review was held")
