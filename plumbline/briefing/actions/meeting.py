"""Meetings: opened with an agenda that assembles itself, added to, discussed, attended, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from plumbline.briefing.access import require_chair
from plumbline.briefing.models import AgendaItem, Meeting, MeetingKind, Seat, kind_called
from plumbline.briefing.queries.agenda import absent, as_items, assembled, last_of, number
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused
from plumbline.workforce.models import District

CHAIR = "briefing.chair"


def still_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise Invalid("This meeting is closed. What it did not come to is on the agenda of the next.")


def said(text: str, field: str, asks: str) -> str:
    """Words without the spaces around them; a refusal where there are none."""
    if not text.strip():
        raise Invalid(**{field: asks})
    return text.strip()


@act(
    "briefing.meeting.opened",
    permission=CHAIR,
    says="{0.title} {0.reference} opened",
    operation="collection",
)
def open_meeting(*, by: Any, kind: str, district: District | None = None) -> Meeting:
    """Open the next meeting of a series. Its agenda is assembled now and kept as it stands: what was on it is evidence.

    The meeting before is followed by this one; what it did not come to is carried here.
    """
    if actor_of(by).user is None:
        raise Refused("A meeting is opened and chaired by a person.")
    told, place = kind_called(kind), district.pk if district else None
    if told.of_force != (place is None):
        raise Invalid(kind="That kind of meeting is the whole force’s, or a district’s; choose one from the list.")
    require_chair(actor_of(by), place)
    before = last_of(kind, place)
    if before is not None and before.is_open:
        raise Invalid(
            f"{before.title} is open already, since {clock.local(before.opened_at):%-d %b at %H:%M}. Go on with that one."
        )
    made = _made(told, district, before, by)
    found = assembled(told, place, current().at, before)
    current().bulk_create(AgendaItem, as_items(made, found, at=made.opened_at))
    current().bulk_create(Seat, [Seat(meeting=made, role=role) for role in told.attends])
    _follow(before, made)
    return made


def _made(kind: MeetingKind, district: District | None, before: Meeting | None, by: Any) -> Meeting:
    at, user = current().at, actor_of(by).user
    made = Meeting(kind=kind.key, title=kind.name, district=district, opened_at=at, opened_by=user, chaired_by=user)
    made.sections, made.absent = " ".join(kind.sections), " ".join(absent(kind))
    made.next_due_at = kind.next_after(at) + timedelta(minutes=number("held"))
    made.follows = before if before is not None and before.last_at is None else None
    made.save()
    return made


def _follow(before: Meeting | None, made: Meeting) -> None:
    if before is not None and made.follows_id:
        before.followed_at = made.opened_at
        before.save()


@act(
    "briefing.meeting.refreshed",
    permission=CHAIR,
    says="{0.title} {0.reference}: new arrivals looked for",
    operation="collection",
)
def refresh_agenda(meeting: Meeting, *, by: Any) -> Meeting:
    """Put on the agenda what has come since it was assembled. What stands there stays as it was."""
    still_open(meeting)
    require_chair(actor_of(by), meeting.district_id)
    at = current().at
    here = set(QuerySet(AgendaItem).filter(meeting=meeting).values_list("section", "room", "kind", "case_id"))
    found = assembled(kind_called(meeting.kind), meeting.district_id, at, meeting.follows)
    new = [
        row for row in found if (row[0], row[1].ref.room, row[1].ref.kind, row[1].ref.id) not in here and row[1].ref.id
    ]
    current().bulk_create(AgendaItem, as_items(meeting, new, at=at, first=len(here), is_arrival=True))
    meeting.refreshed_at, meeting.refreshed_by = at, actor_of(by).user
    meeting.save()
    return meeting


@act("briefing.item.discussed", permission=CHAIR, says="{0.meeting.reference}: decided of {0}")
def discuss_item(item: AgendaItem, *, by: Any, decision: str) -> AgendaItem:
    """Write down what was decided. It settles the item at the earlier meetings from which it was carried, late as it is."""
    still_open(_locked(item))
    require_chair(actor_of(by), item.meeting.district_id)
    item.decision = said(decision, "decision", "Say what was decided.")
    item.discussed_at, item.discussed_by = item.discussed_at or current().at, actor_of(by).user
    item.settled_at = item.settled_at or item.discussed_at
    item.save()
    _settle(item.carried_from, item.discussed_at)
    _touch(item.meeting)
    return item


def _settle(earlier: AgendaItem | None, at: datetime) -> None:
    while earlier is not None and earlier.settled_at is None:
        earlier.settled_at = at
        earlier.save()
        earlier = earlier.carried_from


def _locked(item: AgendaItem) -> Meeting:
    """The item's meeting as it stands now, so that nobody closes it while an item is written down."""
    item.meeting.lock()
    item.meeting.refresh_from_db()
    return item.meeting


