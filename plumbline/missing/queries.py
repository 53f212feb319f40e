"""Questions about missing episodes: how often, how many, what waits, and what the live board shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.functional import cached_property

from plumbline.access.access import may_do
from plumbline.access.models import User
from plumbline.incidents.models import Incident
from plumbline.kernel import clock
from plumbline.kernel.references import number_in
from plumbline.kernel.workdays import midnight
from plumbline.ledger.queries import acted_since, newest
from plumbline.missing.models import (
    CORE_QUESTIONS,
    Category,
    Enquiry,
    Episode,
    Review,
    Risk,
    RiskAssessment,
    Stage,
    State,
    TriggerPlan,
)
from plumbline.people.models import CareStatus
from plumbline.people.queries import find_people
from plumbline.referrals.queries import Notable
from plumbline.standards.models import Duty
from plumbline.standards.queries import Next, open_at, open_duties_about
from plumbline.web.tables import Column
from plumbline.workforce.models import TeamKind
from plumbline.workforce.queries import officer_of

# One whose risk nobody has graded yet stands next to the high ones, not at the end.
URGENCY = {Risk.HIGH: 0, "": 1, Risk.MEDIUM: 2, Risk.LOW: 3, Risk.NONE: 4}
URGENT_FIRST = Case(*(When(risk=risk, then=Value(rank)) for risk, rank in URGENCY.items()), default=Value(5))


# A child, and one episode


@dataclass(frozen=True)
class Counted:
    """How often a child has been missing, in the units that are counted nationally and never confused (M32)."""

    incidents: int
    away: int
    calls: int


def counted(episodes: Iterable[Episode]) -> Counted:
    """Incidents are episodes as missing; calls are those that came with a number of command and control."""
    known = list(episodes)
    missing = sum(episode.category == Category.MISSING for episode in known)
    calls = len({episode.incident_reference for episode in known if episode.incident_reference})
    return Counted(missing, len(known) - missing, calls)


def times_missing(episode: Episode) -> dict[int, int]:
    """How often the child was reported missing in the 30 and the 90 days up to this report, it included."""
    own = QuerySet(Episode).filter(
        person_id=episode.person_id, category=Category.MISSING, reported_at__lte=episode.reported_at
    )
    return {days: own.filter(reported_at__gt=episode.reported_at - timedelta(days=days)).count() for days in (30, 90)}


def open_episodes_of(person_id: int) -> list[Episode]:
    """Episodes of the child in which they still count as missing."""
    return list(QuerySet(Episode).filter(person_id=person_id, state__in=[State.MISSING, State.LOCATED]).order_by("-pk"))


def episodes_from(incident: Incident) -> list[Episode]:
    """Episodes that came of this incident."""
    came = QuerySet(Episode).filter(origin_room="incidents", origin_kind="incident", origin_id=incident.pk)
    return list(came.select_related("person__mother").order_by("pk"))


def told_by(incident: Incident) -> dict[str, Any]:
    """What the incident tells already of a report that a child is missing, as its form asks for it."""
    return {
        "reported_at": incident.reported_at,
        "circumstances": incident.said,
        "informant_name": incident.caller_name,
        "informant_relationship": incident.caller_relationship,
        "informant_contact": incident.caller_contact,
        "incident_reference": incident.command_reference or incident.reference,
        "team": incident.team_id,
    }


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Episodes that nobody has closed, in words: nothing of these people may be erased while there is one."""
    going_on = QuerySet(Episode).filter(person_id__in=person_ids).exclude(state=State.CLOSED).order_by("pk")
    return [f"missing episode {episode.reference} is not closed" for episode in going_on]


def care_of(episode: Episode) -> CareStatus | None:
    """The child's care now, with the social worker's name."""
    return QuerySet(CareStatus).filter(person_id=episode.person_id, ended_on=None).first()


def next_duty(episode: Episode) -> Next | None:
    return open_duties_about([episode.person_id], room="missing").get(episode.person_id)


