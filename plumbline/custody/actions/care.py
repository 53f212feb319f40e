"""Looking after the child: telling whoever is responsible, visits, healthcare, hearing the child, the referral."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.custody.actions.detention import still_here, within
from plumbline.custody.models import Detention, Healthcare, Hearing, Informing, Visit
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.people.actions import record_voice


@act(
    "custody.responsible.informed",
    permission="custody.work",
    says="{0.detention.reference}: {0}",
    operation="disclosure",
)
def record_informing(
    detention: Detention,
    *,
    by: Any,
    happened_at: datetime,
    name: str,
    relationship: str,
    is_reached: bool,
    note: str = "",
) -> Informing:
    """Whoever is responsible for the child was told of the arrest, why, and where; or an attempt that reached nobody."""
    within(detention, happened_at=happened_at)
    made = Informing(detention=detention, happened_at=happened_at, name=name, relationship=relationship, note=note)
    made.is_reached, made.informed_by = is_reached, actor_of(by).user
    made.save()
    return made


@act("custody.visit.recorded", permission="custody.work", says="{0.detention.reference}: child visited")
def record_visit(detention: Detention, *, by: Any, happened_at: datetime, observed: str, needs: str = "") -> Visit:
    """Someone looked in on the child. The visit before is thereby followed; one typed in late stands in its place."""
    within(detention, happened_at=happened_at)
    if not observed.strip():
        raise Invalid(observed="Say how the child was.")
    made = Visit(
        detention=detention, happened_at=happened_at, visited_by=actor_of(by).user, observed=observed, needs=needs
    )
    follow(made)
    made.save()
    return made


def follow(made: Any) -> None:
    """What was done anew follows those before it, unless another came between; one typed in late is followed too."""
    others = type(made).objects.filter(detention=made.detention)
    unmet = Q(followed_at=None) | Q(followed_at__gt=made.happened_at)
    for earlier in others.filter(unmet, happened_at__lt=made.happened_at):
        earlier.followed_at = made.happened_at
        earlier.save()
    later = others.filter(happened_at__gt=made.happened_at).order_by("happened_at").first()
    made.followed_at = later.happened_at if later else None


@act("custody.healthcare.requested", permission="custody.work", says="{0.detention.reference}: healthcare asked for")
def request_healthcare(detention: Detention, *, by: Any, requested_at: datetime, reason: str) -> Healthcare:
    still_here(detention)
    within(detention, requested_at=requested_at)
    if not reason.strip():
        raise Invalid(reason="Say what the professional is to look at.")
    made = Healthcare(detention=detention, requested_at=requested_at, requested_by=actor_of(by).user, reason=reason)
    made.save()
    return made


@act(
    "custody.healthcare.seen",
    permission="custody.work",
    says="{0.detention.reference}: seen by a healthcare professional",
)
def record_healthcare(
    healthcare: Healthcare, *, by: Any, seen_at: datetime, professional: str, outcome: str
) -> Healthcare:
    if healthcare.seen_at is not None:
        raise Invalid("This is recorded already.")
    within(healthcare.detention, seen_at=seen_at)
    in_order(healthcare.requested_at, seen_at, seen_at="The child was seen after the professional was asked for.")
    if not outcome.strip():
        raise Invalid(outcome="Say what came of it: fit to be detained and interviewed, and what care is needed.")
    healthcare.seen_at, healthcare.seen_by = max(seen_at, healthcare.requested_at), actor_of(by).user
    healthcare.professional, healthcare.outcome = professional, outcome
    healthcare.save()
    return healthcare


@act("custody.child.heard", permission="custody.work", says="{0.detention.reference}: {0.voice.state.label}")
def hear_child(detention: Detention, *, by: Any, happened_at: datetime, **voice: Any) -> Hearing:
    """The child was given the chance to speak; what they said is kept as voice of the child, tied to this detention."""
    within(detention, happened_at=happened_at)
    heard = record_voice(detention.person, by=by, case=detention.ref(), happened_at=happened_at, **voice)
    made = Hearing(detention=detention, happened_at=happened_at, voice=heard)
    made.save()
    return made


@act(
    "custody.referral.made",
    permission="custody.work",
    says="{0.reference}: safeguarding referral made, {0.referral_reference}",
    operation="disclosure",
)
def record_referral(detention: Detention, *, by: Any, referral_made_at: datetime, referral_reference: str) -> Detention:
    """The child was referred in another system because of this detention. It may be done after the child has left.

    One made here, from the detention, is known without being written down, and refused.
    """
    not_future(referral_made_at=referral_made_at)
    in_order(
        detention.arrested_at,
        referral_made_at,
        referral_made_at="The referral is made after the arrest that gave rise to it.",
    )
    if detention.referral_made_at is not None:
        raise Invalid("A referral is recorded already.")
    if here := detention.referrals_made().first():
        raise Invalid(f"The child was referred here already: {here.reference}.")
    if not referral_reference.strip():
        raise Invalid(referral_reference="Enter the reference of the referral.")
    detention.referral_made_at, detention.referral_made_by = referral_made_at, actor_of(by).user
    detention.referral_reference = referral_reference
    detention.save()
    return detention
