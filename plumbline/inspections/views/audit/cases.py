"""One case that was drawn: taking it, settling it, setting it aside, and making a child safe."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from plumbline.access.access import acting, authorise, may_do
from plumbline.inspections import actions, forms
from plumbline.inspections.access.audit import (
    AUDIT,
    MANAGE,
    case_for,
    markings_open_to,
    own_marking,
    safeguarding_for,
)
from plumbline.inspections.queries.independence import why_not_independent
from plumbline.kernel.errors import Invalid
from plumbline.web.pages import carried_out, sent


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a case stands in the audit, what this person may do about it, and the markings that they may read."""
    actor = acting(request)
    sample = case_for(actor, pk)
    own = own_marking(actor, sample)
    may_audit = may_do(request.user, AUDIT, sample)
    shown = {
        "sample": sample,
        "own": own,
        "markings": markings_open_to(actor, sample),
        "may_audit": may_audit,
        "may_manage": may_do(request.user, MANAGE, sample),
        "why_not": why_not_independent(request.user, sample)
        if may_audit and own is None and not sample.is_whole
        else "",
        "is_open": not (sample.is_whole or sample.set_aside_at or sample.round.closed_at),
    }
    return render(request, "inspections/audit_case.html", shown)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case. Whoever is not independent of it is told why and gets no draft."""
    actor = acting(request)
    sample = case_for(actor, pk, to=AUDIT)
    try:
        marking = actions.begin_marking(sample, by=actor)
    except Invalid as fault:
        messages.error(request, fault.sentence)
        return redirect("inspections:case", pk)
    return redirect("inspections:marking", marking.pk)


def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Two markings side by side, and the third person's decision."""
    actor = acting(request)
    sample = case_for(actor, pk, to=MANAGE)
    form = forms.ModerateForm(sent(request), version=sample.version)
    if carried_out(request, form, partial(actions.moderate_case, sample, by=actor)):
        messages.success(request, "The grade is settled.")
        return redirect("inspections:case", pk)
    shown = {"sample": sample, "form": form, "markings": markings_open_to(actor, sample)}
    return render(request, "inspections/audit_moderate.html", shown)


def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    sample = case_for(actor, pk, to=MANAGE)
    form = forms.SetAsideForm(sent(request), version=sample.version)
    if carried_out(request, form, partial(actions.set_case_aside, sample, by=actor)):
        messages.success(request, "The case is set aside. It stays in the count of what was drawn.")
        return redirect("inspections:cases", sample.round_id)
    return render(request, "inspections/audit_set_aside.html", {"sample": sample, "form": form})


def safeguard(request: HttpRequest, pk: int) -> HttpResponse:
    """A child found still at risk: who raised it, whom they told, and what was done."""
    actor = acting(request)
    raised = safeguarding_for(actor, pk)
    if request.method == "POST":
        authorise(actor, MANAGE, raised)
    form = forms.SafeguardForm(sent(request), version=raised.version)
    if carried_out(request, form, partial(actions.record_safeguarding, raised, by=actor)):
        messages.success(request, "It is recorded that the child was made safe.")
        return redirect("inspections:safeguard", pk)
    may_record = may_do(request.user, MANAGE, raised) and not raised.safeguarded_at
    shown = {"raised": raised, "sample": raised.marking.sample, "form": form, "may_record": may_record}
    return render(request, "inspections/audit_safeguard.html", shown)
