"""Two people, two processes, a lost connection: what is shared by the drills.

On PostgreSQL acts commit for real, from threads. On SQLite, whose test database is in memory, they are done by other
processes on a file (`deeds.py`). Each drill is deterministic: nobody sleeps, everyone waits for a sign.
"""

from __future__ import annotations

import contextvars
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from plumbline.kernel import clock
from plumbline.kernel.workdays import CalendarDay, fill_calendar
from plumbline.standards import actions
from plumbline.standards.facts import Facts
from plumbline.standards.tests.world import START, World
from tests.migrated import copied_to

HOME = Path(__file__).resolve().parent.parent.parent
LONGEST = 120  # seconds after which a drill that hangs has failed


def differing() -> list[Any]:
    found = [difference for facts in Facts.register.values() for difference in actions.differences(facts)]
    return [*found, *actions.strays()]


# PostgreSQL: threads


@pytest.fixture
def _calendar_afterwards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Emptying every table after a test takes the calendar too, which only a migration fills."""
    yield
    with django_db_blocker.unblock():
        if not CalendarDay.objects.exists():
            fill_calendar(apps, None)


@pytest.fixture
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this drill is for PostgreSQL; SQLite is drilled by processes")


@pytest.fixture
def force(_on_postgresql: None, _calendar_afterwards: None, transactional_db: None) -> World:
    """A small force on PostgreSQL, where acts commit for real. SQLite has drills of its own."""
    if not CalendarDay.objects.exists():
        fill_calendar(apps, None)
    return World()


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Each deed in a thread and on a connection of its own, all let go together: what each returned, or why it failed."""
    barrier = Barrier(len(deeds))

    def carry_out(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(LONGEST)
            return deed()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        running = [threads.submit(contextvars.copy_context().run, carry_out, deed) for deed in deeds]
        return [each.result(LONGEST) for each in running]


@pytest.fixture
def frozen() -> Iterator[None]:
    with clock.frozen(START):
        yield


# SQLite: processes


@pytest.fixture(scope="session")
def _deeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`deeds.py`, waiting for someone to ask it for a process."""
    folder = tmp_path_factory.mktemp("deeds")
    address = folder / "socket"
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}",
        "PLUMBLINE_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "plumbline.config.settings",
    }
    command = [sys.executable, "-m", "tests.drills.deeds", str(address)]
    with subprocess.Popen(command, cwd=HOME, env=surroundings, text=True, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "listening\n"
        yield address
        running.terminate()


class Process:
    """Someone at work on one database file. It tells what it has done, and stops where it is told to until told to go on."""

    def __init__(self, address: Path, database: Path, deed: str, *said: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(LONGEST)
        self.socket.connect(str(address))
        self.talk = self.socket.makefile("rw")
        self.tell(json.dumps({"database": str(database), "deed": deed, "said": said}))
        self.number: int = self.hear()

    def hear(self) -> Any:
        """What it says next."""
        told = json.loads(self.talk.readline())
        if isinstance(told, dict) and "fault" in told:
            raise AssertionError(told["fault"])
        return told

    def tell(self, line: str = "") -> None:
        self.talk.write(line + "\n")
        self.talk.flush()

    go_on = tell

    def kill(self) -> None:
        """As a power cut would: no clean-up, no rollback of its own. Its end is known by its silence."""
        os.kill(self.number, signal.SIGKILL)
        assert self.talk.readline() == ""
        self.close()

    def close(self) -> None:
        self.talk.close()
        self.socket.close()


@pytest.fixture(scope="session")
def _prepared(_deeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file with three children, a few officers and two episodes; copied for each drill."""
    database = copied_to(tmp_path_factory.mktemp("drills") / "prepared.sqlite3")
    process = Process(_deeds, database, "prepare")
    assert process.hear() == "prepared"
    assert process.talk.readline() == ""  # it has ended, and its database is closed
    process.close()
    return database


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if connection.vendor == "postgresql":
        pytest.skip("this drill is for SQLite; PostgreSQL is drilled by threads")
    return Path(shutil.copy(request.getfixturevalue("_prepared"), tmp_path / "drill.sqlite3"))


@pytest.fixture
def start(database: Path, _deeds: Path) -> Iterator[Callable[..., Process]]:
    """Starts a process on a deed, with what it needs to know."""
    started: list[Process] = []

    def begin(deed: str, *said: str) -> Process:
        started.append(Process(_deeds, database, deed, *said))
        return started[-1]

    yield begin
    for process in started:
        process.close()


@pytest.fixture
def found(start: Callable[..., Process]) -> Callable[[], dict[str, Any]]:
    """What a fresh process finds in the database: is it whole, do duties agree, how many rows of each."""

    def look() -> dict[str, Any]:
        process = start("look")
        told: dict[str, Any] = process.hear()
        process.close()
        return told

    return look
