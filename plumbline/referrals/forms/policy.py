"""What the room's policy says on a form."""

from __future__ import annotations

from pathlib import Path

from plumbline.kernel import clock
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"


def policy_says(key: str) -> str:
    """What the room's policy asks, with the number in force put into its sentence."""
    number = load(POLICY)[key]
    held, words = number.on(clock.today()), number.words()
    says = number.says
    for stands in ("this time", "this working day", "this day"):
        says = says.replace(stands, words)
    return f"{held.kind.capitalize()}: {says}."
