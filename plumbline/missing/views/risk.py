"""Assessing the risk, endorsing it, and the sources that it rests on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import answers_of, assessment_for, assessments_of, episode_for, sources_of
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import stage_of
from plumbline.missing.views import ASSESS, ENDORSE, OVERRIDE, REPORT, about_episode
from plumbline.web.pages import carried_out, sent


def assess(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    episode = episode_for(actor, pk, to=ASSESS)
    if episode.is_open and not episode.history_acknowledged_at:
        messages.info(request, "Read what is known of the child first; then grade the risk.")
        return redirect("missing:history", pk)
    stage = stage_of(request.user, episode)
    form = forms.AssessForm(sent(request), episode=episode, may_override=may_do(request.user, OVERRIDE, episode))
    if made := carried_out(request, form, partial(actions.assess_risk, episode, by=actor, stage=stage)):
        messages.success(request, f"The risk is graded {made.get_level_display().lower()}.")
        return redirect(
            "missing:enquiry-set"
            if made.is_uncertain and may_do(request.user, "missing.work", episode)
            else "missing:episode",
            pk,
        )
    shown = {
        "episode": episode,
        "form": form,
        "title": "Assess the risk",
        "stage": stage.label,
        "earlier": assessments_of(episode),
        "answers": answers_of(episode),
    }
    return render(request, "missing/assess.html", shown)


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    found = assessment_for(acting(request), pk)
    shown = {
        "episode": found.episode,
        "assessment": found,
        "factors": found.factors.order_by("pk"),
        "is_latest": assessments_of(found.episode)[0].pk == pk,
        "may_assess": found.episode.is_open and may_do(request.user, ASSESS, found.episode),
        "may_endorse": may_do(request.user, ENDORSE, found.episode),
        "title": "Risk assessment",
    }
    return render(request, "missing/assessment.html", shown)


def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """The grade in force: endorsed by rank, or assessed anew by one who does not agree."""
    actor = acting(request)
    episode = episode_for(actor, pk, to=ENDORSE)
    latest = next(iter(assessments_of(episode)), None)
    if latest is None or latest.endorsed_at:
        messages.info(request, "There is no risk grade that waits to be endorsed.")
        return redirect("missing:episode", pk)
    form = forms.EndorseForm(sent(request), version=latest.version)
    if carried_out(request, form, partial(actions.endorse_risk, latest, by=actor)):
        messages.success(request, "The risk grade is endorsed.")
        return redirect("missing:episode", pk)
    shown: dict[str, Any] = {
        "episode": episode,
        "form": form,
        "assessment": latest,
        "factors": latest.factors.all(),
        "title": "Endorse the risk",
    }
    return render(request, "missing/endorse.html", shown)


def sources(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        REPORT,
        lambda data, episode: forms.SourcesForm.of(sources_of(episode), data),
        actions.check_sources,
        title="Sources checked",
        submit="Record",
        done="What was looked at is recorded.",
        template="missing/sources.html",
        more=lambda _: {"why": policy_says("sources_checked")},
    )
