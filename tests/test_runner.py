"""The runner itself: it counts right, says what it skipped, and leaves no server behind."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import audit
from tests.__main__ import CHECKS, HOME, REFERENCES, Tally, _within, close
from tests.postgres import NoPostgres, binaries, cluster

REPORT = """<testsuites><testsuite>
  <testcase classname="a" name="passes"/>
  <testcase classname="a" name="fails"><failure message="no">trace</failure></testcase>
  <testcase classname="a" name="breaks"><error message="no">trace</error></testcase>
  <testcase classname="a" name="waits"><skipped type="pytest.skip" message="no Chromium"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return path


def test_each_outcome_is_counted_once(report):
    tally = Tally()
    tally.add_report("SQLite", report, 1)
    assert str(tally) == "1 passed, 2 failed, 1 skipped"
    assert tally.failed == ["SQLite: a::fails", "SQLite: a::breaks"]
    assert tally.skipped == {"SQLite: no Chromium": 1}


def test_a_run_that_ends_badly_without_a_word_has_failed(tmp_path):
    tally = Tally()
    tally.add_report("SQLite", tmp_path / "none.xml", 4)
    assert tally.failed == ["SQLite: pytest ended with status 4"]


def test_a_run_that_is_stuck_is_ended_with_all_that_it_started(tmp_path):
    """Whoever it started would else hold the terminal, or a database, for ever."""
    known = tmp_path / "child"
    script = f"sleep 600 & echo $! > {known}; wait"
    assert _within(1, ["/bin/sh", "-c", script], dict(os.environ)) == -signal.SIGKILL
    state = Path(f"/proc/{known.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] in "ZX", "gone, or dead and waiting to be counted"


def test_a_run_that_ends_tells_how_it_ended():
    assert _within(60, ["/bin/sh", "-c", "exit 3"], dict(os.environ)) == 3


def test_a_test_that_hangs_is_one_failed_test_among_others(tmp_path):
    """Its worker is ended where it stands, says where that was, and the tests after it are run by another."""
    (tmp_path / "test_two.py").write_text(
        "import threading\n\n\ndef test_hangs():\n    threading.Event().wait()\n\n\ndef test_passes():\n    pass\n"
    )
    settings = ["-c", "/dev/null", "--rootdir", str(tmp_path), "-o", "faulthandler_exit_on_timeout=true"]
    command = [sys.executable, "-m", "pytest", "-q", *settings, "-o", "faulthandler_timeout=2", "-n", "1", "-p"]
    told = subprocess.run(
        [*command, "no:django", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "1 failed, 1 passed" in told.stdout, told.stdout
    assert "test_hangs" in told.stderr, "the trace names the line that waits"


def test_a_known_weakness_is_told_with_its_remedy():
    weak = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    told = {
        "dependencies": [{"name": "a", "version": "1.0", "vulns": [weak]}, {"name": "b", "version": "1", "vulns": []}]
    }
    assert audit.read(told) == ["a 1.0: PYSEC-1, mended in 2.0"]


def test_an_index_without_the_list_is_no_clean_bill():
    with pytest.raises(audit.NotReached):
        audit.read({"dependencies": [{"name": "a", "version": "1.0", "skip_reason": "not found"}]})


def test_a_run_without_tests_is_no_failure(tmp_path):
    tally = Tally()
    tally.add_report("browser", tmp_path / "none.xml", 5)
    assert str(tally) == "0 passed, 0 failed, 0 skipped"


def test_the_last_line_is_plain(report, capsys):
    tally = Tally()
    tally.add_report("SQLite", report, 1)
    close(tally, 61)
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"\d+ passed, \d+ failed, \d+ skipped", last)


def test_reasons_and_names_are_said_at_the_end(report, capsys):
    tally = Tally()
    tally.add_report("SQLite", report, 1)
    close(tally, 61)
    told = capsys.readouterr().out
    assert "1 SQLite: no Chromium" in told
    assert "SQLite: a::fails" in told


def test_what_it_calls_is_there():
    assert [command[0] for command in CHECKS.values() if not Path(command[0]).exists()] == []
    assert set(REFERENCES) == {"docs/standards.md"}


def test_ci_calls_the_command_of_the_readme_and_nothing_cleverer():
    script = (HOME / ".ci" / "run").read_text()
    assert script.rstrip().endswith("make test")
    assert os.access(HOME / ".ci" / "run", os.X_OK)


class TestPostgres:
    @pytest.fixture(autouse=True)
    def installed(self, monkeypatch):
        for name in ("DATABASE_URL_TEST", "PLUMBLINE_TEST_POSTGRES"):
            monkeypatch.delenv(name, raising=False)
        try:
            binaries()
        except NoPostgres as fault:
            pytest.skip(str(fault))

    def test_a_server_named_in_the_surroundings_is_used_as_it_is(self, monkeypatch):
        monkeypatch.setenv("PLUMBLINE_TEST_POSTGRES", "postgresql://elsewhere/x")
        with cluster() as address:
            assert address == "postgresql://elsewhere/x"

    def test_it_is_gone_even_when_its_user_is_killed(self):
        """SIGKILL lets nothing clean up; the shell between us and the server sees our end and does."""
        holds = "import sys, time, tests.postgres as p\nwith p.cluster() as a: print(a, flush=True); sys.stdin.read()"
        user = subprocess.Popen(
            [sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME
        )
        with user:
            address = user.stdout.readline().strip()
            port = int(re.search(r":(\d+)/", address)[1])
            keeper = int(
                subprocess.run(
                    ["pgrep", "-P", str(user.pid)], capture_output=True, text=True, check=True
                ).stdout.split()[0]
            )
            asked = [str(binaries() / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
            assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
            user.send_signal(signal.SIGKILL)
            user.wait()
            subprocess.run(["tail", f"--pid={keeper}", "-f", "/dev/null"], timeout=30, check=True)
            assert subprocess.run(asked, capture_output=True, check=False).returncode != 0
