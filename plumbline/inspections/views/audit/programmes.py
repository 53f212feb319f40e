"""Programmes, and the first page of case audits."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.inspections import actions, forms
from plumbline.inspections.access.audit import (
    AUDIT,
    MANAGE,
    at_risk_now,
    programme_for,
    programmes_for,
    require_sight,
    rounds_of,
    to_mark,
)
from plumbline.inspections.queries.audit import TONES, Counts, Result, agreement_of, compared, results_of
from plumbline.kernel import clock
from plumbline.web import charts
from plumbline.web.pages import carried_out, sent

GRADES = ("good", "requires-improvement", "inadequate")


def audits(request: HttpRequest) -> HttpResponse:
    """Programmes with their last round; what waits to be marked; children found still at risk."""
    actor = acting(request)
    programmes = programmes_for(actor)
    lasts = [programme.rounds.all()[0] for programme in programmes if programme.rounds.all()]
    results = {result.round.programme_id: result for result in results_of(lasts)}
    shown = {
        "programmes": [(programme, results.get(programme.pk)) for programme in programmes],
        "waiting": to_mark(actor)[:50],
        "at_risk": at_risk_now(actor),
        "may_manage": may_do(request.user, MANAGE),
        "may_audit": may_do(request.user, AUDIT),
        "now": clock.now(),
    }
    return render(request, "inspections/audit_home.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    require_sight(actor)
    authorise(actor, MANAGE, None)
    form = forms.ProgrammeForm(sent(request))
    if made := carried_out(request, form, partial(actions.make_programme, by=actor)):
        messages.success(request, f"The programme “{made.name}” is made. Open its first round.")
        return redirect("inspections:programme", made.pk)
    return render(request, "inspections/audit_programme_make.html", {"form": form})


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme's rounds over time, each beside the one before, and how far its auditors agree."""
    actor = acting(request)
    found = programme_for(actor, pk)
    results = results_of(rounds_of(found))
    shown = {
        "programme": found,
        "results": list(reversed(results)),
        "pairs": [(before, after, compared(before, after)) for before, after in reversed(list(pairwise(results)))],
        "chart": charts.interval_chart(
            [span_of(f"Round {each.round.number}, to {each.round.reported_to:%b %Y}", each.counts) for each in results],
            title="Share of good cases, round by round, with where the true share likely lies",
        ),
        "agreement": agreement_of(results),
        "may_manage": may_do(request.user, MANAGE),
    }
    return render(request, "inspections/audit_programme.html", shown)


def span_of(label: str, counts: Counts, grade: str = "good", *, is_marked: bool = False) -> charts.Span:
    """A row of a chart of intervals; one without a case has no place on the scale."""
    share = counts.share(grade)
    if share.interval is None or share.value is None:
        return charts.Span(label, None, None, None, "no case marked yet", is_marked)
    low, high = share.interval.low * 100, share.interval.high * 100
    return charts.Span(label, share.value * 100, low, high, f"{share.count} of {share.total} {grade}", is_marked)


def parts_of(counts: Counts) -> list[charts.Part]:
    """The grades as parts of a bar, in words and tones."""
    labels = {"good": "Good", "requires-improvement": "Requires improvement", "inadequate": "Inadequate"}
    return [charts.Part(labels[grade], counts.of(grade), TONES[grade]) for grade in GRADES]  # type: ignore[index]


def told(result: Result) -> dict[str, Any]:
    """What a page says of one round's counts."""
    return {"result": result, "parts": parts_of(result.counts), "words": result.counts.words}
