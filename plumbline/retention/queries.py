"""Questions of retention: when a person's review falls due and why, and what stands in the way of a disposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Max, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from plumbline.kernel import clock, yamlfiles
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.fields import MomentField
from plumbline.kernel.records import Record
from plumbline.kernel.relations import leading_to
from plumbline.kernel.workdays import midnight
from plumbline.people.models import Person, Relationship
from plumbline.people.queries import open_cases
from plumbline.retention.models import Decision, Group, Hold, PeriodConfirmation, RetentionReview
from plumbline.standards import policy

HERE = Path(__file__).parent / "standards"
POLICY = HERE / "policy.yaml"
LISTS = {"groups": HERE / "groups.yaml", "assessment_questions": HERE / "assessment.yaml"}
TEN = 10
AT_ONCE = 400  # people
# Of one statement. SQLite takes 500 tables put together, and 32,766 parameters; a table has a few besides those for people.
TABLES, PARAMETERS, TABLE_COLUMNS = 400, 30_000, 20

# Records about a person that are no events of their life: what is done about keeping and showing data does not make it needed.
NOT_EVENTS = {
    "retention.retentionreview": "a review would put off the next by having been held",
    "retention.hold": "a hold blocks disposal by itself",
    "retention.holdreview": "as the hold",
    "people.merge": "putting two records together tells nothing new of the person",
    "standards.waiver": "a duty of the force, not an event of the person's",
    "access.specialaccess": "who may look is no event of the person's",
    "access.restriction": "who may look is no event of the person's",
    "inspections.sampledcase": "that the force's work is audited is no event of the person's",
    "inspections.marking": "as the case drawn",
    "inspections.markinganswer": "as the case drawn",
    "briefing.agendaitem": "that colleagues talked of a case is no event of the person's; the case itself is",
    "briefing.meetingaction": "as the item on the agenda",
}
# Moments that lie ahead, or follow from something else.
NO_EVENT = frozenset(
    {
        "recorded_at",
        "turns_18_at",
        "stale_at",
        "refreshed_at",
        "followed_at",
        "disposed_at",
        "latest_end_at",
        "told_until",
    }
)
DAYS = frozenset({"started_on", "ended_on", "from_on", "to_on"})


# The numbers, and whether somebody has confirmed them


@dataclass(frozen=True)
class Period:
    """A number of the retention policy, or a list, as it stands now."""

    key: str
    says: str
    value: int
    words: str
    source: str
    confirmed: PeriodConfirmation | None

    @property
    def is_confirmed(self) -> bool:
        """A confirmation holds for the value that was confirmed; a number changed since is unconfirmed again."""
        return self.confirmed is not None and self.confirmed.value == self.value


def periods() -> list[Period]:
    """What must be confirmed before anything is disposed of: each period, the table of groups and the questions."""
    last: dict[str, PeriodConfirmation] = {}
    for each in PeriodConfirmation.objects.select_related("confirmed_by").order_by("pk"):
        last[each.number] = each
    numbers = [number for number in policy.load(POLICY).values() if number.unit == "years"]
    told = [Period(n.key, n.says, n.now.value, n.words(), n.now.source, last.get(n.key)) for n in numbers]
    for key in LISTS:
        held = told_in(key)
        told.append(Period(key, held["says"], held["version"], f"version {held['version']}", OURS, last.get(key)))
    return told


OURS = "our reading, made without the text of the guidance; see the list itself"


@cache
def told_in(key: str) -> dict[str, Any]:
    """A list of the retention policy: which records put a person into which group, or what a review asks."""
    return yamlfiles.read(LISTS[key])  # type: ignore[no-any-return]


def questions() -> list[dict[str, str]]:
    return list(told_in("assessment_questions")["questions"])


def number(key: str) -> int:
    return policy.value_now(POLICY, key)


NEEDED = {
    Group.PUBLIC_PROTECTION: ("group_1_review_every", "group_1_kept_until_age"),
    Group.SERIOUS: ("group_2_clear_period",),
    Group.OTHER: ("group_3_clear_period", "group_3_review_every"),
    Group.REST: ("group_4_clear_period",),
}


def unconfirmed(group: int) -> list[Period]:
    """What nobody has confirmed of all that a disposal of someone in this group rests on."""
    needed = {*NEEDED[Group(group)], "minimum_period", *LISTS}
    return [period for period in periods() if period.key in needed and not period.is_confirmed]


# The clock


@dataclass(frozen=True)
class Event:
    """The last thing that happened: when, in which record, by which of its columns."""

    at: datetime
    model: type[Model]
    column: str

    @property
    def day(self) -> date:
        return clock.local(self.at).date()

    @property
    def words(self) -> str:
        """`Episode: closed`, `Marker: set`."""
        what = self.column.removesuffix("_at").removesuffix("_on").replace("_", " ")
        return f"{str(self.model._meta.verbose_name).capitalize()}: {what}"


@dataclass(frozen=True)
class Clock:
    """When a person's review falls due, and why then."""

    person_id: int
    last: Event
    group: Group
    why: str
    clear_until: date
    due_on: date
    kept_until: date | None
    is_under_ten: bool
    last_review: RetentionReview | None = None

    @property
    def due_at(self) -> datetime:
        return end_of(self.due_on)

    @property
    def is_due(self) -> bool:
        return self.due_on <= clock.today()


