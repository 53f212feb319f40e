"""`plumbline watch`: how the telling of duties stands, for whoever monitors the installation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.commands import FOUND_SOMETHING
from plumbline.kernel.commands import Command as Base
from plumbline.watch.queries.reading import Standing, standing
from plumbline.web.words import moment

LATE = timedelta(minutes=2)


class Command(Base):
    help = "Up to when the watch has looked, what nobody has acknowledged, what waits to leave. 1: it stands still, or gave up."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *_args: Any, format: str, **_options: Any) -> None:
        found = standing()
        if format == "json":
            self.print_json(asdict(found))
        else:
            self._in_words(found)
        if _is_wrong(found):
            raise SystemExit(FOUND_SOMETHING)

    def _in_words(self, found: Standing) -> None:
        looked = f"Looked until {moment(found.looked_until)}" if found.looked_until else "Never looked: no worker runs"
        self.print(f"{looked}. {found.noted} noted, {found.open_messages} messages not acknowledged.")
        rows = [
            [
                each["channel"],
                "on" if each["is_on"] else "off",
                *(each[name] for name in COUNTS),
                each["latest_fault"] or "",
            ]
            for each in found.channels
        ]
        self.print_table(["Channel", "", "Waiting", "Failing", "Given up", "Last fault"], rows)


COUNTS = ("waiting", "failing", "given_up")


def _is_wrong(found: Standing) -> bool:
    stands_still = found.looked_until is None or clock.now() - found.looked_until > LATE
    return stands_still or any(each["given_up"] for each in found.channels)
