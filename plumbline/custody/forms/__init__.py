"""Forms of the custody room, by noun. What policy asks is said where it bites; what the statute asks is refused in words."""

from plumbline.custody.forms.adult import AdultArrivedForm, AdultLeftForm, AskAdultForm, StepForm
from plumbline.custody.forms.care import (
    HealthcareForm,
    HealthcareSeenForm,
    HearForm,
    InformForm,
    ReferralForm,
    VisitForm,
)
from plumbline.custody.forms.charge import (
    AnswerForm,
    CertifyForm,
    ChargeForm,
    EscalateForm,
    RequestForm,
    TransferForm,
    WithdrawForm,
)
from plumbline.custody.forms.detention import AuthoriseForm, ChildForm, EmptyForm, EndForm, ListFilter, QuarterFilter
from plumbline.custody.forms.policy import policy_says
from plumbline.custody.forms.review import ExtendForm, ReviewForm

__all__ = [
    "AdultArrivedForm", "AdultLeftForm", "AnswerForm", "AskAdultForm", "AuthoriseForm", "CertifyForm", "ChargeForm",
    "ChildForm", "EmptyForm", "EndForm", "EscalateForm", "ExtendForm", "HealthcareForm", "HealthcareSeenForm", "HearForm",
    "InformForm", "ListFilter", "QuarterFilter", "ReferralForm", "RequestForm", "ReviewForm", "StepForm",
    "TransferForm", "VisitForm", "WithdrawForm", "policy_says",
]  # fmt: skip
