"""Reviews of detention, and extensions of its limit."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from plumbline.custody.actions.care import follow
from plumbline.custody.actions.detention import still_here, within
from plumbline.custody.models import Charge, Detention, Extension, ExtensionKind, Review
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
REVIEW_EVERY, FIRST_REVIEW, MOST_BY_SUPERINTENDENT = (
    "custody_next_review",
    "custody_first_review",
    "custody_extended_limit",
)


def hours_of(key: str, at: datetime) -> timedelta:
    """A number of hours as in force on the day of that moment."""
    return timedelta(hours=load(POLICY)[key].on(clock.local(at).date()).value)


@act("custody.review.recorded", permission="custody.review", says="{0.detention.reference}: detention reviewed")
def record_review(
    detention: Detention,
    *,
    by: Any,
    happened_at: datetime,
    is_continued: bool,
    grounds: str,
    representations: str = "",
    next_review_at: datetime | None = None,
) -> Review:
    """An inspector reviews. If detention goes on, the next is due after nine hours at the latest, or sooner if they say so.

    Nobody reviews what they authorised, nor what they answer for, nor their own arrest.
    """
    still_here(detention)
    _not_own(detention, by)
    within(detention, happened_at=happened_at)
    if not grounds.strip():
        raise Invalid(grounds="Say why detention goes on, or why it does not.")
    if detention.reviews.filter(happened_at=happened_at).exists():
        raise Invalid(happened_at="A review at this moment is recorded already.")
    made = Review(detention=detention, happened_at=happened_at, is_continued=is_continued, grounds=grounds)
    made.representations, made.reviewed_by = representations, actor_of(by).user
    made.next_review_at = _next(happened_at, next_review_at) if is_continued else None
    follow(made)
    made.save()
    return made


def _not_own(detention: Detention, by: Any) -> None:
    user = actor_of(by).user
    if user is not None and user.pk in detention.owners():
        raise Invalid(
            "You authorised this detention, arrested the child or answer for them: someone else must review it."
        )


def _next(happened_at: datetime, wanted: datetime | None) -> datetime:
    latest = happened_at + hours_of(REVIEW_EVERY, happened_at)
    if wanted is not None and wanted <= happened_at:
        raise Invalid(
            next_review_at="The next review comes after this one. Leave it empty for the latest that is allowed."
        )
    if wanted is not None and wanted > latest:
        said = clock.local(latest)
        raise Invalid(
            next_review_at=f"The next review is due by {said:%H:%M on %d/%m/%Y}. It may be sooner, not later."
        )
    return wanted or latest


@act("custody.limit.extended", permission="custody.extend", says="{0.detention.reference}: {0}")
def extend_detention(
    detention: Detention,
    *,
    by: Any,
    kind: str,
    happened_at: datetime,
    until_at: datetime,
    grounds: str,
    court: str = "",
) -> Extension:
    """Detention without charge may go on: a superintendent's own decision, or a court's warrant that they record."""
    still_here(detention)
    within(detention, happened_at=happened_at)
    if Charge.objects.filter(detention=detention).exists():
        raise Invalid("The child is charged: the limit of detention without charge no longer counts.")
    if actor_of(by).user is not None and actor_of(by).user.pk in detention.owners():  # type: ignore[union-attr]
        raise Invalid(
            "You authorised this detention, arrested the child or answer for them: another superintendent decides."
        )
    if kind not in ExtensionKind.values:
        raise Invalid(kind="Say who extended it.")
    if not grounds.strip():
        raise Invalid(grounds="Say on what grounds.")
    if until_at <= happened_at:
        raise Invalid(until_at="An extension ends after it is given.")
    most = detention.arrived_at + hours_of(MOST_BY_SUPERINTENDENT, detention.arrived_at)
    if kind == ExtensionKind.SUPERINTENDENT and until_at > most:
        raise Invalid(
            until_at=f"A superintendent extends to {clock.local(most):%H:%M on %d/%m/%Y} at most; beyond, a court."
        )
    if kind == ExtensionKind.WARRANT and not court.strip():
        raise Invalid(court="Name the court that gave the warrant.")
    made = Extension(detention=detention, kind=kind, happened_at=happened_at, until_at=until_at, grounds=grounds)
    made.court, made.extended_by = court, actor_of(by).user
    made.save()
    return made
