"""The life of each record of this room that has one. Whatever is not in a table is refused."""

from __future__ import annotations

from plumbline.inspections.models import Status
from plumbline.kernel.errors import Invalid

# -- recommendation

RECOMMENDATION: dict[tuple[str, str], str] = {
    (Status.PROGRESSED, "put forward"): Status.AWAITING,
    (Status.REOPENED, "put forward"): Status.AWAITING,
    (Status.AWAITING, "send back"): Status.PROGRESSED,
    (Status.AWAITING, "close"): Status.COMPLETE,
    (Status.COMPLETE, "reopen"): Status.REOPENED,
}


def next_status(status: str, verb: str) -> str:
    """Where the verb leads a recommendation. Says in words why it is refused otherwise."""
    if (status, verb) not in RECOMMENDATION:
        said = Status(status).label.lower()
        raise Invalid(f"A recommendation that is “{said}” cannot be acted on so: {verb}.")
    return RECOMMENDATION[status, verb]
