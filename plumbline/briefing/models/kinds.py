"""Kinds of meeting: data, in kinds.yaml, and the force's own beside it or in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from plumbline.access.roles import ROLES
from plumbline.kernel import clock, yamlfiles
from plumbline.kernel.errors import Missing
from plumbline.kernel.workdays import bank_holidays

SHIPPED = Path(__file__).parent / "kinds.yaml"
DAYS = ("every day", "working days")
AREAS = ("force", "district")


@dataclass(frozen=True)
class MeetingKind:
    """One kind of meeting. `is_own` says that the force's file tells it."""

    key: str
    name: str
    of: str
    hour: time
    days: str
    sections: tuple[str, ...]
    attends: tuple[str, ...]
    source: str
    is_own: bool = False

    @property
    def of_force(self) -> bool:
        return self.of == "force"

    def next_after(self, moment: datetime) -> datetime:
        """When the meeting that follows one opened at this moment is to begin: its hour on the next day of the kind."""
        day = clock.local(moment).date() + timedelta(days=1)
        holidays = bank_holidays() if self.days == "working days" else set()
        while self.days == "working days" and (day.weekday() > 4 or day in holidays):
            day += timedelta(days=1)
        return self.on(day)

    def on(self, day: date) -> datetime:
        return clock.whole(datetime.combine(day, self.hour, clock.LONDON))


@cache
def meeting_kinds() -> dict[str, MeetingKind]:
    """Every kind: those that come with the product, with the force's own laid over them."""
    found = {key: _kind(key, told, "kinds.yaml") for key, told in yamlfiles.read(SHIPPED).items()}
    own = Path(settings.MEETINGS_FILE)
    if own.exists():
        found |= {key: _kind(key, told, str(own), is_own=True) for key, told in _read(own).items()}
    return found


def kind_called(key: str) -> MeetingKind:
    if key not in meeting_kinds():
        raise Missing("There is no such kind of meeting any more: the force’s file of meetings has changed.")
    return meeting_kinds()[key]


def _read(path: Path) -> dict[str, Any]:
    try:
        held = yamlfiles.read(path) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ImproperlyConfigured(f"{path} cannot be read: {' '.join(str(fault).split())}") from None
    if not isinstance(held, dict) or not all(isinstance(told, dict) for told in held.values()):
        raise ImproperlyConfigured(f"{path}: under each key stands one kind of meeting, as docs/briefing.md shows")
    return held


def _kind(key: str, told: dict[str, Any], where: str, *, is_own: bool = False) -> MeetingKind:
    """The kind as the file tells it, or a sentence that says what is wrong with it."""
    try:
        hour = time.fromisoformat(told["hour"])
        sections, attends = tuple(told["sections"]), tuple(told["attends"])
        made = MeetingKind(str(key), str(told["name"]), told["of"], hour, told["days"], sections, attends, "", is_own)
        source = str(told["source"])
    except (KeyError, TypeError, ValueError) as fault:
        raise ImproperlyConfigured(f"{where}: the meeting {key} lacks or misplaces {fault}") from None
    wrong = _fault(made, source)
    if wrong:
        raise ImproperlyConfigured(f"{where}: the meeting {key} {wrong}")
    return MeetingKind(made.key, made.name, made.of, hour, made.days, sections, attends, source, is_own)


def _fault(kind: MeetingKind, source: str) -> str:
    strangers = sorted(set(kind.attends) - set(ROLES))
    if strangers:
        return f"is attended by what is no role: {', '.join(strangers)}"
    if kind.of not in AREAS or kind.days not in DAYS:
        return f"is of {' or '.join(AREAS)}, and held on {' or '.join(DAYS)}"
    if not kind.sections or len(set(kind.sections)) != len(kind.sections):
        return "has no section, or one twice"
    if not kind.key.replace("-", "").isalnum() or len(kind.key) > 40 or not 3 <= len(kind.name) <= 80:
        return "has a key that is not plain, or a name that is not between 3 and 80 characters"
    return "" if source.strip() else "does not say whose policy it is (source)"
