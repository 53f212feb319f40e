"""The ledger's only writers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.acts import Act, Change, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import OutsideAct
from plumbline.kernel.records import ERASED
from plumbline.ledger.models import Entry, EntryPerson, Operation


def enter_act(doing: Act) -> None:
    """One entry for a whole act, from the same change-set that brings its duties into line."""
    case = doing.case_ref()
    entry = _entry(doing.actor, doing.spec.event, doing.spec.operation, case, doing.sentence())
    entry.at = doing.at
    entry.room = entry.room or doing.spec.room
    told = _erased if doing.spec.operation == Operation.ERASURE else _told
    entry.changes = [told(change) for change in doing.changes] + _bulk_told(doing) + doing.forgotten
    entry.submission = doing.actor.submission or None
    entry.save(force_insert=True)
    _name_people(entry, _people_of(doing))


def consulted(actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None) -> None:
    """A page, list or search showed these people's data to the actor (DPA 2018 s62(2))."""
    _read(actor, event, Operation.CONSULTATION, sentence, people, case=case)


def disclosed(actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None) -> None:
    """Data left the system: an export, a print, a share (DPA 2018 s62(3)). The sentence names the recipient."""
    _read(actor, event, Operation.DISCLOSURE, sentence, people, case=case)


def _read(
    actor: Actor, event: str, operation: str, sentence: str, people: Iterable[int], *, case: CaseRef | None
) -> None:
    entry = _entry(actor, event, operation, case, sentence)
    entry.room = entry.room or event.split(".", maxsplit=1)[0]
    entry.save(force_insert=True)
    _name_people(entry, people)


def _entry(actor: Actor, event: str, operation: str, case: CaseRef | None, sentence: str) -> Entry:
    return Entry(
        at=clock.now(),
        operation=operation,
        event=event,
        actor_id=actor.user.pk if actor.user else None,
        actor=actor.name[:120],
        purpose=actor.purpose[:80],
        terminal=actor.terminal[:64],
        room=case.room if case else "",
        kind=case.kind if case else "",
        case_id=case.id if case else None,
        sentence=sentence,
    )


def _name_people(entry: Entry, people: Iterable[int]) -> None:
    EntryPerson.objects.bulk_create([EntryPerson(entry=entry, person_id=p) for p in sorted(set(people))], 500)


def _people_of(doing: Act) -> set[int]:
    people = {p for change in doing.changes for p in change.record.person_ids()}
    return people | {p for _, records in doing.bulk for record in records for p in record.person_ids()}


def _told(change: Change) -> dict[str, Any]:
    return {"record": str(change.record.ref()), "old": change.old, "new": change.new}


def _erased(change: Change) -> dict[str, Any]:
    """Which columns of which record an erasure emptied. A log of what was erased must hold no copy of it."""
    return {"record": str(change.record.ref()), "erased": sorted(set(change.new or change.old) - {"version"})}


def _bulk_told(doing: Act) -> list[dict[str, Any]]:
    """Many records at once are told by number: their values stand in the rows themselves and in the file they came from."""
    numbers = Counter({model._meta.label_lower: 0 for model, _ in doing.bulk})
    for model, records in doing.bulk:
        numbers[model._meta.label_lower] += len(records)
    return [{"records": label, "created": number} for label, number in numbers.items()]


def forget(people: set[int]) -> None:
    """Inside an act of erasure: take the content out of every entry that names one of these people. Who, when, what kind and
    which number stay for ever; the act's own entry lists the entries that lost their content, by number."""
    doing = current()
    if doing.spec.operation != Operation.ERASURE:
        raise OutsideAct("only an erasure makes the ledger forget")
    named = EntryPerson.objects.filter(person_id__in=people).order_by("entry_id")
    entries = list(named.values_list("entry_id", flat=True).distinct())
    for start in range(0, len(entries), 500):
        Entry.objects.filter(pk__in=entries[start : start + 500]).update(sentence=ERASED, changes=[])
    doing.forgotten = [{"entries": entries}] if entries else []
