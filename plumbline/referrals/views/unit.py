"""The unit: who is in it, how far each is, who does what alone; and their overtime."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.kernel.workdays import midnight
from plumbline.referrals import actions, forms
from plumbline.referrals.access import (
    APPROVE,
    overtime_for,
    overtimes_for,
    people_to_begin,
    people_who_worked,
    practitioner_for,
    practitioners_for,
    teams_for,
)
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries.unit import (
    cover_of,
    mentors_for,
    needs_approval,
    overtime_weeks,
    strain_of,
    weeks_back,
)
from plumbline.web.pages import carried_out, page_of_act, sent

# What comes next at each stage: address, and what the button says.
NEXT = {
    "new": ("practitioner-trained", "Training done"),
    "trained": ("practitioner-mentor", "Allocate a mentor"),
    "mentored": ("practitioner-competent", "Competence shown"),
    "competent": ("practitioner-approve", "Approve"),
}


def unit(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    people = list(practitioners_for(actor))
    cover = cover_of(people)
    shown = {
        "people": [each for each in people if each.stage != "left"],
        "gone": [each for each in people if each.stage == "left"],
        "cover": cover,
        "thin": [each for each in cover if each.is_thin],
        "may_approve": may_do(request.user, APPROVE),
        "needs_approval": needs_approval(),
        "why": policy_says("mentor"),
        "strains": strain_of(overtimes_for(actor), {each.team for each in people}),
        "overtime_weeks": overtime_weeks(),
    }
    return render(request, "referrals/unit.html", shown)


def practitioner(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = practitioner_for(actor, pk)
    worked = overtimes_for(actor).filter(user_id=found.user_id, team_id=found.team_id, worked_on__gte=weeks_back())
    shown = {
        "practitioner": found,
        "next": NEXT.get(found.stage),
        "may_approve": may_do(request.user, APPROVE, found),
        "is_own": found.user_id == request.user.pk,
        "overtimes": worked.order_by("-worked_on", "-pk"),
        "overtime_since": weeks_back(),
    }
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
    form, bound = make(sent(request), found), partial(act, found, by=actor)
    shown = {"practitioner": found, "title": words[0], "submit": words[1], "done": "It is recorded."}
    way, template = ("referrals:practitioner", pk), "referrals/practitioner_form.html"
    return page_of_act(request, form, bound, then=way, template=template, **shown)


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


# Overtime


def record_overtime(request: HttpRequest) -> HttpResponse:
    """`?who=` is whom it is about, where it is said from their page."""
    actor = acting(request)
    people = people_who_worked(actor, midnight(weeks_back()))
    begun = {"practitioner": request.GET.get("who")}
    form = forms.RecordOvertimeForm(sent(request), people=people, initial=begun)
    if made := carried_out(request, form, partial(actions.record_overtime, by=actor)):
        messages.success(request, f"Overtime is recorded. {made.queued} waited in the queue.")
        return redirect("referrals:overtime", made.pk)
    return render(request, "referrals/overtime_record.html", {"form": form})


def overtime(request: HttpRequest, pk: int) -> HttpResponse:
    found = overtime_for(acting(request), pk)
    may = may_do(request.user, APPROVE, found) and found.removed_at is None and found.user_id != request.user.pk
    return render(request, "referrals/overtime.html", {"overtime": found, "may_correct": may})


def _about_overtime(
    request: HttpRequest, pk: int, make: Callable[[Any, Any], Any], act: Callable[..., Any], *words: str
) -> HttpResponse:
    """As `_step`, about one overtime and back to it."""
    actor = acting(request)
    found = overtime_for(actor, pk, to=APPROVE)
    form, bound = make(found, sent(request)), partial(act, found, by=actor)
    shown = {"overtime": found, "title": words[0], "submit": words[1], "done": "It is recorded."}
    way, template = ("referrals:overtime", pk), "referrals/overtime_form.html"
    return page_of_act(request, form, bound, then=way, template=template, **shown)


def correct_overtime(request: HttpRequest, pk: int) -> HttpResponse:
    make = forms.OvertimeForm.of
    return _about_overtime(request, pk, make, actions.correct_overtime, "Correct overtime", "Correct")


def remove_overtime(request: HttpRequest, pk: int) -> HttpResponse:
    def make(found: Any, data: Any) -> forms.RemoveOvertimeForm:
        return forms.RemoveOvertimeForm(data, version=found.version)

    return _about_overtime(request, pk, make, actions.remove_overtime, "Remove overtime", "Remove")
