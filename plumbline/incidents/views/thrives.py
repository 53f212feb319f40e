"""THRIVE and the grade."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.incidents import actions, forms
from plumbline.incidents.access import appointment_for, incident_for, latest_thrive_of, thrive_for
from plumbline.incidents.forms import policy_says
from plumbline.incidents.views import SUPERVISE, TAKE, about_incident
from plumbline.web.pages import carried_out, sent


def thrive(request: HttpRequest, pk: int) -> HttpResponse:
    """All six parts. The one before stands beside the form, to be weighed and not copied."""
    actor = acting(request)
    incident = incident_for(actor, pk, to=TAKE)
    latest = latest_thrive_of(incident)
    because = (latest.stale_because or "time") if latest else "call"
    form = forms.ThriveForm(sent(request), initial={"trigger": because})
    if made := carried_out(request, form, partial(actions.do_thrive, incident, by=actor)):
        messages.success(request, f"THRIVE is done: {made.get_level_display().lower()}.")
        return redirect(_after(made, incident))
    shown = {
        "incident": incident,
        "form": form,
        "latest": latest,
        "title": "THRIVE",
        "why": policy_says("thrive_again" if latest else "first_thrive"),
    }
    return render(request, "incidents/thrive.html", shown)


def _after(made: Any, incident: Any) -> str:
    """To the grade, where there is none or where the risk rose under it."""
    page = "incidents:grade" if not incident.grade or made.rose else "incidents:incident"
    return reverse("incidents:flags" if incident.flags_pending else page, args=[incident.pk])


def grade(request: HttpRequest, pk: int) -> HttpResponse:
    return about_incident(
        request,
        pk,
        TAKE,
        lambda data, found: forms.GradeForm(data, incident=found, may_lower=may_do(request.user, SUPERVISE, found)),
        actions.grade_incident,
        title="Grade",
        submit="Grade it",
        done="It is graded.",
        template="incidents/grade.html",
        more=lambda found: {"latest": latest_thrive_of(found)},
    )


def thrived(request: HttpRequest, pk: int) -> HttpResponse:
    """A THRIVE has no page of its own: it stands on the time line of its incident."""
    found = thrive_for(acting(request), pk)
    return redirect(f"{reverse('incidents:incident', args=[found.incident_id])}#thrive-{pk}")


def thrive_next(request: HttpRequest, pk: int) -> HttpResponse:
    """From a THRIVE to the form of the next."""
    return redirect("incidents:thrive", thrive_for(acting(request), pk).incident_id)


def review_by_thrive(request: HttpRequest, pk: int) -> HttpResponse:
    """From a THRIVE that rose to the supervisor's review."""
    return redirect("incidents:review", thrive_for(acting(request), pk).incident_id)


def thrive_by_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """From an appointment that was moved or missed to THRIVE."""
    return redirect("incidents:thrive", appointment_for(acting(request), pk).incident_id)
