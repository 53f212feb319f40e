"""Reviews: a first one soon, the next when this one said, and never too far apart."""

from django.db.models import F, Q

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts, ReviewFacts
from plumbline.missing.models import Risk
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

FIRST = {
    Risk.HIGH: policy("first_review_high"),
    Risk.MEDIUM: policy("first_review_medium"),
    Risk.LOW: policy("first_review_low"),
    Risk.NONE: policy("first_review_low"),
}
HIGH_THEN = Q(current_level=Risk.HIGH, first_high_at__lte=F("happened_at"))


class FirstReview(Standard):
    """A supervisor reviews every report that a child is missing, the sooner the higher the risk was first graded."""

    key = "missing.first-review"
    title = "First supervisor review"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", by("first_level", FIRST))
    done = "first_review_at"
    owed_by = "sergeant"
    topic = "response"
    authority = ("app-missing-supervisors", "app-missing-reviewing")
    rules = ("M10", "M34")
    answers = ("W8", "W28", "K16", "K28")
    act = "missing:review"


class NextReview(Standard):
    """The next review is held when the last one said that it would be."""

    key = "missing.next-review"
    title = "Next review held when set"
    facts = ReviewFacts
    applies = MISSING_CHILD
    starts = "happened_at"
    due = "next_review_at"
    done = "followed_at"
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-reviewing",)
    rules = ("M11", "M12")
    answers = ("K16", "K28")
    act = "missing:review-next"


class ReviewEachShift(Standard):
    """While a missing child is at high risk, every shift reviews the search, whatever date the last review set."""

    key = "missing.review-each-shift"
    title = "High risk reviewed each shift"
    facts = ReviewFacts
    applies = MISSING_CHILD & HIGH_THEN
    starts = "happened_at"
    due = After("happened_at", policy("review_high"))
    done = "followed_at"
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-reviewing",)
    rules = ("M11", "M34")
    answers = ("K16", "K28")
    act = "missing:review-next"


class ReviewDaily(Standard):
    """No day passes without a review while a child is missing."""

    key = "missing.review-daily"
    title = "Reviewed every day"
    facts = ReviewFacts
    applies = MISSING_CHILD & ~HIGH_THEN
    starts = "happened_at"
    due = After("happened_at", policy("review_medium"))
    done = "followed_at"
    owed_by = "sergeant"
    topic = "investigation"
    authority = ("app-missing-reviewing",)
    rules = ("M11", "M34")
    answers = ("K16", "K28")
    act = "missing:review-next"
