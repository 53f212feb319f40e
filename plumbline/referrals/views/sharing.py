"""Sharing, and what the hub is told of it."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.referrals import actions, forms
from plumbline.referrals.access import answers_of, recipients_open, referral_for, sharing_for
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries import content_of
from plumbline.referrals.views import FINISH, about
from plumbline.web.pages import sent


def share(request: HttpRequest, pk: int) -> HttpResponse:
    referral = referral_for(acting(request), pk, to=FINISH)
    form = forms.ShareForm(sent(request), recipients=recipients_open(), content=content_of(referral))
    words = {"title": "Share the referral", "submit": "Share", "done": "It is recorded as shared."}
    why = policy_says("social_care_told")
    return about(request, referral, form, partial(actions.share, referral), why=why, **words)


def acknowledged(request: HttpRequest, pk: int) -> HttpResponse:
    sharing = sharing_for(acting(request), pk, to=FINISH)
    form = forms.AcknowledgedForm(sent(request), version=sharing.version)
    words = {"title": f"{sharing.recipient} has it", "submit": "Record", "done": "The acknowledgement is recorded."}
    act = partial(actions.record_acknowledgement, sharing)
    return about(request, sharing.referral, form, act, why=policy_says("acknowledged"), **words)


def answered(request: HttpRequest, pk: int) -> HttpResponse:
    sharing = sharing_for(acting(request), pk, to=FINISH)
    last = next(iter(answers_of(sharing)), None)
    form = forms.AnsweredForm(sent(request), sharing=sharing, last=last)
    words = {"title": f"Answer of {sharing.recipient}", "submit": "Record", "done": "The answer is recorded."}
    act = partial(actions.record_answer, sharing)
    return about(request, sharing.referral, form, act, last=last, why=policy_says("answered"), **words)
