"""What a count in a sample says of the whole, in figures and in words. Pure functions: the same counts give the same words.

Statistics are scipy's and statsmodels'; they are imported where used, because reading them takes up to some seconds that a page
without them, and every command, need not wait for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite

SURE, LIKELY = 0.975, 0.9  # how sure one is before saying "improved", and before saying "probably"
FEW = 5  # a group smaller than this says next to nothing by itself
NODES = 64  # of the quadrature: its error is then some millionths, far below what is shown


@dataclass(frozen=True)
class Interval:
    """Where the true share likely lies: with 95 chances in 100."""

    low: float
    high: float

    @property
    def words(self) -> str:
        return f"between {_whole(self.low)}% and {_whole(self.high)}%"


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """None where nothing was counted: no figure is not the same as nought."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        return jeffreys(self.count, self.total) if self.total else None

    @property
    def is_small(self) -> bool:
        return self.total < FEW


@cache
def jeffreys(count: int, total: int) -> Interval:
    """The 95% interval of Jeffreys: it holds its promise also for small samples and for shares near 0 and 1.

    Its ends are quantiles of Beta(count + ½, rest + ½). statsmodels' `proportion_confint(method="jeffreys")` says the same, to
    which a test holds this, but takes seconds to import; every page of audits needs an interval.
    """
    from scipy.special import betaincinv

    if not 0 <= count <= total or not total:
        raise ValueError(f"{count} of {total} is no share")
    low, high = (betaincinv(count + 0.5, total - count + 0.5, share) for share in (0.025, 0.975))
    # None of the sample, or all of it: the interval begins, or ends, where the share was found.
    return Interval(0.0 if count == 0 else float(low), 1.0 if count == total else float(high))


def said(count: int, total: int, grade: str = "good") -> str:
    """12 of 30 were good: the true share is likely between 24% and 58%."""
    if not total:
        return f"No case has been marked yet, so nothing can be said of how many are {grade}."
    were = "was" if count == 1 else "were"
    return f"{count or 'None'} of {total} {were} {grade}: the true share is likely {jeffreys(count, total).words}."


def _whole(share: float) -> str:
    """Per cent without decimals; only nothing is 0% and only everything 100%."""
    shown = round(share * 100)
    if share > 0 and shown == 0:
        return "1"
    return "99" if share < 1 and shown == 100 else str(shown)


# -- two rounds -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """One grade in an earlier and a later round. `p_value` is of the exact test, `chance` that its true share rose."""

    before: Share
    after: Share
    p_value: float
    chance: float
    is_enough: bool = True
    grade: str = "good"

    @property
    def chance_of_better(self) -> float:
        """More good cases are better; more of anything else is not."""
        return self.chance if self.grade == "good" else 1 - self.chance

    @property
    def verdict(self) -> str:
        """In a few words, for a heading."""
        if not self.is_enough:
            return "Too few cases to say"
        if self.p_value < 0.05 and self.chance_of_better >= SURE:
            return "It improved"
        if self.p_value < 0.05 and self.chance_of_better <= 1 - SURE:
            return "It got worse"
        if self.chance_of_better >= LIKELY:
            return "It probably improved, but this is not certain"
        if self.chance_of_better <= 1 - LIKELY:
            return "It probably got worse, but this is not certain"
        return "No change that can be told from luck"

    @property
    def words(self) -> list[str]:
        """What a chief constable may say, sentence by sentence."""
        before, after, rose = self.before, self.after, round(self.chance * 100)
        told = [
            f"Then {before.count} of {before.total} cases were {self.grade}, now {after.count} of {after.total}.",
            f"The chance that the share of {self.grade} cases in the whole force truly rose is {_hundred(rose)}; that it fell, "
            f"{_hundred(100 - rose)}.",
            f"Had nothing changed, two rounds as far apart as these would come by luck alone {_luck(self.p_value)}.",
        ]
        return [*told, self._allowed()]

    def _allowed(self) -> str:
        if not self.is_enough:
            return "A round has fewer cases than the programme asks for, so no improvement may be claimed from it."
        if self.verdict == "It improved":
            return "You may say that it improved. You may not say by how much: see both intervals."
        if self.verdict == "It got worse":
            return "You should say that it got worse."
        return "You may not say that it improved, nor that it did not. More cases would tell."


def compare(before: Share, after: Share, *, minimum: int = 0, grade: str = "good") -> Comparison | None:
    """Two rounds, or None where one of them has nothing in it. `minimum` is the least sample from which to claim anything."""
    if not before.total or not after.total:
        return None
    p_value, chance = exact_p(before, after), chance_of_rise(before, after)
    return Comparison(before, after, p_value, chance, min(before.total, after.total) >= minimum, grade)


