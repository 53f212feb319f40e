"""Children in custody now. The board refreshes itself, and announces a child who is new to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from plumbline.access.access import acting, may_do
from plumbline.custody.access import in_custody_now, require_sight, shown, veiled
from plumbline.custody.queries import Row, board_of
from plumbline.custody.views import WORK
from plumbline.kernel.references import number_of


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page, or its inside for a poll; `?seen=` are the detentions that the screen shows."""
    actor = acting(request)
    require_sight(actor)
    before = _read(request.GET.get("seen", "")) if request.htmx else None
    rows = board_of(in_custody_now(actor), veiled=partial(veiled, actor))
    new = [] if before is None else [row for row in rows if row.detention.pk not in before]
    if before is None or new:
        shown(actor, [row.detention for row in rows], "Board of children in custody read")  # type: ignore[misc]
    told = {
        "rows": rows,
        "seen": ".".join(str(row.detention.pk) for row in rows),
        "may_work": may_do(request.user, WORK),
        "neither": sum(row.with_neither for row in rows),
    }
    response = render(request, "custody/live.html#board" if request.htmx else "custody/live.html", told)
    if new:
        trigger_client_event(response, "plumbline:announce", {"text": _words(new)})
    return response


def _read(text: str) -> set[int]:
    """The numbers in an address; rubbish is left out."""
    return {int(part) for part in text[:4000].split(".") if number_of(part) is not None}


def _words(new: list[Row]) -> str:
    told = "; ".join(_called(row.detention) for row in new[:3])
    first = "New in custody" if len(new) == 1 else f"{len(new)} new in custody"
    return f"{first}: {told}{' and others' if len(new) > 3 else ''}"


def _called(detention: Any) -> str:
    if getattr(detention, "is_veiled", False):
        return "restricted record"
    return f"{detention.person.name}, {'age not known' if detention.age is None else detention.age}"