def _touch(meeting: Meeting) -> None:
    """The meeting changes with each of its items, so that it cannot be closed from a page that does not show this one."""
    meeting.writings += 1
    meeting.save()


@act("briefing.meeting.closed", permission=CHAIR, says="{0.title} {0.reference} closed")
def close_meeting(meeting: Meeting, *, by: Any, summary: str = "") -> Meeting:
    """End the meeting. Which items it did not come to is reckoned here, from the agenda; nobody types it, and it is carried."""
    still_open(meeting)
    require_chair(actor_of(by), meeting.district_id)
    at = current().at
    for item in QuerySet(AgendaItem).filter(meeting=meeting, discussed_at=None, not_discussed_at=None).order_by("pk"):
        item.not_discussed_at = at
        item.save()
    late = meeting.opened_at + timedelta(minutes=number("attendance"), seconds=1)
    for seat in QuerySet(Seat).filter(meeting=meeting).order_by("pk"):
        seat.ended_at = max(at, late)  # whoever was not there by then was not there
        seat.save()
    meeting.closed_at, meeting.closed_by, meeting.summary = at, actor_of(by).user, summary.strip()
    meeting.save()
    return meeting


@act("briefing.series.ended", permission=CHAIR, says="{0.title}: no other follows {0.reference}")
def end_series(meeting: Meeting, *, by: Any, last_because: str) -> Meeting:
    """No other meeting of the kind follows this one, and why: nothing is owed from it any more."""
    require_chair(actor_of(by), meeting.district_id)
    if meeting.is_open:
        raise Invalid("Close the meeting first.")
    if meeting.followed_at is not None or meeting.last_at is not None:
        raise Invalid("Another meeting followed this one, or it was said already that none does.")
    meeting.last_because = said(last_because, "last_because", "Say why no other follows.")
    meeting.last_at, meeting.last_by = current().at, actor_of(by).user
    meeting.save()
    return meeting


# -- who was there


@act("briefing.seat.noted", permission=CHAIR, says="{0.meeting.reference}: attendance noted: {0}")
def note_seat(
    seat: Seat,
    *,
    by: Any,
    officer: Any = None,
    attended_at: datetime | None = None,
    stands_in_for: str = "",
    apology: str = "",
) -> Seat:
    """Who sat for this role, from when, and in whose place; or why nobody did."""
    still_open(seat.meeting)
    require_chair(actor_of(by), seat.meeting.district_id)
    if (officer is None) == (not apology.strip()):
        raise Invalid(officer="Say who was there, or give the apology; not both.")
    seat.officer = officer
    seat.attended_at = _arrived(seat.meeting, attended_at) if officer is not None else None
    seat.stands_in_for, seat.apology = stands_in_for.strip() if officer is not None else "", apology.strip()
    seat.noted_at, seat.noted_by = current().at, actor_of(by).user
    seat.save()
    return seat


@act("briefing.guest.noted", permission=CHAIR, says="{0.meeting.reference}: {0.officer} was there")
def note_guest(meeting: Meeting, *, by: Any, officer: Any, attended_at: datetime | None = None) -> Seat:
    """Someone who was there and need not have been."""
    still_open(meeting)
    require_chair(actor_of(by), meeting.district_id)
    if officer is None:
        raise Invalid(officer="Say who was there.")
    made = Seat(meeting=meeting, is_required=False, officer=officer, attended_at=_arrived(meeting, attended_at))
    made.noted_at, made.noted_by = current().at, actor_of(by).user
    made.save()
    return made


def _arrived(meeting: Meeting, at: datetime | None) -> datetime:
    """When they came: at the opening where nothing is said. Whoever came before it was there when it began."""
    if at is not None and at > current().at:
        raise Invalid(attended_at="The time must not be in the future.")
    return max(at or meeting.opened_at, meeting.opened_at)
