"""What the inspections room puts on other pages, and where its records are."""

from __future__ import annotations

from django.urls import reverse

# -- audit
from plumbline.inspections.access.audit import AUDIT, MANAGE, SEE
from plumbline.kernel import caserefs
from plumbline.standards.panels import acts_need
from plumbline.web import slots

PAGES = {
    # -- audit
    "sampledcase": "case",
    "safeguarding": "safeguard",
    "auditround": "round",
    "auditprogramme": "programme",
}
# Pages on which duties are done, by the permission that they take.
ACTS = {
    # -- audit
    "inspections:case": AUDIT,
    "inspections:moderate": MANAGE,
    "inspections:safeguard": MANAGE,
}


def register() -> None:
    slots.navigation("Inspections", "inspections:audits", order=80, permission=SEE)
    for kind, url in PAGES.items():
        caserefs.pages("inspections", kind, lambda pk, url=url: reverse(f"inspections:{url}", args=[pk]))  # type: ignore[misc]
    acts_need(ACTS)
