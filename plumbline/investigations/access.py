"""The only way a page gets an investigation. One condition per line; each read of a child's data leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When

from plumbline.access.access import (
    authorise,
    closed_to,
    may_do,
    may_see,
    require_purpose,
    unrestricted,
)
from plumbline.access.models import User
from plumbline.access.origins import origin_in_reach
from plumbline.access.reading import one_read
from plumbline.access.roles import ROLES
from plumbline.investigations.models import Allocation, Hearing, InvestigatedChild, Investigation, SupervisorReview
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Missing, Refused, Restricted
from plumbline.kernel.records import Record
from plumbline.ledger.actions import consulted, disclosed
from plumbline.people.models import Person
from plumbline.workforce.models import Officer, Team

SEE, OPEN, WORK = "investigations.see", "investigations.open", "investigations.work"
SUPERVISE, EXPORT = "investigations.supervise", "investigations.export"
OWN = ("officer_id", "opened_by_id")  # whose case it is, as `Investigation.owners` has it
NO_INVESTIGATION = "There is no such investigation in your reach."
CHILDREN = "children__person_id"
NAMED = ("officer", "supervisor", "opened_by", "allocated_by", "crime_recorded_by", "no_crime_by", "closed_by")


def require_sight(actor: Actor) -> None:
    """Whoever sees none at all is told so; one out of reach is not told apart from one that does not exist."""
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see investigations. Ask your supervisor if you think it should.")
    require_purpose(actor)


def investigations_for(actor: Actor) -> QuerySet[Investigation]:
    """Those in the actor's reach, none with a restricted child in it. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user, CHILDREN))


def listed_for(actor: Actor) -> QuerySet[Investigation]:
    """As `investigations_for`, with those of restricted children of whom the actor is told. Whoever shows these shows that
    they are there and no more, as `veiled` says, and asks nothing of them that would tell who is in them."""
    return _reached(actor).filter(unrestricted(actor.user, CHILDREN, or_told=True))


def _reached(actor: Actor) -> QuerySet[Investigation]:
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    return (
        QuerySet(Investigation)
        .filter(reach)
        .select_related("person", "district", "team", "officer", "supervisor", "opened_by")
    )


def with_children(investigations: QuerySet[Investigation]) -> QuerySet[Investigation]:
    named = QuerySet(InvestigatedChild).select_related("person__mother").order_by("pk")
    return investigations.prefetch_related(Prefetch("children", named))


def veiled(actor: Actor, investigations: Iterable[Investigation]) -> frozenset[int]:
    """Those of them that may be shown as *Restricted record* alone."""
    shut = [] if actor.is_system else list(closed_to(actor.user))
    if not shut:
        return frozenset()
    ids = [each.pk for each in investigations]
    found = QuerySet(InvestigatedChild).filter(investigation_id__in=ids, person_id__in=shut)
    return frozenset(found.values_list("investigation_id", flat=True))


def shown(actor: Actor, people: Iterable[int]) -> None:
    """A list was shown: one ledger row that names the children on it."""
    if named := list(dict.fromkeys(people)):
        consulted(actor, "investigations.list.read", "List of investigations read", named)


def exported(actor: Actor, investigations: QuerySet[Investigation]) -> QuerySet[Investigation]:
    """The rows of the list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = QuerySet(InvestigatedChild).filter(investigation__in=investigations.order_by().values("pk"))
    named = people.order_by().values_list("person_id", flat=True).distinct()
    disclosed(
        actor, "investigations.list.exported", f"List of investigations exported to a file for {actor.name}", named
    )
    return investigations


def investigation_for(actor: Actor, pk: int, *, to: str = SEE) -> Investigation:
    """One in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, with_children(_reached(actor)), pk, to)


def investigation_whole_for(actor: Actor, pk: int) -> Investigation:
    """One in reach with all that its page tells."""
    return _read(actor, _reached(actor).select_related(*NAMED).prefetch_related(*_parts()), pk, SEE)


def _read(actor: Actor, investigations: QuerySet[Investigation], pk: int, to: str) -> Investigation:
    return one_read(
        actor,
        investigations,
        pk,
        to=to,
        see=SEE,
        absent=NO_INVESTIGATION,
        says=lambda found: f"Investigation {found.reference} read",
    )


def _parts() -> list[Prefetch]:
    heard = QuerySet(Hearing).select_related("heard_by", "voice").order_by("happened_at", "pk")
    named = QuerySet(InvestigatedChild).select_related("person__mother", "named_by").order_by("pk")
    given = QuerySet(Allocation).select_related("officer", "team", "allocated_by").order_by("happened_at", "pk")
    looked = QuerySet(SupervisorReview).select_related("reviewed_by").order_by("happened_at", "pk")
    return [
        Prefetch("children", named.prefetch_related(Prefetch("hearings", heard))),
        Prefetch("allocations", given),
        Prefetch("reviews", looked),
    ]


def child_for(actor: Actor, pk: int, *, to: str = SEE) -> InvestigatedChild:
    return _part_for(actor, InvestigatedChild, pk, to, "person__mother")  # type: ignore[no-any-return]


