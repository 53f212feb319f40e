"""The only way a page gets a protection. One condition per line; each read that shows a child's data leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from plumbline.access.access import (
    authorise,
    closed_to,
    may_do,
    may_see,
    require_purpose,
    unrestricted,
)
from plumbline.access.models import User
from plumbline.access.reading import one_read
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.powers.models import Decision, Designation, Hearing, Protection, Stay, Telling
from plumbline.workforce.models import Officer, Rank, Team

SEE, USE, DECIDE, EXPORT = "powers.see", "powers.use", "powers.decide", "powers.export"
OWN = ("initiating_officer_id", "designated_officer_id")  # whose case it is, as `Protection.owners` has it
NO_PROTECTION = "There is no such use of police protection in your reach."
NAMED = ("initiating_officer", "designated_officer", "designated_by", "ended_by", "handed_over_by")


def require_sight(actor: Actor) -> None:
    """Whoever sees none at all is told so; one out of reach is not told apart from one that does not exist."""
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see police protection. Ask your supervisor if you think it should.")
    require_purpose(actor)


def protections_for(actor: Actor) -> QuerySet[Protection]:
    """Protections in the actor's reach, none of a restricted child. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user))


def listed_for(actor: Actor) -> QuerySet[Protection]:
    """As `protections_for`, with the restricted children of whom the actor is told: a child in police protection is not left
    off the list. Whoever shows these shows them without a name, as `veiled` says."""
    return _reached(actor).filter(unrestricted(actor.user, or_told=True))


def _reached(actor: Actor) -> QuerySet[Protection]:
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    joined = ("person__mother", "district", "team", "designated_officer")
    return QuerySet(Protection).filter(reach).select_related(*joined)


def veiled(actor: Actor, protection: Protection) -> bool:
    """Whether it may be shown as *Restricted record* alone."""
    return not actor.is_system and protection.person_id in closed_to(actor.user)


def shown(actor: Actor, protections: Iterable[Any]) -> None:
    """A list was shown: one ledger row that names the children on it."""
    if people := [protection.person_id for protection in protections]:
        consulted(actor, "powers.list.read", "List of police protection read", people)


def exported(actor: Actor, protections: QuerySet[Protection]) -> QuerySet[Protection]:
    """The rows of the list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = protections.order_by().values_list("person_id", flat=True).distinct()
    disclosed(actor, "powers.list.exported", f"List of police protection exported to a file for {actor.name}", people)
    return protections


def protection_for(actor: Actor, pk: int, *, to: str = SEE) -> Protection:
    """One in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, _reached(actor).select_related(*NAMED), pk, to)


def protection_whole_for(actor: Actor, pk: int) -> Protection:
    """One in reach with all that its page tells."""
    return _read(actor, _reached(actor).select_related(*NAMED).prefetch_related(*_parts()), pk, SEE)


def _read(actor: Actor, protections: QuerySet[Protection], pk: int, to: str) -> Protection:
    return one_read(
        actor,
        protections,
        pk,
        to=to,
        see=SEE,
        absent=NO_PROTECTION,
        says=lambda found: f"Police protection {found.reference} read",
    )


def _parts() -> list[Prefetch]:
    def part(name: str, model: type[Any], *named: str) -> Prefetch:
        return Prefetch(name, QuerySet(model).select_related(*named).order_by("happened_at", "pk"))

    return [
        part("designations", Designation, "officer", "appointed_by"),
        part("tellings", Telling, "told_by"),
        part("hearings", Hearing, "heard_by", "voice"),
        part("places", Stay, "placed_by", "authorised_by"),
        part("decisions", Decision, "decided_by"),
    ]


def stay_for(actor: Actor, pk: int) -> Stay:
    """A place where a child was, when the protection is in reach."""
    require_sight(actor)
    own = tuple(f"protection__{column}" for column in OWN)
    reach = may_see(actor.user, SEE, "protection__district_id", "protection__team_id", own)
    reached = QuerySet(Stay).select_related("protection__person").filter(reach)

    def says(stay: Stay) -> str:
        return f"{stay.protection.reference}: {stay.get_kind_display().lower()} read"

    return one_read(actor, reached, pk, to=SEE, see=SEE, absent=NO_PROTECTION, says=says)


def protections_of_child(actor: Actor, person_id: int) -> list[Protection]:
    """Every one of one child, newest first, wherever it was: history must not stop at a boundary.

    `in_reach` says of each whether the actor may open it; of the others a line is shown and no more.
    """
    require_sight(actor)
    own = QuerySet(Protection).filter(person_id=person_id)
    found = list(own.select_related("district").order_by("-taken_at", "-pk"))
    for protection in found:
        protection.in_reach = actor.is_system or may_do(actor.user, SEE, protection)  # type: ignore[attr-defined]
    return found


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Whom the user's own protections are about: what a grant over own cases reaches among people."""
    own = QuerySet(Protection).filter(initiating_officer=user) | QuerySet(Protection).filter(designated_officer=user)
    return own.order_by().values_list("person_id", flat=True).distinct()


def teams_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Teams in which the actor may do this: what a form offers."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    return QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")


def officers_of(least_rank: int, *, but: int | None = None) -> QuerySet[User]:
    """Accounts in post of that rank or above, across the force: at night the inspector may be of another district."""
    posted = QuerySet(Officer).filter(left_on=None, rank__gte=least_rank)
    found = QuerySet(User).filter(officer__in=posted).select_related("officer")
    return (found.exclude(pk=but) if but else found).order_by("-officer__rank", "display_name")


def inspectors(protection: Protection) -> QuerySet[User]:
    return officers_of(Rank.INSPECTOR, but=protection.initiating_officer_id)


def designable(protection: Protection, *, any_rank: bool) -> QuerySet[User]:
    return officers_of(Rank.CONSTABLE if any_rank else Rank.INSPECTOR, but=protection.initiating_officer_id)


def constables() -> QuerySet[User]:
    """Who has the power: every constable, whatever the rank."""
    return officers_of(Rank.CONSTABLE)
