"""How someone of the referral unit comes to work alone: trained, beside a mentor, competent, approved. One act for each step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plumbline.access.access import grants_with
from plumbline.access.models import User
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused
from plumbline.kernel.moments import in_order, not_future
from plumbline.referrals.actions.referral import said
from plumbline.referrals.models import Practitioner, Task
from plumbline.referrals.queries.unit import mentors_for, works_alone
from plumbline.referrals.states import next_stage
from plumbline.workforce.models import Team

APPROVE, TRIAGE = "referrals.approve", "referrals.triage"


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
    _of_another(practitioner, by, "Nobody keeps their own record of the unit.")
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
    _of_another(practitioner, by, "Nobody keeps their own record of the unit.")
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


def _beside(practitioner: Practitioner, by: Any, mentor: User) -> None:
    if mentor.pk not in {user.pk for user in mentors_for(practitioner)}:
        raise Invalid(mentor="Choose someone else, who is approved to decide alone.")
    practitioner.mentor, practitioner.mentored_at, practitioner.mentored_by = mentor, current().at, actor_of(by).user
    practitioner.first_mentored_at = practitioner.first_mentored_at or current().at


def _of_another(practitioner: Practitioner, by: Any, otherwise: str) -> None:
    user = actor_of(by).user
    if user is None or user.pk == practitioner.user_id:
        raise Invalid(otherwise)


def _unprove(practitioner: Practitioner) -> None:
    practitioner.competent_at = practitioner.competent_by = None
    practitioner.approved_at = practitioner.approved_by = None
    practitioner.may_decide = practitioner.may_sign_off = practitioner.may_share = False
