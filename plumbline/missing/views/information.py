"""What comes in, whom was spoken to, what is supposed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.missing import actions, forms
from plumbline.missing.access import episode_for, hypotheses_of, hypothesis_for
from plumbline.missing.forms import policy_says
from plumbline.missing.queries import care_of
from plumbline.missing.views import REPORT, WORK, about_episode
from plumbline.web.pages import carried_out, sent


def record(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        REPORT,
        lambda data, _: forms.InformationForm(data),
        actions.record_information,
        title="Record information",
        submit="Record",
        done="It is recorded.",
    )


def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """`?kind=social-worker` begins the form with whom to speak to, and who that is."""

    def make(data: Any, episode: Any) -> forms.ContactForm:
        kind, care = request.GET.get("kind", ""), care_of(episode)
        known = {"social-worker": care.social_worker_name if care else "", "informant": episode.informant_name}
        return forms.ContactForm(data, initial={"kind": kind, "with_whom": known.get(kind, "")})

    def more(episode: Any) -> dict[str, Any]:
        return {"care": care_of(episode), "why": policy_says("social_worker_contacted")}

    words = {"title": "Record a contact", "submit": "Record", "done": "The contact is recorded."}
    return about_episode(
        request, pk, REPORT, make, actions.record_contact, template="missing/contact.html", more=more, **words
    )


def hypothesis(request: HttpRequest, pk: int) -> HttpResponse:
    return about_episode(
        request,
        pk,
        WORK,
        lambda data, _: forms.HypothesisForm(data),
        actions.make_hypothesis,
        title="Hypotheses",
        submit="Add",
        done="The hypothesis is recorded. It changes no risk grade.",
        template="missing/hypotheses.html",
        then="missing:hypothesis",
        more=lambda episode: {"hypotheses": hypotheses_of(episode)},
    )


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = hypothesis_for(actor, pk, to=WORK)
    form = forms.SettleForm(sent(request), version=found.version)
    if carried_out(request, form, partial(actions.settle_hypothesis, found, by=actor)):
        messages.success(request, "The hypothesis is settled.")
        return redirect("missing:hypothesis", found.episode_id)
    shown = {
        "episode": found.episode,
        "form": form,
        "title": "Settle the hypothesis",
        "submit": "Settle",
        "why": found.supposes,
    }
    return render(request, "missing/form.html", shown)


def philomena(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for, then received: one button at a time."""
    asked = episode_for(acting(request), pk).philomena_requested_at is not None
    return about_episode(
        request,
        pk,
        REPORT,
        lambda data, episode: forms.EmptyForm(data, version=episode.version),
        actions.receive_philomena if asked else actions.request_philomena,
        title="Philomena form",
        submit="It has come" if asked else "I have asked for it",
        done="The form has come." if asked else "It is recorded that the form was asked for.",
        template="missing/philomena.html",
        more=lambda _: {"why": policy_says("philomena_requested")},
    )
