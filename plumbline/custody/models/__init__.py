"""Tables of the custody room, by noun."""

from plumbline.custody.models.adult import AdultRole, AppropriateAdult, Bar, Step, StepKind
from plumbline.custody.models.care import Healthcare, Hearing, Informing, Visit
from plumbline.custody.models.charge import (
    SECURE_FROM_AGE,
    Accommodation,
    AccommodationKind,
    AccommodationRequest,
    Answer,
    Bail,
    BailGround,
    CertificateGround,
    Charge,
    Harm,
    Impracticable,
    Outcome,
    Refusal,
)
from plumbline.custody.models.detention import (
    RESPONSIBLE_AGE,
    AgeBasis,
    Detention,
    DetentionRecord,
    Ending,
    State,
)
from plumbline.custody.models.review import Extension, ExtensionKind, Review

__all__ = [
    "RESPONSIBLE_AGE", "SECURE_FROM_AGE", "Accommodation", "AccommodationKind", "AccommodationRequest", "AdultRole",
    "AgeBasis", "Answer", "AppropriateAdult", "Bail", "BailGround", "Bar", "CertificateGround", "Charge", "Detention",
    "DetentionRecord", "Ending", "Extension", "ExtensionKind", "Harm", "Healthcare", "Hearing", "Impracticable",
    "Informing", "Outcome", "Refusal", "Review", "State", "Step", "StepKind", "Visit",
]  # fmt: skip
