"""The only way a page gets an account, a grant or an entry of the ledger. Each such look leaves an entry itself.

Who reviews grants reaches those over their own district or team, and those of whoever is posted there. The ledger is read for
the purposes of section 62(4) of the Data Protection Act 2018 alone, one of which is stated for each page and written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Prefetch, Q, QuerySet

from plumbline.access.access import grants_with, may_do
from plumbline.access.models import Grant, GrantReview, Scope, SpecialAccess, User
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Missing, Refused
from plumbline.kernel.records import Record
from plumbline.ledger.actions import consulted, disclosed
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.oversight.models import NewsListing
from plumbline.workforce.models import Team

ADMINISTER, REVIEW, SEE, EXPORT = "access.administer", "access.review", "ledger.see", "ledger.export"
ANY = (ADMINISTER, REVIEW, SEE, EXPORT)
PURPOSES = (
    ("lawfulness", "Verifying that what was done was lawful"),
    ("self-monitoring", "Self-monitoring by the force, internal discipline included"),
    ("integrity", "Integrity and security of personal data"),
    ("criminal-proceedings", "Criminal proceedings"),
)
"""What section 62(4) allows the ledger to be used for. How well anyone works is not among it."""


def require(actor: Actor, *permissions: str) -> None:
    if not any(may_do(actor.user, each) for each in permissions):
        raise Refused("Your role does not let you see this. Ask your supervisor if you think it should.")


def for_purpose(actor: Actor, why: str) -> Actor | None:
    """The actor with a purpose for which the ledger may be read; None where none, or another, was stated."""
    return replace(actor, purpose=why) if why in dict(PURPOSES) else None


# -- accounts and grants -------------------------------------------------------------------------------------------------


def in_reach(user: Any, permission: str) -> Q:
    """The condition on grants under which this person answers for them."""
    reach = Q(pk__in=[])
    for grant in grants_with(user, permission):
        if grant.scope == Scope.FORCE:
            return Q()
        if grant.scope == Scope.DISTRICT:
            teams = QuerySet(Team).filter(district_id=grant.scope_id).values("pk")
            reach |= Q(scope=Scope.DISTRICT, scope_id=grant.scope_id) | Q(scope=Scope.TEAM, scope_id__in=teams)
            reach |= Q(user__officer__team__district_id=grant.scope_id)
        if grant.scope == Scope.TEAM:
            reach |= Q(scope=Scope.TEAM, scope_id=grant.scope_id) | Q(user__officer__team_id=grant.scope_id)
    return reach


def _whole_grants() -> QuerySet[Grant]:
    reviews = QuerySet(GrantReview).select_related("reviewed_by").order_by("-pk")
    return (
        QuerySet(Grant)
        .select_related("user__officer__team__district")
        .prefetch_related(Prefetch("reviews", reviews, to_attr="reviews_told"))
    )


def grants_to_review(actor: Actor) -> QuerySet[Grant]:
    """Grants that hold, or will, of others in reach. The caller names by `grants_shown` what it shows."""
    require(actor, REVIEW)
    holding = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return _whole_grants().filter(holding, in_reach(actor.user, REVIEW), user__is_active=True).exclude(user=actor.user)


def grants_shown(actor: Actor, number: int) -> None:
    consulted(actor, "oversight.grants.read", f"Grants read for review: {number}", [])


def grant_for(actor: Actor, pk: int, *, to: str) -> Grant:
    require(actor, to)
    reach = in_reach(actor.user, to) if to == REVIEW else Q()
    grant = _whole_grants().filter(reach, pk=pk).first()
    if grant is None:
        raise Missing
    consulted(actor, "oversight.grant.read", f"Grant read: {grant}", [], grant.ref())
    return grant


def grant_of_review(actor: Actor, pk: int) -> int:
    """The grant that a review was of: where a duty that lies on the review leads."""
    require(actor, REVIEW)
    reached = Grant.objects.filter(in_reach(actor.user, REVIEW), reviews__pk=pk).values_list("pk", flat=True).first()
    if reached is None:
        raise Missing
    return int(reached)


def special_to_review(actor: Actor) -> list[SpecialAccess]:
    """Openings of restricted records that nobody has judged yet, oldest first; never one's own."""
    require(actor, REVIEW)
    waiting = SpecialAccess.objects.filter(_special_reach(actor.user), reviewed_at=None).exclude(user=actor.user)
    found = list(waiting.exclude(given_by=actor.user).select_related("user", "given_by").order_by("starts_at", "pk"))
    if found:
        sentence = f"Special access waiting for review read: {len(found)}"
        consulted(actor, "oversight.special.read", sentence, [special.person for special in found])
    return found


