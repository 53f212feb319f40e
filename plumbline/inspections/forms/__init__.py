"""Forms of the room, by noun."""

from plumbline.inspections.forms.inspection import (
    FindingForm,
    FindingsFilter,
    InspectionForm,
    PackForm,
    PlanSentForm,
    PublishForm,
    ResponseForm,
    StageForm,
)
from plumbline.inspections.forms.recommendation import (
    ActionDoneForm,
    ActionDropForm,
    ActionForm,
    EvidenceForm,
    HandOverForm,
    MeasureForm,
    NoteForm,
    RecommendationForm,
    RefreshForm,
    VerdictForm,
)

__all__ = [
    "ActionDoneForm", "ActionDropForm", "ActionForm", "EvidenceForm", "FindingForm", "FindingsFilter", "HandOverForm",
    "InspectionForm", "MeasureForm", "NoteForm", "PackForm", "PlanSentForm", "PublishForm", "RecommendationForm",
    "RefreshForm", "ResponseForm", "StageForm", "VerdictForm",
]  # fmt: skip
