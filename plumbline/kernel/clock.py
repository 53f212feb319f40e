"""The only reader of the clock. Moments are whole seconds in UTC; people are shown Europe/London.

Whole seconds because engines disagree below them: PostgreSQL keeps microseconds in an interval sum, SQLite cuts them,
and a deadline met by 0.4 s would then depend on the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_frozen: ContextVar[datetime | None] = ContextVar("frozen clock", default=None)


def now() -> datetime:
    """This moment, in UTC, without a fraction of a second."""
    return _frozen.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at one moment: for tests and for building the demo force."""
    token = _frozen.set(whole(at))
    try:
        yield
    finally:
        _frozen.reset(token)


def whole(moment: datetime) -> datetime:
    """The moment in UTC with its fraction of a second cut off. Refuses one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def local(moment: datetime) -> datetime:
    """The moment as the clock on the wall of a police station shows it."""
    return moment.astimezone(LONDON)


def readings(wall: datetime) -> list[datetime]:
    """The moments at which the clock on the wall showed this time: one; none in the hour that it skips in March; two, the
    earlier first, in the hour that it shows twice in October."""
    moments = {wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in moments if local(moment).replace(tzinfo=None) == wall)


def is_repeated(moment: datetime) -> bool:
    """Whether the clock on the wall shows the time of this moment twice."""
    wall = local(moment)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def local_month(moment: datetime) -> date:
    """First day of the local month in which the moment falls: 23:30 UTC on 31 July is August."""
    return local(moment).date().replace(day=1)


def today() -> date:
    return local(now()).date()
