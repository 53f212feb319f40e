"""How well a team works at a moment, as one number between 0 and 1, and what follows from it.

Quality differs by district, by team, by night and over the two years. Each likelihood in this room is that of a team of
quality 0.7, and shifts with quality: a team that forgets plans also reviews late, though not always and not alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import exp, log

from plumbline.demo.dice import HOUR, Dice
from plumbline.demo.force import Crew, Patch, World
from plumbline.kernel import clock

USUAL = 0.7
STEEPNESS = 3.6


@dataclass(frozen=True, slots=True)
class Conduct:
    """One team at one moment, with the dice that decide."""

    dice: Dice
    quality: float

    def does(self, usually: float) -> bool:
        """Whether something is done that a usual team does at this rate."""
        odds = log(usually / (1 - usually)) + STEEPNESS * (self.quality - USUAL)
        return self.dice.random() < 1 / (1 + exp(-odds))

    def fails(self, usually: float) -> bool:
        return not self.does(1 - usually)

    def after(self, start: datetime, hours: float, spread: float = 0.6) -> datetime:
        """When something is done that a usual team does, at the median, so long after `start`."""
        return self.dice.after(start, hours * HOUR * exp(1.5 * (USUAL - self.quality)), spread)


def is_night(at: datetime) -> bool:
    return not 7 <= clock.local(at).hour < 22


def of_crew(world: World, patch: Patch, crew: Crew, at: datetime) -> Conduct:
    """The crew's work at that moment, on the way from where its district began to where it stands."""
    area, gone = patch.area, (at - world.since) / (world.now - world.since)
    quality = area.began + (area.stands - area.began) * min(1.0, max(0.0, gone)) + crew.leaning
    return Conduct(world.dice, quality - (area.nights / 2 if is_night(at) else 0))


def of_reviews(conduct: Conduct, patch: Patch, at: datetime) -> Conduct:
    """Nights tell most on supervisors' reviews (W28)."""
    return Conduct(conduct.dice, conduct.quality - patch.area.nights) if is_night(at) else conduct


def of_control_room(world: World, at: datetime) -> Conduct:
    """One room for the whole force, a little better after its training in the second year (W39, K12)."""
    has_trained = (at - world.since) / (world.now - world.since) > 0.55
    return Conduct(world.dice, (0.76 if has_trained else 0.62) - 0.05 * is_night(at))
