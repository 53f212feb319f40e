"""The evidence pack: what was asked, what was done by whom and when, the measures, the audits, the rows behind them, the limits.

A pack is a plain structure for a recommendation or a whole inspection, as of a day. No clock is read here and everything is
sorted, so that the same records give the same pack. It leaves the force, so it names no child and no address: a row is a case
by its reference. It names the officers who answer for what was asked, by rank and name, and what they typed is printed as
they typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from plumbline.inspections.models import Action, Evidence, Inspection, Recommendation, Status, Step
from plumbline.inspections.queries.audit import Result, closed_by
from plumbline.inspections.queries.measure import Reading, charted, read, rows_of
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.workdays import midnight
from plumbline.standards.models import Duty
from plumbline.standards.queries import started_by, state_at
from plumbline.web import words
from plumbline.workforce.models import District, Team

MOST_ROWS = 5000  # rows of one measure that are printed; more make a book that nobody reads, and the pack says how many
ROWS_A_PAGE, ROWS_BELOW_A_HEADING = 44, 37


@dataclass(frozen=True)
class Audited:
    """Cases read and graded: all three counts, never an average (domain Q1)."""

    title: str
    good: int
    requires_improvement: int
    inadequate: int
    source: str = ""

    @property
    def total(self) -> int:
        return self.good + self.requires_improvement + self.inadequate


@dataclass(frozen=True)
class Line:
    """One duty behind a measure, as it stood."""

    case: str
    place: str
    started: str
    due: str
    done: str
    state: str

    def __str__(self) -> str:
        """The row as a line of a page whose letters are all of one width: a tenth of the work of a table of 2,000 rows."""
        return f"{self.case[:40]:<40}  {self.place[:38]:<38}  {self.started:<20}  {self.due:<20}  {self.done:<20}  {self.state}"


LINE_HEADS = Line("Case", "Where", "Started", "Due", "Done", "State")


@dataclass(frozen=True)
class Measured:
    """A measure with its chart and the rows behind its present value."""

    number: int
    reading: Reading
    chart: SafeString
    lines: tuple[Line, ...]
    left_out: int

    @property
    def blocks(self) -> list[Sequence[Line]]:
        """A page of rows each, so that every page has its headings; the first stands below the heading of the annex."""
        rest = range(ROWS_BELOW_A_HEADING, len(self.lines), ROWS_A_PAGE)
        return [self.lines[:ROWS_BELOW_A_HEADING], *(self.lines[i : i + ROWS_A_PAGE] for i in rest)]

    @property
    def head(self) -> Line:
        return LINE_HEADS


@dataclass(frozen=True)
class Asked:
    """One recommendation as it stood: what was asked, what was done, what shows it."""

    recommendation: Recommendation
    status: str
    actions: tuple[Action, ...]
    measured: tuple[Measured, ...]
    evidence: tuple[Evidence, ...]
    steps: tuple[Step, ...]
    verdicts: tuple[Any, ...]


@dataclass(frozen=True)
class Pack:
    """What is printed. `people` are the children in its rows, for the ledger; they are not printed."""

    title: str
    reference: str
    inspection: Inspection
    as_of: datetime
    asked: tuple[Asked, ...]
    audits: tuple[Audited, ...]
    limits: tuple[str, ...]
    ref: CaseRef
    people: frozenset[int] = field(default=frozenset())

    @property
    def day(self) -> date:
        return clock.local(self.as_of).date()

    @property
    def rows(self) -> int:
        return sum(len(measured.lines) for measured in self.measured)

    @property
    def measured(self) -> list[Measured]:
        return [measured for asked in self.asked for measured in asked.measured]


def end_of(day: date) -> datetime:
    return midnight(day + timedelta(days=1)) - timedelta(seconds=1)


def pack_of(
    subject: Inspection | Recommendation, day: date, *, today: date, progress: Callable[[str], None] = lambda _: None
) -> Pack:
    """The pack as of the end of a day. `progress` hears what is being gathered."""
    inspection = subject if isinstance(subject, Inspection) else subject.inspection
    _refuse(inspection, day, today)
    as_of = end_of(day)
    wanted = [subject] if isinstance(subject, Recommendation) else _recommendations(inspection)
    asked, people, number = [], set[int](), 1
    for recommendation in wanted:
        progress(f"recommendation {recommendation.number}")
        told, seen = _asked(recommendation, as_of, number)
        asked.append(told)
        people |= seen
        number += len(told.measured)
    return Pack(
        title=_title(subject),
        reference=subject.reference,
        inspection=inspection,
        as_of=as_of,
        asked=tuple(asked),
        audits=tuple(_audits(inspection, asked, as_of, is_whole=subject is inspection)),
        limits=tuple(_limits(asked, as_of)),
        ref=subject.ref(),
        people=frozenset(people),
    )


def _refuse(inspection: Inspection, day: date, today: date) -> None:
    if inspection.is_reference:
        raise Invalid("This is another force's inspection: this force has no evidence to it.")
    if inspection.published_on is None:
        raise Invalid("The report is not published yet, so that nothing was asked.")
    if day < inspection.published_on:
        raise Invalid(
            as_of=f"The report was published on {words.day(inspection.published_on)}. Choose that day or a later one."
        )
    if day > today:
        raise Invalid(as_of="That day has not come.")


def _title(subject: Inspection | Recommendation) -> str:
    if isinstance(subject, Inspection):
        return subject.title
    return f"{subject.inspection.title}: recommendation {subject.number}"


def _recommendations(inspection: Inspection) -> list[Recommendation]:
    found = QuerySet(Recommendation).filter(inspection=inspection).select_related("inspection", "owner")
    return list(found.order_by("number"))


def _asked(recommendation: Recommendation, as_of: datetime, number: int) -> tuple[Asked, set[int]]:
    steps = tuple(
        recommendation.steps.filter(taken_at__lte=as_of).select_related("taken_by").order_by("taken_at", "pk")
    )
    measures = recommendation.measures.filter(set_at__lte=as_of).select_related("district").order_by("pk")
    people, measured = set[int](), []
    for place, measure in enumerate(measures, number):
        told, seen = _measured(place, read(measure, as_of), as_of)
        measured.append(told)
        people |= seen
    gathered = recommendation.evidence.filter(gathered_at__lte=as_of).select_related("gathered_by", "district")
    actions = recommendation.actions.filter(set_at__lte=as_of).select_related("owner", "done_by", "dropped_by")
    verdicts = recommendation.verdicts.select_related("review").filter(review__published_at__lte=as_of)
    told = Asked(
        recommendation,
        Status(steps[-1].status if steps else Status.PROGRESSED).label,
        tuple(_as_then(action, as_of) for action in actions.order_by("set_at", "pk")),
        tuple(measured),
        tuple(gathered.order_by("gathered_at", "pk")),
        steps,
        tuple(verdicts.order_by("review__published_at", "pk")),
    )
    return told, people


def _as_then(action: Action, as_of: datetime) -> Action:
    """The action as it stood: what was done or dropped later had not been."""
    if action.done_at is not None and action.done_at > as_of:
        action.done_at, action.note = None, ""
    if action.dropped_at is not None and action.dropped_at > as_of:
        action.dropped_at, action.dropped_because = None, ""
    return action


# -- measures and the rows behind them


def _measured(number: int, reading: Reading, as_of: datetime) -> tuple[Measured, set[int]]:
    measure = reading.measure
    duties = rows_of(measure.standard, measure.district_id).filter(
        started_by(as_of), month__gte=reading.first, month__lte=reading.last
    )
    ordered = duties.annotate(state=state_at(as_of)).order_by("starts_at", "kind", "subject_id", "pk")
    printed = list(ordered[:MOST_ROWS])
    lines = _lines(printed, as_of)
    people = {duty.person_id for duty in printed if duty.person_id is not None}
    return Measured(number, reading, charted(reading, number), lines, duties.count() - len(printed)), people


def _lines(duties: Sequence[Duty], as_of: datetime) -> tuple[Line, ...]:
    called = references(duties)
    districts = dict(District.objects.values_list("pk", "name"))
    teams = dict(Team.objects.values_list("pk", "name"))
    return tuple(
        Line(
            called[duty.kind, duty.subject_id],
            ", ".join(filter(None, [districts.get(duty.district_id), teams.get(duty.team_id)])) or "the force",
            words.moment(duty.starts_at) or "not known",
            words.moment(duty.due_at) or "not known",
            words.moment(duty.done_at) if duty.done_at and duty.done_at <= as_of else "",
            duty.state,  # type: ignore[attr-defined]
        )
        for duty in duties
    )


def references(duties: Iterable[Duty]) -> dict[tuple[str, int], str]:
    """What each subject is called where no name may stand: by its reference, or by its kind, number and its episode's."""
    wanted: dict[str, set[int]] = {}
    for duty in duties:
        wanted.setdefault(duty.kind, set()).add(duty.subject_id)
    return {(kind, pk): called for kind, ids in wanted.items() for pk, called in _called(kind, sorted(ids)).items()}


