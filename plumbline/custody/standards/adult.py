"""The appropriate adult: asked soon, there soon, and there at each step."""

from django.db.models import F, Q

from plumbline.custody.facts import CustodyStepFacts, DetentionFacts
from plumbline.custody.models import StepKind
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class AdultAsked(Standard):
    """An appropriate adult is found, told and asked to come as soon as a child is detained."""

    key = "custody.adult-asked"
    title = "Appropriate adult asked to come"
    facts = DetentionFacts
    starts = "authorised_at"
    due = After("authorised_at", policy("custody_adult_asked"))
    done = "adult_requested_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("ask-the-police-children", "code-c-extracts")
    rules = ("C3",)
    answers = ("K29",)
    act = "custody:adult-ask"


class AdultArrived(Standard):
    """The appropriate adult is there without long waiting; a child waits in a cell until then."""

    key = "custody.adult-arrived"
    title = "Appropriate adult arrived"
    facts = DetentionFacts
    starts = "adult_requested_at"
    due = After("adult_requested_at", policy("custody_adult_arrived"))
    done = "adult_arrived_at"
    owed_by = "custody-sergeant"
    topic = "partnership"
    authority = ("home-office-custody-data", "ask-the-police-children")
    rules = ("C3", "C5")
    answers = ("K29",)
    act = "custody:adults"


class RightsWithAdult(Standard):
    """Rights are given with the appropriate adult there, again if they were given before one came."""

    key = "custody.rights-with-adult"
    title = "Rights given with the appropriate adult there"
    facts = DetentionFacts
    starts = "adult_arrived_at"
    due = After("adult_arrived_at", policy("custody_rights_with_adult"))
    done = "rights_with_adult_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("ask-the-police-children", "code-c-extracts")
    rules = ("C4",)
    answers = ("K29",)
    act = "custody:step"


class AdultAtEachStep(Standard):
    """No child is interviewed, searched, identified or charged without an appropriate adult beside them."""

    key = "custody.adult-at-each-step"
    title = "Appropriate adult there at each step"
    facts = CustodyStepFacts
    applies = ~Q(which=StepKind.RIGHTS) & ~Q(turns_18_at__lte=F("happened_at"))
    starts = "happened_at"
    due = "happened_at"
    done = "with_adult_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("ask-the-police-children", "code-c-extracts")
    rules = ("C4",)
    answers = ("K29",)
    act = "custody:step-read"
