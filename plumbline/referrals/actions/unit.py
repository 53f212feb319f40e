"""How someone of the referral unit comes to work alone: trained, beside a mentor, competent, approved. One act for each step.
And what they work beyond their hours, kept by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from plumbline.access.access import grants_with
from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused
from plumbline.kernel.moments import in_order, not_future
from plumbline.referrals.actions.referral import said
from plumbline.referrals.models import Overtime, OvertimeReason, Practitioner, Task
from plumbline.referrals.queries.unit import mentors_for, queue_on, works_alone
from plumbline.referrals.states import next_stage
from plumbline.workforce.models import Team

APPROVE, TRIAGE = "referrals.approve", "referrals.triage"
OWN_RECORD = "Nobody keeps their own record of the unit."


def require_alone(by: Any, task: Task) -> None:
    """Refuse what takes an approval to whoever has none. No part of the system decides, signs off or shares."""
    if not works_alone(actor_of(by).user, task):
        raise Refused(
            f"You are not approved to {task.label.lower()} alone. The referral supervisor keeps who is, under “The unit”."
        )


@act("referrals.practitioner.began", permission=APPROVE, says="{0}: came to the referral unit")
def begin_practice(*, by: Any, user: User, team: Team, began_at: datetime) -> Practitioner:
    """Someone whose role is in the unit comes to it. Nothing that they decide has effect alone until they are approved."""
    if not grants_with(user, TRIAGE):
        raise Invalid(user="This account holds no role of the referral unit. An administrator gives it first.")
    not_future(began_at=began_at)
    made = Practitioner(user=user, team=team, began_at=began_at, began_by=actor_of(by).user)
    made.save()
    return made


@act("referrals.practitioner.trained", permission=APPROVE, says="{0}: trained for the referral unit")
def record_training(practitioner: Practitioner, *, by: Any, trained_at: datetime, training: str) -> Practitioner:
    """The training made for the unit was done; it may have been before they came."""
    practitioner.stage = next_stage(practitioner.stage, "train")
    _of_another(practitioner, by, OWN_RECORD)
    not_future(trained_at=trained_at)
    said(training=training)
    practitioner.trained_at, practitioner.trained_by = trained_at, actor_of(by).user
    practitioner.training = training
    practitioner.save()
    return practitioner


@act("referrals.practitioner.mentor-given", permission=APPROVE, says="{0}: works beside {0.mentor}")
def give_mentor(practitioner: Practitioner, *, by: Any, mentor: User) -> Practitioner:
    """Who works beside them until they are approved. Another may follow."""
    practitioner.stage = next_stage(practitioner.stage, "give a mentor")
    _of_another(practitioner, by, OWN_RECORD)
    _beside(practitioner, by, mentor)
    practitioner.save()
    return practitioner


@act("referrals.practitioner.found-competent", permission=APPROVE, says="{0}: showed competence")
def find_competent(practitioner: Practitioner, *, by: Any, competent_at: datetime, competence: str) -> Practitioner:
    """Someone else saw that they can do the work, and says how they showed it."""
    practitioner.stage = next_stage(practitioner.stage, "show competence")
    _of_another(practitioner, by, "Nobody signs off their own competence.")
    not_future(competent_at=competent_at)
    in_order(practitioner.mentored_at, competent_at, competent_at="Competence is shown after the mentor was allocated.")
    said(competence=competence)
    practitioner.competent_at, practitioner.competent_by = competent_at, actor_of(by).user
    practitioner.competence = competence
    practitioner.save()
    return practitioner


@act("referrals.practitioner.approved", permission=APPROVE, says="{0}: approved to work alone")
def approve(practitioner: Practitioner, *, by: Any, tasks: Iterable[str]) -> Practitioner:
    """From now on they do these tasks alone. Approved again, they do those named then and no others."""
    practitioner.stage = next_stage(practitioner.stage, "approve")
    _of_another(practitioner, by, "Nobody approves themselves.")
    chosen = set(tasks)
    if not chosen or chosen - set(Task.values):
        raise Invalid(tasks="Choose what they may do alone.")
    practitioner.approved_at, practitioner.approved_by = current().at, actor_of(by).user
    for task in Task:
        setattr(practitioner, f"may_{task}", task in chosen)
    practitioner.save()
    return practitioner


@act("referrals.practitioner.approval-withdrawn", permission=APPROVE, says="{0}: approval withdrawn")
def withdraw_approval(practitioner: Practitioner, *, by: Any, mentor: User) -> Practitioner:
    """They work beside a mentor again, and show competence anew. What they decided alone until now stands."""
    practitioner.stage = next_stage(practitioner.stage, "withdraw")
    _beside(practitioner, by, mentor)
    _unprove(practitioner)
    practitioner.save()
    return practitioner


@act("referrals.practitioner.left", permission=APPROVE, says="{0}: left the referral unit")
def leave_unit(practitioner: Practitioner, *, by: Any, left_because: str) -> Practitioner:
    """They do nothing alone from now on, whatever role they keep."""
    practitioner.stage = next_stage(practitioner.stage, "leave")
    said(left_because=left_because)
    practitioner.left_at, practitioner.left_by = current().at, actor_of(by).user
    practitioner.left_because = left_because
    practitioner.save()
    return practitioner


@act("referrals.overtime.recorded", permission=APPROVE, says="Overtime of {0} recorded")
def record_overtime(
    practitioner: Practitioner, *, by: Any, worked_on: date, hours: Decimal, reason: str, reason_words: str = ""
) -> Overtime:
    """Someone of the unit worked beyond their hours. How many referrals waited that day is counted and kept with it."""
    _of_another(practitioner, by, OWN_RECORD)
    _in_unit_on(practitioner, worked_on)
    made = Overtime(user=practitioner.user, team=practitioner.team, worked_on=worked_on, recorded_by=actor_of(by).user)
    _worked(made, hours, reason, reason_words)
    made.queued, made.queued_at = queue_on(worked_on)
    made.save()
    return made


@act("referrals.overtime.corrected", permission=APPROVE, says="Overtime of {0} corrected")
def correct_overtime(overtime: Overtime, *, by: Any, hours: Decimal, reason: str, reason_words: str = "") -> Overtime:
    """The hours or the reason were wrong. Who and when are not corrected: that one is removed and another recorded."""
    _stands_and_is_anothers(overtime, by)
    _worked(overtime, hours, reason, reason_words)
    overtime.save()
    return overtime


@act("referrals.overtime.removed", permission=APPROVE, says="Overtime of {0} removed")
def remove_overtime(overtime: Overtime, *, by: Any, removed_because: str) -> Overtime:
    """It was recorded by mistake: it counts nowhere any more, and is kept with why."""
    _stands_and_is_anothers(overtime, by)
    said(removed_because=removed_because)
    overtime.removed_at, overtime.removed_by = current().at, actor_of(by).user
    overtime.removed_because = removed_because
    overtime.save()
    return overtime


def _in_unit_on(practitioner: Practitioner, worked_on: date) -> None:
    if worked_on > clock.today():
        raise Invalid(worked_on="This day has not come yet. Enter the day on which it was worked.")
    came, left = practitioner.began_at, practitioner.left_at
    if worked_on < clock.local(came).date() or (left and worked_on > clock.local(left).date()):
        raise Invalid(worked_on=f"{practitioner} was not in the unit on that day.")


def _worked(overtime: Overtime, hours: Decimal, reason: str, reason_words: str) -> None:
    quarters = Decimal(hours) * 4
    if quarters != int(quarters) or not 1 <= quarters <= 96:
        raise Invalid(hours="Enter quarters of an hour, from 0.25 to 24, such as 1.5.")
    if reason == OvertimeReason.OTHER:
        said(reason_words=reason_words)
    overtime.quarters, overtime.reason, overtime.reason_words = int(quarters), reason, reason_words


def _stands_and_is_anothers(overtime: Overtime, by: Any) -> None:
    if overtime.removed_at is not None:
        raise Invalid("This overtime was removed as recorded by mistake.")
    _of_another(overtime, by, OWN_RECORD)


def _beside(practitioner: Practitioner, by: Any, mentor: User) -> None:
    if mentor.pk not in {user.pk for user in mentors_for(practitioner)}:
        raise Invalid(mentor="Choose someone else, who is approved to decide alone.")
    practitioner.mentor, practitioner.mentored_at, practitioner.mentored_by = mentor, current().at, actor_of(by).user
    practitioner.first_mentored_at = practitioner.first_mentored_at or current().at


def _of_another(kept: Practitioner | Overtime, by: Any, otherwise: str) -> None:
    user = actor_of(by).user
    if user is None or user.pk == kept.user_id:
        raise Invalid(otherwise)


def _unprove(practitioner: Practitioner) -> None:
    practitioner.competent_at = practitioner.competent_by = None
    practitioner.approved_at = practitioner.approved_by = None
    practitioner.may_decide = practitioner.may_sign_off = practitioner.may_share = False
