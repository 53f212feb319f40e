"""Children missing often: the agencies meet."""

from django.db.models import F, Q, Value

from plumbline.missing.facts import MISSING_CHILD, EpisodeFacts
from plumbline.standards.expressions import SecondsAfter
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

DAY = 86_400


def met_within(days: int) -> Q:
    """A meeting was held in the days before this report, so that the last one still stands."""
    return Q(last_meeting_at__gte=SecondsAfter(F("reported_at"), Value(-days * DAY)))


class StrategyMeeting(Standard):
    """A child who goes missing again and again within 30 days has a strategy meeting, unless one has just been held."""

    key = "missing.strategy-meeting"
    title = "Strategy meeting for repeated absence"
    facts = EpisodeFacts
    applies = MISSING_CHILD & Q(in_30_days__gte=policy("strategy_times")) & ~met_within(30)
    starts = "reported_at"
    due = After("reported_at", policy("strategy_meeting"))
    done = "next_meeting_at"
    ends = "turns_18_at"
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("derbyshire-repeat-missing",)
    rules = ("M30",)
    answers = ("K39", "K46")
    act = "missing:strategy"


class StrategyMeetingExploitation(Standard):
    """A child at risk of exploitation who goes missing again and again has a strategy meeting, unless one has just been held."""

    key = "missing.strategy-meeting-exploitation"
    title = "Strategy meeting, risk of exploitation"
    facts = EpisodeFacts
    applies = (
        MISSING_CHILD
        & Q(in_90_days__gte=policy("strategy_times_exploitation"))
        & Q(exploitation_marker_at__lte=F("reported_at"))
        & (Q(exploitation_markers__gte=1) | Q(exploitation_removed_at__gt=F("reported_at")))
        & ~met_within(90)
    )
    starts = "reported_at"
    due = After("reported_at", policy("strategy_meeting"))
    done = "next_meeting_at"
    ends = "turns_18_at"
    owed_by = "missing-coordinator"
    topic = "partnership"
    authority = ("essex-b1601",)
    rules = ("M30",)
    answers = ("K39", "K46")
    act = "missing:strategy"
