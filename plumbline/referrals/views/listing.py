"""The list of referrals, and the queue of those that wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.kernel import clock
from plumbline.referrals import forms
from plumbline.referrals.access import SEE, exported, referrals_for, shown, teams_for
from plumbline.referrals.queries import BANDS, COLUMNS, LISTED, backlog_of, filtered
from plumbline.referrals.queries.backlog import in_queue
from plumbline.referrals.views import EXPORT, MAKE, TRIAGE, UNIT
from plumbline.web.tables import export, in_order, page_of


def referrals(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    found = filtered(referrals_for(actor), filters.said)
    rows, sort = in_order(found, request, LISTED, default="-submitted")
    if request.GET.get("format"):
        rows = exported(actor, rows, "List of referrals")
        return export(request, COLUMNS, rows, "referrals") or redirect("referrals:list")
    page = page_of(rows, request)
    shown(actor, page.object_list, "List of referrals read")
    drawn = {
        "filters": filters,
        "page": page,
        "columns": LISTED,
        "sort": sort,
        "may_export": may_do(request.user, EXPORT),
        "may_make": may_do(request.user, MAKE),
        "may_triage": may_do(request.user, TRIAGE),
        "may_unit": may_do(request.user, UNIT),
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "referrals/list.html", drawn)


def queue(request: HttpRequest) -> HttpResponseBase:
    """What waits for the hub: counted by age and risk, then one by one, gravest and oldest first."""
    actor = acting(request)
    authorise(actor, TRIAGE, None)
    found = referrals_for(actor)
    page = page_of(in_queue(found), request)
    shown(actor, page.object_list, "Queue of the referral unit read")
    drawn = {
        "page": page,
        "backlog": backlog_of(found, clock.now()),
        "bands": [words for words, _ in BANDS],
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "referrals/queue.html", drawn)
