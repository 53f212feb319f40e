"""The diary: in time, safe until then, and never for a child at risk."""

from django.db.models import Q

from plumbline.incidents.facts import AppointmentFacts, IncidentFacts
from plumbline.incidents.standards.call import WITH_CHILD
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class SeenInTime(Standard):
    """Whoever is given an appointment is seen within the time that the force promises, from the call on."""

    key = "incidents.seen-in-time"
    title = "Appointment in time"
    facts = IncidentFacts
    applies = WITH_CHILD & Q(booked_at__isnull=False)
    starts = "reported_at"
    due = After("reported_at", policy("diary_wait"))
    done = "kept_at"
    owed_by = "control-room-supervisor"
    topic = "response"
    authority = ("hmicfrs-warwickshire-2022", "thrive-flashcards")
    rules = ("A1", "A3")
    answers = ("K13",)
    act = "incidents:incident"


class SlipWeighed(Standard):
    """Each appointment that is moved or missed is followed by THRIVE, done by a supervisor."""

    key = "incidents.slip-weighed"
    title = "Moved or missed appointment weighed"
    facts = AppointmentFacts
    applies = WITH_CHILD
    starts = "slipped_at"
    due = After("slipped_at", policy("slip_weighed"))
    done = "rethrived_at"
    owed_by = "control-room-supervisor"
    topic = "risk"
    authority = ("thrive", "hmicfrs-warwickshire-2022")
    rules = ("A4",)
    answers = ("K13",)
    act = "incidents:thrive-by-appointment"


class BarredTakenOut(Standard):
    """An appointment that may no longer wait is taken out of the diary, and someone is sent."""

    key = "incidents.barred-taken-out"
    title = "Barred appointment taken out"
    facts = AppointmentFacts
    starts = "barred_at"
    due = After("barred_at", policy("barred_taken_out"))
    done = "settled_at"
    owed_by = "control-room-supervisor"
    topic = "risk"
    authority = ("hmicfrs-warwickshire-2022",)
    rules = ("A1", "A2")
    answers = ("K13",)
    act = "incidents:settle"
