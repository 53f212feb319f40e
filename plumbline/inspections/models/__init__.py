"""Tables of the inspections room, by noun."""

# -- audit
from plumbline.inspections.models.audit import (
    Answered,
    AuditProgramme,
    AuditRound,
    AuditStratum,
    Grade,
    Marking,
    MarkingAnswer,
    Place,
    PublishedAudit,
    Safeguarding,
    SampledCase,
)
from plumbline.inspections.models.questions import AREAS, Area, Question, QuestionSet, question_sets, set_called

__all__ = [
    "AREAS", "Answered", "Area", "AuditProgramme", "AuditRound", "AuditStratum", "Grade", "Marking", "MarkingAnswer",
    "Place", "PublishedAudit", "Question", "QuestionSet", "Safeguarding", "SampledCase", "question_sets", "set_called",
]  # fmt: skip