def special_for(actor: Actor, pk: int) -> SpecialAccess:
    require(actor, REVIEW)
    found = SpecialAccess.objects.filter(_special_reach(actor.user), pk=pk).select_related("user", "given_by").first()
    if found is None:
        raise Missing
    consulted(actor, "oversight.special.read", f"Special access read: {found}", [found.person], found.ref())
    return found


def _special_reach(user: Any) -> Q:
    reach = Q(pk__in=[])
    for grant in grants_with(user, REVIEW):
        if grant.scope == Scope.FORCE:
            return Q()
        where = "team__district_id" if grant.scope == Scope.DISTRICT else "team_id"
        reach |= Q(**{f"user__officer__{where}": grant.scope_id})
    return reach


def holder_for(actor: Actor, pk: int) -> User:
    """Someone whose access is to be shown: oneself, someone in reach of one's reviews, or anyone for the administrator."""
    if pk != actor.user.pk:
        require(actor, ADMINISTER, REVIEW)
        if not may_do(actor.user, ADMINISTER) and not _answers_for(actor.user, pk):
            raise Missing
    holder = User.objects.filter(pk=pk).select_related("officer__team__district", "officer__supervisor__user").first()
    if holder is None:
        raise Missing
    ref = CaseRef("access", "user", holder.pk)
    consulted(actor, "oversight.access.read", f"What {holder.display_name} may see, and why, read", [], ref)
    return holder


def _answers_for(user: Any, pk: int) -> bool:
    if Grant.objects.filter(in_reach(user, REVIEW), user_id=pk).exists():
        return True
    posted = User.objects.filter(pk=pk)
    places = [(g.scope, g.scope_id) for g in grants_with(user, REVIEW)]
    return any(scope == Scope.FORCE for scope, _ in places) or any(
        posted.filter(
            **{"officer__team__district_id" if scope == Scope.DISTRICT else "officer__team_id": number}
        ).exists()
        for scope, number in places
    )


def grants_held(holder: User) -> list[Grant]:
    """All grants of someone whom `holder_for` gave, those that hold first."""
    return list(_whole_grants().filter(user=holder).order_by("-starts_on", "-pk"))


def special_held(actor: Actor, holder: User) -> list[SpecialAccess]:
    """The administrator, who reads no case, is not told whose records were opened."""
    if actor.user.pk != holder.pk and not may_do(actor.user, REVIEW):
        return []
    held = SpecialAccess.objects.filter(user=holder).select_related("given_by", "reviewed_by").order_by("-starts_at")
    found = list(held[:50])
    if found:
        sentence = f"Special access of {holder.display_name} read"
        consulted(actor, "oversight.special.read", sentence, [special.person for special in found])
    return found


def accounts_for(actor: Actor) -> QuerySet[User]:
    require(actor, ADMINISTER)
    current = Q(starts_on__lte=clock.today()) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    held = Prefetch("grants", QuerySet(Grant).filter(current).order_by("pk"), to_attr="grants_now")
    return User.objects.select_related("officer__team__district").prefetch_related(held)


def accounts_shown(actor: Actor, number: int, what: str) -> None:
    consulted(actor, "oversight.accounts.read", f"{what}: {number}", [])


def taken_out(actor: Actor, what: str, people: Iterable[int] = (), case: CaseRef | None = None) -> None:
    """Rows of one of the pages here leave as a file."""
    disclosed(actor, "oversight.table.exported", what, people, case)


def account_for(actor: Actor, pk: int) -> User:
    """An account that the administrator is about to change."""
    require(actor, ADMINISTER)
    return holder_for(actor, pk)


