"""Other forces, the national unit, the public, and the agencies around the child."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import alerts_of, episode_for, meetings_of
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import times_missing
from plumbline.missing.views import SUPERVISE, WORK, about_episode
from plumbline.web.pages import carried_out, sent


def pnc(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        WORK,
        lambda data, episode: forms.PncForm(data, version=episode.version),
        actions.circulate_on_pnc,
        title="Circulate on PNC",
        submit="Circulated",
        done="The circulation is recorded.",
        more=lambda _: {"why": policy_says("pnc_circulated")},
    )


def ukmpu(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        WORK,
        lambda data, episode: forms.UkmpuForm(data, version=episode.version),
        actions.notify_ukmpu,
        title="Tell the UK Missing Persons Unit",
        submit="The unit is told",
        done="It is recorded that the unit was told.",
        more=lambda _: {"why": policy_says("ukmpu_notified")},
    )


def alert(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        SUPERVISE,
        lambda data, episode: forms.AlertForm(data, initial={"is_under_18": episode.is_child}),
        actions.decide_alert,
        title="Child Rescue Alert",
        submit="Record the decision",
        done="The decision is recorded.",
        template="missing/alert.html",
        more=lambda episode: {"decisions": alerts_of(episode), "why": policy_says("alert_considered")},
    )


def strategy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a strategy meeting, then record what it decided."""
    actor = acting(request)
    episode = episode_for(actor, pk)
    meetings = meetings_of(episode)
    ours = next((meeting for meeting in meetings if meeting.episode_id == pk), None)
    form = forms.MeetingForm(sent(request), version=ours.version) if ours else forms.EmptyForm(sent(request))
    act = partial(actions.hold_strategy_meeting, ours) if ours else partial(actions.request_strategy_meeting, episode)
    if carried_out(request, form, partial(act, by=actor)):
        messages.success(
            request, "The meeting is recorded." if ours else "It is recorded that the meeting was asked for."
        )
        return redirect("missing:episode", pk)
    shown = {"episode": episode, "form": form, "ours": ours, "meetings": meetings, "title": "Strategy meeting"}
    shown |= {
        "may_work": may_do(request.user, WORK, episode),
        "times": times_missing(episode),
        "why": policy_says("strategy_times"),
    }
    return render(request, "missing/strategy.html", shown)
