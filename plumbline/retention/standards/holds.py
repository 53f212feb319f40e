"""Holds: looked at again when promised, so that none stands for ever because nobody asked."""

from plumbline.retention.facts import HoldReviewFacts
from plumbline.standards.standard import Standard


class HoldReviewed(Standard):
    """A hold on disposal is looked at again by the day on which it was promised."""

    key = "retention.hold-reviewed"
    title = "Hold reviewed when promised"
    facts = HoldReviewFacts
    starts = "opened_at"
    due = "due_at"
    done = "reviewed_at"
    owed_by = "records-manager"
    topic = "leadership"
    authority = ("app-retention",)
    rules = ("Z10",)
    act = "retention:hold-review"
