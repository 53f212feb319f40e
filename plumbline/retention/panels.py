"""What retention puts on other rooms' pages, and what it tells the house of itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.access.access import may_do
from plumbline.kernel import caserefs
from plumbline.people.queries import numbers_of
from plumbline.retention import queries
from plumbline.retention.access import SEE
from plumbline.standards.panels import acts_need
from plumbline.web import slots

PAGES = {"retentionreview": "review", "hold": "hold", "holdreview": "hold-review"}


def register() -> None:
    slots.navigation("Retention", "retention:list", order=85, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("retention", kind, lambda pk, url=url: reverse(f"retention:{url}", args=[pk]))  # type: ignore[misc]
    slots.panel("child.side", order=90)(retention_panel)
    acts_need({"retention:record": "retention.review", "retention:hold-review": "retention.hold"})


def retention_panel(request: HttpRequest, person: Any) -> SafeString | str:
    """When the review of a person's record falls due, and whether a hold stands; for those who keep the records."""
    if not may_do(request.user, SEE):
        return ""
    told = queries.clock_of([person.pk]).get(person.pk)
    if told is None:
        return ""
    shown = {
        "person": person,
        "clock": told,
        "holds": queries.holds_on(numbers_of(person.pk)),
        "review": queries.waiting_for(person.pk),
        "may_hold": may_do(request.user, "retention.hold"),
    }
    return render_to_string("retention/child_panel.html", shown, request)
