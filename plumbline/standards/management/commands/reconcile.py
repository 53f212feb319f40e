"""`plumbline reconcile`: recompute every duty from facts; there must be no difference."""

from __future__ import annotations

import sys
from typing import Any

from plumbline.kernel.actors import system
from plumbline.kernel.commands import FOUND_SOMETHING
from plumbline.kernel.commands import Command as Base
from plumbline.standards import actions
from plumbline.standards.facts import Facts

SHOWN = 50


class Command(Base):
    help = "Recompute every duty from facts. Ends with 0 when nothing differs, with 1 and the differences when something does."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--mend",
            action="store_true",
            help="store what the facts say: after a change of policy numbers or of a standard",
        )

    def handle(self, **options: Any) -> None:
        found = [difference for facts in Facts.register.values() for difference in actions.differences(facts)]
        found += actions.strays()
        for difference in found[:SHOWN]:
            self.print(f"{difference.standard} for {difference.kind} {difference.subject_id}")
            self.print(f"  stored:   {difference.stored}")
            self.print(f"  reckoned: {difference.reckoned}")
        if len(found) > SHOWN:
            self.print(f"… and {len(found) - SHOWN:,} more")
        self.print(f"{len(found):,} differences")
        if found and options["mend"]:
            actions.mend(found, by=system("reconcile"))
            self.print("Mended: the duties now agree with the facts.")
        elif found:
            sys.exit(FOUND_SOMETHING)
