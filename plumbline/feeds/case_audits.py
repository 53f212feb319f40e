"""Published case audits: what public reports say of the cases that inspectors read, one row a force, visit and area.

What is made of the columns:

- Each row is one `PublishedAudit`, known again by FORCE, REPORT_TYPE, FIELDWORK and CATEGORY.
- A blank count was not published. It stays empty: it is never nought, and is never worked out from the others here.
- DERIVED_FIELDS names counts that whoever made the file got by subtraction. They are kept and shown as such.
- Where all three grades and the number of cases are told they must add up; no count is more than there were cases.
- FIELDWORK is kept as it is written (`2023-02/03`, `2017 autumn`). For the order of visits alone its first month, or the first
  of its year, is read from it, or where it is blank from PUBLISHED.
- A row that a later file leaves out stays. One that it tells differently is changed.

It supplies no facts: nobody owes a duty for what others published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from plumbline.feeds import actions, csvfiles
from plumbline.feeds.csvfiles import Fault, Row, Sheet, Table
from plumbline.feeds.feed import Feed, Outcome, Tally, Unreadable
from plumbline.inspections.models import PublishedAudit
from plumbline.kernel import clock
from plumbline.kernel.actors import system

KIND = "case-audits"
GRADES = {"GOOD": "good", "REQUIRES_IMPROVEMENT": "requires-improvement", "INADEQUATE": "inadequate"}
FIELDS = {"GOOD": "good", "REQUIRES_IMPROVEMENT": "requires_improvement", "INADEQUATE": "inadequate"}
TABLE = Table(
    "case audits",
    (
        "FORCE", "REPORT_TYPE", "FIELDWORK", "PUBLISHED", "CATEGORY", "CASES_TOTAL", "GOOD", "REQUIRES_IMPROVEMENT",
        "INADEQUATE", "GRADED_JUDGMENTS", "DERIVED_FIELDS", "NOTES", "SOURCE_TITLE", "URL",
    ),
)  # fmt: skip
MOST_CASES = 100_000
_WHEN = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?(?!\d)")
_COUNT = re.compile(r"\d{1,6}")


class CaseAudits(Feed):
    """What was published of case audits."""

    kind = KIND
    says = "published case audits of all forces, as one CSV"

    def run(self, files: Sequence[Path], *, authority: str, dry_run: bool) -> Outcome:
        if authority:
            raise Unreadable("--authority is not asked for: the file names each force itself")
        plan = plan_of(csvfiles.read(files, (TABLE,))[TABLE.name])
        if not plan.is_empty and not dry_run:
            actions.take_in_case_audits(plan, by=system("import case-audits"))
        return plan.outcome


@dataclass
class Plan:
    """All that a run would write, as records that are not saved yet."""

    digest: str
    outcome: Outcome = field(default_factory=Outcome)
    new: list[PublishedAudit] = field(default_factory=list)
    changed: list[PublishedAudit] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed)

    @property
    def sentence(self) -> str:
        told = f"{len(self.new)} new, {len(self.changed)} changed, {len(self.outcome.rejected)} rows rejected"
        return f"Published case audits taken in: {told}. {self.digest}"


def plan_of(sheet: Sheet) -> Plan:
    if not sheet.rows and not sheet.broken:
        raise Unreadable(f"{sheet.file} has a header row and no other")
    plan = Plan(f"{sheet.file} sha256 {sheet.digest}")
    tally = plan.outcome.tallies[sheet.file] = Tally()
    sheet.open_in(plan.outcome)
    held = {_key(audit.force, audit.kind, audit.visit, audit.area): audit for audit in PublishedAudit.objects.all()}
    lines: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        try:
            told = _told(row)
            key = _key(told["force"], told["kind"], told["visit"], told["area"])
            if key in lines:
                raise Fault(f"the same force, report, visit and category stand on line {lines[key]} already")
        except Fault as fault:
            plan.outcome.reject(row.file, row.line, str(fault))
            continue
        lines[key] = row.line
        _settle(plan, tally, held.get(key), told)
    plan.outcome.rejected.sort()
    return plan


def _key(*parts: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in parts)


def _settle(plan: Plan, tally: Tally, audit: PublishedAudit | None, told: dict[str, Any]) -> None:
    if audit is None:
        plan.new.append(PublishedAudit(**told))
        tally.new += 1
        return
    changed = {name: value for name, value in told.items() if getattr(audit, name) != value}
    for name, value in changed.items():
        setattr(audit, name, value)
    if changed:
        plan.changed.append(audit)
    tally.changed += bool(changed)
    tally.unchanged += not changed


def _told(row: Row) -> dict[str, Any]:
    counts = {FIELDS[column]: _count(row, column) for column in GRADES}
    total = _count(row, "CASES_TOTAL")
    _add_up(counts, total)
    return {
        "force": row.text("FORCE", 200),
        "kind": row.text("REPORT_TYPE", 60),
        "visit": _short(row, "FIELDWORK", 40),
        "visited_on": _when(row),
        "published": _short(row, "PUBLISHED", 40),
        "area": row.text("CATEGORY", 80),
        "total": total,
        **counts,
        "derived": _derived(row, counts),
        "topics": _short(row, "GRADED_JUDGMENTS", 500),
        "note": _short(row, "NOTES", 1000),
        "source_title": row.text("SOURCE_TITLE", 300),
        "address": _address(row),
    }


def _short(row: Row, column: str, longest: int) -> str:
    return row.text(column, longest) if row.cells[column] else ""


def _count(row: Row, column: str) -> int | None:
    """None where it is blank: it was not published, which is not nought."""
    value = row.cells[column]
    if not value:
        return None
    if not _COUNT.fullmatch(value) or int(value) > MOST_CASES:
        raise Fault(f"{column} {value[:20]!r} is not a number of cases")
    return int(value)


def _add_up(counts: dict[str, int | None], total: int | None) -> None:
    known = [count for count in counts.values() if count is not None]
    if total is None:
        return
    if len(known) == len(counts) and sum(known) != total:
        raise Fault(f"the grades {' + '.join(map(str, known))} make {sum(known)}, not {total} cases")
    if sum(known) > total:
        raise Fault(f"the grades told make {sum(known)}, more than the {total} cases")


def _derived(row: Row, counts: dict[str, int | None]) -> str:
    """Grades whose count was got by subtraction, by their keys."""
    names = [name.strip().upper() for name in row.cells["DERIVED_FIELDS"].split(";") if name.strip()]
    for name in names:
        if name not in GRADES:
            raise Fault(f"DERIVED_FIELDS names {name.lower()[:40]!r}, which is no grade")
        if counts[FIELDS[name]] is None:
            raise Fault(f"DERIVED_FIELDS says that {name.lower()} was worked out, but it is blank")
    return " ".join(GRADES[name] for name in names)


def _when(row: Row) -> date | None:
    """The first month named, or the first of the year; None where no year is told. What is read lies behind."""
    found = _WHEN.search(row.cells["FIELDWORK"]) or _WHEN.search(row.cells["PUBLISHED"])
    if found is None:
        return None
    day = date(int(found[1]), int(found[2] or 1), 1)
    if day > clock.today():
        raise Fault(f"the visit {row.cells['FIELDWORK'] or row.cells['PUBLISHED']} lies in the future")
    return day


def _address(row: Row) -> str:
    address = _short(row, "URL", 500)
    if address and not address.startswith(("https://", "http://")):
        raise Fault(f"URL {address[:40]!r} is not the address of a page")
    return address
