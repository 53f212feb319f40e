"""Tables of the referrals room, by noun."""

from plumbline.referrals.models.authority import Acceptance
from plumbline.referrals.models.census import (
    AuthorityAssessment,
    AuthorityEnquiry,
    AuthorityPlan,
    AuthorityReferral,
    Closing,
    Need,
    Referrer,
)
from plumbline.referrals.models.domestic import (
    ChildVictim,
    DashLevel,
    DomesticIncident,
    NoReferral,
    NoticeWay,
    Notification,
    Setting,
    SettingKind,
    Term,
    TermCalendar,
)
from plumbline.referrals.models.household import HouseholdLow
from plumbline.referrals.models.meeting import Abuse, Conference, Disagreement, Means, Stage, StrategyDiscussion
from plumbline.referrals.models.partner import Answer, Outcome, PartnerAccount, Recipient, RecipientKind, Sharing, Way
from plumbline.referrals.models.referral import (
    Concern,
    ConcernKind,
    Decision,
    Education,
    Grade,
    Referral,
    ReferralRecord,
    State,
    Threshold,
    Verdict,
)
from plumbline.referrals.models.unit import Overtime, OvertimeReason, PracticeStage, Practitioner, Task

__all__ = [
    "Abuse", "Acceptance", "Answer", "AuthorityAssessment", "AuthorityEnquiry", "AuthorityPlan", "AuthorityReferral",
    "ChildVictim", "Closing", "Concern", "ConcernKind", "Conference", "DashLevel", "Decision", "Disagreement",
    "DomesticIncident", "Education", "Grade", "HouseholdLow", "Means", "Need", "NoReferral", "NoticeWay",
    "Notification", "Outcome", "Overtime", "OvertimeReason", "PartnerAccount", "PracticeStage", "Practitioner",
    "Recipient", "RecipientKind", "Referral", "ReferralRecord", "Referrer", "Setting", "SettingKind", "Sharing",
    "Stage", "State", "StrategyDiscussion", "Task", "Term", "TermCalendar", "Threshold", "Verdict", "Way",
]  # fmt: skip
