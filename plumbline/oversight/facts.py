"""What is known of a grant, of a review of one, and of special access: the columns of oversight's standards."""

from __future__ import annotations

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Cast

from plumbline.access.models import Decision, Grant, GrantReview, SpecialAccess
from plumbline.kernel.fields import MomentField
from plumbline.standards.expressions import SecondsAfter
from plumbline.standards.facts import Facts, First, Next, Own, Reckoned

LAST_SECOND = Value(86399)
BY_DAY = "by the day in UTC; the grant itself goes by the local day, an hour apart in summer"


class Following(Next):
    """The earliest value that lies after the subject's own moment, which is itself among them."""

    comparison = "gt"


class GrantFacts(Facts):
    """One role held by one person."""

    subject = Grant
    month_of = "recorded_at"
    ends = "ends_at"

    recorded_at = Own("recorded_at", says="when the grant was given")
    ends_at = Reckoned(
        SecondsAfter(Cast("ends_on", DateTimeField()), LAST_SECOND),
        MomentField(),
        says="the last second of the last day on which the grant holds",
        caveat=BY_DAY,
    )
    first_reviewed_at = First("reviews", "reviewed_at", says="when someone first reviewed the grant")


class GrantReviewFacts(Facts):
    """One review of a grant."""

    subject = GrantReview
    month_of = "reviewed_at"
    ends = "ends_at"

    decision = Own("decision", says="whether the grant was kept or ended")
    reviewed_at = Own("reviewed_at", says="when the grant was reviewed")
    ends_at = Reckoned(
        SecondsAfter(Cast("grant__ends_on", DateTimeField()), LAST_SECOND),
        MomentField(),
        says="the last second of the last day on which the grant holds",
        caveat=BY_DAY,
    )
    followed_at = Following(
        "grant.reviews", "reviewed_at", after="reviewed_at", says="when the grant was next reviewed"
    )


class SpecialAccessFacts(Facts):
    """One restricted record opened to one person for a time."""

    subject = SpecialAccess
    month_of = "starts_at"
    ends = None

    how = Own("kind", says="given by someone, or opened in an emergency")
    starts_at = Own("starts_at", says="when the record was opened")
    reviewed_at = Own("reviewed_at", says="when someone judged whether that was justified")


KEPT = Q(decision=Decision.KEEP)
