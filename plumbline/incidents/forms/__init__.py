"""Forms of the incidents room, by noun. What a form leaves out is left unrecorded; what policy asks is said where it bites."""

from plumbline.incidents.forms.call import (
    AmendForm,
    CallForm,
    DescribeForm,
    EmptyForm,
    InvolveForm,
    MetForm,
    UpdateForm,
)
from plumbline.incidents.forms.diary import BookForm, MoveForm, SettleForm, SlotForm
from plumbline.incidents.forms.listing import ListFilter, OpenFilter
from plumbline.incidents.forms.policy import policy_says
from plumbline.incidents.forms.quality import CallCheckForm, OpenMonthForm
from plumbline.incidents.forms.response import (
    AnswerForm,
    ArriveForm,
    CloseForm,
    EscalateForm,
    IncidentReviewForm,
    SendForm,
)
from plumbline.incidents.forms.thrive import GradeForm, ThriveForm

__all__ = [
    "AmendForm", "AnswerForm", "ArriveForm", "BookForm", "CallCheckForm", "CallForm", "CloseForm", "DescribeForm",
    "EmptyForm", "EscalateForm", "GradeForm", "IncidentReviewForm", "InvolveForm", "ListFilter", "MetForm", "MoveForm",
    "OpenFilter", "OpenMonthForm", "SendForm", "SettleForm", "SlotForm", "ThriveForm", "UpdateForm",
    "policy_says",
]  # fmt: skip