def review_for(actor: Actor, pk: int) -> SupervisorReview:
    return _part_for(actor, SupervisorReview, pk, SEE)  # type: ignore[no-any-return]


def _part_for(actor: Actor, model: type[Any], pk: int, to: str, *named: str) -> Any:
    """Something that belongs to an investigation, when that is in reach and none of its children is closed."""
    require_sight(actor)
    own = tuple(f"investigation__{column}" for column in OWN)
    reach = may_see(actor.user, SEE, "investigation__district_id", "investigation__team_id", own)
    reached = QuerySet(model).select_related("investigation__person", *named).filter(reach)
    return one_read(
        actor,
        reached,
        pk,
        to=to,
        see=SEE,
        absent=NO_INVESTIGATION,
        says=lambda part: f"{part.case().reference}: {part} read",
    )


def investigations_of_child(actor: Actor, person_id: int) -> list[Investigation]:
    """Every one that a child is in, newest first, wherever it is: history must not stop at a boundary. `in_reach` says of each
    whether the actor may open it; of the others a line is shown and no more. Those with another child who is closed to the
    actor are left out."""
    require_sight(actor)
    reach = Q(pk__isnull=False) & may_see(actor.user, SEE, own=OWN)
    here = QuerySet(InvestigatedChild).filter(person_id=person_id).values("investigation_id")
    found = QuerySet(Investigation).filter(unrestricted(actor.user, CHILDREN), pk__in=here)
    told = found.annotate(in_reach=Case(When(reach, then=Value(True)), default=Value(False)))
    return list(told.select_related("district", "team").order_by("-reported_at", "-pk"))


@dataclass(frozen=True)
class CameOf:
    """What came of a record: the investigations that may be shown, and everyone who is in one, shown or not."""

    investigations: tuple[Investigation, ...] = ()
    people: frozenset[int] = frozenset()


def came_of(actor: Actor, record: Record) -> CameOf:
    """By one question: each child's row names the record as its investigation does."""
    require_sight(actor)
    came = Q(origin_room=record.ref().room, origin_kind=record.ref().kind, origin_id=record.pk)
    rows = QuerySet(InvestigatedChild).filter(came).select_related("investigation").order_by("investigation_id", "pk")
    children = list(rows)
    shut = {} if actor.is_system else closed_to(actor.user)
    hidden = {each.investigation_id for each in children if each.person_id in shut}
    known = {each.investigation_id: each.investigation for each in children if each.investigation_id not in hidden}
    seen = tuple(each for each in known.values() if actor.is_system or may_do(actor.user, SEE, each))
    return CameOf(seen, frozenset(each.person_id for each in children))


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Whom the user's own investigations are about: what a grant over own cases reaches among people."""
    own = Q(investigation__officer=user) | Q(investigation__opened_by=user)
    return QuerySet(InvestigatedChild).filter(own).order_by().values_list("person_id", flat=True).distinct()


# What forms offer


def origin_for(actor: Actor, ref: CaseRef | None) -> Record | None:
    """The record that an investigation is to come of, when it is in reach."""
    return origin_in_reach(actor, ref) if ref is not None else None


def children_of(actor: Actor, record: Record) -> list[Person]:
    """Children of a record, none of whom is closed to the actor."""
    found = QuerySet(Person).filter(unrestricted(actor.user, "pk"), pk__in=record.person_ids(), disposed_at=None)
    return [each for each in found.select_related("mother").order_by("pk") if each.is_unborn or each.is_child]


def not_investigated(actor: Actor, record: Record) -> list[Person]:
    """Those of them who are in no investigation that came of the record, wherever that is."""
    named = came_of(actor, record).people
    return [each for each in children_of(actor, record) if each.pk not in named]


def offered(actor: Actor, record: Record, *, anew: bool) -> list[Person]:
    """Those whom a form shows by name: one ledger row. One that was sent is judged with all of them in it, so that the act can
    say what is wrong, or lead a second click to what the first one made."""
    if found := not_investigated(actor, record) if anew else children_of(actor, record):
        says = f"{record}: read whom an investigation could be about"
        consulted(actor, "investigations.children.offered", says, [each.pk for each in found], record.ref())
    return found


def origin_page(actor: Actor, investigation: Investigation) -> str | None:
    """Where the record is that it came of, for those who may read that."""
    if investigation.origin_id is None:
        return None
    ref = CaseRef(investigation.origin_room, investigation.origin_kind, investigation.origin_id)
    try:
        origin_in_reach(actor, ref)
    except (Missing, Restricted):
        return None
    return ref.page()


def teams_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Teams in which the actor may do this: what a form offers."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    return QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")


def investigators() -> QuerySet[User]:
    """Accounts in post that hold a role which investigates. Whether its grant reaches the case, the act says."""
    roles = [key for key, role in ROLES.items() if WORK in role.permissions]
    now = Q(grants__starts_on__lte=clock.today()) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=clock.today()))
    posted = QuerySet(Officer).filter(left_on=None)
    held = QuerySet(User).filter(now, grants__role__in=roles, is_active=True, officer__in=posted)
    return held.select_related("officer").order_by("display_name", "pk").distinct()
