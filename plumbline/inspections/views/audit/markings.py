"""The auditor's page: the child's journey, the duties of the case, what was done when, and the questions beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from plumbline.access.access import acting
from plumbline.inspections import actions, forms
from plumbline.inspections.access.audit import answers_of, journey_for, marking_for
from plumbline.kernel import clock
from plumbline.missing.panels import story_of
from plumbline.web.forms import listed_errors
from plumbline.web.pages import carried_out, sent

HAND_IN = "hand-in"


def marking(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, judge, keep a draft, hand in. Once it was handed in the case's own page shows it."""
    actor = acting(request)
    found = marking_for(actor, pk, to_write=request.method == "POST")
    if found.submitted_at:
        return redirect("inspections:case", found.sample_id)
    form = _form(request, found)
    act = actions.submit_marking if HAND_IN in request.POST else actions.save_draft
    if carried_out(request, form, partial(act, found, by=actor)):
        return _kept(request, found)
    journey = journey_for(actor, found)
    shown = journey | {
        "marking": found,
        "sample": found.sample,
        "form": form,
        "story": list(reversed(story_of(journey["episode"], journey["interview"]))),
        "elsewhere": answers_of(found) if getattr(form, "stale", False) else [],
    }
    return render(request, "inspections/audit_marking.html", shown)


def _form(request: HttpRequest, found: Any) -> forms.MarkingForm:
    told = {"marking": found, "answers": answers_of(found), "questions": found.sample.round.questions}
    return forms.MarkingForm(sent(request), **told)


def _kept(request: HttpRequest, found: Any) -> HttpResponse:
    if HAND_IN not in request.POST:
        messages.success(request, "The draft is kept. You can come back to it from any machine.")
        return redirect("inspections:marking", found.pk)
    messages.success(request, "The marking is handed in.")
    if getattr(found, "safeguarding", None):
        messages.warning(
            request,
            "The child is still at risk: the public-protection lead now owes that the child is made safe today.",
        )
    return redirect("inspections:case", found.sample_id)


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed, as it is typed. Answers with what happened, and with the version to send next."""
    actor = acting(request)
    found = marking_for(actor, pk, to_write=True)
    form = _form(request, found)
    if form.is_valid() and not form.says_more_than(found):
        return _state(request, found, kept=True)
    kept = carried_out(request, form, partial(actions.save_draft, found, by=actor))
    return _state(request, found, kept=kept is not None, faults=[text for _, text in listed_errors(form)])


def _state(request: HttpRequest, found: Any, *, kept: bool, faults: list[str] | None = None) -> HttpResponse:
    shown = {"marking": found, "kept": kept, "faults": faults or [], "now": clock.now()}
    answer = render(request, "inspections/audit_marking.html#state", shown)
    if not kept:  # said where the auditor is typing too, however far from the end of the form
        told = " ".join(["The draft is not kept.", *shown["faults"]])
        trigger_client_event(answer, "plumbline:announce", {"text": told})
    return answer
