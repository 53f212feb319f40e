"""The hard exceptions, and the quarterly return of the concordat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from plumbline.access.access import acting, leaves_out
from plumbline.custody import forms
from plumbline.custody.access import counted_for, held_with_neither, return_exported, shown
from plumbline.custody.queries import RETURN_COLUMNS, Quarter, longest_first, quarterly_return, return_rows
from plumbline.kernel import clock
from plumbline.web.tables import export, page_of


@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """Held after charge with neither transfer nor certificate: each by name, until the record says otherwise."""
    actor = acting(request)
    page = page_of(longest_first(held_with_neither(actor)), request)
    shown(actor, page.object_list, "Children held after charge with neither transfer nor certificate read")
    return render(request, "custody/exceptions.html", {"page": page, "leaves_out": leaves_out(request.user)})


@require_safe
def quarterly(request: HttpRequest) -> HttpResponseBase:
    """Figures alone; they name nobody. The last whole quarter, unless another is asked for."""
    actor = acting(request)
    here = Quarter.of(clock.today())
    quarter = Quarter.read(request.GET.get("quarter", "")) or here.before
    figures = quarterly_return(counted_for(actor), quarter)
    if request.GET.get("format"):
        return_exported(actor, str(quarter))
        rows = return_rows(figures, quarter)
        return export(request, RETURN_COLUMNS, rows, f"children in custody return {quarter}") or redirect(
            "custody:return"
        )
    groups = dict.fromkeys(figure.group for figure in figures)
    told = {
        "quarter": quarter,
        "is_running": quarter == here,
        "groups": [(group, [figure for figure in figures if figure.group == group]) for group in groups],
        "filters": forms.QuarterFilter({"quarter": str(quarter)}, quarters=_offered(here)),
    }
    return render(request, "custody/return.html", told)


def _offered(here: Quarter) -> list[tuple[str, str]]:
    """This quarter and the eight before it."""
    found = [here]
    while len(found) < 9:
        found.append(found[-1].before)
    return [(str(each), each.words) for each in found]
