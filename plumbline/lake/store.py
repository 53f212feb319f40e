"""Opening a lake: a DuckDB session in which one force's Parquet files stand under the names of its tables.

Nothing here needs the extra `lake` until a session is opened.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plumbline.kernel.errors import PlumblineError
from plumbline.lake.export import RECORD, text
from plumbline.lake.tables import LakeTable, lake_tables
from plumbline.standards.queries import Counts


class NoLake(PlumblineError):
    """There is no lake to read, or nothing to read it with."""


@dataclass(frozen=True)
class Export:
    """What one force published, and when."""

    force: str
    at: datetime
    rows: dict[str, int]


@dataclass
class Total:
    """One standard's duties by state; of those that cannot be told, which facts were never supplied and for how many."""

    counts: Counts = field(default_factory=Counts)
    unknown: dict[str, int] = field(default_factory=dict)


def duckdb() -> Any:
    """A new DuckDB session, in UTC. The engine is an extra: only analysts need it."""
    try:
        import duckdb as engine
        import sqlglot  # noqa: F401  the standards' SQL is carried over by it
    except ImportError as fault:
        raise NoLake(
            f"{fault.name} is not installed: the lake needs the extra `lake` (pip install 'plumbline[lake]')"
        ) from None
    duck = engine.connect()
    duck.execute("SET TimeZone = 'UTC'")  # the day of a moment is taken in the session's zone
    return duck


def exports(directory: Path) -> list[Export]:
    """The exports that were finished, by force."""
    records = sorted((directory / RECORD).glob("*.json"))
    if not records:
        raise NoLake(f"{directory} holds no finished export; `plumbline lake export {directory}` makes one")
    return [_export(json.loads(record.read_text())) for record in records]


def _export(told: dict[str, Any]) -> Export:
    return Export(told["force"], datetime.fromisoformat(told["at"]), told["rows"])


def open_force(duck: Any, directory: Path, export: Export) -> None:
    """Let the tables' names stand for one force's files."""
    for table in lake_tables():
        kind = "TABLE" if _is_table(duck, table) else "VIEW"
        duck.execute(f'DROP {kind} IF EXISTS "{table.name}"')
        if table.name not in export.rows:
            raise _outdated(directory, export, table)
        if not export.rows[table.name]:
            duck.execute(f'CREATE TABLE "{table.name}" ({table.kinds()})')
            continue
        try:
            duck.execute(f'CREATE VIEW "{table.name}" AS {_select(table, directory / table.name, export.force)}')
        except duck_errors() as fault:
            raise _outdated(directory, export, table) from fault


def duck_errors() -> type[Exception]:
    """What DuckDB raises where a file or a column is not there."""
    import duckdb as engine

    return engine.Error  # type: ignore[no-any-return]


def _outdated(directory: Path, export: Export, table: LakeTable) -> NoLake:
    return NoLake(
        f"{directory} does not hold {table.name} of {export.force} as this version of Plumbline reads it; export it again"
    )


def _is_table(duck: Any, table: LakeTable) -> bool:
    asked = f"SELECT COUNT(*) FROM duckdb_tables() WHERE table_name = {text(table.name)}"  # noqa: S608  our own names
    return bool(duck.execute(asked).fetchone()[0])


def _select(table: LakeTable, files: Path, force: str) -> str:
    names = ", ".join(f'"{name}"' for name in table.names)
    kinds = "'force': VARCHAR, 'month': DATE" if table.month else "'force': VARCHAR"
    read = f"read_parquet({text(files / '**' / '*.parquet')}, hive_partitioning = true, hive_types = {{{kinds}}})"
    return f"SELECT {names} FROM {read} WHERE force = {text(force)}"  # noqa: S608  our own names
