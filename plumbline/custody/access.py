"""The only way a page gets a detention. One condition per line; each read that shows a child's data leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

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
from plumbline.custody.models import (
    Accommodation,
    AccommodationRequest,
    AppropriateAdult,
    Bail,
    Charge,
    Detention,
    Extension,
    Healthcare,
    Hearing,
    Informing,
    Review,
    State,
    Step,
    Visit,
)
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.workforce.models import Officer, Team, TeamKind

SEE, EXPORT = "custody.see", "custody.export"
OWN = (
    "officer_id",
    "custody_officer_id",
    "authorised_by_id",
)  # whose case a detention is, as `Detention.owners` has it
NO_DETENTION = "There is no such detention in your reach."
NO_RECORD = "There is no such record in your reach."


def require_sight(actor: Actor) -> None:
    """Whoever sees no detentions at all is told so; one out of reach is not told apart from one that does not exist."""
    _require_permission(actor)
    require_purpose(actor)


def _require_permission(actor: Actor) -> None:
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see children in custody. Ask your supervisor if you think it should.")


def detentions_for(actor: Actor) -> QuerySet[Detention]:
    """Detentions in the actor's reach, none of a restricted child. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user))


def counted_for(actor: Actor) -> QuerySet[Detention]:
    """Every detention in reach, for figures that name nobody: a restricted child counts like any other, and no purpose is asked
    for."""
    _require_permission(actor)
    return QuerySet(Detention).filter(may_see(actor.user, SEE, own=OWN))


def _reached(actor: Actor) -> QuerySet[Detention]:
    """Detentions in reach, the restricted ones among them: only for those who say what becomes of these."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    return QuerySet(Detention).filter(reach).select_related("person__mother", "district", "team")


def in_custody_now(actor: Actor) -> QuerySet[Detention]:
    """Children in custody now. Restricted ones of whom the actor is told are among them: whoever shows these shows them
    without a name, as `veiled` says."""
    here = _reached(actor).filter(unrestricted(actor.user, or_told=True)).exclude(state=State.ENDED)
    adults = Prefetch("adults", QuerySet(AppropriateAdult).order_by("requested_at"))
    reviews = Prefetch("reviews", QuerySet(Review).order_by("-happened_at", "-pk"))
    settled = Prefetch("accommodations", QuerySet(Accommodation).filter(withdrawn_at=None))
    return here.select_related("charge", "custody_officer").prefetch_related(adults, reviews, settled)


def held_with_neither(actor: Actor) -> QuerySet[Detention]:
    """Children who were refused bail and were neither transferred nor certified, now and before: the hard exception (C15)."""
    refused = detentions_for(actor).filter(charge__bail=Bail.REFUSED)
    return refused.exclude(accommodations__in=QuerySet(Accommodation).filter(withdrawn_at=None)).select_related(
        "charge"
    )


def veiled(actor: Actor, detention: Detention) -> bool:
    """Whether the detention may be shown as *Restricted record* alone."""
    return not actor.is_system and detention.person_id in closed_to(actor.user)


def shown(actor: Actor, detentions: Iterable[Detention], what: str) -> None:
    """A list or board was shown: one ledger row that names the children on it."""
    if people := [detention.person_id for detention in detentions]:
        consulted(actor, "custody.list.read", what, people)


def exported(actor: Actor, detentions: QuerySet[Detention], what: str) -> QuerySet[Detention]:
    """The rows of a list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = detentions.order_by().values_list("person_id", flat=True).distinct()
    disclosed(actor, "custody.list.exported", f"{what} exported to a file for {actor.name}", people)
    return detentions


def return_exported(actor: Actor, quarter: str) -> None:
    """The quarterly return leaves the system as a file. It names nobody."""
    disclosed(actor, "custody.return.exported", f"Quarterly return {quarter} exported to a file for {actor.name}", [])


