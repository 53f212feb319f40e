"""Reviews: held when due, decided once opened, and the decision carried out."""

from django.db.models import Q

from plumbline.retention.facts import RetentionReviewFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class ReviewHeld(Standard):
    """What is known of a person is reviewed by the day on which its period of retention says so."""

    key = "retention.review-held"
    title = "Retention review held when due"
    facts = RetentionReviewFacts
    starts = "opened_at"
    due = "due_at"
    done = "reviewed_at"
    owed_by = "records-manager"
    topic = "leadership"
    authority = ("pirm-code-2023", "app-retention")
    rules = ("Z2", "Z4")
    act = "retention:record"


class ReviewDecided(Standard):
    """A retention review that is opened ends in a recorded decision, with its reasons."""

    key = "retention.review-decided"
    title = "Retention decision recorded"
    facts = RetentionReviewFacts
    starts = "opened_at"
    due = After("opened_at", policy("review_decided"))
    done = "reviewed_at"
    owed_by = "records-manager"
    topic = "leadership"
    authority = ("app-retention",)
    rules = ("Z2", "Z3")
    act = "retention:record"


class DisposalCarriedOut(Standard):
    """A disposal that is decided is carried out, or stopped with a reason."""

    key = "retention.disposal-carried-out"
    title = "Disposal carried out or stopped"
    facts = RetentionReviewFacts
    applies = Q(decision="dispose")
    starts = "reviewed_at"
    due = After("reviewed_at", policy("disposal_carried_out"))
    done = "settled_at"
    owed_by = "records-manager"
    topic = "leadership"
    authority = ("pirm-code-2023",)
    rules = ("Z2", "Z12")
    act = "retention:review"
