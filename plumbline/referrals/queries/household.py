"""Children who live with a child, as far as the index of people tells: each is a victim of domestic abuse there (D1), and
their low referrals count together (R4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet

from plumbline.kernel import clock
from plumbline.people.models import Address, AddressKind, Person, Relationship, RelationshipKind
from plumbline.referrals.models import Grade, Referral

PARENTS = (
    RelationshipKind.MOTHER,
    RelationshipKind.FATHER,
    RelationshipKind.STEP_PARENT,
    RelationshipKind.CARER,
    RelationshipKind.GUARDIAN,
)

THREE_MONTHS = timedelta(days=91)


def children_with(person: Person) -> QuerySet[Person]:
    """Brothers, sisters, other children of the same adults, and whoever has the same home, typed alike. Children of one
    placement are not found: a children's home is no household."""
    current = QuerySet(Relationship).filter(is_current=True)
    siblings = current.filter(kind=RelationshipKind.SIBLING)
    adults = current.filter(person=person, kind__in=PARENTS).values("other_id")
    theirs = current.filter(other__in=adults, kind__in=PARENTS).values("person_id")
    found = Q(pk__in=siblings.filter(person=person).values("other_id"))
    found |= Q(pk__in=siblings.filter(other=person).values("person_id")) | Q(pk__in=theirs)
    if person.mother_id:
        found |= Q(mother_id=person.mother_id)
    for home in QuerySet(Address).filter(person=person, kind=AddressKind.HOME, to_on=None).exclude(postcode=""):
        alike = QuerySet(Address).filter(kind=AddressKind.HOME, to_on=None, postcode=home.postcode)
        found |= Q(pk__in=alike.filter(lines__iexact=home.lines).values("person_id"))
    alive = QuerySet(Person).filter(found, merged_into=None, disposed_at=None, is_unborn=False).exclude(pk=person.pk)
    return alive.select_related("mother").order_by("date_of_birth", "pk")


def lows_of_household(referral: Referral) -> Iterator[tuple[Referral, bool]]:
    """Low referrals that count with this one, and whether each does: one a day, since several children referred out of one
    event are one worry. Nothing where no other child of the household has any."""
    children = [child.pk for child in children_with(referral.person)]
    at = referral.submitted_at
    low = QuerySet(Referral).filter(first_grade=Grade.LOW, submitted_at__gte=at - THREE_MONTHS, submitted_at__lte=at)
    together = low.filter(person_id__in=[referral.person_id, *children]).order_by("-submitted_at", "-pk")
    found = [referral, *(each for each in together if each.pk != referral.pk)]
    if all(each.person_id == referral.person_id for each in found):
        return
    days = set()
    for each in found:
        day = clock.local(each.submitted_at).date()
        yield each, day not in days
        days.add(day)
