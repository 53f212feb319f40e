"""What the room's policy says on a form, and the times that a form proposes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from plumbline.kernel import clock
from plumbline.missing.actions.risk import POLICY
from plumbline.standards.policy import load


def policy_says(key: str, sentence: str = "") -> str:
    """What the room's policy asks, with the number in force put into its sentence; nothing where it asks no such thing."""
    numbers = load(POLICY)
    if key not in numbers:
        return ""
    held, words = numbers[key].on(clock.today()), numbers[key].words()
    says = sentence or numbers[key].says
    for stands in ("this time", "so often", "this working day"):
        says = says.replace(stands, words)
    return f"{held.kind.capitalize()}: {says.replace('longer than this', f'longer than {words}')}."


def hours(key: str, otherwise: int) -> timedelta:
    """A policy number as a length of time, for a default that a form proposes."""
    numbers = load(POLICY)
    units = {"minutes": 60, "hours": 3600, "days": 86_400}
    if key not in numbers or numbers[key].unit not in units:
        return timedelta(hours=otherwise)
    return timedelta(seconds=numbers[key].on(clock.today()).value * units[numbers[key].unit])


def ahead(length: timedelta) -> datetime:
    """That long from now, to the next five minutes."""
    then = clock.now() + length
    return then.replace(second=0) + timedelta(minutes=-then.minute % 5)
