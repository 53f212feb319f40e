"""The engines on which standards are put to the test. Each answers the same question about the same rows of facts."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import pytest
from django.db import connection

from plumbline.standards import cases, sources
from plumbline.standards.cases import Answer, Ask, Asked, Runner
from plumbline.standards.engine import standards_of
from plumbline.standards.facts import Facts, Number, Running
from plumbline.standards.tests.judge import judge, state

LAKE = all(importlib.util.find_spec(name) for name in ("duckdb", "sqlglot"))
# Those that need no server are asked in the first run alone; the run on PostgreSQL asks PostgreSQL, and the judge.
ONCE = pytest.mark.one_database
ENGINES: list[Any] = [
    "judge",
    pytest.param("sqlite", marks=ONCE),
    pytest.param("duckdb", marks=[ONCE, pytest.mark.skipif(not LAKE, reason="the lake extra is not installed")]),
    *(["postgresql"] if connection.vendor == "postgresql" else []),
]


def answers_of(name: str) -> Ask:
    """An engine, by name, as a function from rows to answers."""
    if name == "judge":
        return by_judge
    made = {"sqlite": cases.sqlite, "duckdb": _duckdb, "postgresql": _postgresql}[name]()
    return partial(cases.answers, made)


@cache
def _duckdb() -> Runner:
    import duckdb

    from plumbline.lake.dialect import postgres_compiler, to_duckdb

    opened = duckdb.connect()
    opened.execute(cases.calendar_sql("duckdb", "TIMESTAMP"))
    run = lambda text: opened.execute(text).fetchall()  # noqa: E731
    return Runner("duckdb", postgres_compiler(), run, cache(to_duckdb), "TIMESTAMP")


@cache
def _postgresql() -> Runner:
    def run(text: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall()

    return Runner("postgresql", connection, run)


def by_judge(facts: type[Facts], asked: Sequence[Asked]) -> list[dict[str, Answer]]:
    """The same question put to plain Python."""
    return [{standard.key: judged_by_judge(facts, standard, row) for standard in standards_of(facts)} for row in asked]


def judged_by_judge(facts: type[Facts], standard: Any, asked: Asked) -> Answer:
    row = {name: 0 if isinstance(fact, Number | Running) else None for name, fact in facts.facts.items()} | asked.facts
    found = judge(standard, row, sources.lacking(facts).get(row.get("its_source"), frozenset()))
    return Answer(found, state(found, asked.as_of))
