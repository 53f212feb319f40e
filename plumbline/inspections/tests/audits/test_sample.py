"""The same frame and seed give the same cases: here, on any machine, on either database."""

import random

import pytest

from plumbline.inspections.queries.sample import digest, draw, shares

FRAME = {"High": list(range(100, 140)), "Low": list(range(1, 12)), "Medium": list(range(200, 270))}


PINNED = [
    (132, "High"),
    (237, "Medium"),
    (246, "Medium"),
    (249, "Medium"),
    (117, "High"),
    (126, "High"),
    (226, "Medium"),
    (245, "Medium"),
    (236, "Medium"),
    (211, "Medium"),
    (107, "High"),
    (11, "Low"),
]


def test_the_sample_is_pinned():
    """Whoever changes this list changes every sample ever drawn: write a new algorithm under a new name instead."""
    sample = draw(FRAME, 12, 26)
    assert [(case.id, case.stratum) for case in sample] == PINNED


def test_the_order_in_which_a_frame_comes_does_not_matter():
    mixed = {label: random.Random(1).sample(ids, len(ids)) for label, ids in reversed(FRAME.items())}
    assert draw(mixed, 12, 26) == draw(FRAME, 12, 26)


def test_another_seed_gives_other_cases():
    assert draw(FRAME, 12, 27) != draw(FRAME, 12, 26)


@pytest.mark.parametrize("size", [1, 2, 7, 30, 121])
def test_each_part_gets_its_share(size):
    given = shares({label: len(ids) for label, ids in FRAME.items()}, size)
    assert sum(given.values()) == size
    for label, ids in FRAME.items():
        assert abs(given[label] - size * len(ids) / 121) < 1
        assert given[label] <= len(ids)
    sample = draw(FRAME, size, 3)
    assert len({case.id for case in sample}) == size
    assert all(case.id in FRAME[case.stratum] for case in sample)


def test_of_equal_remainders_the_first_label_is_taken():
    assert shares({"a": 5, "b": 5}, 1) == {"a": 1, "b": 0}


def test_everyone_of_a_part_can_be_drawn():
    drawn = {case.id for seed in range(400) for case in draw({"All": [1, 2, 3, 4]}, 1, seed)}
    assert drawn == {1, 2, 3, 4}


def test_a_frame_is_known_by_its_numbers_alone():
    assert digest([3, 1, 2]) == digest([1, 2, 3])
    assert digest([1, 2]) != digest([12])
