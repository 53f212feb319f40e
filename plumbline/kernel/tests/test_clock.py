"""Whole seconds in UTC, and the wall of a police station."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from plumbline.kernel import clock


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_now_has_no_fraction_of_a_second():
    assert clock.now().microsecond == 0
    assert clock.now().tzinfo is UTC


def test_the_clock_can_be_held():
    with clock.frozen(utc(2026, 1, 2, 3, 4, 5, 999_999)):
        assert clock.now() == utc(2026, 1, 2, 3, 4, 5)
        with clock.frozen(utc(2025, 1, 1)):
            assert clock.now() == utc(2025, 1, 1)
        assert clock.now() == utc(2026, 1, 2, 3, 4, 5)
    assert clock.now() > utc(2026, 1, 2)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        clock.whole(datetime(2026, 1, 1))


def test_a_moment_of_another_zone_becomes_utc():
    india = timezone(timedelta(hours=5, minutes=30))
    assert clock.whole(datetime(2026, 1, 1, 5, 30, 0, 7, tzinfo=india)) == utc(2026, 1, 1)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (utc(2026, 7, 31, 22, 59, 59), date(2026, 7, 1)),
        (utc(2026, 7, 31, 23, 0), date(2026, 8, 1)),
        (utc(2026, 7, 31, 23, 30), date(2026, 8, 1)),
        (utc(2026, 1, 31, 23, 30), date(2026, 1, 1)),
        (utc(2026, 12, 31, 23, 59, 59), date(2026, 12, 1)),
    ],
)
def test_the_month_is_that_of_the_wall_clock(moment, month):
    assert clock.local_month(moment) == month


@pytest.mark.parametrize(
    ("moment", "wall"),
    [
        (utc(2026, 3, 29, 0, 59, 59), "00:59"),  # the last second of winter time
        (utc(2026, 3, 29, 1, 0), "02:00"),
        (utc(2026, 10, 25, 0, 30), "01:30"),  # half past one, for the first time
        (utc(2026, 10, 25, 1, 30), "01:30"),  # and again
    ],
)
def test_clocks_go_forward_and_back(moment, wall):
    assert f"{clock.local(moment):%H:%M}" == wall


def test_today_is_the_local_day():
    with clock.frozen(utc(2026, 7, 31, 23, 30)):
        assert clock.today() == date(2026, 8, 1)
