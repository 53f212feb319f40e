"""The tables of measures, as files hold them: the same rows and figures that the page shows beside each chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from plumbline.standards import charts
from plumbline.standards.measures import Comparison, Series, Sheet, Told
from plumbline.standards.queries import Counts
from plumbline.standards.standard import Standard
from plumbline.web.tables import Column


@dataclass(frozen=True)
class Table:
    """One table that can be taken out: what it is called in the address, what it is, its columns and rows."""

    key: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Any]


def rate_of(counts: Counts) -> float | None:
    """A rate as files hold it: 0.9231; empty where nothing has come due."""
    return None if counts.rate is None else round(counts.rate, 4)


def _counts(of: str = "") -> list[Column]:
    """Columns for the counts of a row, which `of` leads to."""
    at = f"{of}." if of else ""
    names = ["met", "late", "overdue", "pending", "cannot_tell", "waived"]
    return [Column(name, name.replace("_", " ").capitalize(), f"{at}{name}", numeric=True) for name in names]


def of_standard(sheet: Sheet, names: Mapping[str, str]) -> list[Table]:
    """The tables of one standard's page."""
    limit = {phase_no: phase.limits for phase_no, phase in enumerate(sheet.series.phases)}
    return [
        Table("months", "by month", _months(limit), sheet.series.months),
        Table("districts", "by district", _places("District", names), sheet.districts),
        Table("teams", "by team", _places("Team", names), sheet.teams),
        Table("ages", "overdue by age", AGES, sheet.aged),
        Table("times", "time to done", TIMES, time_rows(sheet)),
    ]


def _months(limit: Mapping[int, Any]) -> list[Column]:
    def per_cent(name: str) -> Any:
        def of(told: Told) -> float | None:
            value = getattr(limit[told.phase], name) if told.phase in limit else None
            return None if value is None else round(value / 100, 4)

        return of

    return [
        Column("month", "Month", "month"),
        Column("rate", "Rate", lambda told: rate_of(told.counts), numeric=True),
        *_counts("counts"),
        Column("mean", "Mean", per_cent("mean"), numeric=True),
        Column("lower", "Lower limit", per_cent("lower"), numeric=True),
        Column("upper", "Upper limit", per_cent("upper"), numeric=True),
        Column("signal", "Signal", lambda told: ", ".join(map(str, told.signals))),
        Column("open", "May still change", "is_open"),
    ]


def _places(kind: str, names: Mapping[str, str]) -> list[Column]:
    return [
        Column("place", kind, lambda place: names[place.query]),
        Column("rate", "Rate", lambda place: rate_of(place.counts), numeric=True),
        Column("judged", "Come due", "counts.judged", numeric=True),
        *_counts("counts"),
        Column("placed", "Against all", lambda place: str(place.placed) if place.placed else "nothing has come due"),
    ]


AGES = [
    Column("age", "Overdue for", "age.label"),
    Column("number", "Duties", "number", numeric=True),
    Column("oldest", "Oldest due", "oldest"),
]


def time_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """One row for each month, latest first, then all of them together."""
    found = [{"month": month, "times": sheet.times.get(month)} for month in reversed(sheet.lately)]
    return [*found, {"month": None, "times": sheet.times.get(None)}]


def _hours(name: str) -> Any:
    def of(row: dict[str, Any]) -> float | None:
        span: timedelta | None = getattr(row["times"], name, None)
        return None if span is None else round(span.total_seconds() / 3600, 2)

    return of


TIMES = [
    Column("month", "Month", lambda row: row["month"] or "All"),
    Column("number", "Done", lambda row: row["times"].number if row["times"] else 0, numeric=True),
    Column("median", "Median, hours", _hours("median"), numeric=True),
    Column("ninetieth", "90th percentile, hours", _hours("ninetieth"), numeric=True),
]


# -- the force -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A standard in the table of the force."""

    standard: type[Standard]
    series: Series
    trend: charts.Trend
    counts: Counts


def of_force(rows: Sequence[Row], daily: Sequence[Comparison], monthly: Sequence[Comparison]) -> list[Table]:
    return [
        Table("force", "every standard", FORCE, rows),
        Table("yesterday", "since yesterday", COMPARED, daily),
        Table("weeks", "since the four weeks before", COMPARED, monthly),
    ]


FORCE = [
    Column("topic", "Topic", lambda row: row.standard.topic_name()),
    Column("standard", "Standard", "standard.title"),
    Column("key", "Key", "standard.key"),
    Column("since", "From", "trend.since"),
    Column("until", "To", "trend.until"),
    Column("rate", "Rate", lambda row: rate_of(row.trend.counts), numeric=True),
    Column("judged", "Come due", "trend.counts.judged", numeric=True),
    Column("met", "Met", "trend.counts.met", numeric=True),
    Column("signal", "Signal", "trend.words"),
    Column("overdue", "Overdue now", "counts.overdue", numeric=True),
    Column("answers", "Findings answered", lambda row: ", ".join(row.standard.answers)),
]
COMPARED = [
    Column("standard", "Standard", "standard.title"),
    Column("key", "Key", "standard.key"),
    Column("now", "Rate now", lambda each: round(each.now.rate, 4), numeric=True),
    Column("now_due", "Come due now", "now.due", numeric=True),
    Column("then", "Rate then", lambda each: round(each.then.rate, 4), numeric=True),
    Column("then_due", "Come due then", "then.due", numeric=True),
    Column("change", "Change", lambda each: round(each.change, 4), numeric=True),
    Column("fresh", "Come due since", "fresh.due", numeric=True),
    Column("unmet", "Of these not met", "fresh.unmet", numeric=True),
]
