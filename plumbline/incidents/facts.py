"""What is known of an incident, of a THRIVE, of who is in it and of what was done: the columns standards are written over.

Each fact says what it is; a caveat says what it cannot tell.
"""

from __future__ import annotations

from django.db.models import Q

from plumbline.incidents.models import (
    Appointment,
    CallCheck,
    CheckMonth,
    Escalation,
    Incident,
    IncidentReview,
    Involvement,
    Standing,
    Thrive,
)
from plumbline.kernel.fields import MomentField
from plumbline.standards.expressions import earlier_of
from plumbline.standards.facts import Facts, First, Last, Latest, Next, Own, Reckoned

IMPORTED = "an import's is the moment of the import"
CALLED = {"call-handler": "incident.call_taker_id", "control-room-supervisor": "incident.supervisor_id"}


class IncidentFacts(Facts):
    """One call for help."""

    subject = Incident
    person, district, team, source = "person_id", "district_id", "team_id", "source"
    owners = {"call-handler": "call_taker_id", "control-room-supervisor": "supervisor_id"}
    month_of = "reported_at"
    ends = "closed_at"

    with_child = Own("with_child", says="a child is in it, or may be")
    reported_at = Own("reported_at", says="when the call was made")
    recorded_at = Own("recorded_at", says="when the record was made", caveat=IMPORTED)
    flags_acknowledged_at = Own(
        "flags_acknowledged_at", says="when what is flagged on the people and the place was first acknowledged"
    )
    sent_at = Own("sent_at", says="when the first unit was sent")
    arrived_at = Own("arrived_at", says="when the first unit arrived")
    result = Own("result", says="what came of it")
    closed_at = Own("closed_at", says="when it was closed")
    unsent_until = Reckoned(
        earlier_of("sent_at", "closed_at"), MomentField(), says="when someone was sent, or it was closed before that"
    )
    first_thrive_at = First("thrives", "happened_at", says="when THRIVE was first done")
    first_graded_at = First("gradings", "happened_at", says="when it was first graded")
    graded_at = Last("gradings", "happened_at", says="when the grade in force was given")
    grade = Latest("gradings", "grade", by=("happened_at", "id"), says="the grade in force")
    first_review_at = First("reviews", "happened_at", says="when a supervisor first reviewed it")
    first_escalated_at = First("escalations", "escalated_at", says="when it was first put to someone above")
    booked_at = First("appointments", "booked_at", says="when it was first put into the diary")
    kept_at = First(
        "appointments",
        "due_at",
        where=Q(standing=Standing.KEPT),
        says="the time of the first appointment that was kept",
    )


class ThriveFacts(Facts):
    """One THRIVE, and whether it still fits what is known."""

    subject = Thrive
    person, district, team = "incident.person_id", "incident.district_id", "incident.team_id"
    source = "incident.source"
    owners = CALLED
    month_of = "happened_at"
    ends = "closed_at"

    with_child = Own("incident.with_child", says="a child is in the incident, or may be")
    happened_at = Own("happened_at", says="when it was done")
    rose = Own("rose", says="it came out higher than the one before")
    answered_at = Own(
        "answered_at", says="when, after it rose, the grade was raised or a supervisor decided that it stays"
    )
    stale_at = Own("stale_at", says="when something first overtook it")
    refreshed_at = Own("refreshed_at", says="when THRIVE was done again after that")
    followed_at = Own("followed_at", says="when THRIVE was next done")
    grade = Latest("incident.gradings", "grade", by=("happened_at", "id"), says="the incident's grade in force")
    sent_after_at = Next(
        "incident.deployments", "sent_at", after="happened_at", says="when a unit was first sent after it was done"
    )
    closed_at = Own("incident.closed_at", says="when the incident was closed")
    waited_until = Reckoned(
        earlier_of("incident__sent_at", "incident__closed_at"),
        MomentField(),
        says="when nobody waited any longer: someone was sent, or the incident closed",
    )


