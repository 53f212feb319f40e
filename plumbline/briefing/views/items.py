"""Items on an agenda: discussed, with what is to be done of it; and who was there."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.briefing import actions, forms
from plumbline.briefing.access import CHAIR, agenda_for, chairs, item_for, meeting_for, officers_for, seat_for
from plumbline.briefing.queries.section import TITLES
from plumbline.briefing.views import of_one_act
from plumbline.web.pages import carried_out, sent

PAGE = "briefing:meeting"


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what stands there, what was decided; and, while the meeting is open, the form. It leads to the next."""
    actor = acting(request)
    found = item_for(actor, pk, to=CHAIR if request.method == "POST" else "briefing.see")
    may_write = chairs(request.user, found.meeting.district_id) and found.meeting.is_open
    held = {"decision": found.decision}
    form = forms.DiscussForm(sent(request), officers=officers_for(actor), version=found.version, initial=held)
    if carried_out(request, form, partial(actions.decide, found, by=actor)):
        messages.success(request, "Written down.")
        return _on(request, found.meeting_id, after=found.order)
    about = found.about()
    shown = {
        "item": found,
        "title": TITLES.get(found.section, found.section),
        "form": form if may_write else None,
        "case_page": about.page() if about else None,
        "actions": list(found.actions.select_related("owner").order_by("due_at", "pk")),
        "earlier": found.carried_from,
    }
    return render(request, "briefing/item.html", shown)


def _on(request: HttpRequest, pk: int, *, after: int) -> HttpResponse:
    """To the next item that waits, in order; to the agenda where none does."""
    actor = acting(request)
    parts = agenda_for(actor, meeting_for(actor, pk))
    waiting = [each for part in parts for each in part.items if each.is_waiting and not each.is_veiled]  # type: ignore[attr-defined]
    following = [each for each in waiting if each.order > after] or waiting
    return redirect("briefing:item", following[0].pk) if following else redirect(PAGE, pk)


def set_action(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = item_for(actor, pk, to=CHAIR)
    form = forms.ActionForm(sent(request), officers=officers_for(actor))
    words = {
        "title": "Set an action",
        "submit": "Set it",
        "done": "The action is set. Its owner has it among their duties.",
    }
    return of_one_act(request, form, actions.set_action, found, by=actor, then=("briefing:item", pk), **words)


def seat(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = seat_for(actor, pk)
    held = {name: getattr(found, name) for name in ("officer", "attended_at", "stands_in_for", "apology")}
    form = forms.SeatForm(sent(request), officers=officers_for(actor), version=found.version, initial=held)
    words = {"title": f"Attendance: {found.role_name}", "submit": "Note it", "done": "Noted."}
    then = (PAGE, found.meeting_id)
    return of_one_act(request, form, actions.note_seat, found, by=actor, then=then, **words)


def guest(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = meeting_for(actor, pk, to=CHAIR)
    form = forms.GuestForm(sent(request), officers=officers_for(actor))
    words = {"title": "Someone else was there", "submit": "Note it", "done": "Noted."}
    return of_one_act(request, form, actions.note_guest, found, by=actor, then=(PAGE, pk), **words)
