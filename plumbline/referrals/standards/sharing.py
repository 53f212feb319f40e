"""Sharing: soon, with domestic abuse hardly ever withheld; acknowledged, and answered."""

from django.db.models import Q

from plumbline.referrals.facts import ReferralFacts, SharingFacts
from plumbline.referrals.models import RecipientKind, Verdict
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

WITH_SOCIAL_CARE = Q(recipient_kind=RecipientKind.SOCIAL_CARE)


class Shared(Standard):
    """What is to be shared is with the partners by the end of the day after it was referred."""

    key = "referrals.shared"
    title = "Referral shared"
    facts = ReferralFacts
    applies = Q(verdict__in=[Verdict.EARLY_HELP, Verdict.INFORM])
    starts = "submitted_at"
    due = After("submitted_at", policy("shared"))
    done = "first_shared_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("R3", "R8")
    answers = ("K5", "K57")
    act = "referrals:share"


class SocialCareTold(Standard):
    """A child whom the unit refers to social care is known there by the end of the day of the referral."""

    key = "referrals.social-care-told"
    title = "Social care told the same day"
    facts = ReferralFacts
    applies = Q(verdict=Verdict.REFER)
    starts = "submitted_at"
    due = After("submitted_at", policy("social_care_told"))
    done = "social_care_told_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("R3", "R8")
    answers = ("W20", "K5", "K21", "K57")
    act = "referrals:share"


class DomesticShared(Standard):
    """A referral out of domestic abuse is shared with partners, or says why it is the rare exception."""

    key = "referrals.domestic-shared"
    title = "Domestic abuse shared"
    facts = ReferralFacts
    applies = Q(is_domestic=True)
    starts = "submitted_at"
    due = After("submitted_at", policy("domestic_shared"))
    done = earlier_of("first_shared_at", "withheld_at")
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("devon-referral-guide",)
    rules = ("R5",)
    answers = ("K5",)
    act = "referrals:share"


class Acknowledged(Standard):
    """Social care says within one working day that the referral has arrived; where it does not, the unit asks."""

    key = "referrals.acknowledged"
    title = "Social care acknowledged it"
    facts = SharingFacts
    applies = WITH_SOCIAL_CARE
    starts = "shared_at"
    due = After("shared_at", policy("acknowledged"))
    done = "acknowledged_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("working-together-quoted",)
    rules = ("R9",)
    answers = ("W20",)
    act = "referrals:sharing-acknowledged"


class Answered(Standard):
    """Social care says what it does with the referral; where it does not, the unit asks and then escalates."""

    key = "referrals.answered"
    title = "Social care answered"
    facts = SharingFacts
    applies = WITH_SOCIAL_CARE
    starts = "shared_at"
    due = After("shared_at", policy("answered"))
    done = "settled_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("working-together-quoted", "referrals-force-policy")
    rules = ("R10", "R16")
    answers = ("W20",)
    act = "referrals:sharing-answered"