def end_of(day: date) -> datetime:
    """The last second of a local day."""
    return midnight(day + timedelta(days=1)) - timedelta(seconds=1)


def clock_of(person_ids: Iterable[int]) -> dict[int, Clock]:
    """The clock of each of these people, over all that any room holds of them and of records combined into theirs.

    Disposed and combined records have none.
    """
    found: dict[int, Clock] = {}
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), AT_ONCE):
        found |= _clocks(wanted[start : start + AT_ONCE])
    return found


def _clocks(numbers: list[int]) -> dict[int, Clock]:
    people = {p.pk: p for p in Person.objects.filter(pk__in=numbers, disposed_at=None, merged_into=None)}
    whose = _whose(people)
    events, groups, reviews = _last_events(whose), _groups(whose), _last_reviews(people)
    return {pk: _clock(person, events, groups, reviews.get(pk)) for pk, person in people.items()}


def _whose(people: Iterable[int]) -> dict[int, int]:
    """Number of each record → the person's, records combined into theirs included."""
    whose = {pk: pk for pk in people}
    new = list(whose)
    while new:
        stubs = Person.objects.filter(merged_into__in=new).values_list("pk", "merged_into_id")
        joined = {pk: whose[into] for pk, into in stubs if pk not in whose}
        whose |= joined
        new = list(joined)
    return whose


def _clock(
    person: Person, events: dict[int, Event], groups: dict[int, tuple[Group, str]], held: RetentionReview | None
) -> Clock:
    last = events.get(person.pk) or Event(person.recorded_at, Person, "recorded_at")
    group, why = groups.get(person.pk, (Group.REST, "nothing of a higher group is recorded"))
    clear = max(_years_after(last.day, _period(group)), _years_after(last.day, number("minimum_period")))
    due = max(clear, held.next_review_on) if held and held.next_review_on else clear
    ages = [age for age in (person.age_on(last.day), person.age) if age is not None]
    under_ten = person.is_unborn or (bool(ages) and min(ages) < TEN)
    return Clock(person.pk, last, group, why, clear, due, _kept_until(person, group), under_ten, held)


def _period(group: Group) -> int:
    return number(NEEDED[group][0])


