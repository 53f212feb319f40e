"""Numbers as data: each with the day from which it holds, its source and its kind; a force may put its own over ours.

A room's numbers stand in `standards/policy.yaml` beside its standards. A force's own stand in one file of its own
(`PLUMBLINE_POLICY`), each with a reason and who decided. A number holds for duties that start on or after its day, so a
duty keeps the number under which it started.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual

from plumbline.kernel import clock, yamlfiles
from plumbline.kernel.workdays import midnight

KINDS = ("statute", "guidance", "force policy")
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
# Due at the last second of a local day: the nth after the day on which it starts, or the nth with that day as the first.
DAY_ENDS = ("working days", "whole days", "days, the first included")
UNITS = (*SECONDS, *DAY_ENDS, "times", "weeks", "years", "people", "yes or no")


@dataclass(frozen=True)
class Number:
    """One value of a policy number, from a day on."""

    value: int
    since: date
    kind: str
    source: str
    reason: str = ""

    @property
    def since_moment(self) -> datetime:
        return midnight(self.since).astimezone(UTC)


@dataclass(frozen=True)
class Policy:
    """A named number with its history, newest first."""

    key: str
    says: str
    unit: str
    may_override: bool
    values: tuple[Number, ...] = field(default=())

    @property
    def now(self) -> Number:
        """The value in force today; one that begins on a day to come is not shown as if it held."""
        return self.on(clock.today())

    def on(self, day: date) -> Number:
        return next((number for number in self.values if number.since <= day), self.values[-1])

    def words(self) -> str:
        """`1 hour`, `72 hours`, `5 working days`, `56 days, the first included`, `3 times`, `2 people`, `yes`."""
        if self.unit == "yes or no":
            return "yes" if self.now.value else "no"
        one = self.unit.replace("days", "day") if "days" in self.unit else self.unit.removesuffix("s")
        return f"{self.now.value} {one if self.now.value == 1 else self.unit}"

    def expression(self, starts: Any, seconds: bool) -> Any:
        """The number as SQL, by the day of the expression `starts`; in seconds where it is to be added to a moment."""
        factor = SECONDS.get(self.unit, 1) if seconds else 1
        oldest = Value(self.values[-1].value * factor, output_field=IntegerField())
        newer = self.values[:-1]
        if not newer:
            return oldest
        dated = [When(GreaterThanOrEqual(starts, n.since_moment), then=Value(n.value * factor)) for n in newer]
        return Case(*dated, default=oldest, output_field=IntegerField())


_loaded: set[str] = set()  # keys of every room's policy.yaml read so far


def refuse_unheard() -> None:
    """Refuse a key of the force's file that no room has: a slip of the pen must not leave our number standing unseen."""
    unheard = sorted(set(_force_values()) - _loaded)
    if unheard:
        raise ImproperlyConfigured(f"{settings.POLICY_FILE}: no room has a number called {', '.join(unheard)}")


@cache
def load(path: Path) -> dict[str, Policy]:
    """The numbers of one room, with the force's own laid over them."""
    return laid_over(yamlfiles.read(path))


def laid_over(ours: dict[str, Any]) -> dict[str, Policy]:
    """The same for numbers that a room makes of others: how long each single standard waits, say."""
    _loaded.update(ours)
    return {key: _policy(key, entry, _force_values().get(key, [])) for key, entry in ours.items()}


def _policy(key: str, entry: dict[str, Any], overrides: list[dict[str, Any]]) -> Policy:
    if entry["unit"] not in UNITS:
        raise ImproperlyConfigured(f"policy {key}: unit {entry['unit']!r} is none of {', '.join(UNITS)}")
    if overrides and not entry.get("may_override", True):
        raise ImproperlyConfigured(f"policy {key} rests on {entry['values'][0]['kind']}: a force may not override it")
    shipped = [_number(key, value) for value in entry["values"]]
    own = [_number(key, {**value, "kind": "force policy", "source": _decided(key, value)}) for value in overrides]
    values = sorted([*own, *shipped], key=lambda number: (number.since, number in own), reverse=True)
    if entry["unit"] in ("working days", "days, the first included") and not all(number.value for number in values):
        raise ImproperlyConfigured(f"policy {key}: there is no {_day(entry['unit'])} before the first; give at least 1")
    if entry["unit"] == "yes or no" and not all(number.value in (0, 1) for number in values):
        raise ImproperlyConfigured(f"policy {key}: say true or false")
    return Policy(key, entry["says"], entry["unit"], entry.get("may_override", True), tuple(values))


def _day(unit: str) -> str:
    return "working day" if unit == "working days" else "day"


def _number(key: str, value: dict[str, Any]) -> Number:
    if value["kind"] not in KINDS:
        raise ImproperlyConfigured(f"policy {key}: kind {value['kind']!r} is none of {', '.join(KINDS)}")
    amount, since = value.get("value"), value.get("since")
    if not isinstance(amount, int) or amount < 0:
        raise ImproperlyConfigured(f"policy {key}: value {amount!r} is not a whole number of at least 0")
    if type(since) is not date:  # a datetime is a date too, and compares with none
        raise ImproperlyConfigured(f"policy {key}: since {since!r} is not a date (2026-04-01)")
    return Number(amount, since, value["kind"], value["source"], value.get("reason", ""))


def _decided(key: str, value: dict[str, Any]) -> str:
    if not value.get("reason") or not value.get("decided_by"):
        raise ImproperlyConfigured(f"{settings.POLICY_FILE}: {key} needs a reason and decided_by")
    return f"{settings.FORCE_NAME}, {value['decided_by']}"


@cache
def _force_values() -> dict[str, list[dict[str, Any]]]:
    path = Path(settings.POLICY_FILE)
    if not path.exists():
        return {}
    try:
        held = yamlfiles.read(path) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ImproperlyConfigured(f"{path} cannot be read: {' '.join(str(fault).split())}") from None
    if not isinstance(held, dict) or not all(_is_history(entry) for entry in held.values()):
        raise ImproperlyConfigured(f"{path}: under each key stands a list of values, as docs/operations.md shows")
    return held


def _is_history(entry: Any) -> bool:
    return isinstance(entry, list) and all(isinstance(value, dict) for value in entry)


@dataclass(frozen=True)
class PolicyRef:
    """A policy number named in a standard; which room's is known when the standard is read."""

    key: str


def policy(key: str) -> Any:
    """Name a number of this room's policy.yaml."""
    return PolicyRef(key)


@dataclass(frozen=True)
class ByLevel:
    """One number for each value of a fact: how long depends on the risk grade, say."""

    fact: str
    numbers: dict[Any, PolicyRef]

    def __hash__(self) -> int:
        return hash((self.fact, tuple(self.numbers)))

    def condition(self) -> Q:
        return Q(**{f"{self.fact}__in": list(self.numbers)})


def by(fact: str, numbers: dict[Any, PolicyRef]) -> ByLevel:
    return ByLevel(fact, numbers)


def number_expression(numbers: dict[str, Policy], ref: PolicyRef | ByLevel, starts: Any, *, seconds: bool) -> Any:
    if isinstance(ref, PolicyRef):
        return numbers[ref.key].expression(starts, seconds)
    whens = [
        When(Q(**{ref.fact: value}), then=numbers[r.key].expression(starts, seconds))
        for value, r in ref.numbers.items()
    ]
    return Case(*whens, default=Value(None), output_field=IntegerField())


def value_now(path: Path, key: str) -> int:
    """A number for code that decides at the moment of acting (a form's rule), as in force today."""
    return load(path)[key].on(clock.today()).value
