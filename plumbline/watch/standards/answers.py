"""A message that nobody answers is itself seen: by the one who was told, by those above, and in the rate."""

from django.db.models import Q

from plumbline.standards.policy import ByLevel, policy
from plumbline.standards.standard import After, Standard
from plumbline.watch.facts import MessageFacts
from plumbline.watch.models import Pace

WITHIN = ByLevel("pace", {pace.value: policy(f"{pace.value}_acknowledge") for pace in Pace})
OVERDUE = Q(step__gte=1)


class Acknowledged(Standard):
    """Whoever is told by name that a duty is overdue says that they know, the sooner the faster the duty climbs."""

    key = "watch.acknowledged"
    title = "Message acknowledged"
    facts = MessageFacts
    applies = OVERDUE & Q(role="")
    starts = "told_at"
    due = After("told_at", WITHIN)
    done = "acknowledged_at"
    owed_by = "sergeant"
    topic = "leadership"
    authority = ("watch-force-policy", "hmicfrs-wiltshire-2023")
    rules = ("X6",)
    answers = ("W29",)
    act = "watch:message"


class AcknowledgedByInspector(Standard):
    """One of the duty inspectors to whom an overdue duty has climbed says that they know."""

    key = "watch.acknowledged-inspector"
    title = "Escalation acknowledged by a duty inspector"
    facts = MessageFacts
    applies = OVERDUE & Q(role="duty-inspector")
    starts = "told_at"
    due = After("told_at", WITHIN)
    done = "acknowledged_at"
    owed_by = "duty-inspector"
    topic = "leadership"
    authority = ("watch-force-policy", "hmicfrs-wiltshire-2023")
    rules = ("X6",)
    answers = ("W29",)
    act = "watch:message"


class AcknowledgedBySuperintendent(Standard):
    """One of the superintendents to whom an overdue duty has climbed says that they know."""

    key = "watch.acknowledged-superintendent"
    title = "Escalation acknowledged by a superintendent"
    facts = MessageFacts
    applies = OVERDUE & Q(role="superintendent")
    starts = "told_at"
    due = After("told_at", WITHIN)
    done = "acknowledged_at"
    owed_by = "superintendent"
    topic = "leadership"
    authority = ("watch-force-policy", "hmicfrs-wiltshire-2023")
    rules = ("X6",)
    answers = ("W29",)
    act = "watch:message"
