"""The only way a page gets duties. Lists that name children leave one ledger row naming them."""

from __future__ import annotations

from typing import Any

from plumbline.access.access import authorise, may_do, require_purpose
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.standards.models import Baseline, Duty, Waiver
from plumbline.standards.queries import duties_seen
from plumbline.standards.standard import Standard

PEOPLE = "people.see"
EXPORT = "standards.export"
RECALCULATE = "standards.recalculate"


def standard_called(key: str) -> type[Standard]:
    if key not in Standard.register:
        raise Missing("There is no such standard.")
    return Standard.register[key]


def require_sight(actor: Actor) -> None:
    """Duties one by one show children; a role that sees rates alone is not shown what stands behind them."""
    if not actor.is_system and not may_do(actor.user, PEOPLE):
        raise Refused("Your role shows rates, not the children behind them.")
    require_purpose(actor)


def duty_for(actor: Actor, pk: int, *, to: str) -> Duty:
    """One duty in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    require_sight(actor)
    authorise(actor, to, None)
    duty = duties_seen(actor.user).filter(pk=pk).first()
    if duty is None:
        raise Missing("There is no such duty in your reach.")
    consulted(actor, "standards.duty.read", f"Duty read: {duty}", people_in([duty]), duty.subject_ref())
    return duty


def waiver_of(duty: Duty) -> Waiver | None:
    held = Waiver.objects.filter(kind=duty.kind, subject_id=duty.subject_id, standard=duty.standard, withdrawn_at=None)
    return held.select_related("waived_by").first()


def shown_to(actor: Actor, duties: list[Any], what: str) -> None:
    """A list of duties is about to be shown: one row in the ledger, naming the children. A list of none, or of duties that are
    about no child (those that follow an inspection), shows nobody."""
    if people := people_in(duties):
        require_purpose(actor)
        consulted(actor, "standards.duties.read", what, people)


def taken_out(actor: Actor, duties: list[Any], what: str) -> None:
    disclosed(actor, "standards.duties.exported", f"{what}, to {actor.name}", people_in(duties))


def people_in(duties: list[Any]) -> list[int]:
    return [duty.person_id for duty in duties if duty.person_id]


def figures_taken_out(actor: Actor, what: str) -> None:
    """A table of figures leaves the system. It names no child; who took what is kept all the same."""
    if not actor.is_system and not may_do(actor.user, EXPORT):
        raise Refused("Your role does not let you export measures.")
    disclosed(actor, "standards.measures.exported", f"{what}, to {actor.name}", [])


def require_say_in_limits(actor: Actor) -> None:
    authorise(actor, RECALCULATE, None)


def decision_for(actor: Actor, key: str, pk: int) -> Baseline:
    """A decision on a standard's limits that stands."""
    require_say_in_limits(actor)
    decision = Baseline.objects.filter(standard=key, pk=pk, withdrawn_at=None).select_related("decided_by").first()
    if decision is None:
        raise Missing("There is no such decision, or it was withdrawn.")
    return decision
