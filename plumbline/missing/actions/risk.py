"""Assessing the risk, and endorsing an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from plumbline.access.access import may_do
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import not_future
from plumbline.missing.actions.episode import still_open
from plumbline.missing.models import Episode, Factor, Risk, RiskAssessment, RiskFactor, Stage
from plumbline.standards.policy import value_now
from plumbline.workforce.models import Rank
from plumbline.workforce.queries import is_at_least

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
BELOW_MEDIUM = (Risk.LOW, Risk.NONE)


@act("missing.risk.assessed", permission="missing.assess", says="{0.episode.reference}: risk assessed as {0.level}")
def assess_risk(
    episode: Episode,
    *,
    by: Any,
    stage: str,
    level: str,
    rationale: str,
    factors: Iterable[dict[str, Any]] = (),
    is_uncertain: bool = False,
    override_reason: str = "",
    happened_at: datetime | None = None,
) -> RiskAssessment:
    """Grade the risk, with what it rests on and who said so.

    The child's history must have been read first. An assessment that something new had overtaken is thereby refreshed. A
    child is graded below medium only by an inspector with a reason (force policy, which a force may switch off).
    """
    still_open(episode)
    not_future(happened_at=happened_at)
    if episode.history_acknowledged_at is None:
        raise Invalid(
            "Read the child's earlier episodes, markers and trigger plan, and say that you have, before grading the risk."
        )
    if stage not in Stage.values or level not in Risk.values:
        raise Invalid(level="Choose one of the risk grades.")
    user, at = actor_of(by).user, happened_at or current().at
    made = RiskAssessment(
        episode=episode, stage=stage, level=level, rationale=rationale, happened_at=at, assessed_by=user
    )
    made.is_uncertain = is_uncertain
    _override(made, episode, user, override_reason)
    _refresh(episode, at)
    made.save()
    for given in factors:
        _note(made, given)
    _grade(episode)
    return made


def _override(made: RiskAssessment, episode: Episode, user: Any, reason: str) -> None:
    if made.level not in BELOW_MEDIUM or not episode.is_child or not value_now(POLICY, "below_medium_needs_inspector"):
        return
    if not reason.strip():
        raise Invalid(
            override_reason="Force policy: a child is at least medium risk. Below it an inspector must say why."
        )
    if user is None or not may_do(user, "missing.override", episode) or not is_at_least(user, Rank.INSPECTOR):
        raise Invalid(override_reason="Only an inspector or above may grade a child below medium.")
    made.override_at, made.override_by, made.override_reason = current().at, user, reason


def _refresh(episode: Episode, at: datetime) -> None:
    """Whatever had gone stale by then is looked at again. One typed in late cannot have weighed what came after it."""
    for stale in RiskAssessment.objects.filter(episode=episode, stale_at__lte=at, refreshed_at=None):
        stale.refreshed_at = at
        stale.save()


def _note(made: RiskAssessment, given: dict[str, Any]) -> None:
    if given["factor"] not in Factor.values:
        raise Invalid(f"{given['factor']!r} is not a risk factor of the list.")
    if not given.get("source_name", "").strip():
        raise Invalid("Each risk factor needs the name of who supplied it.")
    factor = RiskFactor(assessment=made, factor=given["factor"], said=given["said"], source_name=given["source_name"])
    factor.source_contact, factor.said_at = given.get("source_contact", ""), given.get("said_at") or made.happened_at
    factor.save()


def _grade(episode: Episode) -> None:
    """The grade in force is the latest by when it was made, which need not be the latest recorded."""
    latest = RiskAssessment.objects.filter(episode=episode).order_by("-happened_at", "-id").first()
    episode.risk = latest.level if latest else ""
    episode.save()


@act("missing.risk.endorsed", permission="missing.endorse", says="{0.episode.reference}: risk {0.level} endorsed")
def endorse_risk(assessment: RiskAssessment, *, by: Any, endorsement_note: str = "") -> RiskAssessment:
    """An inspector or above agrees with the grade. One who does not agree assesses the risk anew as reviewing officer."""
    user = actor_of(by).user
    if user is None or not is_at_least(user, Rank.INSPECTOR):
        raise Invalid("A risk grade is endorsed by an inspector or above.")
    if assessment.assessed_by_id == user.pk:
        raise Invalid("A risk grade is endorsed by someone other than who gave it.")
    if assessment.endorsed_at is not None:
        raise Invalid("This grade is endorsed already.")
    assessment.endorsed_at, assessment.endorsed_by = current().at, user
    assessment.endorsement_note = endorsement_note
    assessment.save()
    return assessment


def mark_stale(episode: Episode) -> None:
    """Something new was recorded: the assessment in force is to be looked at again. For use inside an act."""
    latest = RiskAssessment.objects.filter(episode=episode).order_by("-happened_at", "-id").first()
    if latest is not None and latest.stale_at is None:
        latest.stale_at = clock.now()
        latest.save()
