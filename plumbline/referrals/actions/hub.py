"""The hub's work on a referral: the decision, its sign-off, a pattern of low referrals read together, closing."""

from __future__ import annotations

from typing import Any

from plumbline.access.access import may_do
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.referrals.actions.referral import said
from plumbline.referrals.actions.unit import require_alone
from plumbline.referrals.models import Decision, Grade, Referral, State, Task, Threshold, Verdict
from plumbline.referrals.queries.unit import works_alone
from plumbline.referrals.states import next_state

FINISH = "referrals.finish"


@act("referrals.decision.made", permission="referrals.triage", says="{0.referral.reference}: decided: {0}")
def decide(referral: Referral, *, by: Any, verdict: str, threshold: str, grade: str, rationale: str) -> Decision:
    """Decide, on which threshold and why. Made by whoever is in training, by their role or because nobody approved them, it is a
    proposal, without effect until signed off.

    A referral is decided on anew where something new came in; the latest decision in effect counts.
    """
    if verdict not in Verdict.values or threshold not in Threshold.values or grade not in Grade.values:
        raise Invalid("Choose what is decided, on which threshold, and how grave it is.")
    if verdict == Verdict.NOT_SHARED and threshold in (Threshold.IN_NEED, Threshold.PROTECTION):
        raise Invalid(
            verdict="At this level of need the child is referred to social care. Choose that, or another level."
        )
    said(rationale=rationale)
    user = actor_of(by).user
    if user is None:
        raise Invalid("A decision is made by a person.")
    in_training = not (may_do(user, FINISH, referral) and works_alone(user, Task.DECIDE))
    decision = Decision(referral=referral, verdict=verdict, threshold=threshold, grade=grade, rationale=rationale)
    decision.made_at, decision.made_by, decision.is_in_training = current().at, user, in_training
    referral.state = next_state(referral.state, "propose" if in_training else "decide")
    if not in_training:
        _take_effect(referral, decision)
    referral.save()
    decision.save()
    return decision


@act("referrals.decision.signed-off", permission=FINISH, says="{0.referral.reference}: decision signed off: {0}")
def sign_off(decision: Decision, *, by: Any, note: str = "") -> Decision:
    """A signed-off practitioner agrees with a decision made in training; from now on it has effect."""
    referral = _to_sign(decision, by)
    referral.state = next_state(referral.state, "sign off")
    decision.signed_at, decision.signed_by, decision.signed_note = current().at, actor_of(by).user, note
    _take_effect(referral, decision)
    referral.save()
    decision.save()
    return decision


@act("referrals.decision.sent-back", permission=FINISH, says="{0.referral.reference}: decision sent back: {0}")
def send_back(decision: Decision, *, by: Any, note: str) -> Decision:
    """The decision made in training is not right; the referral awaits triage again."""
    said(note=note)
    referral = _to_sign(decision, by)
    referral.state = next_state(referral.state, "send back")
    decision.signed_at, decision.signed_by, decision.signed_note = current().at, actor_of(by).user, note
    decision.is_sent_back = True
    referral.save()
    decision.save()
    return decision


def _to_sign(decision: Decision, by: Any) -> Referral:
    if not decision.is_in_training or decision.signed_at is not None:
        raise Invalid("There is nothing to sign off on this decision.")
    if actor_of(by).user is None or decision.made_by_id == actor_of(by).user.pk:  # type: ignore[union-attr]
        raise Invalid("You made this decision. Someone else must sign it off.")
    require_alone(by, Task.SIGN_OFF)
    return decision.referral


def _take_effect(referral: Referral, decision: Decision) -> None:
    decision.effective_at = current().at
    referral.grade = decision.grade


@act("referrals.pattern.read", permission="referrals.triage", says="{0.reference}: low referrals read together")
def read_pattern(referral: Referral, *, by: Any, note: str) -> Referral:
    """The child's low referrals of three months are read together: three of them are an escalating concern (domain R4)."""
    said(note=note)
    if referral.pattern_read_at is not None:
        raise Invalid("This is recorded already.")
    referral.pattern_read_at, referral.pattern_read_by = current().at, actor_of(by).user
    referral.pattern_note = note
    referral.save()
    return referral


@act("referrals.referral.closed", permission=FINISH, says="{0.reference}: closed")
def close_referral(referral: Referral, *, by: Any, note: str) -> Referral:
    """Nothing is left to be done about it. Refused while what was decided was not shared, or agencies still disagree."""
    said(note=note)
    if referral.state == State.DECIDED and _is_to_be_shared(referral) and not referral.sharings.exists():
        raise Invalid("It was decided to share this referral, and it was shared with nobody. Share it first.")
    if referral.disagreements.filter(ended_at=None).exists():
        raise Invalid("There is an open disagreement on this referral. Settle it first.")
    referral.state = next_state(referral.state, "close")
    referral.closed_at, referral.closed_by, referral.closing_note = current().at, actor_of(by).user, note
    referral.save()
    return referral


def _is_to_be_shared(referral: Referral) -> bool:
    """As the decision in effect has it."""
    last = referral.decisions.filter(effective_at__isnull=False).order_by("effective_at", "pk").last()
    return last is not None and last.verdict != Verdict.NOT_SHARED


@act("referrals.referral.reopened", permission=FINISH, says="{0.reference}: reopened")
def reopen_referral(referral: Referral, *, by: Any) -> Referral:
    """Undo a closing that was a mistake, or that new knowledge calls for."""
    referral.state = next_state(referral.state, "reopen")
    referral.closed_at = referral.closed_by = None
    referral.save()
    return referral
