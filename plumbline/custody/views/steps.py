"""What to do next for a child in custody: the acts that its state allows and that this person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from plumbline.access.access import may_do
from plumbline.custody.queries import accommodation_of, is_held_with_neither
from plumbline.custody.views import EXTEND, REVIEW, WORK


@dataclass
class Seen:
    """A detention, read with its parts, as the page asks about it to say what comes next."""

    detention: Any

    @property
    def is_open(self) -> bool:
        return bool(self.detention.is_open)

    @property
    def is_charged(self) -> bool:
        return bool(self.detention.state == "charged")

    @cached_property
    def is_refused(self) -> bool:
        charge = getattr(self.detention, "charge", None)
        return self.is_charged and charge is not None and charge.is_refused

    @cached_property
    def with_neither(self) -> bool:
        return self.is_open and is_held_with_neither(self.detention)

    @cached_property
    def is_certified(self) -> bool:
        return self.is_open and accommodation_of(self.detention) is not None

    @property
    def is_told(self) -> bool:
        return any(each.is_reached for each in self.detention.informings.all())

    @property
    def has_adult(self) -> bool:
        return any(each.is_here or each.is_awaited for each in self.detention.adults.all())

    @property
    def is_heard(self) -> bool:
        return bool(self.detention.hearings.all())

    @property
    def is_referred(self) -> bool:
        return bool(self.detention.referral_made_at or self.detention.referred_id)


When = Callable[[Seen], bool]


def _open(seen: Seen) -> bool:
    return seen.is_open


def _always(_: Seen) -> bool:
    return True


def _never(_: Seen) -> bool:
    return False


@dataclass(frozen=True)
class Step:
    """A button, shown where `now` holds and the permission is held; those that are pressing stand first."""

    label: str
    url: str
    permission: str
    now: When
    pressing: When = _never


STEPS = (
    Step("Transfer or certify", "settle", WORK, lambda s: s.is_refused and s.is_open, lambda s: s.with_neither),
    Step("Tell whoever is responsible", "inform", WORK, _open, lambda s: not s.is_told),
    Step("Ask for an appropriate adult", "adult-ask", WORK, _open, lambda s: not s.has_adult),
    Step("Appropriate adults", "adults", WORK, lambda s: bool(s.detention.adults.all()), lambda s: s.is_open),
    Step("Rights, interview or another step", "step", WORK, _open, lambda s: s.has_adult),
    Step("Review detention", "review", REVIEW, _open, _always),
    Step("Visit", "visit", WORK, _open, _always),
    Step("Hear the child", "hear", WORK, _open, lambda s: not s.is_heard),
    Step("Ask for healthcare", "healthcare", WORK, _open),
    Step("Refer the child", "referral", WORK, lambda s: not s.is_referred, lambda s: not s.is_open),
    Step("Charge", "charge", WORK, lambda s: s.is_open and not s.is_charged),
    Step("Extend detention", "extend", EXTEND, lambda s: s.is_open and not s.is_charged),
    Step("The child leaves", "end", WORK, _open),
    Step("The end was a mistake", "resume", REVIEW, lambda s: not s.is_open),
)
NOT_OWN = ("review", "extend")  # nobody finds their own decision right


def steps_for(user: Any, detention: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done."""
    seen = Seen(detention)
    held = {permission: may_do(user, permission, detention) for permission in (WORK, REVIEW, EXTEND)}
    own = user.pk in detention.owners()
    open_to = [s for s in STEPS if held[s.permission] and s.now(seen) and not (own and s.url in NOT_OWN)]
    first = [step for step in open_to if step.pressing(seen)]
    also = [step for step in open_to if step not in first]
    return [_shown(step, detention.pk) for step in first], [_shown(step, detention.pk) for step in also]


def _shown(step: Step, pk: int) -> dict[str, str]:
    return {"label": step.label, "href": reverse(f"custody:{step.url}", args=[pk])}
