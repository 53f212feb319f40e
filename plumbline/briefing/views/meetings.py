"""Meetings: the list, one with its agenda, opening, adding what came, closing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, authorise, may_do
from plumbline.briefing import actions, forms
from plumbline.briefing.access import (
    CHAIR,
    EXPORT,
    WALL,
    agenda_for,
    chairs,
    meeting_for,
    meetings_counted,
    meetings_exported,
    open_meetings,
    require_chair,
    seats_of,
    to_chair,
)
from plumbline.briefing.queries.section import TITLES
from plumbline.briefing.queries.series import MEETINGS
from plumbline.briefing.views import of_one_act
from plumbline.web.pages import carried_out, sent
from plumbline.web.tables import export, in_order, page_of

PAGE = "briefing:meeting"


def index(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    found, sort = in_order(meetings_counted(actor), request, MEETINGS, default="-opened")
    if request.GET.get("format"):
        return export(request, MEETINGS, meetings_exported(actor, found), "meetings") or redirect("briefing:list")
    shown = {
        "page": page_of(found, request),
        "columns": MEETINGS,
        "sort": sort,
        "open": open_meetings(actor),
        "may_open": may_do(request.user, CHAIR),
        "may_export": may_do(request.user, EXPORT),
        "may_see_wall": may_do(request.user, WALL),
    }
    return render(request, "briefing/list.html", shown)


def open_one(request: HttpRequest) -> HttpResponse:
    """Choose the meeting; its agenda assembles itself."""
    actor = acting(request)
    authorise(actor, CHAIR, None)
    form = forms.OpenForm(sent(request), places=to_chair(actor), initial={"meeting": request.GET.get("meeting", "")})

    def opened(**_said: str) -> object:
        kind, place = form.chosen
        return actions.open_meeting(by=actor, kind=kind.key, district=place)

    if made := carried_out(request, form, opened):
        return redirect(PAGE, made.pk)  # type: ignore[attr-defined]
    shown = {"form": form, "title": "Open a meeting", "submit": "Open it", "back": reverse("briefing:list")}
    why = "The agenda is assembled from what every room holds at that moment, and kept as it stands."
    return render(request, "briefing/form.html", shown | {"why": why})


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = meeting_for(actor, pk)
    parts, seats = agenda_for(actor, found), seats_of(found)
    items = _with_addresses([item for part in parts for item in part.items])
    may_chair = chairs(request.user, found.district_id)
    shown = {
        "meeting": found,
        "parts": parts,
        "seats": seats,
        "absent": [TITLES.get(key, key) for key in found.absent_keys],
        "waiting": sum(item.is_waiting for item in items),
        "discussed": sum(item.discussed_at is not None for item in items),
        "left": sum(item.not_discussed_at is not None for item in items),
        "actions": sum(len(item.set_here) for item in items),  # type: ignore[attr-defined]
        "may_chair": may_chair and found.is_open,
        "may_end": may_chair and not found.is_open and found.followed_at is None and found.last_at is None,
        "may_print": may_do(request.user, EXPORT, found),
        "next_waiting": next((item for item in items if item.is_waiting and not item.is_veiled), None),  # type: ignore[attr-defined]
    }
    return render(request, "briefing/meeting.html", shown)


def _with_addresses(items: list[Any]) -> list[Any]:
    """Each item with the address of its page. Looked up once: an agenda may hold four hundred."""
    first = reverse("briefing:item", args=[0]).removesuffix("0/")
    for item in items:
        item.address = f"{first}{item.pk}/"
    return items


def next_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """From a meeting to the form that opens the one that follows it."""
    actor = acting(request)
    found = meeting_for(actor, pk)
    require_chair(actor, found.district_id)
    return redirect(f"{reverse('briefing:open')}?meeting={found.kind}.{found.district_id or 'force'}")


def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = meeting_for(actor, pk, to=CHAIR)
    words = {
        "title": "Look for new arrivals",
        "submit": "Look",
        "done": "Looked. What came since stands on the agenda, marked as new.",
        "why": "What stands on the agenda stays as it was; what has come since is added.",
    }
    form = forms.EmptyForm(sent(request))
    return of_one_act(request, form, actions.refresh_agenda, found, by=actor, then=(PAGE, pk), **words)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What the meeting did not come to is shown, reckoned and carried; nobody types it."""
    actor = acting(request)
    found = meeting_for(actor, pk, to=CHAIR)
    form = forms.CloseForm(sent(request), version=found.version)
    if carried_out(request, form, partial(actions.close_meeting, found, by=actor)):
        messages.success(request, "The meeting is closed. What it did not come to is on the agenda of the next.")
        return redirect(PAGE, pk)
    parts = agenda_for(actor, found)
    shown = {
        "form": form,
        "meeting": found,
        "waiting": [item for part in parts for item in part.items if item.is_waiting],
        "held_back": sum(part.held_back for part in parts),
        "unnoted": [seat for seat in seats_of(found) if seat.is_required and seat.noted_at is None],
    }
    return render(request, "briefing/close.html", shown)


def last(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = meeting_for(actor, pk, to=CHAIR)
    words = {
        "title": "No other meeting follows",
        "submit": "End the series",
        "done": "The series is ended. Nothing is owed from it any more.",
        "why": "For a meeting that is held no more, or in another way. What is open of its actions stays open.",
    }
    form = forms.LastForm(sent(request), version=found.version)
    return of_one_act(request, form, actions.end_series, found, by=actor, then=(PAGE, pk), **words)