# -- the ledger ----------------------------------------------------------------------------------------------------------

# What a page shows of an entry beside its own columns, where the ledger keeps it in a row of its own.
CONTENT = tuple(each.get_accessor_name() for each in Entry._meta.related_objects if each.get_accessor_name() == "told")


def entries() -> QuerySet[Entry]:
    """Entries as pages and extracts read them. Not for a page to call before it has said who looks, and why."""
    return Entry.objects.select_related(*CONTENT) if CONTENT else Entry.objects.all()


def ledger_for(actor: Actor, permission: str = SEE) -> QuerySet[Entry]:
    require(actor, permission)
    if actor.purpose not in dict(PURPOSES):
        raise Refused("Say first for which of the purposes that the law allows you read the ledger.")
    return entries()


def ledger_shown(actor: Actor, what: str, found: Iterable[Entry]) -> None:
    """A page of the ledger was shown: an entry of its own, naming everyone named there."""
    people = {each.person_id for entry in found for each in entry.people.all()}
    consulted(actor, "oversight.ledger.read", what, people)


def entry_for(actor: Actor, pk: int) -> Entry:
    entry = ledger_for(actor).filter(pk=pk).prefetch_related("people").first()
    if entry is None:
        raise Missing
    people = [each.person_id for each in entry.people.all()]
    consulted(actor, "oversight.entry.read", f"Entry {entry.pk} of the ledger read", people)
    return entry


def own_entries(actor: Actor) -> QuerySet[Entry]:
    return entries().filter(actor_id=actor.user.pk)


def may_see_looks(user: Any, record: Record | None = None) -> bool:
    """Whether someone may see who looked at a record: whoever searches the ledger, or reviews access where the record lies."""
    return may_do(user, SEE) or may_do(user, REVIEW, record)


def record_for(actor: Actor, case: CaseRef) -> CaseRef:
    """The record of whose readers a page tells. Records of other rooms are known by name alone; their place is the kernel's."""
    require(actor, SEE, REVIEW)
    try:
        model = apps.get_model(case.room, case.kind)
    except LookupError:
        raise Missing from None
    record = QuerySet(model).filter(pk=case.id).first() if issubclass(model, Record) else None
    if record is None or not may_see_looks(actor.user, record):
        raise Missing
    return case


def entries_about(case: CaseRef) -> QuerySet[Entry]:
    """Entries that touched or showed a record: for a person, each that names them; else those filed under the case."""
    if (case.room, case.kind) == ("people", "person"):
        return entries().filter(pk__in=EntryPerson.objects.filter(person_id=case.id).values("entry_id"))
    return entries().filter(room=case.room, kind=case.kind, case_id=case.id)


def looks_shown(actor: Actor, case: CaseRef, what: str, people: Iterable[int]) -> None:
    consulted(actor, "oversight.readers.read", what, people, case)


def patterns_shown(actor: Actor, what: str, people: Iterable[int]) -> None:
    consulted(actor, "oversight.patterns.read", what, people)


def ledger_disclosed(actor: Actor, found: QuerySet[Entry], to: str, what: str) -> None:
    """An extract leaves for the Commissioner: one entry that names whom it went to and everyone whom it names."""
    require(actor, EXPORT)
    named = EntryPerson.objects.filter(entry__in=found.order_by().values("pk")).values_list("person_id", flat=True)
    disclosed(actor, "oversight.ledger.exported", f"{what}, to {to}", named.distinct(), to=to)


# -- people in the news --------------------------------------------------------------------------------------------------


def listings_for(actor: Actor) -> list[NewsListing]:
    require(actor, SEE)
    found = list(QuerySet(NewsListing).select_related("listed_by").order_by("ends_on", "-starts_on", "-pk"))
    if found:
        sentence = "List of people in the news read"
        consulted(actor, "oversight.news.read", sentence, {listing.person for listing in found})
    return found


def listing_for(actor: Actor, pk: int) -> NewsListing:
    require(actor, SEE)
    listing = QuerySet(NewsListing).filter(pk=pk).first()
    if listing is None:
        raise Missing
    consulted(actor, "oversight.news.read", "One person in the news read", [listing.person], listing.ref())
    return listing
