"""How calls are handled is listened to, month by month, and those who took them are told."""

from plumbline.incidents.facts import CallCheckFacts, CheckMonthFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class CallsChecked(Standard):
    """Every month, as many calls of each call handler are checked as the force has promised."""

    key = "incidents.calls-checked"
    title = "Calls checked"
    facts = CheckMonthFacts
    starts = "opened_at"
    due = "due_at"
    done = "filled_at"
    owed_by = "control-room-supervisor"
    topic = "leadership"
    authority = ("wiltshire-call-quality",)
    rules = ("X3", "X8")
    answers = ("W39", "K12")
    act = "incidents:check-month"


class HandlerTold(Standard):
    """Whoever took a call that was checked is told what was found."""

    key = "incidents.handler-told"
    title = "Call handler told"
    facts = CallCheckFacts
    starts = "happened_at"
    due = After("happened_at", policy("handler_told"))
    done = "fed_back_at"
    owed_by = "control-room-supervisor"
    topic = "leadership"
    authority = ("wiltshire-call-quality",)
    rules = ("X3", "X8")
    answers = ("W39", "K12")
    act = "incidents:feed-back"
