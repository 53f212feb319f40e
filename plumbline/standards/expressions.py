"""The few expressions that Django's own would translate differently, or wrongly, on one of the engines."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, DateTimeField, Expression, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from plumbline.kernel.workdays import CalendarDay


class SecondsAfter(Func):
    """A moment plus a number of seconds.

    Django's own `F() + timedelta` runs Python for each row on SQLite (14 times slower) and its parameters come out as
    strings, not intervals, when the SQL is carried to DuckDB or Spark.
    """

    template = "(%(expressions)s * INTERVAL '1 second')"
    arg_joiner = " + "
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        moment, seconds = self.get_source_expressions()
        left, left_params = compiler.compile(moment)
        right, right_params = compiler.compile(seconds)
        return f"datetime({left}, ({right}) || ' seconds')", (*left_params, *right_params)


class SecondsBetween(Func):
    """Whole seconds from one moment to a later one; null where either is.

    Django's own difference runs Python for each row on SQLite, which a column that the database works out cannot.
    """

    output_field = BigIntegerField()
    arity = 2

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (start, start_params), (end, end_params) = map(compiler.compile, self.get_source_expressions())
        template = (
            "(CAST(strftime('%%s', {end}) AS BIGINT) - CAST(strftime('%%s', {start}) AS BIGINT))"
            if connection.vendor == "sqlite"
            else "CAST(EXTRACT(EPOCH FROM ({end} - {start})) AS BIGINT)"
        )
        return template.format(end=end, start=start), (*end_params, *start_params)


class WorkingDayEnd(Func):
    """The last second of the nth working day after the local day of a moment, from the calendar table."""

    output_field = DateTimeField()
    arity = 2

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        moment, days = self.get_source_expressions()
        left, left_params = compiler.compile(moment)
        right, right_params = compiler.compile(days)
        table = CalendarDay._meta.db_table
        utc_date = f"date({left})" if connection.vendor == "sqlite" else f"CAST({left} AT TIME ZONE 'UTC' AS DATE)"
        sql = (
            f"(SELECT due.closes_at FROM {table} today JOIN {table} due ON due.is_working AND due.ordinal = ({right})"  # noqa: S608
            f" + CASE WHEN {left} > today.closes_at THEN today.next_ordinal ELSE today.ordinal END"
            f" WHERE today.day = {utc_date})"
        )
        return sql, (*right_params, *left_params, *left_params)


class DayEnd(Func):
    """The last second of the nth local day after the day of a moment, or of the nth with that day as the first.

    From the calendar table, because days on which the clocks change have 23 or 25 hours.
    """

    output_field = DateTimeField()
    arity = 2

    def __init__(self, moment: Any, days: Any, *, first_counts: bool = False, **extra: Any) -> None:
        super().__init__(moment, days, **extra)
        self.first_counts = first_counts

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        moment, days = self.get_source_expressions()
        left, left_params = compiler.compile(moment)
        right, right_params = compiler.compile(days)
        table, is_sqlite = CalendarDay._meta.db_table, connection.vendor == "sqlite"
        utc_date = f"date({left})" if is_sqlite else f"CAST({left} AT TIME ZONE 'UTC' AS DATE)"
        # The hour before midnight in summer belongs to the next local day.
        number = f"({right}) + CASE WHEN {left} > today.closes_at THEN 1 ELSE 0 END - {int(self.first_counts)}"
        day = f"date(today.day, ({number}) || ' days')" if is_sqlite else f"(today.day + ({number}))"
        sql = (
            f"(SELECT due.closes_at FROM {table} today JOIN {table} due ON due.day = {day}"  # noqa: S608
            f" WHERE today.day = {utc_date})"
        )
        return sql, (*right_params, *left_params, *left_params)


class RunningCount(Func):
    """How many rows that keep a condition share `over` and fall in the days up to and including this row's moment.

    A window over one scan, for whole sets; `facts.Running` is the same count for one subject.
    """

    output_field = IntegerField()

    def __init__(self, over: Any, at: Any, kept: Any, *, days: int) -> None:
        super().__init__(over, at, kept)
        self.days = days

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (over, over_params), (at, at_params), (kept, kept_params) = map(compiler.compile, self.get_source_expressions())
        sql = (
            f"COUNT(*) FILTER (WHERE {kept}) OVER (PARTITION BY {over} ORDER BY {at}"
            f" RANGE BETWEEN INTERVAL '{self.days} days' PRECEDING AND CURRENT ROW)"
        )
        return sql, (*kept_params, *over_params, *at_params)


def later_of(*names: str) -> Expression:
    """The later of some facts, those that are null left out. (GREATEST is null on SQLite where one of them is.)"""
    return _one_of("gt", *names)


def earlier_of(*names: str) -> Expression:
    """The earlier of some facts, those that are null left out."""
    return _one_of("lt", *names)


def _one_of(comparison: str, first: str, *rest: str) -> Expression:
    chosen: Expression = F(first)  # type: ignore[assignment]
    for name in rest:
        known = Coalesce(chosen, F(name), output_field=DateTimeField())
        better = When(Q(**{f"{name}__{comparison}": chosen}), then=F(name))
        chosen = Case(better, default=known, output_field=DateTimeField())
    return chosen


def when(condition: Q, then: str) -> Case:
    """A moment that counts only when the condition holds: `done = when(Q(enquiries_unresulted=0), "last_resulted_at")`."""
    return Case(When(condition, then=F(then)), default=Value(None), output_field=DateTimeField())
