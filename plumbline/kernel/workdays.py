"""Working days of England and Wales: Monday to Friday but for bank holidays.

Deadlines in working days are computed in SQL from `CalendarDay`, one row a day, so that every engine agrees on them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.apps.registry import Apps
from django.db import models
from govuk_bank_holidays.bank_holidays import BankHolidays

from plumbline.kernel import clock
from plumbline.kernel.fields import MomentField

FIRST_YEAR, LAST_YEAR = 2010, 2035


class CalendarDay(models.Model):
    """A local day, from its first to its last second in UTC, with the count of working days up to and including it."""

    day = models.DateField(primary_key=True)
    opens_at = MomentField(help_text="first second of the local day")
    closes_at = MomentField(help_text="last second of the local day")
    is_working = models.BooleanField()
    ordinal = models.PositiveIntegerField(help_text="working days since the calendar began, this day included")
    # A moment is looked up by its UTC date, which engines can match by equality. After this day has closed (the hour before
    # midnight in summer) the moment belongs to the next local day, whose count stands here.
    next_ordinal = models.PositiveIntegerField(help_text="the same count for the next day")

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["ordinal", "is_working", "closes_at"], name="calendar_ordinal"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%a %d %b %Y}{'' if self.is_working else ', not a working day'}"


def bank_holidays() -> set[date]:
    """Bank holidays as far as they are announced (the library carries them; nothing is fetched)."""
    known = BankHolidays(use_cached_holidays=True)
    return {holiday["date"] for holiday in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)}


def calendar() -> list[CalendarDay]:
    """Every day of the calendar. Beyond the announced holidays only week-ends are known not to be working days."""
    holidays, days, ordinal = bank_holidays(), [], 0
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        is_working = _is_working(day, holidays)
        ordinal += is_working
        days.append(
            CalendarDay(
                day=day,
                opens_at=midnight(day),
                closes_at=midnight(day + timedelta(days=1)) - timedelta(seconds=1),
                is_working=is_working,
                ordinal=ordinal,
                next_ordinal=ordinal + _is_working(day + timedelta(days=1), holidays),
            )
        )
        day += timedelta(days=1)
    return days


def _is_working(day: date, holidays: set[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON).astimezone(UTC)


def fill_calendar(apps: Apps, _schema_editor: object) -> None:
    """Fill the table in a migration. A later migration calls this again when newly announced holidays are to be known."""
    model = apps.get_model("kernel", "CalendarDay")
    model.objects.all().delete()
    names = [field.attname for field in CalendarDay._meta.concrete_fields]
    model.objects.bulk_create([model(**{name: getattr(day, name) for name in names}) for day in calendar()], 500)


def end_of_working_day(start: datetime, working_days: int) -> datetime:
    """The last second of the nth working day after the day of `start`. The SQL of standards says the same."""
    holidays, day = bank_holidays(), clock.local(start).date()
    while working_days:
        day += timedelta(days=1)
        working_days -= _is_working(day, holidays)
    return midnight(day + timedelta(days=1)) - timedelta(seconds=1)
