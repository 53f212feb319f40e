"""Working days: the table that the database counts with, and the few lines of Python that say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plumbline.kernel import clock, workdays
from plumbline.kernel.workdays import CalendarDay, end_of_working_day


def london(*parts):
    return datetime(*parts, tzinfo=clock.LONDON)


@pytest.fixture(scope="module")
def days():
    return {day.day: day for day in workdays.calendar()}


def test_one_row_a_day_without_a_gap(days):
    first, last = min(days), max(days)
    assert (first, last) == (date(2010, 1, 1), date(2035, 12, 31))
    assert len(days) == (last - first).days + 1


def test_days_follow_each_other_to_the_second(days):
    for day in days.values():
        after = days.get(day.day + timedelta(days=1))
        assert after is None or after.opens_at - day.closes_at == timedelta(seconds=1)


def test_days_on_which_clocks_change_have_23_and_25_hours(days):
    def hours(day):
        return (days[day].closes_at - days[day].opens_at + timedelta(seconds=1)) / timedelta(hours=1)

    assert (hours(date(2026, 3, 29)), hours(date(2026, 10, 25)), hours(date(2026, 6, 1))) == (23, 25, 24)


def test_the_count_rises_by_one_on_each_working_day_alone(days):
    for day in days.values():
        before = days.get(day.day - timedelta(days=1))
        assert before is None or day.ordinal - before.ordinal == day.is_working


@pytest.mark.parametrize(
    "holiday",
    [
        date(2024, 3, 29),  # Good Friday
        date(2024, 4, 1),  # Easter Monday
        date(2023, 5, 8),  # the coronation
        date(2022, 9, 19),  # a funeral of state
        date(2022, 1, 3),  # in place of a Saturday
        date(2024, 12, 25),
        date(2024, 12, 26),
        date(2026, 4, 3),
    ],
)
def test_bank_holidays_are_no_working_days(days, holiday):
    assert not days[holiday].is_working


@pytest.mark.parametrize(
    ("start", "working_days", "day"),
    [
        (london(2026, 6, 1, 9), 1, date(2026, 6, 2)),
        (london(2026, 6, 5, 9), 1, date(2026, 6, 8)),  # a Friday
        (london(2026, 6, 6, 9), 1, date(2026, 6, 8)),  # a Saturday
        (london(2024, 3, 28, 23, 59, 59), 1, date(2024, 4, 2)),  # the Thursday before Easter
        (london(2024, 12, 24, 12), 1, date(2024, 12, 27)),
        (london(2024, 12, 24, 12), 3, date(2024, 12, 31)),
        (london(2024, 12, 31, 23, 30), 2, date(2025, 1, 3)),
        (datetime(2026, 7, 31, 23, 30, tzinfo=UTC), 1, date(2026, 8, 3)),  # a Saturday by the clock on the wall
        (london(2026, 6, 1, 9), 0, date(2026, 6, 1)),
    ],
)
def test_the_nth_working_day_ends_with_its_last_second(start, working_days, day):
    end = clock.local(end_of_working_day(start, working_days))
    assert (end.date(), f"{end:%H:%M:%S}") == (day, "23:59:59")


@pytest.mark.django_db
@pytest.mark.parametrize("working_days", [1, 3, 10])
@pytest.mark.parametrize("around", [date(2024, 12, 24), date(2024, 3, 28), date(2026, 3, 29), date(2023, 5, 5)])
def test_the_table_and_the_lines_of_python_agree(around, working_days):
    """Each hour of a week around Christmas, Easter, a change of clocks, and the coronation."""
    opening = workdays.midnight(around - timedelta(days=3))
    for hour in range(0, 24 * 7, 5):
        start = opening + timedelta(hours=hour)
        today = CalendarDay.objects.get(opens_at__lte=start, closes_at__gte=start)
        due = CalendarDay.objects.get(is_working=True, ordinal=today.ordinal + working_days)
        assert due.closes_at == end_of_working_day(start, working_days), start


@pytest.mark.django_db
def test_the_table_was_filled_by_the_migration(days):
    assert CalendarDay.objects.count() == len(days)
    assert str(CalendarDay.objects.get(day=date(2024, 12, 25))) == "Wed 25 Dec 2024, not a working day"
