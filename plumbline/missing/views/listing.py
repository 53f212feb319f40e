"""The list of episodes: filtered, sorted, kept as views, taken away as a file."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import (
    SEE,
    episodes_for,
    exported,
    require_sight,
    saved_view_for,
    saved_views_of,
    shown,
    teams_for,
)
from plumbline.missing.queries import COLUMNS, LISTED, Capped, filtered, sortable
from plumbline.missing.views import EXPORT
from plumbline.web.pages import carried_out
from plumbline.web.tables import export, in_order, page_of


def episodes(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    found = filtered(episodes_for(actor), filters.said)
    capped = Capped(found)
    columns = sortable(LISTED, capped)
    capped.rows, sort = in_order(found, request, columns, default="-reported")
    if request.GET.get("format"):
        rows = exported(actor, capped.rows, "List of missing episodes")
        return export(request, COLUMNS, rows, "missing episodes") or redirect("missing:list")
    page = page_of(capped, request)
    shown(actor, page.object_list, "List of missing episodes read")
    drawn = {
        "filters": filters,
        "page": page,
        "columns": columns,
        "sort": sort,
        "views": list(saved_views_of(actor)),
        "query": _query(request.GET),
        "keep": forms.KeepViewForm(initial={"query": _query(request.GET)}),
        "may_export": may_do(request.user, EXPORT),
        "leaves_out": leaves_out(request.user),
        "may_report": may_do(request.user, "missing.report"),
    }
    return render(request, "missing/list.html", drawn)


def _query(given: QueryDict) -> str:
    """The filter in an address, without the page and what is empty."""
    known = {*forms.ListFilter.base_fields, "sort"}
    return urlencode([(name, value) for name in given if name in known for value in given.getlist(name) if value])


@require_POST
def keep_view(request: HttpRequest) -> HttpResponseBase:
    require_sight(acting(request))
    form = forms.KeepViewForm(request.POST)
    kept = carried_out(request, form, partial(actions.keep_view, by=acting(request)))
    query = _query(QueryDict(request.POST.get("query", "")[:500]))
    if kept:
        messages.success(request, f"The view “{kept.name}” is kept.")
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect(f"{reverse('missing:list')}?{query}")


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor = acting(request)
    authorise(actor, SEE, None)
    view = saved_view_for(actor, pk)
    actions.drop_view(view, by=actor)
    messages.success(request, f"The view “{view.name}” is dropped.")
    return redirect("missing:list")
