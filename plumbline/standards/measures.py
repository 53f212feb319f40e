"""Measures: duties counted as they stand now, so that a page over a million of them answers at once.

Every count here is `queries.state_at` for one moment, the present. What its own dates have settled (`Duty.settled`, worked out
by the database) is counted from an index; the few duties not due yet are asked one by one. For another moment: `queries`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Min, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from plumbline.kernel import clock
from plumbline.standards import limits
from plumbline.standards.models import Baseline, Duty
from plumbline.standards.queries import Counts, Standing, started_by, state_at
from plumbline.standards.standard import Standard

LATELY = (
    12  # full months that places, times and the force's rates are about; the present month is added where it is shown
)
FEW = 10  # judged duties below which a month's or a place's share is said to rest on few
OPEN_SHARE = (
    0.1  # of a month's duties not due yet, above which its share would flatter: what is done early counts at once
)
WINDOW = timedelta(days=28)  # four whole weeks, so that each weekday is in it equally often
DAY = timedelta(days=1)
DONE = ("met", "late")


def of_all(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """The same duties, the standards named: an index that begins with the standard then serves for all of them."""
    return duties.filter(standard__in=list(Standard.register))


def counted(duties: QuerySet[Duty], as_of: datetime, *columns: str) -> dict[tuple[Any, ...], Counts]:
    """Counts by state for each combination of these columns. `as_of` is the present: what was done lies before it."""
    found: dict[tuple[Any, ...], Counts] = {}
    for *key, settled, number in _as_held(duties.order_by(), columns, "settled").annotate(number=Count("*")):
        found.setdefault(_key(key), Counts()).add(settled or "overdue", number)
    started = ExpressionWrapper(started_by(as_of), output_field=BooleanField())
    asked = of_all(duties) if "standard" in columns else duties
    ahead = asked.filter(due_at__gte=as_of).order_by().annotate(state=state_at(as_of), has_started=started)
    for *key, settled, state, has_started in _as_held(ahead, columns, "settled", "state", "has_started"):
        counts = found.setdefault(_key(key), Counts())
        counts.add(settled or "overdue", -1)
        counts.add(state, int(has_started))
    return {key: counts for key, counts in found.items() if counts.applies}


def _as_held(duties: QuerySet[Duty], columns: Sequence[str], *more: str) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of these columns and then of more. The month comes as the driver has it: SQLite's is text, and making a date of
    each of ten thousand costs more than to count them."""
    held = duties.annotate(own_month=ExpressionWrapper(F("month"), output_field=CharField()))
    return held.values_list(*("own_month" if name == "month" else name for name in columns), *more)


def _key(values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_day(value) if isinstance(value, str) and value[:1].isdigit() else value for value in values)


@lru_cache(maxsize=1024)
def _day(month: Any) -> date:
    return date.fromisoformat(month) if isinstance(month, str) else month


def summed(counts: Mapping[tuple[Any, ...], Counts], *columns: int) -> dict[tuple[Any, ...], Counts]:
    """Counts of several columns, added up by some of them."""
    found: dict[tuple[Any, ...], Counts] = {}
    for key, each in counts.items():
        chosen = tuple(key[column] for column in columns)
        found[chosen] = found.get(chosen, Counts()) + each
    return found


def standings(duties: QuerySet[Duty], as_of: datetime) -> list[Standing]:
    """Every standard with its counts by state, those without a duty included."""
    months = counted(
        of_all(duties), as_of, "standard", "month"
    )  # in the order of the index, which is read once, sorted
    counts = summed(months, 0)
    return [Standing(standard, counts.get((key,), Counts())) for key, standard in Standard.register.items()]


# -- months ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One month of a standard as the page tells it. An open month is drawn apart and takes no part in limits."""

    month: date
    counts: Counts
    is_open: bool
    phase: int = 0
    signals: tuple[limits.Signal, ...] = ()

    @property
    def is_few(self) -> bool:
        return 0 < self.counts.judged < FEW

    @property
    def share(self) -> float | None:
        return None if self.counts.rate is None else self.counts.rate * 100


