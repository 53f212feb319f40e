"""What is known of a retention review, and of each look at a hold."""

from __future__ import annotations

from plumbline.kernel.fields import MomentField
from plumbline.retention.models import HoldReview, RetentionReview
from plumbline.standards.expressions import earlier_of
from plumbline.standards.facts import Facts, Own, Reckoned


class RetentionReviewFacts(Facts):
    """One review of whether what is known of a person is still needed."""

    subject = RetentionReview
    person = "person_id"
    month_of = "opened_at"

    opened_at = Own("opened_at", says="when the review was opened")
    due_at = Own("due_at", says="the last second of the day by which it is held")
    reviewed_at = Own("reviewed_at", says="when the decision was recorded, with its reasons")
    decision = Own("decision", says="keep, or dispose")
    disposed_at = Own("disposed_at", says="when the disposal was carried out")
    stopped_at = Own("stopped_at", says="when the disposal was stopped")
    settled_at = Reckoned(
        earlier_of("disposed_at", "stopped_at"), MomentField(), says="when the disposal was carried out or stopped"
    )


class HoldReviewFacts(Facts):
    """One look at a hold that was promised for a day."""

    subject = HoldReview
    person = "hold.person_id"
    month_of = "opened_at"

    opened_at = Own("opened_at", says="when the look was promised: as the hold was set, or last reviewed")
    due_at = Own("due_at", says="the last second of the day by which somebody looks")
    reviewed_at = Own("reviewed_at", says="when somebody looked, and kept or lifted the hold")
