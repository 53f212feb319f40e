"""Reading CSV extracts: which table a file is, and its rows with their line numbers. What is wrong is said, never guessed."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from plumbline.feeds.feed import Outcome, Unreadable, cannot_open

V = TypeVar("V")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LIKELY = 2  # a file that has this many of a table's columns was probably meant to be that table
_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Fault(Exception):
    """Why a row cannot be taken in."""


@dataclass(frozen=True)
class Table:
    """One file of a feed, recognised by its header row. Other columns may stand beside these and are not read."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row, with the line of the file on which it begins."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str, longest: int) -> str:
        value = self.cells[column]
        if not value:
            raise Fault(f"{column} is blank")
        if len(value) > longest:
            raise Fault(f"{column} has {len(value)} characters; at most {longest} are expected")
        return value

    def code(self, column: str, codes: Mapping[str, V], blank: V | None = None) -> V:
        """What a code means. A blank is `blank`; where that is not given it is a fault like any unknown code."""
        value = self.cells[column]
        if not value and blank is not None:
            return blank
        if value not in codes:
            raise Fault(f"{column} is blank" if not value else f"{column} {value[:20]!r} is not a code of this column")
        return codes[value]

    def day(self, column: str, *, today: date) -> date:
        """A date that is not in the future."""
        value = self.cells[column]
        if not value:
            raise Fault(f"{column} is blank")
        try:
            found = datetime.strptime(value, "%d/%m/%Y").date() if _DAY.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None:
            raise Fault(f"{column} {value[:20]!r} is not a date (dd/mm/yyyy)")
        if found > today:
            raise Fault(f"{column} {value} is in the future")
        return found

    def day_or_none(self, column: str, *, today: date) -> date | None:
        return self.day(column, today=today) if self.cells[column] else None


@dataclass(frozen=True)
class Sheet:
    """One file, read: its table, its sound rows and a digest of its bytes. `broken` are (line, reason) of rows that are not."""

    file: str
    table: Table
    digest: str
    rows: list[Row]
    broken: list[tuple[int, str]]
    is_cut: bool

    def open_in(self, outcome: Outcome) -> None:
        """Enter the file in a run's outcome, with what could not even be split into cells."""
        for line, reason in self.broken:
            outcome.reject(self.file, line, reason)
        if not self.rows and not self.broken:
            outcome.notes.append(f"{self.file} has a header row and no other")
        if self.is_cut:
            outcome.notes.append(f"{self.file} does not end in a line break: is it whole?")


def read(files: Sequence[Path], tables: Sequence[Table]) -> dict[str, Sheet]:
    """Each file by the name of its table. Every problem is found before any is raised."""
    problems: list[str] = []
    found: dict[str, Sheet] = {}
    names = _names(files)
    for path in files:
        try:
            sheet = _sheet(path, names[path], tables)
            if sheet.table.name in found:
                raise Unreadable(
                    f"{sheet.file} and {found[sheet.table.name].file} are both the {sheet.table.name} table"
                )
            found[sheet.table.name] = sheet
        except Unreadable as fault:
            problems += fault.problems
    if problems:
        raise Unreadable(*problems)
    return found


def _names(files: Sequence[Path]) -> dict[Path, str]:
    """How files are called in what is reported: by their own name, in full where two share it."""
    short = [path.name for path in files]
    return {path: path.name if short.count(path.name) == 1 else str(path) for path in files}


def _sheet(path: Path, name: str, tables: Sequence[Table]) -> Sheet:
    content = _content(path, name)
    text = _text(content, name)
    records = list(_records(text))
    if not records:
        raise Unreadable(f"{name} is empty" if not content else f"{name} holds no header row")
    (line, heads), *rest = records
    if isinstance(heads, str):
        raise Unreadable(f"{name} line {line}: {heads}")
    columns = [head.upper() for head in heads]
    table = _table(name, columns, tables)
    rows, broken = _sorted_out(name, columns, rest)
    return Sheet(name, table, hashlib.sha256(content).hexdigest(), rows, broken, not text.endswith(("\n", "\r")))


def _content(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise cannot_open(name, fault) from None


def _text(content: bytes, name: str) -> str:
    mark = len(BYTE_ORDER_MARK) if content.startswith(BYTE_ORDER_MARK) else 0
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"{name} line 1: the file is UTF-16; save it as CSV in UTF-8")
    try:
        return content[mark:].decode()
    except UnicodeDecodeError as fault:
        at = fault.start + mark
        line = content.count(b"\n", 0, at) + 1
        cut = "; the file may be cut short" if fault.reason == "unexpected end of data" else ""
        raise Unreadable(f"{name} line {line}: byte {at} (0x{content[at]:02x}) is not UTF-8{cut}") from None


def _records(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """(line, cells) of each record that is not blank; a sentence in place of cells where the text cannot be split."""
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as fault:
            why = "a quotation mark is opened and not closed" if "end of data" in str(fault) else str(fault)
            yield line, f"{why}; nothing from this line on was read"
            return
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _table(name: str, columns: list[str], tables: Sequence[Table]) -> Table:
    twice = {column for column in columns if columns.count(column) > 1} - {""}
    if twice:
        raise Unreadable(f"{name} line 1: the column {', '.join(sorted(twice))} stands there twice")
    whole = [table for table in tables if set(table.columns) <= set(columns)]
    if whole:
        return whole[0]
    nearest = max(tables, key=lambda table: len(set(table.columns) & set(columns)) / len(table.columns))
    lacking = [column for column in nearest.columns if column not in columns]
    if len(nearest.columns) - len(lacking) >= LIKELY:
        raise Unreadable(f"{name} line 1: it looks like the {nearest.name} table and lacks {', '.join(lacking)}")
    wanted = "; ".join(f"{table.name}: {', '.join(table.columns)}" for table in tables)
    raise Unreadable(f"{name} line 1: the header row is not that of any table of this feed ({wanted})")


def _sorted_out(
    name: str, columns: list[str], records: list[tuple[int, list[str] | str]]
) -> tuple[list[Row], list[tuple[int, str]]]:
    rows, broken = [], []
    for line, cells in records:
        if isinstance(cells, str):
            broken.append((line, cells))
        elif len(cells) < len(columns):
            broken.append((line, f"the row has {len(cells)} of {len(columns)} columns: it may be cut short"))
        elif len(cells) > len(columns):
            broken.append((line, f"the row has {len(cells)} columns, the header row {len(columns)}"))
        elif any(map(_CONTROL.search, cells)):
            broken.append((line, "the row holds a control character"))
        else:
            rows.append(Row(name, line, dict(zip(columns, cells, strict=True))))
    return rows, broken
