"""Who of the referral unit works alone, and for which task too few do (domain B8, findings K53, K54); its overtime, week by week,
and when that has gone on for too long to be a peak (B7, K55)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from plumbline.access.queries import holders_of
from plumbline.kernel import clock
from plumbline.kernel.workdays import midnight
from plumbline.referrals.models import Overtime, PracticeStage, Practitioner, Task
from plumbline.referrals.queries.backlog import referral_backlog
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
FINISH, APPROVE = "referrals.finish", "referrals.approve"
WEEKS, LOOKED_BACK = 12, 53  # weeks shown, and weeks among which those running are counted


def needs_approval() -> bool:
    """Whether force policy has whoever lacks an approval taken as in training; it does unless the force says otherwise."""
    return bool(_number("needs_approval"))


def _number(key: str) -> int:
    return load(POLICY)[key].on(clock.today()).value


def works_alone(user: Any, task: Task) -> bool:
    """Whether the record of this person approves the task. Whether their role allows it is asked besides."""
    if not needs_approval():
        return True
    approved = QuerySet(Practitioner).filter(user_id=getattr(user, "pk", None), stage=PracticeStage.APPROVED)
    return approved.filter(**{f"may_{task}": True}).exists()


def mentors_for(practitioner: Practitioner) -> list[Any]:
    """Who may work beside them: those who decide alone. Where nobody does yet, whoever has the role or keeps these records, or
    a unit could never begin."""
    others = [user for user in holders_of(FINISH) if user.pk != practitioner.user_id]
    alone = [user for user in others if works_alone(user, Task.DECIDE)]
    return alone or [*others, *(u for u in holders_of(APPROVE) if u.pk != practitioner.user_id and u not in others)]


@dataclass(frozen=True)
class Cover:
    """Of one unit and one task: who does it alone. Whoever was approved and has lost the role since is not among them."""

    team: Any
    task: Task
    people: list[Practitioner]

    @property
    def is_thin(self) -> bool:
        return len(self.people) < _number("cover")


def cover_of(practitioners: Iterable[Practitioner]) -> list[Cover]:
    """For each unit in which any of these are, each task."""
    here = [each for each in practitioners if each.stage != PracticeStage.LEFT]
    able = {user.pk for user in holders_of(FINISH)}
    teams = {each.team_id: each.team for each in here}
    return [
        Cover(team, task, [each for each in here if each.team_id == pk and task in each.tasks and each.user_id in able])
        for pk, team in sorted(teams.items(), key=lambda item: item[1].name)
        for task in Task
    ]


def queue_on(day: date) -> tuple[int, datetime]:
    """How many referrals of the force waited at the end of that day, or now where it is not over; and the moment meant."""
    until = min(midnight(day + timedelta(days=1)) - timedelta(seconds=1), clock.now())
    return referral_backlog(until).order_by().count(), until


@dataclass(frozen=True)
class Week:
    """Overtime of one unit in one week, Monday to Sunday."""

    begins: date
    quarters: int
    people: int
    queued: int | None  # the most that waited on a day of overtime; without one it is not known here

    @property
    def hours(self) -> Decimal:
        return Decimal(self.quarters) / 4


@dataclass(frozen=True)
class Strain:
    """Overtime of one unit: its last weeks, the latest first, and in how many running there was some."""

    team: Any
    weeks: list[Week]
    running: int

    @property
    def has_any(self) -> bool:
        return any(week.people for week in self.weeks)

    @property
    def is_sustained(self) -> bool:
        return self.running > overtime_weeks()

    @property
    def is_longer(self) -> bool:
        """Whether it may be more weeks than were looked at."""
        return self.running >= LOOKED_BACK - 1


def overtime_weeks() -> int:
    """For how many weeks running overtime may be a peak, by force policy."""
    return _number("overtime_weeks")


def strain_of(overtimes: QuerySet[Overtime], teams: Iterable[Any]) -> list[Strain]:
    """For each of these units, out of these overtimes."""
    this = _monday(clock.today())
    held: dict[tuple[int, date], list[tuple[int, int, int]]] = {}
    recent = overtimes.filter(removed_at=None, worked_on__gte=weeks_back(LOOKED_BACK)).order_by()
    for team, day, *told in recent.values_list("team_id", "worked_on", "user_id", "quarters", "queued"):
        held.setdefault((team, _monday(day)), []).append(tuple(told))  # type: ignore[arg-type]
    back = [this - timedelta(weeks=number) for number in range(LOOKED_BACK)]
    return [
        Strain(
            team,
            [_week(day, held.get((team.pk, day), [])) for day in back[:WEEKS]],
            _running([(team.pk, day) in held for day in back]),
        )
        for team in sorted(teams, key=lambda team: (team.name, team.pk))
    ]


def weeks_back(weeks: int = WEEKS) -> date:
    """The Monday on which the first of so many weeks began, this one the last."""
    return _monday(clock.today()) - timedelta(weeks=weeks - 1)


def _week(begins: date, told: list[tuple[int, int, int]]) -> Week:
    quarters, people = sum(each[1] for each in told), len({each[0] for each in told})
    return Week(begins, quarters, people, max((each[2] for each in told), default=None))


def _running(worked: list[bool]) -> int:
    """Weeks in a row, back from the latest. A week that has only begun does not end them."""
    begun = worked if worked[0] else worked[1:]
    return next((number for number, there in enumerate(begun) if not there), len(begun))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