def _called(kind: str, ids: list[int]) -> dict[int, str]:
    model = apps.get_model(kind)
    if hasattr(model, "reference"):
        found = {record.pk: record.reference for some in _some(ids) for record in QuerySet(model).filter(pk__in=some)}
    elif any(each.name == "episode" for each in model._meta.fields):
        noun = model._meta.verbose_name
        found = {
            record.pk: f"{record.episode.reference}, {noun} {record.pk}"
            for some in _some(ids)
            for record in QuerySet(model).select_related("episode").filter(pk__in=some)
        }
    else:
        found = {}
    return {pk: found.get(pk) or f"{model._meta.verbose_name} {pk}" for pk in ids}


def _some(ids: list[int]) -> Iterable[list[int]]:
    return (ids[i : i + 500] for i in range(0, len(ids), 500))


# -- audits and limits


def _audits(inspection: Inspection, asked: list[Asked], as_of: datetime, *, is_whole: bool) -> Iterable[Audited]:
    counts = (inspection.audited_good, inspection.audited_requires_improvement, inspection.audited_inadequate)
    if None not in counts:
        yield Audited(f"{inspection.title}: cases audited by the inspectorate", *counts, source="as published")  # type: ignore[arg-type]
    for told in asked:
        for each in told.evidence:
            if each.good is not None:
                title = f"{each.what} (recommendation {told.recommendation.number})"
                yield Audited(title, each.good, each.requires_improvement, each.inadequate, source=each.held_where)
    if is_whole:
        yield from map(_own_audit, closed_by(as_of))


