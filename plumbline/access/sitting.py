"""How long each role may sit at a screen, and whether it must prove itself twice.

All numbers are force policy: no statute or national guidance sets them. They answer two different rooms. A call handler
listens for half an hour with both hands off the keyboard, in a room that is locked and staffed; an office is empty at
lunch. A role that is not listed has the office's times and needs a second factor, so that a new role begins strict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from plumbline.access.access import grants_of
from plumbline.access.models import Grant
from plumbline.access.queries import DEMO_REASON


@dataclass(frozen=True)
class Sitting:
    """Signed out after so long without a touch, after so long in any case; whether a second factor is needed."""

    idle_minutes: int
    longest_hours: int
    needs_second_factor: bool

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        return timedelta(hours=self.longest_hours)


OFFICE = Sitting(idle_minutes=15, longest_hours=10, needs_second_factor=True)
CONTROL_ROOM = Sitting(idle_minutes=60, longest_hours=13, needs_second_factor=False)
ON_SHIFT = Sitting(idle_minutes=30, longest_hours=12, needs_second_factor=False)
SYSTEM = Sitting(idle_minutes=10, longest_hours=8, needs_second_factor=True)

# A screen on a wall of a staffed room shows initials and opens nothing; nobody touches it, and each shift signs it in.
WALL = Sitting(idle_minutes=780, longest_hours=13, needs_second_factor=False)

OF_ROLE: dict[str, Sitting] = {
    "call-handler": CONTROL_ROOM,
    "control-room-supervisor": CONTROL_ROOM,
    "response-officer": ON_SHIFT,
    "sergeant": ON_SHIFT,
    "custody-sergeant": ON_SHIFT,
    "wall-board": WALL,
    "administrator": SYSTEM,
    "information-security": SYSTEM,
}


def sitting_of(user: Any) -> Sitting:
    """The strictest of all roles held; the office's for someone who holds none."""
    held = [OF_ROLE.get(grant.role, OFFICE) for grant in grants_of(user)] or [OFFICE]
    return Sitting(
        min(each.idle_minutes for each in held),
        min(each.longest_hours for each in held),
        any(each.needs_second_factor for each in held),
    )


def must_prove_twice(user: Any) -> bool:
    """Accounts of a demo force are let off: their one password is printed on the sign-in page, and their people invented.

    A grant is the demo's by its reason, which no person can give (`actions.give_grant`).
    """
    if settings.SECOND_FACTOR == "everyone":
        return True
    grants: list[Grant] = grants_of(user)
    if settings.SECOND_FACTOR == "nobody" or all(grant.reason == DEMO_REASON for grant in grants):
        return False
    return sitting_of(user).needs_second_factor
