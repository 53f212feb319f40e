"""What is still lacking to a recommendation, and whom its reopening concerns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.inspections.models import Action, Evidence, Inspection, Recommendation, Status, Step


def lacking(recommendation: Recommendation) -> list[str]:
    """Why it cannot be put forward yet, in sentences. Evidence is measured, not asserted (N8)."""
    measures = list(recommendation.measures.all())
    found = []
    if recommendation.owner_id is None:
        found.append("Nobody owns this recommendation. Name its owner first.")
    if not measures:
        found.append("Set a measure with a baseline and a target first: without one nobody can tell whether it worked.")
    elif all(measure.baseline is None for measure in measures):
        found.append("None of its measures has a baseline: nothing had come due in those months. Set one that has.")
    if not any(evidence.followed_at is None for evidence in recommendation.evidence.all()):
        found.append("Gather the evidence first: the rows, the audit or the document that shows what changed.")
    waiting = sum(action.done_at is None and action.dropped_at is None for action in recommendation.actions.all())
    if waiting:
        found.append(f"{waiting} of its actions {'is' if waiting == 1 else 'are'} neither done nor dropped.")
    return found


def reopened_for(user: Any) -> list[Recommendation]:
    """Recommendations open again that this person owns, or had closed."""
    theirs = Q(pk__in=QuerySet(Step).filter(verb="close", taken_by=user.pk).values("recommendation_id"))
    found = QuerySet(Recommendation).filter(Q(owner=user.pk) | theirs, status=Status.REOPENED)
    return list(found.select_related("inspection").order_by("pk"))


def waiting_for(user: Any) -> list[Recommendation]:
    """Recommendations put forward that this person may judge: neither their own nor put forward by them."""
    found = (
        QuerySet(Recommendation).filter(status=Status.AWAITING).exclude(owner=user.pk).exclude(put_forward_by=user.pk)
    )
    return list(found.select_related("inspection").order_by("put_forward_at", "pk"))


def names_of_inspections(ids: Iterable[int]) -> dict[int, str]:
    return dict(QuerySet(Inspection).filter(pk__in=list(ids)).values_list("pk", "title"))


def names_of_recommendations(ids: Iterable[int]) -> dict[int, str]:
    found = QuerySet(Recommendation).filter(pk__in=list(ids)).values_list("pk", "inspection__title", "number")
    return {pk: f"{title}: recommendation {number}" for pk, title, number in found}


def names_of_actions(ids: Iterable[int]) -> dict[int, str]:
    return {action.pk: str(action) for action in QuerySet(Action).filter(pk__in=list(ids))}


def names_of_evidence(ids: Iterable[int]) -> dict[int, str]:
    return {evidence.pk: evidence.what for evidence in QuerySet(Evidence).filter(pk__in=list(ids))}
