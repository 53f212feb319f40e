"""Small databases of random rows, for asking two engines the same question.

Rows are written without acts and without regard for the rules of the rooms: engines must agree on any rows, likely or not.
Moments come from a small pool around an anchor, so that ties, edges of windows, changes of the clock and equal deadlines
are common instead of rare. Check constraints are therefore switched off for as long as the rows stand; foreign keys hold.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from plumbline.access.models import User
from plumbline.kernel.fields import Text
from plumbline.lake.tables import lake_tables
from plumbline.missing.models import Episode
from plumbline.people.models import Person

ANCHORS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # half an hour before the clocks go forward
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and before they go back
    datetime(2026, 7, 31, 22, 59, 59, tzinfo=UTC),  # the last second of a local month
    datetime(2025, 12, 24, 17, 0, tzinfo=UTC),  # before bank holidays
    datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WINDOWS = (30 * DAY, 90 * DAY)
STEPS = (
    *WINDOWS, 0 * DAY, 10 * 60 * SECOND, 15 * 60 * SECOND, 30 * 60 * SECOND, HOUR, 2 * HOUR, 4 * HOUR, DAY,
    2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 28 * DAY, 60 * DAY, 365 * DAY,
)  # fmt: skip
FREE = ("", "something")


def pool(rng: random.Random) -> list[datetime]:
    """Moments each a round time away from another, give or take a second; the first are a whole window apart."""
    found = [rng.choice(ANCHORS)]
    for number in range(11):
        step = rng.choice((-1, 1)) * rng.choice(WINDOWS if number < 2 else STEPS)
        found.append(rng.choice(found[-3:]) + step + rng.choice((-SECOND, 0 * SECOND, 0 * SECOND, SECOND)))
    return found


@contextmanager
def unruled() -> Iterator[None]:
    """A transaction without check constraints, taken back at its end."""
    _ignore_checks(True)
    try:
        with transaction.atomic():
            _drop_checks()
            yield
            transaction.set_rollback(True)
    finally:
        _ignore_checks(False)


def _ignore_checks(ignored: bool) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA ignore_check_constraints = {ignored:d}")


def _drop_checks() -> None:
    """On PostgreSQL a constraint may be dropped within a transaction, and is back after it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in _models():
                for constraint in model._meta.constraints:
                    if isinstance(constraint, models.CheckConstraint):
                        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{constraint.name}"')


def fill(seed: int, children: int, size: int) -> list[datetime]:
    """Up to `size` rows in each table, about a few children: some four to an episode. Gives the moments used."""
    rng = random.Random(seed)
    moments = pool(rng)
    held: dict[type[models.Model], list[int]] = {User: _users()}
    for model in _models():
        number = (
            children if model is Person else rng.randint(1, 1 + size // 4) if model is Episode else rng.randint(0, size)
        )
        made = [_row(model, pk, rng, moments, held) for pk in range(1, number + 1)]
        models.QuerySet(model).bulk_create([row for row in made if row is not None], ignore_conflicts=True)
        held[model] = list(models.QuerySet(model).order_by("pk").values_list("pk", flat=True))
    return moments


def _users() -> list[int]:
    for name in ("one", "two"):
        User.objects.get_or_create(username=name, defaults={"display_name": name})
    return list(User.objects.order_by("pk").values_list("pk", flat=True))


def _models() -> list[type[models.Model]]:
    """The models that facts read, and those that their rows cannot stand without, each after those it points to."""
    read = [table.model for table in lake_tables() if table.model._meta.app_label not in ("kernel", "standards")]
    ordered: list[type[models.Model]] = []
    for model in read:
        _before(model, ordered, read, set())
    return ordered


def _before(
    model: type[models.Model], ordered: list[type[models.Model]], read: list[type[models.Model]], on: set[Any]
) -> None:
    if model in ordered or model in on or model is User:
        return
    for field in model._meta.concrete_fields:
        if field.is_relation and (not field.null or field.related_model in read):
            _before(field.related_model, ordered, read, on | {model})
    ordered.append(model)


def _row(
    model: type[models.Model],
    pk: int,
    rng: random.Random,
    moments: list[datetime],
    held: dict[type[models.Model], list[int]],
) -> models.Model | None:
    """A row with a random value in each column, or None where it would need a row that is not there."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key:
            values[field.attname] = pk
        elif field.is_relation:
            ends = held.get(field.related_model, [])
            if not ends and not field.null:
                return None
            values[field.attname] = None if not ends or (field.null and rng.random() < 0.3) else rng.choice(ends)
        elif field.null and rng.random() < 0.3:
            values[field.attname] = None
        else:
            values[field.attname] = _value(field, pk, rng, moments)
    return model(**values)


def _value(field: Any, pk: int, rng: random.Random, moments: list[datetime]) -> Any:
    if field.name == "source":
        return rng.choice(("", "", "ssda903"))
    if field.name == "source_key":
        return str(pk)
    if field.choices:
        return rng.choice([value for value, _ in field.flatchoices])
    if isinstance(field, models.BooleanField):
        return rng.random() < 0.5
    if isinstance(field, models.DateTimeField):
        return rng.choice(moments[: rng.choice((3, len(moments)))])
    if isinstance(field, models.DateField):
        return rng.choice(moments).date()
    if isinstance(field, models.IntegerField):
        return rng.randint(0, 20)
    if isinstance(field, models.JSONField):
        return {}  # no fact reads one
    if isinstance(field, Text):
        return rng.choice(FREE)
    if isinstance(field, models.CharField):
        return (rng.choice(FREE) + str(pk))[: field.max_length] if rng.random() < 0.7 else ""
    raise TypeError(f"{field}: no random value for {type(field).__name__}")
