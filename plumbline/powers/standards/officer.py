"""The designated officer: another than the one who used the power, and one who decides."""

from plumbline.powers.facts import ProtectionFacts
from plumbline.powers.standards.telling import CHILD
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class OfficerDesignated(Standard):
    """The case is put before a designated officer, who is never the officer who used the power."""

    key = "powers.officer-designated"
    title = "Designated officer appointed"
    facts = ProtectionFacts
    applies = CHILD
    starts = "taken_at"
    due = After("taken_at", policy("officer_designated"))
    done = "designated_at"
    owed_by = "response-officer"
    topic = "response"
    authority = ("hoc-17-2008",)
    rules = ("S2", "S6", "S7")
    answers = ("K6",)
    act = "powers:designate"


class CaseInquired(Standard):
    """The designated officer inquires into the case and decides whether there is still reasonable cause."""

    key = "powers.case-inquired"
    title = "Case inquired into"
    facts = ProtectionFacts
    applies = CHILD
    starts = "designated_at"
    due = After("designated_at", policy("case_inquired"))
    done = "inquired_at"
    owed_by = "duty-inspector"
    topic = "response"
    authority = ("designated-officer-notes",)
    rules = ("S5",)
    answers = ("K6",)
    act = "powers:decide"
