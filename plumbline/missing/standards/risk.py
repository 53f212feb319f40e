"""Risk: what it rests on, who stands behind it, and that it is looked at again."""

from django.db.models import F, Q

from plumbline.missing.facts import MISSING_CHILD, AssessmentFacts, EpisodeFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class RiskSourced(Standard):
    """A risk grade rests on something: what was said, who said it and when is on the record."""

    key = "missing.risk-sourced"
    title = "What the risk rests on"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "first_assessed_at"
    due = After("first_assessed_at", policy("risk_sourced"))
    done = "first_factor_at"
    owed_by = "sergeant"
    topic = "risk"
    authority = ("app-missing-risk",)
    rules = ("M2", "M7")
    answers = ("W23", "K66")
    act = "missing:assess"


class Endorsed(Standard):
    """The duty inspector endorses the risk grade that the call taker gave, or gives the right one."""

    key = "missing.endorsed"
    title = "Risk grade endorsed"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "first_assessed_at"
    due = After("first_assessed_at", policy("endorsed"))
    done = earlier_of("endorsed_at", "amended_at")
    owed_by = "duty-inspector"
    topic = "risk"
    authority = ("staffordshire-protocol",)
    rules = ("M15",)
    answers = ("W23", "K66")
    act = "missing:endorse"


class BelowMedium(Standard):
    """Nobody grades a child below medium without an inspector who says why."""

    key = "missing.below-medium"
    title = "Below medium only by an inspector"
    facts = AssessmentFacts
    # The second condition is the switch: where a force sets the number to 0, one can never equal the other.
    applies = MISSING_CHILD & Q(below_medium=1) & Q(below_medium=policy("below_medium_needs_inspector"))
    starts = "happened_at"
    due = After("happened_at", policy("below_medium_override"))
    done = "override_at"
    owed_by = "duty-inspector"
    topic = "risk"
    authority = ("hmicfrs-warwickshire-2023",)
    rules = ("M8", "M34")
    answers = ("K43", "K66")
    act = "missing:assessment"


class RiskRefreshed(Standard):
    """When something new comes in, the risk is looked at again."""

    key = "missing.risk-refreshed"
    title = "Risk looked at again"
    facts = AssessmentFacts
    applies = MISSING_CHILD
    starts = "stale_at"
    due = After("stale_at", policy("risk_refreshed"))
    done = "refreshed_at"
    owed_by = "sergeant"
    topic = "risk"
    authority = ("app-missing-risk", "app-missing-investigation")
    rules = ("M3", "M14")
    answers = ("W8", "W23", "K66")
    act = "missing:assessment"


class UncertainConfirmed(Standard):
    """Where the risk is uncertain, an enquiry is made to settle it, and has a result."""

    key = "missing.uncertain-confirmed"
    title = "Uncertain risk confirmed"
    facts = AssessmentFacts
    applies = MISSING_CHILD & Q(is_uncertain=True)
    starts = "happened_at"
    due = After("happened_at", policy("uncertain_confirmed"))
    done = "confirmed_at"
    owed_by = "response-officer"
    topic = "risk"
    authority = ("app-missing-risk",)
    rules = ("M4",)
    answers = ("W23", "K45")
    act = "missing:assessment"


class AlertConsidered(Standard):
    """When a child is at high risk, somebody decides whether to ask for a Child Rescue Alert and writes down why or why not."""

    key = "missing.alert-considered"
    title = "Child Rescue Alert considered"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "first_high_at"
    due = After("first_high_at", policy("alert_considered"))
    done = "alert_decided_at"
    owed_by = "duty-inspector"
    topic = "risk"
    authority = ("app-missing-supervisors", "child-rescue-alert")
    rules = ("M22", "M23")
    answers = ("W24",)
    act = "missing:alert"


class RaisedReview(Standard):
    """When the risk is raised to high, a supervisor takes the search in hand at once."""

    key = "missing.raised-review"
    title = "Review when risk is raised to high"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(first_high_at__gt=F("first_assessed_at"))
    starts = "first_high_at"
    due = After("first_high_at", policy("raised_review"))
    done = "review_after_high_at"
    owed_by = "sergeant"
    topic = "response"
    authority = ("app-missing-supervisors", "app-missing-investigation")
    rules = ("M3", "M14")
    answers = ("W8", "W24", "K28")
    act = "missing:review"
