"""Who is told of a step: the owner, their supervisor, the duty inspector, the superintendent; each only if they may see it.

Where nobody of a step can be told (no such person, no grant any more, the record closed to them) the next above is told in their
place, and the step says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from plumbline.access.access import closed_to, grants_with, may_do
from plumbline.access.models import Grant, Scope, User
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.standards.models import Duty
from plumbline.standards.queries import SEE
from plumbline.standards.standard import Standard
from plumbline.watch.models import Step
from plumbline.watch.queries import steps
from plumbline.workforce.queries import posts

ABOVE = {Step.INSPECTOR: "duty-inspector", Step.SUPERINTENDENT: "superintendent"}
PERMISSIONS = frozenset().union(*(role.permissions for role in ROLES.values()))


@dataclass(frozen=True)
class Told:
    """The people to be told, the role in which they are, if it is no one named, and why others are not."""

    users: tuple[int, ...]
    role: str = ""
    passed_on: str = ""


class Whom:
    """Asked for each step of a round. Accounts, grants and posts are read once."""

    def __init__(self) -> None:
        current = Q(starts_on__lte=clock.today()) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))
        self._holding: dict[str, list[Grant]] = {}
        for grant in Grant.objects.filter(current, user__is_active=True).exclude(scope=Scope.OWN).order_by("pk"):
            self._holding.setdefault(grant.role, []).append(grant)
        self._posts = posts()
        self._users: dict[int, User] = {}
        self._known: dict[Any, tuple[int, ...]] = {}

    def meet(self, ids: set[int]) -> None:
        """Read many accounts at once."""
        self._users.update(User.objects.in_bulk(ids - self._users.keys()))

    def told(self, duty: Duty, step: Step) -> Told:
        why: list[str] = []
        for level in Step:
            if level < max(step, Step.OWNER):
                continue
            users, role = self._at(level, duty)
            seeing = tuple(user for user in users if self._may_be_told(user, duty, level))
            if seeing:
                return Told(seeing, role, "; ".join(why))
            why += [self._why(level, duty, users)]
        return Told((), "", "; ".join([*why, "nobody could be told"])[:300])

    def _at(self, level: Step, duty: Duty) -> tuple[tuple[int, ...], str]:
        """Those of a level, and their role where it is no one named."""
        if level == Step.OWNER and duty.owner_id:
            return (duty.owner_id,), ""
        if level == Step.OWNER:
            role = Standard.register[duty.standard].owed_by
            return self._holders(role, duty), role
        if level == Step.SUPERVISOR:
            post = self._posts.get(duty.owner_id or 0)
            return ((post.supervisor,) if post and post.supervisor else ()), ""
        role = ABOVE[level]
        is_theirs = not duty.owner_id and Standard.register[duty.standard].owed_by == role
        return (() if is_theirs else self._holders(role, duty)), role

    def _holders(self, role: str, duty: Duty) -> tuple[int, ...]:
        key = (role, duty.district_id, duty.team_id)
        if key not in self._known:
            self._known[key] = self._nearest(role, duty.district_id, duty.team_id)
        return self._known[key]

    def _nearest(self, role: str, district: int | None, team: int | None) -> tuple[int, ...]:
        """Holders of the role whose grant is the narrowest that covers the place; of too many, those posted nearest."""
        reaching = [g for g in self._holding.get(role, []) if g.reaches(district, team)]
        for scope in (Scope.TEAM, Scope.DISTRICT, Scope.FORCE):
            found = [g.user_id for g in reaching if g.scope == scope]
            if found:
                break
        else:
            return ()
        if len(found) <= steps.number("most_people"):
            return tuple(sorted(set(found)))
        here = {user for user in found if (post := self._posts.get(user)) and post.team == team}
        near = {user for user in found if (post := self._posts.get(user)) and post.district == district}
        return tuple(sorted(here or near or set(found)))

    def _may_be_told(self, pk: int, duty: Duty, level: Step) -> bool:
        user = self._user(pk)
        if user is None or not may_do(user, SEE):
            return False
        room = f"{Standard.register[duty.standard].room()}.see"
        if room in PERMISSIONS and not may_do(user, room):
            return False
        if pk == duty.owner_id:
            return (
                level == Step.OWNER
            )  # what is in one's own name is told even where the record is closed; without a name
        if not any(grant.reaches(duty.district_id, duty.team_id) for grant in grants_with(user, SEE)):
            return False
        return closed_to(user).get(duty.person_id or 0, True)

    def _user(self, pk: int) -> User | None:
        self.meet({pk})
        found = self._users.get(pk)
        return found if found and found.is_active else None

    def _why(self, level: Step, duty: Duty, users: tuple[int, ...]) -> str:
        """In roles, not in names: whom it was is in the duty and in the force's posts."""
        if level == Step.OWNER:
            return (
                "the owner cannot be told: no grant now, or out of reach"
                if users
                else "no owner, and nobody holds the role"
            )
        if level == Step.SUPERVISOR:
            return "the supervisor may not see it" if users else "no supervisor in post"
        name = ROLES[ABOVE[level]].name.lower()
        if not users and Standard.register[duty.standard].owed_by == ABOVE[level]:
            return f"the {name} owes it"
        return f"no {name} there who may see it"
