"""Questions about incidents: which are open, which wait with a child, what is free in the diary, how calls were handled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from plumbline.incidents.models import (
    GOOD_OR_BETTER,
    MEASURES,
    Appointment,
    CallCheck,
    CheckMonth,
    DiarySlot,
    Grade,
    Incident,
    Involvement,
    Mark,
    State,
)
from plumbline.kernel import clock
from plumbline.kernel.finding import among
from plumbline.kernel.references import number_in
from plumbline.kernel.workdays import midnight
from plumbline.ledger.queries import acted_since, newest
from plumbline.people.queries import find_people
from plumbline.standards.models import Duty
from plumbline.standards.queries import open_at
from plumbline.standards.standard import Standard
from plumbline.web.tables import Column
from plumbline.workforce.models import TeamKind
from plumbline.workforce.queries import officer_of

# For the morning meeting and whoever else asks


def open_incidents(as_of: datetime) -> QuerySet[Incident]:
    """Incidents that were open at that moment, the most urgent first."""
    every = QuerySet(Incident)
    was_open = among(every.filter(closed_at=None), every.filter(closed_at__gt=as_of))
    named = every.filter(was_open, reported_at__lte=as_of).select_related("person__mother", "district")
    return named.order_by("urgency", "reported_at", "pk")


def undeployed_with_children(as_of: datetime) -> QuerySet[Incident]:
    """Those of them in which a child is, or may be, and to which nobody had been sent by then."""
    unsent = Q(sent_at=None) | Q(sent_at__gt=as_of)
    return open_incidents(as_of).filter(unsent, with_child=True)


def open_incidents_of(person_id: int) -> list[Incident]:
    """Open incidents in which this person is."""
    here = Exists(QuerySet(Involvement).filter(incident=OuterRef("pk"), person_id=person_id))
    return list(QuerySet(Incident).filter(here, closed_at=None).order_by("-reported_at", "-pk"))


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Incidents that nobody has closed, in words: nothing of these people may be erased while there is one."""
    here = Exists(QuerySet(Involvement).filter(incident=OuterRef("pk"), person_id__in=person_ids))
    going_on = QuerySet(Incident).filter(here | Q(person_id__in=person_ids), closed_at=None).order_by("pk")
    return [f"incident {incident.reference} is not closed" for incident in going_on]


def incident_called(typed: str) -> Incident | None:
    """The incident of a reference that someone typed."""
    number = number_in("IC", typed)
    return QuerySet(Incident).filter(pk=number).first() if number is not None else None


def usual_team(user: Any) -> int | None:
    """The team to propose for a call: one's own, unless that only takes calls."""
    officer = officer_of(user)
    return officer.team_id if officer and officer.team.kind != TeamKind.CONTROL_ROOM else None


# The lists

COLUMNS = [
    Column("reference", "Reference", "reference", sortable=False),
    Column("kind", "What", "get_kind_display", order="kind"),
    Column("where", "Where", "where", sortable=False),
    Column("child", "Child", "child_words", sortable=False),
    Column("grade", "Grade", "grade_words", order="urgency"),
    Column("state", "State", "get_state_display", order="state"),
    Column("reported", "Reported", "reported_at", order="reported_at"),
    Column("sent", "Sent", "sent_at", sortable=False),
    Column("arrived", "Arrived", "arrived_at", sortable=False),
    Column("result", "Result", "get_result_display", sortable=False),
    Column("district", "District", "district.name", order="district__name"),
]
LISTED = [column for column in COLUMNS if column.key not in ("sent", "arrived", "result")]


