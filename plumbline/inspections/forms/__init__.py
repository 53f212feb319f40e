"""Forms of the room, by noun."""

# -- audit
from plumbline.inspections.forms.audit import (
    CloseRoundForm,
    MarkingForm,
    ModerateForm,
    ProgrammeForm,
    PublishedFilter,
    RoundForm,
    SafeguardForm,
    SetAsideForm,
)
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
    "ActionDoneForm",
    "ActionDropForm",
    "ActionForm",
    # -- audit
    "CloseRoundForm",
    "EvidenceForm",
    "FindingForm",
    "FindingsFilter",
    "HandOverForm",
    "InspectionForm",
    "MarkingForm",
    "MeasureForm",
    "ModerateForm",
    "NoteForm",
    "PackForm",
    "PlanSentForm",
    "ProgrammeForm",
    "PublishForm",
    "PublishedFilter",
    "RecommendationForm",
    "RefreshForm",
    "ResponseForm",
    "RoundForm",
    "SafeguardForm",
    "SetAsideForm",
    "StageForm",
    "VerdictForm",
]  # fmt: skip
