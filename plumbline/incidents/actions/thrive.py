"""THRIVE, and the grade that rests on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.access.access import may_do
from plumbline.incidents.actions.call import (
    POLICY,
    look_at_diary,
    overtake,
    since_the_call,
    still_open,
    urgency_of,
)
from plumbline.incidents.models import (
    HEIGHT,
    LETTERS,
    RANK,
    Appointment,
    Grade,
    Grading,
    Incident,
    Level,
    Thrive,
    Trigger,
)
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.standards.policy import value_now

SUPERVISE = "incidents.supervise"


@act("incidents.thrive.done", permission="incidents.take", says="{0.incident.reference}: THRIVE done, {0.level}")
def do_thrive(
    incident: Incident,
    *,
    by: Any,
    trigger: str,
    level: str,
    child_at_risk: bool,
    happened_at: datetime | None = None,
    **parts: str,
) -> Thrive:
    """All six parts in words, and what they come to. It follows the one before; what had overtaken that one is thereby weighed.

    `parts` are the six letters. A THRIVE by a supervisor also answers appointments that were moved or missed.
    """
    still_open(incident)
    since_the_call(incident, happened_at=happened_at)
    if trigger not in Trigger.values or level not in Level.values:
        raise Invalid(level="Choose how great the risk is, and why THRIVE is done now.")
    if empty := {letter: "Say something to each part." for letter in LETTERS if not parts.get(letter, "").strip()}:
        raise Invalid(**empty)
    user, at = actor_of(by).user, happened_at or current().at
    made = Thrive(incident=incident, happened_at=at, assessed_by=user, trigger=trigger, level=level, **parts)
    made.child_at_risk = child_at_risk
    made.is_supervisors = user is not None and may_do(user, SUPERVISE, incident)
    _follow(made)
    _refresh(made)
    made.save()
    _in_force(incident)
    look_at_diary(incident)
    return made


def _follow(made: Thrive) -> None:
    """It stands between the one before and the one after, by when they were made; one typed in late too."""
    others = Thrive.objects.filter(incident=made.incident)
    before = others.filter(happened_at__lte=made.happened_at).order_by("-happened_at", "-id").first()
    after = others.filter(happened_at__gt=made.happened_at).order_by("happened_at", "id").first()
    made.rose = before is not None and HEIGHT[made.level] > HEIGHT[before.level]  # type: ignore[index]
    made.followed_at = after.happened_at if after else None
    if before is not None:
        before.followed_at = made.happened_at
        before.save()


def _refresh(made: Thrive) -> None:
    """Whatever had gone stale by then is weighed. One typed in late cannot have weighed what came after it."""
    for stale in Thrive.objects.filter(incident=made.incident, stale_at__lte=made.happened_at, refreshed_at=None):
        stale.refreshed_at = made.happened_at
        stale.save()
    if made.is_supervisors:
        slipped = Appointment.objects.filter(incident=made.incident, rethrived_at=None)
        for appointment in slipped.filter(slipped_at__lte=made.happened_at):
            appointment.rethrived_at = made.happened_at
            appointment.save()


def _in_force(incident: Incident) -> None:
    """The THRIVE in force is the latest by when it was done, which need not be the latest recorded."""
    latest = Thrive.objects.filter(incident=incident).order_by("-happened_at", "-id").first()
    if latest is not None:
        incident.level, incident.child_at_risk = latest.level, latest.child_at_risk
        incident.save()


@act("incidents.incident.graded", permission="incidents.take", says="{0.incident.reference}: graded {0.grade}")
def grade_incident(incident: Incident, *, by: Any, grade: str, rationale: str) -> Grading:
    """Say how soon someone is sent, and why.

    What is flagged must have been acknowledged and THRIVE done. A child at risk now is at least a priority (force policy).
    Where a child is in it, only a supervisor lowers the grade. A grade changed without a THRIVE since the last grade
    overtakes the THRIVE in force. Raising it answers a risk that rose.
    """
    still_open(incident)
    if grade not in Grade.values:
        raise Invalid(grade="Choose one of the grades.")
    if grade == incident.grade:
        raise Invalid(grade="That is its grade already.")
    if not rationale.strip():
        raise Invalid(rationale="Say why.")
    _refuse_unread(incident)
    if (
        grade in (Grade.SCHEDULED, Grade.RESOLVED)
        and incident.child_at_risk
        and value_now(POLICY, "child_at_risk_sent")
    ):
        raise Invalid(grade="Force policy: where a child is at risk now, someone is sent: immediate or priority.")
    user, before = actor_of(by).user, incident.gradings.order_by("-happened_at", "-id").first()
    made = Grading(incident=incident, grade=grade, happened_at=current().at, graded_by=user, rationale=rationale)
    made.with_child = incident.with_child
    made.is_downgrade = before is not None and RANK[grade] > RANK[before.grade]  # type: ignore[index]
    _supervised(made, user)
    made.save()
    incident.grade, incident.urgency = grade, urgency_of(grade, incident.with_child)
    incident.save()
    _after_grading(made, before)
    look_at_diary(incident)
    return made


def _refuse_unread(incident: Incident) -> None:
    if incident.flags_pending:
        raise Invalid("Read what is flagged on the people and the place, and say that you have, before grading.")
    if not incident.level:
        raise Invalid("Do THRIVE before grading: the grade rests on it.")


def _supervised(made: Grading, user: Any) -> None:
    if not made.is_downgrade:
        return
    if user is not None and may_do(user, SUPERVISE, made.incident):
        made.supervised_by = user
    elif made.with_child:
        raise Invalid(grade="A child is in it, or may be: only a supervisor lowers the grade. Ask yours to.")


def _after_grading(made: Grading, before: Grading | None) -> None:
    if before is None:
        return
    if not Thrive.objects.filter(incident=made.incident, happened_at__gte=before.happened_at).exists():
        overtake(made.incident, Trigger.GRADE)
    if not made.is_downgrade:
        answer_rise(made.incident, made.happened_at)


def answer_rise(incident: Incident, at: datetime) -> None:
    """Where the risk rose, somebody has now raised the grade or decided that it stays. For use inside an act."""
    risen = Q(rose=True, answered_at=None, happened_at__lte=at)
    for thrive in Thrive.objects.filter(risen, incident=incident):
        thrive.answered_at = at
        thrive.save()
