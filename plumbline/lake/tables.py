"""Which tables and columns the lake holds: those that facts read, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from plumbline.kernel.fields import Text
from plumbline.kernel.workdays import CalendarDay
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty, Waiver

# Besides facts: what working days are counted by, which duties were waived, and the duties as the force's database has them.
WAIVED = frozenset({"standard", "kind", "subject_id", "withdrawn_at"})
OWED = frozenset(field.attname for field in Duty._meta.concrete_fields if not field.generated) - {"owner_id"}
KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "BOOLEAN"),
    (models.DateTimeField, "TIMESTAMP"),  # in UTC, as `dialect` reads them
    (models.DateField, "DATE"),
    (models.IntegerField, "BIGINT"),
    (models.FloatField, "DOUBLE"),
    (models.CharField, "VARCHAR"),
    (models.TextField, "VARCHAR"),
)
WITHHELD = "withheld"


@dataclass(frozen=True)
class Column:
    """One column. Of free text the lake says only whether there is any."""

    name: str
    kind: str
    is_withheld: bool


@dataclass(frozen=True)
class LakeTable:
    """One table. `month` is the column by which it is partitioned, where it has one."""

    model: type[models.Model]
    columns: tuple[Column, ...]
    month: str | None

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def kinds(self) -> str:
        """`"id" BIGINT, "reported_at" TIMESTAMP`."""
        return ", ".join(f'"{column.name}" {column.kind}' for column in self.columns)


def lake_tables(facts: Iterable[type[Facts]] | None = None) -> list[LakeTable]:
    """The tables that these facts read, all facts if none are named."""
    read: dict[type[models.Model], set[str]] = {
        CalendarDay: {field.attname for field in CalendarDay._meta.concrete_fields},
        Waiver: set(WAIVED),
        Duty: set(OWED),
    }
    for each in Facts.register.values() if facts is None else facts:
        read.setdefault(each.subject, set())
        for model, steps in each.dependencies().items():
            read.setdefault(model, set()).update(*steps.values())
    return [_table(model, names) for model, names in sorted(read.items(), key=lambda item: item[0]._meta.db_table)]


def _table(model: type[models.Model], names: set[str]) -> LakeTable:
    month = next((f.attname for f in model._meta.concrete_fields if f.attname in ("month", "reported_month")), None)
    wanted = names | {model._meta.pk.attname} | ({month} if month else set())
    return LakeTable(model, tuple(_column(f) for f in model._meta.concrete_fields if f.attname in wanted), month)


def _column(field: Any) -> Column:
    end = field.target_field if field.is_relation else field
    kind = next((name for type_, name in KINDS if isinstance(end, type_)), None)
    if kind is None:
        raise TypeError(f"{field}: the lake has no type for {type(end).__name__}")
    return Column(field.attname, kind, isinstance(end, Text))
