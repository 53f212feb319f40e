"""What is known of a referral, a decision on it, a sharing, a strategy discussion and a disagreement: the columns that
standards are written over. Each fact says what it is; a caveat says what it cannot tell.
"""

from __future__ import annotations

from django.db.models import Case, DateTimeField, F, Q, When
from django.db.models.functions import Coalesce

from plumbline.kernel.fields import MomentField
from plumbline.referrals.models import (
    AuthorityAssessment,
    AuthorityEnquiry,
    AuthorityReferral,
    ChildVictim,
    Decision,
    Disagreement,
    Grade,
    Outcome,
    Practitioner,
    RecipientKind,
    Referral,
    Sharing,
    StrategyDiscussion,
    Verdict,
)
from plumbline.standards.facts import Facts, First, Latest, Next, Number, Own, Reckoned, Running

IN_EFFECT = Q(effective_at__isnull=False)
SOCIAL_CARE = Q(recipient__kind=RecipientKind.SOCIAL_CARE)


class ReferralFacts(Facts):
    """One child referred once."""

    subject = Referral
    person, district, team, source = "person_id", "district_id", "team_id", "source"
    owners = {"response-officer": "submitted_by_id"}
    month_of = "submitted_at"
    ends = "closed_at"

    noticed_at = Own("noticed_at", says="when an officer learnt of the risk")
    submitted_at = Own("submitted_at", says="when the referral was made")
    first_grade = Own("first_grade", says="the grade that the officer gave")
    is_domestic = Own("is_domestic", says="domestic abuse is among the concerns")
    completed_at = Own("completed_at", says="when school, ethnicity, parental responsibility and voice were all told")
    voiced_at = Own(
        "voiced_at",
        says="when the child's voice, or why there is none, was recorded; at once for an unborn child",
        caveat="what a child said outside the referral is not seen",
    )
    pattern_read_at = Own("pattern_read_at", says="when the child's low referrals were read together")
    away_at = Own(
        "away_at", says="since when it is known that the child was found in another authority than that of the home"
    )
    home_accepted_at = First("acceptance", "accepted_at", says="when the authority of the home accepted in writing")
    closed_at = Own("closed_at", says="when the referral was closed")
    decided_at = First("decisions", "effective_at", says="when a decision first had effect")
    verdict = Latest(
        "decisions", "verdict", by=("effective_at", "id"), where=IN_EFFECT, says="what is decided, as now in effect"
    )
    withheld_at = First(
        "decisions",
        "effective_at",
        where=Q(verdict=Verdict.NOT_SHARED),
        says="when it was first decided, with the reason, not to share it",
    )
    first_shared_at = First("sharings", "shared_at", says="when it was first shared with anyone")
    social_care_told_at = First(
        "sharings", "shared_at", where=SOCIAL_CARE, says="when it was first shared with children's social care"
    )
    low_in_three_months = Running(
        "person",
        "submitted_at",
        days=91,
        where=Q(first_grade=Grade.LOW),
        says="low referrals of the child in the 91 days up to this one, it included",
    )
    low_in_household = Number(
        "household_lows",
        where=Q(is_counted=True),
        says="days in the 91 up to this one on which a child of the household was referred as low; 0 where no other child was",
        caveat="who lived together is what the index of people told when the referral was made",
    )


class DecisionFacts(Facts):
    """One decision on a referral."""

    subject = Decision
    person, district, team = "referral.person_id", "referral.district_id", "referral.team_id"
    source = "referral.source"
    month_of = "made_at"
    ends = None

    made_at = Own("made_at", says="when it was made")
    is_in_training = Own("is_in_training", says="whoever made it is not yet signed off as competent")
    signed_at = Own("signed_at", says="when a signed-off practitioner agreed, or sent it back")


class SharingFacts(Facts):
    """One referral shared with one recipient."""

    subject = Sharing
    person, district, team = "referral.person_id", "referral.district_id", "referral.team_id"
    source = "referral.source"
    month_of = "shared_at"
    ends = None

    recipient_kind = Own("recipient.kind", says="what kind of agency it went to")
    shared_at = Own("shared_at", says="when it was shared")
    acknowledged_at = Own("acknowledged_at", says="when the recipient acknowledged it")
    answered_at = First("answers", "answered_at", says="when the recipient first said what it does with it")
    settled_at = First(
        "answers",
        "answered_at",
        where=~Q(outcome=Outcome.INSUFFICIENT),
        says="when the recipient first said what it does with it, other than sending it back for more",
    )


