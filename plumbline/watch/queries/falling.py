"""Which steps of which duties have come: by the partial index of open duties and a mark, never by going through all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from plumbline.kernel import clock
from plumbline.standards.models import Duty
from plumbline.standards.queries import open_at
from plumbline.standards.standard import Standard
from plumbline.watch.models import Noted, Rung, Step
from plumbline.watch.queries import steps

CHUNK = 400
Key = tuple[str, int, str, datetime, int]


@dataclass(frozen=True)
class Falling:
    """One step of one duty that has come."""

    duty: Duty
    step: Step

    @property
    def key(self) -> Key:
        """By what the database knows it: not the duty's number, which changes where a duty falls away and comes back."""
        d = self.duty
        assert d.due_at is not None
        return d.kind, d.subject_id, d.standard, d.due_at, int(self.step)


def come_since(since: datetime, now: datetime) -> list[Falling]:
    """Steps whose moment lies in [since, now) by the clock, each found by a range of the index of open duties."""
    found = []
    for (step, seconds), keys in steps.windows().items():
        moved = timedelta(seconds=seconds)
        due = Q(due_at__gte=since - moved, due_at__lt=now - moved)
        for duty in Duty.objects.filter(open_at(now), due):
            if duty.standard in keys and _is_time(duty, step, now):
                found.append(Falling(duty, step))
    return found


def come_of(noted: Iterable[Noted], now: datetime) -> list[Falling]:
    """Steps of duties that came or changed after their moment: recorded late, or due at once."""
    subjects: dict[str, set[int]] = {}
    for each in noted:
        subjects.setdefault(each.kind, set()).add(each.subject_id)
    found = []
    for kind, ids in subjects.items():
        for some in _chunks(sorted(ids)):
            for duty in Duty.objects.filter(open_at(now), kind=kind, subject_id__in=some):
                found += _passed(duty, now)
    return found


def _passed(duty: Duty, now: datetime) -> list[Falling]:
    if not is_watched(duty.standard) or duty.due_at is None:
        return []
    after = steps.steps_of(duty.standard).after
    ago = {step: now - duty.due_at - timedelta(seconds=seconds) for step, seconds in after.items()}
    came = [step for step, since in ago.items() if timedelta() < since <= too_old()]
    return [Falling(duty, step) for step in came if _is_time(duty, step, now)]


def _is_time(duty: Duty, step: Step, now: datetime) -> bool:
    """Nobody is told that something is about to fall due once it has, nor where it was so from its very beginning."""
    if step != Step.AHEAD or duty.due_at is None:
        return True
    begins = duty.due_at + timedelta(seconds=steps.steps_of(duty.standard).after[step])
    return now <= duty.due_at and (duty.starts_at is None or begins > duty.starts_at)


def too_old() -> timedelta:
    return timedelta(hours=steps.number("too_old"))


def is_watched(key: str) -> bool:
    return key in Standard.register and Standard.register[key].room() != steps.OURS


def is_soon(key: str, due: datetime) -> bool:
    """Whether a duty that an act writes is to be noted: its first step may have come by the time the act commits, and its last
    is not too old to be told."""
    if not is_watched(key):
        return False
    after, now = steps.steps_of(key).after, clock.now()
    first, last = min(after.values()), max(after.values())
    return due + timedelta(seconds=first) <= now + AN_ACT_LASTS and now <= due + timedelta(seconds=last) + too_old()


AN_ACT_LASTS = timedelta(
    hours=6
)  # at most; the mark may pass over a step while the act that writes its duty is not over


def not_told(found: Iterable[Falling]) -> list[Falling]:
    """Without what was told already, each once, the highest step and the longest overdue first."""
    held = {each.key: each for each in found}
    told: set[Any] = set()
    by_kind: dict[str, set[int]] = {}
    for kind, subject, *_ in held:
        by_kind.setdefault(kind, set()).add(subject)
    for kind, ids in by_kind.items():
        for some in _chunks(sorted(ids)):
            rows = Rung.objects.filter(kind=kind, subject_id__in=some)
            told.update(rows.values_list("kind", "subject_id", "standard", "due_at", "step"))
    return sorted((f for key, f in held.items() if key not in told), key=lambda f: (-f.step, f.duty.due_at, f.duty.pk))


def still_open(found: list[Falling], now: datetime) -> list[Falling]:
    """Those of which the duty is as it was found: not done meanwhile, nor put off."""
    now_held = {}
    for some in _chunks([each.duty.pk for each in found]):
        rows = Duty.objects.filter(open_at(now), pk__in=some)
        now_held.update(rows.values_list("pk", "due_at"))
    return [each for each in found if now_held.get(each.duty.pk) == each.duty.due_at]


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK)]
