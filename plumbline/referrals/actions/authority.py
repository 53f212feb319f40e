"""A child found away from home: the authority where the child lives is informed, and accepts in writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.referrals.actions.referral import said
from plumbline.referrals.models import Acceptance, Referral

FINISH = "referrals.finish"


@act(
    "referrals.home-authority.informed",
    permission=FINISH,
    says="{0.referral.reference}: {0.referral.home_authority} informed",
    operation="disclosure",
)
def inform_home(referral: Referral, *, by: Any, informed_at: datetime, informed_name: str) -> Acceptance:
    """The authority where the child was found has told the authority where the child lives."""
    if referral.away_at is None:
        raise Invalid("The child was not found away from home, as far as is told. Tell both authorities first.")
    if hasattr(referral, "acceptance"):
        raise Invalid(f"{referral.home_authority} was informed already.")
    not_future(informed_at=informed_at)
    said(informed_name=informed_name)
    made = Acceptance(referral=referral, informed_at=informed_at, informed_name=informed_name)
    made.informed_by = actor_of(by).user
    made.save()
    return made


@act(
    "referrals.home-authority.accepted",
    permission=FINISH,
    says="{0.referral.reference}: {0.referral.home_authority} accepted responsibility",
)
def accept_home(
    acceptance: Acceptance, *, by: Any, accepted_at: datetime, accepted_name: str, accepted_writing: str
) -> Acceptance:
    """The authority where the child lives has accepted in writing; from then on it is responsible."""
    if acceptance.accepted_at is not None:
        raise Invalid(f"{acceptance.accepted_name} accepted already.")
    not_future(accepted_at=accepted_at)
    in_order(acceptance.informed_at, accepted_at, accepted_at="An authority accepts after it was informed.")
    said(accepted_name=accepted_name, accepted_writing=accepted_writing)
    acceptance.accepted_at, acceptance.accepted_by = max(accepted_at, acceptance.informed_at), actor_of(by).user
    acceptance.accepted_name, acceptance.accepted_writing = accepted_name, accepted_writing
    acceptance.save()
    return acceptance
