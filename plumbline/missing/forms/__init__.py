"""Forms of the missing room, by noun. What a form leaves out is left unrecorded; what policy asks is said where it bites."""

from plumbline.missing.forms.enquiry import CheckForm, DropForm, EnquiryForm, GiveForm, ResultForm
from plumbline.missing.forms.episode import AllocateForm, CloseForm, EmptyForm
from plumbline.missing.forms.information import ContactForm, HypothesisForm, InformationForm, SettleForm, SourcesForm
from plumbline.missing.forms.intake import AnswersForm
from plumbline.missing.forms.listing import BoardFilter, KeepViewForm, ListFilter
from plumbline.missing.forms.plan import ConfirmPlanForm, PlanForm
from plumbline.missing.forms.policy import policy_says
from plumbline.missing.forms.report import ChildForm, ReportForm
from plumbline.missing.forms.returning import (
    AcceptForm,
    AskInterviewForm,
    CompleteForm,
    InterviewForm,
    LocatedForm,
    LostAgainForm,
    NotOfferedForm,
    OfferForm,
    ReceiveForm,
    RefuseForm,
    WellbeingForm,
)
from plumbline.missing.forms.review import ReviewForm
from plumbline.missing.forms.risk import AssessForm, EndorseForm
from plumbline.missing.forms.wider import AlertForm, MeetingForm, PncForm, UkmpuForm

__all__ = [
    "AcceptForm", "AlertForm", "AllocateForm", "AnswersForm", "AskInterviewForm", "AssessForm", "BoardFilter",
    "CheckForm", "ChildForm", "CloseForm", "CompleteForm", "ConfirmPlanForm", "ContactForm", "DropForm", "EmptyForm",
    "EndorseForm", "EnquiryForm", "GiveForm", "HypothesisForm", "InformationForm", "InterviewForm", "KeepViewForm",
    "ListFilter", "LocatedForm", "LostAgainForm", "MeetingForm", "NotOfferedForm", "OfferForm", "PlanForm", "PncForm",
    "ReceiveForm", "RefuseForm", "ReportForm", "ResultForm", "ReviewForm", "SettleForm", "SourcesForm",
    "UkmpuForm", "WellbeingForm", "policy_says",
]  # fmt: skip