class StrategyDiscussionFacts(Facts):
    """One strategy discussion."""

    subject = StrategyDiscussion
    person, district, team = "referral.person_id", "referral.district_id", "referral.team_id"
    source = "referral.source"
    month_of = "requested_at"
    ends = None

    requested_at = Own("requested_at", says="when it was asked for")
    is_immediate = Own("is_immediate", says="the child was at risk at that moment")
    held_at = Own("held_at", says="when it was held")
    held_with_police_at = Reckoned(
        Case(When(police_took_part=True, then=F("held_at")), output_field=DateTimeField()),
        MomentField(),
        says="when it was held with police taking part",
    )
    needs_conference = Own("needs_conference", says="it led to a child protection conference")
    conference_at = First("conference", "held_at", says="when that conference was held")


class DisagreementFacts(Facts):
    """One stage of a disagreement between agencies."""

    subject = Disagreement
    person, district, team = "referral.person_id", "referral.district_id", "referral.team_id"
    source = "referral.source"
    month_of = "raised_at"
    ends = None

    raised_at = Own("raised_at", says="when this stage began")
    ended_at = Own("ended_at", says="when it was settled, or went a stage up")


class ChildVictimFacts(Facts):
    """One child, victim of one incident of domestic abuse."""

    subject = ChildVictim
    person, district, team = "person_id", "incident.district_id", "incident.team_id"
    owners = {"response-officer": "incident.recorded_by_id"}
    month_of = "reported_at"
    ends = None

    reported_at = Own("reported_at", says="when the police were told")
    notify_by = Own(
        "notify_by",
        says="when the next school day begins at the child's setting",
        caveat="null where nobody is to be told, and where setting or term dates are not known: see gap_at",
    )
    gap_at = Own("gap_at", says="since when the child's setting, or its term dates, were not known")
    gap_closed_at = Own("gap_closed_at", says="when they were")
    told_at = Own("told_at", says="when the setting was told, failed attempts left out")
    referred_at = Next("person.referrals", "submitted_at", after="reported_at", says="when the child was next referred")
    not_referred_at = Next(
        "person.no_referrals",
        "decided_at",
        after="reported_at",
        says="when it was next decided, with the reason, that no referral of the child is needed",
    )
    heard_at = Next(
        "person.voices",
        "happened_at",
        after="reported_at",
        says="when the child's voice, or why there is none, was next recorded",
        caveat="what a child said on another matter afterwards counts too",
    )


class PractitionerFacts(Facts):
    """One person of the referral unit, from coming to leaving."""

    subject = Practitioner
    district, team = "team.district_id", "team_id"
    month_of = "began_at"
    ends = "left_at"

    began_at = Own("began_at", says="when they came to the unit")
    trained_at = Own("trained_at", says="when the training made for the unit was done; it may have been before")
    first_mentored_at = Own("first_mentored_at", says="when they first had a mentor")
    left_at = Own("left_at", says="when they left the unit")


class AuthorityReferralFacts(Facts):
    """One referral of a child to a local authority, as its census tells it."""

    subject = AuthorityReferral
    person, source = "person_id", "source"
    month_of = "referred_at"
    ends = None

    referred_at = Own("referred_at", says="the day on which the authority was told, as its first second")
    in_twelve_months = Running(
        "person",
        "referred_at",
        days=365,
        says="referrals of the child to an authority in the 365 days up to this one, it included",
        caveat="a referral that no return taken in tells is not counted: of the year before the first return too few are",
    )


class AuthorityEnquiryFacts(Facts):
    """One enquiry under section 47, or a child protection conference without one, as an authority's census tells it."""

    subject = AuthorityEnquiry
    person, source = "referral.person_id", "source"
    month_of = "dated_at"
    ends = None

    dated_at = Reckoned(
        Coalesce("started_at", "conference_at"),
        MomentField(),
        says="the day on which it began, or where that is not told, of the conference",
    )
    started_at = Own("started_at", says="the day of the strategy discussion that decided on it, as its first second")
    needs_conference = Own(
        "is_conference_needed", says="a conference is to follow", caveat="null where the return does not say"
    )
    conference_at = Own("conference_at", says="the day of the initial child protection conference")
    told_until = Own("referral.told_until", says="what came after this moment the return could not tell")


class AuthorityAssessmentFacts(Facts):
    """One assessment by a local authority, as its census tells it."""

    subject = AuthorityAssessment
    person, source = "referral.person_id", "source"
    month_of = "started_at"
    ends = None

    started_at = Own("started_at", says="the day on which it began, as its first second")
    authorised_at = Own("authorised_at", says="the day on which it was finished and authorised")
    told_until = Own("referral.told_until", says="what came after this moment the return could not tell")
