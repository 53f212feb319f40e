"""The call: what is flagged is read, THRIVE done and done again, a grade given, a risk that rises answered."""

from django.db.models import Q

from plumbline.incidents.facts import IncidentFacts, ThriveFacts
from plumbline.incidents.models import Grade
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

WITH_CHILD = Q(with_child=True)
WAITING = {
    Grade.IMMEDIATE: policy("thrive_waiting_immediate"),
    Grade.PRIORITY: policy("thrive_waiting_priority"),
    Grade.SCHEDULED: policy("thrive_waiting_scheduled"),
}


class FlagsRead(Standard):
    """Whatever is flagged on the people and the place is on the screen, and read, while the caller is still on the line."""

    key = "incidents.flags-read"
    title = "Flags read"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("flags_read"))
    done = "flags_acknowledged_at"
    owed_by = "call-handler"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("F6",)
    answers = ("W23", "W24", "K12")
    act = "incidents:flags"


class FirstThrive(Standard):
    """Every call that may have a child in it is judged by THRIVE, all six parts, as it is taken."""

    key = "incidents.first-thrive"
    title = "THRIVE on the call"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("first_thrive"))
    done = "first_thrive_at"
    ends = None  # closed at once without THRIVE is what this is for
    owed_by = "call-handler"
    topic = "risk"
    authority = ("thrive", "hmicfrs-wiltshire-2023")
    rules = ("X1", "X2", "X10")
    answers = ("W23", "W24", "K12")
    act = "incidents:thrive"


class FirstGrade(Standard):
    """Every call that may have a child in it is graded as soon as it is taken."""

    key = "incidents.first-grade"
    title = "First graded"
    facts = IncidentFacts
    applies = WITH_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("first_grade"))
    done = earlier_of("first_graded_at", "sent_at")
    owed_by = "call-handler"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2023",)
    rules = ("X2",)
    answers = ("W24",)
    act = "incidents:grade"


class ThriveAgain(Standard):
    """THRIVE is done again whenever something overtakes it: news, a changed grade, nobody to send, a missed appointment."""

    key = "incidents.thrive-again"
    title = "THRIVE done again"
    facts = ThriveFacts
    applies = WITH_CHILD
    starts = "stale_at"
    due = After("stale_at", policy("thrive_again"))
    done = "refreshed_at"
    owed_by = "call-handler"
    topic = "risk"
    authority = ("thrive",)
    rules = ("X1", "A4")
    answers = ("W23", "W24", "K12")
    act = "incidents:thrive-next"


class ThriveWaiting(Standard):
    """While nobody has been sent to a child, THRIVE is done again and again, the oftener the more urgent the grade."""

    key = "incidents.thrive-waiting"
    title = "THRIVE while nobody is sent"
    facts = ThriveFacts
    applies = WITH_CHILD
    starts = "happened_at"
    due = After("happened_at", by("grade", WAITING))
    done = "followed_at"
    ends = "waited_until"
    owed_by = "call-handler"
    topic = "risk"
    authority = ("thrive", "hmicfrs-warwickshire-2022")
    rules = ("X1", "X5")
    answers = ("W24", "W28")
    act = "incidents:thrive-next"


class RiseAnswered(Standard):
    """When THRIVE shows the risk to a child rising, the grade is raised or a supervisor says why it stays."""

    key = "incidents.rise-answered"
    title = "Rising risk answered"
    facts = ThriveFacts
    applies = WITH_CHILD & Q(rose=True)
    starts = "happened_at"
    due = After("happened_at", policy("rise_answered"))
    done = earlier_of("answered_at", "sent_after_at")
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-warwickshire-2022",)
    rules = ("X4",)
    answers = ("W24", "W29")
    act = "incidents:review-by-thrive"
