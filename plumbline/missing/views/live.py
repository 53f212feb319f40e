"""The live board: every child missing now. It refreshes itself, and costs next to nothing while nothing changes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from plumbline.access.access import acting, may_do
from plumbline.missing import forms
from plumbline.missing.access import SEE, missing_now, require_sight, shown, teams_for, veiled
from plumbline.missing.queries import Sign, Veiled, board_of, risk_words


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page, or its inside for a poll: `?seen=` is the sign of what the screen shows, and 204 says that it still holds."""
    actor = acting(request)
    require_sight(actor)
    before = Sign.read(request.GET.get("seen", ""))
    if request.htmx and before and before.holds():
        return HttpResponse(status=204)
    now = Sign.now()  # taken before the children are read, so that what happens in between is a change
    filters = forms.BoardFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    found = board_of(missing_now(actor), filters.chosen, veiled=partial(veiled, actor))
    new = [] if before is None else [row.episode for row in found if row.episode.pk not in before.ids]
    if before is None or new:
        shown(actor, [row.episode for row in found], "Live board read")
    drawn = {
        "rows": found,
        "filters": filters,
        "district": filters.chosen or "",
        "seen": now.showing(row.episode.pk for row in found),
        "may_report": may_do(request.user, "missing.report"),
    }
    response = render(request, "missing/live.html#board" if request.htmx else "missing/live.html", drawn)
    if new and request.htmx:
        trigger_client_event(response, "plumbline:announce", {"text": _words(new)})
    return response


def _words(new: list[Any]) -> str:
    """New: Ada Marsh, 12, risk high."""
    told = [f"{_called(e)}, risk {risk_words(e.risk).lower()}" for e in new[:3]]
    first = "New" if len(new) == 1 else f"{len(new)} new"
    return f"{first}: {'; '.join(told)}{' and others' if len(new) > 3 else ''}"


def _called(episode: Any) -> str:
    if isinstance(episode, Veiled):
        return "restricted record"
    return f"{episode.person.name}, {'age not known' if episode.age is None else episode.age}"
