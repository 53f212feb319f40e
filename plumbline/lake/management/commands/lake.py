"""`plumbline lake export DIR` and `plumbline lake inspect DIR`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from plumbline.kernel import clock
from plumbline.kernel.commands import Command, CouldNotRun, moment
from plumbline.lake import store
from plumbline.lake.export import publish
from plumbline.standards.facts import Facts
from plumbline.standards.queries import Counts
from plumbline.standards.standard import Standard

HEADS = ("standard", "rate", "met", "late", "overdue", "pending", "cannot tell", "waived")


class Command(Command):
    help = "The same standards on an analyst's machine: what facts read as Parquet, judged by DuckDB."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True, metavar="export|inspect")
        export = doing.add_parser("export", help="write what facts read of this force as Parquet, by force and month")
        export.add_argument("directory", metavar="DIR", type=Path)
        inspect = doing.add_parser(
            "inspect", help="every standard with its duties counted by state, as `plumbline inspect`"
        )
        inspect.add_argument("directory", metavar="DIR", type=Path)
        inspect.add_argument("--force", metavar="NAME", help="one force of those exported; all, if none is named")
        inspect.add_argument(
            "--as-of", metavar="T", help="as things stood then; else when the (earliest) export was made"
        )

    def handle(self, *, doing: str, **options: Any) -> None:
        duck = store.duckdb()
        if doing == "export":
            self.export(duck, options["directory"])
        else:
            self.inspect(duck, options["directory"], options["force"], options["as_of"])

    def export(self, duck: Any, directory: Path) -> None:
        numbers = publish(duck, directory, settings.FORCE_NAME)
        self.print_table(["table", "rows"], list(numbers.items()))
        self.print(f"\n{sum(numbers.values()):,} rows of {settings.FORCE_NAME} in {directory}.")

    def inspect(self, duck: Any, directory: Path, force: str | None, as_of: str | None) -> None:
        chosen = [export for export in store.exports(directory) if force in (None, export.force)]
        if not chosen:
            names = ", ".join(export.force for export in store.exports(directory))
            raise CouldNotRun(f"{directory} holds no export of {force!r}; it holds {names}")
        at = moment(as_of) if as_of else min(export.at for export in chosen)
        found = {key: store.Total() for key in Standard.register}
        for export in chosen:
            store.open_force(duck, directory, export)
            _add(found, duck, at)
        self.report(found, at)

    def report(self, found: dict[str, store.Total], as_of: datetime) -> None:
        self.print_table(HEADS, [_row(key, total.counts) for key, total in found.items()])
        number = sum(total.counts.applies for total in found.values())
        self.print(f"\n{number:,} duties under {len(found)} standards, as of {clock.local(as_of):%d %b %Y %H:%M}.")
        for key, total in sorted(found.items()):
            for facts, unknown in sorted(total.unknown.items()):
                self.print(f"{key}: cannot tell for {unknown:,}, never supplied: {facts}")


def _add(found: dict[str, store.Total], duck: Any, as_of: datetime) -> None:
    """One force's totals on top of those of the others."""
    from plumbline.lake.engine import totals

    for facts in Facts.register.values():
        for key, total in totals(facts, duck, as_of).items():
            for state in ("met", "late", "pending", "overdue", "cannot_tell", "waived"):
                found[key].counts.add(state, getattr(total.counts, state))
            for names, number in total.unknown.items():
                found[key].unknown[names] = found[key].unknown.get(names, 0) + number


def _row(key: str, counts: Counts) -> tuple[Any, ...]:
    rate = "–" if counts.rate is None else f"{round(counts.rate, 4):.1%}"
    return key, rate, counts.met, counts.late, counts.overdue, counts.pending, counts.cannot_tell, counts.waived
