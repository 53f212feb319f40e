"""What inspectors found in two forces, and what here would show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import NoReverseMatch, reverse

from plumbline.standards.queries import Counts, Standing
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
    """A standard that shows a finding, as it stands today in this force."""

    standard: type[Standard]
    counts: Counts
    trend: Any


@dataclass(frozen=True)
class Row:
    """A finding with today's figures."""

    finding: Any
    figures: list[Figure] = field(default_factory=list)


def with_figures(
    findings: Iterable[Any], keys_of: Any, standings: Iterable[Standing], trends: dict[str, Any]
) -> list[Row]:
    """Each finding with how its standards stand. `trends` gives a standard's trend by its key."""
    standing = {each.standard.key: each for each in standings}
    return [
        Row(
            finding,
            [
                Figure(standing[key].standard, standing[key].counts, trends.get(key))
                for key in keys_of(finding)
                if key in standing
            ],
        )
        for finding in findings
    ]
