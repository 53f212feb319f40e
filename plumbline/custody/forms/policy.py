"""What the room's policy says on a form."""

from __future__ import annotations

from plumbline.custody.actions.review import POLICY
from plumbline.kernel import clock
from plumbline.standards.policy import load


def policy_says(key: str) -> str:
    """What the room's policy asks, with the number in force put into its sentence."""
    number = load(POLICY)[key]
    says = number.says.replace("this time", number.words())
    return f"{number.on(clock.today()).kind.capitalize()}: {says}."
