"""The life of an incident: from which state, by which verb, into which. Whatever is not in the table is refused."""

from __future__ import annotations

from plumbline.incidents.models import State
from plumbline.kernel.errors import Invalid

LIFE: dict[tuple[str, str], str] = {
    (State.WAITING, "send"): State.SENT,
    (State.SENT, "send"): State.SENT,
    (State.ATTENDED, "send"): State.ATTENDED,
    (State.SENT, "arrive"): State.ATTENDED,
    (State.ATTENDED, "arrive"): State.ATTENDED,
    (State.SENT, "leave it unattended"): State.WAITING,
    (State.WAITING, "close"): State.CLOSED,
    (State.ATTENDED, "close"): State.CLOSED,
    (State.CLOSED, "reopen"): State.WAITING,
}
VERBS = tuple(dict.fromkeys(verb for _, verb in LIFE))


def next_state(state: str, verb: str) -> str:
    """Where the verb leads. Says in words why it is refused otherwise."""
    if (state, verb) not in LIFE:
        raise Invalid(f"An incident that is “{State(state).label.lower()}” cannot be acted on so: {verb}.")
    return LIFE[state, verb]
