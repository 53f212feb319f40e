"""The daily meeting: it is held, those who must are there, each child on its agenda is talked about, what it sets is done."""

from django.db.models import Q

from plumbline.briefing.facts import AgendaItemFacts, MeetingActionFacts, MeetingFacts, SeatFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

AUTHORITY = ("hmicfrs-warwickshire-2023", "force-policy-meetings")


class MeetingHeld(Standard):
    """A meeting is followed by the next of its kind on the day and by the hour that the force has set."""

    key = "briefing.meeting-held"
    title = "Meeting held in time"
    facts = MeetingFacts
    starts = "opened_at"
    due = "next_due_at"
    done = "followed_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("G1", "G4")
    answers = ("K14", "K16", "K67")
    act = "briefing:next"


class ItemDiscussed(Standard):
    """Every child on the agenda of a meeting is discussed at it, and what was decided is written down."""

    key = "briefing.item-discussed"
    title = "Item on the agenda discussed"
    facts = AgendaItemFacts
    starts = "added_at"
    due = After("added_at", policy("discussed"))
    done = "settled_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("G1", "G3")
    answers = ("K14", "K15", "K67")
    act = "briefing:item"


class MeetingAttended(Standard):
    """Someone of each role that must be at a meeting, or someone in their place, is there when it begins."""

    key = "briefing.attended"
    title = "Meeting attended by those who must"
    facts = SeatFacts
    applies = Q(is_required=True)
    starts = "opened_at"
    due = After("opened_at", policy("attendance"))
    done = "attended_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("G4", "G5")
    answers = ("K14",)
    act = "briefing:seat"


class ActionDone(Standard):
    """An action that a meeting set is done by the time set for it."""

    key = "briefing.action-done"
    title = "Action of a meeting done in time"
    facts = MeetingActionFacts
    starts = "set_at"
    due = "due_at"
    done = "done_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("G2",)
    answers = ("K15", "K16")
    act = "briefing:action"
