"""Measures over stored duties: the present counted from an index is what the dates say, and each figure has its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of, system
from plumbline.kernel.errors import Invalid, Refused
from plumbline.ledger.models import Entry
from plumbline.standards import access, actions, charts, measures, queries
from plumbline.standards.models import Baseline, Duty
from plumbline.standards.standard import Standard

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
KEY, OTHER = "missing.first-review", "missing.wellbeing"


def laid(number: int = 1, **told: Any) -> Any:
    """So many duties as the engine would have stored them; the last of them."""
    starts = told.pop("starts_at", AT - 2 * DAY)
    due = told.pop("due_at", starts + HOUR if starts else None)
    told = {"standard": KEY, "kind": "missing.episode", "month": clock.local_month(starts or AT)} | told
    subject = Duty.objects.count() + 1
    made = [
        Duty.objects.create(subject_id=subject + each, starts_at=starts, due_at=due, **told) for each in range(number)
    ]
    return made[-1] if made else None


def month(back: int) -> datetime:
    """The tenth of a month so many before the present one."""
    day = measures.months_before(date(2026, 6, 1), back)
    return datetime(day.year, day.month, 10, 9, 0, tzinfo=UTC)


def filled(back: int, met: int, late: int) -> None:
    start = month(back)
    laid(met, starts_at=start, done_at=start + HOUR)
    laid(late, starts_at=start, done_at=start + HOUR + SECOND)


@pytest.fixture(autouse=True)
def _present() -> Any:
    with clock.frozen(AT):
        yield


# -- counted from an index, as the dates say

MOMENTS = [AT - 40 * DAY, AT - HOUR, AT, AT + HOUR]
DUTIES = st.lists(
    st.tuples(
        st.sampled_from([KEY, OTHER]),
        st.sampled_from([AT - 70 * DAY, AT - HOUR, AT, AT + SECOND]),
        st.sampled_from([timedelta(), HOUR, 30 * DAY]),
        st.sampled_from([None, *(m for m in MOMENTS if m <= AT)]),
        st.sampled_from(["", "", "first_level"]),
        st.sampled_from([False, False, True]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=12,
)


class CountedAsTheDatesSay(TestCase):
    @given(DUTIES)
    @settings(max_examples=60, deadline=None)
    def test_the_present(self, duties: list[tuple[Any, ...]]) -> None:
        for standard, start, length, done, unknown, is_waived, team in duties:
            told = {"standard": standard, "starts_at": start, "due_at": start + length, "done_at": done}
            laid(**told, unknown=unknown, is_waived=is_waived, team_id=team)
        as_dated = {s.standard.key: s.counts for s in queries.standings(Duty.objects.all(), AT)}
        assert {s.standard.key: s.counts for s in measures.standings(Duty.objects.all(), AT)} == as_dated
        found = measures.counted(Duty.objects.all(), AT, "standard", "month", "team_id")
        for (standard, month_of, team), counts in found.items():
            alike = Duty.objects.filter(standard=standard, month=month_of, team_id=team)
            (dated,) = queries.standings(alike, AT, standards=[Standard.register[standard]])
            assert counts == dated.counts
        assert sum((c.applies for c in found.values()), 0) == sum(c.applies for c in as_dated.values())


def test_the_database_works_out_what_is_settled_and_how_long_it_took() -> None:
    start = AT - DAY
    for done, unknown, waived in product((None, start + HOUR, start + HOUR + SECOND), ("", "x"), (False, True)):
        duty = laid(starts_at=start, done_at=done, unknown=unknown, is_waived=waived)
        held = Duty.objects.annotate(state=queries.state_at(AT)).get(pk=duty.pk)
        assert held.settled == ("" if held.state == "overdue" else held.state)
        assert held.took == (None if done is None else (done - start).total_seconds())


def test_what_was_never_dated_has_no_time() -> None:
    laid(starts_at=None, due_at=None, unknown="reported_at")
    assert Duty.objects.get().took is None
    assert measures.counted(Duty.objects.all(), AT, "standard") == {(KEY,): queries.Counts(cannot_tell=1)}


# -- months


def test_a_month_without_duties_is_a_gap_and_not_nought() -> None:
    filled(3, 4, 1)
    filled(1, 3, 1)
    series = measures.sheet(Duty.objects.all(), AT, KEY).series
    assert [(told.month.month, told.share) for told in series.months] == [(3, 80.0), (4, None), (5, 75.0), (6, None)]
    assert "Apr 2026: 0%" not in charts.rate_by_month("T", series)


def test_the_present_month_and_one_not_yet_due_take_no_part_in_limits() -> None:
    for back in range(2, 9):
        filled(back, 8, 2)
    filled(1, 1, 0)
    laid(1, starts_at=month(1), due_at=AT + DAY)  # half of May is not due yet: what is done early would flatter it
    laid(5, starts_at=AT - DAY)  # overdue, in June
    series = measures.sheet(Duty.objects.all(), AT, KEY).series
    assert [told.is_open for told in series.months] == [False] * 7 + [True, True]
    assert (series.limits.mean, series.limits.months) == (80.0, 7)
    assert series.latest is not None
    assert series.latest.month == date(2026, 4, 1)


def test_a_measure_without_duties_says_so() -> None:
    sheet = measures.sheet(Duty.objects.all(), AT, KEY)
    assert (sheet.series.months, sheet.districts, sheet.times, sheet.counts.rate) == ([], [], {}, None)
    assert charts.trend(sheet.series).words == "nothing has come due"
    assert "nothing to draw yet" in charts.rate_by_month("T", sheet.series)


def test_too_few_months_are_counted_down() -> None:
    for back in (1, 2):
        filled(back, 5, 5)
    trend = charts.trend(measures.sheet(Duty.objects.all(), AT, KEY).series)
    assert (trend.words, trend.arrow) == ("too few months to say: 4 more", "")


def test_a_trend_points_the_way_of_its_signal() -> None:
    for back in range(2, 15):
        filled(back, 16 if back % 2 else 15, 4)
    filled(1, 1, 19)
    trend = charts.trend(measures.sheet(Duty.objects.all(), AT, KEY).series)
    assert (trend.arrow, trend.tone) == ("▼", "overdue")
    assert trend.words.startswith("below its limits")
    assert (trend.since, trend.until) == (date(2025, 6, 1), date(2026, 5, 1))


# -- places, age, time


def test_places_are_held_against_all_of_them() -> None:
    laid(90, district_id=1, team_id=5, done_at=AT - 2 * DAY)
    laid(2, district_id=1, team_id=6)
    laid(30, district_id=2, team_id=7)
    laid(1)
    sheet = measures.sheet(Duty.objects.all(), AT, KEY)
    assert [(p.query, p.counts.judged) for p in sheet.districts] == [
        ("district=1", 92),
        ("district=2", 30),
        ("district=0", 1),
    ]
    placed = {place.query: str(place.placed) for place in sheet.teams}
    assert placed["district=1&team=5"] == "more than chance explains (99.8% lines)"
    assert placed["district=2&team=7"] == "less than chance explains (99.8% lines)"
    assert placed["district=1&team=6"] == placed["district=0&team=0"] == "within what chance explains"


def test_ageing_counts_what_can_still_be_done() -> None:
    for length in (SECOND, DAY, DAY + SECOND, 7 * DAY, 30 * DAY, 91 * DAY, 92 * DAY):
        laid(starts_at=AT - length - HOUR, due_at=AT - length)
    laid(starts_at=AT - DAY, due_at=AT)  # due this second: not overdue
    laid(starts_at=AT - 9 * DAY, ended_at=AT - DAY)
    laid(starts_at=AT - 9 * DAY, ended_at=AT + DAY)  # ends tomorrow: can still be done
    sheet = measures.sheet(Duty.objects.all(), AT, KEY)
    assert {each.age.key: each.number for each in sheet.aged} == {
        "day": 2,
        "week": 2,
        "month": 2,
        "quarter": 1,
        "longer": 1,
    }
    assert sheet.aged[1].oldest == AT - 7 * DAY
    assert (sheet.ended, sheet.counts.overdue) == (1, 9)


def test_percentiles_are_times_that_were_taken() -> None:
    for seconds in range(1, 11):
        laid(starts_at=month(1), due_at=month(1) + HOUR, done_at=month(1) + seconds * SECOND)
    laid(starts_at=month(2), done_at=month(2) - HOUR)
    laid(starts_at=month(1))
    found = measures.times(Duty.objects.filter(standard=KEY))
    assert found[date(2026, 5, 1)] == measures.Times(10, 5 * SECOND, 9 * SECOND)
    assert found[date(2026, 4, 1)] == measures.Times(1, -HOUR, -HOUR)
    assert found[None] == measures.Times(11, 5 * SECOND, 9 * SECOND)


def test_nothing_done_has_no_times() -> None:
    laid()
    assert measures.times(Duty.objects.all()) == {}


# -- what got worse


def test_what_got_worse_is_read_from_when_duties_came_due() -> None:
    def came_due(ago: timedelta, *, is_met: bool, standard: str = KEY, number: int = 1) -> None:
        due = AT - ago
        laid(number, standard=standard, starts_at=due - HOUR, due_at=due, done_at=due if is_met else None)

    came_due(HOUR, is_met=False)  # within the last day
    came_due(DAY, is_met=True)  # a day ago to the second: of the last day
    came_due(28 * DAY, is_met=True)  # of the four weeks, to the second
    came_due(28 * DAY + SECOND, is_met=True)  # of those before; of yesterday's four weeks too
    came_due(56 * DAY + SECOND, is_met=False)  # of neither
    came_due(40 * DAY, is_met=False, standard=OTHER)  # nothing to compare it with
    daily, weekly = measures.compared(Duty.objects.all(), AT)
    (day,), (week,) = daily.rows, weekly.rows
    assert (day.now, day.then, day.fresh) == (measures.Cohort(2, 3), measures.Cohort(2, 2), measures.Cohort(1, 2))
    assert (week.now, week.then) == (measures.Cohort(2, 3), measures.Cohort(1, 1))
    assert [each.standard.key for each in daily.worse] == [KEY]
    assert week.is_beyond_chance is None
    assert weekly.unseen == len(Standard.register) - 1


# -- the rows behind a figure


def test_every_figure_has_its_rows() -> None:
    filled(1, 3, 2)
    laid(2, starts_at=AT - 3 * DAY, district_id=1, team_id=5)
    laid(1, starts_at=AT - 40 * DAY, ended_at=AT - 39 * DAY)
    laid(1, starts_at=AT - HOUR, due_at=AT + HOUR)
    all_of = Duty.objects.all()
    sheet = measures.sheet(all_of, AT, KEY)

    def behind(**chosen: Any) -> int:
        return measures.behind(all_of, AT, **chosen).count()

    for told in sheet.series.months:
        for state, number in (
            ("met", told.counts.met),
            ("come due", told.counts.judged),
            ("pending", told.counts.pending),
        ):
            assert behind(month=told.month, state=state) == number
    for place in sheet.teams:
        assert behind(district=place.district or 0, team=place.team or 0, state="come due") == place.counts.judged
    for each in sheet.aged:
        assert behind(age=each.age.key) == each.number
    assert behind(age="ended") == sheet.ended == 1
    assert behind(state="done", month=date(2026, 5, 1)) == sheet.times[date(2026, 5, 1)].number
    daily, _ = measures.compared(all_of, AT)
    spans = measures.Spans(AT)
    assert behind(due_from=spans.since, due_before=AT, state="come due") == daily.rows[0].now.due


# -- decisions


@pytest.fixture
def lead(officer: Callable[..., Any]) -> Any:
    return officer("protection-lead")


WHY = "A second supervisor on nights from March."
MARCH = date(2026, 3, 1)


def decided(by: Any, **told: Any) -> Baseline:
    return actions.rebase(Standard.register[KEY], by=by, **{"from_month": MARCH, "reason": WHY} | told)


def test_limits_move_by_a_recorded_decision_and_go_back(lead: Any) -> None:
    for back in range(1, 13):
        filled(back, 8 if back < 4 else 6, 4)
    whole = measures.sheet(Duty.objects.all(), AT, KEY).series
    decision = decided(lead)
    series = measures.sheet(Duty.objects.all(), AT, KEY).series
    assert [phase.since for phase in series.phases] == [date(2025, 6, 1), MARCH]
    assert series.decisions == [decision]
    assert Entry.objects.get(event="standards.limits.rebased").sentence.endswith(WHY)
    actions.withdraw_baseline(decision, by=lead)
    assert measures.sheet(Duty.objects.all(), AT, KEY).series == whole
    decided(lead)  # withdrawn ones do not stand in the way


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"from_month": date(2026, 3, 2)}, "Choose a month that has begun"),
        ({"from_month": date(2026, 7, 1)}, "Choose a month that has begun"),
        ({"from_month": date(2026, 1, 1)}, "No duty of this standard started before that month"),
    ],
)
def test_a_decision_that_cannot_be(lead: Any, told: dict[str, Any], says: str) -> None:
    filled(5, 3, 1)
    with pytest.raises(Invalid, match=says):
        decided(lead, **told)


def test_a_month_is_decided_on_once_and_withdrawn_once(lead: Any) -> None:
    filled(5, 3, 1)
    decision = decided(lead)
    with pytest.raises(Invalid, match="reckoned anew from this month already"):
        decided(lead)
    actions.withdraw_baseline(decision, by=lead)
    with pytest.raises(Invalid, match="withdrawn already"):
        actions.withdraw_baseline(decision, by=lead)


def test_a_person_with_the_authority_decides(officer: Callable[..., Any]) -> None:
    filled(5, 3, 1)
    with pytest.raises(Refused):
        decided(officer("sergeant"))
    with pytest.raises(Invalid, match="A person decides"):
        decided(system("test"))


def test_who_takes_figures_out_is_kept(lead: Any, officer: Callable[..., Any]) -> None:
    access.figures_taken_out(actor_of(lead), "Measures of x exported")
    assert Entry.objects.get(event="standards.measures.exported").operation == "disclosure"
    with pytest.raises(Refused):
        access.figures_taken_out(actor_of(officer("sergeant")), "Measures of x exported")
