"""The charge, and the decision tree after it: transferred, or certified to the court."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.custody import actions, forms
from plumbline.custody.access import (
    accommodation_for,
    adults_of,
    charge_of,
    detention_for,
    request_for,
    requests_of,
    standing_of,
)
from plumbline.custody.forms import policy_says
from plumbline.custody.views import WORK, about_detention, about_part
from plumbline.web.pages import carried_out, sent


def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """The charge with the bail decision; a refusal leads on to where the child is to go."""
    actor = acting(request)
    detention = detention_for(actor, pk, to=WORK)
    there = adults_of(detention).exclude(arrived_at=None)
    form = forms.ChargeForm(sent(request), adults=there, version=detention.version)
    if made := carried_out(request, form, partial(actions.charge_child, detention, by=actor)):
        messages.success(request, f"{made}.")
        return redirect("custody:settle" if made.is_refused else "custody:detention", pk)
    why = "Bail is given unless one of the grounds holds. A child who is refused it is moved, or a certificate says why not."
    shown = {"detention": detention, "form": form, "title": "Charge", "submit": "Charge", "why": why}
    return render(request, "custody/grouped.html", shown)


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision tree on one page: what was asked, what was answered, and which of the two ways is open."""
    detention = detention_for(acting(request), pk, to=WORK)
    asked, standing = requests_of(detention), standing_of(detention)
    shown = {
        "detention": detention,
        "charge": charge_of(detention),
        "requests": asked,
        "standing": standing,
        "offered": next((each for each in asked if each.answer == "offered"), None),
        "title": "Transfer or certify",
        "why": policy_says("custody_settled"),
        "may_work": detention.is_open and may_do(request.user, WORK, detention),
    }
    return render(request, "custody/settle.html", shown)


def request_accommodation(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        WORK,
        lambda data, _: forms.RequestForm(data),
        actions.request_accommodation,
        title="Ask the local authority",
        submit="Asked",
        done="The request is recorded. Its answer comes next.",
        then="custody:settle",
        more=lambda _: {"why": policy_says("custody_accommodation_asked")},
    )


def request_read(request: HttpRequest, pk: int) -> HttpResponse:
    """A request has no page of its own: it stands on the time line of its detention."""
    found = request_for(acting(request), pk)
    return redirect(f"{reverse('custody:detention', args=[found.detention_id])}#request-{pk}")


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = request_for(acting(request), pk, to=WORK)
    form = forms.AnswerForm(sent(request), version=found.version)
    words = {
        "title": "What the local authority answered",
        "submit": "Record the answer",
        "done": "The answer is recorded.",
    }
    return about_part(request, found, form, actions.answer_request, why=f"{found}.", then="custody:settle", **words)


def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    found = request_for(acting(request), pk, to=WORK)
    form = forms.EscalateForm(sent(request), version=found.version)
    why = "A local authority always accepts a request for non-secure accommodation. Take the refusal up with a senior manager."
    words = {"title": "Escalate the refusal", "submit": "Escalated", "done": "The escalation is recorded."}
    return about_part(request, found, form, actions.escalate_refusal, why=why, then="custody:settle", **words)


def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, detention: Any) -> forms.TransferForm:
        return forms.TransferForm(data, version=detention.version, initial=_offered(detention))

    words = {"title": "Transfer", "submit": "Transferred", "done": "The child is transferred, and custody has ended."}
    why = "With the child the power to detain passes to the local authority. A certificate that stands is withdrawn by this."
    return about_detention(request, pk, WORK, make, actions.transfer_child, more=lambda _: {"why": why}, **words)


def _offered(detention: Any) -> dict[str, str]:
    """What the last offer said, as a proposal."""
    offer = next((each for each in requests_of(detention) if each.answer == "offered"), None)
    return {"kind": offer.kind, "moved_to": offer.offered_where, "authority": offer.authority} if offer else {}


def certify(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    detention = detention_for(actor, pk, to=WORK)
    form = forms.CertifyForm(sent(request), version=detention.version)
    if made := carried_out(request, form, partial(actions.certify_detention, detention, by=actor)):
        messages.success(request, "The certificate is written. Print it for the court.")
        return redirect("custody:certificate", made.pk)
    shown = {"detention": detention, "form": form, "title": "Certificate for the court", "submit": "Certify"}
    return render(request, "custody/form.html", shown | {"why": policy_says("custody_settled")})


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """To be printed: why this child was kept at the station after charge."""
    found = accommodation_for(acting(request), pk)
    shown = {
        "accommodation": found,
        "detention": found.detention,
        "charge": charge_of(found.detention),
        "requests": requests_of(found.detention),
        "may_work": may_do(request.user, WORK, found) and found.withdrawn_at is None and found.detention.is_open,
    }
    return render(request, "custody/certificate.html", shown)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = accommodation_for(acting(request), pk, to=WORK)
    form = forms.WithdrawForm(sent(request), version=found.version)
    why = "The record keeps it, with the reason. The child must then be transferred, or a new certificate written."
    words = {"title": "Withdraw", "submit": "Withdraw", "done": "It no longer stands."}
    return about_part(request, found, form, actions.withdraw_certificate, why=why, then="custody:settle", **words)
