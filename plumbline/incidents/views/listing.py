"""The list of all incidents, and the open ones, which refresh themselves and cost next to nothing while nothing changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from plumbline.access.access import acting, leaves_out, may_do
from plumbline.incidents import forms
from plumbline.incidents.access import exported, incidents_for, open_now, require_sight, shown, teams_for, veiled
from plumbline.incidents.queries import (
    COLUMNS,
    LISTED,
    MOST_OPEN,
    Capped,
    Row,
    Sign,
    filtered,
    rows_of,
    sortable,
    whole,
)
from plumbline.incidents.views import CHECK, EXPORT, SEE, TAKE
from plumbline.web.tables import export, in_order, page_of


def incidents(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    found = filtered(incidents_for(actor), filters.said)
    capped = Capped(found)
    columns = sortable(LISTED, capped)
    capped.rows, sort = in_order(found, request, columns, default="-reported")
    if request.GET.get("format"):
        rows = exported(actor, capped.rows, "List of incidents")
        return export(request, COLUMNS, rows, "incidents") or redirect("incidents:list")
    page = page_of(capped, request)
    shown(actor, page.object_list, "List of incidents read")
    drawn = {
        "filters": filters,
        "page": page,
        "columns": columns,
        "sort": sort,
        "may_export": may_do(request.user, EXPORT),
        "leaves_out": leaves_out(request.user),
        "may_take": may_do(request.user, TAKE),
    }
    return render(request, "incidents/list.html", drawn)


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """The page, or its inside for a poll: `?seen=` is the sign of what the screen shows, and 204 says that it still holds."""
    actor = acting(request)
    require_sight(actor)
    before = Sign.read(request.GET.get("seen", ""))
    if request.htmx and before and before.holds():
        return HttpResponse(status=204)
    now = Sign.now()  # taken before the incidents are read, so that what happens in between is a change
    filters = forms.OpenFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    wanted = Capped(open_now(actor, district_id=filters.chosen, child_only=filters.child_only))
    found = whole(wanted.rows, slice(MOST_OPEN))
    rows = rows_of(found, veiled(actor, found))
    new = [] if before is None else [row for row in rows if row.incident.pk not in before.ids]
    if before is None or new:
        shown(actor, [row.incident for row in rows], "Open incidents read")
    drawn = {
        "rows": rows,
        "count": wanted.count(),
        "is_more": wanted.is_more,
        "most": MOST_OPEN,
        "filters": filters,
        "district": filters.chosen or "",
        "child": "yes" if filters.child_only else "",
        "may_check": may_do(request.user, CHECK),
        "seen": now.showing(row.incident.pk for row in rows),
        "may_take": may_do(request.user, TAKE),
    }
    response = render(request, "incidents/open.html#open" if request.htmx else "incidents/open.html", drawn)
    if new and request.htmx:
        trigger_client_event(response, "plumbline:announce", {"text": _words(new)})
    return response


def _words(new: list[Row]) -> str:
    """New: Missing child, 4 Mill Lane, not graded."""
    told = [_told(row) for row in new[:3]]
    first = "New" if len(new) == 1 else f"{len(new)} new"
    return f"{first}: {'; '.join(told)}{' and others' if len(new) > 3 else ''}"


def _told(row: Any) -> str:
    grade = row.incident.grade_words.lower()
    return f"restricted record, {grade}" if row.is_veiled else f"{row.incident.title}, {grade}"
