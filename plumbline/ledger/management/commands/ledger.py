"""`plumbline ledger verify`, `seal`, `guard`, `key` and `rights`."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from tqdm import tqdm

from plumbline.kernel import clock
from plumbline.kernel.commands import FOUND_SOMETHING, CouldNotRun
from plumbline.kernel.commands import Command as Base
from plumbline.ledger import guards, heads, queries
from plumbline.ledger.actions import seals
from plumbline.ledger.verify import Report, verify

PATIENCE = 10  # seconds for which `seal` waits for transactions that are under way
SHOWN = 50


class Command(Base):
    help = "The ledger of who did and who read what: whether it is as it was written, and what keeps it so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True, metavar="verify|seal|guard|key|rights")
        check = doing.add_parser("verify", help="is every entry as it was written? ends with 1 where one is not")
        check.add_argument("--heads", metavar="FILE", type=Path, help="the file of signed heads, if it lies elsewhere")
        check.add_argument("--public-key", metavar="FILE", type=Path, help="trust this key (PEM) and no other")
        seal = doing.add_parser("seal", help="seal now what the worker would seal within seconds")
        seal.add_argument(
            "--restored",
            metavar="WHY",
            help="the database was restored from a back-up (or the file of heads lost): go on",
        )
        doing.add_parser("guard", help="put up again the triggers that refuse changes, where one is gone; as the owner")
        doing.add_parser("key", help="print the public key, for an auditor to keep")
        rights = doing.add_parser("rights", help="print the SQL that gives a PostgreSQL role what the product needs")
        rights.add_argument("role", metavar="ROLE", help="the role under which the product is to run")

    def handle(self, *, doing: str, **options: Any) -> None:
        getattr(self, doing)(**options)

    def verify(self, *, public_key: Path | None, **options: Any) -> None:
        path = options["heads"] or Path(settings.LEDGER_HEADS)
        for given in filter(None, (options["heads"], public_key)):
            if not given.is_file():
                raise CouldNotRun(f"there is no file {given}")
        began = time.monotonic()
        with tqdm(
            total=queries.number(), unit=" entries", unit_scale=True, desc="ledger", disable=None, leave=False
        ) as bar:
            report = verify(path, public_key, bar.update)
        self._tell(report, time.monotonic() - began)
        if report.findings:
            sys.exit(FOUND_SOMETHING)

    def _tell(self, report: Report, took: float) -> None:
        for finding in report.findings[:SHOWN]:
            self.print(str(finding))
        if len(report.findings) > SHOWN:
            self.print(f"… and {len(report.findings) - SHOWN:,} more.")
        if report.findings:
            self.print()
        for note in report.notes:
            self.print(f"Note: {note}")
        batches = "1 sealed batch" if report.seals == 1 else f"{report.seals:,} sealed batches"
        self.print(f"{report.entries:,} entries in {batches}, read in {took:.1f} s.")
        self.print(_about_unsealed(report))
        self.print(
            f"{len(report.findings):,} findings: the ledger is not as it was written. docs/operations.md says what to do."
            if report.findings
            else "Nothing was edited, deleted, inserted, reordered or cut off."
        )

    def seal(self, *, restored: str | None, **_options: Any) -> None:
        if restored is not None:
            if not restored.strip():
                raise CouldNotRun('say why: --restored "restored from the back-up of 3 March after the disk failed"')
            self.print(f"Noted in the file of heads: the ledger goes on from seal {seals.set_back(restored.strip())}.")
        settling, sealed = seals.Settling(), 0
        for _ in range(PATIENCE * 5):
            sealed += seals.seal(settling)
            if not settling.waits_for:
                break
            time.sleep(0.2)
        self.print(f"{sealed:,} entries sealed. The heads are in {settings.LEDGER_HEADS}.")
        if settling.waits_for:
            self.print("Some entries wait for transactions that are still open; seal again when they have ended.")

    def guard(self, **_options: Any) -> None:
        missing = guards.missing_on(connection)
        guards.put_up(connection)
        self.print(f"Put up again: {', '.join(missing)}." if missing else "Every trigger is in its place.")

    def key(self, **_options: Any) -> None:
        self.print(heads.as_pem(heads.private_key().public_key()).strip())

    def rights(self, *, role: str, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CouldNotRun("SQLite has no roles: who may write the file may do anything. This is for PostgreSQL")
        self.print(
            f"-- What {role} needs to run Plumbline, and no more. The owner of the database runs it, after each upgrade."
        )
        for statement in guards.rights(role, str(connection.settings_dict["NAME"])):
            self.print(statement)


def _about_unsealed(report: Report) -> str:
    if not report.unsealed:
        return "All of them are sealed."
    age = int(clock.now().timestamp()) - (report.oldest_unsealed or 0)
    return f"{report.unsealed:,} of them are not sealed yet, the oldest written {age:,} s ago."
