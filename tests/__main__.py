"""Everything that this machine can run: `make test`, or `python -m tests [--quick]`.

In order: style, layers, types, generated references, known weaknesses of what is locked; then pytest on SQLite, on
PostgreSQL and in a browser. What cannot be run here is said with its reason. The last line is the sum: `N passed, N failed,
N skipped`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import audit, migrated
from tests.postgres import PATIENCE, NoPostgres, cluster, create_database

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REFERENCES = {"docs/standards.md": [str(BIN / "plumbline"), "standards", "--format", "md"]}
CHECKS = {
    "Style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "Format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "Layers": [str(BIN / "lint-imports")],
    "Types": [str(BIN / "mypy")],
}
SLOW = {"Types"}
PYTEST = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-rN", "--durations=5", "--durations-min=10"]
# Two workers, one for each core of a small machine. A group (see xdist_group) stays with one of them.
ROOMS = ["plumbline", "tests", "--ignore=tests/browser", "-n", "2", "--dist", "loadgroup"]
BROWSER = ["tests/browser", "-n", "2", "--dist", "loadfile"]
# Seconds after which a run of pytest is stuck, on a machine that does other work besides; a test that is stuck is ended sooner,
# by pytest itself.
LONGEST = 30 * 60


@dataclass
class Tally:
    """What passed, and by name what did not."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def add_report(self, where: str, report: Path, status: int) -> None:
        """The counts of one pytest run. A run that ended badly without naming a test is itself a failure."""
        before = len(self.failed)
        for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
            self._add_case(where, case)
        if status not in (0, 5) and len(self.failed) == before:
            self.failed.append(f"{where}: pytest ended with status {status}")

    def _add_case(self, where: str, case: ElementTree.Element) -> None:
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            self.failed.append(f"{where}: {case.get('classname')}::{case.get('name')}")
        elif skip is not None:
            self.skipped[f"{where}: {(skip.get('message') or 'no reason given').splitlines()[0]}"] += 1
        else:
            self.passed += 1

    def __str__(self) -> str:
        return f"{self.passed} passed, {len(self.failed)} failed, {sum(self.skipped.values())} skipped"


class Run:
    """One run of the whole, with its directory for reports and for what the product itself would keep."""

    def __init__(self, directory: Path) -> None:
        self.tally = Tally()
        self.directory = directory
        # A force's own numbers or a developer's database must not decide how a test ends.
        self.surroundings = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not _is_ours(k)}
        self.surroundings |= {
            "PLUMBLINE_VAR": str(directory / "var"),
            "DJANGO_SETTINGS_MODULE": "plumbline.config.settings",
            # Hundreds of processes begin in one run: what the first has compiled is there for the others, and nowhere else.
            "PYTHONPYCACHEPREFIX": str(directory / "compiled"),
        }
        self.surroundings.pop("PYTHONDONTWRITEBYTECODE", None)

    def server(self, stack: ExitStack) -> str | None:
        """The address of a PostgreSQL that lives as long as the run; None, and said, where there is none."""
        try:
            return stack.enter_context(cluster(**PATIENCE))
        except NoPostgres as fault:
            self.skip("PostgreSQL", str(fault))
            return None

    @contextmanager
    def making_ready(self, postgres: str | None) -> Iterator[None]:
        """Makes the migrated databases that the tests copy, beside what else is done meanwhile."""
        file = self.directory / "migrated.sqlite3"
        addresses = {"SQLite": f"sqlite:///{file}"}
        self.surroundings[migrated.FILE_IN] = str(file)
        if postgres:
            addresses["PostgreSQL"] = create_database(postgres, migrated.TEMPLATE)
            self.surroundings[migrated.TEMPLATE_IN] = migrated.TEMPLATE
        begun = {where: migrated.making(address, self.surroundings) for where, address in addresses.items()}
        yield
        for where, process in begun.items():
            with heading(f"Migrated: {where}"):
                told = process.communicate()[1]
                print(told, end="")
                self._count(f"Migrated: {where}", not process.returncode)

    def check(self, name: str, command: list[str]) -> None:
        with heading(name):
            done = subprocess.run(command, cwd=HOME, env=self.surroundings, capture_output=True, text=True, check=False)
            if done.returncode:
                print((done.stdout + done.stderr).strip())
            self._count(name, not done.returncode)

    def references(self) -> None:
        with heading("Generated references"):
            for path, command in REFERENCES.items():
                made = subprocess.run(
                    command, cwd=HOME, env=self.surroundings, capture_output=True, text=True, check=False
                )
                held = (HOME / path).read_text() if (HOME / path).exists() else ""
                current = not made.returncode and made.stdout.strip() == held.strip()
                if not current:
                    print(
                        f"{path} is not what `{' '.join(command[1:])}` prints: `make docs` renews it. {made.stderr.strip()}"
                    )
                self._count(f"{path} is current", current)

    def pytest(self, where: str, *arguments: str, **surroundings: str) -> None:
        with heading(f"Tests: {where}"):
            report = self.directory / f"{where}.xml"
            command = [*PYTEST, f"--junitxml={report}", *arguments]
            self.tally.add_report(where, report, _within(LONGEST, command, self.surroundings | surroundings))

    def known_weaknesses(self) -> None:
        """What is locked, against the published list of weaknesses; in CI alone, since the list is elsewhere."""
        if not os.environ.get("CI"):
            self.skip("Known weaknesses", "looked up in CI alone (CI=true)")
            return
        with heading("Known weaknesses"):
            try:
                found = audit.weaknesses(HOME / "requirements" / "runtime.txt")
            except audit.NotReached as fault:
                print(f"Skipped: {fault}.")
                self.tally.skipped[f"Known weaknesses: {fault}"] += 1
                return
            print("\n".join(found) or "None in what is locked.")
            self._count("Known weaknesses", not found)

    def on_postgres(self, address: str | None) -> None:
        """What touches the database, once more on the other engine."""
        if address:
            self.pytest("PostgreSQL", *ROOMS, DATABASE_URL=address, PLUMBLINE_TESTS_SQL_ONLY="1")

    def in_browser(self) -> None:
        if shutil.which("chromium"):
            self.pytest("browser", *BROWSER)
        else:
            self.skip("browser", "Chromium is not installed")

    def skip(self, where: str, why: str) -> None:
        with heading(f"Tests: {where}"):
            print(f"Skipped: {why}.")
        self.tally.skipped[f"{where}: {why}"] += 1

    def _count(self, name: str, passed: bool) -> None:
        if passed:
            self.tally.passed += 1
        else:
            self.tally.failed.append(name)


