"""`plumbline serve`: the production server."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command

from plumbline.access.queries import demo_accounts
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun

log = logging.getLogger(__name__)
AGAIN = 5  # seconds after which a worker that ended by itself is started anew
ENDS_WITHIN = 10  # seconds that it has to finish what it is at


class Command(Base):
    help = "Serve Plumbline. Behind a proxy that speaks TLS, or on localhost."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes; one for each core is a fair start")
        parser.add_argument(
            "--no-worker", action="store_true", help="leave recurring work to a `plumbline worker` of its own"
        )

    def handle(self, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _refuse_demo()
        _refuse_taken(host, port)
        call_command("collectstatic", interactive=False, verbosity=0)
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104  only compared
        self.print(f"Plumbline is at http://{shown}:{port}  (Ctrl+C stops it)")
        self.stdout.flush()
        if options["no_worker"]:
            _serve(host, port, options["workers"])
            return
        with _worker():
            _serve(host, port, options["workers"])


@contextmanager
def _worker() -> Iterator[None]:
    """`plumbline worker` beside the server: started anew if it ends by itself, ended with it."""
    stopping, running = threading.Event(), [_start_worker()]

    def watch() -> None:
        while True:
            code = running[0].wait()
            if stopping.wait(AGAIN):
                return
            log.error("the worker ended by itself (%s); it is started anew", code)
            running[0] = _start_worker()

    threading.Thread(target=watch, name="watches the worker", daemon=True).start()
    try:
        yield
    finally:
        stopping.set()
        _end(running[0])


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Some nightly work takes minutes: cut off, what it did stands, act by act, and the rest is done the next time."""
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, sys.argv[0], "worker", "--child-of", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603  this program itself


def _refuse_demo() -> None:
    """Everyone knows the password of the demo's accounts."""
    known = [account.username for account in demo_accounts()] if settings.SECURE else []
    if known:
        raise CouldNotRun(
            f"PLUMBLINE_TLS=1 says that this is in use, and the demo's accounts are open ({', '.join(known[:3])}, …): "
            "their password is printed. Serve another database, or close them: plumbline account close NAME"
        )


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            raise CouldNotRun(
                f"cannot listen on {host}:{port}: {fault}. Another port: --port (with make: PORT=)"
            ) from None


def _serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "plumbline.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
