"""The only way a page gets an incident. One condition per line; each read that shows a person's data leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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
from plumbline.access.models import Grant, User
from plumbline.access.reading import one_read
from plumbline.incidents.models import (
    Appointment,
    CallCheck,
    CheckMonth,
    Deployment,
    DiarySlot,
    Escalation,
    FlagCheck,
    Grading,
    Incident,
    IncidentReview,
    Involvement,
    Thrive,
    Update,
)
from plumbline.incidents.queries import earlier_at
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.people.models import Address, Marker, Person
from plumbline.workforce.models import Officer, Rank, Team

SEE, EXPORT, CHECK = "incidents.see", "incidents.export", "incidents.check"
OWN = ("call_taker_id", "supervisor_id")  # whose case an incident is, as `Incident.owners` has it
NO_INCIDENT = "There is no such incident in your reach."
NO_RECORD = "There is no such record in your reach."
INVOLVED = "involved__person_id"


def require_sight(actor: Actor) -> None:
    """Whoever sees no incidents at all is told so; one out of reach is not told apart from one that does not exist."""
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see incidents. Ask your supervisor if you think it should.")
    require_purpose(actor)


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """Incidents in the actor's reach, none with a restricted person in it. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user, INVOLVED))


def _reached(actor: Actor) -> QuerySet[Incident]:
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    return QuerySet(Incident).filter(reach).select_related("person__mother", "district", "team")


def open_now(actor: Actor, *, district_id: int | None = None, child_only: bool = False) -> QuerySet[Incident]:
    """Open incidents, those that wait longest within the most urgent first.

    Those with a restricted person in them of whom the actor is told are among them: none is left off the list. Whoever shows
    these shows no more than that they are there, as `veiled` says.
    """
    here = _reached(actor).filter(unrestricted(actor.user, INVOLVED, or_told=True), closed_at=None)
    here = here.filter(district_id=district_id) if district_id else here
    here = here.filter(with_child=True) if child_only else here
    return here.order_by("urgency", "reported_at", "pk")


def veiled(actor: Actor, incidents: Iterable[Incident]) -> frozenset[int]:
    """Those of them that may be shown as *Restricted record* alone."""
    shut = [] if actor.is_system else list(closed_to(actor.user))
    if not shut:
        return frozenset()
    ids = [incident.pk for incident in incidents]
    found = QuerySet(Involvement).filter(incident_id__in=ids, person_id__in=shut)
    return frozenset(found.values_list("incident_id", flat=True))


def shown(actor: Actor, incidents: Iterable[Incident], what: str) -> None:
    """A list was shown: one ledger row that names the children on it."""
    if people := [incident.person_id for incident in incidents if incident.person_id]:
        consulted(actor, "incidents.list.read", what, people)


def exported(actor: Actor, incidents: QuerySet[Incident], what: str) -> QuerySet[Incident]:
    """The rows of a list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = incidents.order_by().filter(person__isnull=False).values_list("person_id", flat=True).distinct()
    disclosed(actor, "incidents.list.exported", f"{what} exported to a file for {actor.name}", people)
    return incidents


def incident_for(actor: Actor, pk: int, *, to: str = SEE) -> Incident:
    """One incident in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, _reached(actor).select_related("call_taker", "supervisor"), pk, to)


def incident_whole_for(actor: Actor, pk: int) -> Incident:
    """One incident in reach with all that its page tells."""
    named = _reached(actor).select_related("call_taker", "supervisor", "closed_by", "duplicate_of")
    return _read(actor, named.prefetch_related(*_parts()), pk, SEE)


def _read(actor: Actor, incidents: QuerySet[Incident], pk: int, to: str) -> Incident:
    return one_read(
        actor, incidents, pk, to=to, see=SEE, absent=NO_INCIDENT, says=lambda found: f"Incident {found.reference} read"
    )


def _parts() -> list[Prefetch]:
    """Each part with the accounts that it names, newest first where order matters."""

    def part(name: str, model: type[Any], *named: str, order: tuple[str, ...] = ("-pk",)) -> Prefetch:
        return Prefetch(name, QuerySet(model).select_related(*named).order_by(*order))

    latest = ("-happened_at", "-pk")
    return [
        part("involved", Involvement, "person__mother", "voice", "met_by", order=("pk",)),
        part("flag_checks", FlagCheck, "acknowledged_by"),
        part("thrives", Thrive, "assessed_by", order=latest),
        part("gradings", Grading, "graded_by", "supervised_by", order=latest),
        part("updates", Update, "taken_by"),
        part("deployments", Deployment, "sent_by", "arrived_by", "stood_down_by", order=("pk",)),
        part("reviews", IncidentReview, "reviewed_by", order=latest),
        part("escalations", Escalation, "escalated_by", "to", "acknowledged_by"),
        part("appointments", Appointment, "slot__team", "booked_by", "settled_by"),
        part("call_checks", CallCheck, "checked_by", "fed_back_by"),
    ]