def _kept_until(person: Person, group: Group) -> date | None:
    """The day until which group 1 is kept, where the birth is known; the end of the year where only that is."""
    born = person.date_of_birth or (person.estimated_birth_year and date(person.estimated_birth_year, 12, 31))
    if group != Group.PUBLIC_PROTECTION or not born:
        return None
    return _years_after(born, number("group_1_kept_until_age"))


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March where there is no 29 February."""
    if (day.month, day.day) == (2, 29) and not _is_leap(day.year + years):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _last_events(whose: dict[int, int]) -> dict[int, Event]:
    """Of two at the same second, the one of the table that comes first by name."""
    found: dict[int, Event] = {}
    for pk, event in _events_of(list(whose)):
        held = found.get(whose[pk])
        if held is None or (event.at, _table_of(held)) > (held.at, _table_of(event)):
            found[whose[pk]] = event
    return found


def _table_of(event: Event) -> str:
    return event.model._meta.label_lower


def _events_of(numbers: list[int]) -> Iterator[tuple[int, Event]]:
    """(person's number, the latest event by one column of one table), of every table that leads to people.

    Tables are asked together, as many in a statement as the engine takes: for one person that is all of them.
    """
    ways = [(model, lookup) for model, lookups in sources().items() for lookup in lookups]
    # The widest first: PostgreSQL takes a column's type from the first that has it.
    ways.sort(key=lambda way: -len(event_columns(way[0])))
    at_once = min(TABLES, PARAMETERS // (len(numbers) + TABLE_COLUMNS)) or 1
    for start in range(0, len(ways), at_once):
        some = ways[start : start + at_once]
        width = len(event_columns(some[0][0]))
        first, *rest = (_latest(*way, numbers, place, width) for place, way in enumerate(some))
        for pk, place, *latest in first.union(*rest, all=True):
            model = some[place][0]
            for name, at in zip(event_columns(model), latest, strict=False):
                if at is not None:
                    yield pk, Event(midnight(at.date()) if name in DAYS else at, model, name)


def _latest(model: type[Record], lookup: str, numbers: list[int], place: int, width: int) -> QuerySet[Any]:
    """Of one table: a person's number, the table's place among those asked, and the latest by each of its columns, what lies
    ahead left out; empty ones up to the width of all."""
    columns = event_columns(model)
    latest = {f"last_{name}": _last_by(name) for name in columns}
    empty = {f"none_{number}": Value(None, output_field=MomentField()) for number in range(width - len(columns))}
    rows: QuerySet[Any] = QuerySet(model).filter(**{f"{lookup}__in": numbers}).order_by()
    return rows.annotate(at_place=Value(place)).values_list(lookup, "at_place").annotate(**latest, **empty)


def _last_by(name: str) -> Any:
    """A day as its first moment in UTC, to stand in one column with the moments of other tables."""
    if name in DAYS:
        return Cast(Max(name, filter=Q(**{f"{name}__lte": clock.today()})), MomentField())
    return Max(name, filter=Q(**{f"{name}__lte": clock.now()}))


@cache
def sources() -> dict[type[Record], tuple[str, ...]]:
    """Each table whose rows are events of a person, with the lookups that lead to them."""
    leading = leading_to(Person)
    return {model: lookups for model, lookups in leading.items() if model._meta.label_lower not in NOT_EVENTS}


@cache
def event_columns(model: type[Record]) -> tuple[str, ...]:
    """The columns that say when something happened; when it was typed in, where none does."""
    moments = [
        f.name
        for f in model._meta.concrete_fields
        if (
            isinstance(f, MomentField)
            and f.name not in NO_EVENT
            and not f.name.endswith("due_at")
            and "next_" not in f.name
        )
        or f.name in DAYS
    ]
    return tuple(moments) or ("recorded_at",)


def _groups(whose: dict[int, int]) -> dict[int, tuple[Group, str]]:
    """The highest group that any record puts the person into, with the reason."""
    rules = sorted(told_in("groups")["rules"], key=lambda rule: -int(rule["group"]))
    first, *rest = (
        _put_by(rule, place, lookup, list(whose))
        for place, rule in enumerate(rules)
        for lookup in leading_to(Person)[apps.get_model(rule["record"])]
    )
    rows = sorted(first.union(*rest), key=lambda row: row[1])
    return {whose[pk]: (Group(rules[place]["group"]), rules[place]["why"]) for pk, place in rows}


def _put_by(rule: dict[str, Any], place: int, lookup: str, numbers: list[int]) -> QuerySet[Any]:
    """Whom one rule of the table of groups puts there, with its place in the table."""
    where = {f"{lookup}__in": numbers, f"{rule['field']}__in": rule["values"]}
    rows: QuerySet[Any] = QuerySet(apps.get_model(rule["record"])).filter(**where).order_by()
    return rows.annotate(at_place=Value(place)).values_list(lookup, "at_place")


def _last_reviews(people: Iterable[int]) -> dict[int, RetentionReview]:
    kept = RetentionReview.objects.filter(person__in=list(people), decision=Decision.RETAIN).order_by(
        "reviewed_at", "pk"
    )
    return {review.person_id: review for review in kept}


def record_counted(told: Clock, numbers: Sequence[int]) -> CaseRef | None:
    """The record whose event counts, so that a page can lead there. `numbers` are all under which the person is known."""
    rows: QuerySet[Any] = QuerySet(told.last.model)
    at: Any = told.last.at if told.last.column.endswith("_at") else told.last.day
    for lookup in sources().get(told.last.model, ()):  # type: ignore[call-overload]
        row = rows.filter(**{f"{lookup}__in": numbers, told.last.column: at}).first()
        if row is not None:
            return row.case().ref()  # type: ignore[no-any-return]
    return None


# What falls due


def falling_due(person_ids: Sequence[int] | None = None) -> Iterator[Clock]:
    """People, or those of these, whose review is to be opened: due within the time by which reviews are opened ahead, none
    waiting yet."""
    until = clock.today() + timedelta(days=number("opened_ahead"))
    waiting = RetentionReview.objects.filter(Q(reviewed_at=None) | PENDING).values("person_id")
    standing = Person.objects.filter(disposed_at=None, merged_into=None).exclude(pk__in=waiting)
    standing = standing if person_ids is None else standing.filter(pk__in=person_ids)
    numbers = list(standing.order_by("pk").values_list("pk", flat=True))
    for start in _parts(quiet(numbers, until) if len(numbers) > AT_ONCE else numbers):  # of fewer all are asked at once
        yield from (told for told in clock_of(start).values() if told.due_on <= until)


def quiet(numbers: Sequence[int], until: date) -> Sequence[int]:
    """Of these people, those to whom nothing happened within the minimum period that ends then. Nobody else can fall due,
    and they are few: of a force's people most had something recorded since. The tables of most rows are asked first."""
    # Three days later than need be, for 29 February and for the hours between a day here and in UTC.
    since = midnight(_years_after(until, -number("minimum_period")) + timedelta(days=3))
    for model, lookups in sorted(sources().items(), key=lambda source: -QuerySet(source[0]).count()):
        for lookup in lookups:
            busy = {pk for part in _parts(numbers) for pk in _busy(model, lookup, part, since)}
            numbers = [pk for pk in numbers if pk not in busy]
    return numbers


def _busy(model: type[Record], lookup: str, numbers: Sequence[int], since: datetime) -> QuerySet[Any]:
    """Those to whom something of this table happened after that moment, what lies ahead left out."""
    lately = Q()
    for name in event_columns(model):
        first, last = (since.date(), clock.today()) if name in DAYS else (since, clock.now())
        lately |= Q(**{f"{name}__gt": first, f"{name}__lte": last})
    return QuerySet(model).filter(lately, **{f"{lookup}__in": numbers}).order_by().values_list(lookup, flat=True)


PENDING = Q(decision=Decision.DISPOSE, disposed_at=None, stopped_at=None)


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


# What stands in the way


def hindrances(review: RetentionReview, told: Clock | None, numbers: Sequence[int], holds: Sequence[Hold]) -> list[str]:
    """Everything that stands in the way of disposing of this person's record, in words: by their clock as it stands, all the
    numbers under which they are known, and the holds on these."""
    if told is None:
        return ["The record was disposed of, or combined with another."]
    found = [
        f"Not confirmed by a records manager: {period.says} ({period.words})." for period in unconfirmed(told.group)
    ]
    found += [f"A hold stands: {hold.get_kind_display().lower()}." for hold in holds]
    found += [f"Still going on: {case}." for case in open_cases(numbers)]
    others = RetentionReview.objects.filter(Q(reviewed_at=None) | PENDING, person__in=numbers).exclude(pk=review.pk)
    found += [f"The person is under review elsewhere: {other}." for other in others.select_related("person")]
    if told.clear_until > clock.today():
        found.append(
            f"Something happened since: {told.last.words.lower()}. The clear period runs until {told.clear_until:%d %b %Y}."
        )
    if told.kept_until and told.kept_until > clock.today():
        found.append(f"Group 1 is kept until {told.kept_until:%d %b %Y}.")
    return found


def holds_on(numbers: Sequence[int]) -> list[Hold]:
    return list(Hold.objects.filter(person__in=numbers, lifted_at=None).order_by("pk"))


def people_of_rows(model: type[Record], lookups: Iterable[str], numbers: Sequence[int]) -> Iterator[Any]:
    """Each row of a table that leads to one of these people, once."""
    reach = Q()
    for lookup in lookups:
        reach |= Q(**{f"{lookup}__in": list(numbers)})
    yield from QuerySet(model).filter(reach).distinct().order_by("pk")


def circle_of(numbers: Sequence[int]) -> set[int]:
    """People who are family or otherwise related on record: where the person is named in their records, it is this person."""
    near = {pk for pair in _family(numbers) for pk in pair if pk is not None}
    return near - set(numbers)


def _family(numbers: Sequence[int]) -> Iterator[tuple[int, int | None]]:
    yield from Person.objects.filter(Q(pk__in=numbers) | Q(mother__in=numbers)).values_list("pk", "mother_id")
    either = Q(person__in=numbers) | Q(other__in=numbers)
    yield from Relationship.objects.filter(either).values_list("person_id", "other_id")


def waiting_for(person_id: int) -> RetentionReview | None:
    """The review to be held, or the disposal to be carried out."""
    return RetentionReview.objects.filter(Q(reviewed_at=None) | PENDING, person=person_id).order_by("pk").first()
