"""Making a referral: soon, whole, and with the child's voice in it."""

from plumbline.referrals.facts import ReferralFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class Made(Standard):
    """Whoever learns of a risk to a child refers the child before the shift is over."""

    key = "referrals.made"
    title = "Referral made"
    facts = ReferralFacts
    starts = "noticed_at"
    due = After("noticed_at", policy("made"))
    done = "submitted_at"
    ends = None
    owed_by = "response-officer"
    topic = "risk"
    authority = ("devon-referral-guide", "referrals-force-policy")
    rules = ("R1", "R20")
    answers = ("K21",)
    act = "referrals:referral"


class Complete(Standard):
    """A referral tells the child's school, ethnicity, who has parental responsibility, and what the child said."""

    key = "referrals.complete"
    title = "Referral complete"
    facts = ReferralFacts
    starts = "submitted_at"
    due = After("submitted_at", policy("complete"))
    done = "completed_at"
    owed_by = "response-officer"
    topic = "risk"
    authority = ("wiltshire-referral-press", "cambridgeshire-referral-content")
    rules = ("R6", "R7")
    answers = ("W20",)
    act = "referrals:complete"


class Voice(Standard):
    """A child who is referred was listened to, or the referral says why not."""

    key = "referrals.voice"
    title = "Voice of the child in the referral"
    facts = ReferralFacts
    starts = "submitted_at"
    due = After("submitted_at", policy("voice"))
    done = "voiced_at"
    owed_by = "response-officer"
    topic = "risk"
    authority = ("vkpp-voice-of-the-child", "wiltshire-referral-press")
    rules = ("V1", "V2", "V3")
    answers = ("W20",)
    act = "referrals:complete"
