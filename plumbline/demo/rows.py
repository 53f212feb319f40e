"""Rows on their way to the database: gathered by table, written in an order in which each finds what it points at."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TypeVar

from plumbline.kernel.records import Record

R = TypeVar("R", bound=Record)


class Rows:
    """`add` keeps a row for the next writing; `of` gives all rows of a table."""

    def __init__(self) -> None:
        self._rows: dict[type[Record], list[Record]] = defaultdict(list)
        self.came_of: list[tuple[Record, Record]] = []  # an episode, and the incident that it came of

    def add(self, record: R, recorded_at: datetime) -> R:
        record.recorded_at = recorded_at
        self._rows[type(record)].append(record)
        return record

    def of(self, model: type[R]) -> list[R]:
        return self._rows[model]  # type: ignore[return-value]

    def models(self) -> set[type[Record]]:
        return {model for model, rows in self._rows.items() if rows}

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))
