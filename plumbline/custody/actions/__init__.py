"""The only writers of the custody room, by noun. Each is one act: permission, transaction, ledger row, duties."""

from plumbline.custody.actions.adult import adult_arrived, adult_left, ask_for_adult, record_step
from plumbline.custody.actions.care import (
    hear_child,
    record_healthcare,
    record_informing,
    record_referral,
    record_visit,
    request_healthcare,
)
from plumbline.custody.actions.charge import (
    answer_request,
    certify_detention,
    charge_child,
    escalate_refusal,
    request_accommodation,
    transfer_child,
    withdraw_certificate,
)
from plumbline.custody.actions.detention import authorise_detention, end_detention, resume_detention, take_over
from plumbline.custody.actions.review import extend_detention, record_review

__all__ = [
    "adult_arrived", "adult_left", "answer_request", "ask_for_adult", "authorise_detention", "certify_detention",
    "charge_child", "end_detention", "escalate_refusal", "extend_detention", "hear_child", "record_healthcare",
    "record_informing", "record_referral", "record_review", "record_step", "record_visit", "request_accommodation",
    "request_healthcare", "resume_detention", "take_over", "transfer_child", "withdraw_certificate",
]  # fmt: skip
