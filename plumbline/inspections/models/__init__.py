"""Tables of the room, by noun."""

from plumbline.inspections.models.inspection import (
    Finding,
    Inspection,
    InspectionKind,
    MonitoringStage,
    Response,
    Sentiment,
    Stage,
)
from plumbline.inspections.models.recommendation import (
    Action,
    Direction,
    Evidence,
    EvidenceKind,
    Measure,
    Outcome,
    Recommendation,
    RecommendationKind,
    Status,
    Step,
    Urgency,
    Verdict,
)

__all__ = [
    "Action", "Direction", "Evidence", "EvidenceKind", "Finding", "Inspection", "InspectionKind", "Measure",
    "MonitoringStage", "Outcome", "Recommendation", "RecommendationKind", "Response", "Sentiment", "Stage", "Status", "Step",
    "Urgency", "Verdict",
]  # fmt: skip
