"""`plumbline inspect`: every standard with its counts by state and its rate."""

from __future__ import annotations

import csv
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun, moment
from plumbline.standards import queries
from plumbline.standards.models import Duty
from plumbline.standards.standard import Standard

FIELDS = ("standard", "room", "title", "applies", "met", "late", "pending", "overdue", "cannot_tell", "waived", "rate")


class Command(Base):
    help = "Every standard with its duties counted by state, and the rate: met / (met + late + overdue)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--room", help="only standards of this room")
        parser.add_argument("--standard", metavar="KEY", help="only this standard")
        parser.add_argument("--as-of", metavar="T", help="as things stood then: 2026-11-22 or 2026-11-22T14:05")
        parser.add_argument("--format", choices=("table", "json", "csv"), default="table")

    def handle(self, **options: Any) -> None:
        as_of = moment(options["as_of"]) if options["as_of"] else clock.now()
        standings = queries.standings(
            Duty.objects.all(), as_of, standards=_chosen(options["room"], options["standard"])
        )
        rows = [_row(standing) for standing in standings]
        if options["format"] == "json":
            self.print_json(rows)
        elif options["format"] == "csv":
            writer = csv.DictWriter(self.stdout, FIELDS)
            writer.writeheader()
            writer.writerows(rows)
        else:
            self._table(rows, as_of)

    def _table(self, rows: list[dict[str, Any]], as_of: Any) -> None:
        heads = ["standard", "rate", "met", "late", "overdue", "pending", "cannot tell", "waived"]
        names = ["standard", "rate", "met", "late", "overdue", "pending", "cannot_tell", "waived"]
        self.print_table(heads, [[_percent(row[n]) if n == "rate" else row[n] for n in names] for row in rows])
        total = sum(row["applies"] for row in rows)
        self.print(f"\n{total:,} duties under {len(rows)} standards, as of {clock.local(as_of):%d %b %Y %H:%M}.")
        listed = Duty.objects.filter(queries.started_by(as_of), standard__in=[row["standard"] for row in rows])
        unknown = queries.unknown_facts(listed)
        for key, found in unknown.items():
            for facts, number in found:
                self.print(f"{key}: cannot tell for {number:,}, never supplied: {facts}")


def _chosen(room: str | None, key: str | None) -> list[type[Standard]]:
    known = list(Standard.register.values())
    if key is not None and key not in Standard.register:
        raise CouldNotRun(f"there is no standard {key!r}; `plumbline standards` lists them")
    if room is not None and room not in {standard.room() for standard in known}:
        raise CouldNotRun(f"no room {room!r} has standards; there is {', '.join(sorted({s.room() for s in known}))}")
    return [s for s in known if key in (None, s.key) and room in (None, s.room())]


def _row(standing: queries.Standing) -> dict[str, Any]:
    counts, standard = standing.counts, standing.standard
    numbers = {name: getattr(counts, name) for name in FIELDS[3:-1]}
    rate = None if counts.rate is None else round(counts.rate, 4)
    return {"standard": standard.key, "room": standard.room(), "title": standard.title, **numbers, "rate": rate}


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.1%}"
