"""The frame: which cases a sample is drawn from, by what they are divided, and the same in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import Q

from plumbline.access.access import may_see, unrestricted
from plumbline.kernel.workdays import midnight
from plumbline.missing.queries import closed_reports, reported_before, risk_words
from plumbline.workforce.queries import district_names

REPEAT = timedelta(days=90)
STRATA = {
    "district": "District",
    "risk": "Risk grade",
    "looked-after": "Looked after or not",
    "repeat": "Missing before in 90 days or not",
}


@dataclass(frozen=True)
class Wanted:
    """What a frame is asked for."""

    first: date
    last: date
    district_id: int | None = None
    strata: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The query, exactly."""
        place = f" in district {self.district_id}" if self.district_id else ""
        return (
            "Episodes of the room missing: category missing, a child when reported, state closed, recorded here and not by a "
            f"feed, reported from {self.first:%Y-%m-%d} to {self.last:%Y-%m-%d} (local days, both included){place}, in the "
            "reach of whoever opened the round, none of a child whose record is restricted; divided by "
            f"{', '.join(self.strata) or 'nothing'}."
        )


@dataclass(frozen=True)
class FrameRow:
    """One case of a frame."""

    person_id: int
    reference: str
    district_id: int | None
    team_id: int | None


@dataclass(frozen=True)
class Frame:
    """Every case by number, and the numbers by stratum."""

    rows: dict[int, FrameRow]
    strata: dict[str, list[int]]


def frame_of(wanted: Wanted, user: Any = None) -> Frame:
    """The cases in the reach of this person; all of the force where a part of the system asks. None of a restricted child:
    no auditor could be given it.
    """
    since, until = midnight(wanted.first), midnight(wanted.last + timedelta(days=1))
    reach = may_see(user, "missing.see") if user is not None else Q()
    reports = closed_reports(since.astimezone(UTC), until.astimezone(UTC), wanted.district_id)
    found = list(reports.filter(reach, unrestricted(None)).order_by("pk"))
    label = _labeller(wanted, found)
    rows = {e.pk: FrameRow(e.person_id, e.reference, e.district_id, e.team_id) for e in found}
    strata: dict[str, list[int]] = {}
    for episode in found:
        strata.setdefault(label(episode), []).append(episode.pk)
    return Frame(rows, strata)


def _labeller(wanted: Wanted, found: list[Any]) -> Callable[[Any], str]:
    """Names an episode's stratum by what the frame is divided by."""
    districts = district_names({e.district_id for e in found if e.district_id})
    earlier = _earlier(wanted, found) if "repeat" in wanted.strata else {}
    parts: dict[str, Callable[[Any], str]] = {
        "district": lambda e: districts.get(e.district_id, "No district"),
        "risk": lambda e: risk_words(e.risk),
        "looked-after": lambda e: "Looked after" if e.is_looked_after else "Not looked after",
        "repeat": lambda e: "Missing before" if earlier[e.pk] else "Not missing before",
    }
    return lambda episode: " · ".join(parts[key](episode) for key in wanted.strata) or "All"


def _earlier(wanted: Wanted, found: list[Any]) -> dict[int, bool]:
    """Whether the child had been reported missing in the ninety days before."""
    since = (midnight(wanted.first) - REPEAT).astimezone(UTC)
    told = reported_before({e.person_id for e in found}, since)
    return {e.pk: any(e.reported_at - REPEAT <= at < e.reported_at for at in told.get(e.person_id, ())) for e in found}
