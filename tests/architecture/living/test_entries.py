"""Every act leaves exactly one entry in the ledger, and says what it changed."""

import pytest

from plumbline.kernel import acts
from plumbline.ledger.models import Entry, EntryPerson, Operation
from tests.architecture.code import table

NOT_DONE = table("acts_not_done.yaml")
SORTED = table("models.yaml")


def test_the_world_does_every_act(world):
    """A new act is added to tests/world.py, or listed with where else it is driven."""
    missed = set(acts.register) - world.done
    assert missed == set(NOT_DONE), f"not done and not listed, or listed and done: {sorted(missed ^ set(NOT_DONE))}"


def test_an_act_leaves_exactly_one_entry(world, deeds):
    wrong = [(deed.spec.event, [e.event for e in deed.entries]) for deed in deeds if len(deed.entries) != 1]
    assert wrong == []


def test_the_entry_is_the_acts_own(world, deeds):
    for deed in deeds:
        (entry,) = deed.entries
        assert (entry.event, entry.operation) == (deed.spec.event, deed.spec.operation)
        assert entry.actor
        assert entry.room


def test_its_sentence_is_whole(world, deeds):
    broken = [
        e.sentence
        for d in deeds
        for e in d.entries
        if any(bad in e.sentence for bad in ("{", "}", "None", "object at"))
    ]
    assert broken == []
    assert all(len(entry.sentence) > 8 for deed in deeds for entry in deed.entries)


def test_it_says_what_changed(world, deeds):
    """Accounts alone are not records: their entry is its sentence."""
    silent = {deed.spec.event for deed in deeds for entry in deed.entries if not entry.changes}
    accounts = {"account.opened", "account.closed", "sessions.ended", "password.set", "factors.removed"}
    assert silent - {f"access.{event}" for event in accounts} == set()


@pytest.mark.parametrize("room", ["missing", "people"])
def test_an_entry_about_a_child_names_the_child(world, deeds, room):
    nobody = {
        entry.event
        for deed in deeds
        for entry in deed.entries
        if deed.spec.room == room and not EntryPerson.objects.filter(entry=entry).exists()
    }
    assert nobody - {"missing.view.kept", "missing.view.dropped"} == set()


def test_only_models_listed_as_changing_change(world, deeds):
    changed = {
        change["record"].rsplit("/", 1)[0].replace("/", ".")
        for deed in deeds
        if deed.spec.operation not in (Operation.COMBINATION, Operation.ERASURE)
        for entry in deed.entries
        for change in entry.changes
        if change.get("old") and change.get("new")
    }
    assert changed - set(SORTED["changes"]) == set()


def test_every_model_listed_as_changing_was_changed(world, deeds):
    """A list that says more than is true guards nothing."""
    changed = {
        change["record"].rsplit("/", 1)[0].replace("/", ".")
        for deed in deeds
        for entry in deed.entries
        for change in entry.changes
        if change.get("old") and change.get("new")
    }
    assert set(SORTED["changes"]) - changed - set(SORTED["changes_elsewhere"]) == set()


def test_only_views_and_derived_rows_are_ever_deleted(world, deeds):
    deleted = {
        change["record"].rsplit("/", 1)[0]
        for deed in deeds
        for entry in deed.entries
        for change in entry.changes
        if change.get("old") and not change.get("new")
    }
    assert deleted <= {"missing/savedview"}


def test_an_erasure_keeps_no_copy(world, deeds):
    """Which columns of which record were emptied, and no value of any."""
    erased = [
        change for deed in deeds if deed.spec.operation == Operation.ERASURE for change in deed.entries[0].changes
    ]
    assert erased
    assert {name for change in erased for name in change} == {"record", "erased", "entries_erased"}


def test_reads_and_acts_are_told_apart(world):
    assert not Entry.objects.filter(operation=Operation.CONSULTATION).exists(), "the world was built without looking"
    world.client("sergeant").get(f"/missing/{world.episode.pk}/")
    read = Entry.objects.filter(operation=Operation.CONSULTATION)
    assert read.exists()
    assert EntryPerson.objects.filter(entry__in=read, person_id=world.ada.pk).exists()
