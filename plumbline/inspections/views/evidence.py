"""Measures and evidence: counted by the machine, never typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.inspections import actions, forms
from plumbline.inspections.access import evidence_for, recommendation_for
from plumbline.inspections.access.inspection import WORK
from plumbline.inspections.views import of_one_act
from plumbline.web.pages import sent

PAGE = "inspections:recommendation"


def measure(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = recommendation_for(actor, pk, to=WORK)
    initial = {"baseline_on": found.inspection.published_on, "direction": "rise"}
    form = forms.MeasureForm(sent(request), initial=initial)
    words = {
        "title": "Set a measure",
        "submit": "Count the baseline and set it",
        "done": "The measure is set. Its baseline was counted from the duties of those months.",
        "quote": found.says,
    }
    return of_one_act(request, form, actions.set_measure, found, by=actor, then=(PAGE, pk), **words)


def gather(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = recommendation_for(actor, pk, to=WORK)
    words = {"title": "Gather evidence", "submit": "Gather it", "done": "The evidence is kept.", "quote": found.says}
    form = forms.EvidenceForm(sent(request))
    return of_one_act(request, form, actions.gather_evidence, found, by=actor, then=(PAGE, pk), **words)


def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = evidence_for(actor, pk, to=WORK)
    form = forms.RefreshForm(sent(request), evidence=found, version=found.version)
    words = {
        "title": "Gather the evidence anew",
        "submit": "Gather it anew",
        "done": "The evidence is gathered anew; what it showed before is kept beside it.",
        "quote": found.what,
    }
    then = (PAGE, found.recommendation_id)
    return of_one_act(request, form, actions.refresh_evidence, found, by=actor, then=then, **words)