def detention_for(actor: Actor, pk: int, *, to: str = SEE) -> Detention:
    """One detention in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, _reached(actor).select_related("officer", "custody_officer", "authorised_by"), pk, to)


def detention_whole_for(actor: Actor, pk: int) -> Detention:
    """One detention in reach with all that its page tells."""
    named = ("officer", "custody_officer", "authorised_by", "referral_made_by", "ended_by", "charge__charged_by")
    one = _reached(actor).select_related(*named, "charge__bail_decided_by").prefetch_related(*_parts())
    return _read(actor, _with_referral(one), pk, SEE)


def _with_referral(detentions: QuerySet[Detention]) -> QuerySet[Detention]:
    """Each with the first referral that was made because of it: `referred_id`, `referred_at` and `referred_by`."""
    first = Detention.referrals_because_of(OuterRef("pk"))
    columns = {"referred_id": "pk", "referred_at": "submitted_at", "referred_by": "submitted_by__display_name"}
    return detentions.annotate(**{name: Subquery(first.values(column)[:1]) for name, column in columns.items()})


def _read(actor: Actor, detentions: QuerySet[Detention], pk: int, to: str) -> Detention:
    return one_read(
        actor,
        detentions,
        pk,
        to=to,
        see=SEE,
        absent=NO_DETENTION,
        says=lambda found: f"Detention {found.reference} read",
    )


def _parts() -> list[Prefetch]:
    """Each part with the accounts that it names, newest first where order matters."""

    def part(name: str, model: type[Any], *named: str, order: str = "-pk") -> Prefetch:
        return Prefetch(name, QuerySet(model).order_by(order).select_related(*named))

    return [
        part("adults", AppropriateAdult, "requested_by", "arrived_by", "left_by", order="requested_at"),
        part("steps", Step, "done_by", "adult", order="-happened_at"),
        part("informings", Informing, "informed_by"),
        part("reviews", Review, "reviewed_by", order="-happened_at"),
        part("extensions", Extension, "extended_by"),
        part("visits", Visit, "visited_by", order="-happened_at"),
        part("healthcare", Healthcare, "requested_by", "seen_by"),
        part("hearings", Hearing, "voice__by"),
        part("requests", AccommodationRequest, "requested_by", "escalated_by"),
        part("accommodations", Accommodation, "settled_by", "withdrawn_by"),
    ]


def part_for(actor: Actor, model: type[Any], pk: int, *named: str, to: str = SEE) -> Any:
    """Something that belongs to a detention, when the detention is in reach."""
    require_sight(actor)
    reach = may_see(
        actor.user, SEE, "detention__district_id", "detention__team_id", [f"detention__{column}" for column in OWN]
    )
    people = ("detention__person__mother", "detention__team", "detention__district", *named)
    reached = QuerySet(model).select_related(*people).filter(reach)
    return one_read(
        actor,
        reached,
        pk,
        to=to,
        see=SEE,
        absent=NO_RECORD,
        says=lambda part: f"{part.case()}: {part._meta.verbose_name} read",
    )


def adult_for(actor: Actor, pk: int, *, to: str = SEE) -> AppropriateAdult:
    return part_for(actor, AppropriateAdult, pk, to=to)  # type: ignore[no-any-return]


def step_for(actor: Actor, pk: int) -> Step:
    return part_for(actor, Step, pk)  # type: ignore[no-any-return]


def review_for(actor: Actor, pk: int) -> Review:
    return part_for(actor, Review, pk)  # type: ignore[no-any-return]


def visit_for(actor: Actor, pk: int) -> Visit:
    return part_for(actor, Visit, pk)  # type: ignore[no-any-return]


def healthcare_for(actor: Actor, pk: int, *, to: str = SEE) -> Healthcare:
    return part_for(actor, Healthcare, pk, to=to)  # type: ignore[no-any-return]


def request_for(actor: Actor, pk: int, *, to: str = SEE) -> AccommodationRequest:
    return part_for(actor, AccommodationRequest, pk, to=to)  # type: ignore[no-any-return]


def accommodation_for(actor: Actor, pk: int, *, to: str = SEE) -> Accommodation:
    named = ("detention__charge", "settled_by", "request")
    return part_for(actor, Accommodation, pk, *named, to=to)  # type: ignore[no-any-return]


def charge_of(detention: Detention) -> Charge | None:
    return QuerySet(Charge).filter(detention=detention).first()


def adults_of(detention: Detention) -> QuerySet[AppropriateAdult]:
    return QuerySet(AppropriateAdult).filter(detention=detention).order_by("requested_at")


def requests_of(detention: Detention) -> list[AccommodationRequest]:
    return list(QuerySet(AccommodationRequest).filter(detention=detention).order_by("-requested_at", "-pk"))


def standing_of(detention: Detention) -> Accommodation | None:
    """The transfer or certificate that stands."""
    return QuerySet(Accommodation).filter(detention=detention, withdrawn_at=None).first()


def detentions_of_child(actor: Actor, person_id: int) -> list[Detention]:
    """Every detention of one child, newest first, wherever it was. `in_reach` says of each whether the actor may open it."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    rows = QuerySet(Detention).filter(person_id=person_id).select_related("district", "charge")
    if reach:  # an empty condition is the whole force's
        rows = rows.annotate(is_reached=Case(When(reach, then=Value(True)), default=Value(False)))
    found = list(rows.order_by("-authorised_at", "-pk"))
    for detention in found:
        detention.in_reach = getattr(detention, "is_reached", True)  # type: ignore[attr-defined]
    return found


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Whom the user's own detentions are about: what a grant over own cases reaches among people."""
    own = Q()
    for column in OWN:
        own |= Q(**{column: user.pk})
    return QuerySet(Detention).filter(own).order_by().values_list("person_id", flat=True).distinct()


def suites_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Custody suites in which the actor may do this; every team there where the force has entered no suite as such."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    teams = QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")
    suites = teams.filter(kind=TeamKind.CUSTODY)
    return suites if suites.exists() else teams


def officers_in_force() -> QuerySet[User]:
    """Accounts of those in post, by name: anyone may have made the arrest."""
    there = QuerySet(Officer).filter(left_on=None)
    return QuerySet(User).filter(officer__in=there).select_related("officer").order_by("display_name")
