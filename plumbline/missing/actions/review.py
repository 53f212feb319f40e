"""Reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import not_future
from plumbline.missing.actions.episode import not_in_own_hands, still_open
from plumbline.missing.models import Enquiry, Episode, Review


@act("missing.review.recorded", permission="missing.supervise", says="{0.episode.reference}: {0}")
def record_review(
    episode: Episode,
    *,
    by: Any,
    kind: str,
    next_review_at: datetime,
    direction: str,
    happened_at: datetime | None = None,
    **checks: Any,
) -> Review:
    """Record a review. It counts for itself what is outstanding, sets the next, and completes the review that was due.

    `checks` are the fields of Review that the supervisor answers: risk_is_right, quality_assured, new_enquiries,
    parameters_confirmed, informant_updated, ownership.
    """
    still_open(episode)
    not_in_own_hands(episode, by, "The officer in the case does not review their own search. Someone else must.")
    not_future(happened_at=happened_at)
    at = happened_at or current().at
    if next_review_at <= at:
        raise Invalid(next_review_at="The next review must lie ahead of this one.")
    if not direction.strip():
        raise Invalid(direction="Say what is to happen next: a review that gives no direction has not been done.")
    review = Review(episode=episode, kind=kind, happened_at=at, reviewed_by=actor_of(by).user, **checks)
    review.next_review_at, review.direction = next_review_at, direction
    _count_outstanding(review)
    _follow(review)
    review.save()
    return review


def _follow(review: Review) -> None:
    """This review is the one that those before it asked for, unless another came between; one typed in late is followed too."""
    others = Review.objects.filter(episode=review.episode)
    unmet = Q(followed_at=None) | Q(followed_at__gt=review.happened_at)
    for earlier in others.filter(unmet, happened_at__lt=review.happened_at):
        earlier.followed_at = review.happened_at
        earlier.save()
    later = others.filter(happened_at__gt=review.happened_at).order_by("happened_at").first()
    review.followed_at = later.happened_at if later else None


def _count_outstanding(review: Review) -> None:
    live = Enquiry.objects.filter(episode=review.episode, dropped_at=None)
    waiting = live.filter(resulted_at=None)
    review.outstanding = waiting.count()
    review.outstanding_overdue = waiting.filter(due_at__lt=review.happened_at).count()
    review.unchecked = live.filter(resulted_at__isnull=False, checked_at=None).count()
