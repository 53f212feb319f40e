"""Trigger plans: made, confirmed, opened when the child is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.missing.actions.enquiry import new_enquiry
from plumbline.missing.actions.episode import still_open
from plumbline.missing.actions.risk import POLICY
from plumbline.missing.models import EnquiryKind, Episode, PlanOpening, PlanTask, TriggerPlan
from plumbline.people.models import Person
from plumbline.standards.policy import value_now


@act("missing.plan.made", permission="missing.work", says="Trigger plan, version {0.number}, made for {0.person.name}")
def make_plan(
    person: Person,
    *,
    by: Any,
    reason: str,
    review_due_at: datetime,
    informs: str = "",
    tasks: Iterable[dict[str, str]] = (),
) -> TriggerPlan:
    """Make a plan, or its next version; the version before it is thereby reviewed.

    `tasks` direct someone: who_does, what, where, kind.
    """
    at, user = current().at, actor_of(by).user
    if review_due_at <= at:
        raise Invalid(review_due_at="The review must lie ahead.")
    earlier = TriggerPlan.objects.filter(person=person, is_current=True).first()
    if earlier is not None:
        _replace(earlier, at, user)
    number = (TriggerPlan.objects.filter(person=person).aggregate(last=Max("number"))["last"] or 0) + 1
    plan = TriggerPlan(person=person, number=number, made_at=at, made_by=user, reason=reason, informs=informs)
    plan.review_due_at = review_due_at
    plan.save()
    for order, task in enumerate(tasks, 1):
        _add_task(plan, order, task)
    return plan


def _replace(earlier: TriggerPlan, at: datetime, user: Any) -> None:
    earlier.is_current = False
    if earlier.reviewed_at is None:
        earlier.reviewed_at, earlier.reviewed_by = at, user
    earlier.save()


def _add_task(plan: TriggerPlan, order: int, task: dict[str, str]) -> None:
    if task["kind"] not in EnquiryKind.values:
        raise Invalid(f"{task['kind']!r} is not a kind of enquiry.")
    if not task["what"].strip() or not task["who_does"].strip():
        raise Invalid("A directed task says who does what.")
    made = PlanTask(plan=plan, order=order, kind=task["kind"], who_does=task["who_does"], what=task["what"])
    made.where = task.get("where", "")
    made.save()


@act(
    "missing.plan.confirmed",
    permission="missing.work",
    says="Trigger plan confirmed as version {0.number} for {0.person.name}",
)
def confirm_plan(plan: TriggerPlan, *, by: Any, review_due_at: datetime) -> TriggerPlan:
    """The plan was looked at and is still right: a new version with the same tasks, and a new date of review.

    By someone other than who wrote this version, who would find it good as it is; they may write a new one instead.
    """
    if not plan.is_current:
        raise Invalid("There is a newer version of this plan.")
    user = actor_of(by).user
    if user is not None and plan.made_by_id == user.pk:
        raise Invalid("You wrote this version. Someone else must confirm it; you may write a new one instead.")
    tasks = [
        {"kind": t.kind, "who_does": t.who_does, "where": t.where, "what": t.what} for t in plan.tasks.order_by("order")
    ]
    reason = "Reviewed and confirmed without change."
    return make_plan(plan.person, by=by, reason=reason, review_due_at=review_due_at, informs=plan.informs, tasks=tasks)


@act("missing.plan.opened", permission="missing.work", says="{0.episode.reference}: trigger plan opened")
def open_plan(episode: Episode, *, by: Any) -> PlanOpening:
    """Open the child's current plan on this episode and set each of its tasks as an enquiry there."""
    still_open(episode)
    plan = TriggerPlan.objects.filter(person_id=episode.person_id, is_current=True).first()
    if plan is None:
        raise Invalid("This child has no trigger plan.")
    opening = PlanOpening(episode=episode, plan=plan, opened_at=current().at, opened_by=actor_of(by).user)
    opening.save()
    due = current().at + timedelta(hours=value_now(POLICY, "plan_tasks_done"))
    for task in plan.tasks.order_by("order"):
        what = f"{task.who_does}: {task.what}"
        new_enquiry(
            episode,
            by,
            task=task,
            kind=task.kind,
            what=what,
            where=task.where,
            due_at=due,
            allocated_to=episode.officer,
        )
    return opening
