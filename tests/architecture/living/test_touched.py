"""Whatever a room's facts read: a changed column touches every subject whose facts it alters, in every room.

The models of a child's episode are tried more closely in plumbline/standards/tests/test_touched.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction

from plumbline.kernel import acts
from plumbline.kernel.errors import Invalid
from plumbline.standards import actions
from plumbline.standards.facts import Facts
from plumbline.standards.tests import probes
from plumbline.standards.tests.test_touched import (
    HERE,
    TEST,
    Touched,
    change,
    columns_that_count,
    facts_now,
    missed,
    other_values,
    stored,
)
from tests.architecture.code import table

pytestmark = pytest.mark.one_database  # the SQL of facts is held to one meaning by the engine's own tests
MODELS = sorted(
    {m for f in Facts.register.values() for m in f.dependencies() if m._meta.app_label not in HERE},
    key=lambda model: model._meta.label,
)
ROWS, OTHERS = 2, 8  # of each model: those that are changed, and those they are changed into
NOT_TRIED = table("columns_not_tried.yaml")


@pytest.fixture
def everything_counts(world: Any) -> Iterator[None]:
    """All facts are needed, whatever the catalogue asks."""
    with probes.in_force(probes.every_probe):
        yield


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Touched:
    """What the last act touched, by kind of subject. Nobody judges duties meanwhile: that is not what is tried."""
    seen: Touched = {}

    def spy(doing: acts.Act) -> None:
        seen.clear()
        seen.update({facts.kind(): what.ids for facts, what in actions.touched(doing).items() if what.ids})

    monkeypatch.setitem(acts._witnesses, "standards", spy)
    return seen


class Users:
    """Who stands in, for columns that want an account along."""

    def __init__(self, world: Any) -> None:
        self.users = [world.users[role] for role in ("sergeant", "duty-inspector", "superintendent")]


def unalike(model: type[Any]) -> list[Any]:
    """The first and the last row: the world's first steps and its later ones."""
    rows = models.QuerySet(model).order_by("pk")
    return list({row.pk: row for row in (*rows[:1], *rows.reverse()[: ROWS - 1])}.values())


def as_another(record: Any) -> Iterator[dict[str, Any]]:
    """All that another row of the world has otherwise, at once: what may change only in company, the world has in company."""
    told_once = {name for one in record._meta.constraints for name in getattr(one, "fields", ())} | {
        "version",
        "recorded_at",
    }
    loose = [f.attname for f in record._meta.concrete_fields if not f.unique and f.name not in told_once]
    for other in models.QuerySet(type(record)).exclude(pk=record.pk).order_by("-pk")[:OTHERS]:
        yield {name: getattr(other, name) for name in loose if getattr(other, name) != getattr(record, name)}


def changes(record: Any, counting: set[str], users: Users) -> Iterator[dict[str, Any]]:
    for field in record._meta.concrete_fields:
        if field.attname in counting and not field.primary_key:
            yield from other_values(record, field, users)
    yield from as_another(record)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_changed_column_touches_whom_it_alters(model, world, everything_counts, touched):
    before, counting, tried = facts_now(), columns_that_count(model), set()
    for record in unalike(model):
        for columns in changes(record, counting, Users(world)):
            try:
                with transaction.atomic():
                    change(stored(record), by=TEST, **columns)
                    left_out = missed(before, touched)
                    transaction.set_rollback(True)
            except Invalid:
                continue
            assert not left_out, f"{columns} altered facts of {left_out}, which were not touched"
            tried |= counting & set(columns)
    held = set(NOT_TRIED.get(model._meta.label) or ())
    assert counting - tried - {"id"} == held, (
        "no other value was let by: list the column with why, or take it off the list"
    )
