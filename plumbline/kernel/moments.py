"""When things happened, as people tell it: not yet to come, not absurdly long ago, and one after the other."""

from __future__ import annotations

from datetime import datetime

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid

EARLIEST = datetime(1990, 1, 1, tzinfo=clock.LONDON)


def not_future(**moments: datetime | None) -> None:
    """What happened lies in the past, and not so far back that it must be a slip of the hand.

    Each is given under the name of its form field, which the refusal (`Invalid`) is told at.
    """
    for name, moment in moments.items():
        if moment is not None and moment > clock.now():
            raise Invalid(**{name: "This time is in the future. Enter when it happened."})
        if moment is not None and moment < EARLIEST:
            raise Invalid(**{name: "This date is too long ago. Check the year."})


def in_order(earlier: datetime | None, later: datetime | None, **told: str) -> None:
    """The later is not before the earlier, else `Invalid` with what is told. To the minute: a moment typed on a form has no
    seconds, one taken from the clock has."""
    if earlier is not None and later is not None and later < earlier.replace(second=0, microsecond=0):
        raise Invalid(**told)
