"""Tables of the missing room, by noun."""

from plumbline.missing.models.enquiry import Enquiry, EnquiryKind, EnquiryOutcome
from plumbline.missing.models.episode import Category, Condition, Episode, EpisodeRecord, Residence, State
from plumbline.missing.models.information import (
    Contact,
    ContactKind,
    Hypothesis,
    Information,
    InformationKind,
    SourceCheck,
    SourceToCheck,
)
from plumbline.missing.models.intake import CORE_QUESTIONS, QUESTIONS, Answer, IntakeAnswer, Question
from plumbline.missing.models.plan import PlanOpening, PlanTask, TriggerPlan
from plumbline.missing.models.returning import Method, NotOffered, PreventionInterview, ReturnInterview
from plumbline.missing.models.review import Ownership, Review, ReviewKind
from plumbline.missing.models.risk import Factor, Risk, RiskAssessment, RiskFactor, Stage
from plumbline.missing.models.wider import AlertDecision, SavedView, StrategyMeeting

__all__ = [
    "CORE_QUESTIONS", "QUESTIONS", "AlertDecision", "Answer", "Category", "Condition", "Contact", "ContactKind", "Enquiry",
    "EnquiryKind", "EnquiryOutcome", "Episode", "EpisodeRecord", "Factor", "Hypothesis", "Information", "InformationKind",
    "IntakeAnswer", "Method", "NotOffered", "Ownership", "PlanOpening", "PlanTask", "PreventionInterview", "Question",
    "Residence", "ReturnInterview", "Review", "ReviewKind", "Risk", "RiskAssessment", "RiskFactor", "SavedView",
    "SourceCheck", "SourceToCheck", "Stage", "State", "StrategyMeeting", "TriggerPlan",
]  # fmt: skip
