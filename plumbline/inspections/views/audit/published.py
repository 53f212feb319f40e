"""What inspectors published of the cases that they read, force by force, with this force's own audits among them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from plumbline.access.access import acting, may_do
from plumbline.inspections import forms
from plumbline.inspections.access.audit import programmes_for, published_for
from plumbline.inspections.queries.audit import TONES, Shown, results_of, shown_of, shown_of_round
from plumbline.inspections.views.audit.programmes import GRADES
from plumbline.standards.access import EXPORT, figures_taken_out
from plumbline.web import charts
from plumbline.web.tables import Column, export

LABELS = {"good": "Good", "requires-improvement": "Requires improvement", "inadequate": "Inadequate"}


def _count(grade: str) -> Column:
    return Column(grade, LABELS[grade], lambda row: row.counts[grade], numeric=True)


COLUMNS = [
    Column("force", "Force", "force"),
    Column("kind", "What", "kind"),
    Column("when", "Visit", "when"),
    Column("area", "Area", "area"),
    Column("total", "Cases", "total", numeric=True),
    *(_count(grade) for grade in GRADES),
    Column("low", "Good, likely from %", lambda row: _per_cent(row, "low"), numeric=True),
    Column("high", "Good, likely to %", lambda row: _per_cent(row, "high"), numeric=True),
    Column("derived", "Worked out, not published", lambda row: ", ".join(LABELS[each].lower() for each in row.derived)),
    Column("gaps", "Not told", lambda row: ", ".join(row.gaps)),
    Column("topics", "Topics graded", "topics"),
    Column("note", "Note", "note"),
    Column("source", "Source", "source"),
    Column("address", "Address", "address"),
]


# On the page what it was stands below the force, and the two ends of an interval in one cell.
SHOWN = [COLUMNS[0], *COLUMNS[2:8], Column("likely", "Good, likely", "sentence")]


def _per_cent(row: Shown, end: str) -> float | None:
    interval = row.interval()
    return None if interval is None else round(getattr(interval, end) * 100, 1)


def published(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    audits = [shown_of(audit) for audit in published_for(actor)]
    filters = forms.PublishedFilter(
        request.GET or None, forces=sorted({row.force for row in audits}), areas=sorted({row.area for row in audits})
    )
    rows = _chosen(audits, filters.said)
    if filters.said.get("own") != "no":
        results = results_of([made for programme in programmes_for(actor) for made in programme.rounds.all()])
        rows += [shown_of_round(result, settings.FORCE_NAME) for result in results if result.counts.total]
    rows.sort(key=lambda row: (row.order, row.force, row.area))
    if wanted := export(request, COLUMNS, rows, "published case audits"):
        figures_taken_out(actor, "Published case audits")
        return wanted
    shown = {"rows": rows, "filters": filters, "columns": SHOWN, "number": len(audits), **_charts(rows)}
    shown["may_export"] = may_do(request.user, EXPORT)
    return render(request, "inspections/audit_published.html", shown)


def _chosen(rows: Iterable[Shown], said: dict[str, str]) -> list[Shown]:
    return [row for row in rows if all(getattr(row, name) == said[name] for name in ("force", "area") if name in said)]


def _charts(rows: list[Shown]) -> dict[str, object]:
    """Whole rows as bars, sorted by the share of good; and every share of good in the order of the visits."""
    whole = sorted((row for row in rows if row.is_whole), key=lambda row: (row.counts["good"] or 0) / (row.total or 1))
    stacks = [charts.Stack(_name(row), _parts(row), f"of {row.total}{_mark(row)}", row.is_own) for row in whole]
    spans = [_span(row) for row in rows]
    return {
        "distribution": charts.stacked_chart(stacks, title="Grades of the cases read, fewest good first"),
        "over_time": charts.interval_chart(
            spans,
            title="Share of good cases in the order of the visits, with where the true share likely lies",
            uid="time",
        ),
        "key": [charts.Part(LABELS[grade], 0, TONES[grade]) for grade in GRADES],  # type: ignore[index]
        "left_out": len(rows) - len(whole),
    }


def _parts(row: Shown) -> tuple[charts.Part, ...]:
    return tuple(charts.Part(LABELS[grade], row.counts[grade] or 0, TONES[grade]) for grade in GRADES)  # type: ignore[index]


def _span(row: Shown) -> charts.Span:
    interval, good = row.interval(), row.counts["good"]
    if interval is None or good is None or not row.total:
        return charts.Span(
            _name(row), None, None, None, "not published" if row.total else "no counts published", row.is_own
        )
    says = f"{good} of {row.total}{_mark(row)}"
    return charts.Span(_name(row), 100 * good / row.total, interval.low * 100, interval.high * 100, says, row.is_own)


def _name(row: Shown) -> str:
    place = "" if row.area in ("overall",) or row.is_own else f" ({row.area})"
    return f"{row.when} {row.force}{place}".strip()


def _mark(row: Shown) -> str:
    return ", worked out" if "good" in row.derived else ""
