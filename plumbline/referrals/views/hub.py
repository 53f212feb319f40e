"""The hub's acts on a referral."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting, leaves_out, may_do
from plumbline.kernel.errors import Invalid
from plumbline.referrals import actions, forms
from plumbline.referrals.access import decision_for, lows_of_household_for, referral_for, referrals_of_child
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries import in_words
from plumbline.referrals.queries.unit import Task, works_alone
from plumbline.referrals.views import FINISH, TRIAGE, about
from plumbline.web.pages import sent


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=TRIAGE)
    form = forms.DecideForm(sent(request), referral=referral)
    alone = may_do(request.user, FINISH, referral) and works_alone(request.user, Task.DECIDE)
    words = {
        "title": "Decide",
        "submit": "Decide" if alone else "Propose",
        "done": "It is decided." if alone else "Your decision waits for a signed-off practitioner.",
    }
    more = {
        "alone": alone,
        "known": [each for each in referrals_of_child(acting(request), referral.person_id) if each.pk != referral.pk],
        "lacking": in_words(referral.lacks),
        "why": policy_says(f"triage_{referral.first_grade}"),
    }
    act = partial(actions.decide, referral)
    return about(request, referral, form, act, template="referrals/decide.html", **words, **more)


def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    decision = decision_for(acting(request), pk, to=FINISH)
    form = forms.SignForm(sent(request), version=decision.version)
    words = {"title": "Sign off the decision", "submit": "Record", "done": "It is recorded."}
    more = {"decision": decision, "template": "referrals/sign_off.html", "why": policy_says("signed_off")}
    return about(request, decision.referral, form, partial(_signed, decision), **words, **more)


def _signed(decision: Any, *, by: Any, is_right: bool | None, note: str) -> Any:
    """Right: it has effect. Not right: it goes back, with what is wrong."""
    if is_right is None:
        raise Invalid(is_right="Say whether the decision is right.")
    act = actions.sign_off if is_right else actions.send_back
    return act(decision, by=by, note=note)


def pattern(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=TRIAGE)
    form = forms.PatternForm(sent(request), version=referral.version)
    words = {"title": "Low referrals read together", "submit": "Record", "done": "It is recorded."}
    more = {
        "known": referrals_of_child(acting(request), referral.person_id),
        "household": lows_of_household_for(acting(request), referral),
        "leaves_out": leaves_out(request.user),
        "why": policy_says("three_low"),
    }
    act = partial(actions.read_pattern, referral)
    return about(request, referral, form, act, template="referrals/pattern.html", **words, **more)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.CloseForm(sent(request), version=referral.version)
    words = {"title": "Close the referral", "submit": "Close", "done": "The referral is closed."}
    return about(request, referral, form, partial(actions.close_referral, referral), **words)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.EmptyForm(sent(request), version=referral.version)
    words = {"title": "Reopen the referral", "submit": "Reopen", "done": "The referral is open again."}
    return about(request, referral, form, partial(actions.reopen_referral, referral), **words)
