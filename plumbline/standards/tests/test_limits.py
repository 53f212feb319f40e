"""Limits and funnels against numbers worked by hand."""

from __future__ import annotations

from datetime import date
from math import comb

import pytest

from plumbline.standards import limits
from plumbline.standards.limits import IN_A_RUN, OUTSIDE, TWO_OF_THREE, Limits, Month, Signal

STEADY = [80.0, 84.0, 82.0, 86.0, 82.0, 84.0]  # mean 83; ranges 4 2 4 4 2, mean 3.2; 2.66 × 3.2 = 8.512
HELD = Limits(50.0, 20.0, 80.0, 30.0, 12, True)


def of(*shares: float | None, start: int = 2025) -> list[Month]:
    return [Month(date(start + n // 12, n % 12 + 1, 1), share, 50) for n, share in enumerate(shares)]


def rules(*shares: float | None, held: Limits = HELD) -> set[tuple[str, bool]]:
    return {(signal.rule, signal.is_up) for signal in limits.signals(shares, held)}


# -- xmr


def test_limits_are_the_mean_and_two_and_two_thirds_moving_ranges() -> None:
    found = limits.xmr(STEADY)
    assert found.mean == pytest.approx(83.0)
    assert (found.lower, found.upper) == (pytest.approx(74.488), pytest.approx(91.512))


def test_limits_stay_within_what_a_share_can_be() -> None:
    found = limits.xmr([95.0, 100.0, 92.0, 99.0, 5.0, 96.0])
    assert (found.lower, found.upper) == (0.0, 100.0)
    assert found.spread > 100  # what "two thirds of the way" is reckoned by is not cut


def test_a_gap_is_no_value_and_no_range_reaches_across_it() -> None:
    found = limits.xmr([80.0, 84.0, None, 20.0, 24.0, 20.0, 24.0])
    assert found.mean == pytest.approx((80 + 84 + 20 + 24 + 20 + 24) / 6)
    assert found.spread == pytest.approx(2.66 * 4)  # not the 64 from 84 to 20


@pytest.mark.parametrize("values", [[], [None] * 20, STEADY[:5], [80.0, None] * 8])
def test_too_few_months_have_no_limits(values: list[float | None]) -> None:
    found = limits.xmr(values)
    assert (found.mean, found.lower, found.upper) == (None, None, None)


def test_a_series_that_never_moves_has_no_width_and_no_signal_of_its_own() -> None:
    (phase,) = limits.phases(of(*[100.0] * 14))
    assert (phase.limits.lower, phase.limits.upper) == (100.0, 100.0)
    assert not any(month.signals for month in phase.months)


# -- signals


def test_a_point_outside() -> None:
    assert rules(50, 81) == {(OUTSIDE, True)}
    assert rules(50, 19) == {(OUTSIDE, False)}
    assert rules(50, 80) == rules(50, 20) == set()  # on the line is not beyond it


def test_eight_in_a_row_on_one_side() -> None:
    assert rules(*[51] * 8) == {(IN_A_RUN, True)}
    assert rules(*[49] * 8) == {(IN_A_RUN, False)}
    assert rules(*[51] * 7) == set()
    assert rules(49, *[51] * 7) == set()
    assert rules(51, 51, 51, 50, 51, 51, 51, 51) == set()  # on the mean is on neither side
    assert rules(51, 51, 51, None, 51, 51, 51, 51, 51) == set()  # a gap ends what is in a row


def test_two_of_three_beyond_two_thirds_of_the_way() -> None:
    assert rules(50, 71, 50, 71) == {(TWO_OF_THREE, True)}
    assert rules(71, 71, 50) == set()  # the last month is not one of them: it was told a month ago
    assert rules(29, 50, 29) == {(TWO_OF_THREE, False)}
    assert rules(71, 50, 29) == set()  # not the same side
    assert rules(50, 70, 70) == set()  # two thirds of the way is not beyond it
    assert rules(71, None, 71) == set()


def test_nothing_is_said_without_limits_or_of_a_gap() -> None:
    assert rules(0, 100, held=Limits()) == set()
    assert rules(81, None) == set()


def test_every_signal_has_words() -> None:
    every = [Signal(rule, is_up) for rule in (OUTSIDE, IN_A_RUN, TWO_OF_THREE) for is_up in (True, False)]
    assert len({str(signal) for signal in every}) == len(every)


# -- phases


def test_limits_are_fixed_by_the_first_twelve_months_and_do_not_follow_the_figures() -> None:
    first = STEADY * 2
    (before,) = limits.phases(of(*first))
    (after,) = limits.phases(of(*first, 20.0, 20.0, 20.0))
    assert before.limits == after.limits
    assert after.limits.is_fixed
    assert after.reckoned_from == (date(2025, 1, 1), date(2025, 12, 1))
    assert {signal.rule for signal in after.months[-1].signals} == {OUTSIDE, TWO_OF_THREE}


def test_with_fewer_they_are_provisional() -> None:
    (phase,) = limits.phases(of(*STEADY))
    assert phase.limits.mean is not None
    assert not phase.limits.is_fixed


def test_only_a_decision_reckons_anew_and_signals_do_not_reach_across_it() -> None:
    months = of(*STEADY * 2, *[share - 40 for share in STEADY * 2])
    (one,) = limits.phases(months)
    assert one.months[-1].signals
    before, after = limits.phases(months, [date(2026, 1, 1)])
    assert before.limits == one.limits
    assert after.limits.mean == pytest.approx(43.0)
    assert not any(month.signals for month in after.months)
    assert [month.phase for month in after.months] == [1] * 12


def test_a_decision_outside_the_series_changes_nothing() -> None:
    months = of(*STEADY * 2)
    assert limits.phases(months, [date(2025, 1, 1), date(2031, 1, 1)]) == limits.phases(months)
    assert limits.phases([], [date(2025, 1, 1)]) == []


# -- the funnel


def at_most(met: int, number: int, share: float) -> float:
    """The chance of a count so low, from the definition."""
    return sum(comb(number, k) * share**k * (1 - share) ** (number - k) for k in range(met + 1))


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 13, 40, 100])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.8, 0.97])
def test_the_lines_are_the_exact_tails_of_the_binomial(number: int, share: float) -> None:
    for name, within in limits.FUNNEL.items():
        tail = (1 - within) / 2
        for met in range(number + 1):
            beyond = at_most(met, number, share) < tail or 1 - at_most(met - 1, number, share) < tail
            found = limits.placed(met, number, share)
            assert (found.beyond != "" if name == "95%" else found.beyond == "99.8%") == beyond, (met, name)


def test_small_numbers_are_not_shamed() -> None:
    assert str(limits.placed(0, 1, 0.8)) == "within what chance explains"
    assert str(limits.placed(1, 3, 0.8)) == "within what chance explains"
    assert str(limits.placed(10, 30, 0.8)) == "less than chance explains (99.8% lines)"
    assert str(limits.placed(60, 60, 0.9)) == "more than chance explains (95% lines)"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_are_alike_nobody_stands_out(share: float) -> None:
    assert limits.placed(int(7 * share), 7, share).beyond == ""


def test_the_funnel_narrows() -> None:
    widths = [high - low for low, high in (limits.chance(n, 0.8, 0.95) for n in (10, 50, 400, 20_000))]
    assert widths == sorted(widths, reverse=True)


# -- two shares


def test_two_shares_differ_beyond_chance_or_not_or_are_too_few() -> None:
    assert limits.differ(60, 100, 80, 100) is True  # pooled 0.7, error 0.0648: 0.2 is 3.1 of them
    assert limits.differ(75, 100, 80, 100) is False
    assert limits.differ(1, 3, 80, 100) is None
    assert limits.differ(0, 0, 80, 100) is None
    assert limits.differ(100, 100, 100, 100) is None  # nothing was missed, so there is nothing to compare
