"""Whom the officer who used the power tells, and the child who is asked: each as soon as it reasonably can be."""

from django.db.models import Q

from plumbline.powers.facts import ProtectionFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

CHILD = Q(is_child=True)


class RecordMade(Standard):
    """A record is made soon after the power is used, so that whoever must act on it can see it."""

    key = "powers.record-made"
    title = "Use of the power recorded"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("protection_record_made"))
    done = "recorded_at"
    ends = None
    owed_by = "response-officer"
    topic = "response"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("S1", "S9")
    answers = ("K6",)
    act = "powers:protection"


class FoundAuthorityTold(Standard):
    """The local authority where the child was found is told what was done and why."""

    key = "powers.found-authority-told"
    title = "Authority where found told"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("found_authority_told"))
    done = "found_told_at"
    ends = None
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("ca-1989-s46",)
    rules = ("S2",)
    answers = ("K6",)
    act = "powers:tell"


class HomeAuthorityTold(Standard):
    """The local authority where the child lives is told where the child is, when the child was found elsewhere."""

    key = "powers.home-authority-told"
    title = "Authority where the child lives told"
    facts = ProtectionFacts
    applies = CHILD & Q(is_home_same=False)
    starts = "taken_at"
    due = After("taken_at", policy("home_authority_told"))
    done = "home_told_at"
    ends = None
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("ca-1989-s46",)
    rules = ("S2",)
    answers = ("K6",)
    act = "powers:tell"


class ChildTold(Standard):
    """The child is told what was done, why, and what may follow, if they are able to understand it."""

    key = "powers.child-told"
    title = "Child told"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("child_told"))
    done = "child_told_at"
    ends = "not_capable_at"  # an infant is owed no explanation
    owed_by = "response-officer"
    topic = "response"
    authority = ("ca-1989-s46",)
    rules = ("S2",)
    answers = ("K6",)
    act = "powers:tell"


class ChildHeard(Standard):
    """The child is asked what they wish and feel, and it is written down in their own words."""

    key = "powers.child-heard"
    title = "Wishes and feelings of the child"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("protection_child_heard"))
    done = "heard_at"
    ends = "declined_at"  # a child may refuse to speak; nobody is then at fault
    owed_by = "response-officer"
    topic = "response"
    authority = ("hoc-17-2008", "vkpp-voice-of-the-child")
    rules = ("S2", "V1", "V2", "V5", "V6", "V7")
    answers = ("W36", "W37", "K6")
    act = "powers:hear"


class FamilyTold(Standard):
    """Parents, those with parental responsibility and whoever the child lived with are told what was done and why."""

    key = "powers.family-told"
    title = "Parents or carers told"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("family_told"))
    done = "family_told_at"
    ends = None
    owed_by = "response-officer"
    topic = "response"
    authority = ("east-riding-police-protection",)
    rules = ("S3",)
    answers = ("K6",)
    act = "powers:tell"
