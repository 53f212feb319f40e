"""The life of a referral, and the way of a practitioner: from which state, by which verb, into which. Whatever is not in the
tables is refused."""

from __future__ import annotations

from plumbline.kernel.errors import Invalid
from plumbline.referrals.models import PracticeStage, State

LIFE: dict[tuple[str, str], str] = {
    (State.AWAITING, "propose"): State.PROPOSED,
    (State.AWAITING, "decide"): State.DECIDED,
    (State.PROPOSED, "sign off"): State.DECIDED,
    (State.PROPOSED, "send back"): State.AWAITING,
    (State.DECIDED, "decide"): State.DECIDED,
    (State.DECIDED, "close"): State.CLOSED,
    (State.CLOSED, "reopen"): State.DECIDED,
}
PRACTICE: dict[tuple[str, str], str] = {
    (PracticeStage.NEW, "train"): PracticeStage.TRAINED,
    (PracticeStage.TRAINED, "give a mentor"): PracticeStage.MENTORED,
    (PracticeStage.MENTORED, "give a mentor"): PracticeStage.MENTORED,
    (PracticeStage.MENTORED, "show competence"): PracticeStage.COMPETENT,
    (PracticeStage.COMPETENT, "approve"): PracticeStage.APPROVED,
    (PracticeStage.APPROVED, "approve"): PracticeStage.APPROVED,
    (PracticeStage.APPROVED, "withdraw"): PracticeStage.MENTORED,
} | {(stage, "leave"): PracticeStage.LEFT for stage in PracticeStage if stage != PracticeStage.LEFT}
VERBS = tuple(dict.fromkeys(verb for _, verb in LIFE))

PRACTICE_VERBS = tuple(dict.fromkeys(verb for _, verb in PRACTICE))


def next_state(state: str, verb: str) -> str:
    """Where the verb leads. Says in words why it is refused otherwise."""
    if (state, verb) not in LIFE:
        raise Invalid(f"A referral that is “{State(state).label.lower()}” cannot be acted on so: {verb}.")
    return LIFE[state, verb]


def next_stage(stage: str, verb: str) -> str:
    """The same of someone in the unit."""
    if (stage, verb) not in PRACTICE:
        raise Invalid(f"For someone who is at “{PracticeStage(stage).label.lower()}” this does not come next: {verb}.")
    return PRACTICE[stage, verb]
