"""Section 62, walked: whatever is shown, taken out or done leaves its row, which names those whose data it was."""

import re
from html import unescape

import pytest

from plumbline.ledger.models import Entry, EntryPerson, Operation
from plumbline.people.models import Person
from tests.architecture.code import repository, table
from tests.architecture.living.addresses import listed, signed_in

pytestmark = (
    pytest.mark.one_database
)  # who is named in an entry does not hang on the engine; the ledger has tests on both

PAGES = [pytest.param(a, id=a.name) for a in listed() if a.method == "get" and not a.is_open]
EXPORTS = [pytest.param(a, id=a.name) for a in listed() if a.exports]
SHOWS = [pytest.param(a, id=a.name) for a in listed() if a.method == "get" and a.purpose]
OFFERS_SOMETIMES = ("web:gallery", "oversight:pattern")  # what is invented; what was found, if anything was
TAKES_OUT = re.compile(r"[?&](amp;)?format=(csv|xlsx)")


def newest():
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def named_since(before, operation):
    people = EntryPerson.objects.filter(entry__pk__gt=before, entry__operation=operation)
    return set(people.values_list("person_id", flat=True))


def told_of(text):
    """Everyone whose name stands in it."""
    return {person.pk for person in Person.objects.select_related("mother") if person.name and person.name in text}


def asked(world, address, **more):
    role = address.right_role() if not address.exports or not more else address.exporting_role()
    return address.ask(signed_in(world, role), world, **more)


def test_names_are_seen_in_a_page(world):
    assert told_of(f"<p>{world.ada.name}</p>") == {world.ada.pk}
    assert told_of("<p>nobody</p>") == set()


@pytest.mark.parametrize("address", PAGES)
def test_everyone_whom_a_page_shows_is_named_by_its_consultation(world, address):
    before = newest()
    shown = told_of(unescape(asked(world, address).content.decode()))
    missed = shown - named_since(before, Operation.CONSULTATION)
    assert not missed, f"shown and not in the ledger: {[str(p) for p in Person.objects.filter(pk__in=missed)]}"


@pytest.mark.parametrize("address", SHOWS)
def test_a_page_that_shows_a_record_names_whose_it_is(world, address):
    before = newest()
    asked(world, address)
    named = named_since(before, Operation.CONSULTATION)
    assert named
    assert set(getattr(world, address.record).person_ids() if address.record else ()) <= named


@pytest.mark.parametrize("address", PAGES)
def test_a_page_reads_and_does_nothing_else(world, address):
    before = newest()
    asked(world, address)
    operations = set(Entry.objects.filter(pk__gt=before).values_list("operation", flat=True))
    assert operations <= {Operation.CONSULTATION}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("address", EXPORTS)
def test_an_export_is_a_disclosure_that_says_of_whom_and_to_whom(world, address, form):
    before = newest()
    client = signed_in(world, address.exporting_role())
    path = address.path(world)
    answer = client.get(f"{path}{'&' if '?' in path else '?'}format={form}")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    (entry,) = Entry.objects.filter(pk__gt=before)
    assert entry.operation == Operation.DISCLOSURE
    assert entry.recipient
    assert entry.recipient in entry.actor
    assert entry.people.exists() or not address.purpose
    if form == "csv":
        assert told_of(content.decode()) <= set(entry.people.values_list("person_id", flat=True))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_offers_a_file_is_listed_as_one(world, address):
    """So that no export is left out above. The gallery offers what is invented."""
    roles = {address.right_role(), *({address.exporting_role()} if address.exports else ())}
    pages = [address.ask(world.client(role), world).content.decode() for role in roles]
    assert any(TAKES_OUT.search(page) for page in pages) == bool(address.exports) or address.name in OFFERS_SOMETIMES


def test_every_template_that_offers_a_file_is_walked():
    offering = {
        s.path for s in repository() if s.path.endswith(".html") and "<c-export" in s.text and "/cotton/" not in s.path
    }
    assert len(offering - {"plumbline/web/templates/web/gallery.html"}) == len(EXPORTS), offering


def test_every_act_leaves_one_row_of_the_operation_that_it_declares(world, deeds):
    wrong = [
        (deed.spec.event, [(entry.event, entry.operation) for entry in deed.entries])
        for deed in deeds
        if [(entry.event, entry.operation) for entry in deed.entries] != [(deed.spec.event, deed.spec.operation)]
    ]
    assert wrong == []
    assert {deed.spec.event for deed in deeds} | set(table("acts_not_done.yaml")) >= set(world.done)
