"""What oversight's tests share: two districts, a manager of one of them, and the ledger filled by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from plumbline.access.models import User
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.ledger.actions.entries import _write
from plumbline.ledger.models import Entry, Operation
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import Team

WHY = "why=lawfulness"


@pytest.fixture
def elsewhere(db: None) -> Team:
    """A response team of another district."""
    south = workforce.open_district(by=TEST, code="S", name="Southmoor")
    return workforce.open_team(south, by=TEST, code="SR1", name="Response 9", kind="response")


@pytest.fixture
def watcher(officer: Callable[..., User]) -> User:
    return officer("information-security", name="Sam Watcher")


@pytest.fixture
def entered(db: None) -> Callable[..., Entry]:
    """Lay an entry into the ledger as it would stand there: the reads of long ago cannot be made by reading now."""

    def make(
        actor: User | None,
        *people: Any,
        at: datetime | None = None,
        case: Any = None,
        operation: str = Operation.CONSULTATION,
        **told: Any,
    ) -> Entry:
        ref = case.ref() if case is not None else None
        told = {"event": "people.person.read", "terminal": "10.0.0.1"} | told
        sentence, changes = told.pop("sentence", "Record read"), told.pop("changes", [])
        entry = Entry(
            at=at or clock.now(),
            operation=operation,
            actor_id=actor.pk if actor else None,
            actor=actor.display_name if actor else "a feed",
            room=ref.room if ref else "people",
            kind=ref.kind if ref else "",
            case_id=ref.id if ref else None,
            **told,
        )
        _write(entry, [person.pk for person in people], sentence, changes)
        return entry

    return make


def ago(**span: int) -> datetime:
    return clock.now() - timedelta(**span)
