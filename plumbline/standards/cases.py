"""Worked cases: what each standard says of a made-up record, in words that a detective can check.

They stand in `cases.yaml` beside a room's standards. `given` holds for all cases of a standard, `facts` for one:

    missing.first-review:
      given: {category: missing, is_child: true, reported_at: "10:00", first_level: high}
      cases:
        - {case: "reviewed after 40 minutes", facts: {first_review_at: "10:40"}, as_of: "12:00", state: met}
      impossible: {late: "why no case can show it"}

Times are those on the wall on Tuesday 3 March 2026; `+2d 09:00` is two days later. A fact left out is null, a count 0.
`lacks` names facts that the record's feed never supplies. Four more keys say in a line what every standard must show:

    edge: {first_review_at: "11:00:00"}      done at that second is met, a second later late
    falls_away: {located_at: "11:00:00"}     undone and over at that second: does not apply; a second later: overdue
    goes_on: {closed_at: "10:30"}            the overdue case with this too: overdue all the same
    also: [away, adult]                      the overdue case with what `shared`, at the head of the file, says

What is judged is the SQL of production: only the table of facts is written out row by row instead of being gathered from the
database.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from sys import modules
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.utils import ConnectionHandler

from plumbline.kernel import clock, workdays, yamlfiles
from plumbline.standards import engine, sources
from plumbline.standards.facts import Facts, Number, Running
from plumbline.standards.standard import Standard

OUTCOMES = ("met", "late", "pending", "overdue", "does not apply", "cannot tell")
DAY = date(2026, 3, 3)
_TIME = re.compile(r"(?:([+-]\d+)d )?(\d\d):(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, eq=False)
class Case:
    """One made-up record, and what a standard is to say of it at a moment."""

    standard: str
    words: str
    facts: dict[str, Any]
    as_of: datetime
    state: str
    lacks: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.standard}: {self.words}"

    @property
    def source(self) -> str:
        """The feed that such a record would come from; none where everything is supplied."""
        return f"a feed without {', '.join(sorted(self.lacks))}" if self.lacks else ""


@dataclass(frozen=True)
class Worked:
    """The cases of one standard, and for each outcome that none can show, why."""

    cases: tuple[Case, ...] = ()
    impossible: dict[str, str] = field(default_factory=dict)


# -- reading ----------------------------------------------------------------------------------------------------------


def worked(standard: type[Standard]) -> Worked:
    """The worked cases of a standard, from the file beside it."""
    path = Path(str(modules[standard.__module__].__file__)).parent / "cases.yaml"
    told = _file(path)
    entry = told.get(standard.key, {})
    unheard = set(entry) - {"given", "cases", "impossible", "edge", "falls_away", "goes_on", "also"}
    if unheard:
        raise ImproperlyConfigured(f"worked cases of {standard.key}: no such key {sorted(unheard)}")
    given = entry.get("given", {})
    plain = [_case(standard, {**case, "facts": given | case.get("facts", {})}) for case in entry.get("cases", [])]
    made = [*_edges(standard, given, entry.get("edge", [])), *_changed(standard, plain, entry, told.get("shared", {}))]
    return Worked((*plain, *made), entry.get("impossible", {}))


def _edges(standard: type[Standard], given: dict[str, Any], edges: Any) -> Iterator[Case]:
    """The last second that is in time, and the first that is not."""
    for edge in edges if isinstance(edges, list) else [edges]:
        facts = _values(standard, edge, "edge")
        known = _values(standard, given, "given") | facts
        as_of = max(value for value in facts.values() if isinstance(value, datetime)) + timedelta(days=1)
        said = ", ".join(f"{name} {value}" for name, value in edge.items())
        yield Case(standard.key, f"done at the last second allowed ({said})", known, as_of, "met")
        yield Case(standard.key, f"done one second later ({said})", known | _later(facts), as_of, "late")


def _changed(
    standard: type[Standard], plain: list[Case], entry: dict[str, Any], shared: dict[str, Any]
) -> Iterator[Case]:
    """The first overdue case, changed in one respect."""
    overdue = next((case for case in plain if case.state == "overdue"), None)
    if overdue is None:
        return
    if "falls_away" in entry:
        over = _values(standard, entry["falls_away"], "falls_away")
        said = ", ".join(over)
        yield replace(
            overdue, words=f"{said} just as it was due: falls away", facts=overdue.facts | over, state=OUTCOMES[4]
        )
        yield replace(
            overdue, words=f"{said} one second after it was due: not done", facts=overdue.facts | _later(over)
        )
    for name, value in _values(standard, entry.get("goes_on", {}), "goes_on").items():
        yield replace(
            overdue, words=f"{name} before it was due: owed all the same", facts=overdue.facts | {name: value}
        )
    for name in entry.get("also", []):
        facts = overdue.facts | _values(standard, shared[name]["facts"], name)
        yield replace(overdue, words=shared[name]["case"], facts=facts, state=shared[name]["state"])


def _later(facts: dict[str, Any]) -> dict[str, Any]:
    return {n: value + timedelta(seconds=1) if isinstance(value, datetime) else value for n, value in facts.items()}


@cache
def _file(path: Path) -> dict[str, Any]:
    return yamlfiles.read(path) if path.exists() else {}


def _case(standard: type[Standard], told: dict[str, Any]) -> Case:
    words = f"{standard.key}, “{told.get('case', '')}”"
    unheard = set(told) - {"case", "facts", "as_of", "state", "lacks"} | set(told.get("lacks", ())) - set(
        standard.facts.facts
    )
    if unheard or told.get("state") not in OUTCOMES or not told.get("case"):
        raise ImproperlyConfigured(f"worked case {words}: no such name {sorted(unheard)}, or no case or state")
    facts = _values(standard, told["facts"], words)
    return Case(
        standard.key, told["case"], facts, moment(told["as_of"], words), told["state"], frozenset(told.get("lacks", ()))
    )


def _values(standard: type[Standard], told: dict[str, Any], words: str) -> dict[str, Any]:
    unheard = set(told) - set(standard.facts.facts)
    if unheard:
        raise ImproperlyConfigured(f"worked case {words}: no such fact {sorted(unheard)}")
    return {name: _value(standard.facts, name, value, f"{words}, {name}") for name, value in told.items()}


def _value(facts: type[Facts], name: str, value: Any, words: str) -> Any:
    is_moment = isinstance(facts.row._meta.get_field(name), models.DateTimeField)
    return moment(value, words) if is_moment and value is not None else value


def moment(told: Any, words: str) -> datetime:
    """`10:40`, or `+2d 09:00` for a later day, by the clock on the wall."""
    found = _TIME.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise ImproperlyConfigured(
            f'worked case {words}: {told!r} is not a time like "10:40" or "+2d 09:00", in quotes'
        )
    days, hour, minute, second = (int(part or 0) for part in found.groups())
    on_the_wall = datetime.combine(DAY + timedelta(days=days), time(hour, minute, second), clock.LONDON)
    return on_the_wall.astimezone(UTC)


# -- asking -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Runner:
    """An engine to ask: whose compiler writes the SQL, how that is translated, and what runs it."""

    name: str
    compiler: Any
    run: Callable[[str], Iterable[Sequence[Any]]]
    translate: Callable[[str], str] = str
    moments: str = ""  # the type of a moment there, where the engine's literal has another

    @property
    def vendor(self) -> str:
        return str(self.compiler.vendor)


@dataclass(frozen=True)
class Asked:
    """A row of facts, and the moment at which it is looked at."""

    facts: dict[str, Any]
    as_of: datetime


@dataclass(frozen=True)
class Answer:
    """What one standard says of one row: its dates (None where it does not apply) and the state that follows from them."""

    judged: engine.Judged | None
    state: str


Ask = Callable[[type[Facts], Sequence[Asked]], list[dict[str, Answer]]]


def answers(runner: Runner, facts: type[Facts], asked: Sequence[Asked]) -> list[dict[str, Answer]]:
    """For each row, in order: what each standard over these facts says of it, by the SQL of production."""
    standards = engine.standards_of(facts)
    ground = tuple(name for name in facts.facts if name.startswith("its_"))
    reader = engine.Statement(facts, tuple(standard.key for standard in standards), ground, "")
    found: dict[int, dict[str, Answer]] = {}
    for row in runner.run(sql(facts, standards, asked, runner)):
        judged = reader.read(row).by_standard
        states = row[-len(standards) :]
        found[row[0]] = {
            standard.key: Answer(judged.get(standard.key), (state or "does not apply").replace("_", " "))
            for standard, state in zip(standards, states, strict=True)
        }
    return [found[number] for number in range(1, len(asked) + 1)]


def sql(facts: type[Facts], standards: Sequence[type[Standard]], asked: Sequence[Asked], runner: Runner) -> str:
    """The table of facts written out, then the very judging that production puts after its own table of facts."""
    judging = runner.translate(engine.sql_of(engine.judging(facts, standards), runner.compiler))
    ground = [name for name in facts.facts if name.startswith("its_")]
    parts = [f"s{i}_{part}" for i in range(len(standards)) for part in ("due", "done", "ended", "starts", "unknown")]
    states = [f"CASE {_whens(i)} END AS s{i}_state" for i in range(len(standards))]
    return (
        f"WITH {facts.table()} ({', '.join(['id', *facts.facts])}) AS (VALUES {_rows(facts, asked, runner)}),"  # noqa: S608
        f" asked (asked_id, as_of) AS (VALUES {_moments(asked, runner)}),"
        f" judged ({', '.join(['id', *ground, 'month_of', *parts])}) AS ({judging})"
        f" SELECT judged.*, {', '.join(states)} FROM judged JOIN asked ON asked.asked_id = judged.id"
    )


def _whens(i: int) -> str:
    return " ".join(f"WHEN {when} THEN '{state}'" for state, when in engine._states(i, "asked.as_of"))


def _rows(facts: type[Facts], asked: Sequence[Asked], runner: Runner) -> str:
    """Row 0 gives the columns their types and is joined to nothing."""
    fields: list[Any] = [facts.row._meta.get_field(name) for name in ("id", *facts.facts)]
    typed = [_typed("0" if column.primary_key else "NULL", column, runner) for column in fields]
    rows = [[number, *(_cell(facts, name, row.facts) for name in facts.facts)] for number, row in enumerate(asked, 1)]
    return ", ".join(
        f"({', '.join(row)})" for row in [typed, *([_text(value, runner) for value in row] for row in rows)]
    )


def _cell(facts: type[Facts], name: str, known: dict[str, Any]) -> Any:
    counted = isinstance(facts.facts[name], Number | Running)
    return known.get(name, "" if name == "its_source" else 0 if counted else None)


def _moments(asked: Sequence[Asked], runner: Runner) -> str:
    return ", ".join(f"({number}, {_text(row.as_of, runner)})" for number, row in enumerate(asked, 1))


def _text(value: Any, runner: Runner) -> str:
    if isinstance(value, datetime) and runner.moments:
        return f"CAST('{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}' AS {runner.moments})"
    return engine.literal(value, runner.vendor)


def _typed(text: str, column: Any, runner: Runner) -> str:
    """SQLite has no types, and a cast there would change how the column is compared."""
    if runner.vendor == "sqlite":
        return text
    is_moment = isinstance(column, models.DateTimeField) and runner.moments
    return f"CAST({text} AS {runner.moments if is_moment else column.db_type(runner.compiler)})"


@contextmanager
def supposing(facts: type[Facts], cases: Iterable[Case]) -> Iterator[None]:
    """Feeds that lack what cases say their feed lacks are known for a while."""
    feeds = {case.source: case.lacks for case in cases if case.lacks}
    try:
        for source, lacks in feeds.items():
            sources.supplies(source, facts, set(facts.facts) - lacks)
        yield
    finally:
        for source in feeds:
            sources.forget(source, facts)


def judge_all(cases: Sequence[Case], ask: Ask) -> dict[Case, Answer]:
    """What the standards say of their worked cases; all cases about one kind of subject are asked at once."""
    found: dict[Case, Answer] = {}
    for facts in Facts.register.values():
        about = [case for case in cases if Standard.register[case.standard].facts is facts]
        asked = [Asked(case.facts | ({"its_source": case.source} if case.lacks else {}), case.as_of) for case in about]
        if about:
            with supposing(facts, about):
                said = ask(facts, asked)
            found |= {case: answer[case.standard] for case, answer in zip(about, said, strict=True)}
    return found


# -- an engine that is always there -----------------------------------------------------------------------------------


@cache
def sqlite() -> Runner:
    """SQLite in memory, with the calendar of working days and nothing else."""
    compiler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]
    opened = sqlite3.connect(":memory:", check_same_thread=False)
    opened.executescript(calendar_sql("sqlite", "TEXT"))
    return Runner("sqlite", compiler, lambda text: opened.execute(text).fetchall())


def calendar_sql(vendor: str, moments: str) -> str:
    """The calendar of the years about which cases are told."""
    table = workdays.CalendarDay._meta.db_table
    days = [day for day in workdays.calendar() if abs(day.day.year - DAY.year) <= 2]
    rows = [
        f"('{day.day}', '{day.opens_at:%Y-%m-%d %H:%M:%S}', '{day.closes_at:%Y-%m-%d %H:%M:%S}',"
        f" {engine.literal(day.is_working, vendor)}, {day.ordinal}, {day.next_ordinal})"
        for day in days
    ]
    return (
        f"CREATE TABLE {table} (day DATE, opens_at {moments}, closes_at {moments}, is_working BOOLEAN, ordinal INTEGER,"  # noqa: S608
        " next_ordinal INTEGER);"
        f" INSERT INTO {table} VALUES {', '.join(rows)};"
    )
