"""Actions: the list, one of them, done, dropped."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access.access import acting, leaves_out, may_do
from plumbline.briefing import actions, forms
from plumbline.briefing.access import (
    CHAIR,
    EXPORT,
    WORK,
    action_for,
    actions_exported,
    actions_for,
    actions_shown,
    chairs,
)
from plumbline.briefing.queries.series import ACTIONS, actions_like, standing
from plumbline.briefing.views import of_one_act
from plumbline.kernel import clock
from plumbline.web.pages import carried_out, sent
from plumbline.web.tables import export, in_order, page_of


def index(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.ActionFilter(request.GET or None)
    found = actions_like(actions_for(actor), filters.said, request.user, clock.now())
    found, sort = in_order(found, request, ACTIONS, default="-due")
    if request.GET.get("format"):
        rows = actions_exported(actor, found)
        return export(request, ACTIONS, rows, "actions of meetings") or redirect("briefing:actions")
    page = page_of(found, request)
    actions_shown(actor, page.object_list)
    shown = {"filters": filters, "page": page, "columns": ACTIONS, "sort": sort}
    shown |= {"may_export": may_do(request.user, EXPORT), "leaves_out": leaves_out(request.user)}
    return render(request, "briefing/actions.html", shown)


def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action; its owner, or whoever chairs, says here what was done."""
    actor = acting(request)
    found = action_for(actor, pk, to=WORK if request.method == "POST" else "briefing.see")
    chairs_it = chairs(request.user, found.meeting.district_id)
    is_theirs = found.owner_id == request.user.pk and may_do(request.user, WORK)
    form = forms.DoneForm(sent(request), version=found.version)
    if carried_out(request, form, partial(actions.finish_action, found, by=actor)):
        messages.success(request, "The action is done.")
        return redirect("briefing:action", pk)
    shown = {"action": found, "standing": standing(found), "may_drop": chairs_it and found.is_open}
    shown |= {"form": form if found.is_open and (chairs_it or is_theirs) else None}
    return render(request, "briefing/action.html", shown)


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = action_for(actor, pk, to=CHAIR)
    form = forms.DropForm(sent(request), version=found.version)
    words = {
        "title": "Drop the action",
        "submit": "Drop it",
        "done": "The action is dropped.",
        "why": "One that is dropped after it was due still counts as not done.",
    }
    then = ("briefing:action", pk)
    return of_one_act(request, form, actions.drop_action, found, by=actor, then=then, quote=found.what, **words)
