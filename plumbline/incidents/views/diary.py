"""The diary: its days, slots, and appointments."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.incidents import actions, forms
from plumbline.incidents.access import (
    appointment_for,
    appointments_in,
    incident_for,
    require_sight,
    slots_for,
    teams_for,
)
from plumbline.incidents.actions.call import bars
from plumbline.incidents.forms import policy_says
from plumbline.incidents.queries import diary_of, free_slots, usual_team
from plumbline.incidents.views import SEE, SUPERVISE, TAKE, about_part
from plumbline.kernel import clock
from plumbline.web.pages import carried_out, sent

AHEAD = timedelta(days=14)


def diary(request: HttpRequest) -> HttpResponse:
    """A fortnight of slots, and who is in each."""
    actor = acting(request)
    since = clock.now().replace(hour=0, minute=0, second=0) - timedelta(days=1)
    slots = list(slots_for(actor, SEE, since, since + AHEAD)[:300])
    shown = {
        "days": diary_of(slots, appointments_in(actor, slots)),
        "may_open": may_do(request.user, SUPERVISE),
        "why": policy_says("diary_wait"),
        "now": clock.now(),
    }
    return render(request, "incidents/diary.html", shown)


def open_slot(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    require_sight(actor)
    authorise(actor, SUPERVISE, None)
    form = forms.SlotForm(sent(request), teams=teams_for(actor, SUPERVISE), initial={"team": usual_team(request.user)})
    if carried_out(request, form, partial(actions.open_slot, by=actor)):
        messages.success(request, "The slot is open.")
        return redirect("incidents:diary")
    return render(request, "incidents/slot.html", {"form": form})


def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused before it is asked, where policy closes the diary to it."""
    actor = acting(request)
    incident = incident_for(actor, pk, to=TAKE)
    form = forms.BookForm(sent(request), slots=free_slots(incident.district_id))
    if carried_out(request, form, partial(actions.book_appointment, incident, by=actor)):
        messages.success(request, "The appointment is booked.")
        return redirect("incidents:incident", pk)
    shown = {"incident": incident, "form": form, "title": "Book an appointment", "submit": "Book"}
    return render(request, "incidents/book.html", shown | {"bars": bars(incident), "why": policy_says("diary_wait")})


def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = appointment_for(acting(request), pk, to=TAKE)
    slots = free_slots(found.incident.district_id)
    form = forms.MoveForm(sent(request), slots=slots, initial={"interim": found.interim})
    words = {"title": "Move the appointment", "submit": "Move", "done": "It is moved. A supervisor is to do THRIVE."}
    shown = words | {"bars": bars(found.incident), "why": policy_says("slip_weighed"), "appointment": found}
    return about_part(request, found, form, actions.move_appointment, template="incidents/book.html", **shown)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = appointment_for(acting(request), pk, to=TAKE)
    words = {"title": "What became of the appointment", "submit": "Record", "done": "It is recorded."}
    shown = words | {"why": policy_says("slip_weighed"), "appointment": found}
    return about_part(request, found, forms.SettleForm(sent(request)), actions.settle_appointment, **shown)


def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("incidents:incident", appointment_for(acting(request), pk).incident_id)
