"""The only writers of the room, by noun."""

from plumbline.briefing.actions.action import decide, drop_action, finish_action, set_action
from plumbline.briefing.actions.meeting import (
    close_meeting,
    discuss_item,
    end_series,
    note_guest,
    note_seat,
    open_meeting,
    refresh_agenda,
)

__all__ = [
    "close_meeting",
    "decide",
    "discuss_item",
    "drop_action",
    "end_series",
    "finish_action",
    "note_guest",
    "note_seat",
    "open_meeting",
    "refresh_agenda",
    "set_action",
]
