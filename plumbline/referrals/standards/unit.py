"""The unit: whoever is new is trained for it, and has a mentor."""

from plumbline.referrals.facts import PractitionerFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class UnitTrained(Standard):
    """Whoever comes to the referral unit has the training made for it."""

    key = "referrals.unit-trained"
    title = "Trained for the referral unit"
    facts = PractitionerFacts
    starts = "began_at"
    due = After("began_at", policy("unit_trained"))
    done = "trained_at"
    owed_by = "referral-supervisor"
    topic = "leadership"
    authority = ("hmicfrs-warwickshire-2023", "referrals-force-policy")
    rules = ("R17", "R18")
    answers = ("K50", "K51", "W18")
    act = "referrals:practitioner-trained"


class Mentor(Standard):
    """Whoever is new in the referral unit has a mentor, beside whom they work until they are approved to work alone."""

    key = "referrals.mentor"
    title = "Mentor allocated"
    facts = PractitionerFacts
    starts = "began_at"
    due = After("began_at", policy("mentor"))
    done = "first_mentored_at"
    owed_by = "referral-supervisor"
    topic = "leadership"
    authority = ("hmicfrs-warwickshire-2023", "referrals-force-policy")
    rules = ("R18",)
    answers = ("K52",)
    act = "referrals:practitioner-mentor"
