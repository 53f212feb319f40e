"""The report that a child is missing, and what the call handler does with it: history, questions."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

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
from plumbline.missing.views import REPORT, sent
from plumbline.people.access import people_found, person_for
from plumbline.people.actions import add_person
from plumbline.web.pages import carried_out

ALIKE = 0.8


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
    typed = request.GET.get("q", "")[:200]
    shown = {
        "form": forms.SearchForm(request.GET or None),
        "typed": typed.strip(),
        "found": people_found(acting(request), typed),
        "may_add": may_do(request.user, "people.record"),
        "origin": request.GET.get("from", "")[:80],
    }
    return render(request, "missing/report_find.html#results" if request.htmx else "missing/report_find.html", shown)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, "people.record", None)
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    alike = [] if request.POST.get("is_new") else _alike(request, form)
    if not alike and (person := carried_out(request, form, partial(add_person, by=actor))):
        messages.success(request, f"{person.name} is added as {person.reference}.")
        origin = request.GET.get("from", "")[:80]
        came_of = urlencode({"child": person.pk} | ({"from": origin} if origin else {}))
        return redirect(f"{reverse('missing:report')}?{came_of}")
    return render(request, "missing/report_child.html", {"form": form, "alike": alike})


def _alike(request: HttpRequest, form: forms.ChildForm) -> list[object]:
    if request.method != "POST" or not form.is_valid():
        return []
    said = form.cleaned_data
    born = f"{said['date_of_birth']:%d/%m/%Y}" if said["date_of_birth"] else ""
    found = people_found(acting(request), f"{said['given_name']} {said['surname']} {born}", limit=5)
    return [each for each in found if each.score >= ALIKE]


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
