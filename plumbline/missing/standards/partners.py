"""Those who share the care of the child, and the national bodies."""

from django.db.models import Q

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts
from plumbline.standards.expressions import earlier_of
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class SocialWorker(Standard):
    """The social worker of a missing child is rung, and asked what they know of the risk."""

    key = "missing.social-worker"
    title = "Social worker contacted"
    facts = EpisodeFacts
    applies = MISSING_CHILD & (Q(has_social_worker=True) | Q(is_looked_after=True))
    starts = "reported_at"
    due = After("reported_at", policy("social_worker_contacted"))
    done = "social_worker_contacted_at"  # an attempt counts: out of hours nobody may answer
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("staffordshire-protocol", "app-missing-risk")
    rules = ("M6", "M17")
    answers = ("W23", "K28")
    act = "missing:contact"


class InformantContact(Standard):
    """Whoever reported the child, or cares for them, is spoken to again: what is new, and what we are doing."""

    key = "missing.informant-contact"
    title = "Informant or carer spoken to again"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("informant_contacted"))
    done = "informant_contacted_at"
    owed_by = "response-officer"
    topic = "response"
    authority = ("app-missing-supervisors",)
    rules = ("M10",)
    answers = ("K28",)
    act = "missing:contact"


class Philomena(Standard):
    """When a child in care goes missing, the carer is asked for the Philomena form."""

    key = "missing.philomena"
    title = "Philomena form asked for"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(is_looked_after=True)
    starts = "reported_at"
    due = After("reported_at", policy("philomena_requested"))
    done = earlier_of(
        "philomena_requested_at", "philomena_received_at"
    )  # a carer who sends it unasked has done our part
    owed_by = "response-officer"
    topic = "partnership"
    authority = ("philomena-protocol",)
    rules = ("M24",)
    answers = ("W26",)
    act = "missing:philomena"


class Pnc(Standard):
    """A missing child's details are on PNC, so that any force that meets the child knows."""

    key = "missing.pnc"
    title = "Circulated on PNC"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("pnc_circulated"))
    done = "pnc_circulated_at"
    owed_by = "response-officer"
    topic = "investigation"
    authority = ("pnc-48-hours",)
    rules = ("M20",)
    answers = ("K28",)
    act = "missing:pnc"


class Ukmpu(Standard):
    """The UK Missing Persons Unit is told of a child missing for three days, sooner if there is cause."""

    key = "missing.ukmpu"
    title = "UK Missing Persons Unit told"
    facts = EpisodeFacts
    applies = MISSING_CHILD
    starts = "reported_at"
    due = After("reported_at", policy("ukmpu_notified"))
    done = "ukmpu_notified_at"
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("ukmpu-code-2009",)
    rules = ("M21",)
    answers = ("K28",)
    act = "missing:ukmpu"
