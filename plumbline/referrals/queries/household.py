"""Children who live with a child, as far as the index of people tells: each is a victim of domestic abuse there (D1)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from plumbline.people.models import Person, Relationship, RelationshipKind

PARENTS = (
    RelationshipKind.MOTHER,
    RelationshipKind.FATHER,
    RelationshipKind.STEP_PARENT,
    RelationshipKind.CARER,
    RelationshipKind.GUARDIAN,
)


def children_with(person: Person) -> QuerySet[Person]:
    """Brothers, sisters and other children of the same adults. Who shares an address and no relationship is not found."""
    current = QuerySet(Relationship).filter(is_current=True)
    siblings = current.filter(kind=RelationshipKind.SIBLING)
    adults = current.filter(person=person, kind__in=PARENTS).values("other_id")
    theirs = current.filter(other__in=adults, kind__in=PARENTS).values("person_id")
    found = Q(pk__in=siblings.filter(person=person).values("other_id"))
    found |= Q(pk__in=siblings.filter(other=person).values("person_id")) | Q(pk__in=theirs)
    if person.mother_id:
        found |= Q(mother_id=person.mother_id)
    alive = QuerySet(Person).filter(found, merged_into=None, disposed_at=None, is_unborn=False).exclude(pk=person.pk)
    return alive.select_related("mother").order_by("date_of_birth", "pk")
