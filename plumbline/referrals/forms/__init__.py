"""Forms of the referrals room, by noun. What a form leaves out is left unrecorded; what policy asks is said where it bites."""

from plumbline.referrals.forms.authority import AcceptedForm, InformedForm
from plumbline.referrals.forms.domestic import (
    CalendarForm,
    DomesticForm,
    FailedForm,
    NotifyForm,
    NotReferredForm,
    PlaceForm,
    SettingForm,
    TermForm,
)
from plumbline.referrals.forms.hub import CloseForm, DecideForm, EmptyForm, PatternForm, SignForm
from plumbline.referrals.forms.listing import ListFilter
from plumbline.referrals.forms.making import CompleteForm, ReferralForm
from plumbline.referrals.forms.meeting import AskStrategyForm, ConferenceForm, DisagreeForm, ResultForm, StrategyForm
from plumbline.referrals.forms.partner import (
    AcknowledgedForm,
    AdmitForm,
    AnsweredForm,
    AnswerForm,
    RecipientForm,
    ShareForm,
)
from plumbline.referrals.forms.policy import policy_says
from plumbline.referrals.forms.unit import (
    ApproveForm,
    BeginForm,
    CompetentForm,
    LeaveForm,
    MentorForm,
    OvertimeForm,
    RecordOvertimeForm,
    RemoveOvertimeForm,
    TrainedForm,
)

__all__ = [
    "AcceptedForm", "AcknowledgedForm", "AdmitForm", "AnswerForm", "AnsweredForm", "ApproveForm", "AskStrategyForm",
    "BeginForm", "CalendarForm", "CloseForm", "CompetentForm", "CompleteForm", "ConferenceForm", "DecideForm",
    "DisagreeForm", "DomesticForm", "EmptyForm", "FailedForm", "InformedForm", "LeaveForm", "ListFilter",
    "MentorForm", "NotReferredForm", "NotifyForm", "OvertimeForm", "PatternForm", "PlaceForm", "RecipientForm",
    "RecordOvertimeForm", "ReferralForm", "RemoveOvertimeForm", "ResultForm", "SettingForm",
    "ShareForm", "SignForm", "StrategyForm", "TermForm", "TrainedForm", "policy_says",
]  # fmt: skip
