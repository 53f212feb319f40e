"""Who is sent, reviews, escalation, and how it ends."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from plumbline.access.access import acting
from plumbline.incidents import actions, forms
from plumbline.incidents.access import (
    deployment_for,
    escalation_for,
    incident_for,
    latest_thrive_of,
    review_for,
    those_above,
)
from plumbline.incidents.forms import policy_says
from plumbline.incidents.views import ATTEND, SUPERVISE, TAKE, about_incident, about_part
from plumbline.web.pages import carried_out, sent


def send(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Send someone", "submit": "Send", "done": "The unit is on its way."}
    return about_incident(request, pk, TAKE, lambda data, _: forms.SendForm(data), actions.send_unit, **words)


def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    unit = deployment_for(acting(request), pk, to=ATTEND)
    words = {"title": f"{unit.unit} is there", "submit": "Record", "done": f"{unit.unit} is there."}
    return about_part(request, unit, forms.ArriveForm(sent(request)), actions.arrive, **words)


@require_POST
def stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    unit = deployment_for(actor, pk, to=TAKE)
    form = forms.EmptyForm(sent(request))
    if carried_out(request, form, partial(actions.stand_down, unit, by=actor)):
        messages.success(request, f"{unit.unit} stood down.")
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("incidents:incident", unit.incident_id)


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What is owed stands beside the form; the supervisor answers, directs, and sets the next."""
    actor = acting(request)
    incident = incident_for(actor, pk, to=SUPERVISE)
    form = forms.IncidentReviewForm(sent(request), incident=incident)
    if made := carried_out(request, form, partial(actions.review_incident, incident, by=actor)):
        messages.success(request, "The review is recorded, and the next one set.")
        page = "thrive" if not made.thrive_is_right else "grade" if not made.grade_is_right else "incident"
        return redirect(f"incidents:{page}", pk)
    shown = {"incident": incident, "form": form, "title": "Review", "latest": latest_thrive_of(incident)}
    return render(request, "incidents/review.html", shown)


def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """A review has no page of its own: it stands on the time line of its incident."""
    found = review_for(acting(request), pk)
    return redirect(f"{reverse('incidents:incident', args=[found.incident_id])}#review-{pk}")


def review_next(request: HttpRequest, pk: int) -> HttpResponse:
    """From a review to the form of the one that it set."""
    return redirect("incidents:review", review_for(acting(request), pk).incident_id)


def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """`?step=` begins the form with who is to be told."""
    asked = request.GET.get("step", "")
    step = int(asked) if asked in ("1", "2", "3") else 1

    def make(data: Any, found: Any) -> forms.EscalateForm:
        return forms.EscalateForm(data, officers=those_above(found), step=step)

    words = {
        "title": "Put it to someone above",
        "submit": "Tell them",
        "done": "They are told. Their answer is awaited.",
    }
    more = {"why": policy_says("escalation_answered")}
    return about_incident(request, pk, TAKE, make, actions.escalate, more=lambda _: more, **words)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever was told answers for it."""
    found = escalation_for(acting(request), pk, to=SUPERVISE)
    words = {"title": "Answer", "submit": "Acknowledge", "done": "Your answer is recorded."}
    shown = words | {"template": "incidents/answer.html", "escalation": found}
    return about_part(request, found, forms.AnswerForm(sent(request)), actions.acknowledge_escalation, **shown)


def escalate_further(request: HttpRequest, pk: int) -> HttpResponse:
    """From a step that nobody answered to the next."""
    found = escalation_for(acting(request), pk)
    return redirect(f"{reverse('incidents:escalate', args=[found.incident_id])}?step={min(found.step + 1, 3)}")


def escalated(request: HttpRequest, pk: int) -> HttpResponse:
    found = escalation_for(acting(request), pk)
    return redirect(f"{reverse('incidents:incident', args=[found.incident_id])}#escalations")


def close(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Close", "submit": "Close", "done": "The incident is closed."}
    return about_incident(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.CloseForm(data, version=found.version),
        actions.close_incident,
        **words,
    )


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Reopen", "submit": "Reopen", "done": "The incident is open again."}
    more = {"why": "It goes back on the open list, and waits for someone to be sent."}
    return about_incident(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.EmptyForm(data, version=found.version),
        actions.reopen_incident,
        more=lambda _: more,
        **words,
    )