class InvolvementFacts(Facts):
    """Someone who is in an incident."""

    subject = Involvement
    person, district, team = "person_id", "incident.district_id", "incident.team_id"
    source = "incident.source"
    month_of = "recorded_at"
    ends = "closed_at"

    is_child = Own("is_child", says="under 18 at the time, or may have been")
    is_unborn = Own("is_unborn", says="not yet born")
    part = Own("part", says="what they are to the incident")
    recorded_at = Own("recorded_at", says="when they were named", caveat=IMPORTED)
    arrived_at = Own("incident.arrived_at", says="when the first unit arrived at the incident")
    met_at = Own("met_at", says="when it was recorded what the child said, or why nobody heard them")
    closed_at = Own("incident.closed_at", says="when the incident was closed")


class IncidentReviewFacts(Facts):
    """One supervisor's review of an incident, and the next that it set."""

    subject = IncidentReview
    person, district, team = "incident.person_id", "incident.district_id", "incident.team_id"
    source = "incident.source"
    owners = {"control-room-supervisor": "incident.supervisor_id"}
    month_of = "happened_at"
    ends = "closed_at"

    with_child = Own("incident.with_child", says="a child is in the incident, or may be")
    happened_at = Own("happened_at", says="when the review was held")
    next_review_at = Own("next_review_at", says="when the next review was to be, as this one set it")
    followed_at = Own("followed_at", says="when the next review was held")
    closed_at = Own("incident.closed_at", says="when the incident was closed")


class EscalationFacts(Facts):
    """One step up the ladder."""

    subject = Escalation
    person, district, team = "incident.person_id", "incident.district_id", "incident.team_id"
    source = "incident.source"
    owners = {"duty-inspector": "to_id", "control-room-supervisor": "incident.supervisor_id"}
    month_of = "escalated_at"
    ends = "closed_at"

    with_child = Own("incident.with_child", says="a child is in the incident, or may be")
    step = Own("step", says="1 control-room supervisor, 2 duty inspector, 3 superintendent")
    escalated_at = Own("escalated_at", says="when it was put to them")
    acknowledged_at = Own("acknowledged_at", says="when one of them answered")
    climbed_at = Own("climbed_at", says="when it went a step further")
    closed_at = Own("incident.closed_at", says="when the incident was closed")


class AppointmentFacts(Facts):
    """One appointment in the diary."""

    subject = Appointment
    person, district, team = "incident.person_id", "incident.district_id", "incident.team_id"
    source = "incident.source"
    owners = CALLED
    month_of = "booked_at"
    ends = "closed_at"

    with_child = Own("incident.with_child", says="a child is in the incident, or may be")
    booked_at = Own("booked_at", says="when it was booked")
    due_at = Own("due_at", says="when the appointment is")
    standing = Own("standing", says="booked, kept, moved, missed or taken out")
    settled_at = Own("settled_at", says="when it was kept, missed, moved or taken out")
    slipped_at = Own("slipped_at", says="when it was moved or missed")
    rethrived_at = Own("rethrived_at", says="when a supervisor did THRIVE after that")
    barred_at = Own("barred_at", says="when something came up that bars it from the diary")
    closed_at = Own("incident.closed_at", says="when the incident was closed")


class CheckMonthFacts(Facts):
    """One call handler's calls in one month."""

    subject = CheckMonth
    district, team = "team.district_id", "team_id"
    month_of = "opened_at"

    opened_at = Own("opened_at", says="when the month was opened")
    due_at = Own("due_at", says="the last second of the month")
    filled_at = Own("filled_at", says="when as many calls were checked as were wanted")


class CallCheckFacts(Facts):
    """One call listened to again."""

    subject = CallCheck
    person, district, team = "incident.person_id", "incident.district_id", "incident.team_id"
    owners = {"control-room-supervisor": "checked_by_id"}
    month_of = "happened_at"

    happened_at = Own("happened_at", says="when the call was checked")
    fed_back_at = Own("fed_back_at", says="when the call handler was told")
