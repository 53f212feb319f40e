"""The appropriate adult, and the steps at which one must be there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.custody.actions.detention import still_here, within
from plumbline.custody.models import AdultRole, AppropriateAdult, Bar, Detention, Step, StepKind
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order


@act(
    "custody.adult.requested",
    permission="custody.work",
    says="{0.detention.reference}: appropriate adult asked to come",
    operation="disclosure",
)
def ask_for_adult(
    detention: Detention,
    *,
    by: Any,
    requested_at: datetime,
    role: str,
    name: str,
    bar: str,
    contact: str = "",
    why_not_nearer: str = "",
) -> AppropriateAdult:
    """Tell an appropriate adult why and where the child is held, and ask them to come. Refuses one whom a bar keeps out."""
    still_here(detention)
    within(detention, requested_at=requested_at)
    _refuse_barred(bar)
    if role not in AdultRole.values:
        raise Invalid(role="Say who they are to the child.")
    if role in (AdultRole.SOCIAL_WORKER, AdultRole.OTHER) and not why_not_nearer.strip():
        raise Invalid(why_not_nearer="Say why no parent, guardian or carer is asked: they come first.")
    made = AppropriateAdult(detention=detention, role=role, name=name, contact=contact, why_not_nearer=why_not_nearer)
    made.requested_at, made.requested_by = requested_at, actor_of(by).user
    made.save()
    return made


def _refuse_barred(bar: str) -> None:
    if bar not in Bar.values:
        raise Invalid(bar="Go through what would bar them, and choose.")
    if bar != Bar.NONE:
        told = Bar(bar).label.lower()
        raise Invalid(bar=f"They cannot be the appropriate adult ({told}). Ask someone else.")


@act("custody.adult.arrived", permission="custody.work", says="{0.detention.reference}: appropriate adult arrived")
def adult_arrived(adult: AppropriateAdult, *, by: Any, arrived_at: datetime) -> AppropriateAdult:
    still_here(adult.detention)
    if adult.left_at is not None:
        raise Invalid(
            "This appropriate adult was stood down. If they came after all, record that they are asked again."
        )
    if adult.arrived_at is not None:
        raise Invalid("Their arrival is recorded already.")
    within(adult.detention, arrived_at=arrived_at)
    in_order(adult.requested_at, arrived_at, arrived_at="They cannot have arrived before they were asked.")
    adult.arrived_at, adult.arrived_by = max(arrived_at, adult.requested_at), actor_of(by).user
    adult.save()
    return adult


@act(
    "custody.adult.left",
    permission="custody.work",
    says="{0.detention.reference}: appropriate adult gone or stood down",
)
def adult_left(
    adult: AppropriateAdult, *, by: Any, left_at: datetime, left_because: str, bar: str = Bar.NONE
) -> AppropriateAdult:
    """They have gone, will not come, or must not be the appropriate adult, as was learnt (`bar`)."""
    if adult.left_at is not None:
        raise Invalid("It is recorded already that they have gone.")
    within(adult.detention, left_at=left_at)
    in_order(adult.arrived_at or adult.requested_at, left_at, left_at="They cannot have gone before they came.")
    if not left_because.strip():
        raise Invalid(left_because="Say why.")
    adult.left_at, adult.left_by = max(left_at, adult.arrived_at or adult.requested_at), actor_of(by).user
    adult.left_because, adult.bar = left_because, bar
    adult.save()
    return adult


@act("custody.step.recorded", permission="custody.work", says="{0.detention.reference}: {0}")
def record_step(
    detention: Detention,
    *,
    by: Any,
    kind: str,
    happened_at: datetime,
    adult: AppropriateAdult | None = None,
    without_adult_because: str = "",
    note: str = "",
) -> Step:
    """Record rights, an interview, a charge read, with the appropriate adult who was there, or why none was."""
    within(detention, happened_at=happened_at)
    if kind not in StepKind.values:
        raise Invalid(kind="Say which step it was.")
    if adult is None and not without_adult_because.strip():
        raise Invalid(without_adult_because="Name the appropriate adult who was there, or say why none was.")
    if adult is not None and without_adult_because.strip():
        raise Invalid(without_adult_because="An appropriate adult was there: leave this empty.")
    if adult is not None:
        _was_there(detention, adult, happened_at)
    made = Step(detention=detention, kind=kind, happened_at=happened_at, done_by=actor_of(by).user, adult=adult)
    made.without_adult_because, made.note = without_adult_because, note
    made.save()
    return made


def _was_there(detention: Detention, adult: AppropriateAdult, at: datetime) -> None:
    if adult.detention_id != detention.pk:
        raise Invalid(adult="This appropriate adult was asked for another child's detention.")
    if adult.bar not in ("", Bar.NONE):
        raise Invalid(adult="They must not be the appropriate adult, as was learnt. The step needs another.")
    if adult.arrived_at is None:
        raise Invalid(
            adult="They have not arrived yet. Record their arrival first, or say why no appropriate adult was there."
        )
    in_order(adult.arrived_at, at, happened_at="The appropriate adult had not arrived by then.")
    in_order(at, adult.left_at, happened_at="The appropriate adult had gone by then.")
