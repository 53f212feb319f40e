"""From the force's database to the lake: rows in chunks, as of one moment, into a DuckDB database or Parquet files."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.db import connection, models

from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.lake.tables import WITHHELD, LakeTable, lake_tables
from plumbline.ledger.actions import disclosed

CHUNK = 5000
NULL = r"\N"
RECORD, WRITING = "exported", "writing"


def load(duck: Any, tables: Iterable[LakeTable] | None = None) -> dict[str, int]:
    """Copy the tables into an open DuckDB database, in place of those that it has. Gives the number of rows of each."""
    with snapshot():
        return {table.name: _load_table(duck, table) for table in tables or lake_tables()}


def _load_table(duck: Any, table: LakeTable) -> int:
    duck.execute(f'CREATE OR REPLACE TABLE "{table.name}" ({table.kinds()})')
    with _as_csv(table) as (path, number):
        if number:
            duck.execute(f'INSERT INTO "{table.name}" {_read(table, path)}')
    return number


def publish(duck: Any, directory: Path, force: str) -> dict[str, int]:
    """Write one force's tables under the directory, by month where a table has one, in place of its earlier ones.

    All are written aside first. The record of the export is taken away before any is put in place and comes back last, so
    that a run that was cut short is not taken for a whole one.
    """
    aside, record, at = directory / WRITING, record_of(directory, force), clock.now()
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    tables = lake_tables()
    with snapshot():
        numbers = {table.name: _write_table(duck, table, aside, force) for table in tables}
    said = f"What facts read of every person exported to {directory}"
    disclosed(system("lake export"), "lake.tables.exported", said, [], to=f"whoever reads {directory}")
    record.unlink(missing_ok=True)
    for table in tables:
        _put_in_place(aside / table.name, directory / table.name, force)
    shutil.rmtree(aside)
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps({"force": force, "at": at.isoformat(), "rows": numbers}, ensure_ascii=False, indent=2))
    return numbers


def record_of(directory: Path, force: str) -> Path:
    return directory / RECORD / f"{quote(force, safe=' ')}.json"


def _write_table(duck: Any, table: LakeTable, aside: Path, force: str) -> int:
    parts = "force, month" if table.month else "force"
    month = f', "{table.month}" AS month' if table.month not in (None, "month") else ""
    with _as_csv(table) as (path, number):
        named = f"SELECT *, {text(force)} AS force{month} FROM ({_read(table, path)})"  # noqa: S608  our own names
        (aside / table.name).mkdir()
        duck.execute(
            f"COPY ({named}) TO {text(aside / table.name)} (FORMAT parquet, PARTITION_BY ({parts}), OVERWRITE)"
        )
    return number


def _put_in_place(written: Path, table: Path, force: str) -> None:
    """This force's part of a table, and no other's."""
    table.mkdir(exist_ok=True)
    for earlier in table.iterdir():
        if unquote(earlier.name) == f"force={force}":
            shutil.rmtree(earlier)
    for part in written.iterdir():
        part.rename(table / part.name)


def text(value: Any) -> str:
    """A value as SQL text."""
    return "'" + str(value).replace("'", "''") + "'"


def _read(table: LakeTable, path: Path) -> str:
    kinds = ", ".join(f"{text(column.name)}: {text(column.kind)}" for column in table.columns)
    told = f"header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = {text(NULL)}"
    return f"SELECT * FROM read_csv({text(path)}, {told}, columns = {{{kinds}}})"  # noqa: S608  our own names


@contextmanager
def _as_csv(table: LakeTable) -> Iterator[tuple[Path, int]]:
    """The table's rows in a file of its own, which DuckDB reads many times faster than rows handed over one by one."""
    with tempfile.TemporaryDirectory(prefix="plumbline-lake-") as directory:
        path, number = Path(directory) / f"{table.name}.csv", 0
        withheld = [column.is_withheld for column in table.columns]
        rows = models.QuerySet(table.model).order_by().values_list(*table.names)
        with path.open("w", newline="", encoding="utf-8") as handle:
            written = csv.writer(handle, lineterminator="\n")
            written.writerow(table.names)
            for row in rows.iterator(chunk_size=CHUNK):
                written.writerow([_cell(value, hide) for value, hide in zip(row, withheld, strict=True)])
                number += 1
        yield path, number


def _cell(value: Any, hide: bool) -> Any:
    if value is None:
        return NULL
    if hide:
        return WITHHELD if value else ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return value


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as of one moment, without keeping anyone from writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
