"""The report: a record, what was known already, a grade, the questions, the sources."""

from django.db.models import Q

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts
from plumbline.missing.models import CORE_QUESTIONS, SourceToCheck
from plumbline.standards.expressions import when
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class RecordMade(Standard):
    """Every child reported missing has a record of their own soon after the call."""

    key = "missing.record-made"
    title = "Record made"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("record_made"))
    done = "recorded_at"
    ends = None  # a child who is found at once still needs a record
    owed_by = "call-handler"
    topic = "response"
    authority = ("hmicfrs-warwickshire-2023", "pole-missing-person")
    rules = ("M19",)
    answers = ("K36", "K37", "K38")
    act = "missing:episode"


class HistoryRead(Standard):
    """Whoever takes the report reads what we know of the child: earlier times missing, warning markers, the trigger plan."""

    key = "missing.history-read"
    title = "History and markers read"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("history_read"))
    done = "history_acknowledged_at"
    owed_by = "call-handler"
    topic = "response"
    authority = ("app-missing-risk", "hmicfrs-wiltshire-2023")
    rules = ("M5", "F4", "F6")
    answers = ("W8", "W23", "W24", "K28")
    act = "missing:history"


class FirstAssessment(Standard):
    """The risk to a missing child is graded as soon as the report is taken."""

    key = "missing.first-assessment"
    title = "Risk first graded"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("first_assessment"))
    done = "first_assessed_at"
    owed_by = "call-handler"
    topic = "risk"
    authority = ("app-missing-risk", "hmicfrs-wiltshire-2023")
    rules = ("M15",)
    answers = ("W8", "W23", "W24", "K28", "K66")
    act = "missing:assess"


class CoreQuestions(Standard):
    """Every one of the ten core questions is asked; "not known" is an answer, a blank is not."""

    key = "missing.core-questions"
    title = "Core questions asked"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("core_questions"))
    done = when(Q(answers_core__gte=len(CORE_QUESTIONS)), "last_core_answered_at")
    owed_by = "call-handler"
    topic = "risk"
    authority = ("staffordshire-protocol", "scottish-question-set")
    rules = ("M16", "M18")
    answers = ("W23", "K36")
    act = "missing:answers"


class SourcesChecked(Standard):
    """Each of the eight places where something may be known of the child is looked at, or it is noted why not."""

    key = "missing.sources-checked"
    title = "Sources looked at"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("sources_checked"))
    done = when(Q(sources_checked__gte=len(SourceToCheck)), "last_source_at")
    owed_by = "response-officer"
    topic = "risk"
    authority = ("app-missing-risk",)
    rules = ("M5",)
    answers = ("W23", "K28")
    act = "missing:sources"
