"""Pictures of a standard over time: the rate by month with XmR limits. The table beside it says the same in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import mean

from django.utils.safestring import SafeString

from plumbline.standards.queries import Counts
from plumbline.web.charts import Part, Point, run_chart

ENOUGH_MONTHS = 6  # fewer points give limits that move with each new one
XMR = 2.66  # 3 / 1.128: individuals chart constant for moving ranges of two (Shewhart; Wheeler)


@dataclass(frozen=True)
class Limits:
    """Mean and natural process limits of a series, in per cent; all None where there are too few points."""

    mean: float | None = None
    lower: float | None = None
    upper: float | None = None


def xmr(values: list[float]) -> Limits:
    """Limits of an individuals chart, kept within what a percentage can be."""
    if len(values) < ENOUGH_MONTHS:
        return Limits()
    middle = mean(values)
    spread = XMR * mean(abs(b - a) for a, b in pairwise(values))
    return Limits(middle, max(0.0, middle - spread), min(100.0, middle + spread))


def rates(months: dict[date, Counts]) -> list[tuple[date, float]]:
    return [(month, counts.rate * 100) for month, counts in sorted(months.items()) if counts.rate is not None]


def rate_by_month(title: str, months: dict[date, Counts]) -> SafeString:
    limits = xmr([value for _, value in rates(months)])
    points = [Point(f"{m:%b %Y}", c.rate * 100 if c.rate is not None else None) for m, c in sorted(months.items())]
    return run_chart(
        points,
        title=f"{title}: share met, by month",
        mean=limits.mean,
        lower=limits.lower,
        upper=limits.upper,
        unit="%",
        ceiling=100,
    )


def parts(counts: Counts) -> list[Part]:
    named = [("Met", counts.met, "met"), ("Late", counts.late, "late"), ("Overdue", counts.overdue, "overdue")]
    return [Part(*each) for each in named]


@dataclass(frozen=True)
class Trend:
    """The last months' rates, and in a word how the newest full month stands to its limits."""

    values: list[float]
    latest: float | None
    signal: str


def trend(months: dict[date, Counts]) -> Trend:
    """Says more than "no signal" only where there are enough months and the newest lies outside the limits."""
    values = [value for _, value in rates(months)]
    if not values:
        return Trend([], None, "")
    limits = xmr(values[:-1])
    if limits.lower is None or limits.upper is None:
        return Trend(values, values[-1] / 100, "too few months to say")
    signal = (
        "above its limits"
        if values[-1] > limits.upper
        else "below its limits"
        if values[-1] < limits.lower
        else "within its limits"
    )
    return Trend(values, values[-1] / 100, signal)