def stage_of(user: Any, episode: Episode) -> Stage:
    """Whose assessment this person's is: it follows from what they may do here."""
    if may_do(user, "missing.endorse", episode):
        return Stage.REVIEWING
    if may_do(user, "missing.supervise", episode):
        return Stage.SUPERVISOR
    return Stage.OFFICER if may_do(user, "missing.work", episode) else Stage.CALL_TAKER


def usual_team(user: Any) -> int | None:
    """The team to propose for a report: one's own, unless that only takes calls."""
    officer = officer_of(user)
    return officer.team_id if officer and officer.team.kind != TeamKind.CONTROL_ROOM else None


@dataclass(frozen=True)
class Seen:
    """An episode, read with its parts, as the page asks about it to say what comes next."""

    episode: Episode
    interview: Any

    @property
    def is_missing(self) -> bool:
        return self.episode.state == State.MISSING

    @property
    def is_located(self) -> bool:
        return self.episode.state == State.LOCATED

    @property
    def is_safe(self) -> bool:
        return self.episode.state == State.SAFE

    @property
    def is_open(self) -> bool:
        return self.episode.is_open

    @property
    def searching(self) -> bool:
        return self.is_missing or self.is_located

    @property
    def assessment(self) -> Any:
        return next(iter(self.episode.assessments.all()), None)

    @property
    def unanswered(self) -> int:
        """Core questions without an answer."""
        return len(CORE_QUESTIONS) - sum(answer.is_core for answer in self.episode.answers.all())

    @property
    def plan(self) -> Any:
        return getattr(self.episode, "current_plan", None)

    @property
    def plan_waits(self) -> bool:
        """There is a plan, and this version of it has not been opened here."""
        return self.plan is not None and all(each.plan_id != self.plan.pk for each in self.episode.openings.all())

    @property
    def to_check(self) -> int:
        return sum(e.resulted_at is not None and e.checked_at is None for e in self.episode.enquiries.all())


# Enquiries


@dataclass(frozen=True)
class Work:
    """The work list in numbers."""

    set: int
    open: int
    past: int
    unchecked: int
    done: int


def sum_of_enquiries(enquiries: Iterable[Enquiry]) -> Work:
    now, standing = clock.now(), [e for e in enquiries if e.dropped_at is None]
    waiting = [e for e in standing if e.resulted_at is None]
    unchecked = sum(e.resulted_at is not None and e.checked_at is None for e in standing)
    return Work(
        len(standing), len(waiting), sum(e.due_at < now for e in waiting), unchecked, len(standing) - len(waiting)
    )


def grouped(enquiries: Iterable[Enquiry]) -> list[tuple[str, str, list[Enquiry]]]:
    """The work list as a supervisor reads it: what waits, what waits to be checked, what is settled."""
    found = list(enquiries)
    done = [e for e in found if e.resulted_at is not None and e.dropped_at is None]
    return [
        ("open", "To do", [e for e in found if e.is_open]),
        ("check", "Done, to be checked", [e for e in done if e.checked_at is None]),
        ("done", "Done and checked", [e for e in done if e.checked_at is not None]),
        ("dropped", "Dropped", [e for e in found if e.dropped_at is not None]),
    ]


# The list


COLUMNS = [
    Column("child", "Child", "person.name", order=("person__surname", "person__given_name")),
    Column("age", "Age", "age", order="age", numeric=True),
    Column("reference", "Reference", "reference", sortable=False),
    Column("risk", "Risk", lambda episode: risk_words(episode.risk), order="urgency"),
    Column("state", "State", "get_state_display", order="state"),
    Column("reported", "Reported", "reported_at", order="reported_at"),
    Column("last_seen", "Last seen", "last_seen_at", order="last_seen_at"),
    Column("district", "District", "district.name", order="district__name"),
    Column("team", "Team", "team.name", sortable=False),
    Column("looked_after", "Looked after", "is_looked_after", sortable=False),
    Column("category", "Category", "get_category_display", sortable=False),
]


LISTED = [
    column for column in COLUMNS if column.key in ("child", "age", "reference", "risk", "state", "reported", "district")
]


