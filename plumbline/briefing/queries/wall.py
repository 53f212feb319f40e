"""What the wall shows: how many in each section, since when the oldest, the children missing, and what is due next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.briefing.queries.agenda import looked_back, number
from plumbline.briefing.queries.section import TITLES, Asked, Found, sections
from plumbline.briefing.queries.sections import people_of
from plumbline.missing.queries import Sign, risk_words

MOST_CHILDREN = 6  # rows that can be read from across a room, and fit on it where each takes two lines
OF_A_SERIES = ("actions",)  # what an agenda alone has
Shown = Callable[[Iterable[Found]], list[tuple[Found, bool]]]


class WallSign(Sign):
    """What the wall rests on: an act in any room that it lists makes it read anew."""

    ROOMS = ("missing", "incidents", "referrals", "powers", "investigations", "custody")


@dataclass(frozen=True)
class Tile:
    """One section: how many there are now, how many more there were within a day, and since when the oldest."""

    title: str
    count: int
    before: int
    oldest: datetime | None
    overdue: int


@dataclass(frozen=True)
class Child:
    """One child as the wall names them: by initials and reference, by name where policy says so, or not at all."""

    called: str
    reference: str
    risk: str
    tone: str
    why: str
    since: datetime | None
    due_at: datetime | None
    due: str
    overdue: int


@dataclass(frozen=True)
class Wall:
    tiles: list[Tile]
    children: list[Child]
    more: int
    absent: list[str]
    ids: list[int]
    people: set[int]
    has_names: bool


def wall_of(as_of: datetime, districts: list[int] | None, shown: Shown) -> Wall:
    """The wall at this moment, over these districts (None: the whole force). `shown` leaves out and veils."""
    told: dict[str, list[tuple[Found, bool]]] = {}
    known: set[int] = set()
    for key in _keys():
        asked = [Asked(as_of, as_of - looked_back(), each, told=frozenset(known)) for each in districts or [None]]
        cases = [case for each in asked for case in sections()[key].find(each)]
        told[key] = shown(cases)
        known |= people_of(cases)
    missing = [(case, veiled) for case, veiled in told.get("missing", []) if case.now]
    has_names = number("wall_names") == 1
    children = [_child(case, veiled, has_names) for case, veiled in missing[:MOST_CHILDREN]]
    absent = [title for key, title in TITLES.items() if key not in sections()]
    ids = [case.ref.id for case, _ in missing]
    people = people_of(case for rows in told.values() for case, _ in rows)
    tiles = [_tile(key, rows) for key, rows in told.items()]
    return Wall(tiles, children, len(missing) - len(children), absent, ids, people, has_names)


def _keys() -> list[str]:
    return [key for key in TITLES if key in sections() and key not in OF_A_SERIES]


def _tile(key: str, rows: list[tuple[Found, bool]]) -> Tile:
    now = [case for case, _ in rows if case.now]
    oldest = min((case.since for case in now if case.since), default=None)
    return Tile(TITLES[key], len(now), len(rows) - len(now), oldest, sum(case.overdue for case in now))


def _child(case: Found, veiled: bool, has_names: bool) -> Child:
    due: Any = case.due
    told = {"risk": risk_words(case.risk), "tone": case.risk or "warning", "why": case.why}
    told |= {"since": case.since, "overdue": case.overdue}
    told |= {"due_at": due.due_at if due else None, "due": due.title if due else ""}
    if veiled:
        return Child("Restricted record", "", **told)
    called = case.person.name if has_names else initials(case.person.name)
    return Child(called, case.reference, **told)


def initials(name: str) -> str:
    """A. M. for Ada Marsh. One whose name is not known has none."""
    if name in ("Name not known", "Unborn child"):
        return "–"
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalpha()) or "–"
