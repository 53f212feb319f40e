"""The only way a page gets a record of this room, by noun."""

from plumbline.inspections.access.inspection import (
    action_for,
    evidence_for,
    inspection_for,
    inspections_for,
    officers_for,
    recommendation_for,
    reference_inspections,
)
from plumbline.inspections.access.pack import pack_for, subject_for

__all__ = [
    "action_for", "evidence_for", "inspection_for", "inspections_for", "officers_for", "pack_for",
    "recommendation_for", "reference_inspections",
    "subject_for",
]  # fmt: skip
