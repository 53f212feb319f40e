"""Questions about referrals: how whole, how many wait and for how long, what is sent, which child nobody referred."""

from plumbline.referrals.queries.backlog import BANDS, Backlog, backlog_of, referral_backlog
from plumbline.referrals.queries.completeness import PARTS, Completeness, completeness, in_words
from plumbline.referrals.queries.content import content_of
from plumbline.referrals.queries.encompass import cannot_be_told, failed_notifications, untold
from plumbline.referrals.queries.household import children_with, lows_of_household
from plumbline.referrals.queries.listing import COLUMNS, LISTED, filtered, grade_words
from plumbline.referrals.queries.notice import Notable, child_to_notice, unreferred
from plumbline.referrals.queries.terms import next_school_day

__all__ = [
    "BANDS",
    "COLUMNS",
    "LISTED",
    "PARTS",
    "Backlog",
    "Completeness",
    "Notable",
    "backlog_of",
    "cannot_be_told",
    "child_to_notice",
    "children_with",
    "completeness",
    "content_of",
    "failed_notifications",
    "filtered",
    "grade_words",
    "in_words",
    "lows_of_household",
    "next_school_day",
    "referral_backlog",
    "unreferred",
    "untold",
]  # fmt: skip
