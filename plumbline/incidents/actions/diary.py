"""The diary: slots opened; appointments booked, moved, kept, missed or taken out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plumbline.incidents.actions.call import bars, overtake, still_open
from plumbline.incidents.models import SLIPPED, Appointment, DiarySlot, Grade, Incident, Standing, Trigger
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.workforce.models import Team

TAKES_A_PLACE = (Standing.BOOKED, Standing.KEPT, Standing.NO_SHOW, Standing.NOT_KEPT)


@act("incidents.slot.opened", permission="incidents.supervise", says="Diary: slot opened for {0.team}")
def open_slot(*, by: Any, team: Team, starts_at: datetime, minutes: int, places: int) -> DiarySlot:
    """A team can see so many people at that time."""
    if starts_at <= clock.now():
        raise Invalid(starts_at="A slot lies ahead.")
    slot = DiarySlot(team=team, starts_at=starts_at, minutes=minutes, places=places)
    slot.opened_at, slot.opened_by = current().at, actor_of(by).user
    slot.save()
    return slot


@act("incidents.appointment.booked", permission="incidents.take", says="{0.incident.reference}: appointment booked")
def book_appointment(incident: Incident, *, by: Any, slot: DiarySlot, interim: str) -> Appointment:
    """Put an incident into the diary, with what keeps everyone safe until then.

    Refused where policy closes the diary to it, before THRIVE is done and while something overtook it, and where the grade
    is not *scheduled*: nobody is to wait by a way round the grade.
    """
    still_open(incident)
    if closed := bars(incident):
        raise Invalid(f"This may not be put into the diary: {'; '.join(closed)}. Send someone.")
    if incident.grade != Grade.SCHEDULED:
        raise Invalid("Only what is graded scheduled goes into the diary. Grade it first.")
    latest = incident.thrives.order_by("-happened_at", "-id").first()
    if latest is None or latest.is_stale:
        raise Invalid("Do THRIVE before the appointment is booked: something overtook the last one.")
    return _book(incident, by, slot, interim)


def _book(incident: Incident, by: Any, slot: DiarySlot, interim: str) -> Appointment:
    if not interim.strip():
        raise Invalid(interim="Say what is done to keep everyone safe until then.")
    if slot.starts_at <= clock.now():
        raise Invalid(slot="That time has passed. Choose another.")
    made = Appointment(incident=incident, slot=slot, due_at=slot.starts_at, interim=interim)
    made.booked_at, made.booked_by, made.number = current().at, actor_of(by).user, _free_place(slot)
    made.save()
    return made


def _free_place(slot: DiarySlot) -> int:
    taken = set(slot.appointments.filter(standing__in=TAKES_A_PLACE).values_list("number", flat=True))
    free = free_of(slot.places, taken)
    if free is None:
        raise Invalid(slot="That time is full. Choose another.")
    return free


def free_of(places: int, taken: Iterable[int]) -> int | None:
    """The first free place of a slot, counted from 1."""
    return next((number for number in range(1, places + 1) if number not in set(taken)), None)


@act("incidents.appointment.settled", permission="incidents.take", says="{0.incident.reference}: {0}")
def settle_appointment(appointment: Appointment, *, by: Any, standing: str, note: str = "") -> Appointment:
    """Kept, missed by them or by us, or taken out of the diary. What was missed asks for THRIVE by a supervisor."""
    if standing not in (Standing.KEPT, Standing.NO_SHOW, Standing.NOT_KEPT, Standing.TAKEN_OUT):
        raise Invalid(standing="Choose what became of it.")
    if standing != Standing.TAKEN_OUT and appointment.due_at > clock.now():
        raise Invalid(standing="The appointment has not come yet. Move it, or take it out of the diary.")
    if standing != Standing.KEPT and not note.strip():
        raise Invalid(note="Say why, and how everyone is now.")
    return _settle(appointment, by, standing, note)


def _settle(appointment: Appointment, by: Any, standing: str, note: str) -> Appointment:
    if appointment.standing != Standing.BOOKED:
        raise Invalid(f"This appointment is settled already: {appointment.get_standing_display().lower()}.")
    appointment.standing, appointment.note = standing, note
    appointment.settled_at, appointment.settled_by = current().at, actor_of(by).user
    appointment.slipped_at = current().at if standing in SLIPPED else None
    appointment.save()
    if standing in SLIPPED:
        overtake(appointment.incident, Trigger.APPOINTMENT)
    return appointment


@act("incidents.appointment.moved", permission="incidents.take", says="{0.incident.reference}: appointment moved")
def move_appointment(appointment: Appointment, *, by: Any, slot: DiarySlot, interim: str, note: str) -> Appointment:
    """To another time; returns the new appointment. Each move asks for THRIVE by a supervisor."""
    incident = appointment.incident
    still_open(incident)
    if closed := bars(incident):
        raise Invalid(f"This may no longer stand in the diary: {'; '.join(closed)}. Send someone.")
    if incident.grade != Grade.SCHEDULED:
        raise Invalid("It is no longer graded scheduled. Take it out of the diary, and send someone.")
    if slot.pk == appointment.slot_id:
        raise Invalid(slot="That is its time already.")
    if not note.strip():
        raise Invalid(note="Say why it is moved.")
    _settle(appointment, by, Standing.MOVED, note)
    return _book(incident, by, slot, interim)
