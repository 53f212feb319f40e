"""Domestic abuse: each child is referred and heard, and somebody at school knows before the child comes in."""

from plumbline.referrals.facts import ChildVictimFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class Encompass(Standard):
    """Before the next school day begins, someone at the child's school knows what happened at home."""

    key = "referrals.encompass"
    title = "School told before the next school day"
    facts = ChildVictimFacts
    starts = "reported_at"
    due = "notify_by"
    done = "told_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("encompass-scheme", "encompass-guidance-2025")
    rules = ("D2",)
    act = "referrals:notify"


class EncompassGap(Standard):
    """Where nobody knows a child's school, or its term dates, somebody finds out."""

    key = "referrals.encompass-gap"
    title = "School and term dates found out"
    facts = ChildVictimFacts
    starts = "gap_at"
    due = After("gap_at", policy("encompass_gap"))
    done = "gap_closed_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("encompass-scheme", "wiltshire-referral-press")
    rules = ("D2", "D3", "R6")
    act = "referrals:victim-setting"


class DomesticReferred(Standard):
    """Each child of a home where there was domestic abuse is referred, there or not, or it says why not."""

    key = "referrals.domestic-referred"
    title = "Child victim of domestic abuse referred"
    facts = ChildVictimFacts
    starts = "reported_at"
    due = After("reported_at", policy("domestic_referred"))
    done = earlier_of("referred_at", "not_referred_at")
    owed_by = "response-officer"
    topic = "risk"
    authority = ("encompass-guidance-2025", "plymouth-dash")
    rules = ("D1", "D8")
    answers = ("K5",)
    act = "referrals:victim"


class DomesticVoice(Standard):
    """Each child of a home where there was domestic abuse is listened to, or it says why not."""

    key = "referrals.domestic-voice"
    title = "Child victim of domestic abuse heard"
    facts = ChildVictimFacts
    starts = "reported_at"
    due = After("reported_at", policy("domestic_voice"))
    done = "heard_at"
    owed_by = "response-officer"
    topic = "response"
    authority = ("vkpp-voice-of-the-child", "encompass-scheme")
    rules = ("D4", "V1", "V2", "V4")
    act = "referrals:victim"
