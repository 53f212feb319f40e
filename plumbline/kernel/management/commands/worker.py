"""`plumbline worker`: recurring work."""

from __future__ import annotations

import os
import signal
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from plumbline.kernel import recurring
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.worker import Worker


class Command(Base):
    help = "Do the recurring work: sealing the ledger every two seconds, and whatever else is due. Any number may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--child-of", type=int, help=SUPPRESS, metavar="PID")  # `plumbline serve` started it

    def handle(self, *, once: bool, child_of: int | None, **_options: Any) -> None:
        worker = Worker()
        if once:
            worker.round()
            worker.wait()
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: worker.stop())
        if child_of is None:
            self.print(f"At work on {', '.join(sorted(recurring.register))}  (Ctrl+C stops it)")
            self.stdout.flush()
        worker.run(lambda: child_of is None or os.getppid() == child_of)
