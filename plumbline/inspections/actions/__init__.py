"""The only writers of the room, by noun."""

from plumbline.inspections.actions.inspection import (
    enter_stage,
    load_reference,
    publish_inspection,
    record_finding,
    record_inspection,
    record_response,
    send_action_plan,
)
from plumbline.inspections.actions.recommendation import (
    close_recommendation,
    drop_action,
    finish_action,
    gather_evidence,
    give_verdict,
    hand_over,
    make_recommendation,
    put_forward,
    refresh_evidence,
    reopen_recommendation,
    send_back,
    set_action,
    set_measure,
    watch_closed,
)

__all__ = [
    "close_recommendation", "drop_action", "enter_stage", "finish_action", "gather_evidence", "give_verdict", "hand_over",
    "load_reference", "make_recommendation", "publish_inspection", "put_forward", "record_finding", "record_inspection",
    "record_response", "refresh_evidence", "reopen_recommendation", "send_action_plan", "send_back", "set_action",
    "set_measure", "watch_closed",
]  # fmt: skip
