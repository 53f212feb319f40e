"""The 72 hours: looked at anew on the way, over in time, and the child handed over."""

from plumbline.powers.facts import ProtectionFacts
from plumbline.powers.standards.telling import CHILD
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class LookedAtDayOne(Standard):
    """In the twelve hours before the first day is over the designated officer decides anew whether it goes on."""

    key = "powers.looked-at-24"
    title = "Decided anew by 24 hours"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("looked_at_24"))
    done = "looked_at_12"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("powers-force-policy",)
    rules = ("S4", "S5")
    answers = ("K6",)
    act = "powers:decide"


class LookedAtDayTwo(Standard):
    """In the twelve hours before the second day is over the designated officer decides anew whether it goes on."""

    key = "powers.looked-at-48"
    title = "Decided anew by 48 hours"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("looked_at_48"))
    done = "looked_at_36"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("powers-force-policy",)
    rules = ("S4", "S5")
    answers = ("K6",)
    act = "powers:decide"


class LookedAtSixty(Standard):
    """Between 48 and 60 hours the designated officer decides what is to follow, while there is time for a court."""

    key = "powers.looked-at-60"
    title = "Decided anew by 60 hours"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("looked_at_60"))
    done = "looked_at_48"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("powers-force-policy",)
    rules = ("S4", "S5")
    answers = ("K6",)
    act = "powers:decide"


class LookedAtSeventy(Standard):
    """Between 60 and 70 hours the designated officer settles how it ends, for it cannot be extended."""

    key = "powers.looked-at-70"
    title = "Decided anew by 70 hours"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("looked_at_70"))
    done = "looked_at_60"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("powers-force-policy",)
    rules = ("S4", "S5")
    answers = ("K6",)
    act = "powers:decide"


class EndedInTime(Standard):
    """Nobody is kept in police protection for more than 72 hours, and it cannot be extended."""

    key = "powers.ended-in-time"
    title = "Ended within 72 hours"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("longest"))
    done = "ended_at"
    ends = None
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("lexis-police-protection", "east-riding-police-protection")
    rules = ("S4",)
    answers = ("K6",)
    act = "powers:end"


class HandedOver(Standard):
    """When it ends somebody takes the child into their care, and it is on record who."""

    key = "powers.handed-over"
    title = "Child handed over"
    facts = ProtectionFacts
    applies = CHILD
    starts = "ended_at"
    due = After("ended_at", policy("handed_over"))
    done = "handed_over_at"
    ends = None
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("powers-force-policy",)
    rules = ("S5",)
    answers = ("K6",)
    act = "powers:hand-over"
