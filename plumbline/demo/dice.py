"""Chance, from one number. Nothing in this room draws from anywhere else, so that the same number makes the same force."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from math import exp, log
from random import Random
from typing import TypeVar

from plumbline.kernel import clock

T = TypeVar("T")
MINUTE = 60.0
HOUR = 3600.0


class Dice(Random):
    """Python's own generator with the throws that this room needs."""

    def chance(self, likelihood: float) -> bool:
        return self.random() < likelihood

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.random() * len(things))]

    def weighed(self, weights: Mapping[T, float]) -> T:
        return at_share(weights, self.random())

    def after(self, start: datetime, median: float, spread: float = 0.7) -> datetime:
        """A moment after `start`: half of the delays are shorter than `median` seconds, a few are many times as long."""
        return start + timedelta(seconds=max(20, int(median * self.lognormvariate(0, spread))))

    def between(self, first: datetime, last: datetime) -> datetime:
        return first + timedelta(seconds=int(self.random() * max(0.0, (last - first).total_seconds())))

    def several(self, mean: float) -> int:
        """A count of rare things: Knuth's way of drawing from Poisson's law."""
        limit, number, product = exp(-mean), 0, self.random()
        while product > limit:
            number, product = number + 1, product * self.random()
        return number


def at_share(weights: Mapping[T, float], share: float) -> T:
    """The thing at this share (0 to 1) of the whole, things laid end to end by their weights."""
    things, ends = list(weights), list(accumulate(weights.values()))
    return things[min(bisect_left(ends, share * ends[-1]), len(things) - 1)]


def on_curve(points: Sequence[tuple[float, float]], share: float) -> float:
    """The value at this share of a distribution that is known at some shares; between them it runs straight in logarithms."""
    for (low, small), (high, large) in pairwise(points):
        if share <= high:
            part = (share - low) / (high - low)
            return exp(log(small) + part * (log(large) - log(small)))
    return points[-1][1]


def in_office_hours(dice: Dice, at: datetime) -> datetime:
    """That moment, or the next morning where it falls in a night: for those who do not work shifts."""
    local = clock.local(at)
    if 8 <= local.hour < 18:
        return at
    morning = local.replace(hour=8, minute=dice.randrange(10, 60)) + timedelta(
        days=local.hour >= 18, hours=dice.randrange(0, 4)
    )
    return clock.whole(morning)
