"""The world, built once for the whole package and watched while it is built."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from plumbline.access.access import forget_restrictions
from plumbline.access.roles import PURPOSES
from plumbline.ledger.models import Entry
from tests.world import World


@dataclass(frozen=True)
class Deed:
    """One act that was carried out, and what it left in the ledger."""

    spec: Any
    entries: list[Entry]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker takes the matrix and one the rest, so that the world is built once in each. The mark makes pytest-django set
    up a database."""
    for item in items:
        if "/architecture/living/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("matrix" if item.path.name == "test_matrix.py" else "living"))
            item.add_marker(pytest.mark.django_db)


@pytest.fixture
def _django_db_helper() -> None:
    """In the place of pytest-django's: it would close the connection after each test, and with it our open transaction."""


@pytest.fixture(scope="session")
def deeds() -> list[Deed]:
    return []


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: Any, deeds: list[Deed]) -> Iterator[World]:
    @contextmanager
    def watched(act: Callable[..., Any]) -> Iterator[None]:
        before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield
        deeds.append(Deed(act.spec, list(Entry.objects.filter(pk__gt=before).select_related("told").order_by("pk"))))  # type: ignore[attr-defined]

    with django_db_blocker.unblock(), transaction.atomic():
        assert "test_" in str(connection.settings_dict["NAME"]) or "memory" in str(connection.settings_dict["NAME"])
        world = World(watched).build()
        world.sign_in_everyone(dict(PURPOSES))
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World) -> Iterator[World]:
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)
    forget_restrictions()
