"""What a count says of the whole: figures that others published, known values, and the words around them."""

import pytest
from scipy import integrate, stats
from statsmodels.stats.proportion import proportion_confint

from plumbline.inspections.queries.shares import Share, agreement, chance_of_rise, compare, exact_p, jeffreys, said

GRADES = ["good", "requires-improvement", "inadequate"]


def test_the_sentence_of_wiltshire():
    assert said(12, 30) == "12 of 30 were good: the true share is likely between 24% and 58%."


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (12, 30, 24.0, 57.8),
        (4, 30, 4.7, 28.7),
        (14, 30, 29.8, 64.1),
        (9, 34, 14.0, 42.8),
        (15, 34, 28.5, 60.7),
        (10, 34, 16.2, 45.9),
    ],
)
def test_the_published_counts_with_their_intervals(count, total, low, high):
    """Wiltshire, April 2023: 12, 4, 14. Warwickshire, early 2023: 9, 15, 10. As statsmodels has it."""
    found = jeffreys(count, total)
    assert (round(found.low * 100, 1), round(found.high * 100, 1)) == (low, high)
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, total, method="jeffreys"))


def test_none_and_all_reach_the_end_of_the_scale_and_no_further():
    assert jeffreys(0, 30).low == 0
    assert jeffreys(30, 30).high == 1
    assert said(0, 30) == "None of 30 were good: the true share is likely between 0% and 8%."
    assert said(1, 400).endswith("between 1% and 1%.")


def test_nothing_counted_is_not_nought():
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert "nothing can be said" in said(0, 0)


@pytest.mark.parametrize(("count", "total"), [(-1, 30), (31, 30), (0, 0)])
def test_what_is_no_share_is_refused(count, total):
    with pytest.raises(ValueError, match="no share"):
        jeffreys(count, total)


def test_the_chance_of_a_rise_is_that_of_the_two_laws():
    """Against another way of reckoning it: the double integral, term by term."""
    before, after = Share(12, 30), Share(17, 30)
    earlier, later = stats.beta(12.5, 18.5), stats.beta(17.5, 13.5)
    reckoned, _ = integrate.quad(lambda p: later.pdf(p) * earlier.cdf(p), 0, 1)
    assert chance_of_rise(before, after) == pytest.approx(reckoned, abs=1e-5)


@pytest.mark.parametrize(
    ("first", "second"), [((12, 30), (17, 30)), ((0, 30), (5, 30)), ((30, 30), (3, 40)), ((0, 5), (5, 5))]
)
def test_rising_and_falling_are_two_sides_of_one_thing(first, second):
    there, back = chance_of_rise(Share(*first), Share(*second)), chance_of_rise(Share(*second), Share(*first))
    assert there + back == pytest.approx(1, abs=1e-4)


def test_two_equal_rounds_are_as_likely_to_have_risen_as_fallen():
    assert chance_of_rise(Share(9, 34), Share(9, 34)) == pytest.approx(0.5, abs=1e-5)


def test_the_exact_test_is_between_the_right_figures():
    """The smallest tables can be counted by hand: 0 of 2 against 2 of 2 is likeliest, at a share of one half, 2 times in 16."""
    assert exact_p(Share(0, 2), Share(2, 2)) == pytest.approx(0.125, abs=1e-3)
    assert exact_p(Share(12, 30), Share(12, 30)) == pytest.approx(1, abs=1e-6)


def test_what_a_chief_constable_may_say():
    better = compare(Share(12, 30), Share(24, 30))
    assert better.verdict == "It improved"
    assert better.words[0] == "Then 12 of 30 cases were good, now 24 of 30."
    assert "more than 99 in 100" in better.words[1]
    assert better.words[-1].startswith("You may say that it improved. You may not say by how much")
    assert compare(Share(24, 30), Share(12, 30)).verdict == "It got worse"
    assert compare(Share(12, 30), Share(18, 30)).verdict == "It probably improved, but this is not certain"
    unsure = compare(Share(12, 30), Share(14, 30))
    assert unsure.verdict == "No change that can be told from luck"
    assert unsure.words[-1].startswith("You may not say that it improved, nor that it did not.")


def test_fewer_inadequate_is_better():
    fell = compare(Share(15, 30), Share(4, 30), grade="inadequate")
    assert fell.verdict == "It improved"
    assert "less than 1 in 100" in fell.words[1]


def test_too_few_cases_claim_nothing():
    few = compare(Share(1, 12), Share(11, 12), minimum=30)
    assert few.verdict == "Too few cases to say"
    assert few.words[-1].endswith("no improvement may be claimed from it.")
    assert compare(Share(0, 0), Share(3, 5)) is None


def test_kappa_is_that_of_the_textbook():
    """Fleiss, Cohen and Everitt's three categories, with linear weights: by the definition, cell by cell."""
    cells = {(0, 0): 10, (0, 1): 3, (1, 1): 8, (1, 2): 2, (2, 2): 6, (2, 0): 1}
    pairs = [(GRADES[a], GRADES[b]) for (a, b), number in cells.items() for _ in range(number)]
    found = agreement(pairs, GRADES)
    total = len(pairs)
    rows = [sum(n for (a, _), n in cells.items() if a == k) / total for k in range(3)]
    columns = [sum(n for (_, b), n in cells.items() if b == k) / total for k in range(3)]
    seen = sum(abs(a - b) * n / total for (a, b), n in cells.items())
    expected = sum(abs(a - b) * rows[a] * columns[b] for a in range(3) for b in range(3))
    assert found.kappa == pytest.approx(1 - seen / expected)
    assert (found.same, found.one_apart, found.two_apart) == (24, 5, 1)
    assert "24 of 30 cases were given the same grade by both" in found.words


def test_kappa_is_not_made_up_where_there_is_none():
    same = agreement([("good", "good")] * 9, GRADES)
    assert same.kappa is None
    assert "cannot be told" in same.words
    assert agreement([("good", "inadequate"), ("inadequate", "good")], GRADES).kappa is None
    assert agreement([], GRADES).words == "No case has been marked by two auditors yet."
    perfect = agreement([("good", "good"), ("inadequate", "inadequate")] * 5, GRADES)
    assert perfect.kappa == pytest.approx(1)
