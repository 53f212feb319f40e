"""Who of the referral unit works alone, and for which task too few do (domain B8, findings K53, K54)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from plumbline.access.queries import holders_of
from plumbline.kernel import clock
from plumbline.referrals.models import PracticeStage, Practitioner, Task
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
FINISH, APPROVE = "referrals.finish", "referrals.approve"


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
