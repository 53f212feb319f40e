"""The child's welfare: those responsible told, visits, healthcare, being heard, and the referral."""

from plumbline.custody.facts import CustodyVisitFacts, DetentionFacts, HealthcareFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class ResponsibleInformed(Standard):
    """Whoever is responsible for a detained child is told of the arrest, why, and where the child is."""

    key = "custody.responsible-informed"
    title = "Responsible person told"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_responsible_informed"))
    done = "informed_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("ask-the-police-children",)
    rules = ("C2",)
    answers = ("K29",)
    act = "custody:inform"


class FirstVisit(Standard):
    """Someone looks in on a child soon after detention is authorised."""

    key = "custody.first-visit"
    title = "First visit"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_visit"))
    done = "first_visit_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("code-c-extracts", "hmicfrs-wiltshire-2022")
    rules = ("C16",)
    answers = ("K29",)
    act = "custody:visit"


class NextVisit(Standard):
    """A child in a cell is never left without a visit for long."""

    key = "custody.next-visit"
    title = "Visited again"
    facts = CustodyVisitFacts
    starts = "happened_at"
    due = After("happened_at", policy("custody_visit"))
    done = "followed_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("code-c-extracts", "hmicfrs-wiltshire-2022")
    rules = ("C16",)
    answers = ("K29",)
    act = "custody:visit-next"


class HealthcareSeen(Standard):
    """A child for whom a healthcare professional is asked is seen without delay."""

    key = "custody.healthcare-seen"
    title = "Seen by a healthcare professional"
    facts = HealthcareFacts
    starts = "requested_at"
    due = After("requested_at", policy("custody_healthcare"))
    done = "seen_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("hmicfrs-wiltshire-2022",)
    rules = ("C16",)
    answers = ("K29",)
    act = "custody:healthcare-seen"


class ChildHeard(Standard):
    """A detained child is asked how they are and what they want, and their own words are written down."""

    key = "custody.child-heard"
    title = "Child given the chance to be heard"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_child_heard"))
    done = "heard_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("vkpp-voice-of-the-child", "hmicfrs-wiltshire-2023")
    rules = ("V1", "V2", "V6", "V7")
    answers = ("W36", "W37", "K29")
    act = "custody:hear"


class ReferralMade(Standard):
    """A child who was detained is referred, so that someone asks what brought them there."""

    key = "custody.referral-made"
    title = "Safeguarding referral made"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_referral"))
    done = earlier_of("referred_at", "referral_made_at")
    ends = None  # the child's going home does not answer why they were here
    owed_by = "custody-sergeant"
    topic = "risk"
    authority = ("custody-referral-expected",)
    rules = ("C18",)
    answers = ("K29",)
    act = "custody:referral"
