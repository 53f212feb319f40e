"""Tables of the room, and the kinds of meeting."""

from plumbline.briefing.models.kinds import MeetingKind, kind_called, meeting_kinds
from plumbline.briefing.models.meeting import AgendaItem, Meeting, MeetingAction, Seat

__all__ = ["AgendaItem", "Meeting", "MeetingAction", "MeetingKind", "Seat", "kind_called", "meeting_kinds"]
