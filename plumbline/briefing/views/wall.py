"""The wall board: one screen that nobody touches. It refreshes itself, and costs next to nothing while nothing changes."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plumbline.access.access import acting
from plumbline.briefing.access import unveiled, wall_places, wall_shown
from plumbline.briefing.queries.wall import WallSign, wall_of
from plumbline.kernel import clock


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The screen, or its inside for a poll: `?seen=` is the sign of what it shows, and 204 says that it still holds."""
    actor = acting(request)
    districts = wall_places(actor)
    before = WallSign.read(request.GET.get("seen", ""))
    if request.htmx and before and before.holds():  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    sign = WallSign.now()  # taken before anything is read, so that what happens in between is a change
    wall = wall_of(clock.now(), districts, partial(unveiled, actor))
    if before is None or not set(wall.ids) <= before.ids:
        wall_shown(actor, wall.people)
    shown = {"wall": wall, "now": clock.local(clock.now()), "seen": sign.showing(wall.ids)}
    return render(request, "briefing/wall.html#board" if request.htmx else "briefing/wall.html", shown)  # type: ignore[attr-defined]
