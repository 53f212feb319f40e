"""Facts come in two shapes, correlated for one subject and grouped for whole sets, with one meaning.

PostgreSQL is the one engine that uses both. (That DuckDB's grouped facts are SQLite's correlated ones, the lake's tests hold.)
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from plumbline.lake.tests.random_rows import fill, unruled
from plumbline.standards import engine
from plumbline.standards.facts import Facts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL"),
]


@pytest.mark.parametrize("seed", range(6))
def test_grouped_says_what_correlated_says(seed: int) -> None:
    with unruled():
        fill(seed, 1 + seed % 4, 60)
        for facts in Facts.register.values():
            names = list(facts.facts)
            one_by_one = told(facts, engine.correlated(facts, connection, names))
            assert told(facts, engine.grouped(facts, connection, names)) == one_by_one, facts.__name__


def told(facts: type[Facts], table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {table}) SELECT * FROM {facts.table()} ORDER BY id")
        return cursor.fetchall()
