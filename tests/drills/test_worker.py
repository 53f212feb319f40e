"""`plumbline worker` as it runs: it seals what others write, ends when told to, and gives way to another."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

COMMAND = "from plumbline.config.command import main; main()"
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(database: Path, tmp_path: Path) -> Iterator[Run]:
    """Starts `plumbline …` on the drill's own database file."""
    surroundings = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "PLUMBLINE_VAR": str(tmp_path)}
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", COMMAND, *arguments]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=surroundings, text=True, **pipes))
        return started[-1]

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def test_it_does_what_is_due_and_the_ledger_is_sealed(run: Run) -> None:
    assert said(run("worker", "--once")) == (0, "")
    code, told = said(run("ledger", "verify"))
    assert code == 0
    assert "in 1 sealed batch," in told
    assert "All of them are sealed." in told


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to(run: Run, sign: signal.Signals) -> None:
    worker = run("worker")
    assert worker.stdout is not None
    assert re.match(r"At work on .*ledger\.seal", worker.stdout.readline())
    worker.send_signal(sign)
    assert said(worker) == (0, "")


def test_it_ends_with_the_server_that_started_it(run: Run) -> None:
    """However that ended: a worker whose parent is another than the one it was started by has been left behind."""
    assert said(run("worker", "--child-of", "1")) == (0, "")
