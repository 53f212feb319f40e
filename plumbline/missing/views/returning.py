"""The child comes back: located, seen, interviewed by the police and by someone independent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import episode_for, interviews_of, return_interview_of, supervisors_near
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import care_of
from plumbline.missing.views import REPORT, WORK, about_episode
from plumbline.web.pages import carried_out, sent


def located(request: HttpRequest, pk: int) -> HttpResponse:
    why = f"A child who is located still counts as missing until someone has seen that they are well. {policy_says('wellbeing')}"
    return about_episode(
        request,
        pk,
        REPORT,
        lambda data, episode: forms.LocatedForm(data, version=episode.version),
        actions.locate_child,
        title="Child located",
        submit="Located",
        done="The child is located. Now someone must see that they are well.",
        more=lambda _: {"why": why},
    )


def lost_again(request: HttpRequest, pk: int) -> HttpResponse:
    why = "Gone again before anyone could see them: the same episode goes on, and the risk is looked at again."
    return about_episode(
        request,
        pk,
        REPORT,
        lambda data, episode: forms.LostAgainForm(data, version=episode.version),
        actions.lose_again,
        title="Missing again",
        submit="Missing again",
        done="The child is recorded as missing still.",
        more=lambda _: {"why": why},
    )


def wellbeing(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        WORK,
        lambda data, episode: forms.WellbeingForm(data, episode=episode),
        actions.confirm_wellbeing,
        title="Confirm wellbeing",
        submit="Confirm",
        done="The child’s wellbeing is confirmed.",
        more=lambda _: {"why": "Someone has seen the child in person and judged how they are."},
    )


def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """The police's own interview, which carries the voice of the child."""

    def make(data: Any, episode: Any) -> forms.InterviewForm:
        return forms.InterviewForm(data, supervisors=supervisors_near(episode))

    def more(episode: Any) -> dict[str, Any]:
        key = "prevention_interview_high" if episode.risk == "high" else "prevention_interview"
        return {"interviews": interviews_of(episode), "why": policy_says(key)}

    words = {"title": "Prevention interview", "submit": "Record the interview", "done": "The interview is recorded."}
    act = actions.record_prevention_interview
    return about_episode(request, pk, WORK, make, act, template="missing/interview.html", more=more, **words)


# Each stage of the return interview: its form, its act, its title, its button.
STAGES: dict[str, tuple[Callable[..., Any], Callable[..., Any], str, str]] = {
    "ask": (forms.AskInterviewForm, actions.request_return_interview, "Ask the local authority", "It is asked"),
    "offer": (forms.OfferForm, actions.offer_return_interview, "It was offered", "Offered"),
    "not-offered": (forms.NotOfferedForm, actions.not_offered, "It was not offered", "Not offered"),
    "accept": (forms.AcceptForm, actions.accept_return_interview, "The child accepted", "Accepted"),
    "refuse": (forms.RefuseForm, actions.refuse_return_interview, "The child refused", "Refused"),
    "complete": (forms.CompleteForm, actions.complete_return_interview, "It was held", "Held"),
    "receive": (forms.ReceiveForm, actions.receive_return_interview, "Its findings came to us", "Received"),
    "feed-back": (forms.EmptyForm, actions.feed_back_interview, "It is in the plan or in intelligence", "Fed back"),
}


def return_interview(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for all stages; it offers those that come next."""
    actor = acting(request)
    episode = episode_for(actor, pk)
    held = return_interview_of(episode)
    step = request.POST.get("step", "")
    drawn = {name: _form(request, episode, name, step) for name in _next(episode, held)}
    if step in drawn and carried_out(request, drawn[step], partial(STAGES[step][1], episode, by=actor)):
        messages.success(request, f"Return interview: {STAGES[step][3].lower()}.")
        return redirect("missing:return-interview", pk)
    stages = [
        {"name": name, "form": form, "title": STAGES[name][2], "submit": STAGES[name][3]}
        for name, form in drawn.items()
    ]
    shown = {
        "episode": episode,
        "interview": held,
        "stages": stages,
        "title": "Return interview",
        "form": drawn.get(step),
    }
    shown |= {"may_work": may_do(request.user, WORK, episode), "why": policy_says("return_interview")}
    return render(request, "missing/return_interview.html", shown)


def _form(request: HttpRequest, episode: Any, name: str, step: str) -> Any:
    care = care_of(episode) if name == "ask" else None
    initial = {"authority": care.responsible_authority} if care else {}
    return STAGES[name][0](sent(request) if name == step else None, initial=initial, auto_id=f"id_{name}_%s")


def _next(episode: Any, held: Any) -> list[str]:
    """The stages that may follow. A child who refused may change their mind; an offer not made is still owed."""
    if episode.located_at is None:
        return []
    if held is None or held.offered_at is None:
        asked = held is not None and held.requested_at is not None
        return ([] if asked else ["ask"]) + ["offer", "not-offered"]
    if held.completed_at is None:
        return [*([] if held.accepted_at else ["accept"]), *([] if held.refused_at else ["refuse", "complete"])]
    if held.received_at is None:
        return ["receive"]
    return ["feed-back"] if held.fed_back_at is None else []
