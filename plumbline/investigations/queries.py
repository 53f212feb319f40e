"""What other rooms and the room's own pages ask of investigations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from plumbline.investigations.models import InvestigatedChild, Investigation
from plumbline.kernel import clock
from plumbline.kernel.references import number_in
from plumbline.kernel.workdays import midnight
from plumbline.people.queries import find_people
from plumbline.standards.queries import Next, open_duties_about
from plumbline.web.tables import Column
from plumbline.workforce.queries import officer_of


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Investigations that nobody has closed, in words: nothing of these people may be erased while there is one."""
    here = QuerySet(InvestigatedChild).filter(investigation=OuterRef("pk"), person_id__in=person_ids)
    going_on = QuerySet(Investigation).filter(Exists(here), closed_at=None).order_by("pk")
    return [f"investigation {each.reference} is not closed" for each in going_on]


def next_duty(investigation: Investigation, person_ids: Iterable[int]) -> Next | None:
    """The next that is owed about any of its children in this room, and how many are overdue."""
    found = list(open_duties_about(person_ids, room="investigations").values())
    if not found:
        return None
    coming = min((each for each in found if each.due_at is not None), key=lambda each: each.due_at, default=None)
    overdue = sum(each.overdue for each in found)
    return Next(coming.due_at if coming else None, coming.title if coming else "", overdue=overdue)


def usual_team(user: Any) -> int | None:
    officer = officer_of(user)
    return officer.team_id if officer else None


# The list


def _children(investigation: Investigation) -> str:
    return ", ".join(each.person.name for each in investigation.children.all())


def _days(investigation: Investigation) -> int:
    """Whole days since the force was told, until it was closed or now."""
    until: datetime = investigation.closed_at or clock.now()
    return max(0, (until - investigation.reported_at).days)


COLUMNS = [
    Column("reference", "Investigation", "reference", sortable=False),
    Column("children", "Children", _children, sortable=False),
    Column("kind", "Kind", "get_kind_display", sortable=False),
    Column("reported", "Reported", "reported_at", order="reported_at"),
    Column("days", "Days", _days, sortable=False, numeric=True),
    Column("crime", "Crime number", "crime_number", sortable=False),
    Column("officer", "Officer in the case", "officer", sortable=False),
    Column("team", "Team", "team.name", sortable=False),
    Column("district", "District", "district.name", order="district__name"),
    Column("closed", "Closed", "closed_at", sortable=False),
    Column("outcome", "Outcome", "get_outcome_display", sortable=False),
]
LISTED = [column for column in COLUMNS if column.key in ("children", "kind", "reported", "days", "officer", "district")]
TELLS_NOTHING = {"state", "district"}  # filters that tell nothing of who is in one, or of what it is about


@dataclass(frozen=True)
class Row:
    """One line of the list. Of a veiled one it tells that it is there, since when, and whose district it is."""

    investigation: Investigation
    is_veiled: bool
    days: int
    children: tuple[Any, ...]

    @property
    def people(self) -> list[int]:
        """For the ledger; never drawn."""
        return [each.person_id for each in self.children] or [self.investigation.person_id]


def rows_of(found: Iterable[Investigation], veiled: Callable[[list[Investigation]], frozenset[int]]) -> list[Row]:
    listed = list(found)
    hidden = veiled(listed)
    return [Row(each, each.pk in hidden, _days(each), tuple(each.children.all())) for each in listed]


def filtered(investigations: QuerySet[Investigation], said: dict[str, Any], user: Any) -> QuerySet[Investigation]:
    """The list as the filter asks; open ones, unless it says otherwise."""
    wanted = {"": Q(closed_at=None), "closed": Q(closed_at__isnull=False), "all": Q()}[said.get("state", "")]
    if "kind" in said:
        wanted &= Q(kind=said["kind"])
    if "whose" in said:
        wanted &= Q(officer=user) if said["whose"] == "mine" else Q(officer=None)
    if "district" in said:
        wanted &= Q(district_id=said["district"])
    if "since" in said:
        wanted &= Q(reported_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(reported_at__lt=midnight(said["until"] + timedelta(days=1)))
    return investigations.filter(wanted & _called(said.get("q", "")))


def _called(text: str) -> Q:
    if not text:
        return Q()
    number = number_in("IV", text)
    if number is not None:
        return Q(pk=number)
    known = [found.person.pk for found in find_people(text, limit=100)]
    named = QuerySet(InvestigatedChild).filter(person_id__in=known).values("investigation_id")
    return Q(pk__in=named) | Q(crime_number=text)