def _within(seconds: float, command: list[str], surroundings: dict[str, str]) -> int:
    """The exit status; that of a run which does not end in time is -9, and its workers end with it."""
    with subprocess.Popen(command, cwd=HOME, env=surroundings, start_new_session=True) as running:
        try:
            return running.wait(seconds)
        except BaseException as fault:
            os.killpg(running.pid, signal.SIGKILL)
            if isinstance(fault, subprocess.TimeoutExpired):
                print(f"Stuck: ended after {seconds / 60:.0f} minutes.", flush=True)
                return running.wait()
            raise


def _is_ours(name: str) -> bool:
    return name.startswith("PLUMBLINE_") and name not in ("PLUMBLINE_TEST_POSTGRES", "PLUMBLINE_PICTURES")


@contextmanager
def heading(name: str) -> Iterator[None]:
    print(f"\n== {name} ==", flush=True)
    started = time.monotonic()
    yield
    print(f"   {name}: {time.monotonic() - started:.1f} s", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    options.add_argument("--quick", action="store_true", help="SQLite alone: no types, no PostgreSQL, no browser")
    quick = options.parse_args().quick
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="plumbline-tests-") as directory:
        run = Run(Path(directory))
        carry_out(run, quick=quick)
    close(run.tally, time.monotonic() - started)
    return 1 if run.tally.failed else 0


def carry_out(run: Run, *, quick: bool) -> None:
    with ExitStack() as stack:
        postgres = None if quick else run.server(stack)
        with run.making_ready(postgres):
            for name, command in CHECKS.items():
                if not (quick and name in SLOW):
                    run.check(name, command)
            run.references()
            run.known_weaknesses()
        run.pytest("SQLite", *ROOMS)
        if quick:
            run.skip("PostgreSQL", "asked to be quick")
            run.skip("browser", "asked to be quick")
            return
        run.on_postgres(postgres)
        run.in_browser()


def close(tally: Tally, seconds: float) -> None:
    if tally.skipped:
        print("\n== Skipped ==")
        for reason, times in tally.skipped.most_common():
            print(f"{times:5} {reason}")
    if tally.failed:
        print("\n== Failed ==")
        print("\n".join(tally.failed))
    print(f"\nAll of it took {seconds / 60:.1f} minutes.")
    print(tally, flush=True)


if __name__ == "__main__":
    sys.exit(main())