def whole(rows: QuerySet[Any], wanted: slice) -> list[Any]:
    """These rows with all that goes with them. Found first without their joins: joined, SQLite would read every person."""
    ids = list(rows.values_list("pk", flat=True)[wanted])
    found = {row.pk: row for row in rows.order_by().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


class Capped:
    """Rows of which no more than so many are counted or shown: to count a hundred thousand costs more than to show 25."""

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


def filtered(episodes: QuerySet[Episode], said: dict[str, Any]) -> QuerySet[Episode]:
    """The list as the filter asks, with `urgency` to sort by."""
    wanted = Q()
    for name, column in (
        ("state", "state__in"),
        ("district", "district_id"),
        ("team", "team_id"),
        ("category", "category"),
    ):
        wanted &= Q(**{column: said[name]}) if name in said else Q()
    if "risk" in said:
        wanted &= Q(risk__in=["" if risk == "ungraded" else risk for risk in said["risk"]])
    if "looked_after" in said:
        wanted &= Q(is_looked_after=said["looked_after"] == "yes")
    if "since" in said:
        wanted &= Q(reported_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(reported_at__lt=midnight(said["until"] + timedelta(days=1)))
    return episodes.filter(wanted & _called(said.get("q", ""))).annotate(urgency=URGENT_FIRST)


def _called(text: str) -> Q:
    """Episodes of that reference, or of children with a name like this."""
    if not text:
        return Q()
    number = number_in("MP", text)
    return (
        Q(pk=number)
        if number is not None
        else Q(person_id__in=[found.person.pk for found in find_people(text, limit=100)])
    )


def names_of_enquiries(ids: Iterable[int]) -> dict[int, str]:
    """What each is to do, for lists that name it in a line."""
    found = Enquiry.objects.filter(pk__in=list(ids)).values_list("pk", "what")
    return {pk: what if len(what) <= 90 else f"{what[:87].rstrip()}…" for pk, what in found}


def risk_words(risk: str) -> str:
    """The grade in words: High; Not graded."""
    return dict(Risk.choices).get(risk, "Not graded")


# The live board


@dataclass(frozen=True)
class Veiled:
    """What the board tells of a restricted child: that a child is missing, for how long and at what risk, and whose district
    it is. It holds nothing else, so that nothing else can be shown by mistake."""

    pk: int
    person_id: int  # for the ledger and for the duties; never drawn
    risk: str
    state: str
    category: str
    get_state_display: str
    reported_at: datetime
    district: Any
    is_veiled: bool = True

    @classmethod
    def of(cls, episode: Episode) -> Veiled:
        words = episode.get_state_display()
        return cls(
            episode.pk,
            episode.person_id,
            episode.risk,
            episode.state,
            episode.category,
            words,
            episode.reported_at,
            episode.district,
        )


@dataclass(frozen=True)
class Row:
    """One child on the board."""

    episode: Episode | Veiled
    duty: Next


MOST_ON_BOARD = 200
NOTHING_DUE = Next(None, "", 0)


def board_of(
    episodes: QuerySet[Episode], district_id: int | None = None, *, veiled: Callable[[Episode], bool]
) -> list[Row]:
    """By risk, then those whom nobody has located, then by how long ago they were reported; `veiled` ones without a name."""
    here = episodes.filter(district_id=district_id) if district_id else episodes
    found = whole(here.order_by(URGENT_FIRST, "-state", "reported_at", "pk"), slice(MOST_ON_BOARD))
    duties = open_duties_about([episode.person_id for episode in found], room="missing")
    told: list[Episode | Veiled] = [Veiled.of(episode) if veiled(episode) else episode for episode in found]
    return [Row(episode, duties.get(episode.person_id, NOTHING_DUE)) for episode in told]


@dataclass(frozen=True)
class Sign:
    """What a screen rests on, short enough for an address: the last ledger entry, the last deadline that had passed, the
    moment, and the children shown. Two indexed look-ups tell whether it still shows what is so."""

    entry: int
    due: int
    at: int
    ids: frozenset[int] = frozenset()

    FRESH = 60  # seconds; elapsed times are shown to the minute, and an act that committed out of turn is seen by then
    ROOMS = ("missing",)  # an act in one of these may change what the screen shows

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
        return _last_passed() == self.due and not any(acted_since(room, self.entry) for room in self.ROOMS)


def _last_passed() -> int:
    now = clock.now()
    passed = Duty.objects.filter(open_at(now), due_at__lt=now).order_by("-due_at")
    return _seconds(passed.values_list("due_at", flat=True).first())


def _seconds(moment: datetime | None) -> int:
    return int(moment.astimezone(UTC).timestamp()) if moment else 0


# For the daily meeting


def missing_since(since: datetime, district_id: int | None = None) -> list[Episode]:
    """Children missing or away now, and those seen to be well after that moment; by risk, then by how long. Without restrictions:
    whoever shows them asks who may see them.

    Each half has an index of its own. Asked in one condition, or joined at once, SQLite would read every episode or person.
    """
    children = QuerySet(Episode).filter(is_child=True)
    here = children.filter(district_id=district_id) if district_id else children
    still = Q(wellbeing_confirmed_at=None, state__in=[State.MISSING, State.LOCATED])
    halves = (still, Q(wellbeing_confirmed_at__gt=since))
    ids = {pk for half in halves for pk in here.filter(half).values_list("pk", flat=True)}
    found = QuerySet(Episode).filter(pk__in=ids).select_related("person__mother", "district")
    return list(found.order_by(URGENT_FIRST, "-state", "reported_at", "pk"))


# For the referral unit


def reported_between(since: datetime, until: datetime) -> list[Notable]:
    """Children reported missing or away in that time, for the page of children to notice."""
    found = QuerySet(Episode).filter(is_child=True, source="", reported_at__gte=since, reported_at__lt=until)
    return [
        Notable(
            episode.ref(),
            episode.person_id,
            episode.reported_at,
            f"{episode.get_category_display()}, {episode.reference}",
            *episode.place(),
        )
        for episode in found.order_by("pk")
    ]


# For those who audit cases


def closed_reports(since: datetime, until: datetime, district_id: int | None = None) -> QuerySet[Episode]:
    """Children reported missing in that time whose episode is closed and was worked here: one that a feed brought in shows no
    work that could be judged."""
    found = QuerySet(Episode).filter(category=Category.MISSING, is_child=True, state=State.CLOSED, source="")
    here = found.filter(district_id=district_id) if district_id else found
    return here.filter(reported_at__gte=since, reported_at__lt=until)


def reported_before(people: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
    """When each of these children was reported missing, from that moment on, oldest first."""
    told: dict[int, list[datetime]] = {}
    rows = QuerySet(Episode).filter(category=Category.MISSING, person_id__in=list(people), reported_at__gte=since)
    for person_id, at in rows.order_by("reported_at").values_list("person_id", "reported_at"):
        told.setdefault(person_id, []).append(at)
    return told


def everyone_on(episode_id: int) -> dict[int, str]:
    """Accounts that are named anywhere on an episode, each with where: whoever had a part in the case."""
    found: dict[int, str] = {}
    for model, path in _models_of_an_episode():
        named = [field for field in model._meta.fields if field.related_model is User]
        rows = QuerySet(model).filter(**{path: episode_id}).values_list(*(field.attname for field in named))
        for row in rows if named else ():
            for field, user_id in zip(named, row, strict=True):
                if user_id is not None:
                    found.setdefault(user_id, f"{model._meta.verbose_name}: {field.verbose_name}")
    return found


def _models_of_an_episode() -> Iterator[tuple[Any, str]]:
    """Every model of the room that leads to an episode, a trigger plan by its opening included."""
    yield Episode, "pk"
    yield TriggerPlan, "openings__episode_id"
    for model in apps.get_app_config("missing").get_models():
        if any(field.name == "episode" for field in model._meta.fields):
            yield model, "episode_id"


def subjects_of(episodes: Iterable[int]) -> dict[tuple[str, int], int]:
    """The subjects whose duties belong to these episodes, each with its episode; a trigger plan is the child's and not among
    them."""
    ids = list(episodes)
    found = {("missing.episode", pk): pk for pk in ids}
    for model in (Enquiry, Review, RiskAssessment):
        rows = QuerySet(model).filter(episode_id__in=ids).values_list("pk", "episode_id")
        found |= {(str(model._meta.label_lower), pk): episode_id for pk, episode_id in rows}
    return found
