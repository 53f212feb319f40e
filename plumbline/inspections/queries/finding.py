"""What inspectors found in two forces, and what here would show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from plumbline.standards.charts import Trend, trend
from plumbline.standards.measures import by_standard
from plumbline.standards.models import Duty
from plumbline.standards.queries import Counts
from plumbline.standards.standard import Standard

BESIDE = Path(__file__).parent.parent / "standards"
SENTIMENTS = {
    "good": "Good",
    "bad": "Needs improvement",
    "remedy": "Action the force took",
    "fact": "Fact",
    "assertion": "The force's own claim",
}


@dataclass(frozen=True)
class Shown:
    """A page on which the record lies that shows a finding, and what of it is there."""

    page: str
    says: str

    @property
    def href(self) -> str:
        """Its address, or "" where it is the page of one record, to be reached by way of that."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Found:
    """One finding, with its links: standards, records, or why there is neither yet."""

    number: str
    says: str
    theme: str
    sentiment: str
    force: str
    source: str
    address: str
    standards: tuple[str, ...] = ()
    records: tuple[Shown, ...] = ()
    not_yet: str = ""

    @property
    def sentiment_words(self) -> str:
        return SENTIMENTS[self.sentiment]


@cache
def reference_findings() -> tuple[Found, ...]:
    told = _read("findings.yaml")
    return tuple(_found(number, entry, told["sources"][number[0]]) for number, entry in told["findings"].items())


@cache
def reference_told() -> dict[str, Any]:
    """Other forces' inspections, as reference.yaml tells them."""
    return _read("reference.yaml")


def _read(name: str) -> Any:
    return yaml.load((BESIDE / name).read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe loader


def _found(number: str, entry: dict[str, Any], source: dict[str, str]) -> Found:
    return Found(
        number,
        entry["says"],
        entry["theme"],
        entry["sentiment"],
        source["force"],
        source["title"],
        source["address"],
        tuple(entry.get("standards", ())),
        tuple(Shown(page, says) for page, says in entry.get("records", {}).items()),
        entry.get("not_yet", ""),
    )


def themes() -> list[str]:
    return sorted({found.theme for found in reference_findings()})


@dataclass(frozen=True)
class Figure:
    """A standard that shows a finding, as it stands in this force; the trend says how the newest month stands to the rest."""

    standard: type[Standard]
    counts: Counts
    trend: Trend

    def __str__(self) -> str:
        if self.counts.rate is None:
            return f"{self.standard.title}: no figure, nothing has come due"
        return f"{self.standard.title}: {self.counts.rate:.0%} of {self.counts.judged:,}"


@dataclass(frozen=True)
class Row:
    """A finding with today's figures."""

    finding: Any
    figures: list[Figure]


def figures_of(findings: Iterable[Any], duties: QuerySet[Duty], as_of: datetime) -> list[Row]:
    """Each finding with how the standards that show it stand among these duties: three queries, however many findings."""
    listed = [(finding, _keys(finding)) for finding in findings]
    wanted = [Standard.register[key] for key in dict.fromkeys(key for _, keys in listed for key in keys)]
    if not wanted:
        return [Row(finding, []) for finding, _ in listed]
    ours = duties.filter(standard__in=[standard.key for standard in wanted])
    held = by_standard(ours, as_of)
    figures = {each.key: Figure(each, held[each.key].counts, trend(held[each.key])) for each in wanted}
    return [Row(finding, [figures[key] for key in keys]) for finding, keys in listed]


def _keys(finding: Any) -> list[str]:
    """A standard that is no longer there shows nothing; the guard of the reference findings sees it."""
    held = finding.keys if hasattr(finding, "keys") else finding.standards
    return [key for key in held if key in Standard.register]
