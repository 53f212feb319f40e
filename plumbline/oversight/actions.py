"""The only writers of the list of people in the news and of looks into patterns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.oversight.models import Look, NewsListing

SEE = "ledger.see"


@act("oversight.news.listed", permission=SEE, says="Person {0.person} is in the news: reads are worth a look")
def list_in_news(
    *, by: Any, person: int, reason: str, starts_on: date | None = None, ends_on: date | None = None
) -> NewsListing:
    listing = NewsListing(person=person, reason=reason, starts_on=starts_on or clock.today(), ends_on=ends_on)
    listing.listed_at, listing.listed_by = current().at, actor_of(by).user
    listing.save()
    return listing


@act("oversight.news.ended", permission=SEE, says="Person {0.person} is no longer in the news")
def end_listing(listing: NewsListing, *, by: Any, on: date | None = None) -> NewsListing:
    """Reads after that day are no longer found by the pattern; those before it still are."""
    if listing.ends_on is not None:
        raise Invalid("This person was taken off the list already.")
    listing.ends_on = max(on or clock.today(), listing.starts_on)
    listing.save()
    return listing


@act("oversight.finding.looked-into", permission=SEE, says="Pattern looked into. {0}", operation="collection")
def look_into(
    *,
    by: Any,
    rule: str,
    officer: User,
    about: str,
    last_at: datetime,
    outcome: str,
    note: str,
    person: int | None = None,
) -> Look:
    """Say what came of a finding. A later look stands beside it and counts in its place."""
    user = actor_of(by).user
    if user is None or user.pk == officer.pk:
        raise Invalid("Nobody looks into what they did themselves. Ask another information-security officer.")
    look = Look(rule=rule, officer=officer, about=about, person=person, last_at=last_at, outcome=outcome, note=note)
    look.looked_at, look.looked_by = current().at, user
    look.save()
    return look
