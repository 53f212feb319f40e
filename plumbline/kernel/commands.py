"""The base of the commands: one line when something is wrong, and exit codes that mean something.

0 done, 1 found something, 2 could not run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from plumbline.kernel import clock
from plumbline.kernel.errors import PlumblineError

FOUND_SOMETHING, COULD_NOT_RUN = 1, 2


class CouldNotRun(PlumblineError):
    """The command could not do its work; its text is the one line that the person is shown, with exit code 2."""


class Command(BaseCommand):
    """A command that hides what its user has no use for (Django's own switches)."""

    requires_system_checks: Any = []
    suppressed_base_arguments = {
        "--version",
        "--settings",
        "--pythonpath",
        "--no-color",
        "--force-color",
        "--skip-checks",
        "--traceback",
    }

    def print(self, text: str = "") -> None:
        self.stdout.write(text)

    def print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, default=str, ensure_ascii=False))

    def print_table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Columns as wide as their widest cell; numbers to the right."""
        cells = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
        right = [
            all(isinstance(row[i], int | float) or row[i] in ("", "–") or str(row[i]).endswith("%") for row in rows)
            for i in range(len(heads))
        ]
        for row in [list(heads), *cells]:
            line = "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
            self.print(line.rstrip())


def moment(text: str) -> datetime:
    """`--as-of`: a date or a date and time, local unless it names its zone. A date means its last second."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise CouldNotRun(f"{text!r} is not a date (2026-11-22) or a time (2026-11-22T14:05)") from None
    if len(text) <= 10:
        parsed = parsed.replace(hour=23, minute=59, second=59)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=clock.LONDON)).astimezone(UTC)
