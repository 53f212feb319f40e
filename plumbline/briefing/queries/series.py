"""Lists of the room: how meetings went, which actions are open, and what records are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, Seat
from plumbline.web.tables import Column


def standing(action: MeetingAction) -> str:
    return "Done" if action.done_at else "Dropped" if action.dropped_at else "Open"


MEETINGS = [
    Column("meeting", "Meeting", "title", sortable=False),
    Column("place", "Where", lambda meeting: meeting.district or "The force", sortable=False),
    Column("opened", "Opened", "opened_at", order="opened_at"),
    Column("chair", "Chair", "chaired_by", sortable=False),
    Column("items", "On the agenda", "on_agenda", order="on_agenda", numeric=True),
    Column("discussed", "Discussed", "came_to", order="came_to", numeric=True),
    Column("left", "Not discussed", "left", order="left", numeric=True),
    Column("closed", "Closed", "closed_at", order="closed_at"),
]
ACTIONS = [
    Column("what", "Action", "what", sortable=False),
    Column("reference", "Reference", "reference", sortable=False),
    Column("owner", "Who", "owner", sortable=False),
    Column("set", "Set", "set_at", order="set_at"),
    Column("due", "Due", "due_at", order="due_at"),
    Column("done", "Done", "done_at", order="done_at"),
    Column("state", "State", standing, sortable=False),
    Column("meeting", "Meeting", "meeting.reference", sortable=False),
]
STANDINGS = {
    "open": ("Open", Q(done_at=None, dropped_at=None)),
    "done": ("Done", Q(done_at__isnull=False)),
    "dropped": ("Dropped", Q(dropped_at__isnull=False)),
}


def actions_like(
    actions: QuerySet[MeetingAction], said: dict[str, Any], user: Any, now: datetime
) -> QuerySet[MeetingAction]:
    """The list as its filter asks."""
    state = said.get("state", "")
    if state == "overdue":
        actions = actions.filter(STANDINGS["open"][1], due_at__lt=now)
    elif state in STANDINGS:
        actions = actions.filter(STANDINGS[state][1])
    return actions.filter(owner_id=user.pk) if said.get("whose") == "mine" else actions


def names_of_items(ids: Iterable[int]) -> dict[int, str]:
    """By reference alone: the child's name is the people room's to say."""
    return {
        item.pk: f"{item.reference or 'item'}, {item.meeting.title}"
        for item in QuerySet(AgendaItem).filter(pk__in=list(ids)).select_related("meeting")
    }


def names_of_actions(ids: Iterable[int]) -> dict[int, str]:
    return {action.pk: str(action) for action in QuerySet(MeetingAction).filter(pk__in=list(ids))}


def names_of_meetings(ids: Iterable[int]) -> dict[int, str]:
    found = QuerySet(Meeting).filter(pk__in=list(ids)).select_related("district")
    return {meeting.pk: f"{meeting.title}, {meeting.district or 'the force'}" for meeting in found}


def names_of_seats(ids: Iterable[int]) -> dict[int, str]:
    return {seat.pk: seat.role_name for seat in QuerySet(Seat).filter(pk__in=list(ids))}
