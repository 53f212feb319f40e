"""Whatever people do, in whatever order: the duties stored are those that the facts give.

A script is a list of numbers, each of which settles one step with all its choices; 0 is a step left out, so that a failing
script shrinks to the steps that matter, and the failure tells them in words. `PLUMBLINE_RANDOM_ACTS=2000` runs that many
scripts, new ones each time, in place of the fixed few, and shrinks what fails (minutes).
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty
from plumbline.standards.tests import probes
from plumbline.standards.tests.world import VERBS, World

DEEP, STEPS = int(os.environ.get("PLUMBLINE_RANDOM_ACTS", 0)), 60


def differing() -> list[Any]:
    """Of the kinds of which there is a record, or a duty: most rooms are empty here."""
    owed = set(Duty.objects.values_list("kind", flat=True).distinct())
    kinds = [f for f in Facts.register.values() if f.kind() in owed or QuerySet(f.subject).exists()]
    return [difference for facts in kinds for difference in differences(facts)]


@pytest.mark.slow
@pytest.mark.django_db
def test_stored_duties_are_those_that_the_facts_give() -> None:
    """Incremental = full, after every act, for the standards in force and for one probe of each fact."""
    done: Counter[str] = Counter()

    @settings(
        max_examples=DEEP or 12,  # of fewer some verb is refused each time
        derandomize=not DEEP,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if DEEP else [])],
        print_blob=bool(DEEP),
        report_multiple_bugs=False,
    )
    @given(st.lists(st.integers(0, 10_000_000), min_size=STEPS, max_size=STEPS))
    def follow(script: list[int]) -> None:
        with transaction.atomic():
            world.begin()
            for seed in filter(None, script):
                name = world.step(seed)
                found = differing() if name else []
                assert not found, f"{len(found)} differences, the first {found[0]}, after: {'; '.join(world.log)}"
                done[name] += 1
            transaction.set_rollback(True)

    with probes.in_force(probes.every_probe):
        world = World()  # its grants are subjects too
        follow()
    never = [name for name in VERBS if not done[name]]
    assert not never, f"always refused, so that nothing was tried: {never}; done: {done}"
