"""Open incidents are watched: reviewed, and put to someone above when they go wrong."""

from django.db.models import Q

from plumbline.incidents.facts import EscalationFacts, IncidentFacts, IncidentReviewFacts
from plumbline.incidents.models import Grade, Step
from plumbline.incidents.standards.call import WITH_CHILD
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

FIRST = {
    Grade.IMMEDIATE: policy("incident_review_immediate"),
    Grade.PRIORITY: policy("incident_review_priority"),
    Grade.SCHEDULED: policy("incident_review_scheduled"),
    Grade.RESOLVED: policy("incident_review_scheduled"),
}
ESCALATED = {Grade.IMMEDIATE: policy("escalated_immediate"), Grade.PRIORITY: policy("escalated_priority")}


class FirstReview(Standard):
    """A supervisor looks at every open incident with a child, the sooner the more urgent its grade."""

    key = "incidents.first-review"
    title = "First supervisor review of an incident"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "first_graded_at"
    due = After("first_graded_at", by("grade", FIRST))
    done = "first_review_at"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X5", "X6")
    answers = ("W28", "K12")
    act = "incidents:review"


class NextReview(Standard):
    """The next review of an incident is held when the last one said that it would be."""

    key = "incidents.next-review"
    title = "Next review of an incident held when set"
    facts = IncidentReviewFacts
    applies = WITH_CHILD
    starts = "happened_at"
    due = "next_review_at"
    done = "followed_at"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X6",)
    answers = ("W28",)
    act = "incidents:review-next"


class Escalated(Standard):
    """An incident with a child to which nobody was sent in time is put to someone above."""

    key = "incidents.escalated"
    title = "Escalated when nobody was sent"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "graded_at"
    due = After("graded_at", by("grade", ESCALATED))
    done = "first_escalated_at"
    ends = "unsent_until"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023", "hmicfrs-warwickshire-2022")
    rules = ("X5", "X6")
    answers = ("W29",)
    act = "incidents:escalate"


class EscalationAnswered(Standard):
    """Whoever is told of an incident that goes wrong answers, by name, and says what is decided."""

    key = "incidents.escalation-answered"
    title = "Escalation answered"
    facts = EscalationFacts
    applies = WITH_CHILD
    starts = "escalated_at"
    due = After("escalated_at", policy("escalation_answered"))
    done = "acknowledged_at"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X6",)
    answers = ("W29",)
    act = "incidents:answer"


class EscalatedFurther(Standard):
    """What nobody answers goes a step further up."""

    key = "incidents.escalated-further"
    title = "Escalated further"
    facts = EscalationFacts
    applies = WITH_CHILD & Q(step__lt=Step.SUPERINTENDENT)
    starts = "escalated_at"
    due = After("escalated_at", policy("escalated_further"))
    done = earlier_of("acknowledged_at", "climbed_at")
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X6",)
    answers = ("W29",)
    act = "incidents:escalate-further"