@dataclass(frozen=True)
class Series:
    """A standard by month, oldest first, cut into phases by the decisions on its limits."""

    months: list[Told]
    phases: list[limits.Phase]
    decisions: list[Baseline] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    @property
    def latest(self) -> Told | None:
        """The last month that is settled and has something to judge."""
        return next((each for each in reversed(self.months) if not each.is_open and each.counts.judged), None)

    @property
    def signals(self) -> tuple[limits.Signal, ...]:
        return self.latest.signals if self.latest else ()

    @property
    def limits(self) -> limits.Limits:
        return self.phases[-1].limits if self.phases else limits.Limits()

    @property
    def reckoned_from(self) -> tuple[date, date] | None:
        """The first and the last month from which the limits in force come."""
        return self.phases[-1].reckoned_from if self.phases else None

    @property
    def lacking(self) -> int:
        """How many more settled months the limits in force need; none where they are drawn."""
        return max(0, limits.ENOUGH - self.limits.months) if self.limits.mean is None else 0


def series(months: Mapping[date, Counts], as_of: datetime, decisions: Sequence[Baseline] = ()) -> Series:
    """Months without a duty between the first and the present one are there too, as gaps."""
    present = clock.local_month(as_of)
    if not months:
        return Series([], [], list(decisions))
    every = [(m, months.get(m, Counts())) for m in months_between(min(months), max(present, *months))]
    told = [Told(month, counts, _is_open(counts, month, present)) for month, counts in every]
    settled = [limits.Month(t.month, None if t.is_open else t.share, t.counts.judged) for t in told]
    found = limits.phases(settled, [decision.from_month for decision in decisions])
    marked = {month.month: month for phase in found for month in phase.months}
    seen = [Told(t.month, t.counts, t.is_open, marked[t.month].phase, marked[t.month].signals) for t in told]
    return Series(seen, found, list(decisions), sum(months.values(), Counts()))


def _is_open(counts: Counts, month: date, present: date) -> bool:
    return month >= present or counts.pending > OPEN_SHARE * (counts.pending + counts.judged)


def months_between(first: date, last: date) -> list[date]:
    return [months_before(last, number) for number in range(_ordinal(last) - _ordinal(first), -1, -1)]