@cache
def exact_p(before: Share, after: Share) -> float:
    """Boschloo's exact test, two-sided.

    The sizes of both samples were fixed beforehand and the number of good cases was not, which is what an unconditional test
    supposes. Fisher's fixes that number too and is then too cautious for samples of thirty; Boschloo's is never weaker.
    """
    from scipy.stats import boschloo_exact

    table = [[before.count, after.count], [before.total - before.count, after.total - after.count]]
    return min(1.0, float(boschloo_exact(table).pvalue))


@cache
def chance_of_rise(before: Share, after: Share) -> float:
    """How likely the later true share is the higher one, both known as Jeffreys knows them (Beta with ½ and ½ added).

    ∫ F(G⁻¹(u)) du over u from 0 to 1, F being the earlier and G the later distribution: by Gauss and Legendre's rule, so that
    the same counts give the same figure everywhere.
    """
    import numpy as np
    from scipy.special import betainc, betaincinv

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    later = betaincinv(after.count + 0.5, after.total - after.count + 0.5, (nodes + 1) / 2)
    below = betainc(before.count + 0.5, before.total - before.count + 0.5, later)
    return float(min(1.0, max(0.0, np.dot(weights, below) / 2)))


def _hundred(chances: int) -> str:
    """Neither certainty nor impossibility comes out of a sample."""
    if chances >= 100:
        return "more than 99 in 100"
    return "less than 1 in 100" if chances <= 0 else f"{chances} in 100"


def _luck(p_value: float) -> str:
    if p_value < 0.001:
        return "in fewer than 1 pair of rounds in 1,000"
    if p_value < 0.095:
        return f"in about {max(1, round(p_value * 100))} of 100 pairs of rounds"
    return f"in about {round(p_value * 10)} of 10 pairs of rounds" if p_value < 0.95 else "nearly always"


# -- two auditors -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """How far two auditors, who did not see each other's grades, agree: counts first, then weighted kappa."""

    pairs: int
    same: int
    one_apart: int
    two_apart: int
    kappa: float | None = None
    interval: Interval | None = None

    @property
    def words(self) -> str:
        if not self.pairs:
            return "No case has been marked by two auditors yet."
        told = f"{self.same} of {self.pairs} cases were given the same grade by both, {self.one_apart} were one grade apart "
        told += f"and {self.two_apart} two grades apart. "
        if self.kappa is None:
            return told + "Kappa cannot be told: the grades are too much alike or too few."
        return told + f"Weighted kappa is {self.kappa:.2f} ({_strength(self.kappa)})" + self._span()

    def _span(self) -> str:
        if self.interval is None:
            return "."
        return f", likely between {self.interval.low:.2f} and {self.interval.high:.2f}."


def _strength(kappa: float) -> str:
    """The usual words; they are a convention and prove nothing."""
    steps = ((0.2, "little better than chance"), (0.4, "fair"), (0.6, "moderate"), (0.8, "good"))
    return next((word for most, word in steps if kappa <= most), "very good")


def agreement(pairs: Iterable[tuple[str, str]], grades: Sequence[str]) -> Agreement:
    """Of pairs (first, second). Weights are linear: two grades apart is twice as bad as one."""
    counted = Counter((grades.index(first), grades.index(second)) for first, second in pairs)
    apart = Counter[int]()
    for (first, second), number in counted.items():
        apart[abs(first - second)] += number
    found = Agreement(sum(counted.values()), apart[0], apart[1], apart[2])
    return _with_kappa(found, counted, len(grades))


def _with_kappa(found: Agreement, counted: Counter[tuple[int, int]], number: int) -> Agreement:
    """Kappa is not defined where either auditor used one grade alone, and means nothing for a handful."""
    firsts, seconds = {first for first, _ in counted}, {second for _, second in counted}
    if found.pairs < FEW or len(firsts) < 2 or len(seconds) < 2:
        return found
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.array([[counted[row, column] for column in range(number)] for row in range(number)], dtype=float)
    result = cohens_kappa(table, wt="linear")
    low, high = float(result.kappa_low), float(result.kappa_upp)
    span = Interval(max(-1.0, low), min(1.0, high)) if isfinite(low) and isfinite(high) and low < high else None
    return Agreement(found.pairs, found.same, found.one_apart, found.two_apart, float(result.kappa), span)
