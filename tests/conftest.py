"""Fixtures that the rooms' own tests have too, and the choice of what runs on a second database."""

import os

import pytest

from plumbline.conftest import (
    _tables_are_emptied_between_tests,
    child,
    client_for,
    nobody_proves_twice,
    officer,
    team,
)

__all__ = ["_tables_are_emptied_between_tests", "child", "client_for", "nobody_proves_twice", "officer", "team"]

TOUCH_SQL = {"db", "django_db_setup", "transactional_db", "live_server", "client_for"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine only what touches the database is worth its time."""
    if os.environ.get("PLUMBLINE_TESTS_SQL_ONLY") != "1":
        return
    kept = [item for item in items if _touches_sql(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _touches_sql(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    return item.get_closest_marker("django_db") is not None or bool(TOUCH_SQL & set(getattr(item, "fixturenames", ())))
