"""What oversight puts on other rooms' pages: the way to who looked at a record, and its entry in the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from plumbline.kernel import caserefs
from plumbline.oversight.access import ANY, REVIEW, may_see_looks
from plumbline.oversight.queries.adding_up import names_of_grants, names_of_reviews, names_of_special
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

PAGES = {
    "user": "person",
    "grant": "grant-review",
    "grantreview": "grant-review-next",
    "specialaccess": "special-review",
}


def register() -> None:
    slots.navigation("Oversight", "oversight:home", order=95, permission=ANY)
    for kind, url in PAGES.items():
        caserefs.pages("access", kind, lambda pk, url=url: reverse(f"oversight:{url}", args=[pk]))  # type: ignore[misc]
    caserefs.pages("oversight", "newslisting", lambda _pk: reverse("oversight:news"))
    caserefs.pages("oversight", "look", lambda _pk: reverse("oversight:patterns"))
    slots.names("access.grant", names_of_grants)
    slots.names("access.grantreview", names_of_reviews)
    slots.names("access.specialaccess", names_of_special)
    acts_need({f"oversight:{page}": REVIEW for page in ("grant-review", "grant-review-next", "special-review")})
    subjects_of_case("access.grant", subjects_of)
    slots.panel("child.side", order=90)(readers_panel)
    slots.panel("case.duties", order=90)(readers_panel)


def subjects_of(grant: Any) -> list[tuple[str, list[int]]]:
    """Whose duties belong on a grant's page: its own, and those of its reviews."""
    return [("access.grant", [grant.pk]), ("access.grantreview", [each.pk for each in grant.reviews.all()])]


def readers_panel(request: HttpRequest, record: Any) -> SafeString | str:
    """The way to who looked at this record, for those who may see it."""
    if not may_see_looks(request.user, record):
        return ""
    return render_to_string("oversight/readers_panel.html", {"ref": record.ref()}, request)
