"""How calls are handled: the figures, a month of one call handler, a call checked, the call handler told."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.incidents import actions, forms
from plumbline.incidents.access import (
    calls_of_month,
    check_for,
    checks_of_month,
    handlers_for,
    incident_for,
    month_for,
    months_for,
)
from plumbline.incidents.forms import policy_says
from plumbline.incidents.queries import figures, months_open, said_measures
from plumbline.incidents.views import CHECK, about_part
from plumbline.kernel import clock
from plumbline.web.pages import carried_out, sent


def quality(request: HttpRequest) -> HttpResponse:
    """The figures by month, and whose calls of this month are to be checked."""
    actor = acting(request)
    rows, month = months_for(actor), clock.today().replace(day=1)
    open_ones = months_open(rows, month)
    left = handlers_for(actor).exclude(pk__in=[each.handler_id for each in open_ones])
    form = forms.OpenMonthForm(sent(request), handlers=left)
    if opened := _opened(request, form, month):
        messages.success(
            request, f"{opened} call handler{'' if opened == 1 else 's'}: their calls of this month are to be checked."
        )
        return redirect("incidents:quality")
    shown = {
        "form": form,
        "figures": figures(),
        "measures": said_measures(),
        "months": open_ones,
        "month": month,
        "has_left": left.exists(),
        "why": policy_says("calls_checked"),
    }
    return render(request, "incidents/quality.html", shown)


def _opened(request: HttpRequest, form: forms.OpenMonthForm, month: Any) -> int:
    """How many months were opened, each by an act of its own."""
    if request.method != "POST" or not form.is_valid():
        return 0
    actor = acting(request)
    return sum(bool(actions.open_check_month(each, by=actor, month=month)) for each in form.cleaned_data["handlers"])


def check_month(request: HttpRequest, pk: int) -> HttpResponse:
    """One call handler's month: what was checked, and calls to choose from."""
    actor = acting(request)
    month = month_for(actor, pk)
    shown = {"month": month, "checks": checks_of_month(actor, month), "calls": calls_of_month(actor, month)}
    return render(request, "incidents/check_month.html", shown)


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One call checked."""
    actor = acting(request)
    incident = incident_for(actor, pk, to=CHECK)
    form = forms.CallCheckForm(sent(request))
    if made := carried_out(request, form, partial(actions.check_call, incident, by=actor)):
        messages.success(request, "The check is recorded. Tell the call handler.")
        return redirect("incidents:call-check", made.pk)
    shown = {"incident": incident, "form": form, "title": "Check the call", "submit": "Record"}
    return render(request, "incidents/check.html", shown)


def call_check(request: HttpRequest, pk: int) -> HttpResponse:
    found = check_for(acting(request), pk)
    shown = {
        "incident": found.incident,
        "check": found,
        "title": "Check of the call",
        "may_tell": may_do(request.user, CHECK, found),
    }
    return render(request, "incidents/call_check.html", shown)


def feed_back(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = check_for(actor, pk, to=CHECK)
    authorise(actor, CHECK, found)
    words = {"title": "The call handler was told", "submit": "Record", "done": "It is recorded that they were told."}
    form = forms.EmptyForm(sent(request), version=found.version)
    return about_part(request, found, form, actions.feed_back, why=policy_says("handler_told"), **words)
