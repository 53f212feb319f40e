"""Child to notice: records about children that have led to no referral, and to no reason why not (domain R2).

A room above this one says, at start-up, which of its records are such:

    child_to_notice("missing.episode", lambda since, until: [Notable(episode.ref(), episode.person_id, …), …])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from plumbline.incidents.models import Involvement
from plumbline.kernel.caserefs import CaseRef
from plumbline.referrals.models import ChildVictim, NoReferral, Referral


@dataclass(frozen=True)
class Notable:
    """A record that names a child: when it was made, in words, and whose reach it is in."""

    case: CaseRef
    person_id: int
    at: datetime
    what: str
    district_id: int | None = None
    team_id: int | None = None

    @property
    def page(self) -> str | None:
        return self.case.page()

    @property
    def origin(self) -> str:
        return f"{self.case.room}.{self.case.kind}.{self.case.id}"


Query = Callable[[datetime, datetime], Iterable[Notable]]
_queries: dict[str, Query] = {}


def child_to_notice(kind: str, query: Query) -> None:
    """Said at start-up by a room: its records of that kind that name a child, made between two moments."""
    _queries[kind] = query


def unreferred(since: datetime, until: datetime) -> list[Notable]:
    """Of all that rooms registered: without a referral of that child at or after the record, or out of it, and without a
    reason. Newest first."""
    found = [each for query in _queries.values() for each in query(since, until)]
    people = {each.person_id for each in found}
    referrals = QuerySet(Referral).filter(person_id__in=people, submitted_at__gte=since)
    made: dict[int, datetime] = {}
    for person_id, at in referrals.order_by("submitted_at").values_list("person_id", "submitted_at"):
        made[person_id] = at
    settled = _with_reason(people) | _out_of(people)
    left = [
        each
        for each in found
        if (each.person_id, each.case) not in settled and (each.person_id not in made or made[each.person_id] < each.at)
    ]
    return sorted(left, key=lambda each: (each.at, each.case), reverse=True)


def _with_reason(people: Iterable[int]) -> set[tuple[int, CaseRef]]:
    rows = QuerySet(NoReferral).filter(person_id__in=people).values_list("person_id", "room", "kind", "case_id")
    return {(person_id, CaseRef(room, kind, case_id)) for person_id, room, kind, case_id in rows}


def _out_of(people: Iterable[int]) -> set[tuple[int, CaseRef]]:
    rows = QuerySet(Referral).filter(person_id__in=people, origin_id__isnull=False)
    named = rows.values_list("person_id", "origin_room", "origin_kind", "origin_id")
    return {(person_id, CaseRef(room, kind, case_id)) for person_id, room, kind, case_id in named}


def involved_between(since: datetime, until: datetime) -> list[Notable]:
    """Children on record who are in an incident that was reported in that time. One of whom only a description is known is not
    listed: nobody can refer them."""
    found = QuerySet(Involvement).filter(is_child=True, person__isnull=False, incident__source="")
    told = found.filter(incident__reported_at__gte=since, incident__reported_at__lt=until)
    return [
        Notable(
            each.incident.ref(),
            each.person_id,
            each.incident.reported_at,
            f"{each.incident.get_kind_display()}, {each.incident.reference} ({each.get_part_display().lower()})",
            *each.incident.place(),
        )
        for each in told.select_related("incident").order_by("pk")
        if each.person_id is not None
    ]


def victims_between(since: datetime, until: datetime) -> list[Notable]:
    """This room's own: children who are victims of domestic abuse."""
    victims = QuerySet(ChildVictim).filter(reported_at__gte=since, reported_at__lt=until).select_related("incident")
    return [
        Notable(
            victim.ref(),
            victim.person_id,
            victim.reported_at,
            f"Victim of domestic abuse, {victim.incident.reference}",
            *victim.place(),
        )
        for victim in victims
    ]
