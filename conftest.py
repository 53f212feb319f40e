"""What the tests of the rooms and those beside them share: the database that they begin with."""

import gc
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from plumbline.kernel import clock
from tests import migrated


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at",
        metavar="MOMENT",
        help="the time in London at which the run begins, as 2027-03-28T00:55: what holds at noon may not hold at midnight."
        " Sessions end by the machine's clock: a few tests fail more than a fortnight from it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Starts the product's clock at another time. Processes that a test begins keep the machine's own, and so does a browser."""
    if at := config.getoption("--at"):
        begun = datetime.fromisoformat(at).replace(tzinfo=clock.LONDON)
        ahead = begun - datetime.now(clock.LONDON)

        class Shifted(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) + ahead

        clock.datetime = Shifted  # type: ignore[misc,attr-defined]


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
    gc.set_threshold(50_000, 20, 50)
