"""Whether detention goes on: reviewed at six hours, then every nine; and never without charge beyond its limit unnoticed."""

from django.db.models import Q

from plumbline.custody.facts import DetentionFacts, DetentionReviewFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class FirstReview(Standard):
    """An inspector reviews a child's detention for the first time within six hours of its being authorised."""

    key = "custody.first-review"
    title = "First review of detention"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_first_review"))
    done = "first_review_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = ("yjlc-bail-and-remand",)
    rules = ("C6",)
    answers = ("K16", "K29")
    act = "custody:review"


class NextReview(Standard):
    """Detention is reviewed again by the time that the last review set, nine hours on at the latest."""

    key = "custody.next-review"
    title = "Next review of detention"
    facts = DetentionReviewFacts
    applies = Q(is_continued=True)
    starts = "happened_at"
    due = "next_review_at"
    done = "followed_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = ("yjlc-bail-and-remand",)
    rules = ("C6",)
    answers = ("K16", "K29")
    act = "custody:review-next"


class TimeLimit(Standard):
    """No child is held without charge past 24 hours of arriving unless a superintendent has extended it."""

    key = "custody.time-limit"
    title = "Charged, released or extended within 24 hours"
    facts = DetentionFacts
    starts = "arrived_at"
    due = After("arrived_at", policy("custody_limit"))
    done = earlier_of("charged_at", "extended_at", "ended_at")
    ends = None
    owed_by = "superintendent"
    topic = "leadership"
    authority = ("yjlc-bail-and-remand", "code-c-extracts")
    rules = ("C6",)
    answers = ("K29",)
    act = "custody:extend"


class ExtendedLimit(Standard):
    """A child whose detention was extended is charged or released by the time until which it was extended."""

    key = "custody.extended-limit"
    title = "Charged or released within the extension"
    facts = DetentionFacts
    starts = "extended_at"
    due = "last_until_at"
    done = earlier_of("charged_at", "ended_at")
    ends = None
    owed_by = "superintendent"
    topic = "leadership"
    authority = ("yjlc-bail-and-remand", "code-c-extracts")
    rules = ("C6",)
    answers = ("K29",)
    act = "custody:extend"
