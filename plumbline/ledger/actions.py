"""The ledger's only writers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.acts import Act, Change
from plumbline.kernel.caserefs import CaseRef
from plumbline.ledger.models import Entry, EntryPerson, Operation


def enter_act(doing: Act) -> None:
    """One entry for a whole act, from the same change-set that brings its duties into line."""
    case = doing.case_ref()
    entry = _entry(doing.actor, doing.spec.event, doing.spec.operation, case, doing.sentence())
    entry.at = doing.at
    entry.room = entry.room or doing.spec.room
    entry.changes = [_told(change) for change in doing.changes] + _bulk_told(doing)
    entry.submission = doing.actor.submission or None
    entry.save(force_insert=True)
    _name_people(entry, _people_of(doing))


def consulted(actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None) -> None:
    """A page, list or search showed these people's data to the actor (DPA 2018 s62(2))."""
    _read(actor, event, Operation.CONSULTATION, sentence, people, case=case)


def disclosed(  # noqa: PLR0917
    actor: Actor, event: str, sentence: str, people: Iterable[int], case: CaseRef | None = None, to: str = ""
) -> None:
    """Data left the system: an export, a print, a share (DPA 2018 s62(3)). `to` names the recipient."""
    said = f"{sentence}, to {to}" if to else sentence
    _read(actor, event, Operation.DISCLOSURE, said, people, case=case)


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


def _bulk_told(doing: Act) -> list[dict[str, Any]]:
    """Many records at once are told by number: their values stand in the rows themselves and in the file they came from."""
    numbers = Counter({model._meta.label_lower: 0 for model, _ in doing.bulk})
    for model, records in doing.bulk:
        numbers[model._meta.label_lower] += len(records)
    return [{"records": label, "created": number} for label, number in numbers.items()]
