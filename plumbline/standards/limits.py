"""What chance explains: control limits of a series of months (XmR), and the funnel by which places are compared.

Pure functions over numbers. Shares are in per cent. The methods are those of Shewhart and Wheeler (individuals and moving
range) and of Spiegelhalter (funnel, 2005); what is chosen where they leave a choice is in ADR 0022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from statistics import mean

XMR = 2.66  # 3 / 1.128: three standard deviations, estimated from moving ranges of two (Shewhart; Wheeler)
ENOUGH = 6  # months below which limits would move with each new one: none are drawn
FIXED_AFTER = 12  # months from which a phase's limits are reckoned; those that follow are held against them
RUN = 8  # months in a row on one side of the mean
OUTSIDE, IN_A_RUN, TWO_OF_THREE = "outside", "run", "two of three"


@dataclass(frozen=True)
class Limits:
    """Mean and natural limits of a series in per cent, from so many months; all None where there are too few."""

    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    spread: float = 0.0
    months: int = 0
    is_fixed: bool = False

    def away(self, value: float) -> float:
        """How far a value lies from the mean: 1 is the limit, before it was cut to what a share can be."""
        return (value - (self.mean or 0.0)) / self.spread if self.spread else 0.0

    def is_outside(self, value: float) -> bool:
        return (self.lower is not None and value < self.lower) or (self.upper is not None and value > self.upper)


@dataclass(frozen=True)
class Signal:
    """Something that chance alone would rarely bring about: which rule, and which way it points."""

    rule: str
    is_up: bool

    def __str__(self) -> str:
        return {
            (OUTSIDE, True): "above its limits",
            (OUTSIDE, False): "below its limits",
            (IN_A_RUN, True): "eight months in a row above the mean",
            (IN_A_RUN, False): "eight months in a row below the mean",
            (TWO_OF_THREE, True): "two of three months near the upper limit",
            (TWO_OF_THREE, False): "two of three months near the lower limit",
        }[self.rule, self.is_up]


@dataclass(frozen=True)
class Month:
    """One month of a series: the share (None where nothing was judged), how many were judged, its phase, its signals."""

    month: date
    share: float | None
    judged: int
    phase: int = 0
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Phase:
    """The months from one decision to the next, with the limits that hold in them."""

    since: date
    limits: Limits
    months: tuple[Month, ...]

    @property
    def reckoned_from(self) -> tuple[date, date] | None:
        """The first and the last of the months from which the limits come."""
        known = [each.month for each in self.months if each.share is not None][: self.limits.months]
        return (known[0], known[-1]) if known and self.limits.mean is not None else None


def xmr(values: Sequence[float | None]) -> Limits:
    """Limits of an individuals chart: the mean, more or less 2.66 times the average moving range, within 0 to 100.

    A gap (None) is no value, and no moving range reaches across it.
    """
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if len(known) < ENOUGH or not ranges:
        return Limits(months=len(known))
    middle, spread = mean(known), XMR * mean(ranges)
    return Limits(middle, max(0.0, middle - spread), min(100.0, middle + spread), spread, len(known))


def phases(months: Sequence[Month], decided: Sequence[date] = ()) -> list[Phase]:
    """The series cut at each month from which a decision says that limits are reckoned anew, each with its signals.

    Limits come from the first twelve months of a phase that have a value, and stay: a month that comes later is held
    against them and does not move them. Signals do not reach across a decision.
    """
    cuts = sorted({day for day in decided if months and months[0].month < day <= months[-1].month})
    found: list[Phase] = []
    for number, (since, until) in enumerate(pairwise([date.min, *cuts, date.max])):
        own = [each for each in months if since <= each.month < until]
        if own:
            limits = _held(own)
            found.append(Phase(own[0].month, limits, tuple(_with_signals(own, limits, number))))
    return found


def _held(months: Sequence[Month]) -> Limits:
    shares = [each.share for each in months]
    known = [place for place, share in enumerate(shares, 1) if share is not None]
    if len(known) < FIXED_AFTER:
        return xmr(shares)
    return replace(xmr(shares[: known[FIXED_AFTER - 1]]), is_fixed=True)


def _with_signals(months: Sequence[Month], limits: Limits, phase: int) -> list[Month]:
    shares = [each.share for each in months]
    found = []
    for place, each in enumerate(months, 1):
        told = signals(shares[max(place - RUN, 0) : place], limits)
        found.append(Month(each.month, each.share, each.judged, phase, told))
    return found


def signals(shares: Sequence[float | None], limits: Limits) -> tuple[Signal, ...]:
    """What the last of these months tells, those before it being known. A gap ends what is "in a row"."""
    if not shares or shares[-1] is None or limits.mean is None:
        return ()
    last, is_up = shares[-1], shares[-1] > limits.mean
    found = [Signal(OUTSIDE, is_up)] if limits.is_outside(last) else []
    if _all_on_one_side(shares[-RUN:], limits.mean):
        found.append(Signal(IN_A_RUN, is_up))
    if _two_of_three(shares[-3:], limits, is_up):
        found.append(Signal(TWO_OF_THREE, is_up))
    return tuple(found)


def _all_on_one_side(shares: Sequence[float | None], middle: float) -> bool:
    """A month on the mean itself is on neither side."""
    if len(shares) < RUN:
        return False
    return all(s is not None and s > middle for s in shares) or all(s is not None and s < middle for s in shares)


def _two_of_three(shares: Sequence[float | None], limits: Limits, is_up: bool) -> bool:
    """The last month and one of the two before it, more than two thirds of the way to the same limit."""
    far = [s is not None and (limits.away(s) > 2 / 3 if is_up else limits.away(s) < -2 / 3) for s in shares]
    return len(shares) == 3 and None not in shares and far[-1] and sum(far) >= 2


# -- places ----------------------------------------------------------------------------------------------------------

FUNNEL = {"95%": 0.95, "99.8%": 0.998}
"""The two pairs of lines that are usual (Spiegelhalter 2005): two and three standard deviations."""


@lru_cache(maxsize=4096)
def chance(number: int, share: float, within: float) -> tuple[float, float]:
    """Between which shares (0 to 1) a place with so many duties would lie if its true share were the whole's.

    Exact: a place lies below if a binomial count as low as its own, or lower, has less than half of what `within` leaves.
    The lines are smooth between whole counts (regularised beta function). The usual normal approximation is too narrow for
    small numbers, and small numbers are whom the funnel is to protect.
    """
    # Imported where it is used: it takes a second, and most commands draw no funnel.
    from scipy.special import bdtrik

    if share <= 0 or share >= 1:
        return share, share
    tail = (1 - within) / 2
    low, high = bdtrik(tail, number, share) / number, (bdtrik(1 - tail, number, share) + 1) / number
    return max(0.0, float(low)), min(1.0, float(high))


@dataclass(frozen=True)
class Placed:
    """How a place stands in the funnel: beyond which lines, and on which side. `beyond` is empty inside."""

    beyond: str = ""
    is_up: bool = False

    def __str__(self) -> str:
        if not self.beyond:
            return "within what chance explains"
        more = "more" if self.is_up else "less"
        return f"{more} than chance explains ({self.beyond} lines)"


def placed(met: int, number: int, share: float) -> Placed:
    """A place that met so many of its duties, against the whole's share. Beyond the outer lines if beyond both."""
    beyond, is_up = "", met / number > share
    for name, within in FUNNEL.items():
        low, high = chance(number, share, within)
        if met / number < low or met / number > high:
            beyond = name
    return Placed(beyond, is_up)


EXPECTED = 5  # of each kind on each side, below which the comparison of two shares is not made (Cochran's rule)
BEYOND_CHANCE = 1.96  # one time in twenty


def differ(met: int, number: int, met_then: int, number_then: int) -> bool | None:
    """Whether two shares of different duties lie further apart than chance explains, at one in twenty; None: too few to say.

    The usual comparison of two proportions, by their pooled share.
    """
    if not number or not number_then:
        return None
    pooled = (met + met_then) / (number + number_then)
    if min(number, number_then) * min(pooled, 1 - pooled) < EXPECTED:
        return None
    error = sqrt(pooled * (1 - pooled) * (1 / number + 1 / number_then))
    return abs(met / number - met_then / number_then) > BEYOND_CHANCE * error
