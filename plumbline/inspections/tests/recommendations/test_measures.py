"""What a measure says, and the watch over closed recommendations (finding W44)."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from plumbline.inspections import actions
from plumbline.inspections.models import Recommendation
from plumbline.inspections.queries.measure import fall_of, read
from plumbline.inspections.queries.recommendation import reopened_for, waiting_for
from plumbline.inspections.tests.recommendations.conftest import NOW
from plumbline.kernel import clock
from plumbline.ledger.models import Entry


def month(number: int) -> date:
    return date(2026, number, 1)


def watched(*, ends_with: int = 0) -> str:
    """What the command says; it ends with 1 when it reopened something."""
    said = StringIO()
    with pytest.raises(SystemExit) if ends_with else nullcontext() as end:
        call_command("inspections", "watch", stdout=said)
    assert (end.value.code if end else 0) == ends_with
    return said.getvalue()


def test_a_month_without_duties_is_a_gap(closed: Recommendation, duties: Any) -> None:
    duties(month(6), 3, 1)
    reading = read(closed.measures.get(), NOW)
    assert reading.months[month(6)].rate == 0.75
    assert reading.months[month(7)].rate is None
    assert list(reading.months) == sorted(reading.months)
    assert (reading.first, reading.last) == (month(6), month(8)), "September is not over"
    assert reading.has_reached is False


def test_a_period_without_data_has_no_figure(closed: Recommendation) -> None:
    reading = read(closed.measures.get(), NOW)
    assert (reading.now.rate, reading.has_reached, reading.words) == (None, None, "no figure")


@pytest.mark.parametrize(
    ("rates", "reopened", "why"),
    [
        ({4: 9, 5: 8, 6: 7}, True, "down in May and in June, closed in April"),
        ({5: 9, 6: 8, 7: 7}, True, "down in June and in July"),
        ({3: 9, 4: 8, 5: 7}, False, "one of the two falls is in the month of closing"),
        ({5: 9, 6: 8, 7: 8}, False, "the second is no fall"),
        ({5: 9, 6: 8, 7: 9, 8: 8}, False, "up in between"),
        ({5: 9, 6: 8, 8: 7}, False, "July was not measured, which breaks the run"),
        ({7: 9, 8: 8, 9: 1}, False, "September is not over"),
        ({5: 9, 6: 8, 7: 7, 8: 10}, True, "found though the newest month is good again"),
    ],
)
def test_two_falls_in_a_row_since_closing_reopen_it(
    closed: Recommendation, duties: Any, rates: dict[int, int], reopened: bool, why: str
) -> None:
    for number, met in rates.items():
        duties(month(number), met, 10 - met)
    said = watched(ends_with=int(reopened))
    assert (Recommendation.objects.get(pk=closed.pk).status == "reopened") == reopened, why
    assert f"1 closed recommendations watched, {int(reopened)} reopened" in said


def test_a_fall_too_small_to_be_seen_is_none(closed: Recommendation, duties: Any) -> None:
    for number, met in ((5, 200), (6, 199), (7, 198)):  # half a point a month
        duties(month(number), met, 200 - met)
    assert fall_of(closed, NOW) is None


def test_the_watch_says_why_to_whom_it_concerns_and_once(
    closed: Recommendation, duties: Any, owner: Any, chief: Any, lead: Any
) -> None:
    for number, met in ((5, 9), (6, 8), (7, 7)):
        duties(month(number), met, 10 - met)
    said = watched(ends_with=1)
    found = Recommendation.objects.get(pk=closed.pk)
    for words in ("First supervisor review, the force", "May 2026 90.0% (9 of 10)", "July 2026 70.0% (7 of 10)"):
        assert words in said
        assert words in found.reopened_because
    assert reopened_for(owner) == reopened_for(chief) == [found]
    assert reopened_for(lead) == []
    entry = Entry.objects.get(event="inspections.recommendation.reopened")
    assert (entry.actor, entry.actor_id) == ("watch over closed recommendations", None)
    assert found.steps.get(verb="reopen").taken_by is None
    assert "0 closed recommendations watched, 0 reopened" in watched()


def test_closed_anew_it_is_watched_from_then_on(closed: Recommendation, duties: Any, owner: Any, chief: Any) -> None:
    for number, met in ((5, 9), (6, 8), (7, 7)):
        duties(month(number), met, 10 - met)
    watched(ends_with=1)
    found = Recommendation.objects.get(pk=closed.pk)
    with clock.frozen(datetime(2026, 9, 9, 9, 0, tzinfo=UTC)):
        actions.put_forward(found, by=owner, note="Mended.")
        assert waiting_for(chief) == [found]
        assert waiting_for(owner) == []
        actions.close_recommendation(found, by=chief, note="Seen.")
    assert fall_of(found, NOW) is None
    assert found.reopened_because == ""


def test_a_measure_of_one_district_counts_that_district_alone(
    recommendation: Recommendation, owner: Any, duties: Any, team: Any
) -> None:
    from plumbline.conftest import TEST
    from plumbline.workforce import actions as workforce

    duties(month(1), 2, 2)
    south = workforce.open_district(by=TEST, code="S", name="Southmere")
    told = {"standard": "missing.first-review", "target": 90, "baseline_on": date(2026, 2, 20)}
    here = actions.set_measure(recommendation, by=owner, district=team.district, **told)
    there = actions.set_measure(recommendation, by=owner, district=south, **told)
    assert (here.baseline, there.baseline) == (0.5, None)
