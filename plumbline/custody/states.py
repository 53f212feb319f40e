"""The life of a detention: from which state, by which verb, into which. Whatever is not in the table is refused."""

from __future__ import annotations

from plumbline.custody.models import State
from plumbline.kernel.errors import Invalid

LIFE: dict[tuple[str, str], str] = {
    (State.DETAINED, "charge"): State.CHARGED,
    (State.DETAINED, "release"): State.ENDED,
    (State.CHARGED, "leave"): State.ENDED,
    (State.CHARGED, "transfer"): State.ENDED,
    (State.ENDED, "resume before charge"): State.DETAINED,
    (State.ENDED, "resume after charge"): State.CHARGED,
}
VERBS = tuple(dict.fromkeys(verb for _, verb in LIFE))


def next_state(state: str, verb: str) -> str:
    """Where the verb leads. Says in words why it is refused otherwise."""
    if (state, verb) not in LIFE:
        raise Invalid(f"A detention that is “{State(state).label.lower()}” cannot be acted on so: {verb}.")
    return LIFE[state, verb]
