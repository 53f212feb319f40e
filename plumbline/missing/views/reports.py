"""The report that a child is missing, and what the call handler does with it: history, questions."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.access.origins import origin_named
from plumbline.kernel.references import number_of
from plumbline.missing import actions, forms
from plumbline.missing.access import (
    answers_of,
    current_plan_of,
    episode_for,
    episodes_of_child,
    incident_named,
    require_sight,
    teams_for,
)
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import counted, open_episodes_of, told_by, usual_team
from plumbline.missing.views import REPORT
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_add, page_to_choose, searched
from plumbline.web.pages import carried_out, sent


def report(request: HttpRequest) -> HttpResponse:
    """Two steps, so that one child keeps one record: find the child, then say what is known."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, REPORT, None)
    chosen = request.GET.get("child", "")
    if number_of(chosen) is None:
        return _find(request)
    person = person_for(actor, int(chosen))
    incident = incident_named(actor, origin_named(request))
    known_already = {"team": usual_team(request.user)} | (told_by(incident) if incident else {})
    form = forms.ReportForm(sent(request), teams=teams_for(actor, REPORT), initial=known_already)
    origin = incident.ref() if incident else None
    if episode := carried_out(request, form, partial(actions.report_missing, person, by=actor, origin=origin)):
        messages.success(
            request, f"{person.name} is recorded as missing: {episode.reference}. Ask these questions now, or later."
        )
        return redirect("missing:answers", episode.pk)
    known = episodes_of_child(actor, person.pk)
    shown = {
        "form": form,
        "person": person,
        "open_episodes": open_episodes_of(person.pk),
        "known": known,
        "counted": counted(known),
        "incident": incident,
    }
    return render(request, "missing/report.html", shown)


def _find(request: HttpRequest) -> HttpResponse:
    shown = searched(request, says="Choose the child who is missing.")
    return page_to_choose(request, "missing/report_find.html", add_at="missing:add-child", **shown)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, "people.record", None)
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    return page_to_add(request, form, "missing/report_child.html", then="missing:report")


def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The intake questions. What nobody asked stays unanswered, and is shown so."""
    actor = acting(request)
    episode = episode_for(actor, pk, to=REPORT)
    form = forms.AnswersForm.of(episode, answers_of(episode), sent(request))
    if carried_out(request, form, partial(actions.answer_questions, episode, by=actor)):
        messages.success(request, "The answers are recorded.")
        return redirect("missing:episode" if episode.history_acknowledged_at else "missing:history", pk)
    shown = {"episode": episode, "form": form, "title": "Intake questions", "why": policy_says("core_questions")}
    return render(request, "missing/answers.html", shown)


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the child, to be read before the risk is graded."""
    actor = acting(request)
    episode = episode_for(actor, pk)
    form = forms.EmptyForm(sent(request))
    if carried_out(request, form, partial(actions.acknowledge_history, episode, by=actor)):
        messages.success(request, "It is recorded that you have read the child’s history.")
        return redirect("missing:assess" if may_do(request.user, "missing.assess", episode) else "missing:episode", pk)
    known = episodes_of_child(actor, episode.person_id)
    shown = {
        "episode": episode,
        "form": form,
        "title": "History",
        "earlier": [each for each in known if each.pk != episode.pk],
        "counted": counted(known),
        "plan": current_plan_of(episode.person_id),
        "why": policy_says("history_read"),
        "may_acknowledge": may_do(request.user, REPORT, episode),
    }
    return render(request, "missing/history.html", shown)
