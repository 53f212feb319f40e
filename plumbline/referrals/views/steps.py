"""What to do next on a referral: the acts that its state allows and that this person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from plumbline.access.access import may_do
from plumbline.referrals.queries.unit import Task, works_alone
from plumbline.referrals.views import FINISH, MAKE, TRIAGE

When = Callable[[Any], bool]


def _never(_: Any) -> bool:
    return False


@dataclass(frozen=True)
class Step:
    """A button, shown where `now` holds and the permission is held; those that are pressing stand first. `of` gives the
    number in its address, the referral's own unless said."""

    label: str
    url: str
    permission: str
    now: When
    pressing: When = _never
    of: Callable[[Any], int] = lambda referral: referral.pk


def _to_sign(referral: Any) -> Any:
    return next((each for each in referral.decisions.all() if each.is_in_training and each.signed_at is None), None)


def _to_hold(referral: Any) -> Any:
    return next((each for each in referral.strategies.all() if each.held_at is None), None)


def _to_confer(referral: Any) -> Any:
    return next(
        (each for each in referral.strategies.all() if each.needs_conference and not hasattr(each, "conference")), None
    )


def _to_accept(referral: Any) -> bool:
    return hasattr(referral, "acceptance") and referral.acceptance.accepted_at is None


def _unshared(referral: Any) -> bool:
    in_effect = next((each for each in referral.decisions.all() if each.effective_at), None)
    return in_effect is not None and in_effect.verdict != "not-shared" and not referral.sharings.all()


STEPS = (
    Step(
        "Sign off the decision",
        "sign-off",
        FINISH,
        lambda r: _to_sign(r) is not None,
        lambda r: True,
        lambda r: _to_sign(r).pk,
    ),
    Step(
        "Decide",
        "decide",
        TRIAGE,
        lambda r: r.state in ("awaiting", "decided"),
        lambda r: r.state == "awaiting",
    ),
    Step("Share it", "share", FINISH, lambda r: r.is_open and r.state != "proposed", _unshared),
    Step(
        "Tell what is missing",
        "complete",
        MAKE,
        lambda r: r.is_open and bool(r.lacks),
        lambda r: r.completed_at is None,
    ),
    Step(
        "Record the strategy discussion",
        "strategy-held",
        FINISH,
        lambda r: _to_hold(r) is not None,
        lambda r: True,
        lambda r: _to_hold(r).pk,
    ),
    Step(
        "Record the conference",
        "conference",
        FINISH,
        lambda r: _to_confer(r) is not None,
        lambda r: True,
        lambda r: _to_confer(r).pk,
    ),
    Step(
        "The home authority was informed",
        "home-informed",
        FINISH,
        lambda r: r.is_open and r.away_at is not None and not hasattr(r, "acceptance"),
        lambda r: True,
    ),
    Step("The home authority accepted", "home-accepted", FINISH, _to_accept, lambda r: True),
    Step(
        "Ask for a strategy discussion",
        "strategy-ask",
        FINISH,
        lambda r: r.is_open and _to_hold(r) is None,
    ),
    Step(
        "Read the low referrals together", "pattern", TRIAGE, lambda r: r.first_grade == "low" and not r.pattern_read_at
    ),
    Step(
        "Raise a disagreement",
        "disagree",
        FINISH,
        lambda r: r.is_open and all(each.ended_at for each in r.disagreements.all()),
    ),
    Step("Close the referral", "close", FINISH, lambda r: r.state == "decided"),
    Step("Reopen", "reopen", FINISH, lambda r: not r.is_open),
)
# Steps that take an approval besides the permission.
ALONE = {"sign-off": Task.SIGN_OFF, "share": Task.SHARE}


def steps_for(user: Any, referral: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done. Nobody is led to sign off a decision of their own."""
    held = {permission: may_do(user, permission, referral) for permission in {step.permission for step in STEPS}}
    own = _to_sign(referral)
    alone = {url: works_alone(user, task) for url, task in ALONE.items()} if held[FINISH] else {}
    open_to = [s for s in STEPS if held[s.permission] and alone.get(s.url, True) and s.now(referral)]
    if own is not None and own.made_by_id == user.pk:
        open_to = [s for s in open_to if s.url != "sign-off"]
    first = [step for step in open_to if step.pressing(referral)]
    return [_shown(step, referral) for step in first], [_shown(step, referral) for step in open_to if step not in first]


def _shown(step: Step, referral: Any) -> dict[str, str]:
    return {"label": step.label, "href": reverse(f"referrals:{step.url}", args=[step.of(referral)])}
