"""Strategy discussion, conference, disagreement."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.referrals import actions, forms
from plumbline.referrals.access import disagreement_for, referral_for, strategy_for
from plumbline.referrals.forms import policy_says
from plumbline.referrals.views import FINISH, about
from plumbline.web.pages import sent


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.AskStrategyForm(sent(request), version=referral.version)
    words = {"title": "Ask for a strategy discussion", "submit": "Ask", "done": "It is asked for."}
    why = f"{policy_says('strategy_at_once')} {policy_says('strategy_held')}"
    return about(request, referral, form, partial(actions.request_strategy, referral), why=why, **words)


def held(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = strategy_for(acting(request), pk, to=FINISH)
    form = forms.StrategyForm(sent(request), version=strategy.version)
    words = {"title": "Strategy discussion", "submit": "Record", "done": "The strategy discussion is recorded."}
    return about(request, strategy.referral, form, partial(actions.hold_strategy, strategy), **words)


def conference(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = strategy_for(acting(request), pk, to=FINISH)
    form = forms.ConferenceForm(sent(request), version=strategy.version)
    words = {"title": "Child protection conference", "submit": "Record", "done": "The conference is recorded."}
    act = partial(actions.hold_conference, strategy)
    return about(request, strategy.referral, form, act, why=policy_says("conference"), **words)


def disagree(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.DisagreeForm(sent(request), version=referral.version)
    words = {"title": "Raise a disagreement", "submit": "Raise", "done": "The disagreement is raised."}
    act = partial(actions.raise_disagreement, referral)
    return about(request, referral, form, act, why=policy_says("disagreement"), **words)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Settle the disagreement", "submit": "Settle", "done": "The disagreement is settled."}
    return _end(request, pk, actions.settle_disagreement, words)


def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Escalate the disagreement", "submit": "Escalate", "done": "It is with the next stage up."}
    return _end(request, pk, actions.escalate_disagreement, words)


def _end(request: HttpRequest, pk: int, act: Callable[..., Any], words: dict[str, str]) -> HttpResponse:
    found = disagreement_for(acting(request), pk, to=FINISH)
    form = forms.ResultForm(sent(request), version=found.version)
    return about(request, found.referral, form, partial(act, found), **words)
