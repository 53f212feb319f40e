"""What local authorities' census returns tell of conferences, assessments and children who are referred again.

Nobody of the force can do these: they measure what the force takes part in and what comes of what it refers. So none is ever
open on anyone's list. A return ends on a day, after which it tells nothing (`told_until`); what was not due by then falls away.
"""

from django.db.models import Case, DateTimeField, F, Q, Value, When

from plumbline.referrals.facts import AuthorityAssessmentFacts, AuthorityEnquiryFacts, AuthorityReferralFacts
from plumbline.standards.expressions import SecondsAfter
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard


class CensusConference(Standard):
    """By the authority's own census, a child protection conference follows the start of section 47 enquiries within fifteen
    working days."""

    key = "referrals.census-conference"
    title = "Census: child protection conference"
    facts = AuthorityEnquiryFacts
    applies = Q(needs_conference=True)
    starts = "started_at"
    due = After("started_at", policy("conference"))
    done = "conference_at"
    ends = "told_until"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("lewisham-conference",)
    rules = ("R12",)
    act = "referrals:authority-enquiry"


class CensusAssessment(Standard):
    """By the authority's own census, an assessment is finished within forty-five working days."""

    key = "referrals.census-assessment"
    title = "Census: assessment finished"
    facts = AuthorityAssessmentFacts
    starts = "started_at"
    due = After("started_at", policy("assessment"))
    done = "authorised_at"
    ends = "told_until"
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("lewisham-conference",)
    rules = ("R13",)
    act = "referrals:authority-assessment"


class CensusRereferral(Standard):
    """By the authority's own census, a child who is referred was not referred in the twelve months before: what was done then
    has held."""

    key = "referrals.census-rereferral"
    title = "Census: not referred again within twelve months"
    facts = AuthorityReferralFacts
    starts = "referred_at"
    due = "referred_at"
    # Settled as it arises: the first in a year is met at once, one that follows another is late by a second and for good. It
    # counts itself, so that there is always one.
    done = Case(
        When(in_twelve_months=1, then=F("referred_at")),
        When(in_twelve_months__gt=1, then=SecondsAfter(F("referred_at"), Value(1))),
        output_field=DateTimeField(),
    )
    owed_by = "referral-supervisor"
    topic = "partnership"
    authority = ("referrals-force-policy",)
    act = "referrals:authority-referral"
