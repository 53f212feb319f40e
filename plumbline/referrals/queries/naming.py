"""What other rooms call records of this one, and whether a child has any that is not closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from plumbline.referrals.models import ChildVictim, Practitioner, Referral, Sharing, State


def names_of_sharings(ids: Iterable[int]) -> dict[int, str]:
    """With whom each was shared, for lists that name it in a line."""
    found = QuerySet(Sharing).filter(pk__in=list(ids)).values_list("pk", "recipient__name")
    return {pk: f"shared with {name}" for pk, name in found}


def names_of_practitioners(ids: Iterable[int]) -> dict[int, str]:
    """Who each is, for lists that name it in a line."""
    found = QuerySet(Practitioner).filter(pk__in=list(ids)).select_related("user")
    return {each.pk: str(each) for each in found}


def names_of_victims(ids: Iterable[int]) -> dict[int, str]:
    """Which child each is, for lists that name it in a line."""
    found = QuerySet(ChildVictim).filter(pk__in=list(ids)).select_related("person__mother")
    return {victim.pk: victim.person.name for victim in found}


def open_cases(person_ids: Sequence[int]) -> list[str]:
    """Referrals that nobody has closed, in words: nothing of these people may be erased while there is one."""
    going_on = QuerySet(Referral).filter(person_id__in=person_ids).exclude(state=State.CLOSED).order_by("pk")
    return [f"referral {referral.reference} is not closed" for referral in going_on]
