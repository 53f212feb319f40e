"""`plumbline import KIND FILE…`: take in an extract."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from plumbline.feeds.feed import Feed, Outcome, Unreadable
from plumbline.kernel.commands import FOUND_SOMETHING, Command, CouldNotRun

SHOWN = 50
LONGEST_AUTHORITY = 39


class Command(Command):
    help = "Take in an extract. Rows that cannot be taken in are listed; the others are written together or not at all."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> ArgumentParser:
        kinds = "\n".join(f"  {feed.kind:10} {feed.says}" for feed in Feed.register.values())
        told = {"formatter_class": RawDescriptionHelpFormatter, "epilog": f"kinds:\n{kinds}"}
        return super().create_parser(prog_name, subcommand, **(kwargs | told))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help="what the files are: " + ", ".join(Feed.register))
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report the same and write nothing")
        parser.add_argument(
            "--authority", default="", metavar="NAME", help="whose extract it is, where it does not say so itself"
        )
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write every rejected row's place and reason as CSV"
        )

    def handle(
        self, *, kind: str, files: list[Path], dry_run: bool, authority: str, rejects: Path | None, **_: Any
    ) -> None:
        feed = Feed.register.get(kind)
        if feed is None:
            raise CouldNotRun(f"{kind!r} is none of the kinds of extract: {', '.join(Feed.register)}")
        if len(authority) > LONGEST_AUTHORITY or "/" in authority:
            raise CouldNotRun(f"--authority takes a name of at most {LONGEST_AUTHORITY} characters without a stroke")
        if rejects and rejects.resolve() in {path.resolve() for path in files}:
            raise CouldNotRun(f"--rejects would write over {rejects}, which is to be read")
        try:
            # Opened before anything is written: what cannot be listed is not left out either.
            with rejects.open("w", newline="", encoding="utf-8") if rejects else nullcontext() as listing:
                outcome = feed.run(files, authority=authority.strip(), dry_run=dry_run)
                if listing:
                    write_rejects(outcome, listing)
        except Unreadable as fault:
            raise CouldNotRun(self.problems(fault)) from None
        except OSError as fault:
            raise CouldNotRun(f"{rejects} cannot be written: {fault.strerror}") from None
        self.report(outcome, dry_run, rejects, feed.counts)
        if outcome.rejected:
            sys.exit(FOUND_SOMETHING)

    def problems(self, fault: Unreadable) -> str:
        """One line for each problem: all but the last are written here, the last is the error's own."""
        *others, last = fault.problems
        for problem in others:
            self.stderr.write(problem)
        return f"{last}. Nothing was taken in."

    def report(self, outcome: Outcome, dry_run: bool, rejects: Path | None, counts: str) -> None:
        rows = [(name, t.read, t.new, t.changed, t.unchanged, t.rejected) for name, t in outcome.tallies.items()]
        self.print_table([counts, "read", "new", "changed", "unchanged", "rejected"], rows)
        for note in outcome.notes:
            self.print(f"Note: {note}")
        for rejected in outcome.rejected[:SHOWN]:
            self.print(str(rejected))
        unshown = len(outcome.rejected) - SHOWN
        if unshown > 0:
            self.print(f"… and {unshown} more" + ("" if rejects else "; --rejects FILE writes all of them"))
        self.print(self.summary(outcome, dry_run))

    def summary(self, outcome: Outcome, dry_run: bool) -> str:
        new = sum(tally.new for tally in outcome.tallies.values())
        changed = sum(tally.changed for tally in outcome.tallies.values())
        told = f"{new} new, {changed} changed, {len(outcome.rejected)} rejected."
        if dry_run:
            return f"Dry run: {told} Nothing was written."
        return told if new or changed else f"{told} Nothing was written: what can be taken in is here already."


def write_rejects(outcome: Outcome, listing: Any) -> None:
    written = csv.writer(listing)
    written.writerow(["file", "line", "reason"])
    written.writerows((r.file, r.line, r.reason) for r in outcome.rejected)
