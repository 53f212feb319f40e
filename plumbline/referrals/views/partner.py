"""What a partner sees: what was shared with their recipient, and nothing else; and who may sign in for one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.referrals import actions, forms
from plumbline.referrals.access import (
    account_for,
    accounts_of,
    answers_of,
    partners_to_admit,
    recipient_for,
    recipients_for,
    shared_for,
    shared_shown,
    shared_with,
)
from plumbline.web.pages import carried_out, sent
from plumbline.web.tables import page_of


def shared(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    page = page_of(shared_with(actor), request)
    shared_shown(actor, page.object_list)
    return render(request, "referrals/shared.html", {"page": page})


def shared_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was sent, with what was answered, and the form to answer."""
    sharing = shared_for(acting(request), pk)
    answers = answers_of(sharing)
    return _shared(request, sharing, answers, forms.AnswerForm(None, sharing=sharing, last=next(iter(answers), None)))


def _shared(request: HttpRequest, sharing: Any, answers: list[Any], form: forms.AnswerForm) -> HttpResponse:
    told = {"sharing": sharing, "answers": answers, "form": form, "receipt": forms.EmptyForm()}
    return render(request, "referrals/shared_referral.html", told)


def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    sharing = shared_for(actor, pk)
    if request.method == "POST":
        actions.acknowledge(sharing, by=actor)
        messages.success(request, "The police are told that you have it.")
    return redirect("referrals:shared-referral", pk)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    sharing = shared_for(actor, pk)
    answers = answers_of(sharing)
    form = forms.AnswerForm(sent(request), sharing=sharing, last=next(iter(answers), None))
    if carried_out(request, form, partial(actions.answer, sharing, by=actor)):
        messages.success(request, "The police are told what you do with it.")
        return redirect("referrals:shared-referral", pk)
    return _shared(request, sharing, answers, form)


# Who is a partner


def recipients(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/recipients.html", {"recipients": recipients_for(acting(request))})


def add_recipient(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    recipients_for(actor)
    form = forms.RecipientForm(sent(request))
    if recipient := carried_out(request, form, partial(actions.add_recipient, by=actor)):
        messages.success(request, f"{recipient} is added.")
        return redirect("referrals:recipient", recipient.pk)
    return render(request, "referrals/recipient_add.html", {"form": form})


def recipient(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = recipient_for(actor, pk)
    form = forms.AdmitForm(sent(request), users=partners_to_admit())
    if carried_out(request, form, partial(actions.admit_partner, found, by=actor)):
        messages.success(request, "The account sees what is shared with this recipient from now on.")
        return redirect("referrals:recipient", pk)
    return render(
        request, "referrals/recipient.html", {"recipient": found, "accounts": accounts_of(found), "form": form}
    )


def end_partner(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    account = account_for(actor, pk)
    form = forms.EmptyForm(sent(request), version=account.version)
    if carried_out(request, form, partial(actions.end_partner, account, by=actor)):
        messages.success(request, "The account sees nothing of this recipient any more.")
        return redirect("referrals:recipient", account.recipient_id)
    return render(request, "referrals/partner_end.html", {"form": form, "account": account})
