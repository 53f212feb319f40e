"""The unit: who is in it, how far each is, who does what alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.referrals import actions, forms
from plumbline.referrals.access import (
    APPROVE,
    people_to_begin,
    practitioner_for,
    practitioners_for,
    teams_for,
)
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries.unit import cover_of, mentors_for, needs_approval
from plumbline.referrals.views import sent
from plumbline.web.pages import carried_out

# What comes next at each stage: address, and what the button says.
NEXT = {
    "new": ("practitioner-trained", "Training done"),
    "trained": ("practitioner-mentor", "Allocate a mentor"),
    "mentored": ("practitioner-competent", "Competence shown"),
    "competent": ("practitioner-approve", "Approve"),
}


def unit(request: HttpRequest) -> HttpResponse:
    people = list(practitioners_for(acting(request)))
    cover = cover_of(people)
    shown = {
        "people": [each for each in people if each.stage != "left"],
        "gone": [each for each in people if each.stage == "left"],
        "cover": cover,
        "thin": [each for each in cover if each.is_thin],
        "may_approve": may_do(request.user, APPROVE),
        "needs_approval": needs_approval(),
        "why": policy_says("mentor"),
    }
    return render(request, "referrals/unit.html", shown)


def practitioner(request: HttpRequest, pk: int) -> HttpResponse:
    found = practitioner_for(acting(request), pk)
    shown = {"practitioner": found, "next": NEXT.get(found.stage), "may_approve": may_do(request.user, APPROVE, found)}
    return render(request, "referrals/practitioner.html", shown)


def begin(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    form = forms.BeginForm(sent(request), users=people_to_begin(actor), teams=teams_for(actor, APPROVE))
    if made := carried_out(request, form, partial(actions.begin_practice, by=actor)):
        messages.success(request, f"{made} is in the unit.")
        return redirect("referrals:practitioner", made.pk)
    return render(request, "referrals/practitioner_begin.html", {"form": form})


def _step(
    request: HttpRequest, pk: int, make: Callable[[Any, Any], Any], act: Callable[..., Any], *words: str
) -> HttpResponse:
    """A page of one act about someone of the unit, and back to their page. `words` are its title and its button."""
    actor = acting(request)
    found = practitioner_for(actor, pk, to=APPROVE)
    form = make(sent(request), found)
    if carried_out(request, form, partial(act, found, by=actor)):
        messages.success(request, "It is recorded.")
        return redirect("referrals:practitioner", pk)
    shown = {"practitioner": found, "form": form, "title": words[0], "submit": words[1]}
    return render(request, "referrals/practitioner_form.html", shown)


def trained(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, found: Any) -> forms.TrainedForm:
        return forms.TrainedForm(data, version=found.version)

    return _step(request, pk, make, actions.record_training, "Training done", "Record")


def _with_mentor(data: Any, found: Any) -> forms.MentorForm:
    return forms.MentorForm(data, mentors=mentors_for(found), version=found.version)


def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, _with_mentor, actions.give_mentor, "Allocate a mentor", "Allocate")


def competent(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, found: Any) -> forms.CompetentForm:
        return forms.CompetentForm(data, version=found.version)

    return _step(request, pk, make, actions.find_competent, "Competence shown", "Sign off")


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, found: Any) -> forms.ApproveForm:
        return forms.ApproveForm(data, version=found.version)

    return _step(request, pk, make, actions.approve, "Approve to work alone", "Approve")


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, _with_mentor, actions.withdraw_approval, "Withdraw the approval", "Withdraw")


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, found: Any) -> forms.LeaveForm:
        return forms.LeaveForm(data, version=found.version)

    return _step(request, pk, make, actions.leave_unit, "Left the unit", "Record")
