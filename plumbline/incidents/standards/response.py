"""Who is sent, when they arrive, and whether the child was heard."""

from django.db.models import Q

from plumbline.incidents.facts import IncidentFacts, InvolvementFacts
from plumbline.incidents.models import Grade
from plumbline.incidents.standards.call import WITH_CHILD
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

SENT = {Grade.IMMEDIATE: policy("sent_immediate"), Grade.PRIORITY: policy("sent_priority")}
THERE = {Grade.IMMEDIATE: policy("there_immediate"), Grade.PRIORITY: policy("there_priority")}


class SentInTime(Standard):
    """Someone is sent to a child as soon as the grade in force says."""

    key = "incidents.sent-in-time"
    title = "Someone sent"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "graded_at"
    due = After("graded_at", by("grade", SENT))
    done = "sent_at"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023", "hmicfrs-warwickshire-2022")
    rules = ("X5",)
    answers = ("W24",)
    act = "incidents:send"


class ThereInTime(Standard):
    """Someone is with the child as soon as the grade in force says."""

    key = "incidents.there-in-time"
    title = "Someone there"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "graded_at"
    due = After("graded_at", by("grade", THERE))
    done = "arrived_at"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X2",)
    answers = ("W24",)
    act = "incidents:incident"


class ChildHeard(Standard):
    """Each child met at an incident is asked, and what they said is written down, or why nobody heard them."""

    key = "incidents.child-heard"
    title = "Child heard at the incident"
    facts = InvolvementFacts
    applies = Q(is_child=True, is_unborn=False, its_person__isnull=False)
    starts = "arrived_at"
    due = After("arrived_at", policy("incident_child_heard"))
    done = "met_at"
    ends = None  # owed for the child's sake, whatever became of the call
    owed_by = "response-officer"
    topic = "risk"
    authority = ("vkpp-voice-of-the-child",)
    rules = ("V1", "V3")
    answers = ("W35",)
    act = "incidents:met"
