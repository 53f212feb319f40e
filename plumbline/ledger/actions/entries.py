"""Entries: one for each act and each read of people's data, and the erasing of what entries told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.acts import Act, Change
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import OutsideAct
from plumbline.ledger import digests
from plumbline.ledger.models import Entry, EntryPerson, Erased, Operation, Told

FORGET, RECEIVED_BY = "forget", "received by"
AT_ONCE = 500


def enter_act(doing: Act) -> None:
    """One entry for a whole act, from the same change-set that brings its duties into line."""
    erased = _to_be_erased(doing)
    entry = _entry(doing.actor, doing.spec.event, doing.spec.operation, doing.case_ref())
    entry.at = doing.at
    entry.room = entry.room or doing.spec.room
    entry.submission = doing.actor.submission or None
    entry.recipient = doing.notes.get(RECEIVED_BY, "")[:200]
    _write(entry, _people_of(doing), doing.sentence(), [*_changes_of(doing), *_erased_told(erased)])
    _erase(erased, entry)


def consulted(actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None) -> None:
    """A page, list or search showed these people's data to the actor (DPA 2018 s62(2))."""
    _write(_entry(actor, event, Operation.CONSULTATION, case), people, sentence)


def disclosed(
    actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None, *, to: str = ""
) -> None:
    """Data left the system: an export, a print, a share (DPA 2018 s62(3)). `to` names who received them; where nobody else
    is named, whoever took them out."""
    entry = _entry(actor, event, Operation.DISCLOSURE, case)
    entry.recipient = (to or actor.name)[:200]
    _write(entry, people, sentence)


def signed(actor: Actor, event: str, sentence: str, account: CaseRef, *, altered: bool = False) -> None:
    """Something at the door: signing in or out, a refusal, a factor. Filed under the account that it concerns.

    Section 62 has no operation of that name. Signing in is a consultation: s62(3) asks of a consultation who made it, from
    where and when, and this row is what says so for all that follow. What alters the account (a factor, a password) is an
    alteration.
    """
    operation = Operation.ALTERATION if altered else Operation.CONSULTATION
    _write(_entry(actor, event, operation, account), (), sentence)


def turned_away(actor: Actor, sentence: str) -> None:
    """Someone asked for what they may not see or do, or for what is not in their reach. Filed as a consultation: it is an
    attempt at one, and names nobody, because nobody was shown."""
    _write(_entry(actor, "ledger.request.refused", Operation.CONSULTATION, None), (), sentence)


def forget(people: set[int]) -> None:
    """Take away what every entry tells that names one of these people; who, when and what kind stay for ever.

    Called within an act of erasure. It is carried out with that act's own entry, which tells the numbers of the entries.
    """
    doing = acts.current()
    if doing.spec.operation != Operation.ERASURE:
        raise OutsideAct(f"{doing.spec.event} is no erasure: only one may take away what the ledger tells")
    doing.notes.setdefault(FORGET, set()).update(people)


def received_by(name: str) -> None:
    """Called within an act that discloses: its entry says to whom."""
    doing = acts.current()
    if doing.spec.operation != Operation.DISCLOSURE:
        raise OutsideAct(f"{doing.spec.event} is no disclosure: nobody received anything by it")
    doing.notes[RECEIVED_BY] = name


def _entry(actor: Actor, event: str, operation: str, case: CaseRef | None) -> Entry:
    return Entry(
        at=clock.now(),
        operation=operation,
        event=event,
        actor_id=actor.user.pk if actor.user else None,
        actor=actor.name[:120],
        purpose=actor.purpose[:80],
        terminal=actor.terminal[:64],
        room=case.room if case else event.split(".", maxsplit=1)[0],
        kind=case.kind if case else "",
        case_id=case.id if case else None,
    )


def _write(entry: Entry, people: Iterable[int], sentence: str, changes: Iterable[dict[str, Any]] = ()) -> None:
    """Three inserts that stand or fall together: the entry, what it tells, whom it names."""
    named = sorted(set(people))
    salt = digests.new_salt()
    # What was typed into a search may hold a character that PostgreSQL takes in no text.
    told = Told(
        salt=salt, sentence=sentence.replace("\x00", "\N{REPLACEMENT CHARACTER}"), changes=_as_text(list(changes))
    )
    entry.told_digest = of_told = digests.told_digest(salt, told.sentence, told.changes)
    entry.digest = digests.entry_digest(_values(entry), named, of_told)
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        told.entry = entry
        told.save(force_insert=True)
        if named:
            EntryPerson.objects.bulk_create([EntryPerson(entry=entry, person_id=p) for p in named], AT_ONCE)


def _values(entry: Entry) -> list[digests.Value]:
    return [int(entry.at.timestamp()), *(getattr(entry, name) for name in digests.COLUMNS[1:])]


def _as_text(changes: list[dict[str, Any]]) -> str:
    return json.dumps(changes, cls=DjangoJSONEncoder, separators=(",", ":")) if changes else "[]"


def _people_of(doing: Act) -> set[int]:
    people = {p for change in doing.changes for p in change.record.person_ids()}
    return people | {p for _, records in doing.bulk for record in records for p in record.person_ids()}


def _changes_of(doing: Act) -> list[dict[str, Any]]:
    told = _without_content if doing.spec.operation == Operation.ERASURE else _told
    return [told(change) for change in doing.changes] + _bulk_told(doing)


def _told(change: Change) -> dict[str, Any]:
    return {"record": str(change.record.ref()), "old": change.old, "new": change.new}


def _without_content(change: Change) -> dict[str, Any]:
    """Of an erasure the ledger keeps which record and which columns, and no value (domain L7)."""
    return {"record": str(change.record.ref()), "erased": sorted({*change.old, *change.new})}


def _bulk_told(doing: Act) -> list[dict[str, Any]]:
    """Many records at once are told by number: their values stand in the rows themselves and in the file they came from."""
    numbers = Counter({model._meta.label_lower: 0 for model, _ in doing.bulk})
    for model, records in doing.bulk:
        numbers[model._meta.label_lower] += len(records)
    return [{"records": label, "created": number} for label, number in numbers.items()]


def _to_be_erased(doing: Act) -> list[int]:
    """Entries that tell of those to be forgotten. An erasure's own entry tells numbers alone, and stays."""
    people = doing.notes.get(FORGET)
    if not people:
        return []
    naming = Entry.objects.filter(people__person_id__in=people, told__isnull=False).exclude(operation=Operation.ERASURE)
    return sorted(set(naming.values_list("pk", flat=True)))


def _erased_told(erased: list[int]) -> list[dict[str, Any]]:
    return [{"entries_erased": digests.ranges(erased)}] if erased else []


def _erase(erased: list[int], erasure: Entry) -> None:
    """Leave first, then the deletion: the database refuses one without the other."""
    Erased.objects.bulk_create([Erased(told=each, erasure=erasure.pk) for each in erased], AT_ONCE)
    for begin in range(0, len(erased), AT_ONCE):
        Told.objects.filter(pk__in=erased[begin : begin + AT_ONCE]).delete()
