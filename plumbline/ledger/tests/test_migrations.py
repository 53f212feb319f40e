"""A ledger that was begun before content stood apart keeps every word, and has digests that hold."""

import json

from django.core.management import call_command

from plumbline.ledger import digests, guards
from plumbline.ledger.models import Entry

ENTRY = (
    "INSERT INTO ledger_entry (at, operation, event, actor_id, actor, purpose, terminal, room, kind, case_id, sentence,"
    " changes, submission) VALUES (%s, 'alteration', 'a.b.c', NULL, 'Müller', '', '', 'a', 'b', 7, %s, %s, NULL)"
)
CHANGES = [{"record": "a/b/7", "old": {"x": None}, "new": {"x": "é “q” \\ \u0001"}}]


def test_what_was_told_is_carried_over(unmigrated, monkeypatch):
    from importlib import import_module

    monkeypatch.setattr(import_module("plumbline.ledger.migrations.0003_carry_over"), "AT_ONCE", 2)
    call_command("migrate", "ledger", "0001", verbosity=0)
    with unmigrated.cursor() as cursor:
        for number in range(5):
            cursor.execute(ENTRY, ["2026-03-28 10:00:00", f"Said {number}", json.dumps(CHANGES if number else [])])
        cursor.executemany(
            "INSERT INTO ledger_entryperson (entry_id, person_id) VALUES (%s, %s)", [(2, 9), (2, 4), (5, 1)]
        )
    call_command("migrate", "ledger", verbosity=0)
    entries = list(Entry.objects.select_related("told").order_by("pk"))
    assert [(e.sentence, e.changes) for e in entries] == [(f"Said {n}", CHANGES if n else []) for n in range(5)]
    assert guards.missing_on(unmigrated) == []
    for entry, people in zip(entries, ([], [4, 9], [], [], [1]), strict=True):
        told = digests.told_digest(bytes(entry.told.salt), entry.told.sentence, entry.told.changes)
        values = [int(entry.at.timestamp()), *(getattr(entry, name) for name in digests.COLUMNS[1:])]
        assert bytes(entry.told_digest) == told
        assert bytes(entry.digest) == digests.entry_digest(values, people, told)


def test_it_can_be_taken_back(unmigrated):
    call_command("migrate", "ledger", "0001", verbosity=0)
    with unmigrated.cursor() as cursor:
        cursor.execute(ENTRY, ["2026-03-28 10:00:00", "Said", json.dumps(CHANGES)])
    call_command("migrate", "ledger", verbosity=0)
    call_command("migrate", "ledger", "0001", verbosity=0)
    with unmigrated.cursor() as cursor:
        cursor.execute("SELECT sentence, changes FROM ledger_entry")
        sentence, changes = cursor.fetchone()
    assert (sentence, json.loads(changes) if isinstance(changes, str) else changes) == ("Said", CHANGES)
