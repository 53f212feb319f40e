"""The only writers of the incidents room, by noun. Each is one act: permission, transaction, ledger row, duties."""

from plumbline.incidents.actions.call import (
    acknowledge_flags,
    amend_incident,
    identify,
    involve,
    meet_child,
    record_update,
    take_call,
)
from plumbline.incidents.actions.diary import book_appointment, move_appointment, open_slot, settle_appointment
from plumbline.incidents.actions.quality import check_call, feed_back, open_check_month
from plumbline.incidents.actions.response import arrive, close_incident, reopen_incident, send_unit, stand_down
from plumbline.incidents.actions.thrive import do_thrive, grade_incident
from plumbline.incidents.actions.watch import acknowledge_escalation, escalate, review_incident

__all__ = [
    "acknowledge_escalation", "acknowledge_flags", "amend_incident", "arrive", "book_appointment", "check_call",
    "close_incident", "do_thrive", "escalate", "feed_back", "grade_incident", "identify", "involve", "meet_child",
    "move_appointment", "open_check_month", "open_slot", "record_update", "reopen_incident", "review_incident",
    "send_unit", "settle_appointment", "stand_down", "take_call",
]  # fmt: skip
