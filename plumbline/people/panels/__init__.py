"""What people put on other rooms' pages, and how other rooms put their part on the child's time line.

from plumbline.people.panels import TimelineItem, timeline

@timeline("missing")
def episodes(request, person): return [TimelineItem(at=…, title="Reported missing", url=…), …]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from plumbline.access.access import may_do
from plumbline.kernel.workdays import midnight
from plumbline.people import queries
from plumbline.people.models import Marker, Person, Voice, VoiceState
from plumbline.web import slots


@dataclass(frozen=True)
class TimelineItem:
    """One moment of a child's story. `is_day` says that only the day of `at` is known; `tone` is a tone of the web."""

    at: datetime
    title: str
    by: str = ""
    body: str = ""
    url: str = ""
    tag: str = ""
    tone: str = "neutral"
    is_day: bool = False
    recorded_at: datetime | None = None


Contribution = Callable[[HttpRequest, Person], Iterable[TimelineItem]]
_contributions: dict[str, Contribution] = {}


def timeline(room: str) -> Callable[[Contribution], Contribution]:
    """A room's part of every child's time line. The function answers for who may see what it tells."""

    def register(function: Contribution) -> Contribution:
        _contributions[room] = function
        return function

    return register


def timeline_of(request: HttpRequest, person: Person) -> list[TimelineItem]:
    """The child's whole story as rooms tell it, newest first."""
    told = [item for tell in _contributions.values() for item in tell(request, person)]
    return sorted(told, key=attrgetter("at"), reverse=True)


@slots.panel("person.markers", order=10)
def markers_panel(request: HttpRequest, person: Person) -> SafeString | str:
    """Markers that warn today, shown wherever the person is met."""
    if not may_do(request.user, "people.see"):
        return ""
    shown = {"person": person, "markers": queries.live_markers(person), "may_mark": may_do(request.user, "people.mark")}
    return render_to_string("people/markers.html", shown, request)


@timeline("people")
def _own(_request: HttpRequest, person: Person) -> Iterator[TimelineItem]:
    yield from (_voice(voice) for voice in person.voices.all())
    yield from (item for marker in person.markers.all() for item in _marker(marker))
    for period in person.care_periods.all():
        yield TimelineItem(
            midnight(period.started_on), "Looked after", body=f"{period}. {period.placement}", is_day=True
        )
        if period.ended_on:
            yield TimelineItem(midnight(period.ended_on), "Care period ended", body=str(period), is_day=True)


def _voice(voice: Voice) -> TimelineItem:
    heard = voice.state in (VoiceState.RECORDED, VoiceState.OBSERVED)
    reason = voice.get_reason_not_spoken_to_display()
    return TimelineItem(
        at=voice.happened_at,
        title="Voice of the child",
        by=str(voice.by or voice.source),
        body=f"“{voice.words}”" if voice.words else voice.demeanour or reason,
        tag=voice.state.label,
        tone="neutral" if heard else "warning",
        recorded_at=voice.recorded_at if (voice.recorded_at - voice.happened_at).days >= 1 else None,
    )


def _marker(marker: Marker) -> Iterator[TimelineItem]:
    yield TimelineItem(
        marker.set_at, f"Marker set: {marker}", by=str(marker.set_by or marker.source), body=marker.reason
    )
    if marker.removed_at:
        title = f"Marker removed: {marker}"
        yield TimelineItem(marker.removed_at, title, by=str(marker.removed_by), body=marker.removal_reason)
