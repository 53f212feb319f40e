"""What the room's policy says on a form, and the times that a form proposes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from plumbline.incidents.actions.call import POLICY
from plumbline.kernel import clock
from plumbline.standards.policy import load


def policy_says(key: str, sentence: str = "") -> str:
    """What the room's policy asks, with the number in force put into its sentence."""
    number = load(POLICY)[key]
    says = (sentence or number.says).replace("this time", number.words()).replace("this many", str(number.now.value))
    return f"{number.now.kind.capitalize()}: {says}."


def ahead_by(key: str) -> datetime:
    """By when policy wants it, from now, to the five minutes before."""
    number = load(POLICY)[key]
    seconds = number.now.value * {"minutes": 60, "hours": 3600, "days": 86_400}[number.unit]
    then = clock.now() + timedelta(seconds=seconds)
    return then.replace(second=0) - timedelta(minutes=then.minute % 5)
