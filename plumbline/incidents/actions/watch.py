"""Watching over open incidents: reviews, and the ladder up which one goes when nobody answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.access.access import may_do
from plumbline.incidents.actions.call import since_the_call, still_open
from plumbline.incidents.actions.thrive import SUPERVISE, answer_rise
from plumbline.incidents.models import Escalation, Incident, IncidentReview, Step
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.workforce.models import Rank
from plumbline.workforce.queries import is_at_least

LEAST_RANK = {Step.INSPECTOR: Rank.INSPECTOR, Step.SUPERINTENDENT: Rank.SUPERINTENDENT}


@act("incidents.review.recorded", permission="incidents.supervise", says="{0.incident.reference}: {0}")
def review_incident(
    incident: Incident,
    *,
    by: Any,
    direction: str,
    next_review_at: datetime,
    grade_is_right: bool,
    thrive_is_right: bool,
    child_is_safe: bool | None = None,
    happened_at: datetime | None = None,
) -> IncidentReview:
    """A supervisor's look at an open incident. It completes the review that was due, sets the next, and decides, where the
    risk rose and the supervisor finds the grade right, that it stays."""
    still_open(incident)
    since_the_call(incident, happened_at=happened_at)
    user, at = actor_of(by).user, happened_at or current().at
    if user is not None and incident.call_taker_id == user.pk:
        raise Invalid("Whoever took the call does not review it. Another supervisor does.")
    if next_review_at <= at:
        raise Invalid(next_review_at="The next review must lie ahead of this one.")
    if not direction.strip():
        raise Invalid(direction="Say what is to happen next: a review that gives no direction has not been done.")
    review = IncidentReview(incident=incident, happened_at=at, reviewed_by=user, direction=direction)
    review.grade_is_right, review.thrive_is_right, review.child_is_safe = grade_is_right, thrive_is_right, child_is_safe
    review.next_review_at = next_review_at
    _follow(review)
    review.save()
    if grade_is_right:
        answer_rise(incident, at)
    return review


def _follow(review: IncidentReview) -> None:
    """This review is the one that those before it asked for, unless another came between; one typed in late is followed too."""
    others = IncidentReview.objects.filter(incident=review.incident)
    unmet = Q(followed_at=None) | Q(followed_at__gt=review.happened_at)
    for earlier in others.filter(unmet, happened_at__lt=review.happened_at):
        earlier.followed_at = review.happened_at
        earlier.save()
    later = others.filter(happened_at__gt=review.happened_at).order_by("happened_at").first()
    review.followed_at = later.happened_at if later else None


@act(
    "incidents.incident.escalated",
    permission="incidents.take",
    says="{0.incident.reference}: {0}",
    operation="disclosure",
)
def escalate(incident: Incident, *, by: Any, step: int, reason: str, to: Any = None) -> Escalation:
    """Tell the next above, and say why. A step further up takes over from the steps below that nobody answered."""
    still_open(incident)
    if step not in Step.values:
        raise Invalid(step="Choose who is to be told.")
    if not reason.strip():
        raise Invalid(reason="Say what is wrong, and what you ask for.")
    user, at = actor_of(by).user, current().at
    if to is not None and to == user:
        raise Invalid(to="Tell somebody else.")
    if incident.escalations.filter(step=step, acknowledged_at=None).exists():
        raise Invalid(step="That step was told already and has not answered. Go a step further.")
    made = Escalation(incident=incident, step=step, reason=reason, escalated_at=at, escalated_by=user, to=to)
    for below in incident.escalations.filter(step__lt=step, acknowledged_at=None, climbed_at=None):
        below.climbed_at = at
        below.save()
    made.save()
    return made


@act(
    "incidents.escalation.acknowledged", permission="incidents.supervise", says="{0.incident.reference}: {0}, answered"
)
def acknowledge_escalation(escalation: Escalation, *, by: Any, decision: str) -> Escalation:
    """Answer for it, and say what is decided. Whoever it was told to, or another of the rank that the step asks."""
    user = actor_of(by).user
    if escalation.acknowledged_at is not None:
        raise Invalid("This was answered already.")
    if user is None or escalation.escalated_by_id == user.pk:
        raise Invalid("Nobody acknowledges what they escalated themselves.")
    least = LEAST_RANK.get(escalation.step)  # type: ignore[call-overload]
    if (least is not None and not is_at_least(user, least)) or not may_do(user, SUPERVISE, escalation.incident):
        raise Invalid(
            f"This was put to a {escalation.get_step_display().lower()}: one of that rank, or above, answers it."
        )
    if not decision.strip():
        raise Invalid(decision="Say what you decided.")
    escalation.acknowledged_at, escalation.acknowledged_by = current().at, user
    escalation.decision = decision
    escalation.save()
    return escalation
