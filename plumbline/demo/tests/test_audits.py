"""The demo force's audits: two rounds marked and closed, one begun, by people who had no part in the cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from plumbline.demo import building
from plumbline.inspections.facts import SafeguardingFacts, SampledCaseFacts
from plumbline.inspections.models import AuditRound, Marking, Safeguarding, SampledCase
from plumbline.inspections.queries.audit import compared, drawn_again, duties_with_inadequate, results_of
from plumbline.inspections.queries.independence import why_not_independent
from plumbline.kernel import clock
from plumbline.standards.actions import differences

pytestmark = pytest.mark.one_database  # what is built does not hang on the engine; test_demo.py builds on both
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def audited(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic(), clock.frozen(NOON):
        yield building.build(episodes=320, seed=3)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Each test may read."""


def test_two_rounds_lie_behind_and_one_has_begun(audited: Any) -> None:
    first, second, third = results_of(list(AuditRound.objects.select_related("programme").order_by("number")))
    assert all(result.round.closed_at and result.is_whole for result in (first, second))
    assert first.counts.total >= 10
    assert 0 < first.counts.good < first.counts.total
    assert third.counts.total == 0
    assert third.round.closed_at is None
    assert [each.grade for each in compared(first, second)] == ["good", "inadequate"]
    assert first.agreement.pairs == first.counts.total


def test_grades_go_with_how_the_case_was_conducted(audited: Any) -> None:
    found = duties_with_inadequate(list(AuditRound.objects.values_list("pk", flat=True)), NOON)
    strong = [each for each in found if not each.is_too_few]
    assert strong
    assert strong[0].chance > 0.9


def test_every_marking_is_by_someone_who_had_no_part_in_it(audited: Any) -> None:
    for marking in Marking.objects.select_related("sample", "auditor"):
        assert why_not_independent(marking.auditor, marking.sample) == ""


def test_what_the_acts_keep_true_is_true(audited: Any) -> None:
    assert [one for facts in (SampledCaseFacts, SafeguardingFacts) for one in differences(facts)] == []
    for case in SampledCase.objects.exclude(grade=""):
        grades = set(case.markings.filter(place_taken__in=["first", "second"]).values_list("grade", flat=True))
        assert case.grade in grades
        assert (len(grades) == 1) == (case.disagreed_at is None)
    for raised in Safeguarding.objects.exclude(safeguarded_at=None):
        assert raised.safeguarded_at <= NOON
        assert (raised.marking.grade, raised.marking.is_still_at_risk) == ("inadequate", True)
    assert Safeguarding.objects.filter(safeguarded_at=None).count() == 1


def test_each_sample_comes_out_again(audited: Any) -> None:
    for made in AuditRound.objects.all():
        parts = list(made.parts.all())
        kept = [int(number) for part in parts for number in part.ids.split()]
        assert drawn_again(made, parts, kept).is_same_sample
