"""What an agenda is made of. A section asks one room which cases belong on it; one whose room is not installed is absent.

    @section("protection", "In police protection", permission="powers.see", nothing="No child is in police protection.")
    def protection(asked: Asked) -> list[Found]: ...

The function stands in `sections.py`, over a query of the room that it asks. It is told the moment and the district, and knows
nothing of who will look: what each person may see of an agenda is `access`'s to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from plumbline.briefing.models import MeetingKind
from plumbline.kernel.caserefs import CaseRef

# Every section that a kind of meeting may name, in the words of its heading. Those that no function below fills are absent.
TITLES = {
    "actions": "Actions of earlier meetings",
    "missing": "Children missing",
    "protection": "Children in police protection",
    "custody": "Children in custody",
    "incidents": "Incidents with children, not deployed",
    "overdue": "Reviews overdue",
    "referrals": "Referrals waiting",
    "encompass": "Operation Encompass failures",
}
MOST = 200  # items of a section; what is beyond is counted in one item of its own


@dataclass(frozen=True)
class Asked:
    """What a section is asked: as things stand at this moment, in this district or the whole force.

    `since` is the beginning of the time looked back on. `kind` and `last` (when the meeting before was opened) are for what
    the series itself left over; the wall board has neither. `told` holds the children who are on the agenda already.
    """

    as_of: datetime
    since: datetime
    district_id: int | None = None
    kind: str = ""
    last: datetime | None = None
    told: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """One case that belongs on the agenda. `now`: it is so at this moment, not only within the time looked back on."""

    ref: CaseRef
    reference: str
    why: str
    person: Any = None
    district_id: int | None = None
    team_id: int | None = None
    since: datetime | None = None
    overdue: int = 0
    risk: str = ""
    now: bool = True
    due: Any = field(default=None, compare=False)  # standards.queries.Next, where the section asked for it

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person is not None else None


Find = Callable[[Asked], list[Found]]


@dataclass(frozen=True)
class Section:
    """A part of an agenda: its heading, who may see it, and how its cases are found."""

    key: str
    title: str
    permission: str
    nothing: str
    room: str
    find: Find


_sections: dict[str, Section] = {}


def section(key: str, *, permission: str, nothing: str) -> Callable[[Find], Find]:
    """Fill a section. The permission is the asked room's own: what the room would not show, the agenda does not."""

    def fill(find: Find) -> Find:
        _sections[key] = Section(key, TITLES[key], permission, nothing, permission.split(".", maxsplit=1)[0], find)
        return find

    return fill


def sections() -> dict[str, Section]:
    """Those whose room is installed."""
    return dict(_sections)


def check(kind: MeetingKind) -> None:
    """A slip of the pen must not leave a list of children off an agenda unseen."""
    unheard = sorted(set(kind.sections) - set(TITLES))
    if unheard:
        raise ImproperlyConfigured(
            f"the meeting {kind.key}: there is no section {', '.join(unheard)}; there are {', '.join(TITLES)}"
        )
