"""What is known of a detention, a step, a review, a visit, a call for healthcare and a request for accommodation.

Each fact says what it is; a caveat says what it cannot tell.
"""

from __future__ import annotations

from django.db.models import Case, DateTimeField, F, Q, When

from plumbline.custody.models import (
    AccommodationRequest,
    Bail,
    Detention,
    Healthcare,
    Outcome,
    Review,
    Step,
    StepKind,
    Visit,
)
from plumbline.kernel.fields import MomentField
from plumbline.people.models import NotSpokenTo
from plumbline.referrals.models import Referral
from plumbline.standards.expressions import earlier_of
from plumbline.standards.facts import CameOf, Facts, First, Last, Own, Reckoned

STANDS = Q(withdrawn_at=None)
SPOKEN_TO = Q(voice__is_spoken_to=True) & ~Q(voice__words="")
OBSERVED = Q(voice__reason_not_spoken_to=NotSpokenTo.PRE_VERBAL) & ~Q(voice__demeanour="")
DECLINED = Q(voice__reason_not_spoken_to=NotSpokenTo.REFUSED)
OVER = "when the child had left custody, or had turned 18 there, whichever was first"
NO_BIRTH = "one whose birth is not known is taken for a child throughout"


def over(ended_at: str, turns_18_at: str) -> Reckoned:
    """From then on nothing is owed to a child in custody: there is none."""
    return Reckoned(earlier_of(ended_at, turns_18_at), MomentField(), says=OVER, caveat=NO_BIRTH)


class DetentionFacts(Facts):
    """One child detained once."""

    subject = Detention
    person, district, team, source = "person_id", "district_id", "team_id", "source"
    owners = {"custody-sergeant": "custody_officer_id"}
    month_of = "authorised_at"
    ends = "over_at"

    age = Own("age", says="whole years when detention was authorised", caveat="null where nobody knows")
    arrested_at = Own("arrested_at", says="when the child was arrested")
    arrived_at = Own("arrived_at", says="when the child came to the station; 24 hours are counted from here")
    authorised_at = Own("authorised_at", says="when detention was authorised; reviews are counted from here")
    referral_made_at = Own(
        "referral_made_at", says="when the child was referred in another system, as was written here"
    )
    referred_at = CameOf(
        Referral,
        "submitted_at",
        subject="custody.detention",
        says="when the child was first referred here because of it",
        caveat="a referral that was not made from the detention is not seen, were it of the same child and day",
    )
    ended_at = Own("ended_at", says="when the child left custody")
    over_at = over("ended_at", "person__turns_18_at")

    informed_at = First(
        "informings",
        "happened_at",
        where=Q(is_reached=True),
        says="when whoever is responsible for the child was first reached and told",
    )
    adult_requested_at = First("adults", "requested_at", says="when an appropriate adult was first asked to come")
    adult_arrived_at = First("adults", "arrived_at", says="when an appropriate adult first arrived")
    rights_with_adult_at = First(
        "steps",
        "happened_at",
        where=Q(kind=StepKind.RIGHTS, adult__isnull=False),
        says="when rights were first given with an appropriate adult there",
    )
    first_review_at = First("reviews", "happened_at", says="when detention was first reviewed")
    first_visit_at = First("visits", "happened_at", says="when someone first looked in on the child")
    heard_at = First(
        "hearings",
        "happened_at",
        where=SPOKEN_TO | OBSERVED | DECLINED,
        says="when the child was first heard, observed where too young to speak, or offered to be heard and did not want to",
        caveat="what a child said to someone outside custody is not seen",
    )
    extended_at = First("extensions", "happened_at", says="when detention without charge was first extended")
    last_until_at = Last("extensions", "until_at", says="until when detention without charge was extended at most")
    charged_at = First("charge", "charged_at", says="when the child was charged")
    bail_refused_at = First(
        "charge", "bail_decided_at", where=Q(bail=Bail.REFUSED), says="when bail was refused after charge"
    )
    accommodation_asked_at = First(
        "requests", "requested_at", says="when the local authority was first asked to take the child"
    )
    settled_at = First(
        "accommodations",
        "happened_at",
        where=STANDS,
        says="when the child was transferred, or the certificate written, whichever of the two stands",
    )
    certified_at = First(
        "accommodations",
        "happened_at",
        where=STANDS & Q(outcome=Outcome.CERTIFIED),
        says="when the certificate that stands was written",
    )


class CustodyStepFacts(Facts):
    """One step at which an appropriate adult must be there."""

    subject = Step
    person, district, team = "detention.person_id", "detention.district_id", "detention.team_id"
    source = "detention.source"
    owners = {"custody-sergeant": "done_by_id"}
    month_of = "happened_at"
    ends = "over_at"

    which = Own("kind", says="which step it was")
    happened_at = Own("happened_at", says="when it was")
    with_adult_at = Reckoned(
        Case(When(adult__isnull=False, then=F("happened_at")), default=None, output_field=DateTimeField()),
        MomentField(),
        says="the same moment where an appropriate adult was there, null where none was",
    )
    turns_18_at = Own("detention.person.turns_18_at", says="when the child turns 18", caveat=NO_BIRTH)
    over_at = over("detention__ended_at", "detention__person__turns_18_at")


class DetentionReviewFacts(Facts):
    """One review of detention, and the next that it set."""

    subject = Review
    person, district, team = "detention.person_id", "detention.district_id", "detention.team_id"
    source = "detention.source"
    month_of = "happened_at"
    ends = "over_at"

    is_continued = Own("is_continued", says="detention went on")
    happened_at = Own("happened_at", says="when the review was held")
    next_review_at = Own("next_review_at", says="by when the next was to be held, as this one set it")
    followed_at = Own("followed_at", says="when the next review was held")
    over_at = over("detention__ended_at", "detention__person__turns_18_at")


class CustodyVisitFacts(Facts):
    """One visit to the child, and the next."""

    subject = Visit
    person, district, team = "detention.person_id", "detention.district_id", "detention.team_id"
    source = "detention.source"
    owners = {"custody-sergeant": "detention.custody_officer_id"}
    month_of = "happened_at"
    ends = "over_at"

    happened_at = Own("happened_at", says="when someone looked in on the child")
    followed_at = Own("followed_at", says="when the next visit was")
    over_at = over("detention__ended_at", "detention__person__turns_18_at")


class HealthcareFacts(Facts):
    """One call for a healthcare professional."""

    subject = Healthcare
    person, district, team = "detention.person_id", "detention.district_id", "detention.team_id"
    source = "detention.source"
    owners = {"custody-sergeant": "detention.custody_officer_id"}
    month_of = "requested_at"
    ends = "over_at"

    requested_at = Own("requested_at", says="when the professional was asked for")
    seen_at = Own("seen_at", says="when the child was seen")
    over_at = over("detention__ended_at", "detention__person__turns_18_at")


class AccommodationRequestFacts(Facts):
    """One request to a local authority to take a child who was refused bail."""

    subject = AccommodationRequest
    person, district, team = "detention.person_id", "detention.district_id", "detention.team_id"
    source = "detention.source"
    owners = {"custody-sergeant": "detention.custody_officer_id"}
    month_of = "requested_at"
    ends = "over_at"

    asked_for = Own("kind", says="secure or non-secure")
    answer = Own("answer", says="offered, refused, or none")
    requested_at = Own("requested_at", says="when the local authority was asked")
    answered_at = Own("answered_at", says="when it answered, or was given up")
    escalated_at = Own("escalated_at", says="when a refusal was taken up with its senior manager")
    over_at = over("detention__ended_at", "detention__person__turns_18_at")
