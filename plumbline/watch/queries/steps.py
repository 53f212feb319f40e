"""When a duty of each standard is told to whom: paces, and their numbers for single standards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from plumbline.kernel import clock, yamlfiles
from plumbline.standards import policy
from plumbline.standards.standard import After, Standard
from plumbline.watch.models import Pace, Step

HERE = Path(__file__).parent.parent / "standards"
OURS = "watch"  # no duty of the watch itself is told of, or a message would follow every message
QUICK, STEADY = timedelta(hours=4).total_seconds(), timedelta(days=3).total_seconds()
NUMBERED = {
    Step.AHEAD: "ahead",
    Step.SUPERVISOR: "supervisor",
    Step.INSPECTOR: "inspector",
    Step.SUPERINTENDENT: "superintendent",
}
DAY = 86400


@dataclass(frozen=True)
class Steps:
    """Of one standard: its pace, and how many seconds after a duty was due each step comes; before it for the first."""

    pace: Pace
    after: dict[Step, int]

    def words(self, step: Step) -> str:
        seconds = abs(self.after[step])
        unit, size = next((name, size) for name, size in UNITS if seconds % size == 0)
        number = seconds // size
        return f"{number} {unit}{'' if number == 1 else 's'}"


UNITS = (("day", DAY), ("hour", 3600), ("minute", 60), ("second", 1))


def watched() -> list[type[Standard]]:
    return [standard for standard in Standard.register.values() if standard.room() != OURS]


def number(key: str) -> int:
    return numbers()[key].now.value


def numbers() -> dict[str, policy.Policy]:
    return policy.load(HERE / "policy.yaml")


def heard() -> None:
    """At start-up: each number that a force may set is known, so that a slip in its file is refused; so is one in ours."""
    strangers = set(_chosen()) - set(Standard.register)
    if strangers:
        raise ImproperlyConfigured(f"steps.yaml names no standard with {', '.join(sorted(strangers))}")
    for standard in watched():
        _policies(standard.key)


@cache
def _chosen() -> dict[str, str]:
    return yamlfiles.read(HERE / "steps.yaml") or {}


def pace_of(standard: type[Standard]) -> Pace:
    """What steps.yaml says, else what follows from how long the standard gives."""
    if standard.key in _chosen():
        return Pace(_chosen()[standard.key])
    if not isinstance(standard.due, After):
        return Pace.STEADY
    shortest = min(_seconds(standard.numbers[ref.key]) for ref in standard.due.references())
    return Pace.QUICK if shortest <= QUICK else Pace.STEADY if shortest <= STEADY else Pace.SLOW


def _seconds(told: policy.Policy) -> int:
    return told.now.value * policy.SECONDS.get(told.unit, DAY)


@cache
def _policies(key: str) -> dict[Step, policy.Policy]:
    """The numbers of one standard: those of its pace, unless this very standard has its own."""
    standard, general = Standard.register[key], numbers()
    made = {}
    for step, name in NUMBERED.items():
        of_pace, own = general[f"{pace_of(standard)}_{name}"], f"{key}.{name}"
        made[step] = general.get(own) or policy.laid_over({own: _as_entry(of_pace)})[own]
    return made


def _as_entry(told: policy.Policy) -> dict[str, Any]:
    values = [{"value": n.value, "since": n.since, "kind": n.kind, "source": n.source} for n in told.values]
    return {"says": told.says, "unit": told.unit, "values": values}


@lru_cache(maxsize=4096)
def _steps(key: str, day: date) -> Steps:
    found = {Step.OWNER: 0}
    for step, told in _policies(key).items():
        seconds = told.on(day).value * policy.SECONDS[told.unit]
        if seconds:
            found[step] = -seconds if step == Step.AHEAD else seconds
    return Steps(pace_of(Standard.register[key]), dict(sorted(found.items())))


def steps_of(key: str) -> Steps:
    """By the numbers that hold today: a number that begins today counts for what is told from today on."""
    return _steps(key, clock.today())


@lru_cache(maxsize=16)
def _windows(day: date, keys: frozenset[str]) -> dict[tuple[Step, int], frozenset[str]]:
    found: dict[tuple[Step, int], set[str]] = {}
    for key in keys:
        for step, seconds in _steps(key, day).after.items():
            found.setdefault((step, seconds), set()).add(key)
    return {at: frozenset(standards) for at, standards in sorted(found.items())}


def windows() -> dict[tuple[Step, int], frozenset[str]]:
    """(step, seconds after due) → the standards that take the step then."""
    return _windows(clock.today(), frozenset(standard.key for standard in watched()))


def digest() -> str:
    """Another one, when any number is another: what was looked at by the old numbers is then looked at again."""
    told = repr([(int(step), seconds, sorted(keys)) for (step, seconds), keys in windows().items()])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