def part_of_incident_for(actor: Actor, model: type[Any], pk: int, *named: str, to: str = SEE) -> Any:
    """Something that belongs to an incident, when the incident is in reach; `named` are the accounts that its page names."""
    require_sight(actor)
    reach = may_see(
        actor.user, SEE, "incident__district_id", "incident__team_id", [f"incident__{column}" for column in OWN]
    )
    reached = QuerySet(model).select_related("incident__person__mother", *named).filter(reach)
    return one_read(
        actor, reached, pk, to=to, see=SEE, absent=NO_RECORD, says=lambda part: f"{part.case().reference}: {part} read"
    )


def involvement_for(actor: Actor, pk: int, *, to: str = SEE) -> Involvement:
    return part_of_incident_for(actor, Involvement, pk, "person__mother", to=to)  # type: ignore[no-any-return]


def deployment_for(actor: Actor, pk: int, *, to: str) -> Deployment:
    return part_of_incident_for(actor, Deployment, pk, to=to)  # type: ignore[no-any-return]


def escalation_for(actor: Actor, pk: int, *, to: str = SEE) -> Escalation:
    return part_of_incident_for(actor, Escalation, pk, "escalated_by", "to", to=to)  # type: ignore[no-any-return]


def appointment_for(actor: Actor, pk: int, *, to: str = SEE) -> Appointment:
    return part_of_incident_for(actor, Appointment, pk, "slot__team", to=to)  # type: ignore[no-any-return]


def thrive_for(actor: Actor, pk: int) -> Thrive:
    return part_of_incident_for(actor, Thrive, pk, "assessed_by")  # type: ignore[no-any-return]


def review_for(actor: Actor, pk: int) -> IncidentReview:
    return part_of_incident_for(actor, IncidentReview, pk, "reviewed_by")  # type: ignore[no-any-return]


def check_for(actor: Actor, pk: int, *, to: str = CHECK) -> CallCheck:
    return part_of_incident_for(actor, CallCheck, pk, "handler", "checked_by", to=to)  # type: ignore[no-any-return]


def latest_thrive_of(incident: Incident) -> Thrive | None:
    found = QuerySet(Thrive).filter(incident=incident).select_related("assessed_by")
    return found.order_by("-happened_at", "-pk").first()


def involved_in(incident: Incident) -> list[Involvement]:
    return list(QuerySet(Involvement).filter(incident=incident).select_related("person__mother").order_by("pk"))


def incidents_of_person(actor: Actor, person_id: int) -> list[Incident]:
    """Every incident in which a person was, newest first, wherever it was. `in_reach` says of each whether the actor may open
    it; of the others a line is shown and no more. Those with another person in them who is closed to the actor are left out."""
    require_sight(actor)
    reach = Q(pk__isnull=False) & may_see(actor.user, SEE, own=OWN)
    here = QuerySet(Incident).filter(_of(person_id)).filter(unrestricted(actor.user, INVOLVED))
    told = here.annotate(in_reach=Case(When(reach, then=Value(True)), default=Value(False)))
    return list(told.select_related("district").order_by("-reported_at", "-pk"))


def _of(person_id: int) -> Q:
    return Q(pk__in=QuerySet(Involvement).filter(person_id=person_id).values("incident_id"))


# What is flagged


@dataclass(frozen=True)
class Flag:
    """Something that whoever takes the call must know: about whom or what, and in which words."""

    about: str
    says: str
    is_person: bool = True


@dataclass(frozen=True)
class Flags:
    """All that is flagged on an incident. `withheld` says that there is more, on people closed to whoever looks."""

    found: list[Flag]
    people: list[Person]
    withheld: bool

    @property
    def lines(self) -> list[str]:
        return [f"{flag.about}: {flag.says}" for flag in self.found]


def flags_for(actor: Actor, incident: Incident) -> Flags:
    """Markers of everyone in it, markers of people who live at the place, and what was there before.

    One ledger row names everyone whose flags are shown. Of people closed to the actor nothing is shown but that there is
    something.
    """
    everyone, there = _people_in(incident), _people_at(incident)
    shut = {} if actor.is_system else closed_to(actor.user)
    shown_people = [person for person in [*everyone, *there] if person.pk not in shut]
    withheld = any(shut.get(person.pk) for person in [*everyone, *there])
    found = [flag for person in shown_people for flag in _markers(person, at_place=person in there)]
    found += _earlier(actor, incident)
    people = [person.pk for person in shown_people]
    consulted(actor, "incidents.flags.read", f"{incident.reference}: what is flagged was read", people, incident.ref())
    return Flags(found, [person for person in everyone if person.pk not in shut], withheld)


def _people_in(incident: Incident) -> list[Person]:
    here = QuerySet(Person).filter(involvements__incident=incident).distinct().order_by("pk")
    return list(here.select_related("mother").prefetch_related("markers"))


