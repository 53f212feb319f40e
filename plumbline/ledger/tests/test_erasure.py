"""What entries told of someone is taken away by an erasure, with nothing left of it; who, when and what kind stay."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from plumbline.kernel import acts
from plumbline.kernel.actors import system
from plumbline.kernel.acts import act
from plumbline.kernel.errors import OutsideAct
from plumbline.ledger.actions import consulted, forget, seals
from plumbline.ledger.models import ERASED, Entry, Erased, Told
from plumbline.ledger.verify import verify

TEST = system("test")
SECRET = "Wilhelmina Ashgrove-Pettifer"


@pytest.fixture(autouse=True)
def _own_register(monkeypatch):
    monkeypatch.setattr(acts, "register", dict(acts.register))


@pytest.fixture
def erase():
    @act("test.person.erased", permission="people.record", says="Record erased", operation="erasure")
    def erase_person(*, by, people):
        forget(people)

    return lambda *people: erase_person(by=TEST, people=set(people))


def read(*people, says=SECRET):
    consulted(TEST, "people.person.read", f"Record of {says} read", people)
    return Entry.objects.latest("pk")


def test_what_was_told_of_them_goes_and_the_entry_stays(db, erase):
    mine, shared, other = read(4), read(4, 9), read(9)
    erase(4)
    for entry in (mine, shared):
        again = Entry.objects.get(pk=entry.pk)
        assert (again.sentence, again.changes, again.is_erased) == (ERASED, [], True)
        assert (again.actor, again.event, again.at) == ("test", "people.person.read", entry.at)
        assert again.people.filter(person_id=4).exists()
    assert SECRET in Entry.objects.get(pk=other.pk).sentence


def test_its_own_entry_says_which_by_number(db, erase):
    first, _second, third = read(4), read(9), read(4)
    erase(4)
    own = Entry.objects.latest("pk")
    assert own.operation == "erasure"
    assert own.changes == [{"entries_erased": f"{first.pk},{third.pk}"}]
    assert list(Erased.objects.order_by("pk").values_list("told", "erasure")) == [
        (first.pk, own.pk),
        (third.pk, own.pk),
    ]


def test_again_takes_what_has_come_since(db, erase):
    read(4)
    erase(4)
    late = read(4)
    erase(4)
    assert Entry.objects.latest("pk").changes == [{"entries_erased": str(late.pk)}]


def test_the_entry_of_an_erasure_keeps_no_value_and_is_never_erased_itself(child, monkeypatch):
    Alias = apps.get_model("people", "Alias")

    @act("test.alias.noted", permission="people.record", says="Noted", operation="collection")
    def note(person, *, by):
        alias = Alias(person=person, kind="nickname", given_name=SECRET)
        alias.save()
        return alias

    @act("test.alias.erased", permission="people.record", says="Alias erased", operation="erasure")
    def take_away(alias, *, by):
        forget({alias.person_id})
        alias.delete()

    ada = child()
    alias = note(ada, by=TEST)
    take_away(alias, by=TEST)
    own = Entry.objects.latest("pk")
    assert SECRET not in own.told.changes
    assert own.changes[0]["record"] == f"people/alias/{alias.pk}"
    assert "given_name" in own.changes[0]["erased"]
    take_away(note(ada, by=TEST), by=TEST)
    assert not Entry.objects.get(pk=own.pk).is_erased


def test_only_an_erasure_may(db):
    @act("test.person.changed", permission="people.record", says="Changed")
    def change(*, by):
        forget({4})

    entry = read(4)
    with pytest.raises(OutsideAct, match="is no erasure"):
        change(by=TEST)
    with pytest.raises(OutsideAct):
        forget({4})
    assert not Entry.objects.get(pk=entry.pk).is_erased


def test_an_erasure_that_fails_takes_nothing(db, erase, monkeypatch):
    entry = read(4)

    def full(_doing):
        raise RuntimeError("disk full")

    monkeypatch.setitem(acts._witnesses, "full", full)
    with pytest.raises(RuntimeError):
        erase(4)
    assert not Entry.objects.get(pk=entry.pk).is_erased
    assert not Erased.objects.exists()


def test_without_leave_the_database_refuses(db):
    entry = read(4)
    with pytest.raises(IntegrityError, match="only an erasure takes away"), transaction.atomic():
        Told.objects.filter(pk=entry.pk).delete()


def test_an_erased_ledger_is_whole(own, settings, erase):
    for person in (4, 9, 4):
        read(person)
    seals.seal(seals.Settling())
    erase(4)
    seals.seal(seals.Settling())
    report = verify(Path(settings.LEDGER_HEADS))
    assert (report.findings, report.entries) == ([], 4)


def test_nothing_of_it_is_left_in_the_file(own, erase, tmp_path):
    """Neither in freed pages nor in the write-ahead log once that is written back."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL frees what was deleted when it vacuums: docs/operations.md")
    read(4)
    read(9, says="someone else")
    path = Path(str(own.settings_dict["NAME"]))
    with own.cursor() as cursor:
        assert cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert SECRET.encode() in path.read_bytes()
        erase(4)
        assert cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert SECRET.encode() not in path.read_bytes()
    assert b"someone else" in path.read_bytes()
