"""Supervisors look at an investigation again and again until it is closed, and say what is to happen."""

from plumbline.investigations.facts import InvestigationFacts, SupervisorReviewFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class FirstReview(Standard):
    """A supervisor other than the officer in the case reviews every investigation."""

    key = "investigations.first-review"
    title = "First supervisor’s review of an investigation"
    facts = InvestigationFacts
    starts = "opened_at"
    due = After("opened_at", policy("investigation_review"))
    done = "first_reviewed_at"
    owed_by = "detective-supervisor"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "investigations-force-policy")
    rules = ("I18",)
    answers = ("W17",)
    act = "investigations:review"


class NextReview(Standard):
    """After each review comes the next, until the investigation is closed."""

    key = "investigations.next-review"
    title = "Next supervisor’s review of an investigation"
    facts = SupervisorReviewFacts
    starts = "happened_at"
    due = After("happened_at", policy("investigation_review"))
    done = "followed_at"
    owed_by = "detective-supervisor"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "investigations-force-policy")
    rules = ("I18",)
    answers = ("W17",)
    act = "investigations:review-next"


class DirectionGiven(Standard):
    """A review says what is to happen next; one that only says that it was held is made good soon after."""

    key = "investigations.direction-given"
    title = "Direction given by a supervisor’s review"
    facts = SupervisorReviewFacts
    starts = "happened_at"
    due = After("happened_at", policy("direction_given"))
    done = "directed_at"
    owed_by = "detective-supervisor"
    topic = "investigation"
    authority = ("hmicfrs-wiltshire-2023", "investigations-force-policy")
    rules = ("I18",)
    answers = ("W17",)
    act = "investigations:review-next"
