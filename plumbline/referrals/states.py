"""The life of a referral: from which state, by which verb, into which. Whatever is not in the table is refused."""

from __future__ import annotations

from plumbline.kernel.errors import Invalid
from plumbline.referrals.models import State

LIFE: dict[tuple[str, str], str] = {
    (State.AWAITING, "propose"): State.PROPOSED,
    (State.AWAITING, "decide"): State.DECIDED,
    (State.PROPOSED, "sign off"): State.DECIDED,
    (State.PROPOSED, "send back"): State.AWAITING,
    (State.DECIDED, "decide"): State.DECIDED,
    (State.DECIDED, "close"): State.CLOSED,
    (State.CLOSED, "reopen"): State.DECIDED,
}
VERBS = tuple(dict.fromkeys(verb for _, verb in LIFE))


def next_state(state: str, verb: str) -> str:
    """Where the verb leads. Says in words why it is refused otherwise."""
    if (state, verb) not in LIFE:
        raise Invalid(f"A referral that is “{State(state).label.lower()}” cannot be acted on so: {verb}.")
    return LIFE[state, verb]
