"""The kernel knows no room, so that its tests borrow the plainest records there are: districts, teams and grants."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps

from plumbline.kernel import acts
from plumbline.kernel.actors import system
from plumbline.kernel.acts import act, current

TEST = system("test")


@pytest.fixture
def known_acts() -> Iterator[None]:
    """Acts made by a test are forgotten after it."""
    before = dict(acts.register)
    yield
    acts.register.clear()
    acts.register.update(before)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[acts.Act]:
    """Every act that a witness is shown while the test runs."""
    shown: list[acts.Act] = []
    monkeypatch.setitem(acts._witnesses, "test", shown.append)
    return shown


@pytest.fixture
def District(db: None) -> Any:
    return apps.get_model("workforce", "District")


@pytest.fixture
def Team(db: None) -> Any:
    return apps.get_model("workforce", "Team")


@pytest.fixture
def saved(known_acts: None) -> Callable[..., Any]:
    """Saves a record by an act that does nothing else."""

    @act("test.record.saved", permission="access.administer", says="Saved {0}")
    def save(record: Any, *, by: Any, **values: Any) -> Any:
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
        return record

    return save


@pytest.fixture
def made(known_acts: None) -> Callable[..., Any]:
    """Makes a record by an act that does nothing else."""

    @act("test.record.made", permission="access.administer", says="Made {0}", operation="collection")
    def make(model: Any, *, by: Any, **values: Any) -> Any:
        record = model(**values)
        record.save()
        return record

    return make


@pytest.fixture
def made_many(known_acts: None) -> Callable[..., Any]:
    @act("test.records.made", permission="access.administer", says="Made many", operation="collection")
    def make(records: Any, *, by: Any) -> Any:
        return current().bulk_create(type(records[0]), records)

    return make
