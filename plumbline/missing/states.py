"""The life of an episode: from which state, by which verb, into which. Whatever is not in the table is refused."""

from __future__ import annotations

from plumbline.kernel.errors import Invalid
from plumbline.missing.models import State

LIFE: dict[tuple[str, str], str] = {
    (State.MISSING, "locate"): State.LOCATED,
    (State.LOCATED, "confirm wellbeing"): State.SAFE,
    (State.LOCATED, "lose again"): State.MISSING,
    (State.SAFE, "close"): State.CLOSED,
    (State.CLOSED, "reopen"): State.SAFE,
}
VERBS = tuple(dict.fromkeys(verb for _, verb in LIFE))


def next_state(state: str, verb: str) -> str:
    """Where the verb leads. Says in words why it is refused otherwise."""
    if (state, verb) not in LIFE:
        raise Invalid(f"An episode that is “{State(state).label.lower()}” cannot be acted on so: {verb}.")
    return LIFE[state, verb]
