"""Tables of the incidents room, by noun."""

from plumbline.incidents.models.diary import SLIPPED, Appointment, DiarySlot, Standing
from plumbline.incidents.models.incident import (
    RANK,
    Channel,
    Children,
    FlagCheck,
    Grade,
    Incident,
    IncidentRecord,
    Involvement,
    Kind,
    Part,
    Result,
    State,
    Suspect,
    Update,
    UpdateKind,
)
from plumbline.incidents.models.quality import GOOD_OR_BETTER, MEASURES, CallCheck, CheckMonth, Mark
from plumbline.incidents.models.response import (
    HEIGHT,
    LETTERS,
    Deployment,
    Escalation,
    Grading,
    IncidentReview,
    Level,
    Step,
    Thrive,
    Trigger,
)

__all__ = [
    "GOOD_OR_BETTER", "HEIGHT", "LETTERS", "MEASURES", "RANK", "SLIPPED", "Appointment", "CallCheck", "Channel",
    "CheckMonth", "Children", "Deployment", "DiarySlot", "Escalation", "FlagCheck", "Grade", "Grading", "Incident",
    "IncidentRecord", "IncidentReview", "Involvement", "Kind", "Level", "Mark", "Part", "Result", "Standing", "State",
    "Step", "Suspect", "Thrive", "Trigger", "Update", "UpdateKind",
]  # fmt: skip
