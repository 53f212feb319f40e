"""The judge: what a standard says of a row of facts, by plain Python and no database.

Slow and direct, so that it can be read and believed; engines that disagree with it are wrong. A fact that a feed never
supplies is neither true nor false: conditions are judged with a third value, and a standard that this leaves open cannot
tell.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Expression, F, Q, Value, When
from django.db.models.functions import Coalesce

from plumbline.kernel.clock import LONDON
from plumbline.kernel.workdays import end_of_working_day
from plumbline.standards import policy
from plumbline.standards.engine import Judged
from plumbline.standards.expressions import SecondsAfter
from plumbline.standards.standard import After, Standard, facts_in, without_comparison

Row = dict[str, Any]
working_day = cache(end_of_working_day)


def judge(standard: type[Standard], row: Row, lacks: frozenset[str] = frozenset()) -> Judged | None:
    """The dates of a duty, or which facts were never supplied. None: the standard does not apply."""
    missing = lacks & standard.facts_used()
    if missing:
        return _judge_unknown(standard, row, missing)
    if truth(standard, standard.applies, row, frozenset()) is not True:
        return None
    starts, due, done = (moment(standard, getattr(standard, which), row) for which in ("starts", "due", "done"))
    if starts is None or due is None:
        return None
    ends = row[standard.ends] if standard.ends and done is None else None
    if ends is not None and ends <= due:
        return None  # the case ended before it was due
    return Judged(starts, due, done, ends, "")


def _judge_unknown(standard: type[Standard], row: Row, missing: frozenset[str]) -> Judged | None:
    if truth(standard, standard.applies, row, missing) is False:
        return None
    for dated in (standard.starts, standard.due):
        if not facts_in(dated) & missing and moment(standard, dated, row) is None:
            return None
    return Judged(None, None, None, None, ", ".join(sorted(missing)))


def state(judged: Judged | None, as_of: datetime) -> str:
    """The state of a duty at a moment, as design §2 has it."""
    if judged is None:
        return "does not apply"
    if judged.unknown:
        return "cannot tell"
    assert judged.starts_at is not None
    assert judged.due_at is not None
    if judged.starts_at > as_of:
        return "does not apply"
    if judged.done_at is not None and judged.done_at <= as_of:
        return "met" if judged.done_at <= judged.due_at else "late"
    return "pending" if as_of <= judged.due_at else "overdue"


# -- conditions: True, False, or None where a fact that was never supplied decides ------------------------------------


def truth(standard: type[Standard], condition: Q, row: Row, missing: frozenset[str]) -> bool | None:
    parts = [
        truth(standard, child, row, missing) if isinstance(child, Q) else _holds(standard, *child, row, missing)
        for child in condition.children
    ]
    decisive = condition.connector == Q.OR  # one True settles an OR, one False an AND
    found: bool | None = not decisive
    if decisive in parts:
        found = decisive
    elif None in parts:
        found = None
    return not found if condition.negated and found is not None else found


def _holds(standard: type[Standard], lookup: str, wanted: Any, row: Row, missing: frozenset[str]) -> bool | None:
    read = {without_comparison(lookup)} | (facts_in(wanted) if isinstance(wanted, F | Expression) else set())
    if isinstance(wanted, policy.PolicyRef) and len(standard.numbers[wanted.key].values) > 1:
        read |= facts_in(standard.starts)  # which number holds depends on when the duty started
    if read & missing:
        return None
    name = without_comparison(lookup)
    held, comparison = row[name], lookup.removeprefix(name).removeprefix("__") or "exact"
    wanted = _number(standard, wanted, row) if isinstance(wanted, policy.PolicyRef) else value(standard, wanted, row)
    return _compare(held, comparison, wanted)


def _compare(held: Any, comparison: str, wanted: Any) -> bool:
    if comparison == "isnull":
        return (held is None) is wanted
    if held is None or wanted is None:
        return False  # nothing is known of it, so no comparison holds
    if comparison == "in":
        return held in wanted
    compared = {
        "exact": held == wanted,
        "lt": held < wanted,
        "lte": held <= wanted,
        "gt": held > wanted,
        "gte": held >= wanted,
    }
    return compared[comparison]


# -- moments and numbers ----------------------------------------------------------------------------------------------


def moment(standard: type[Standard], declared: Any, row: Row) -> Any:
    """`starts`, `due` or `done`: a fact by name, an `After`, or an expression."""
    if isinstance(declared, str):
        return row[declared]
    return _after(standard, declared, row) if isinstance(declared, After) else value(standard, declared, row)


def _after(standard: type[Standard], due: After, row: Row) -> datetime | None:
    number = due.number
    if isinstance(number, policy.ByLevel):
        number = number.numbers.get(row[number.fact])
    if row[due.fact] is None or number is None:
        return None
    amount, unit = _number(standard, number, row), standard.numbers[number.key].unit
    if unit == "working days":
        return working_day(row[due.fact], amount)
    if unit in ("whole days", "days, the first included"):
        return day_end(row[due.fact], amount - (unit != "whole days"))
    return row[due.fact] + timedelta(**{unit: amount})


def day_end(start: datetime, days: int) -> datetime:
    """The last second of the local day so many days on, whatever the clocks do in between."""
    day = start.astimezone(LONDON).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), LONDON).astimezone(UTC) - timedelta(seconds=1)


def _number(standard: type[Standard], ref: policy.PolicyRef, row: Row) -> int:
    """The number under which the duty started."""
    values, start = standard.numbers[ref.key].values, moment(standard, standard.starts, row)
    held = [number for number in values if start is not None and number.since_moment <= start]
    return max(held, key=lambda number: number.since).value if held else values[-1].value


def value(standard: type[Standard], expression: Any, row: Row) -> Any:
    """A Django expression over the row."""
    match expression:
        case F():
            return row[expression.name]
        case Value():
            return expression.value
        case Case():
            for when in expression.cases:
                if truth(standard, when.condition, row, frozenset()):
                    return value(standard, when.result, row)
            return value(standard, expression.default, row)
        case Coalesce():
            found = (value(standard, part, row) for part in expression.get_source_expressions())
            return next((one for one in found if one is not None), None)
        case SecondsAfter():
            start, seconds = (value(standard, part, row) for part in expression.get_source_expressions())
            return None if start is None or seconds is None else start + timedelta(seconds=seconds)
        case When():
            raise TypeError("a When stands only in a Case")
    return expression
