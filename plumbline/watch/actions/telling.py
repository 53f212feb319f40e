"""A step is told in one transaction with the messages and the outbox that it makes, so that all of it stands or none."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.acts import act, current
from plumbline.standards import engine
from plumbline.watch.models import Channel, Copy, Delivery, Mark, Message, Noted, Pace, Rung, Step
from plumbline.watch.queries import falling, reading, steps
from plumbline.watch.queries.falling import Falling
from plumbline.watch.queries.whom import Told, Whom

WATCH = system("watch")
AT_ONCE = 2000  # steps told in one transaction, so that others come to write in between
LOOKS_ON = timedelta(seconds=30)  # by how much the mark may lag while nothing falls due
HOUR = timedelta(hours=1)
URGENCY = list(Pace)


# -- looking -------------------------------------------------------------------------------------------------------------


def note(kind: str, duties: Iterable[tuple[int, str, Any]]) -> None:
    """Called by the standards in the transaction of an act: duties came or changed. The watch looks at those of which a step may
    have come already by the time the act is over; all others it meets by the clock."""
    soon = {subject for subject, key, due in duties if (at := engine.moment_of(due)) and falling.is_soon(key, at)}
    if soon:
        engine.write("INSERT INTO watch_noted (kind, subject_id) VALUES (%s, %s)", [(kind, pk) for pk in sorted(soon)])


def look() -> int:
    """Tell whatever has come since the last look; says how many steps. Looking keeps nobody from writing."""
    now, noted = clock.now(), list(Noted.objects.order_by("pk")[:AT_ONCE])
    mark, told = _mark(now), 0
    found = falling.come_since(mark.until, now) + falling.come_of(noted, now)
    fresh = falling.not_told(found)
    for begin in range(0, len(fresh), AT_ONCE):
        told += tell(fresh[begin : begin + AT_ONCE], by=WATCH)
    if noted:
        Noted.objects.filter(pk__in=[each.pk for each in noted]).delete()
    if now - mark.until >= LOOKS_ON or fresh:
        Mark.objects.filter(pk=mark.pk).update(until=now, numbers=steps.digest())
    return told


def _mark(now: datetime) -> Mark:
    """Up to when the last look saw. The first begins now: what was overdue before there was a watch is on the lists. Where a
    force has changed its numbers, the last day is looked at again by the new ones."""
    mark = Mark.objects.filter(pk=1).first()
    if mark is None:
        Mark.objects.bulk_create([Mark(pk=1, until=now, numbers=steps.digest())], ignore_conflicts=True)
        mark = Mark.objects.get(pk=1)
    if mark.numbers != steps.digest():
        mark.until -= timedelta(days=1)
    return mark


# -- telling -------------------------------------------------------------------------------------------------------------


@dataclass
class _Sheaf:
    """Steps that the same people are told of at once, and are about one child or case."""

    told: Told
    steps: list[tuple[Falling, str]] = field(default_factory=list)
    gathered: bool = False


@act(
    "watch.messages.told",
    permission="access.administer",
    says="Steps of duties told to those who owe them or answer for them: {0}",
    operation="collection",
)
def tell(found: list[Falling], *, by: Any) -> int:
    """Tell each step once, in as few messages as may be. Another watch that looked at the same moment finds it told."""
    now = current().at
    list(Mark.objects.select_for_update().filter(pk=1))
    fresh = falling.not_told(falling.still_open(found, now))
    whom = Whom()
    whom.meet({each.duty.owner_id for each in fresh if each.duty.owner_id})
    sheaves, alone = _bound(fresh, whom)
    made = [_message(sheaf, now) for sheaf in _within_limits(sheaves, now)]
    _send([sheaf for sheaf, _ in made], [message for _, message in made], now)
    current().bulk_create(Rung, [_rung(each, None, why, now) for each, why in alone])
    return len(fresh)


def _bound(fresh: list[Falling], whom: Whom) -> tuple[list[_Sheaf], list[tuple[Falling, str]]]:
    """Steps by people and child, the most pressing first; and those of which nobody can be told."""
    sheaves: dict[Any, _Sheaf] = {}
    alone = []
    for each in fresh:
        told = whom.told(each.duty, each.step) if _is_told(each) else Told((), "", NOBODY_OWNS)
        if not told.users:
            alone.append((each, told.passed_on))
            continue
        about = ("child", each.duty.person_id) if each.duty.person_id else (each.duty.kind, each.duty.subject_id)
        sheaf = sheaves.setdefault((told.users, told.role, about), _Sheaf(told))
        sheaf.steps.append((each, told.passed_on))
    return list(sheaves.values()), alone


NOBODY_OWNS = "in nobody’s name: told when it is overdue"


def _is_told(each: Falling) -> bool:
    """What is about to fall due is for someone's own hand; a whole role is not called for it."""
    return each.step != Step.AHEAD or each.duty.owner_id is not None


