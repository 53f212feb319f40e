"""How rounds came out: counts first, then what they say of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from plumbline.inspections.models import (
    Answered,
    AuditRound,
    Grade,
    Marking,
    MarkingAnswer,
    Place,
    PublishedAudit,
    SampledCase,
)
from plumbline.inspections.queries.sample import digest, draw
from plumbline.inspections.queries.shares import (
    FEW,
    Agreement,
    Comparison,
    Interval,
    Share,
    agreement,
    chance_of_rise,
    compare,
    said,
)
from plumbline.missing.queries import subjects_of
from plumbline.standards.models import Duty
from plumbline.standards.queries import state_at
from plumbline.standards.standard import Standard
from plumbline.workforce.models import TeamKind

TONES = {Grade.GOOD: "met", Grade.REQUIRES_IMPROVEMENT: "late", Grade.INADEQUATE: "overdue"}
RED_SHARE = 1 / 3


@dataclass(frozen=True)
class Counts:
    """Cases by grade. There is no figure for a mixture of grades, and none is made."""

    good: int = 0
    requires_improvement: int = 0
    inadequate: int = 0

    @property
    def total(self) -> int:
        return self.good + self.requires_improvement + self.inadequate

    def of(self, grade: str) -> int:
        return int(getattr(self, grade.replace("-", "_")))

    def share(self, grade: str = Grade.GOOD) -> Share:
        return Share(self.of(grade), self.total)

    @property
    def words(self) -> list[str]:
        """Grade by grade, what the sample says of the whole."""
        return [said(self.of(grade), self.total, Grade(grade).label.lower()) for grade in Grade.values]

    @property
    def concerns(self) -> list[str]:
        """What makes a round one to worry about (W4, K18), in words."""
        told = []
        if self.inadequate and self.inadequate >= self.good:
            how = "More cases" if self.inadequate > self.good else "As many cases"
            than = "than" if self.inadequate > self.good else "as"
            told.append(f"{how} were inadequate ({self.inadequate}) {than} good ({self.good}).")
        if self.total and self.inadequate / self.total > RED_SHARE:
            told.append(f"More than a third were inadequate: {self.inadequate} of {self.total}.")
        if self.total and (self.total - self.good) / self.total > 2 * RED_SHARE:
            told.append(f"More than two thirds were not good: {self.total - self.good} of {self.total}.")
        return told


def counted(grades: Iterable[str]) -> Counts:
    found = Counter(grades)
    return Counts(found[Grade.GOOD], found[Grade.REQUIRES_IMPROVEMENT], found[Grade.INADEQUATE])


@dataclass(frozen=True)
class Row:
    """One line of a table of counts."""

    label: str
    counts: Counts
    note: str = ""


@dataclass(frozen=True)
class Result:
    """A round: what was drawn, what became of it, and the grades."""

    round: AuditRound
    counts: Counts
    drawn: int
    set_aside: int
    unsettled: int
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def agreement(self) -> Agreement:
        return agreement(self.pairs, Grade.values)

    @property
    def waiting(self) -> int:
        """Drawn, not set aside, and not fully marked yet."""
        return self.drawn - self.set_aside - self.unsettled - self.counts.total

    @property
    def is_whole(self) -> bool:
        return not self.waiting and not self.unsettled


def results_of(rounds: Sequence[AuditRound]) -> list[Result]:
    """Each round with its counts, two queries for all of them."""
    ids = [made.pk for made in rounds]
    cases: dict[int, list[SampledCase]] = {}
    for case in (
        QuerySet(SampledCase)
        .filter(round_id__in=ids)
        .only("round_id", "grade", "set_aside_at", "disagreed_at", "moderated_at")
    ):
        cases.setdefault(case.round_id, []).append(case)
    pairs = _pairs(ids)
    return [_result(made, cases.get(made.pk, []), pairs.get(made.pk, [])) for made in rounds]


def _result(made: AuditRound, cases: list[SampledCase], pairs: list[tuple[str, str]]) -> Result:
    counts = counted(case.grade for case in cases if case.grade)
    aside = sum(case.set_aside_at is not None for case in cases)
    unsettled = sum(case.awaits_moderation for case in cases)
    return Result(made, counts, len(cases), aside, unsettled, tuple(pairs))


def _pairs(rounds: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """The grades of first and second marking, of cases that have both."""
    markings = QuerySet(Marking).filter(sample__round_id__in=list(rounds), submitted_at__isnull=False)
    firsts: dict[int, str] = {}
    seconds: dict[int, tuple[int, str]] = {}
    for sample, made, place, grade in markings.values_list("sample_id", "sample__round_id", "place_taken", "grade"):
        if place == Place.FIRST:
            firsts[sample] = grade
        elif place == Place.SECOND:
            seconds[sample] = (made, grade)
    found: dict[int, list[tuple[str, str]]] = {}
    for sample, (made, second) in sorted(seconds.items()):
        if sample in firsts:
            found.setdefault(made, []).append((firsts[sample], second))
    return found


def closed_by(as_of: datetime) -> list[Result]:
    """Every round that was closed by then, in the order of closing. What a closed round came to no longer changes."""
    rounds = QuerySet(AuditRound).filter(closed_at__lte=as_of).select_related("programme", "district")
    return results_of(list(rounds.order_by("closed_at", "pk")))


def agreement_of(results: Sequence[Result]) -> Agreement:
    """Between the auditors of all these rounds."""
    return agreement([pair for result in results for pair in result.pairs], Grade.values)


def compared(before: Result, after: Result) -> list[Comparison]:
    """The shares of good and of inadequate cases, each beside the round before; none where a round has no marked case."""
    least = after.round.programme.minimum_sample
    found = [
        compare(before.counts.share(grade), after.counts.share(grade), minimum=least, grade=Grade(grade).value)
        for grade in (Grade.GOOD, Grade.INADEQUATE)
    ]
    return [comparison for comparison in found if comparison]


def earlier_round(made: AuditRound) -> AuditRound | None:
    """The last round of the programme before this one that asked the same of the same place."""
    before = QuerySet(AuditRound).filter(
        programme_id=made.programme_id, number__lt=made.number, district=made.district_id
    )
    return before.select_related("programme").order_by("-number").first()


# -- what stands behind the counts ------------------------------------------------------------------------------------


def by_part(made: AuditRound) -> dict[str, list[Row]]:
    """Counts by stratum, by district and by the kind of team that worked the case (K61)."""
    kinds = dict(TeamKind.choices)
    cases = list(QuerySet(SampledCase).filter(round=made).exclude(grade="").select_related("district", "team"))
    divided: dict[str, Callable[[SampledCase], str]] = {
        "By stratum": lambda case: case.stratum,
        "By district": lambda case: case.district.name if case.district else "No district",
        "By kind of team": lambda case: kinds[case.team.kind] if case.team else "No team",
    }
    return {title: _rows(cases, label) for title, label in divided.items()}


def _rows(cases: list[SampledCase], label: Callable[[SampledCase], str]) -> list[Row]:
    found: dict[str, list[str]] = {}
    for case in cases:
        found.setdefault(label(case), []).append(case.grade)
    return [Row(name, counted(found[name])) for name in sorted(found)]


@dataclass(frozen=True)
class Answers:
    """How a question was answered over a round; what did not arise is beside the grades, not among them."""

    section: str
    asks: str
    criterion: str
    counts: Counts
    did_not_arise: int


def by_question(made: AuditRound) -> list[Answers]:
    """Of settled cases: by the moderator's choice there is no answer to a question, so both auditors' answers count."""
    rows = QuerySet(MarkingAnswer).filter(marking__sample__round=made, marking__submitted_at__isnull=False)
    settled = rows.exclude(marking__sample__grade="").values_list("question", "asks", "answer")
    found: dict[str, list[str]] = {}
    asked: dict[str, str] = {}
    for key, asks, answer in settled.order_by("marking_id", "pk"):
        found.setdefault(key, []).append(answer)
        asked[key] = asks
    return [_answers(made, key, asked[key], given) for key, given in found.items()]


def _answers(made: AuditRound, key: str, asks: str, given: list[str]) -> Answers:
    question = made.questions.question(key)
    section, criterion = (question.section, question.criterion) if question else ("", "")
    return Answers(section, asks, criterion, counted(given), given.count(Answered.DOES_NOT_ARISE))


# -- which duties go with inadequate work -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Together:
    """One standard: how many cases were inadequate where its duty was missed, and where it was met."""

    standard: type[Standard]
    missed: Share
    met: Share
    chance: float

    @property
    def is_too_few(self) -> bool:
        return self.missed.is_small or self.met.is_small

    @property
    def words(self) -> str:
        if self.is_too_few:
            return f"Too few to say: fewer than {FEW} cases on one side"
        if self.chance >= 0.975:
            return "Goes with inadequate work"
        return "Perhaps goes with inadequate work" if self.chance >= 0.9 else "No link that can be told from luck"


def duties_with_inadequate(rounds: Iterable[AuditRound], as_of: datetime) -> list[Together]:
    """For each standard with duties on the audited cases, strongest first and those with too few cases last.

    A case missed a standard if any of its duties was late or is overdue; it met it if all that can be judged were met.
    """
    graded = dict(
        QuerySet(SampledCase).filter(round__in=list(rounds)).exclude(grade="").values_list("case_id", "grade")
    )
    missed: dict[str, dict[int, bool]] = {}
    for key, case_id, state in states_of(graded, as_of):
        if state in ("met", "late", "overdue"):
            of_case = missed.setdefault(key, {})
            of_case[case_id] = of_case.get(case_id, False) or state != "met"
    found = [
        _together(Standard.register[key], of_case, graded) for key, of_case in missed.items() if any(of_case.values())
    ]
    return sorted(found, key=lambda each: (each.is_too_few, -each.chance, each.standard.key))


def states_of(cases: Iterable[int], as_of: datetime) -> Iterable[tuple[str, int, str]]:
    """(standard, case, state) of every duty of these cases."""
    subjects = subjects_of(cases)
    kinds: dict[str, list[int]] = {}
    for kind, pk in subjects:
        kinds.setdefault(kind, []).append(pk)
    for kind, ids in kinds.items():
        for start in range(0, len(ids), 500):
            duties = QuerySet(Duty).filter(kind=kind, subject_id__in=ids[start : start + 500])
            for key, pk, state in duties.annotate(now=state_at(as_of)).values_list("standard", "subject_id", "now"):
                yield key, subjects[kind, pk], state


def _together(standard: type[Standard], missed: dict[int, bool], graded: dict[int, str]) -> Together:
    def share(was_missed: bool) -> Share:
        cases = [case for case, missing in missed.items() if missing == was_missed]
        return Share(sum(graded[case] == Grade.INADEQUATE for case in cases), len(cases))

    among_missed, among_met = share(True), share(False)
    both = among_missed.total and among_met.total
    return Together(standard, among_missed, among_met, chance_of_rise(among_met, among_missed) if both else 0.5)


# -- the sample again -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Redrawn:
    """Whether the sample comes out again from what was kept, and whether the frame is still the same."""

    is_same_sample: bool
    is_same_frame: bool
    added: int
    gone: int


def drawn_again(made: AuditRound, parts: Iterable[Any], now: Iterable[int]) -> Redrawn:
    """`parts` are the strata as kept, `now` the numbers that the same query finds today."""
    kept = {part.label: [int(number) for number in part.ids.split()] for part in parts}
    sample = [case.id for case in draw(kept, made.size, made.seed)]
    held = list(QuerySet(SampledCase).filter(round=made).order_by("order").values_list("case_id", flat=True))
    then, today = {number for ids in kept.values() for number in ids}, set(now)
    same_frame = digest(today) == made.frame_digest and digest(then) == made.frame_digest
    return Redrawn(sample == held, same_frame, len(today - then), len(then - today))


# -- what was published -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A row of the page of published audits: a public report's, or a round of this force's own."""

    force: str
    kind: str
    when: str
    area: str
    total: int | None
    counts: dict[str, int | None]
    derived: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    note: str = ""
    source: str = ""
    address: str = ""
    order: str = ""
    is_own: bool = False
    topics: str = ""

    @property
    def key(self) -> str:
        return f"{self.force} {self.kind} {self.when}"

    def count_words(self, grade: str) -> str:
        """The number; with its mark where it was worked out; in words where it was not published."""
        count = self.counts[grade]
        if count is None:
            return "not published"
        return f"{count} (worked out)" if grade in self.derived else str(count)

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each grade's heading and its count in words."""
        return [(str(Grade(grade).label), self.count_words(grade)) for grade in Grade.values]

    def interval(self, grade: str = Grade.GOOD) -> Interval | None:
        """None where the count or the number of cases is not known: it is not nought."""
        count = self.counts[grade]
        return None if count is None or not self.total else Share(count, self.total).interval

    @property
    def is_whole(self) -> bool:
        return self.total is not None and None not in self.counts.values()

    @property
    def sentence(self) -> str:
        count = self.counts[Grade.GOOD]
        if count is None or not self.total:
            return "How many were good was not published."
        return said(count, self.total)


def shown_of(audit: PublishedAudit) -> Shown:
    return Shown(
        audit.force, audit.kind, audit.visit or audit.published, audit.area, audit.total, audit.counts,
        audit.derived_grades, audit.gaps, audit.note, audit.source_title, audit.address,
        f"{audit.visited_on or '9999'}", topics=audit.topics,
    )  # fmt: skip


def shown_of_round(result: Result, force: str) -> Shown:
    """A round of the force's own, as a public report would tell it."""
    made, counts = result.round, {grade: result.counts.of(grade) for grade in Grade.values}
    gaps = [] if result.is_whole else [f"{result.waiting + result.unsettled} cases not marked or not settled yet"]
    told = Shown(force, f"own audit, {made}", f"{made.reported_to:%Y-%m}", made.programme.audited.name, None, {})
    note = f"{result.drawn} drawn, {result.set_aside} set aside."
    known: dict[str, int | None] = dict(counts)
    return replace(
        told, total=result.counts.total, counts=known, gaps=gaps, note=note, order=f"{made.reported_to}", is_own=True
    )
