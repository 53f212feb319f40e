"""Sharing with partners, and what they say: acknowledged, answered, answered anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.access.access import grants_with
from plumbline.access.models import Restriction, User
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Missing
from plumbline.kernel.moments import in_order, not_future
from plumbline.ledger.actions import received_by
from plumbline.referrals.actions.referral import said, still_open
from plumbline.referrals.actions.unit import require_alone
from plumbline.referrals.models import (
    Answer,
    Outcome,
    PartnerAccount,
    Recipient,
    RecipientKind,
    Referral,
    Sharing,
    State,
    Task,
    Way,
)

FINISH, ANSWER, MANAGE = "referrals.finish", "referrals.answer", "referrals.manage"


@act("referrals.recipient.added", permission=MANAGE, says="Recipient added: {0}")
def add_recipient(*, by: Any, kind: str, name: str, contact: str = "") -> Recipient:
    """An agency with which referrals are shared."""
    if kind not in RecipientKind.values:
        raise Invalid(kind="Choose what kind of agency it is.")
    said(name=name)
    recipient = Recipient(kind=kind, name=name.strip(), contact=contact)
    recipient.save()
    return recipient


@act("referrals.partner.admitted", permission=MANAGE, says="Partner admitted: {0}")
def admit_partner(recipient: Recipient, *, by: Any, user: User) -> PartnerAccount:
    """The account sees what is shared with this recipient. Its grant, as social-care partner, is given elsewhere."""
    if not grants_with(user, ANSWER):
        raise Invalid(user="This account does not hold the role of a partner. An administrator gives it first.")
    account = PartnerAccount(recipient=recipient, user=user, given_at=current().at, given_by=actor_of(by).user)
    account.save()
    return account


@act("referrals.partner.ended", permission=MANAGE, says="Partner no longer admitted: {0}")
def end_partner(account: PartnerAccount, *, by: Any) -> PartnerAccount:
    if account.ended_at is not None:
        raise Invalid("This account sees nothing of the recipient any more.")
    account.ended_at, account.ended_by = current().at, actor_of(by).user
    account.save()
    return account


@act(
    "referrals.referral.shared",
    permission=FINISH,
    says="{0.referral.reference}: shared with {0.recipient}",
    operation="disclosure",
)
def share(
    referral: Referral, *, by: Any, recipient: Recipient, way: str, content: str, shared_at: datetime | None = None
) -> Sharing:
    """What was sent, word for word, to whom and when: a disclosure, filed with who received it.

    Refused while a decision made in training waits for its sign-off: whoever is in training shares nothing alone.
    """
    still_open(referral)
    require_alone(by, Task.SHARE)
    if referral.state == State.PROPOSED:
        raise Invalid("The decision on this referral waits for its sign-off. Sign it off before it is shared.")
    if way not in Way.values:
        raise Invalid(way="Choose how it is shared.")
    said(content=content)
    not_future(shared_at=shared_at)
    at = shared_at or current().at
    in_order(referral.submitted_at, at, shared_at="It cannot have been shared before it was made.")
    if not recipient.is_open:
        raise Invalid(recipient="This recipient is no longer used.")
    if way == Way.ACCOUNT:
        _require_door(referral, recipient)
    sharing = Sharing(referral=referral, recipient=recipient, way=way, content=content)
    sharing.shared_at, sharing.shared_by = at, actor_of(by).user
    sharing.save()
    received_by(recipient.name)
    return sharing


def _require_door(referral: Referral, recipient: Recipient) -> None:
    if not PartnerAccount.objects.filter(recipient=recipient, ended_at=None).exists():
        raise Invalid(way="Nobody of this recipient signs in here. Choose another way.")
    if Restriction.objects.filter(person=referral.person_id, lifted_at=None).exists():
        raise Invalid(
            way="This child’s record is restricted, so that no partner’s account opens it. Choose another way."
        )


@act(
    "referrals.sharing.acknowledged",
    permission=ANSWER,
    says="{0.referral.reference}: {0.recipient} acknowledges receipt",
)
def acknowledge(sharing: Sharing, *, by: Any) -> Sharing:
    """The partner has it. Acknowledged twice is acknowledged once: the first time counts."""
    _require_partner(sharing, by)
    if sharing.acknowledged_at is None:
        _acknowledged(sharing, by, actor_of(by).name, current().at)
    return sharing


@act(
    "referrals.sharing.acknowledgement-recorded",
    permission=FINISH,
    says="{0.referral.reference}: {0.recipient} acknowledged receipt",
)
def record_acknowledgement(
    sharing: Sharing, *, by: Any, acknowledged_name: str, acknowledged_at: datetime | None = None
) -> Sharing:
    """The hub was told, by telephone or e-mail, that it arrived."""
    said(acknowledged_name=acknowledged_name)
    not_future(acknowledged_at=acknowledged_at)
    if sharing.acknowledged_at is not None:
        raise Invalid(f"{sharing.acknowledged_name} acknowledged it already.")
    at = acknowledged_at or current().at
    in_order(sharing.shared_at, at, acknowledged_at="It cannot be acknowledged before it was shared.")
    _acknowledged(sharing, by, acknowledged_name, max(at, sharing.shared_at))
    return sharing


def _acknowledged(sharing: Sharing, by: Any, name: str, at: datetime) -> None:
    sharing.acknowledged_at, sharing.acknowledged_by = at, actor_of(by).user
    sharing.acknowledged_name = name[:120]
    sharing.save()


@act("referrals.sharing.answered", permission=ANSWER, says="{0.referral.reference}: {0.sharing.recipient} answers: {0}")
def answer(sharing: Sharing, *, by: Any, outcome: str, says: str = "", why_changed: str = "") -> Answer:
    """What the partner does with it. A second answer is kept beside the first, and says why it differs; an answer that
    comes before any acknowledgement acknowledges it too."""
    _require_partner(sharing, by)
    return _answer(sharing, by, actor_of(by).name, outcome=outcome, says=says, why_changed=why_changed)


@act(
    "referrals.sharing.answer-recorded",
    permission=FINISH,
    says="{0.referral.reference}: answer of {0.sharing.recipient}: {0}",
)
def record_answer(
    sharing: Sharing, *, by: Any, outcome: str, answered_name: str, says: str = "", why_changed: str = ""
) -> Answer:
    """The hub was told what the recipient does with it."""
    said(answered_name=answered_name)
    return _answer(sharing, by, answered_name, outcome=outcome, says=says, why_changed=why_changed)


def _answer(sharing: Sharing, by: Any, name: str, *, outcome: str, says: str, why_changed: str) -> Answer:
    if outcome not in Outcome.values:
        raise Invalid(outcome="Choose what is done with it.")
    if outcome == Outcome.INSUFFICIENT:
        said(says=says)
    last = sharing.answers.order_by("number").last()
    if last is not None and last.outcome == outcome and last.says == says:
        raise Invalid(f"This is what {last.answered_name} answered already. Nothing was recorded twice.")
    if last is not None and not why_changed.strip():
        raise Invalid(
            why_changed=f"{last.answered_name} answered already: {last.get_outcome_display()}. Say why it changes."
        )
    if sharing.acknowledged_at is None:
        _acknowledged(sharing, by, name, current().at)
    made = Answer(sharing=sharing, number=last.number + 1 if last else 1, outcome=outcome, says=says)
    made.why_changed, made.answered_name = why_changed, name[:120]
    made.answered_at, made.answered_by = current().at, actor_of(by).user
    made.save()
    return made


def _require_partner(sharing: Sharing, by: Any) -> None:
    """Whoever is admitted for this recipient, and nobody else, whatever else their grant reaches."""
    user = actor_of(by).user
    live = PartnerAccount.objects.filter(recipient_id=sharing.recipient_id, ended_at=None)
    if user is None or not live.filter(user_id=user.pk).exists():
        raise Missing("There is no such referral among those shared with you.")
