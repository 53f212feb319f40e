"""Full evaluation of every episode against eight standards: generated SQL beside SQL written by hand, same counts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench import eight

AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)
RUNS = 3


def on_postgresql() -> dict[str, float]:
    from django.db import connection

    from plumbline.missing.facts import EpisodeFacts
    from plumbline.standards import engine

    eight.standards()
    ours = engine.totals_sql(EpisodeFacts, connection, AS_OF)
    hand = eight.by_hand("postgresql", engine.literal(AS_OF, "postgresql"))
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off; SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 2")

        def ask(sql: str) -> Any:
            cursor.execute(sql)
            return cursor.fetchone()

        return _compare(lambda: ask(ours), lambda: ask(hand))


def on_duckdb() -> dict[str, float]:
    """The default database's tables, exported, on DuckDB."""
    import duckdb

    from plumbline.lake.dialect import postgres_compiler, to_duckdb
    from plumbline.missing.facts import EpisodeFacts
    from plumbline.standards import engine

    eight.standards()
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'; SET threads = 2")
    _take_tables(duck)
    ours = to_duckdb(engine.totals_sql(EpisodeFacts, postgres_compiler(), AS_OF))
    hand = eight.by_hand("duckdb", f"TIMESTAMPTZ '{AS_OF:%Y-%m-%d %H:%M:%S}+00'")
    return _compare(lambda: duck.execute(ours).fetchone(), lambda: duck.execute(hand).fetchone())


def _compare(ours: Callable[[], Any], hand: Callable[[], Any]) -> dict[str, float]:
    """Seconds of each, taken in turn; stops when the counts differ."""
    taken: dict[str, list[float]] = {"generated": [], "by hand": []}
    for _ in range(RUNS):
        found = {}
        for name, ask in (("generated", ours), ("by hand", hand)):
            began = time.perf_counter()
            found[name] = tuple(int(value or 0) for value in ask())
            taken[name].append(time.perf_counter() - began)
        if found["generated"] != found["by hand"]:
            raise SystemExit(f"the counts differ:\n{found['generated']}\n{found['by hand']}")
    return {name: statistics.median(times) for name, times in taken.items()} | {
        "duties": float(sum(found["generated"]))
    }


def _take_tables(duck: Any) -> None:
    from plumbline.lake.export import load
    from plumbline.lake.tables import lake_tables
    from plumbline.missing.facts import EpisodeFacts

    load(duck, lake_tables([EpisodeFacts]))
