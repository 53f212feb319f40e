"""The only writers of the referrals room, by noun. Each is one act: permission, transaction, ledger row, duties."""

from plumbline.referrals.actions.authority import accept_home, inform_home
from plumbline.referrals.actions.domestic import (
    add_calendar,
    add_setting,
    add_term,
    fail_notification,
    notify,
    place_victim,
    record_domestic_abuse,
    remove_term,
)
from plumbline.referrals.actions.hub import (
    close_referral,
    decide,
    read_pattern,
    reopen_referral,
    send_back,
    sign_off,
)
from plumbline.referrals.actions.meeting import (
    escalate_disagreement,
    hold_conference,
    hold_strategy,
    raise_disagreement,
    request_strategy,
    settle_disagreement,
)
from plumbline.referrals.actions.partner import (
    acknowledge,
    add_recipient,
    admit_partner,
    answer,
    end_partner,
    record_acknowledgement,
    record_answer,
    share,
)
from plumbline.referrals.actions.referral import complete_referral, make_referral, not_refer
from plumbline.referrals.actions.unit import (
    approve,
    begin_practice,
    correct_overtime,
    find_competent,
    give_mentor,
    leave_unit,
    record_overtime,
    record_training,
    remove_overtime,
    withdraw_approval,
)

__all__ = [
    "accept_home", "acknowledge", "add_calendar", "add_recipient", "add_setting", "add_term", "admit_partner",
    "answer", "approve", "begin_practice", "close_referral", "complete_referral", "correct_overtime", "decide",
    "end_partner", "escalate_disagreement", "fail_notification", "find_competent", "give_mentor", "hold_conference",
    "hold_strategy", "inform_home", "leave_unit", "make_referral", "not_refer", "notify", "place_victim",
    "raise_disagreement", "read_pattern", "record_acknowledgement", "record_answer", "record_domestic_abuse",
    "record_overtime", "record_training", "remove_overtime", "remove_term", "reopen_referral", "request_strategy",
    "send_back", "settle_disagreement", "share", "sign_off", "withdraw_approval",
]  # fmt: skip
