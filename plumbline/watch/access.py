"""The only way a page gets a message or what climbed. Each list that names children leaves one ledger row naming them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from plumbline.access.access import require_purpose
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted
from plumbline.standards.models import Duty
from plumbline.standards.queries import supervises
from plumbline.watch.models import Message
from plumbline.watch.queries import reading


def messages_for(actor: Actor) -> QuerySet[Message]:
    return reading.messages_to(actor.user)


def message_for(actor: Actor, pk: int) -> Message:
    """One that was told to this person. One told to others, and one that never was, are answered alike."""
    found = messages_for(actor).filter(pk=pk).first()
    if found is None:
        raise Missing("There is no such message to you.")
    return found


def shown(actor: Actor, people: Iterable[int | None], what: str) -> None:
    """Messages, or what climbed, are about to be shown: one row in the ledger, naming the children."""
    if named := {person for person in people if person}:
        require_purpose(actor)
        consulted(actor, "watch.messages.read", what, named)


def climbed_for(actor: Actor, now: Any) -> QuerySet[Duty]:
    if not supervises(actor.user):
        raise Refused("Your role does not answer for the duties of others.")
    return reading.climbed(actor.user, now)
