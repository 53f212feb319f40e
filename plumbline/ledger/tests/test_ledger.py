"""One row for each act and each read, with everyone whose data it touched; and no way to change a row."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import Actor, system
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.ledger import queries
from plumbline.ledger.actions import consulted, disclosed
from plumbline.ledger.models import Entry, EntryPerson, Operation

TEST = system("test")


@pytest.fixture
def Alias(db):
    return apps.get_model("people", "Alias")


@pytest.fixture
def noted(Alias, monkeypatch):
    """An act that gives someone an alias."""
    monkeypatch.setattr(acts, "register", dict(acts.register))

    @act("test.alias.noted", permission="people.record", says="Alias noted: {0.given_name}", operation="collection")
    def note(person, *, by, name):
        alias = Alias(person=person, kind="nickname", given_name=name)
        alias.save()
        return alias

    @act("test.aliases.noted", permission="people.record", says="Aliases noted")
    def note_many(people, *, by):
        return current().bulk_create(Alias, [Alias(person=p, kind="nickname", given_name="X") for p in people])

    note.many = note_many
    return note


def newest():
    return Entry.objects.order_by("-pk").first()


def named(entry):
    return sorted(entry.people.values_list("person_id", flat=True))


def test_an_act_leaves_one_row(noted, child):
    ada = child()
    before = Entry.objects.count()
    noted(ada, by=TEST, name="Addie")
    assert Entry.objects.count() == before + 1


def test_the_row_says_who_did_what_when_and_to_whom(noted, child, officer):
    ada, sergeant = child(), officer("sergeant", name="PS Okafor")
    by = Actor("PS Okafor", user=sergeant, purpose="responding", terminal="127.0.0.1", submission="form-1")
    with clock.frozen(datetime(2030, 7, 1, 12, tzinfo=UTC)):
        noted(ada, by=by, name="Addie")
    entry = newest()
    assert (entry.event, entry.operation, entry.sentence) == ("test.alias.noted", "collection", "Alias noted: Addie")
    assert (entry.actor_id, entry.actor, entry.purpose) == (sergeant.pk, "PS Okafor", "responding")
    assert (entry.terminal, entry.submission) == ("127.0.0.1", "form-1")
    assert entry.at == datetime(2030, 7, 1, 12, tzinfo=UTC)
    assert (entry.room, entry.kind, entry.case_id) == ("people", "person", ada.pk)
    assert named(entry) == [ada.pk]
    (change,) = entry.changes
    assert change["old"] == {}
    assert change["new"]["given_name"] == "Addie"
    assert str(entry) == "2030-07-01 12:00:00 PS Okafor: Alias noted: Addie"


def test_a_change_is_told_with_old_and_new(noted, child, monkeypatch):
    @act("test.alias.changed", permission="people.record", says="Changed")
    def change(alias, *, by, name):
        alias.given_name = name
        alias.save()
        return alias

    alias = noted(child(), by=TEST, name="Addie")
    change(alias, by=TEST, name="Adie")
    (told,) = newest().changes
    assert told == {"record": str(alias.ref()), "old": {"given_name": "Addie"}, "new": {"given_name": "Adie"}}


def test_a_part_of_the_system_acts_under_its_own_name(noted, child):
    noted(child(), by=system("import"), name="Addie")
    assert (newest().actor_id, newest().actor) == (None, "import")


def test_the_actors_name_stays_as_it_then_was(noted, child, officer):
    sergeant = officer("sergeant", name="PS Okafor")
    noted(child(), by=sergeant, name="Addie")
    sergeant.display_name = "Insp Okafor"
    sergeant.save()
    assert newest().actor == "PS Okafor"


def test_many_at_once_are_one_row_that_names_everyone(noted, child):
    people = [child(given_name=name) for name in ("Ada", "Ben", "Cat")]
    before = Entry.objects.count()
    noted.many(people, by=TEST)
    assert Entry.objects.count() == before + 1
    assert named(newest()) == sorted(p.pk for p in people)
    assert newest().changes == [{"records": "people.alias", "created": 3}]


def test_what_is_rolled_back_left_no_row(noted, child, Alias):
    ada = child()
    before = Entry.objects.count()
    with transaction.atomic():
        noted(ada, by=TEST, name="Addie")
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Alias.objects.count()) == (before, 0)


def test_a_read_names_everyone_it_showed_once(child, officer):
    ada, ben = child(), child(given_name="Ben")
    actor = Actor("PS Okafor", user=officer(), purpose="supervising")
    consulted(actor, "people.list.read", "List read", [ben.pk, ada.pk, ada.pk])
    entry = newest()
    assert (entry.operation, entry.room, entry.case_id) == (Operation.CONSULTATION, "people", None)
    assert named(entry) == [ada.pk, ben.pk]
    assert entry.purpose == "supervising"


def test_a_read_is_filed_under_its_case(child):
    ada = child()
    consulted(TEST, "missing.child.read", "Read", [ada.pk], ada.ref())
    assert (newest().room, newest().kind, newest().case_id) == ("people", "person", ada.pk)


def test_what_leaves_the_system_is_a_disclosure(child):
    disclosed(TEST, "people.list.exported", "Exported to PS Okafor", [child().pk])
    assert newest().operation == Operation.DISCLOSURE


def test_long_names_are_cut_and_do_not_stop_a_read(db):
    consulted(Actor("x" * 500, purpose="y" * 500, terminal="z" * 500), "a.b.c", "s" * 20_000, [])
    assert (len(newest().actor), len(newest().purpose), len(newest().terminal)) == (120, 80, 64)


class TestSubmissions:
    def test_a_mark_is_used_once(self, noted, child):
        noted(child(), by=Actor("test", submission="form-1"), name="Addie")
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(at=clock.now(), operation="alteration", event="a.b.c", submission="form-1")

    def test_it_leads_to_where_the_first_one_led(self, noted, child):
        ada = child()
        noted(ada, by=Actor("test", submission="form-1"), name="Addie")
        assert queries.case_of_submission("form-1") == CaseRef("people", "person", ada.pk)
        assert queries.case_of_submission("form-2") is None

    def test_a_read_carries_no_mark(self, child):
        consulted(Actor("test", submission="form-1"), "a.b.c", "Read", [child().pk])
        consulted(Actor("test", submission="form-1"), "a.b.c", "Read", [child().pk])
        assert newest().submission is None


def test_the_newest_act_of_a_room_moves_with_acts_and_not_with_reads(noted, child):
    ada = child()
    before = queries.newest()
    consulted(TEST, "people.person.read", "Read", [ada.pk])
    assert queries.newest() > before
    assert not queries.acted_since("people", before)
    noted(ada, by=TEST, name="Addie")
    assert queries.acted_since("people", before)
    assert not queries.acted_since("no-such-room", before)


def test_an_operation_that_the_law_does_not_name_is_refused(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(at=clock.now(), operation="glance", event="a.b.c")


def test_nothing_in_the_ledgers_own_code_changes_or_deletes_a_row():
    """Its writers only insert, but for the one that an erasure calls. (That no other room writes to it is a guard of
    tests/architecture.)"""
    from inspect import getsource
    from pathlib import Path

    import plumbline.ledger
    from plumbline.ledger.actions import forget

    code = "\n".join(path.read_text() for path in Path(plumbline.ledger.__file__).parent.glob("*.py"))
    code = code.replace(getsource(forget), "")
    assert [way for way in (".update(", ".delete(", "bulk_update", "update_or_create") if way in code] == []


def test_a_person_in_the_ledger_holds_back_no_deletion(child):
    """No foreign key leads out of the ledger into a room."""
    tables = connection.introspection
    with connection.cursor() as cursor:
        for model in (Entry, EntryPerson):
            relations = tables.get_relations(cursor, model._meta.db_table)
            assert {table for _, table in (r[:2] for r in relations.values())} <= {Entry._meta.db_table}
