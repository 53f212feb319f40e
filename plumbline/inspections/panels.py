"""What the room puts on other pages, and where its records are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.access.access import may_do
from plumbline.inspections.access.audit import AUDIT, LEARN
from plumbline.inspections.access.inspection import CLOSE, MANAGE, SEE, WORK
from plumbline.inspections.queries.recommendation import (
    names_of_actions,
    names_of_evidence,
    names_of_inspections,
    names_of_recommendations,
    reopened_for,
    waiting_for,
)
from plumbline.kernel import caserefs
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

# -- inspections and recommendations
PAGES = {
    "inspection": "inspection",
    "recommendation": "recommendation",
    "action": "action-done",
    "evidence": "evidence-refresh",
    # -- audit
    "sampledcase": "case",
    "safeguarding": "safeguard",
    "auditround": "round",
    "auditprogramme": "programme",
}
ACTS = {
    "inspections:plan-sent": MANAGE,
    "inspections:response": MANAGE,
    "inspections:put-forward": WORK,
    "inspections:action-done": WORK,
    "inspections:evidence-refresh": WORK,
    # -- audit
    "inspections:case": AUDIT,
    "inspections:moderate": MANAGE,
    "inspections:safeguard": MANAGE,
}


def register() -> None:
    slots.navigation("Audits", "inspections:audits", order=79, permission=LEARN)
    slots.navigation("Inspections", "inspections:list", order=80, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("inspections", kind, lambda pk, url=url: reverse(f"inspections:{url}", args=[pk]))  # type: ignore[misc]
    acts_need(ACTS)
    subjects_of_case("inspections.recommendation", _of_recommendation)
    slots.names("inspections.inspection", names_of_inspections)
    slots.names("inspections.recommendation", names_of_recommendations)
    slots.names("inspections.action", names_of_actions)
    slots.names("inspections.evidence", names_of_evidence)
    slots.panel("my-duties.actions", order=30)(told_to_me)


def _of_recommendation(recommendation: Any) -> list[tuple[str, list[int]]]:
    """Its own duties, and those of its actions and its evidence."""
    return [
        ("inspections.recommendation", [recommendation.pk]),
        ("inspections.action", [each.pk for each in recommendation.actions.all()]),
        ("inspections.evidence", [each.pk for each in recommendation.evidence.all()]),
    ]


def told_to_me(request: HttpRequest, _user: Any) -> SafeString | str:
    """On My duties: what was opened again that I own or had closed, and what waits for my judgement."""
    if not may_do(request.user, SEE):
        return ""
    told = {
        "reopened": reopened_for(request.user),
        "waiting": waiting_for(request.user) if may_do(request.user, CLOSE) else [],
    }
    return render_to_string("inspections/told_to_me.html", told, request) if any(told.values()) else ""
