"""Case audits: what was drawn is marked, what is disputed is settled, and a child found still at risk is made safe at once."""

from plumbline.inspections.facts import SafeguardingFacts, SampledCaseFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

AUTHORITY = ("hmicfrs-ncpi-criteria-2024", "case-audit-practice")


class CaseMarked(Standard):
    """Every case drawn for an audit is marked by the day that the round set."""

    key = "inspections.case-marked"
    title = "Audited case marked in time"
    facts = SampledCaseFacts
    starts = "drawn_at"
    due = "due_at"
    done = "marked_at"
    owed_by = "auditor"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("Q1", "Q3", "Q9")
    answers = ("W1", "W4", "W42", "K18")
    act = "inspections:case"


class DisagreementModerated(Standard):
    """Where two auditors grade a case differently, a third person who had no part in it settles the grade."""

    key = "inspections.disagreement-moderated"
    title = "Disagreement of auditors settled"
    facts = SampledCaseFacts
    starts = "disagreed_at"
    due = After("disagreed_at", policy("moderated"))
    done = "moderated_at"
    owed_by = "protection-lead"
    topic = "leadership"
    authority = AUTHORITY
    rules = ("Q7",)
    answers = ("K44", "K66")
    act = "inspections:moderate"


class SafeguardedSameDay(Standard):
    """A child whom an auditor finds still at risk in inadequate work is made safe the same day."""

    key = "inspections.safeguarded-same-day"
    title = "Child found at risk made safe the same day"
    facts = SafeguardingFacts
    starts = "raised_at"
    due = After("day_ends_at", policy("safeguarded"))
    done = "safeguarded_at"
    ends = None
    owed_by = "protection-lead"
    topic = "risk"
    authority = ("case-audit-practice",)
    rules = ("Q8", "Q10")
    act = "inspections:safeguard"
