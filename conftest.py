"""What the tests of the rooms and those beside them share: the database that they begin with."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connection

from tests import migrated


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Before the test database is made: where `make test` has one with all tables, this one begins as its copy."""
    held = migrated.laid_under(connection)
    yield
    if held is not None:
        held.close()


def pytest_collection_finish() -> None:
    """What is loaded and collected by now stays to the end: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
