"""The child is heard in the investigation that is about them."""

from django.db.models import Q

from plumbline.investigations.facts import InvestigatedChildFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class ChildHeard(Standard):
    """Each child in an investigation is asked what they wish and feel, and it is written down in their own words."""

    key = "investigations.child-heard"
    title = "Child heard in the investigation"
    facts = InvestigatedChildFacts
    applies = Q(is_unborn=False)
    starts = "named_at"
    due = After("named_at", policy("investigation_child_heard"))
    done = "heard_at"
    owed_by = "investigator"
    topic = "investigation"
    authority = ("vkpp-voice-of-the-child", "investigations-force-policy")
    rules = ("V1", "V2", "V6", "V7")
    answers = ("W36", "W37")
    act = "investigations:hear"
