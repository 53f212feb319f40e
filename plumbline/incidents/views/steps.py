"""What to do next on an incident: the acts that its state allows and that this person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from plumbline.access.access import may_do
from plumbline.incidents.queries import Seen
from plumbline.incidents.views import CHECK, SEE, SUPERVISE, TAKE

When = Callable[[Seen], bool]


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
    Step("Read what is flagged", "flags", TAKE, lambda s: s.is_open and s.incident.flags_pending, _always),
    Step("THRIVE", "thrive", TAKE, lambda s: s.is_open, lambda s: s.thrive is None or s.thrive.is_stale),
    Step(
        "Grade",
        "grade",
        TAKE,
        lambda s: s.is_open and s.thrive is not None,
        lambda s: not s.incident.grade or (s.thrive.rose and s.thrive.answered_at is None),
    ),
    Step(
        "Send someone",
        "send",
        TAKE,
        lambda s: s.is_open,
        lambda s: s.is_unsent and s.incident.grade in ("immediate", "priority"),
    ),
    Step("Who is in it", "involve", TAKE, lambda s: s.is_open, lambda s: not s.incident.involved.all()),
    Step("Record what came in", "update", TAKE, lambda s: s.is_open, lambda s: bool(s.incident.grade)),
    Step("Book an appointment", "book", TAKE, lambda s: s.is_open and s.is_scheduled and s.booked is None, _always),
    Step("Review", "review", SUPERVISE, lambda s: s.is_open, lambda s: bool(s.incident.grade)),
    Step(
        "Put it to someone above",
        "escalate",
        TAKE,
        lambda s: s.is_open,
        lambda s: s.is_unsent and bool(s.incident.grade),
    ),
    Step("Put right what was told", "amend", TAKE, lambda s: s.is_open),
    Step("What is flagged", "flags", SEE, lambda s: not (s.is_open and s.incident.flags_pending)),
    Step(
        "Close",
        "close",
        SUPERVISE,
        lambda s: s.is_open and s.incident.state != "sent",
        lambda s: s.incident.state == "attended",
    ),
    Step("Reopen", "reopen", SUPERVISE, lambda s: not s.is_open),
    Step("Check the call", "check", CHECK, lambda s: not s.incident.call_checks.all()),
)

NOT_BY_THE_TAKER = ("review", "close", "check")  # nobody finds their own call good


def steps_for(user: Any, seen: Seen) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done."""
    incident = seen.incident
    held = {permission: may_do(user, permission, incident) for permission in {step.permission for step in STEPS}}
    own = incident.call_taker_id == user.pk
    open_to = [s for s in STEPS if held[s.permission] and s.now(seen) and not (own and s.url in NOT_BY_THE_TAKER)]
    first = [step for step in open_to if step.pressing(seen)]
    return [_shown(step, incident.pk) for step in first], [
        _shown(step, incident.pk) for step in open_to if step not in first
    ]


def _shown(step: Step, pk: int) -> dict[str, str]:
    return {"label": step.label, "href": reverse(f"incidents:{step.url}", args=[pk])}