def months_before(month: date, number: int) -> date:
    whole = _ordinal(month) - number
    return date(whole // 12, whole % 12 + 1, 1)


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month - 1


def decisions(standards: Iterable[str]) -> dict[str, list[Baseline]]:
    """For each standard the decisions on its limits that stand, oldest month first."""
    found: dict[str, list[Baseline]] = {}
    held = Baseline.objects.filter(standard__in=list(standards), withdrawn_at=None).select_related("decided_by")
    for decision in held.order_by("from_month"):
        found.setdefault(decision.standard, []).append(decision)
    return found


# -- places ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A district, or a team in one, and how it stands in the funnel of the whole's share. None: the duties name none."""

    kind: str
    key: tuple[int | None, ...]
    counts: Counts
    placed: limits.Placed | None

    @property
    def district(self) -> int | None:
        return self.key[0]

    @property
    def team(self) -> int | None:
        return self.key[-1] if self.kind == "team" else None

    @property
    def query(self) -> str:
        """As an address names it."""
        return "&".join(f"{name}={pk or 0}" for name, pk in zip(("district", "team"), self.key, strict=False))

    @property
    def is_few(self) -> bool:
        return 0 < self.counts.judged < FEW


def places(kind: str, counts: Mapping[tuple[int | None, ...], Counts]) -> list[Place]:
    """Largest first. The whole's share is of all these together, those that name no place among them."""
    whole = sum(counts.values(), Counts())
    found = [Place(kind, key, each, _placed(each, whole)) for key, each in counts.items()]
    return sorted(found, key=lambda place: (-place.counts.judged, place.query))


def _placed(counts: Counts, whole: Counts) -> limits.Placed | None:
    if counts.rate is None or whole.rate is None:
        return None
    return limits.placed(counts.met, counts.judged, whole.rate)


# -- age and time ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Age:
    """A class of how long something has been overdue: above one length, up to another (None: without end)."""

    key: str
    label: str
    above: timedelta
    upto: timedelta | None

    def condition(self, as_of: datetime) -> Q:
        within = Q(due_at__lt=as_of - self.above)
        return within if self.upto is None else within & Q(due_at__gte=as_of - self.upto)


AGES = (
    Age("day", "up to a day", timedelta(), DAY),
    Age("week", "up to a week", DAY, 7 * DAY),
    Age("month", "up to a month", 7 * DAY, 30 * DAY),
    Age("quarter", "up to three months", 30 * DAY, 91 * DAY),
    Age("longer", "longer than three months", 91 * DAY, None),
)


@dataclass(frozen=True)
class Aged:
    """So many duties of one age class, and since when the oldest of them has been due."""

    age: Age
    number: int = 0
    oldest: datetime | None = None


ENDED = "ended"  # beside the classes of age: what it was about ended before it was done


def still_to_do(as_of: datetime) -> Q:
    """Overdue and not too late to be done. Whatever ended undone stays in the rate and no longer grows old."""
    return _undone(as_of) & (Q(ended_at=None) | Q(ended_at__gt=as_of))


def _undone(as_of: datetime) -> Q:
    return Q(settled="", due_at__lt=as_of) & started_by(as_of)


def of_age(key: str, as_of: datetime) -> Q:
    """What is overdue by so much and can still be done; or, under `ENDED`, what can no longer be done."""
    if key == ENDED:
        return _undone(as_of) & Q(ended_at__lte=as_of)
    return still_to_do(as_of) & next(each for each in AGES if each.key == key).condition(as_of)


def ageing(duties: QuerySet[Duty], as_of: datetime) -> list[Aged]:
    """What is overdue and can still be done, by how long it has been; every class, the empty ones too."""
    chosen = [When(age.condition(as_of), then=Value(age.key)) for age in AGES]
    aged = duties.filter(still_to_do(as_of)).order_by().annotate(age=Case(*chosen, output_field=CharField()))
    rows = aged.values_list("age").annotate(number=Count("*"), oldest=Min("due_at"))
    found = {key: (number, oldest) for key, number, oldest in rows}
    return [Aged(age, *found.get(age.key, ())) for age in AGES]


@dataclass(frozen=True)
class Times:
    """How long what was done took, from start to done: how many, half of them within, nine in ten within."""

    number: int
    median: timedelta
    ninetieth: timedelta


def times(duties: QuerySet[Duty]) -> dict[date | None, Times]:
    """By the month in which the duty started, and under None for all of them together.

    Each percentile is a time that one of the duties really took: the shortest within which half, or nine in ten, were done.
    """
    done = duties.filter(settled__in=DONE).order_by()
    found = _disc_by_database(done) if connection.vendor == "postgresql" else _disc_of_rows(done)
    return {month: Times(n, timedelta(seconds=half), timedelta(seconds=most)) for month, n, half, most in found if n}


def _disc_by_database(done: QuerySet[Duty]) -> list[tuple[Any, ...]]:
    sql, params = done.values("month", "took").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, n, p[1], p[2] FROM (SELECT month, COUNT(*) AS n,"  # noqa: S608  Django's own statement
            f" PERCENTILE_DISC(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took) AS p FROM ({sql}) AS done"
            " GROUP BY GROUPING SETS ((month), ())) AS ranked",
            params,
        )
        return cursor.fetchall()


def _disc_of_rows(done: QuerySet[Duty]) -> list[tuple[Any, ...]]:
    """SQLite has no percentiles, and ranks by window four times slower than Python sorts what the index hands over."""
    months: dict[date | None, list[int]] = {None: []}
    for month, took in _as_held(done, ["month"], "took"):
        months.setdefault(_day(month), []).append(took)
    months[None] = [took for own in months.values() for took in own]
    return [(month, len(own), *_percentiles(sorted(own))) for month, own in months.items()]


def _percentiles(ranked: Sequence[int]) -> tuple[int, int]:
    """The first value at or below which half, and nine in ten, of the values lie."""
    if not ranked:
        return 0, 0
    return ranked[-(-len(ranked) * 5 // 10) - 1], ranked[-(-len(ranked) * 9 // 10) - 1]


# -- what got worse ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cohort:
    """The duties that came due in a span of time, and how many of them had been done by then."""

    met: int = 0
    due: int = 0

    @property
    def unmet(self) -> int:
        return self.due - self.met

    @property
    def rate(self) -> float | None:
        return self.met / self.due if self.due else None

    def __add__(self, other: Cohort) -> Cohort:
        return Cohort(self.met + other.met, self.due + other.due)


@dataclass(frozen=True)
class Comparison:
    """A standard over the last four weeks against an earlier four. `fresh` came due since the earlier ones ended."""

    standard: type[Standard]
    now: Cohort
    then: Cohort
    fresh: Cohort

    @property
    def change(self) -> float | None:
        if self.now.rate is None or self.then.rate is None:
            return None
        return self.now.rate - self.then.rate

    @property
    def points(self) -> str:
        """The change in percentage points, without its sign."""
        return f"{abs(self.change or 0) * 100:.1f}"

    @property
    def is_beyond_chance(self) -> bool | None:
        """None where there are too few to say. Only for spans that share no duty."""
        return limits.differ(self.now.met, self.now.due, self.then.met, self.then.due)


@dataclass(frozen=True)
class Compared:
    """Comparisons of all standards that had something come due on both sides, and how many had not."""

    rows: list[Comparison]
    unseen: int

    @property
    def worse(self) -> list[Comparison]:
        return [each for each in self.rows if (each.change or 0) < 0]

    @property
    def others(self) -> int:
        return len(self.rows) - len(self.worse)


@dataclass(frozen=True)
class Spans:
    """The moments between which the two comparisons lie: the last four weeks, those to yesterday, and the four before."""

    now: datetime

    @property
    def since(self) -> datetime:
        return self.now - WINDOW

    @property
    def yesterday(self) -> datetime:
        return self.now - DAY

    @property
    def yesterdays(self) -> datetime:
        return self.now - DAY - WINDOW

    @property
    def before(self) -> datetime:
        return self.now - 2 * WINDOW

    def asked(self) -> dict[str, str]:
        """Each moment as it stands in an address."""
        names = ("now", "since", "yesterday", "yesterdays", "before")
        return {name: f"{getattr(self, name).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for name in names}


def compared(duties: QuerySet[Duty], as_of: datetime) -> tuple[Compared, Compared]:
    """Each standard since yesterday, and since four weeks ago.

    A duty belongs to the span in which it came due. It was met if it was done by then, whenever that was typed in.
    """
    spans = Spans(as_of)
    edges = [as_of, spans.yesterday, spans.since, spans.yesterdays, spans.before]
    due = of_all(duties).filter(due_at__gte=spans.before, due_at__lt=as_of, settled__in=(*DONE, "")).order_by()
    # So many since each edge, in one pass in the order of the index: grouped by the piece, the rows would have to be sorted.
    since = {
        f"{which}_{number}": Count("due_at", filter=Q(due_at__gte=edge) & asked)
        for number, edge in enumerate(edges[1:])
        for which, asked in (("met", Q(settled="met")), ("due", Q()))
    }
    found: dict[str, list[Cohort]] = {}
    for key, *numbers in due.values_list("standard").annotate(**since):
        found[key] = _pieces([Cohort(met, came) for met, came in zip(numbers[::2], numbers[1::2], strict=True)])
    daily, weekly = [], []
    for key, (day, weeks, shared, before) in found.items():
        rule = Standard.register[key]
        daily.append(Comparison(rule, day + weeks, weeks + shared, day))
        weekly.append(Comparison(rule, day + weeks, shared + before, day + weeks))
    return _in_order(daily, _by_children), _in_order(weekly, _by_certainty)


def _pieces(since: Sequence[Cohort]) -> list[Cohort]:
    """From what came due since each edge, what came due between each edge and the next."""
    return [since[0], *(Cohort(b.met - a.met, b.due - a.due) for a, b in pairwise(since))]


def _in_order(comparisons: Iterable[Comparison], rank: Callable[[Comparison], tuple[Any, ...]]) -> Compared:
    known = [each for each in comparisons if each.change is not None]
    return Compared(sorted(known, key=rank), len(Standard.register) - len(known))


def _by_children(each: Comparison) -> tuple[Any, ...]:
    """A day brings few duties, so that shares say little: how many were not met comes first."""
    return -each.fresh.unmet, each.change, each.standard.key


def _by_certainty(each: Comparison) -> tuple[Any, ...]:
    """What chance does not explain, then what it does, then what is too little to say; the largest fall first."""
    return {True: 0, False: 1, None: 2}[each.is_beyond_chance], each.change, each.standard.key


# -- one standard, and the force ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """All that the page of one standard tells. Places and times are about the months since `since`."""

    since: date
    counts: Counts
    series: Series
    districts: list[Place]
    teams: list[Place]
    aged: list[Aged]
    times: dict[date | None, Times]

    @property
    def lately(self) -> list[date]:
        """The months that places and times are about, those before the first duty left out."""
        return [told.month for told in self.series.months if told.month >= self.since]

    @property
    def ended(self) -> int:
        """Overdue for good: whatever it was about has ended."""
        return self.counts.overdue - sum(each.number for each in self.aged)


def sheet(duties: QuerySet[Duty], as_of: datetime, key: str) -> Sheet:
    """The measures of one standard over these duties, from one count by month and place."""
    own = duties.filter(standard=key)
    since = months_before(clock.local_month(as_of), LATELY)
    counts = counted(own, as_of, "month", "district_id", "team_id")
    months = {month: each for (month,), each in summed(counts, 0).items()}
    lately = {place: each for place, each in counts.items() if place[0] >= since}
    return Sheet(
        since=since,
        counts=sum(counts.values(), Counts()),
        series=series(months, as_of, decisions([key]).get(key, [])),
        districts=places("district", summed(lately, 1)),
        teams=places("team", summed(lately, 1, 2)),
        aged=ageing(own, as_of),
        times=times(own.filter(month__gte=since)),
    )


def by_standard(duties: QuerySet[Duty], as_of: datetime) -> dict[str, Series]:
    """Every standard by month, with its phases and signals."""
    months: dict[str, dict[date, Counts]] = {key: {} for key in Standard.register}
    for (key, month), counts in counted(duties, as_of, "standard", "month").items():
        if key in months:  # a standard that was taken away may have left duties behind; `reconcile` finds them
            months[key][month] = counts
    held = decisions(months)
    return {key: series(own, as_of, held.get(key, ())) for key, own in months.items()}


# -- the rows behind a figure ---------------------------------------------------------------------------------------------

GROUPS = {"come due": ("met", "late", "overdue"), "not met": ("late", "overdue"), "done": DONE}
"""States that a figure counts together."""


def behind(duties: QuerySet[Duty], as_of: datetime, **chosen: Any) -> QuerySet[Duty]:
    """The duties that a figure counted, each with its state: `state`, `month`, `since` and `until` (months), `district` and
    `team` (0: none named), `age`, `due_from` and `due_before`."""
    rows = duties.filter(started_by(as_of)).annotate(state=state_at(as_of))
    if state := chosen.pop("state", ""):
        rows = rows.filter(state__in=GROUPS.get(state, (state,)))
    if age := chosen.pop("age", ""):
        rows = rows.filter(of_age(age, as_of))
    for name in ("district", "team"):
        place = chosen.pop(name, None)
        if place is not None:
            rows = rows.filter(**({f"{name}_id": place} if place else {f"{name}_id": None}))
    return rows.filter(**{LOOKUPS[name]: value for name, value in chosen.items() if value})


LOOKUPS = {
    "month": "month",
    "since": "month__gte",
    "until": "month__lte",
    "due_from": "due_at__gte",
    "due_before": "due_at__lt",
}
