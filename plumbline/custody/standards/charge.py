"""After charge: a child who is refused bail is moved, or the court is told why not. Nothing else."""

from django.db.models import Q

from plumbline.custody.facts import AccommodationRequestFacts, DetentionFacts
from plumbline.custody.models import AccommodationKind, Answer
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class AccommodationAsked(Standard):
    """The local authority is asked to take a child as soon as bail is refused."""

    key = "custody.accommodation-asked"
    title = "Local authority asked for accommodation"
    facts = DetentionFacts
    starts = "bail_refused_at"
    due = After("bail_refused_at", policy("custody_accommodation_asked"))
    done = "accommodation_asked_at"
    owed_by = "custody-sergeant"
    topic = "partnership"
    authority = ("pace-38-6-explained", "concordat-2017")
    rules = ("C8", "C13")
    answers = ("K30",)
    act = "custody:request"


class RequestAnswered(Standard):
    """A local authority that is asked to take a child answers while the night is young."""

    key = "custody.request-answered"
    title = "Local authority answered"
    facts = AccommodationRequestFacts
    starts = "requested_at"
    due = After("requested_at", policy("custody_request_answered"))
    done = "answered_at"
    owed_by = "custody-sergeant"
    topic = "partnership"
    authority = ("concordat-2017",)
    rules = ("C8", "C11", "C13")
    answers = ("K30",)
    act = "custody:request-answer"


class RefusalEscalated(Standard):
    """A non-secure request that is refused goes up at once: a local authority always accepts one."""

    key = "custody.refusal-escalated"
    title = "Refusal of non-secure accommodation escalated"
    facts = AccommodationRequestFacts
    applies = Q(asked_for=AccommodationKind.NON_SECURE, answer__in=[Answer.REFUSED, Answer.NONE])
    starts = "answered_at"
    due = After("answered_at", policy("custody_refusal_escalated"))
    done = "escalated_at"
    owed_by = "custody-sergeant"
    topic = "partnership"
    authority = ("concordat-2017", "trix-pace-beds")
    rules = ("C11",)
    answers = ("K30",)
    act = "custody:request-escalate"


class TransferredOrCertified(Standard):
    """A child who is refused bail is moved to local authority accommodation, or a certificate tells the court why not."""

    key = "custody.transferred-or-certified"
    title = "Transferred or certified after charge"
    facts = DetentionFacts
    starts = "bail_refused_at"
    due = After("bail_refused_at", policy("custody_settled"))
    done = "settled_at"
    owed_by = "custody-sergeant"
    topic = "response"
    authority = ("pace-38-6-explained", "concordat-2017")
    rules = ("C8", "C14", "C15")
    answers = ("K30",)
    act = "custody:settle"
