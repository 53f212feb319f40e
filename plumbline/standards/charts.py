"""Pictures of a standard's measures. The table beside each says the same in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from plumbline.standards import limits
from plumbline.standards.measures import LATELY, Aged, Place, Series, Times, Told
from plumbline.standards.queries import Counts
from plumbline.web.charts import (
    Band,
    Bar,
    Funnel,
    Part,
    Point,
    Spot,
    bar_chart,
    funnel_chart,
    lines_chart,
    run_chart,
)
from plumbline.web.charts import Series as Line

UNITS = (("days", timedelta(days=3)), ("hours", timedelta(hours=3)), ("minutes", timedelta()))
SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60}
LINE_POINTS = 60


def rate_by_month(title: str, series: Series) -> SafeString:
    points = [_point(told) for told in series.months]
    return run_chart(
        points,
        title=f"{title}: share met, by month",
        bands=_bands(series),
        unit="%",
        ceiling=100,
        uid="months",
    )


def _point(told: Told) -> Point:
    notes = ", ".join(str(signal) for signal in told.signals)
    return Point(f"{told.month:%b %Y}", told.share, notes, told.is_open)


def _bands(series: Series) -> list[Band]:
    places = {told.month: place for place, told in enumerate(series.months)}
    starts = [places[phase.since] for phase in series.phases]
    ends = [*starts[1:], len(series.months)][: len(starts)]
    held = [phase.limits for phase in series.phases]
    return [Band(start, end, x.mean, x.lower, x.upper) for start, end, x in zip(starts, ends, held, strict=True)]


def parts(counts: Counts) -> list[Part]:
    named = [("Met", counts.met, "met"), ("Late", counts.late, "late"), ("Overdue", counts.overdue, "overdue")]
    return [Part(*each) for each in named]


def funnel(title: str, places: Sequence[Place], names: Mapping[str, str], uid: str) -> SafeString:
    """Places with a share, in the funnel of the share of all of them."""
    shown = [place for place in places if place.placed]
    met, judged = sum(p.counts.met for p in shown), sum(p.counts.judged for p in shown)
    spots = [Spot(names[p.query], p.counts.judged, p.counts.met / p.counts.judged * 100, _beyond(p)) for p in shown]
    share = met / judged if judged else 0.0
    most = max((spot.number for spot in spots), default=0)
    lines = [Funnel(name, _line(most, share, within)) for name, within in limits.FUNNEL.items()]
    return funnel_chart(spots, lines, share=share * 100, title=title, of="duties come due", uid=uid)


def _beyond(place: Place) -> str:
    return str(place.placed) if place.placed and place.placed.beyond else ""


def _line(most: int, share: float, within: float) -> list[tuple[int, float, float]]:
    """The control lines from one duty to the most that a place has, closer together where they bend."""
    numbers = sorted({max(1, round(most * (step / LINE_POINTS) ** 2)) for step in range(1, LINE_POINTS + 1)})
    found = [(number, *limits.chance(number, share, within)) for number in numbers]
    return [(number, low * 100, high * 100) for number, low, high in found]


def ages(title: str, aged: Sequence[Aged]) -> SafeString:
    bars = [Bar(each.age.label, each.number) for each in aged]
    return bar_chart(bars, title=f"{title}: overdue, by how long", of="duties overdue", uid="ages")


def time_to_done(title: str, months: Sequence[date], times: Mapping[date | None, Times]) -> SafeString:
    """Median and 90th percentile by month. What was done before its clock started is drawn at nought."""
    longest = max((times[month].ninetieth for month in months if month in times), default=timedelta())
    unit = next(name for name, least in UNITS if longest >= least)
    medians = [_in(unit, times[m].median) if m in times else None for m in months]
    most = [_in(unit, times[m].ninetieth) if m in times else None for m in months]
    return lines_chart(
        [f"{month:%b %Y}" for month in months],
        [Line("median", medians), Line("9 in 10 within", most)],
        title=f"{title}: time from start to done, by month, in {unit}",
        unit=f" {unit[0]}" if unit != "minutes" else " min",
        uid="times",
    )


def _in(unit: str, span: timedelta) -> float:
    return max(span.total_seconds(), 0) / SECONDS[unit]


@dataclass(frozen=True)
class Trend:
    """The last months in one row of a table: shares for the sparkline, and what the newest settled month tells."""

    shares: list[float | None]
    counts: Counts
    latest: Told | None
    words: str
    arrow: str
    tone: str
    since: date | None = None
    until: date | None = None


ARROWS = {True: "▲", False: "▼", None: "▬"}


def trend(series: Series) -> Trend:
    """The twelve months up to the newest that is settled, and its signals in words. An arrow only where there is a signal."""
    newest = max((place for place, told in enumerate(series.months, 1) if not told.is_open), default=0)
    lately = series.months[max(newest - LATELY, 0) : newest]
    counts = sum((told.counts for told in lately), Counts())
    span = {"since": lately[0].month, "until": lately[-1].month} if lately else {}
    shares = [None if told.is_open else told.share for told in lately]
    if series.latest is None:
        return Trend(shares, counts, None, "nothing has come due", "", "neutral", **span)
    if series.limits.mean is None:
        return Trend(
            shares, counts, series.latest, f"too few months to say: {series.lacking} more", "", "neutral", **span
        )
    if not series.signals:
        return Trend(shares, counts, series.latest, "no signal", ARROWS[None], "neutral", **span)
    is_up = series.signals[0].is_up
    words = ", ".join(str(signal) for signal in series.signals)
    return Trend(shares, counts, series.latest, words, ARROWS[is_up], "met" if is_up else "overdue", **span)
