"""The episode's own page, and what is done to the episode as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.access.access import acting
from plumbline.missing import actions, forms
from plumbline.missing.access import (
    enquiries_of,
    episode_whole_for,
    officers_near,
    supervisors_near,
    teams_for,
)
from plumbline.missing.forms import policy_says
from plumbline.missing.panels import story_of
from plumbline.missing.queries import next_duty, sum_of_enquiries
from plumbline.missing.views import CLOSE, SUPERVISE, about_episode
from plumbline.missing.views.steps import steps_for


def episode(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one episode on one page."""
    found = episode_whole_for(acting(request), pk)
    interview = getattr(found, "return_interview", None)
    first, also = steps_for(request.user, found, interview)
    shown = {
        "episode": found,
        "assessment": next(iter(found.assessments.all()), None),
        "plan": getattr(found, "current_plan", None),
        "opening": next(iter(found.openings.all()), None),
        "care": getattr(found, "open_care", None),
        "enquiries": sum_of_enquiries(found.enquiries.all()),
        "duty": next_duty(found),
        "story": story_of(found, interview),
        "first": first,
        "also": also,
    }
    return render(request, "missing/episode.html", shown)


def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: object, found: object) -> forms.AllocateForm:
        return forms.AllocateForm(
            data,
            episode=found,
            officers=officers_near(found),
            supervisors=supervisors_near(found),
            teams=teams_for(acting(request), SUPERVISE),
        )

    words = {"title": "Who has it", "submit": "Hand it over", "done": "It is handed over, and its duties with it."}
    return about_episode(request, pk, SUPERVISE, make, actions.allocate_episode, **words)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        CLOSE,
        lambda data, found: forms.CloseForm(data, version=found.version),
        actions.close_episode,
        title="Close the episode",
        submit="Close",
        done="The episode is closed. Duties after return go on.",
        template="missing/close.html",
        more=lambda found: {"waiting": [e for e in enquiries_of(found) if e.is_open], "why": policy_says("closed")},
    )


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        CLOSE,
        lambda data, found: forms.EmptyForm(data, version=found.version),
        actions.reopen_episode,
        title="Reopen the episode",
        submit="Reopen",
        done="The episode is open again.",
        more=lambda _: {
            "why": "This undoes the closing. The child stays located and well; if they are missing anew, report that."
        },
    )
