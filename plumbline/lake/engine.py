"""The standards over the lake: every verdict, and every standard's duties counted by state.

Facts are gathered in their grouped shape, one pass over each table; the force's own database gathers them one subject at a
time. Tests hold that both say the same of every record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.workdays import midnight
from plumbline.lake.dialect import postgres_compiler, to_duckdb
from plumbline.lake.store import Total
from plumbline.standards import engine
from plumbline.standards.facts import Facts
from plumbline.standards.models import Waiver

PARTS = ("due", "done", "ended", "starts", "unknown")  # in the order in which `engine.judging` gives them


def judge(facts: type[Facts], duck: Any) -> str:
    """Put what all standards say of every subject into a table of the DuckDB session, and give its name.

    It is there to be asked further questions of: by district, by team, by month.
    """
    name = f"{facts.table()}_judged"
    duck.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {judged_sql(facts)}")
    return name


@cache
def judged_sql(facts: type[Facts]) -> str:
    """Compiled once for a process, as `engine.statement` is; the moment at which duties are counted is no part of it."""
    compiler = postgres_compiler()
    rows = engine.sql_of(engine.judging(facts, engine.standards_of(facts)), compiler)
    names = ", ".join(_names(facts))
    return to_duckdb(
        f"WITH {engine.grouped(facts, compiler)}), judged ({names}) AS ({rows}) SELECT * FROM judged"  # noqa: S608  our own names
    )


def _ground(facts: type[Facts]) -> list[str]:
    return [name for name in facts.facts if name.startswith("its_")]


def _names(facts: type[Facts]) -> list[str]:
    standards = range(len(engine.standards_of(facts)))
    return ["id", *_ground(facts), "month_of", *(f"s{i}_{part}" for i in standards for part in PARTS)]


def verdicts(facts: type[Facts], duck: Any) -> Iterator[engine.Verdict]:
    """What all standards say of every subject, in the order of their numbers."""
    return read_verdicts(facts, duck, judge(facts, duck))


def read_verdicts(facts: type[Facts], duck: Any, judged: str) -> Iterator[engine.Verdict]:
    """The verdicts in a table that `judge` made."""
    keys = tuple(standard.key for standard in engine.standards_of(facts))
    asked = engine.Statement(facts, keys, tuple(_ground(facts)), "")
    found = duck.execute(f"SELECT {', '.join(_names(facts))} FROM {judged} ORDER BY id")  # noqa: S608  our own names
    while rows := found.fetchmany(1000):
        for row in rows:
            yield asked.read(row)


def totals(facts: type[Facts], duck: Any, as_of: datetime) -> dict[str, Total]:
    """Duties counted by state at a moment, as `standards.queries.standings` counts those that are stored."""
    return count(facts, duck, judge(facts, duck), as_of)


def count(facts: type[Facts], duck: Any, judged: str, as_of: datetime) -> dict[str, Total]:
    """The totals of a table that `judge` made."""
    found = {standard.key: Total() for standard in engine.standards_of(facts)}
    now, month_ends = _moment(as_of), _moment(_next_month(as_of))
    asked = [_counted(facts, judged, i, key, (now, month_ends)) for i, key in enumerate(found)]
    for key, state, unknown, number in duck.execute(" UNION ALL ".join(asked)).fetchall() if asked else ():
        found[key].counts.add(state, number)
        if state == "cannot tell":
            found[key].unknown[unknown] = found[key].unknown.get(unknown, 0) + number
    return found


def _counted(facts: type[Facts], judged: str, i: int, key: str, until: tuple[str, str]) -> str:
    """One standard's duties by state: the words of `queries.state_at` and `queries.started_by` over the judged table.

    A duty that cannot be told has no start; it counts from the local month of its record on.
    """
    now, month_ends = until
    starts, due, done, unknown = (f"s{i}_{part}" for part in ("starts", "due", "done", "unknown"))
    waived = (
        f"id IN (SELECT subject_id FROM {Waiver._meta.db_table}"  # noqa: S608  our own names
        f" WHERE kind = '{facts.kind()}' AND standard = '{key}' AND withdrawn_at IS NULL)"
    )
    state = (
        f"CASE WHEN {waived} THEN 'waived' WHEN {unknown} <> '' THEN 'cannot tell'"
        f" WHEN {done} <= {now} AND {done} <= {due} THEN 'met' WHEN {done} <= {now} THEN 'late'"
        f" WHEN {due} >= {now} THEN 'pending' ELSE 'overdue' END"
    )
    begun = f"CASE WHEN {unknown} <> '' THEN month_of < {month_ends} ELSE {starts} <= {now} AND {due} IS NOT NULL END"
    return f"SELECT '{key}', {state} AS state, {unknown} AS unknown, COUNT(*) FROM {judged} WHERE {begun} GROUP BY ALL"  # noqa: S608


def _moment(value: datetime) -> str:
    return to_duckdb(f"SELECT {engine.literal(value, 'postgresql')}").removeprefix("SELECT ")


def _next_month(moment: datetime) -> datetime:
    """The first second of the local month after the moment's."""
    month = clock.local_month(moment)
    return midnight(month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1))
