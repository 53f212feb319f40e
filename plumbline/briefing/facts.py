"""What is known of a meeting, an item on its agenda, a seat at it, and an action that it set."""

from __future__ import annotations

from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, Seat
from plumbline.standards.facts import Facts, Own


class MeetingFacts(Facts):
    """One meeting of a kind, for one district or the force."""

    subject = Meeting
    district = "district_id"
    month_of = "opened_at"
    ends = "last_at"

    opened_at = Own("opened_at", says="when it was opened")
    next_due_at = Own("next_due_at", says="by when the next of its kind is to be held")
    followed_at = Own("followed_at", says="when the next of its kind was opened")
    last_at = Own("last_at", says="when it was said, with a reason, that no other follows")


class AgendaItemFacts(Facts):
    """One child, or one thing to be talked about, on the agenda of a meeting."""

    subject = AgendaItem
    person, district, team = "person_id", "district_id", "team_id"
    owners = {"duty-inspector": "meeting.chaired_by_id"}
    month_of = "added_at"
    ends = "last_at"

    added_at = Own("added_at", says="when it came onto the agenda")
    settled_at = Own(
        "settled_at",
        says="when it was discussed, at this meeting or at one to which it was carried",
        caveat="that a decision was written down, not whether it was a good one",
    )
    last_at = Own(
        "meeting.last_at", says="when it was said that no other meeting follows, to which it could be carried"
    )


class SeatFacts(Facts):
    """A seat at a meeting: a role that must be there, or a guest."""

    subject = Seat
    district = "meeting.district_id"
    owners = {"duty-inspector": "meeting.chaired_by_id"}
    month_of = "opened_at"
    ends = "ended_at"

    is_required = Own("is_required", says="someone of this role, or in their place, must be there")
    opened_at = Own("meeting.opened_at", says="when the meeting was opened")
    attended_at = Own(
        "attended_at", says="from when someone sat there", caveat="as the chair noted it; nobody signs for themselves"
    )
    ended_at = Own("ended_at", says="when the meeting had ended, after which nobody can come to it")


class MeetingActionFacts(Facts):
    """One action that a meeting set."""

    subject = MeetingAction
    person, district = "person_id", "district_id"
    owners = {"duty-inspector": "owner_id"}
    month_of = "set_at"
    ends = "dropped_at"

    set_at = Own("set_at", says="when it was set")
    due_at = Own("due_at", says="by when it is to be done")
    done_at = Own("done_at", says="when it was done", caveat="what was done stands in words beside it")
    dropped_at = Own("dropped_at", says="when it was dropped, with a reason")
