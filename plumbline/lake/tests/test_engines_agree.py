"""DuckDB, asked about whole sets, says of every record what the force's database says of each alone.

End to end: random rows, facts in both shapes, every standard's verdict, duties counted by state.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.lake import export
from plumbline.lake.tables import lake_tables
from plumbline.lake.tests.random_rows import fill, unruled
from plumbline.missing.facts import AFTER_HIGH, EpisodeFacts
from plumbline.missing.models import Episode
from plumbline.standards import actions, engine, queries
from plumbline.standards.facts import Facts, Number, related_groups
from plumbline.standards.models import Duty, Waiver

pytest.importorskip("duckdb", reason="the extra `lake` is not installed")
pytest.importorskip("sqlglot", reason="the extra `lake` is not installed")
from plumbline.lake import dialect, store
from plumbline.lake import engine as lake

pytestmark = pytest.mark.django_db
KINDS = list(Facts.register.values())
CALENDAR = [table for table in lake_tables() if table.name == "kernel_calendarday"]
OTHERS = [table for table in lake_tables() if table.name != "kernel_calendarday"]
databases = st.tuples(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 80))


@pytest.mark.slow
def test_engines_agree() -> None:
    with store.duckdb() as duck:
        duck.execute("SET threads = 1")
        export.load(duck, CALENDAR)

        # DuckDB is the same on both; what PostgreSQL adds is that it gives DuckDB the same rows.
        examples = 12 if connection.vendor == "sqlite" else 5

        @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(databases, st.integers(0, 1000))
        @example((0, 1, 1), 0)
        def agree(database: tuple[int, int, int], which: int) -> None:
            with unruled():
                fill(*database)
                hold_against_each_other(duck, which)

        agree()


def hold_against_each_other(duck: Any, which: int) -> None:
    for facts in KINDS:
        actions.bring_into_line(facts, every(facts))
    waive_some()
    export.load(duck, OTHERS)
    moments = edges(which)
    stored = {at: {s.standard.key: s.counts for s in queries.standings(Duty.objects.all(), at)} for at in moments}
    for facts in KINDS:
        assert facts_there(facts, duck) == facts_here(facts), facts.__name__
        judged = lake.judge(facts, duck)
        there = {verdict.subject_id: verdict for verdict in lake.read_verdicts(facts, duck, judged)}
        assert there == {verdict.subject_id: verdict for verdict in engine.verdicts(facts, every(facts))}, (
            facts.__name__
        )
        for at in moments:
            for key, total in lake.count(facts, duck, judged, at).items():
                assert total.counts == stored[at][key], f"{key} as of {at}"


def edges(which: int) -> list[datetime]:
    """Moments at which some duty is just due, just done or just begun, and a second to either side."""
    dates = Duty.objects.values_list("starts_at", "due_at", "done_at")
    found = sorted({moment for row in dates for moment in row if moment is not None}) or [clock.now()]
    return [found[which % len(found)] + timedelta(seconds=off) for off in (-1, 0, 1)]


def every(facts: type[Facts]) -> list[int]:
    return list(facts.subject.objects.order_by("pk").values_list("pk", flat=True))


def facts_there(facts: type[Facts], duck: Any) -> dict[int, dict[str, Any]]:
    """Every fact of every subject, whether or not a standard reads it today."""
    names = list(facts.facts)
    sql = f"WITH {engine.grouped(facts, dialect.postgres_compiler(), names)}) SELECT * FROM {facts.table()}"
    return told(names, duck.execute(dialect.to_duckdb(sql)).fetchall())


def facts_here(facts: type[Facts]) -> dict[int, dict[str, Any]]:
    return told(list(facts.facts), facts.correlated(list(facts.facts)))


def told(names: list[str], rows: Any) -> dict[int, dict[str, Any]]:
    return {row[0]: dict(zip(names, map(plain, row[1:]), strict=True)) for row in rows}


def plain(value: Any) -> Any:
    """Moments in one form, whichever a driver gives: SQLite's come as text where an expression made them."""
    is_moment = isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-" and value[13:14] == ":")
    return engine.moment_of(value) if is_moment else value


def waive_some() -> None:
    """Every third duty is waived."""
    chosen, who = Duty.objects.order_by("pk")[::3], User.objects.order_by("pk").first()
    at = clock.now()
    told = [
        Waiver(standard=d.standard, kind=d.kind, subject_id=d.subject_id, reason="x", waived_by=who) for d in chosen
    ]
    for waiver in told:
        waiver.waived_at = waiver.recorded_at = at
    QuerySet(Waiver).bulk_create(told)
    Duty.objects.filter(pk__in=[duty.pk for duty in chosen]).update(is_waived=True)


def test_a_condition_that_joins_many_records_has_a_pass_of_its_own() -> None:
    """In one pass with others it would multiply their rows: a count beside it would count each row several times."""
    groups = [[fact.name for fact in group] for _, group in related_groups(EpisodeFacts, list(EpisodeFacts.facts))]
    assert ["review_after_high_at"] in groups
    assert ["first_review_at"] in groups
    with pytest.raises(TypeError, match="reaches many records"):
        Number("reviews", where=AFTER_HIGH, says="reviews after each time the risk was high").relation(Episode)
