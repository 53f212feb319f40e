"""Tables of people."""

from plumbline.people.models.care import CareStatus, LegalStatus, PlacementKind
from plumbline.people.models.index import NameVariant, SearchName
from plumbline.people.models.marker import Marker, MarkerKind, MarkerReview
from plumbline.people.models.merge import Merge
from plumbline.people.models.person import (
    Address,
    AddressKind,
    Alias,
    AliasKind,
    Ethnicity,
    Gender,
    Person,
    Relationship,
    RelationshipKind,
)
from plumbline.people.models.voice import NotSpokenTo, Voice, VoiceState

__all__ = [
    "Address",
    "AddressKind",
    "Alias",
    "AliasKind",
    "CareStatus",
    "Ethnicity",
    "Gender",
    "LegalStatus",
    "Marker",
    "MarkerKind",
    "MarkerReview",
    "Merge",
    "NameVariant",
    "NotSpokenTo",
    "Person",
    "PlacementKind",
    "Relationship",
    "RelationshipKind",
    "SearchName",
    "Voice",
    "VoiceState",
]
