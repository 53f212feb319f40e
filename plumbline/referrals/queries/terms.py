"""When the next school day begins, by term dates. Where these do not tell, the answer is None and never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from plumbline.kernel import clock
from plumbline.kernel.workdays import bank_holidays
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
Span = tuple[date, date]


def next_school_day(terms: Iterable[Span], moment: datetime) -> datetime | None:
    """The start of the first school day that begins after the moment.

    None where no term is known to hold or to follow, where the moment lies before all that is known, and where so long a
    time lies between two terms that one must be missing.
    """
    known = sorted(terms)
    day = clock.local(moment).date()
    if not known or day < known[0][0]:
        return None
    last = day
    for starts, ends in known:
        if ends >= day:
            if starts > day and starts - last > timedelta(days=_number("longest_holiday")):
                return None
            found = _first_in(max(day, starts), ends, moment)
            if found is not None:
                return found
            day = ends + timedelta(days=1)
        last = ends
    return None


def _first_in(day: date, ends: date, moment: datetime) -> datetime | None:
    holidays = bank_holidays()
    while day <= ends:
        begins = _begins(day)
        if day.weekday() < 5 and day not in holidays and begins > moment:
            return begins
        day += timedelta(days=1)
    return None


def _begins(day: date) -> datetime:
    minutes = _number("school_day_begins")
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), clock.LONDON)
    return clock.whole(wall)


def _number(key: str) -> int:
    return load(POLICY)[key].on(clock.today()).value
