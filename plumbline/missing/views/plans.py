"""Trigger plans. A plan that only informs is shown as such."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import current_plan_of, plan_for, require_sight, versions_of_plan
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import open_episodes_of
from plumbline.missing.views import WORK, about_episode
from plumbline.people.access import person_for
from plumbline.web.pages import carried_out, sent


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = plan_for(acting(request), pk)
    shown = {
        "plan": found,
        "person": found.person,
        "versions": versions_of_plan(found.person_id),
        "open_episodes": open_episodes_of(found.person_id),
        "may_work": may_do(request.user, WORK),
        "may_confirm": found.made_by_id != request.user.pk,  # nobody confirms what they wrote
    }
    return render(request, "missing/plan.html", shown)


def make(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan for a child, or the next version of it, begun with what the current one says."""
    actor = acting(request)
    require_sight(actor)
    person = person_for(actor, pk, to=WORK)
    current = current_plan_of(pk)
    form = forms.PlanForm.of(current, sent(request))
    if made := carried_out(request, form, partial(actions.make_plan, person, by=actor)):
        messages.success(request, f"Version {made.number} of the trigger plan is in force.")
        return redirect("missing:plan", made.pk)
    return render(request, "missing/plan_make.html", {"person": person, "form": form, "current": current})


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = plan_for(actor, pk, to=WORK)
    form = forms.ConfirmPlanForm(sent(request), version=found.version)
    if made := carried_out(request, form, partial(actions.confirm_plan, found, by=actor)):
        messages.success(request, "The plan is confirmed as it stands.")
        return redirect("missing:plan", made.pk)
    return render(request, "missing/plan_confirm.html", {"plan": found, "person": found.person, "form": form})


def open_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the child's plan on an episode: each task becomes an enquiry there."""

    def more(episode: Any) -> dict[str, Any]:
        return {"plan": current_plan_of(episode.person_id), "why": policy_says("plan_tasks_done")}

    words = {
        "title": "Open the trigger plan",
        "submit": "Open it and set these enquiries",
        "done": "The plan is open. Its tasks are on the work list.",
    }
    return about_episode(
        request,
        pk,
        WORK,
        lambda data, _: forms.EmptyForm(data),
        actions.open_plan,
        template="missing/plan_open.html",
        then="missing:enquiries",
        more=more,
        **words,
    )
