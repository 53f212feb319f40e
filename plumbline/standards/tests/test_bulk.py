"""A bulk act on PostgreSQL counts its tables again before it judges: by stale counts the plans of the facts run for hours."""

from __future__ import annotations

import pytest
from django.db import connection

from plumbline.missing.facts import EpisodeFacts
from plumbline.missing.models import Episode
from plumbline.standards import actions
from plumbline.standards.models import Duty
from plumbline.standards.tests.test_touched import Family

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counts"),
]


def counted(model: type[Episode] | type[Duty]) -> int:
    """How many rows the planner believes the table to have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        (rows,) = cursor.fetchone()
        return int(rows)


def test_an_act_on_many_counts_its_tables_first(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.gather_statistics([EpisodeFacts])
    assert counted(Episode) == 0
    monkeypatch.setattr(actions, "CHUNK", 3)
    Family()
    assert counted(Episode) == 4


def test_an_act_on_few_leaves_them_be() -> None:
    actions.gather_statistics([EpisodeFacts])
    Family()
    assert counted(Episode) == 0
