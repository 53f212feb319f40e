"""The rights that `plumbline ledger rights` gives a role are enough to run the product, and not enough to touch the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction

from plumbline.access.models import User
from plumbline.kernel.actors import system
from plumbline.ledger import guards
from plumbline.ledger.models import Entry
from plumbline.people import access as people_access
from plumbline.people import actions as people

# A role belongs to the whole server, on which several processes of the tests may be at work.
ROLE, TEST = f"plumbline_app_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}", system("test")
REFUSED = [f"{way} {table}{rest}" for table in guards.TABLES for way, rest in (("TRUNCATE", ""), ("DROP TABLE", ""))]
REFUSED += [f"DELETE FROM {table}" for table in guards.KEPT]
REFUSED += [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guards.TABLES]
REFUSED += [
    "UPDATE ledger_entry SET actor = 'nobody'",
    "UPDATE ledger_told SET sentence = ''",
    "UPDATE ledger_seal SET count = 0",
    "UPDATE ledger_erased SET erasure = 0",
    "UPDATE ledger_entryperson SET person_id = 0",
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "CREATE TABLE more (id int)",
    "ALTER TABLE people_person ADD COLUMN more int",
    "DELETE FROM django_migrations",
    "SET session_replication_role = replica",
]


pytestmark = pytest.mark.django_db  # has pytest-django set up a database


@pytest.fixture
def _django_db_helper() -> None:
    """In the place of pytest-django's, whose transaction would hide from the role what the owner grants it."""


@pytest.fixture
def as_role(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The product's connection, under the role; whatever is done is rolled back."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with django_db_blocker.unblock():
        said = StringIO()
        call_command("ledger", "rights", ROLE, stdout=said)
        owner = connections["default"]
        with owner.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'x'")
            cursor.execute(said.getvalue())
        other = connections.create_connection("default")
        other.settings_dict = owner.settings_dict | {"USER": ROLE, "PASSWORD": "x"}
        connections["default"] = other
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            other.close()
            connections["default"] = owner
            with owner.cursor() as cursor:
                cursor.execute(f"DROP OWNED BY {ROLE}")
                cursor.execute(f"DROP ROLE {ROLE}")


def test_it_is_the_role_that_acts(as_role: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (ROLE, False)


def test_the_product_runs(as_role: None) -> None:
    """An act with its duties, a change under a lock, a read, a search, and a look at who may sign in."""
    ada = people.add_person(by=TEST, given_name="Ada", surname="Marsh", gender="female", estimated_birth_year=2014)
    people.amend_person(ada, by=TEST, given_name="Adah")
    assert people_access.person_for(TEST, ada.pk).given_name == "Adah"
    assert people_access.people_found(TEST, "Marsh")
    assert Entry.objects.latest("pk").operation == "consultation"
    assert not User.objects.filter(username="nobody").exists()


def carry_out(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_rest_is_refused(as_role: None) -> None:
    for statement in REFUSED:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            carry_out(statement)
