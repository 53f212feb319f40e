"""Moments, spans and numbers in the words that pages use. plumbline.js says the same of a running countdown."""

from datetime import date, datetime, timedelta

from plumbline.kernel import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400


def moment(value: datetime | None) -> str:
    """22 Nov 2026 at 14:05, by the clock on the wall in England. In the hour that it shows twice, with which of them is meant:
    25 Oct 2026 at 01:30 GMT."""
    if value is None:
        return ""
    return f"{clock.local(value):{'%-d %b %Y at %H:%M %Z' if clock.is_repeated(value) else '%-d %b %Y at %H:%M'}}"


def day(value: date | datetime | None) -> str:
    """22 Nov 2026. A moment gives its local day: 23:30 UTC in July is the next day."""
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return f"{value:%-d %b %Y}" if value else ""


def span(value: timedelta) -> str:
    """A length of time to the precision that matters at that length: 12 minutes, 3 h 5 min, 2 days 4 h, 9 days."""
    seconds = abs(int(value.total_seconds()))
    if seconds < MINUTE:
        return "less than a minute"
    if seconds < HOUR:
        return _count(seconds // MINUTE, "minute")
    if seconds < DAY:
        return _pair(f"{seconds // HOUR} h", seconds % HOUR // MINUTE, "min")
    if seconds < 7 * DAY:
        return _pair(_count(seconds // DAY, "day"), seconds % DAY // HOUR, "h")
    return _count(seconds // DAY, "day")


def relative(value: datetime | None, now: datetime | None = None) -> str:
    """What lies ahead is "in 12 minutes", what lies behind "3 h 5 min ago"."""
    if value is None:
        return ""
    ahead = value - (now or clock.now())
    return f"in {span(ahead)}" if ahead > timedelta() else f"{span(ahead)} ago"


def due(value: datetime | None, now: datetime | None = None) -> str:
    """Reads "due in 12 minutes", and from the second after it "overdue by …"."""
    if value is None:
        return ""
    ahead = value - (now or clock.now())
    return f"due in {span(ahead)}" if ahead >= timedelta() else f"overdue by {span(ahead)}"


def is_past(value: datetime | None, now: datetime | None = None) -> bool:
    return value is not None and value < (now or clock.now())


def percent(value: float | None, places: int = 0) -> str:
    """0.923 as 92%. Nothing counted is "none yet", never 0%. Only the whole is 100%: 0.999 stays 99%."""
    if value is None:
        return "none yet"
    shown = f"{value * 100:.{places}f}"
    if value < 1 and float(shown) >= 100:
        shown = f"{100 - 10**-places:.{places}f}"
    return f"{shown}%"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pair(whole: str, rest: int, unit: str) -> str:
    return f"{whole} {rest} {unit}" if rest else whole
