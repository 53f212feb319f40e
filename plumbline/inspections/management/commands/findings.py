"""`plumbline findings`: what inspectors found, and what here would show it."""

from __future__ import annotations

from typing import Any

from plumbline.inspections.queries.finding import Found, reference_findings, themes
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun


class Command(Base):
    help = "What inspectors found in two forces (W1-W44, K1-K69), and what here would show it: standards, records, or not yet."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--force", metavar="NAME", help="only those of this force")
        parser.add_argument("--theme", metavar="NAME", help="only those on this theme")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, **options: Any) -> None:
        found = _chosen(options["force"], options["theme"])
        if options["format"] == "json":
            self.print_json([described(finding) for finding in found])
            return
        rows = [[f.number, f.force, f.sentiment_words, f.theme, _shown_by(f)] for f in found]
        self.print_table(["no.", "force", "says", "theme", "shown by"], rows)
        shown = sum(bool(f.standards or f.records) for f in found)
        self.print(f"\n{len(found)} findings; {shown} shown by something here, {len(found) - shown} not yet.")
        self.print("--format json gives each in words, with its links.")


def _chosen(force: str | None, theme: str | None) -> list[Found]:
    every = reference_findings()
    forces = sorted({finding.force for finding in every})
    for said, known, noun in ((force, forces, "force"), (theme, themes(), "theme")):
        if said is not None and said.lower() not in [name.lower() for name in known]:
            raise CouldNotRun(f"there are no findings on the {noun} {said!r}; there is {', '.join(known)}")
    return [
        finding
        for finding in every
        if (force is None or finding.force.lower() == force.lower())
        and (theme is None or finding.theme.lower() == theme.lower())
    ]


def _shown_by(finding: Found) -> str:
    if finding.standards:
        return f"{len(finding.standards)} standards: {finding.standards[0]}{' …' if len(finding.standards) > 1 else ''}"
    return f"records: {finding.records[0].says}" if finding.records else f"not yet: {finding.not_yet}"


def described(finding: Found) -> dict[str, Any]:
    return {
        "number": finding.number,
        "force": finding.force,
        "source": finding.source,
        "address": finding.address,
        "theme": finding.theme,
        "sentiment": finding.sentiment,
        "says": finding.says,
        "standards": list(finding.standards),
        "records": [{"page": shown.page, "says": shown.says} for shown in finding.records],
        "not_yet": finding.not_yet,
    }