def whole(rows: QuerySet[Any], wanted: slice) -> list[Any]:
    """These rows with all that goes with them. Found first without their joins, which a database would else make for all."""
    ids = list(rows.values_list("pk", flat=True)[wanted])
    found = {row.pk: row for row in rows.order_by().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


class Capped:
    """Rows of which no more than so many are counted or shown: to count a million costs more than to show 25."""

    ordered = True  # what a paginator asks, which is not to order them itself

    def __init__(self, rows: QuerySet[Any], most: int = 1000) -> None:
        self.rows, self.most = rows, most

    @cached_property
    def counted(self) -> int:
        return self.rows.order_by().values("pk")[: self.most + 1].count()

    @property
    def is_more(self) -> bool:
        return self.counted > self.most

    def count(self) -> int:
        return min(self.counted, self.most)

    def __getitem__(self, wanted: slice) -> list[Any]:
        return whole(self.rows, wanted)


def sortable(columns: list[Column], rows: Capped) -> list[Column]:
    """Of more rows than are counted, those columns that an index holds in order; by others only a shorter list is sorted."""
    return [replace(column, sortable=column.key == "reported") for column in columns] if rows.is_more else columns


def filtered(incidents: QuerySet[Incident], said: dict[str, Any]) -> QuerySet[Incident]:
    """The list as the filter asks."""
    wanted = Q()
    for name, column in (
        ("state", "state__in"),
        ("kind", "kind__in"),
        ("district", "district_id"),
        ("team", "team_id"),
    ):
        wanted &= Q(**{column: said[name]}) if name in said else Q()
    if "grade" in said:
        wanted &= Q(grade__in=["" if grade == "ungraded" else grade for grade in said["grade"]])
    if "child" in said:
        wanted &= Q(with_child=said["child"] == "yes")
    if "since" in said:
        wanted &= Q(reported_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(reported_at__lt=midnight(said["until"] + timedelta(days=1)))
    return incidents.filter(wanted & _called(said.get("q", "")))


def _called(text: str) -> Q:
    """Incidents of that reference, at that postcode, or with people of a name like this in them."""
    if not text:
        return Q()
    number = number_in("IC", text)
    if number is not None:
        return Q(pk=number)
    people = [found.person.pk for found in find_people(text, limit=100)]
    named = QuerySet(Involvement).filter(person_id__in=people).values("incident_id")
    return Q(pk__in=named) | Q(postcode=" ".join(text.upper().split())[:8])


# The open list, live

MOST_OPEN = 100


@dataclass(frozen=True)
class Sign:
    """What a screen rests on, short enough for an address: the last ledger entry, the last deadline that had passed, the
    moment, and the incidents shown. Two indexed look-ups tell whether it still shows what is so."""

    entry: int
    due: int
    at: int
    ids: frozenset[int] = frozenset()

    FRESH = 60  # seconds; elapsed times are shown to the minute, and an act that committed out of turn is seen by then

    @classmethod
    def now(cls) -> Sign:
        return cls(newest(), _last_passed(), _seconds(clock.now()))

    @classmethod
    def read(cls, text: str) -> Sign | None:
        """The sign in an address; None for anything else."""
        head, _, tail = text.partition("~")
        numbers, ids = head.split("-"), tail.split(".") if tail else []
        if len(numbers) != 3 or not all(n.isascii() and n.isdecimal() and len(n) < 19 for n in (*numbers, *ids)):
            return None
        return cls(*map(int, numbers), frozenset(map(int, ids)))

    def showing(self, ids: Iterable[int]) -> str:
        return f"{self.entry}-{self.due}-{self.at}~{'.'.join(map(str, ids))}"

    def holds(self) -> bool:
        """No act in the room since, and no deadline passed. Only the entries since are looked through: a minute's worth."""
        if not 0 <= _seconds(clock.now()) - self.at < self.FRESH:
            return False
        return _last_passed() == self.due and not acted_since("incidents", self.entry)


def _last_passed() -> int:
    now = clock.now()
    passed = Duty.objects.filter(open_at(now), due_at__lt=now).order_by("-due_at")
    return _seconds(passed.values_list("due_at", flat=True).first())


def _seconds(moment: datetime | None) -> int:
    return int(moment.astimezone(UTC).timestamp()) if moment else 0


@dataclass(frozen=True)
class Due:
    """What is owed next on an incident, and how much is overdue."""

    due_at: datetime | None = None
    title: str = ""
    overdue: int = 0


@dataclass(frozen=True)
class Row:
    """One incident on the open list. A `veiled` one tells no name, no place and no word of what was said."""

    incident: Incident
    due: Due
    is_veiled: bool
    called: str


def rows_of(incidents: Sequence[Incident], veiled: frozenset[int]) -> list[Row]:
    """Each with its next duty, read for all at once."""
    due = next_due([incident.pk for incident in incidents])
    return [
        Row(each, due.get(each.pk, Due()), each.pk in veiled, _name(each) if each.pk not in veiled else "")
        for each in incidents
    ]


def _name(incident: Incident) -> str:
    if incident.person is not None:
        return incident.person.name
    return "Child not known yet" if incident.with_child else "No child"


def next_due(ids: Sequence[int]) -> dict[int, Due]:
    """For each incident: the next of its own duties to fall due, and how many are overdue."""
    now = clock.now()
    mine = Duty.objects.filter(open_at(now), kind="incidents.incident", subject_id__in=list(ids), due_at__isnull=False)
    found: dict[int, Due] = {}
    for pk, standard, due_at in mine.order_by("due_at").values_list("subject_id", "standard", "due_at"):
        held = found.get(pk, Due())
        if due_at < now:
            found[pk] = replace(held, overdue=held.overdue + 1)
        elif held.due_at is None:
            found[pk] = replace(held, due_at=due_at, title=Standard.register[standard].title)
    return found


# One incident


def earlier_at(incident: Incident, days: int = 365) -> QuerySet[Incident]:
    """Other incidents at the same postcode in the year before, newest first."""
    if not incident.postcode:
        return QuerySet(Incident).none()
    since = incident.reported_at - timedelta(days=days)
    there = QuerySet(Incident).filter(postcode=incident.postcode, reported_at__gte=since).exclude(pk=incident.pk)
    return there.order_by("-reported_at", "-pk")


@dataclass(frozen=True)
class Seen:
    """An incident, read with its parts, as the page asks about it to say what comes next."""

    incident: Incident

    @property
    def is_open(self) -> bool:
        return self.incident.is_open

    @property
    def thrive(self) -> Any:
        return next(iter(self.incident.thrives.all()), None)

    @property
    def grading(self) -> Any:
        return next(iter(self.incident.gradings.all()), None)

    @property
    def is_unsent(self) -> bool:
        return self.incident.state == State.WAITING

    @property
    def is_scheduled(self) -> bool:
        return self.incident.grade == Grade.SCHEDULED

    @property
    def booked(self) -> Any:
        return next((each for each in self.incident.appointments.all() if each.standing == "booked"), None)

    @property
    def on_the_way(self) -> list[Any]:
        return [each for each in self.incident.deployments.all() if each.is_on_it and each.arrived_at is None]

    @property
    def on_it(self) -> list[Any]:
        return [each for each in self.incident.deployments.all() if each.is_on_it]

    @property
    def unanswered(self) -> list[Any]:
        return [each for each in self.incident.escalations.all() if each.acknowledged_at is None]

    @property
    def children_unheard(self) -> list[Any]:
        return [
            each
            for each in self.incident.involved.all()
            if each.is_child and not each.is_unborn and each.person_id and each.met_at is None
        ]


# The diary


def free_slots(district_id: int | None, days: int = 14) -> list[DiarySlot]:
    """Slots of the district with a place left, soonest first. `free` says how many."""
    now = clock.now()
    ahead = QuerySet(DiarySlot).filter(starts_at__gt=now, starts_at__lt=now + timedelta(days=days))
    here = ahead.filter(team__district_id=district_id) if district_id else ahead
    found = here.select_related("team__district").annotate(taken=_taken()).order_by("starts_at", "pk")
    open_ones = [slot for slot in found if slot.taken < slot.places]
    for slot in open_ones:
        slot.free = slot.places - slot.taken
    return open_ones


def _taken() -> Count:
    takes = Q(appointments__standing__in=["booked", "kept", "no-show", "not-kept"])
    return Count("appointments", filter=takes)


@dataclass(frozen=True)
class Day:
    """A day of the diary: its slots, and who is in each."""

    day: date
    slots: list[Any]


def diary_of(slots: Iterable[DiarySlot], appointments: Iterable[Appointment]) -> list[Day]:
    """Slots by day, each with its appointments as `held`."""
    held: dict[int, list[Appointment]] = {}
    for appointment in appointments:
        held.setdefault(appointment.slot_id, []).append(appointment)
    days: dict[date, list[Any]] = {}
    for slot in slots:
        slot.held = held.get(slot.pk, [])  # type: ignore[attr-defined]
        slot.free = slot.places - len(slot.held)  # type: ignore[attr-defined]
        days.setdefault(clock.local(slot.starts_at).date(), []).append(slot)
    return [Day(day, found) for day, found in days.items()]


# How calls are handled


def end_of_month(first: date) -> datetime:
    """The last second of the local month."""
    return midnight((first + timedelta(days=32)).replace(day=1)).astimezone(UTC) - timedelta(seconds=1)


@dataclass(frozen=True)
class Share:
    """So many of so many, as forces publish it. `None` per cent where nothing was applicable."""

    good: int
    of: int

    @property
    def per_cent(self) -> float | None:
        return round(100 * self.good / self.of, 1) if self.of else None


@dataclass(frozen=True)
class Figures:
    """One month: calls checked, and of each measure how many were good or better of those to which it applied."""

    month: date
    checked: int
    shares: dict[str, Share]

    @property
    def told(self) -> list[tuple[str, Share]]:
        """Each measure in words, with its share."""
        return [(MEASURES[name], share) for name, share in self.shares.items()]


def figures(months: int = 12) -> list[Figures]:
    """Month by month, newest first, by the month in which the call was made."""
    since = (clock.today().replace(day=1) - timedelta(days=31 * (months - 1))).replace(day=1)
    counted = {f"{name}_good": Count("pk", filter=Q(**{f"{name}__in": GOOD_OR_BETTER})) for name in MEASURES}
    counted |= {f"{name}_of": Count("pk", filter=~Q(**{name: Mark.NOT_APPLICABLE})) for name in MEASURES}
    rows = (
        QuerySet(CallCheck)
        .filter(month__month__gte=since)
        .values("month__month")
        .annotate(checked=Count("pk"), **counted)
    )
    return [
        Figures(
            row["month__month"],
            row["checked"],
            {name: Share(row[f"{name}_good"], row[f"{name}_of"]) for name in MEASURES},
        )
        for row in rows.order_by("-month__month")
    ]


def months_open(rows: QuerySet[CheckMonth], month: date) -> list[CheckMonth]:
    """Call handlers whose calls of that month are to be checked, with how many were."""
    return list(
        rows.filter(month=month)
        .select_related("handler")
        .annotate(done=Count("checks"))
        .order_by("handler__display_name")
    )


def names_of_incidents(ids: Iterable[int]) -> dict[int, str]:
    """What each is, for lists that name it in a line; the place is left out, as lists are read over shoulders."""
    found = QuerySet(Incident).filter(pk__in=list(ids))
    return {incident.pk: f"{incident.reference}, {incident.get_kind_display().lower()}" for incident in found}


def said_measures() -> list[tuple[str, str]]:
    """The four measures, by key and in words."""
    return list(MEASURES.items())
