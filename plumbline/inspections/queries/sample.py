"""How a sample is drawn, so that the same frame and seed give the same cases on any machine and database.

Algorithm `largest-remainder-1`, in full:

1. The frame is divided into strata by label; labels are taken in the order of their text, numbers in each ascending.
2. Each stratum is given size × its share of the frame, rounded down; what is left goes one by one to the strata with the
   largest remainder, of equal remainders to the label that comes first.
3. `random.Random(seed).random()` is called once for each number of the frame, in that order. Python promises that this
   sequence never changes for a seed that is an integer; it does not promise so for `sample()` or `shuffle()`.
4. Of each stratum those with the smallest numbers drawn are taken; the sample is marked in the order of the numbers drawn.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

ALGORITHM = "largest-remainder-1"


@dataclass(frozen=True)
class Drawn:
    """One case of a sample: its number and its stratum."""

    id: int
    stratum: str


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each stratum."""
    whole = sum(sizes.values())
    exact = {label: Fraction(size * sizes[label], whole) for label in sorted(sizes)}
    given = {label: int(quota) for label, quota in exact.items()}
    by_remainder = sorted(exact, key=lambda label: (given[label] - exact[label], label))
    for label in by_remainder[: size - sum(given.values())]:
        given[label] += 1
    return given


def draw(strata: Mapping[str, Sequence[int]], size: int, seed: int) -> list[Drawn]:
    """The sample, in the order in which it is marked. See the module for the algorithm."""
    wanted = shares({label: len(ids) for label, ids in strata.items()}, size)
    lots = random.Random(seed)  # noqa: S311  it must be drawn again by anyone, and hides nothing
    taken: list[tuple[float, int, str]] = []
    for label in sorted(strata):
        numbered = sorted((lots.random(), number) for number in sorted(strata[label]))
        taken += [(lot, number, label) for lot, number in numbered[: wanted[label]]]
    return [Drawn(number, label) for _, number, label in sorted(taken)]


def digest(ids: Iterable[int]) -> str:
    """Of the numbers of a frame: the same frame has the same digest, whatever its strata."""
    return sha256(" ".join(map(str, sorted(ids))).encode()).hexdigest()
