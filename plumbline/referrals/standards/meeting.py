"""Strategy discussion, conference, which authority answers, and what becomes of a disagreement."""

from django.db.models import Q

from plumbline.referrals.facts import DisagreementFacts, ReferralFacts, StrategyDiscussionFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class StrategyAtOnce(Standard):
    """Where a child is at risk now, the strategy discussion is held the same day, and police take part."""

    key = "referrals.strategy-at-once"
    title = "Strategy discussion the same day"
    facts = StrategyDiscussionFacts
    applies = Q(is_immediate=True)
    starts = "requested_at"
    due = After("requested_at", policy("strategy_at_once"))
    done = "held_with_police_at"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("wirral-strategy",)
    rules = ("R11", "R14")
    act = "referrals:strategy-held"


class StrategyHeld(Standard):
    """A strategy discussion that is asked for is held within days, and police take part."""

    key = "referrals.strategy-held"
    title = "Strategy discussion held"
    facts = StrategyDiscussionFacts
    applies = Q(is_immediate=False)
    starts = "requested_at"
    due = After("requested_at", policy("strategy_held"))
    done = "held_with_police_at"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("wirral-strategy", "referrals-force-policy")
    rules = ("R11",)
    act = "referrals:strategy-held"


class ConferenceHeld(Standard):
    """A child protection conference is held within fifteen working days of the strategy discussion that led to it."""

    key = "referrals.conference"
    title = "Child protection conference"
    facts = StrategyDiscussionFacts
    applies = Q(needs_conference=True)
    starts = "held_at"
    due = After("held_at", policy("conference"))
    done = "conference_at"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("lewisham-conference",)
    rules = ("R12",)
    act = "referrals:conference"


class DisagreementMoved(Standard):
    """A disagreement with another agency is settled, or goes a stage up; it does not lie."""

    key = "referrals.disagreement"
    title = "Disagreement settled or escalated"
    facts = DisagreementFacts
    starts = "raised_at"
    due = After("raised_at", policy("disagreement"))
    done = "ended_at"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("working-together-quoted", "referrals-force-policy")
    rules = ("R16",)
    act = "referrals:disagreement"


class HomeAccepted(Standard):
    """Where a child was found in another authority than that of the home, the latter accepts in writing; until then the former
    answers for the child."""

    key = "referrals.home-accepted"
    title = "Home authority accepted in writing"
    facts = ReferralFacts
    applies = Q(away_at__isnull=False)
    starts = "away_at"
    due = After("away_at", policy("home_accepted"))
    done = "home_accepted_at"
    owed_by = "referral-practitioner"
    topic = "partnership"
    authority = ("hertfordshire-two-authorities", "referrals-force-policy")
    rules = ("R15",)
    act = "referrals:home-accepted"