def _people_at(incident: Incident) -> list[Person]:
    """Those with a live address at the postcode and a marker that nobody removed; the people of the incident left out."""
    if not incident.postcode:
        return []
    holds = Q(to_on=None) | Q(to_on__gt=clock.today())
    living = QuerySet(Address).filter(holds, postcode=incident.postcode).values("person_id")
    flagged = QuerySet(Marker).filter(removed_at=None).values("person_id")
    there = QuerySet(Person).filter(pk__in=living, merged_into=None).filter(pk__in=flagged)
    others = there.exclude(involvements__incident=incident).order_by("pk")
    return list(others.select_related("mother").prefetch_related("markers")[:20])


def _markers(person: Person, *, at_place: bool) -> list[Flag]:
    about = f"{person.name}, at this postcode" if at_place else person.name
    live = [marker for marker in person.markers.all() if marker.is_live]
    return [Flag(about, f"{marker.get_kind_display()}. {marker.reason}".strip(), not at_place) for marker in live]


def _earlier(actor: Actor, incident: Incident) -> list[Flag]:
    """Earlier incidents at the postcode; with their kind and day alone, so that they may be told whoever was in them."""
    earlier = list(earlier_at(incident).filter(unrestricted(actor.user, INVOLVED))[:5])
    return [
        Flag(
            "This postcode",
            f"{each.get_kind_display()}, {clock.local(each.reported_at):%-d %b %Y}, {each.reference}",
            False,
        )
        for each in earlier
    ]


# The diary


def slots_for(actor: Actor, permission: str, since: datetime, until: datetime) -> QuerySet[DiarySlot]:
    """Slots of teams in which the actor may do this."""
    require_sight(actor)
    reach = may_see(actor.user, permission, "team__district_id", "team_id")
    found = QuerySet(DiarySlot).filter(reach, starts_at__gte=since, starts_at__lt=until)
    return found.select_related("team__district").order_by("starts_at", "pk")


def appointments_in(actor: Actor, slots: Iterable[DiarySlot]) -> list[Appointment]:
    """Appointments in these slots that take a place, of nobody who is closed to the actor."""
    takes = QuerySet(Appointment).filter(slot__in=list(slots), standing__in=["booked", "kept", "no-show", "not-kept"])
    open_ones = takes.filter(unrestricted(actor.user, "incident__involved__person_id"))
    found = list(open_ones.select_related("incident__person__mother", "slot").order_by("due_at", "pk"))
    shown(actor, [each.incident for each in found], "Diary read")
    return found


# How calls are handled


def months_for(actor: Actor) -> QuerySet[CheckMonth]:
    require_sight(actor)
    authorise(actor, CHECK, None)
    reach = may_see(actor.user, CHECK, "team__district_id", "team_id")
    return QuerySet(CheckMonth).filter(reach)


def month_for(actor: Actor, pk: int) -> CheckMonth:
    found = months_for(actor).select_related("handler", "team").filter(pk=pk).first()
    if found is None:
        raise Missing(NO_RECORD)
    return found


def calls_of_month(actor: Actor, month: CheckMonth, *, limit: int = 10) -> list[Incident]:
    """Calls that this handler took in the month and nobody has checked, those with a child first, then the latest."""
    calls = incidents_for(actor).filter(call_taker_id=month.handler_id, reported_month=month.month)
    found = list(calls.filter(call_checks=None).order_by("-with_child", "-pk")[:limit])
    shown(actor, found, f"Calls of {month} read")
    return found


def checks_of_month(actor: Actor, month: CheckMonth) -> list[CallCheck]:
    open_ones = QuerySet(CallCheck).filter(unrestricted(actor.user, "incident__involved__person_id"), month=month)
    return list(open_ones.select_related("incident", "checked_by", "fed_back_by").order_by("pk"))


def handlers_for(actor: Actor) -> QuerySet[User]:
    """Those who take calls now: accounts with the role of call handler, in post where the actor may check."""
    today = clock.today()
    now = Q(grants__starts_on__lte=today) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=today))
    reach = may_see(actor.user, CHECK, "officer__team__district_id", "officer__team_id")
    held = QuerySet(User).filter(now, grants__role="call-handler", is_active=True).filter(reach)
    return held.distinct().order_by("display_name")


# What forms offer


def teams_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Teams in which the actor may do this: what a form offers."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    return QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")


def those_above(incident: Incident) -> QuerySet[User]:
    """Accounts of sergeants and above in post in the incident's district or over the whole force, highest rank first: what a
    form offers. A control-room supervisor of the police staff is told by the step, not by name."""
    over_all = QuerySet(Grant).filter(scope="force").values("user_id")
    there = QuerySet(Officer).filter(left_on=None, rank__gte=Rank.SERGEANT)
    near = there.filter(Q(team__district_id=incident.district_id) | Q(user_id__in=over_all))
    return QuerySet(User).filter(officer__in=near).select_related("officer").order_by("-officer__rank", "display_name")


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Who is in the user's own incidents: what a grant over own cases reaches among people."""
    own = Q(incident__call_taker_id=user.pk) | Q(incident__supervisor_id=user.pk)
    return (
        QuerySet(Involvement)
        .filter(own, person__isnull=False)
        .order_by()
        .values_list("person_id", flat=True)
        .distinct()
    )
