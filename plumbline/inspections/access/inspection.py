"""Inspections and what belongs to them. They are the whole force's and name no child, so that reach is the permission alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from plumbline.access.access import authorise, may_do
from plumbline.access.models import User
from plumbline.access.roles import ROLES
from plumbline.inspections.models import Action, Evidence, Finding, Inspection, Measure, Recommendation, Step, Verdict
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused

SEE, WORK, MANAGE, CLOSE = "inspections.see", "inspections.work", "inspections.manage", "inspections.close"


def require_sight(actor: Actor) -> None:
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not show inspections.")


def inspections_for(actor: Actor) -> list[Inspection]:
    """This force's inspections, the latest first, each with its recommendations."""
    require_sight(actor)
    theirs = Prefetch("recommendations", QuerySet(Recommendation).select_related("owner").order_by("number"))
    found = QuerySet(Inspection).filter(is_reference=False).select_related("response").prefetch_related(theirs)
    return list(found.order_by("-published_on", "-pk"))


def reference_inspections(actor: Actor) -> list[Inspection]:
    """Published inspections of other forces, by force and date."""
    require_sight(actor)
    found = QuerySet(Inspection).filter(is_reference=True).prefetch_related("recommendations")
    return list(found.order_by("force", "published_on"))


def inspection_for(actor: Actor, pk: int, *, to: str = SEE) -> Inspection:
    """One inspection with all that its page tells."""
    require_sight(actor)
    parts = [
        Prefetch("recommendations", QuerySet(Recommendation).select_related("owner").order_by("number")),
        Prefetch("findings", QuerySet(Finding).order_by("pk")),
        "stages",
        Prefetch("reviews", QuerySet(Inspection).order_by("published_on", "pk")),
    ]
    found = QuerySet(Inspection).select_related("follows", "plan_sent_by", "response").prefetch_related(*parts)
    inspection = found.filter(pk=pk).first()
    if inspection is None:
        raise Missing("There is no such inspection.")
    _may(actor, to, inspection)
    return inspection


def recommendation_for(actor: Actor, pk: int, *, to: str = SEE) -> Recommendation:
    """One recommendation with all that its page tells."""
    require_sight(actor)
    parts = [
        Prefetch(
            "actions",
            QuerySet(Action).select_related("owner", "set_by", "done_by", "dropped_by").order_by("due_at", "pk"),
        ),
        Prefetch("measures", QuerySet(Measure).select_related("district", "set_by").order_by("pk")),
        Prefetch(
            "evidence", QuerySet(Evidence).select_related("district", "gathered_by").order_by("-gathered_at", "-pk")
        ),
        Prefetch("steps", QuerySet(Step).select_related("taken_by").order_by("-taken_at", "-pk")),
        Prefetch("verdicts", QuerySet(Verdict).select_related("review").order_by("pk")),
    ]
    named = ("inspection", "owner", "put_forward_by", "closed_by")
    recommendation = QuerySet(Recommendation).select_related(*named).prefetch_related(*parts).filter(pk=pk).first()
    if recommendation is None:
        raise Missing("There is no such recommendation.")
    _may(actor, to, recommendation.inspection)
    return recommendation


def action_for(actor: Actor, pk: int, *, to: str = SEE) -> Action:
    return _part(actor, Action, pk, "owner", to=to)  # type: ignore[no-any-return]


def evidence_for(actor: Actor, pk: int, *, to: str = SEE) -> Evidence:
    return _part(actor, Evidence, pk, "district", to=to)  # type: ignore[no-any-return]


def _part(actor: Actor, model: type[Any], pk: int, *named: str, to: str) -> Any:
    require_sight(actor)
    part = QuerySet(model).select_related("recommendation__inspection", *named).filter(pk=pk).first()
    if part is None:
        raise Missing("There is no such record.")
    _may(actor, to, part.recommendation.inspection)
    return part


def _may(actor: Actor, to: str, inspection: Inspection) -> None:
    if to == SEE:
        return
    authorise(actor, to, None)
    if inspection.is_reference:
        raise Refused("This is another force's inspection. It is held to be read; nothing is recorded on it.")


def officers_for(actor: Actor) -> QuerySet[User]:
    """Accounts that a recommendation or an action may be given to: those whose role may work on it."""
    require_sight(actor)
    roles = [key for key, role in ROLES.items() if WORK in role.permissions]
    today = clock.today()
    holding = Q(grants__role__in=roles, grants__starts_on__lte=today)
    holding &= Q(grants__ends_on=None) | Q(grants__ends_on__gte=today)
    return QuerySet(User).filter(holding, is_active=True).distinct().order_by("display_name")


def earlier_inspections(actor: Actor) -> QuerySet[Inspection]:
    """This force's inspections: one of them may be what another reviews."""
    require_sight(actor)
    return QuerySet(Inspection).filter(is_reference=False).order_by("-published_on", "-pk")


def reviews_of(recommendation: Recommendation) -> QuerySet[Inspection]:
    """The reviews of the inspection that made it."""
    return QuerySet(Inspection).filter(follows=recommendation.inspection_id).order_by("published_on", "pk")
