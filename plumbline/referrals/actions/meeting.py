"""Strategy discussion, conference, and disagreement between agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.referrals.actions.referral import said, still_open
from plumbline.referrals.models import Abuse, Conference, Disagreement, Means, Referral, Stage, StrategyDiscussion

FINISH = "referrals.finish"


@act(
    "referrals.strategy.requested",
    permission=FINISH,
    says="{0.referral.reference}: strategy discussion asked for",
)
def request_strategy(referral: Referral, *, by: Any, is_immediate: bool = False) -> StrategyDiscussion:
    """Ask for a strategy discussion; one about a child at risk now is held the same day."""
    still_open(referral)
    if referral.strategies.filter(held_at=None).exists():
        raise Invalid("A strategy discussion is asked for already. Record that one when it was held.")
    strategy = StrategyDiscussion(referral=referral, is_immediate=is_immediate)
    strategy.requested_at, strategy.requested_by = current().at, actor_of(by).user
    strategy.save()
    return strategy


@act("referrals.strategy.held", permission=FINISH, says="{0.referral.reference}: strategy discussion held")
def hold_strategy(
    strategy: StrategyDiscussion, *, by: Any, held_at: datetime, means: str, decisions: str, **told: Any
) -> StrategyDiscussion:
    """Who took part and what was decided. `told` are the fields of StrategyDiscussion of those names."""
    if strategy.held_at is not None:
        raise Invalid("This strategy discussion is recorded already.")
    not_future(held_at=held_at)
    in_order(strategy.requested_at, held_at, held_at="It cannot have been held before it was asked for.")
    if means not in Means.values:
        raise Invalid(means="Choose how it was held.")
    said(decisions=decisions)
    strategy.held_at = max(held_at, strategy.requested_at)
    strategy.held_by, strategy.means, strategy.decisions = actor_of(by).user, means, decisions
    for name in (
        "police_took_part",
        "social_care_took_part",
        "health_took_part",
        "others",
        "needs_conference",
        "is_joint",
    ):
        setattr(strategy, name, told.get(name, getattr(strategy, name)))
    strategy.save()
    return strategy


@act("referrals.conference.held", permission=FINISH, says="{0.referral.reference}: child protection conference held")
def hold_conference(
    strategy: StrategyDiscussion, *, by: Any, held_at: datetime, decisions: str, is_plan_made: bool, **told: Any
) -> Conference:
    """The initial conference, to which this strategy discussion led."""
    if strategy.held_at is None:
        raise Invalid("The strategy discussion that leads to the conference is not recorded as held.")
    not_future(held_at=held_at)
    in_order(strategy.held_at, held_at, held_at="The conference follows the strategy discussion.")
    said(decisions=decisions)
    category = told.get("category", "") if is_plan_made else ""
    if is_plan_made and category not in Abuse.values:
        raise Invalid(category="Choose the category of the plan.")
    conference = Conference(strategy=strategy, held_at=held_at, held_by=actor_of(by).user, decisions=decisions)
    conference.is_plan_made, conference.category = is_plan_made, category
    conference.police_took_part = bool(told.get("police_took_part"))
    conference.police_sent_report = bool(told.get("police_sent_report"))
    conference.save()
    return conference


@act("referrals.disagreement.raised", permission=FINISH, says="{0.referral.reference}: disagreement raised")
def raise_disagreement(referral: Referral, *, by: Any, about: str) -> Disagreement:
    """The force does not agree with what another agency does, or does not do."""
    said(about=about)
    if referral.disagreements.filter(ended_at=None).exists():
        raise Invalid("There is an open disagreement on this referral: settle or escalate that one.")
    return _stage(referral, by, Stage.PRACTITIONERS, about)


@act("referrals.disagreement.settled", permission=FINISH, says="{0.referral.reference}: disagreement settled")
def settle_disagreement(disagreement: Disagreement, *, by: Any, result: str) -> Disagreement:
    _end(disagreement, by, result, is_settled=True)
    return disagreement


@act("referrals.disagreement.escalated", permission=FINISH, says="{0.referral.reference}: disagreement escalated")
def escalate_disagreement(disagreement: Disagreement, *, by: Any, result: str) -> Disagreement:
    """It was not settled at this stage and goes a stage up. From the last there is no further."""
    if disagreement.stage == Stage.HEADS:
        raise Invalid("The heads of service have it. It is settled there, or by the safeguarding partners themselves.")
    _end(disagreement, by, result, is_settled=False)
    return _stage(disagreement.referral, by, Stage(disagreement.stage + 1), disagreement.about)


def _stage(referral: Referral, by: Any, stage: Stage, about: str) -> Disagreement:
    raised = Disagreement(referral=referral, stage=stage, about=about)
    raised.raised_at, raised.raised_by = current().at, actor_of(by).user
    raised.save()
    return raised


def _end(disagreement: Disagreement, by: Any, result: str, *, is_settled: bool) -> None:
    if disagreement.ended_at is not None:
        raise Invalid("This stage of the disagreement has ended already.")
    said(result=result)
    disagreement.ended_at, disagreement.ended_by = current().at, actor_of(by).user
    disagreement.result, disagreement.is_settled = result, is_settled
    disagreement.save()
