"""What other rooms and the room's own pages ask of police protection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.kernel import clock
from plumbline.kernel.references import number_in
from plumbline.kernel.workdays import midnight
from plumbline.people.queries import find_people
from plumbline.powers.models import FAMILY, SUITABLE, Audience, Limb, Place, Protection, WhyNot
from plumbline.referrals.queries import Notable
from plumbline.standards.queries import Next, open_duties_about
from plumbline.web.tables import Column
from plumbline.workforce.queries import officer_of


def live_protections(as_of: datetime) -> QuerySet[Protection]:
    """Every child in police protection at that moment, the one with the least time left first. For the daily meeting (S13)."""
    here = Q(taken_at__lte=as_of) & (Q(ended_at=None) | Q(ended_at__gt=as_of))
    joined = ("person__mother", "district", "team", "initiating_officer", "designated_officer")
    return QuerySet(Protection).filter(here).select_related(*joined).order_by("latest_end_at", "pk")


def open_protection_of(person_id: int) -> Protection | None:
    return QuerySet(Protection).filter(person_id=person_id, ended_at=None).first()


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Protections that are not over, or whose child was handed to nobody, in words: nothing of these people may be erased."""
    going_on = QuerySet(Protection).filter(Q(ended_at=None) | Q(handed_over_at=None), person_id__in=person_ids)
    return [f"police protection {each.reference} is not over" for each in going_on.order_by("pk")]


def used_between(since: datetime, until: datetime) -> list[Notable]:
    """Children taken into police protection in that time, for the page of children to notice."""
    found = QuerySet(Protection).filter(taken_at__gte=since, taken_at__lt=until).order_by("pk")
    return [
        Notable(each.ref(), each.person_id, each.taken_at, f"Police protection, {each.reference}", *each.place())
        for each in found
    ]


def next_duty(protection: Protection) -> Next | None:
    return open_duties_about([protection.person_id], room="powers").get(protection.person_id)


def usual_team(user: Any) -> int | None:
    officer = officer_of(user)
    return officer.team_id if officer else None


# The six duties of section 46, and the parents: what is done, by whom, and what is not


@dataclass(frozen=True)
class Owed:
    """One duty as the page shows it: done when and by whom, or why not, or still to do; `is_needed` where there is one."""

    letter: str
    title: str
    page: str
    at: datetime | None = None
    by: str = ""
    said: str = ""
    why_not: str = ""
    is_needed: bool = True


def duties_of(protection: Protection) -> list[Owed]:
    """The duties of section 46 in their order. Read with its parts, so that this asks for nothing more."""
    return [
        _told(protection, "a", "Authority where the child was found told", (Audience.FOUND,)),
        _home(protection),
        _told(protection, "c", "Child told", (Audience.CHILD,)),
        _wishes(protection),
        _designated(protection),
        _moved(protection),
        _told(protection, "", "Parents or carers told", FAMILY),
    ]


def _told(protection: Protection, letter: str, title: str, audience: tuple[str, ...]) -> Owed:
    told = [each for each in protection.tellings.all() if each.audience in audience]
    done = next((each for each in told if each.is_told), None)
    if done is not None:
        whom = _named(told) if len(told) > 1 else done.whom
        return Owed(letter, title, "powers:tell", done.happened_at, str(done.told_by), whom)
    if not told:
        return Owed(letter, title, "powers:tell")
    needed = all(each.why_not != WhyNot.NOT_CAPABLE for each in told)
    tried = f"{told[-1].get_why_not_display()}. {told[-1].said}"
    return Owed(letter, title, "powers:tell", why_not=tried, is_needed=needed)


def _named(told: Iterable[Any]) -> str:
    """Each who was told, or not: one record for each person."""
    said = (f"{each.whom or each.get_audience_display()}: {'told' if each.is_told else 'not told'}" for each in told)
    return "; ".join(said)


def _home(protection: Protection) -> Owed:
    title = "Authority where the child lives told"
    if protection.is_home_same:
        return Owed("b", title, "powers:tell", why_not="One authority is both.", is_needed=False)
    return _told(protection, "b", title, (Audience.HOME,))


