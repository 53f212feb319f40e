"""What is known of one protection and of one stay: the columns that standards are written over."""

from __future__ import annotations

from django.db.models import Q

from plumbline.people.models import NotSpokenTo
from plumbline.powers.models import FAMILY, ON_THE_CASE, SUITABLE, Audience, Protection, Stay, WhyNot
from plumbline.standards.facts import Facts, First, Own

TOLD = Q(is_told=True)
HEARD = Q(voice__is_spoken_to=True) & ~Q(voice__words="")
OBSERVED = Q(voice__reason_not_spoken_to=NotSpokenTo.PRE_VERBAL) & ~Q(voice__demeanour="")
ON_IT = Q(kind__in=ON_THE_CASE)


def _looked_at(hours: int) -> First:
    """A decision whether it goes on, made so many hours in or later."""
    where = ON_IT & Q(hours_in__gte=hours)
    said = f"when the designated officer first decided whether it goes on, {hours} hours in or later"
    return First("decisions", "happened_at", where=where, says=said)


class ProtectionFacts(Facts):
    """One child in police protection once."""

    subject = Protection
    person, district, team = "person_id", "district_id", "team_id"
    owners = {"response-officer": "initiating_officer_id", "duty-inspector": "designated_officer_id"}
    month_of = "taken_at"
    ends = "ended_at"

    taken_at = Own("taken_at", says="when the power was used")
    latest_end_at = Own("latest_end_at", says="72 hours after the power was used")
    recorded_at = Own("recorded_at", says="when the record was made")
    is_child = Own("is_child", says="under 18 when the power was used", caveat="age not known counts as a child")
    limb = Own("limb", says="removed, or kept in a hospital or other place")
    is_home_same = Own("is_home_same", says="the child was found where they live: one authority is both")
    designated_at = Own("designated_at", says="when the first designated officer took it on")
    ended_at = Own("ended_at", says="when it ended")
    handed_over_at = Own("handed_over_at", says="when the child was handed over")

    found_told_at = First(
        "tellings",
        "happened_at",
        where=TOLD & Q(audience=Audience.FOUND),
        says="when the local authority where the child was found was told",
    )
    home_told_at = First(
        "tellings",
        "happened_at",
        where=TOLD & Q(audience=Audience.HOME),
        says="when the local authority where the child lives was told",
    )
    child_told_at = First(
        "tellings",
        "happened_at",
        where=TOLD & Q(audience=Audience.CHILD),
        says="when the child was told what is done, why and what may follow",
    )
    not_capable_at = First(
        "tellings",
        "happened_at",
        where=Q(why_not=WhyNot.NOT_CAPABLE),
        says="when it was recorded that the child cannot understand it",
    )
    family_told_at = First(
        "tellings",
        "happened_at",
        where=TOLD & Q(audience__in=FAMILY),
        says="when a parent, another with parental responsibility, or whoever the child lived with was first told",
        caveat="who else is owed it is not known to the system: each telling is a record of its own",
    )
    heard_at = First(
        "hearings",
        "happened_at",
        where=HEARD | OBSERVED,
        says="when the child's own words were recorded, or what was seen of one too young to speak",
    )
    declined_at = First(
        "hearings",
        "happened_at",
        where=Q(voice__reason_not_spoken_to=NotSpokenTo.REFUSED),
        says="when the child was given the chance to speak and did not want to",
    )
    accommodated_at = First(
        "places",
        "happened_at",
        where=Q(kind__in=SUITABLE),
        says="when the child came to local authority accommodation or a refuge",
    )
    placed_at = First("places", "happened_at", says="when it was first recorded where the child is")
    inquired_at = First(
        "decisions",
        "happened_at",
        where=ON_IT,
        says="when the designated officer, having inquired, first decided whether it goes on",
    )
    looked_at_12 = _looked_at(12)
    looked_at_36 = _looked_at(36)
    looked_at_48 = _looked_at(48)
    looked_at_60 = _looked_at(60)


class StayFacts(Facts):
    """One place where a child in police protection was."""

    subject = Stay
    person, district, team = "protection.person_id", "protection.district_id", "protection.team_id"
    owners = {
        "response-officer": "protection.initiating_officer_id",
        "duty-inspector": "protection.designated_officer_id",
    }
    month_of = "happened_at"
    ends = None

    place_kind = Own("kind", says="what kind of place")
    is_child = Own("protection.is_child", says="under 18 when the power was used")
    happened_at = Own("happened_at", says="when the child came there")
    left_at = Own("left_at", says="when the child left")
    authorised_at = Own("authorised_at", says="when an inspector allowed a police station")
