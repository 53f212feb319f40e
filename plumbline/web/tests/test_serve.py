"""The worker beside the server: there while it serves, started anew if it ends by itself, ended with it."""

import signal
import subprocess
import sys
import threading

from plumbline.web.management.commands import serve

STAYS = "import signal; print('here', flush=True); signal.pause()"
AT_WORK = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STAYS[15:]}"


def test_a_worker_that_ends_by_itself_is_started_anew_and_ends_with_the_server(monkeypatch, caplog):
    started, again = [], threading.Event()

    def start():
        code = STAYS if started else "pass"
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        started.append(process)
        if code == STAYS:
            assert process.stdout.readline() == "here\n"
            again.set()
        return process

    monkeypatch.setattr(serve, "AGAIN", 0)
    monkeypatch.setattr(serve, "_start_worker", start)
    with serve._worker():
        assert again.wait(60)
    assert [process.poll() is not None for process in started] == [True, True]
    assert "the worker ended by itself (0); it is started anew" in caplog.text
    for process in started:
        process.stdout.close()


def test_one_that_does_not_come_to_an_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(serve, "ENDS_WITHIN", 0.2)
    with subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "here\n"
        serve._end(process)
        assert process.returncode == -signal.SIGKILL


def test_it_is_this_program_and_knows_whose_child_it_is(monkeypatch):
    told = []
    monkeypatch.setattr(subprocess, "Popen", told.append)
    monkeypatch.setattr(sys, "argv", ["/srv/.venv/bin/plumbline", "serve"])
    serve._start_worker()
    (command,) = told
    assert command[:4] == [sys.executable, "/srv/.venv/bin/plumbline", "worker", "--child-of"]