def _wishes(protection: Protection) -> Owed:
    title = "Wishes and feelings of the child"
    heard = list(protection.hearings.all())
    done = next((each for each in heard if each.voice.state in ("recorded", "observed")), None)
    if done is not None:
        said = f"“{done.voice.words}”" if done.voice.words else done.voice.demeanour
        return Owed("d", title, "powers:hear", done.happened_at, str(done.heard_by), said)
    last = next(iter(reversed(heard)), None)
    return Owed(
        "d", title, "powers:hear", why_not=f"{last}: {last.voice.get_reason_not_spoken_to_display()}" if last else ""
    )


def _designated(protection: Protection) -> Owed:
    title, now = "Before a designated officer", protection.designated_officer
    if protection.designated_at is None:
        return Owed("e", title, "powers:designate")
    return Owed("e", title, "powers:designate", protection.designated_at, str(protection.designated_by), str(now))


def _moved(protection: Protection) -> Owed:
    title = "In local authority accommodation or a refuge"
    stays = list(protection.places.all())
    done = next((each for each in stays if each.kind in SUITABLE), None)
    if done is not None:
        return Owed("f", title, "powers:accommodate", done.happened_at, str(done.placed_by), done.where)
    if protection.limb == Limb.PREVENT:
        return Owed("f", title, "powers:accommodate", why_not="The child was kept where they were.", is_needed=False)
    return Owed("f", title, "powers:accommodate")


def place_now(protection: Protection) -> Any:
    """Where the child is; None before it was recorded and after the end."""
    return next((each for each in protection.places.all() if each.left_at is None), None)


def is_in_station(protection: Protection) -> bool:
    place = place_now(protection)
    return place is not None and place.kind == Place.STATION


# The list


def _left(protection: Protection) -> str:
    if protection.ended_at is not None:
        return "ended"
    hours = (protection.latest_end_at - clock.now()).total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 0 else f"over by {-hours:.0f} h"


COLUMNS = [
    Column("child", "Child", "person.name", order=("person__surname", "person__given_name")),
    Column("age", "Age", "age", order="age", numeric=True),
    Column("reference", "Reference", "reference", sortable=False),
    Column("taken", "Power used", "taken_at", order="taken_at"),
    Column("until", "72 hours end", "latest_end_at", order="latest_end_at"),
    Column("left", "Time left", _left, sortable=False),
    Column("officer", "Designated officer", "designated_officer", sortable=False),
    Column("district", "District", "district.name", order="district__name"),
    Column("limb", "Used to", "get_limb_display", sortable=False),
    Column("ended", "Ended", "ended_at", order="ended_at"),
    Column("ending", "How it ended", "get_ending_display", sortable=False),
]
LISTED = [column for column in COLUMNS if column.key in ("child", "age", "taken", "until", "officer", "district")]


@dataclass(frozen=True)
class Veiled:
    """What the list tells of a restricted child: that one is in police protection, since when, and whose district it is."""

    pk: int
    person_id: int  # for the ledger; never drawn
    taken_at: datetime
    latest_end_at: datetime
    ended_at: datetime | None
    district: Any
    is_veiled: bool = True

    @classmethod
    def of(cls, one: Protection) -> Veiled:
        return cls(one.pk, one.person_id, one.taken_at, one.latest_end_at, one.ended_at, one.district)


def rows_of(protections: Iterable[Protection], veiled: Callable[[Protection], bool]) -> list[Any]:
    return [Veiled.of(each) if veiled(each) else each for each in protections]


def tells_of_children(said: dict[str, Any], sort: str) -> bool:
    """Whether a list so narrowed, or in such an order, tells who is on it: one that is restricted is left out of it then."""
    return "q" in said or sort.removeprefix("-") in ("child", "age", "officer")


def filtered(protections: QuerySet[Protection], said: dict[str, Any]) -> QuerySet[Protection]:
    """The list as the filter asks; children in police protection now, unless it says otherwise."""
    wanted = {"": Q(ended_at=None), "ended": Q(ended_at__isnull=False), "all": Q()}[said.get("state", "")]
    if "district" in said:
        wanted &= Q(district_id=said["district"])
    if "since" in said:
        wanted &= Q(taken_at__gte=midnight(said["since"]))
    if "until" in said:
        wanted &= Q(taken_at__lt=midnight(said["until"] + timedelta(days=1)))
    return protections.filter(wanted & _called(said.get("q", "")))


def _called(text: str) -> Q:
    if not text:
        return Q()
    number = number_in("PP", text)
    if number is not None:
        return Q(pk=number)
    return Q(person_id__in=[found.person.pk for found in find_people(text, limit=100)])
