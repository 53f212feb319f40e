"""What the room puts on other pages, and where its records are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from plumbline.briefing.access import CHAIR, SEE, WALL, WORK
from plumbline.briefing.queries import series
from plumbline.kernel import caserefs
from plumbline.standards.panels import acts_need, subjects_of_case
from plumbline.web import slots

PAGES = {"meeting": "meeting", "agendaitem": "item", "seat": "seat", "meetingaction": "action"}
ACTS = {
    "briefing:next": CHAIR,
    "briefing:item": CHAIR,
    "briefing:seat": CHAIR,
    "briefing:action": WORK,
}


def register() -> None:
    slots.navigation("Briefing", "briefing:list", order=60, permission=SEE)
    slots.navigation("Wall board", "briefing:wall", order=61, permission=WALL)
    for kind, url in PAGES.items():
        caserefs.pages("briefing", kind, lambda pk, url=url: reverse(f"briefing:{url}", args=[pk]))  # type: ignore[misc]
    acts_need(ACTS)
    subjects_of_case("briefing.meeting", _of_meeting)
    slots.names("briefing.meeting", series.names_of_meetings)
    slots.names("briefing.agendaitem", series.names_of_items)
    slots.names("briefing.meetingaction", series.names_of_actions)
    slots.names("briefing.seat", series.names_of_seats)


def _of_meeting(meeting: Any) -> list[tuple[str, list[int]]]:
    """Its own duty, and those of its seats and its actions; an item says for itself whether it was discussed."""
    return [
        ("briefing.meeting", [meeting.pk]),
        ("briefing.seat", list(meeting.seats.values_list("pk", flat=True))),
        ("briefing.meetingaction", list(meeting.actions.values_list("pk", flat=True))),
    ]
