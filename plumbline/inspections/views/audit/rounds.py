"""A round: drawing its sample, how it came out, its cases, and closing it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access.access import acting, may_do
from plumbline.inspections import actions, forms
from plumbline.inspections.access.audit import (
    AUDIT,
    EXPORT,
    MANAGE,
    cases_exported,
    cases_of_round,
    cases_shown,
    districts_for,
    frame_now,
    programme_for,
    require_auditing,
    round_for,
)
from plumbline.inspections.access.audit import (
    parts_of as strata_of,
)
from plumbline.inspections.queries.audit import (
    by_part,
    by_question,
    compared,
    drawn_again,
    duties_with_inadequate,
    earlier_round,
    results_of,
)
from plumbline.inspections.views.audit.programmes import told
from plumbline.kernel import clock
from plumbline.web.pages import carried_out, sent
from plumbline.web.tables import Column, export

CASES = [
    Column("order", "No.", "order", numeric=True),
    Column("reference", "Case", "reference"),
    Column("stratum", "Stratum", "stratum"),
    Column("district", "District", "district.name"),
    Column("state", "State", lambda case: case.says),
    Column("grade", "Grade", "get_grade_display"),
    Column("due", "To be marked by", "due_at"),
    Column("auditor", "First marking by", lambda case: str(case.auditor or "")),
]


def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the sample of a programme's next round."""
    actor = acting(request)
    programme = programme_for(actor, pk, to=MANAGE)
    told = {"programme": programme, "districts": districts_for(actor)}
    form = forms.RoundForm(sent(request), **told)
    if made := carried_out(request, form, partial(actions.open_round, programme, by=actor)):
        messages.success(request, f"{made.size} cases are drawn of {made.frame_size}. Auditors can begin.")
        return redirect("inspections:round", made.pk)
    return render(request, "inspections/audit_round_open.html", {"programme": programme, "form": form})


def result(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round came out: counts, what they say, against the round before, and what goes with inadequate work."""
    made = round_for(acting(request), pk)
    earlier = earlier_round(made)
    results = {each.round.pk: each for each in results_of([made, *([earlier] if earlier else [])])}
    own, before = results[made.pk], results[earlier.pk] if earlier else None
    together = duties_with_inadequate([made.pk], clock.now())
    shown = told(own) | {
        "round": made,
        "earlier": before,
        "comparisons": compared(before, own) if before else [],
        "breakdowns": by_part(made),
        "questions": by_question(made),
        "together": [each for each in together if not each.is_too_few],
        "too_few": [each for each in together if each.is_too_few],
        "looked_at": len(together),
        "may_manage": may_do(request.user, MANAGE, made),
        "may_list": may_do(request.user, MANAGE) or may_do(request.user, AUDIT),
    }
    return render(request, "inspections/audit_round.html", shown)


def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """How the sample was drawn, and whether it comes out again."""
    actor = acting(request)
    made = round_for(actor, pk)
    parts = strata_of(made)
    require_auditing(actor)
    again = drawn_again(made, parts, frame_now(actor, made).rows)
    return render(request, "inspections/audit_sample.html", {"round": made, "parts": parts, "again": again})


def cases(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cases drawn, and what became of each. Names of auditors are for those who audit and those who plan."""
    actor = acting(request)
    made = round_for(actor, pk)
    found = cases_of_round(actor, made)
    for case in found:
        case.says = state_words(case)  # type: ignore[attr-defined]
    if wanted := export(request, CASES, found, f"audit cases {made}"):
        cases_exported(actor, made, found)
        return wanted
    cases_shown(actor, made, found)
    shown = {"round": made, "cases": found, "columns": CASES, "may_export": may_do(request.user, EXPORT)}
    return render(request, "inspections/audit_cases.html", shown)


def state_words(case: Any) -> str:
    """Where a case stands in the audit, without a word of what one marking says before all are in."""
    if case.set_aside_at:
        return "Set aside"
    if case.grade:
        return "Marked" if case.moderated_at is None else "Marked, settled by a third person"
    if case.awaits_moderation:
        return "Two grades: waits to be settled"
    return "Being marked" if case.taken else "Nobody has taken it"


def close(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    made = round_for(actor, pk, to=MANAGE)
    form = forms.CloseRoundForm(sent(request), version=made.version)
    if carried_out(request, form, partial(actions.close_round, made, by=actor)):
        messages.success(request, f"{made} is closed.")
        return redirect("inspections:round", pk)
    (own,) = results_of([made])
    return render(request, "inspections/audit_close.html", {"round": made, "form": form, "result": own})