def _within_limits(sheaves: list[_Sheaf], now: datetime) -> list[_Sheaf]:
    """So many one by one for each person and hour; the rest of the hour is gathered, in one for the same people."""
    people = {user for sheaf in sheaves for user in sheaf.told.users}
    had = Counter(reading.told_since(people, now - HOUR))
    kept, gathered, most = [], {}, steps.number("most_messages")
    for sheaf in sheaves:
        if max(had[user] for user in sheaf.told.users) < most:
            had.update(sheaf.told.users)
            kept.append(sheaf)
        else:
            rest = gathered.setdefault((sheaf.told.users, sheaf.told.role), _Sheaf(sheaf.told, gathered=True))
            rest.steps += sheaf.steps
    return [*kept, *gathered.values()]


def _message(sheaf: _Sheaf, now: datetime) -> tuple[_Sheaf, Message]:
    """A new one; or, in an hour in which these people had enough, more in the one that was gathered for them."""
    duties = [each.duty for each, _ in sheaf.steps]
    pace = min((steps.steps_of(duty.standard).pace for duty in duties), key=URGENCY.index)
    step = max(each.step for each, _ in sheaf.steps)
    held = reading.gathered_for(sheaf.told.users, sheaf.told.role, now - HOUR) if sheaf.gathered else None
    if held is not None:
        held.number += len(duties)
        held.step = max(held.step, step)
        held.pace = min(Pace(held.pace), pace, key=URGENCY.index)
        held.save()
        return sheaf, held
    made = Message(told_at=now, step=step, pace=pace, role=sheaf.told.role, number=len(duties))
    made.told_to_id = None if sheaf.told.role else sheaf.told.users[0]
    made.person_id = _only({duty.person_id for duty in duties})
    made.district_id, made.team_id = _only({d.district_id for d in duties}), _only({d.team_id for d in duties})
    made.is_gathered = sheaf.gathered
    return sheaf, made


def _only(values: set[int | None]) -> int | None:
    return values.pop() if len(values) == 1 else None


def _send(sheaves: list[_Sheaf], messages: list[Message], now: datetime) -> None:
    """Write messages, their steps, their copies, and what is to leave, all in the transaction in which they are told."""
    new = [(sheaf, made) for sheaf, made in zip(sheaves, messages, strict=True) if made.pk is None]
    current().bulk_create(Message, [made for _, made in new])
    rungs = [
        _rung(each, made, why, now) for sheaf, made in zip(sheaves, messages, strict=True) for each, why in sheaf.steps
    ]
    current().bulk_create(Rung, rungs)
    copies = [Copy(message=made, user_id=user, told_at=now) for sheaf, made in new for user in sheaf.told.users]
    Copy.objects.bulk_create(copies, 500)
    Delivery.objects.bulk_create([each for sheaf, made in new for each in _outgoing(sheaf, made, now)], 500)


def _rung(each: Falling, message: Message | None, why: str, now: datetime) -> Rung:
    kind, subject, standard, due_at, step = each.key
    told = Rung(kind=kind, subject_id=subject, standard=standard, due_at=due_at, step=step, duty_id=each.duty.pk)
    told.message, told.passed_on = message, why[:300]
    return told


def _outgoing(sheaf: _Sheaf, message: Message, now: datetime) -> list[Delivery]:
    """By mail one for each reader, by webhook one for all."""
    found = []
    if Channel.MAIL in reading.channels():
        found += [Delivery(message=message, channel=Channel.MAIL, user_id=user) for user in sheaf.told.users]
    if Channel.WEBHOOK in reading.channels():
        found.append(Delivery(message=message, channel=Channel.WEBHOOK))
    for each in found:
        each.key, each.due_at = uuid.uuid4().hex, now
    return found
