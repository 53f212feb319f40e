"""The appropriate adult, and the steps at which one must be there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting
from plumbline.custody import actions, forms
from plumbline.custody.access import adult_for, adults_of, detention_for, step_for
from plumbline.custody.forms import policy_says
from plumbline.custody.views import WORK, about_detention, about_part
from plumbline.web.pages import sent


def adults(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone asked for this child, with the way to record that they came or went."""
    detention = detention_for(acting(request), pk, to=WORK)
    shown = {"detention": detention, "adults": list(adults_of(detention)), "title": "Appropriate adults"}
    return render(request, "custody/adults.html", shown | {"why": policy_says("custody_adult_arrived")})


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.AskAdultForm(data),
        actions.ask_for_adult,
        title="Ask for an appropriate adult",
        submit="Asked to come",
        done="It is recorded that they were asked.",
        more=lambda _: {"why": policy_says("custody_adult_asked")},
    )


def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    found = adult_for(acting(request), pk, to=WORK)
    form = forms.AdultArrivedForm(sent(request), version=found.version)
    words = {
        "title": "Appropriate adult arrived",
        "submit": "Arrived",
        "done": "They are here. Give rights with them there.",
    }
    return about_part(request, found, form, actions.adult_arrived, why=str(found), **words)


def left(request: HttpRequest, pk: int) -> HttpResponse:
    found = adult_for(acting(request), pk, to=WORK)
    form = forms.AdultLeftForm(sent(request), version=found.version)
    words = {"title": "Appropriate adult gone or stood down", "submit": "Record", "done": "It is recorded."}
    return about_part(request, found, form, actions.adult_left, why=str(found), **words)


def step(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, detention: forms.StepForm(data, adults=adults_of(detention).exclude(arrived_at=None)),
        actions.record_step,
        title="Rights, interview or another step",
        submit="Record",
        done="The step is recorded.",
        more=lambda _: {
            "why": "An appropriate adult is there each time. Rights given before one came are given again with them there. "
            + policy_says("custody_rights_with_adult")
        },
    )


def step_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A step has no page of its own: it stands on the time line of its detention."""
    found = step_for(acting(request), pk)
    return redirect(f"{reverse('custody:detention', args=[found.detention_id])}#step-{pk}")
