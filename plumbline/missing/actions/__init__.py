"""The only writers of the missing room, by noun. Each is one act: permission, transaction, ledger row, duties."""

from plumbline.missing.actions.enquiry import (
    allocate_enquiry,
    check_enquiry,
    drop_enquiry,
    result_enquiry,
    set_enquiry,
    start_enquiry,
)
from plumbline.missing.actions.episode import (
    acknowledge_history,
    allocate_episode,
    answer_questions,
    circulate_on_pnc,
    close_episode,
    confirm_wellbeing,
    locate_child,
    notify_ukmpu,
    receive_philomena,
    reopen_episode,
    report_missing,
    request_philomena,
)
from plumbline.missing.actions.information import (
    check_source,
    check_sources,
    lose_again,
    make_hypothesis,
    record_contact,
    record_information,
    settle_hypothesis,
)
from plumbline.missing.actions.plan import confirm_plan, make_plan, open_plan
from plumbline.missing.actions.returning import (
    accept_return_interview,
    complete_return_interview,
    feed_back_interview,
    not_offered,
    offer_return_interview,
    receive_return_interview,
    record_prevention_interview,
    refuse_return_interview,
    request_return_interview,
)
from plumbline.missing.actions.review import record_review
from plumbline.missing.actions.risk import assess_risk, endorse_risk
from plumbline.missing.actions.wider import (
    decide_alert,
    drop_view,
    hold_strategy_meeting,
    keep_view,
    request_strategy_meeting,
)

__all__ = [
    "accept_return_interview", "acknowledge_history", "allocate_enquiry", "allocate_episode", "answer_questions",
    "assess_risk", "check_enquiry", "check_source", "check_sources", "circulate_on_pnc", "close_episode",
    "complete_return_interview", "confirm_plan", "confirm_wellbeing", "decide_alert", "drop_enquiry", "drop_view",
    "endorse_risk", "feed_back_interview", "hold_strategy_meeting", "keep_view", "locate_child", "lose_again",
    "make_hypothesis", "make_plan", "not_offered",
    "notify_ukmpu", "offer_return_interview", "open_plan", "receive_philomena", "receive_return_interview",
    "record_contact", "record_information", "record_prevention_interview", "record_review", "refuse_return_interview",
    "reopen_episode", "report_missing", "request_philomena", "request_return_interview", "request_strategy_meeting",
    "result_enquiry", "set_enquiry", "settle_hypothesis", "start_enquiry",
]  # fmt: skip
