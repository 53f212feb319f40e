"""The referral's own page, and the records that belong to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.access.access import acting, leaves_out, may_do
from plumbline.referrals.access import (
    answers_of,
    decision_for,
    disagreement_for,
    lows_of_household_for,
    referral_whole_for,
    sharing_for,
    strategy_for,
)
from plumbline.referrals.panels import story_of
from plumbline.referrals.queries import in_words
from plumbline.referrals.queries.assessment import assessment_of
from plumbline.referrals.queries.unit import Task, works_alone
from plumbline.referrals.views import FINISH
from plumbline.referrals.views.steps import steps_for


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one referral on one page."""
    found = referral_whole_for(acting(request), pk)
    first, also = steps_for(request.user, found)
    shown = {
        "referral": found,
        "first": first,
        "also": also,
        "story": story_of(found),
        "lacking": in_words(found.lacks),
        "lacked": in_words(found.lacks_at_submission),
        "assessment": assessment_of(found.sharings.all()),
        "acceptance": getattr(found, "acceptance", None),
        "household": lows_of_household_for(acting(request), found),
        "leaves_out": leaves_out(request.user),
        "origin_page": found.origin and found.origin.page(),
    }
    return render(request, "referrals/referral.html", shown)


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    found = decision_for(acting(request), pk)
    may_sign = found.is_in_training and found.signed_at is None and found.made_by_id != request.user.pk
    may_sign = may_sign and may_do(request.user, FINISH, found) and works_alone(request.user, Task.SIGN_OFF)
    return render(
        request, "referrals/decision.html", {"decision": found, "referral": found.referral, "may_sign": may_sign}
    )


def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    found = sharing_for(acting(request), pk)
    shown = {
        "sharing": found,
        "referral": found.referral,
        "answers": answers_of(found),
        "may_finish": may_do(request.user, FINISH, found),
    }
    return render(request, "referrals/sharing.html", shown)


def strategy(request: HttpRequest, pk: int) -> HttpResponse:
    found = strategy_for(acting(request), pk)
    shown = {
        "strategy": found,
        "referral": found.referral,
        "conference": getattr(found, "conference", None),
        "may_finish": may_do(request.user, FINISH, found),
    }
    return render(request, "referrals/strategy.html", shown)


def disagreement(request: HttpRequest, pk: int) -> HttpResponse:
    found = disagreement_for(acting(request), pk)
    may_finish = found.ended_at is None and may_do(request.user, FINISH, found)
    return render(
        request,
        "referrals/disagreement.html",
        {"disagreement": found, "referral": found.referral, "may_finish": may_finish},
    )
