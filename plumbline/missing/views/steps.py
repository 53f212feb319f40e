"""What to do next on an episode: the acts that its state allows and that this person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from plumbline.access.access import may_do
from plumbline.missing.queries import Seen
from plumbline.missing.views import ASSESS, CLOSE, ENDORSE, REPORT, SEE, SUPERVISE, WORK

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
    Step(
        "Read the child’s history",
        "history",
        REPORT,
        lambda s: s.is_open and not s.episode.history_acknowledged_at,
        _always,
    ),
    Step(
        "Assess the risk",
        "assess",
        ASSESS,
        lambda s: s.is_open,
        lambda s: s.searching and (not s.assessment or s.assessment.is_stale),
    ),
    Step(
        "Endorse the risk",
        "endorse",
        ENDORSE,
        lambda s: s.is_open and bool(s.assessment) and not s.assessment.endorsed_at,
        lambda s: s.searching,
    ),
    Step("Open the trigger plan", "plan-open", WORK, lambda s: s.is_open and s.plan_waits, lambda s: s.searching),
    Step("Confirm wellbeing", "wellbeing", WORK, lambda s: s.is_located, _always),
    Step("Child located", "located", REPORT, lambda s: s.is_missing, _always),
    Step("Set an enquiry", "enquiry-set", WORK, lambda s: s.is_open, lambda s: s.is_missing),
    Step("Review", "review", SUPERVISE, lambda s: s.is_open, lambda s: s.searching),
    Step("Check results", "enquiries", SUPERVISE, lambda s: s.to_check > 0, _always),
    Step(
        "Prevention interview",
        "interview",
        WORK,
        lambda s: not s.is_missing,
        lambda s: s.is_open and not s.episode.prevention_interviews.all(),
    ),
    Step(
        "Return interview",
        "return-interview",
        SEE,
        lambda s: not s.is_missing,
        lambda s: s.interview is None or s.interview.stage in ("asked for", "offered", "accepted", "completed"),
    ),
    Step("Close the episode", "close", CLOSE, lambda s: s.is_safe, _always),
    Step("Missing again before being seen", "lost-again", REPORT, lambda s: s.is_located),
    Step("Record a sighting or other information", "information", REPORT, lambda s: s.is_open, lambda s: s.is_missing),
    Step("Record a contact", "contact", REPORT, lambda s: s.is_open),
    Step("Intake questions", "answers", REPORT, lambda s: s.is_open, lambda s: s.searching and s.unanswered > 0),
    Step("Sources checked", "sources", REPORT, lambda s: s.is_open),
    Step("Hypotheses", "hypothesis", WORK, lambda s: s.is_open),
    Step(
        "Hand over or allocate",
        "allocate",
        SUPERVISE,
        lambda s: s.is_open,
        lambda s: s.searching and not s.episode.officer_id,
    ),
    Step("Philomena form", "philomena", REPORT, lambda s: s.is_open and not s.episode.philomena_received_at),
    Step("Circulate on PNC", "pnc", WORK, lambda s: s.is_missing and not s.episode.pnc_circulated_at),
    Step("Tell the UK Missing Persons Unit", "ukmpu", WORK, lambda s: s.is_missing and not s.episode.ukmpu_notified_at),
    Step("Child Rescue Alert", "alert", SUPERVISE, lambda s: s.is_missing),
    Step("Strategy meeting", "strategy", SEE, _always),
    Step("Reopen", "reopen", CLOSE, lambda s: not s.is_open),
)

NOT_BY_THE_OFFICER = ("review", "close")  # nobody finds their own search good


def steps_for(user: Any, episode: Any, interview: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What presses, and what else may be done."""
    seen = Seen(episode, interview)
    held = {permission: may_do(user, permission, episode) for permission in {step.permission for step in STEPS}}
    own = episode.officer_id == user.pk
    open_to = [s for s in STEPS if held[s.permission] and s.now(seen) and not (own and s.url in NOT_BY_THE_OFFICER)]
    first = [step for step in open_to if step.pressing(seen)]
    return [_shown(step, episode.pk) for step in first], [
        _shown(step, episode.pk) for step in open_to if step not in first
    ]


def _shown(step: Step, pk: int) -> dict[str, str]:
    return {"label": step.label, "href": reverse(f"missing:{step.url}", args=[pk])}
