"""An agenda, assembled; and the series of meetings to which it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from plumbline.briefing.models import AgendaItem, Meeting, MeetingKind
from plumbline.briefing.queries.section import MOST, Asked, Found, Section, sections
from plumbline.briefing.queries.sections import carried, not_discussed, people_of
from plumbline.kernel.caserefs import CaseRef
from plumbline.standards import policy

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
Agenda = list[tuple[str, Found, AgendaItem | None]]  # section, case, and the item from which it is carried


def number(key: str) -> int:
    return policy.value_now(POLICY, key)


def looked_back() -> timedelta:
    return timedelta(hours=number("looks_back"))


def begins(as_of: datetime, last: datetime | None) -> datetime:
    """From when on an agenda looks back: a day, and over a week-end to the meeting before, so that no child falls between two
    meetings. Not further than a week: a series that slept is no reason to read out a year."""
    day = as_of - looked_back()
    return max(min(day, last or day), as_of - timedelta(days=7))


def present(kind: MeetingKind) -> list[Section]:
    """Its sections whose room is installed, in its order."""
    return [sections()[key] for key in kind.sections if key in sections()]


def absent(kind: MeetingKind) -> list[str]:
    return [key for key in kind.sections if key not in sections()]


def last_of(kind: str, district_id: int | None) -> Meeting | None:
    """The latest meeting of the series."""
    series = QuerySet(Meeting).filter(kind=kind, district_id=district_id)
    return series.order_by("-opened_at", "-pk").first()


def assembled(kind: MeetingKind, district_id: int | None, as_of: datetime, before: Meeting | None) -> Agenda:
    """Everything that belongs on the agenda, section by section, and what the meeting before did not come to."""
    last = before.opened_at if before else None
    asked = Asked(as_of, begins(as_of, last), district_id, kind.key, last)
    left = not_discussed(before) if before else {}
    found: Agenda = []
    for section in present(kind):
        cases = section.find(replace(asked, told=frozenset(people_of(case for _, case, _ in found))))
        found += [(section.key, case, left.pop((section.key, case.ref), None)) for case in capped(cases)]
    return found + [(key, carried(item), item) for (key, _), item in left.items()]


def capped(cases: list[Found]) -> Iterable[Found]:
    """No more than can be read out; how many more there are is an item too, so that nothing is hidden."""
    yield from cases[:MOST]
    if more := cases[MOST:]:
        yield Found(CaseRef("", "", 0), "", f"{len(more):,} more, not listed one by one", overdue=_sum(more))


def _sum(cases: list[Found]) -> int:
    return min(sum(case.overdue for case in cases), 32_000)


def as_items(
    meeting: Meeting, found: Agenda, *, at: datetime, first: int = 0, is_arrival: bool = False
) -> list[AgendaItem]:
    """The agenda as rows to be kept, as it stands at that moment."""
    return [
        AgendaItem(
            meeting=meeting, section=key, order=first + place, room=case.ref.room, kind=case.ref.kind, case_id=case.ref.id,
            reference=case.reference, person_id=case.person_id, district_id=case.district_id, team_id=case.team_id,
            why=case.why, risk=case.risk, since=case.since, overdue=min(case.overdue, 32_000), added_at=at,
            is_arrival=is_arrival, carried_from=item,
        )
        for place, (key, case, item) in enumerate(found)
    ]  # fmt: skip