def _own_audit(result: Result) -> Audited:
    made, counts = result.round, result.counts
    open_still = result.waiting + result.unsettled
    source = (
        f"the force's own audit of cases reported from {words.day(made.reported_from)} to {words.day(made.reported_to)}: "
        f"{result.drawn} drawn, {result.set_aside} set aside, {open_still} closed without a grade"
    )
    return Audited(str(made), counts.good, counts.requires_improvement, counts.inadequate, source)


def _limits(asked: list[Asked], as_of: datetime) -> Iterable[str]:
    """What the reader must know before drawing a conclusion, sentence by sentence."""
    yield "States follow from the dates that the record holds now. What was corrected since that day is shown corrected."
    yield "A rate is met ÷ (met + late + overdue). What is not yet due, cannot be told or was waived stands beside it."
    yield "Duties are counted by the local month in which they started; a month in which none started is a gap, not nought."
    readings = [measured.reading for told in asked for measured in told.measured]
    for reading in readings:
        yield from _limits_of(reading)
    for measured in (measured for told in asked for measured in told.measured if measured.left_out):
        yield f"{measured.reading.title}: {measured.left_out:,} further rows are not printed; the force holds them."
    yield from _caveats(readings)


def _limits_of(reading: Reading) -> Iterable[str]:
    now, name = reading.now, f"{reading.title}, {reading.place}"
    if reading.standard is None:
        yield f"{name}: the product no longer has this standard, so that it shows nothing."
        return
    if not now.applies:
        months = f"{reading.first:%B %Y} to {reading.last:%B %Y}"
        yield f"{name}: no duty of this kind started from {months}, so that there is no figure."
    elif now.judged < 30:
        yield f"{name}: the figure rests on {now.judged} duties; so few swing widely by chance."
    if now.cannot_tell:
        yield f"{name}: for {now.cannot_tell:,} duties it cannot be told, because a fact was never supplied."
    if now.waived:
        yield f"{name}: {now.waived:,} duties were waived, each with a reason that the force holds."
    if reading.measure.baseline is None:
        yield f"{name}: nothing had come due before {words.day(reading.measure.baseline_on)}, so that there is no baseline."


def _caveats(readings: list[Reading]) -> Iterable[str]:
    told = {
        f"{standard.title}: {fact.says}; {fact.caveat}."
        for standard in {reading.standard for reading in readings if reading.standard is not None}
        for fact in (standard.facts.facts[name] for name in standard.facts_used())
        if fact.caveat
    }
    return sorted(told)
