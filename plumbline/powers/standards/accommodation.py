"""Where the child is: not longer than it takes in any place but a suitable one, and a police station as the last resort."""

from django.db.models import Q

from plumbline.powers.facts import ProtectionFacts, StayFacts
from plumbline.powers.models import Limb, Place
from plumbline.powers.standards.telling import CHILD
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

IN_STATION = Q(is_child=True, place_kind=Place.STATION)


class PlaceRecorded(Standard):
    """It is known from the first hour where a child in police protection is."""

    key = "powers.place-recorded"
    title = "Where the child is recorded"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("place_recorded"))
    done = "placed_at"
    owed_by = "response-officer"
    topic = "response"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("S2",)
    answers = ("K6",)
    act = "powers:accommodate"


class Accommodated(Standard):
    """A child who was removed is moved to local authority accommodation or a refuge."""

    key = "powers.accommodated"
    title = "Moved to suitable accommodation"
    facts = ProtectionFacts
    applies = CHILD & Q(limb=Limb.REMOVE)
    starts = "taken_at"
    due = After("taken_at", policy("accommodated"))
    done = "accommodated_at"
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("hoc-17-2008",)
    rules = ("S2",)
    answers = ("K6",)
    act = "powers:accommodate"


class StationAuthorised(Standard):
    """A child in police protection comes to a police station only with an inspector's authority."""

    key = "powers.station-authorised"
    title = "Police station authorised"
    facts = StayFacts
    applies = IN_STATION
    starts = "happened_at"
    due = After("happened_at", policy("station_authorised"))
    done = "authorised_at"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("hoc-17-2008",)
    rules = ("S8",)
    answers = ("K6",)
    act = "powers:stay"


class StationLeft(Standard):
    """A child in police protection does not stay in a police station, which is no suitable accommodation."""

    key = "powers.station-left"
    title = "Police station left"
    facts = StayFacts
    applies = IN_STATION
    starts = "happened_at"
    due = After("happened_at", policy("station_left"))
    done = "left_at"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("hoc-17-2008",)
    rules = ("S8",)
    answers = ("K6",)
    act = "powers:stay-next"
