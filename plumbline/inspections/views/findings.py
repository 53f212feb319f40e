"""What inspectors found in two forces, with today's figure for this one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from plumbline.access.access import acting, may_do
from plumbline.inspections import forms
from plumbline.inspections.access.inspection import require_sight
from plumbline.inspections.queries.finding import figures_of, reference_findings
from plumbline.kernel import clock
from plumbline.standards.access import EXPORT, figures_taken_out
from plumbline.standards.queries import SEE, duties_counted
from plumbline.web.tables import Column, export

COLUMNS = [
    Column("number", "Number", "finding.number"),
    Column("force", "Force", "finding.force"),
    Column("says", "Finding", "finding.says"),
    Column("sentiment", "What it says", "finding.sentiment_words"),
    Column("theme", "Theme", "finding.theme"),
    Column("figures", "Today here", lambda row: "; ".join(map(str, row.figures))),
    Column("records", "Records", lambda row: "; ".join(shown.says for shown in row.finding.records)),
    Column("not_yet", "Not yet", "finding.not_yet"),
]


def findings(request: HttpRequest) -> HttpResponseBase:
    require_sight(acting(request))
    filters = forms.FindingsFilter(request.GET)
    said = filters.cleaned_data if filters.is_valid() else {}
    chosen = [finding for finding in reference_findings() if _asked_for(finding, said)]
    rows = figures_of(chosen, duties_counted(request.user), clock.now())
    if wanted := export(request, COLUMNS, rows, "what inspectors found"):
        figures_taken_out(acting(request), "What inspectors found, with today's figures")
        return wanted
    shown = {"rows": rows, "filters": filters, "as_of": clock.now(), "sees_standards": may_do(request.user, SEE)}
    shown["may_export"] = may_do(request.user, EXPORT)
    return render(request, "inspections/findings.html", shown)


def _asked_for(finding: Any, said: dict[str, str]) -> bool:
    held = {
        "standards": finding.standards,
        "records": finding.records,
        "not-yet": not finding.standards and not finding.records,
    }
    return (
        said.get("force") in ("", None, finding.force)
        and said.get("theme") in ("", None, finding.theme)
        and said.get("sentiment") in ("", None, finding.sentiment)
        and (not said.get("shown") or bool(held[said["shown"]]))
    )
