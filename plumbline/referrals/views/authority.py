"""A child found away from home: which authority answers, informed and accepted."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from plumbline.access.access import acting
from plumbline.referrals import actions, forms
from plumbline.referrals.access import referral_for
from plumbline.referrals.forms import policy_says
from plumbline.referrals.views import FINISH, about
from plumbline.web.pages import sent


def informed(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.InformedForm(sent(request), version=referral.version)
    words = {
        "title": f"{referral.home_authority or 'Home authority'} informed",
        "submit": "Record",
        "done": "It is recorded.",
    }
    return about(
        request, referral, form, partial(actions.inform_home, referral), why=policy_says("home_accepted"), **words
    )


def accepted(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody accepts who was not told: that comes first."""
    referral = referral_for(acting(request), pk, to=FINISH)
    acceptance = getattr(referral, "acceptance", None)
    if acceptance is None:
        return redirect("referrals:home-informed", pk)
    form = forms.AcceptedForm(sent(request), version=acceptance.version)
    words = {"title": f"{referral.home_authority} accepts", "submit": "Record", "done": "It is recorded."}
    act = partial(actions.accept_home, acceptance)
    return about(request, referral, form, act, why=policy_says("home_accepted"), **words)
