"""Which records belong to whom, found from the keys between tables: a room that is new tomorrow is covered by itself."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import models

from plumbline.kernel.records import Record

# Rooms beneath the people's hold a person's number without a key to it, under one of these names.
NUMBERS = ("person", "person_id")


def records() -> list[type[Record]]:
    """Every table of records, in the order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Record)]
    return sorted(found, key=lambda model: model._meta.label_lower)


@cache
def leading_to(target: type[Record]) -> dict[type[Record], tuple[str, ...]]:
    """Each table from whose rows keys lead to the target, with the lookups that do (`episode__person`). The target's own
    keys to itself are left out: a mother's row is not her child's."""
    found = {model: tuple(_lookups(model, target, frozenset({model}))) for model in records() if model is not target}
    return {model: lookups for model, lookups in found.items() if lookups}


@cache
def pointing_at(target: type[Record]) -> dict[type[Record], tuple[str, ...]]:
    """Each table with columns that name a row of the target directly, with those columns; the target's own included."""
    found = {model: tuple(name for name, to in _keys(model, target) if to is target) for model in records()}
    return {model: names for model, names in found.items() if names}


def _lookups(model: type[Record], target: type[Record], passed: frozenset[type[models.Model]]) -> list[str]:
    found: list[str] = []
    for name, to in _keys(model, target):
        if to is target:
            found.append(name)
        elif issubclass(to, Record) and to not in passed:
            found += [f"{name}__{further}" for further in _lookups(to, target, passed | {to})]
    return found


def _keys(model: type[Record], target: type[Record]) -> list[tuple[str, type[models.Model]]]:
    """(column, table that it names) of a table."""
    found: list[tuple[str, type[models.Model]]] = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            found.append((field.name, field.related_model))  # type: ignore[arg-type]
        elif field.name in NUMBERS and isinstance(field, models.IntegerField) and target._meta.model_name == "person":
            found.append((field.name, target))
    return found
