"""The hub: triage by risk, nobody alone before they are competent, and three low ones read as more than three."""

from django.db.models import Q

from plumbline.referrals.facts import DecisionFacts, ReferralFacts
from plumbline.referrals.models import Grade
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

TRIAGE = {
    Grade.HIGH: policy("triage_high"),
    Grade.MEDIUM: policy("triage_medium"),
    Grade.LOW: policy("triage_low"),
}


class Triaged(Standard):
    """The referral unit decides on every referral, the sooner the graver the officer found it."""

    key = "referrals.triaged"
    title = "Referral decided on"
    facts = ReferralFacts
    starts = "submitted_at"
    due = After("submitted_at", by("first_grade", TRIAGE))
    done = "decided_at"
    owed_by = "referral-practitioner"
    topic = "risk"
    authority = ("devon-referral-guide", "hmicfrs-warwickshire-2023")
    rules = ("R3", "R4", "R17", "R19")
    answers = ("W18", "K56")
    act = "referrals:decide"


class SignedOff(Standard):
    """A decision by a practitioner in training is looked at by one who is signed off, who agrees or sends it back."""

    key = "referrals.signed-off"
    title = "Decision in training signed off"
    facts = DecisionFacts
    applies = Q(is_in_training=True)
    starts = "made_at"
    due = After("made_at", policy("signed_off"))
    done = "signed_at"
    owed_by = "referral-practitioner"
    topic = "leadership"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("R18",)
    answers = ("K53",)
    act = "referrals:sign-off"


class ThreeLow(Standard):
    """Three low referrals in three months, of one child or of children who live together, are read together: the concern is
    growing."""

    key = "referrals.three-low"
    title = "Three low referrals read together"
    facts = ReferralFacts
    applies = Q(first_grade=Grade.LOW) & (
        Q(low_in_three_months__gte=policy("three_low")) | Q(low_in_household__gte=policy("three_low"))
    )
    starts = "submitted_at"
    due = After("submitted_at", policy("pattern_read"))
    done = "pattern_read_at"
    ends = None
    owed_by = "referral-practitioner"
    topic = "risk"
    authority = ("devon-referral-guide",)
    rules = ("R4",)
    answers = ("W18",)
    act = "referrals:pattern"
