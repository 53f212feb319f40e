"""Inspections and recommendations: the deadlines that follow publication, and evidence that does not go stale."""

from django.db.models import Q

from plumbline.inspections.facts import ActionFacts, EvidenceFacts, InspectionFacts, RecommendationFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

OURS = Q(is_reference=False)


class ActionPlanSent(Standard):
    """The force gives the inspectorate its action plan within six weeks of publication."""

    key = "inspections.action-plan"
    title = "Action plan sent to the inspectorate"
    facts = InspectionFacts
    applies = OURS
    starts = "published_at"
    due = After("published_at", policy("action_plan"))
    done = "plan_sent_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = ("hmicfrs-follow-up",)
    rules = ("N2",)
    answers = ("W3", "W11", "W38", "K58")
    act = "inspections:plan-sent"


class ResponsePublished(Standard):
    """The local policing body publishes its comments within 56 days, the day of publication being the first."""

    key = "inspections.response"
    title = "Local policing body's response published"
    facts = InspectionFacts
    applies = OURS
    starts = "published_at"
    due = After("published_at", policy("response"))
    done = "response_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = ("police-act-1996-s55",)
    rules = ("N1",)
    answers = ("W3",)
    act = "inspections:response"


class RecommendationInTime(Standard):
    """A recommendation is complete by the day for which the inspectorate asked."""

    key = "inspections.recommendation-complete"
    title = "Recommendation complete in time"
    facts = RecommendationFacts
    applies = OURS
    starts = "published_at"
    due = "due_at"
    done = "closed_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = ("hmicfrs-register",)
    rules = ("N4",)
    answers = ("W11", "K1", "K7")
    act = "inspections:put-forward"


class ActionInTime(Standard):
    """An action set for a recommendation is done by the day that was set for it."""

    key = "inspections.action-done"
    title = "Action done in time"
    facts = ActionFacts
    starts = "set_at"
    due = "due_at"
    done = "done_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = ("hmicfrs-register",)
    rules = ("N4",)
    answers = ("W11", "W38", "K1", "K31", "K58")
    act = "inspections:action-done"


class EvidenceRefreshed(Standard):
    """Evidence for an open recommendation is gathered anew before it is stale."""

    key = "inspections.evidence-refreshed"
    title = "Evidence gathered anew"
    facts = EvidenceFacts
    starts = "gathered_at"
    due = After("gathered_at", policy("evidence_refreshed"))
    done = "followed_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = ("force-policy-evidence",)
    rules = ("N8",)
    answers = ("W11", "K17")
    act = "inspections:evidence-refresh"
