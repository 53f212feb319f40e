"""A ledger on a real database of its own: a file on SQLite, a database of the server on PostgreSQL. What is done to it is
committed, and what a thief would do to it can be done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

Migrated = Callable[[str], None]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # each process of the tests has databases of its own
PREPARED, OWN = f"plumbline_ledger_prepared_{WORKER}", f"plumbline_ledger_own_{WORKER}"


@contextmanager
def at(name: str) -> Iterator[Any]:
    """The product's connection leads to that database meanwhile."""
    usual = connections["default"]
    other = connections.create_connection("default")
    other.settings_dict = usual.settings_dict | {"NAME": name}
    connections["default"] = other
    try:
        yield other
    finally:
        other.close()
        connections["default"] = usual


def _administer(*statements: str) -> None:
    with at("postgres") as server, server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A migrated database with the tables of the floors alone, copied for each test."""
    is_file = connection.vendor == "sqlite"
    name = str(tmp_path_factory.mktemp("ledger") / "prepared.sqlite3") if is_file else PREPARED
    with django_db_blocker.unblock():
        if not is_file:
            _administer(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        with at(name):
            call_command("migrate", "ledger", verbosity=0)
            call_command("migrate", "kernel", verbosity=0)
        yield name
        if not is_file:
            _administer(f"DROP DATABASE {name}")


@contextmanager
def _fresh(tmp_path: Path, template: str) -> Iterator[Any]:
    if connection.vendor == "sqlite":
        path = tmp_path / "ledger.sqlite3"
        if template:
            shutil.copy(template, path)
        with at(str(path)) as own:
            yield own
        return
    _administer(f"DROP DATABASE IF EXISTS {OWN}", f"CREATE DATABASE {OWN} TEMPLATE {template or 'template0'}")
    try:
        with at(OWN) as own:
            yield own
    finally:
        _administer(f"DROP DATABASE {OWN} WITH (FORCE)")


@pytest.fixture
def own(_prepared: str, tmp_path: Path, django_db_blocker: Any, settings: Any) -> Iterator[Any]:
    """The connection to a ledger that is empty, with its key and its file of heads in the test's folder."""
    settings.LEDGER_KEY, settings.LEDGER_HEADS = tmp_path / "ledger-key", tmp_path / "ledger-heads.jsonl"
    with django_db_blocker.unblock(), _fresh(tmp_path, _prepared) as connected:
        yield connected


@pytest.fixture
def unmigrated(_prepared: str, tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """The connection to a database with nothing in it."""
    with django_db_blocker.unblock(), _fresh(tmp_path, "") as connected:
        yield connected
