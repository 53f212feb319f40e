"""Forms of the inspections room, by noun."""

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

__all__ = [
    # -- audit
    "CloseRoundForm", "MarkingForm", "ModerateForm", "ProgrammeForm", "PublishedFilter", "RoundForm", "SafeguardForm",
    "SetAsideForm",
]  # fmt: skip
