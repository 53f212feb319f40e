"""The extract for the Information Commissioner: whole, provable, and itself a disclosure."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest

from plumbline.kernel import clock
from plumbline.ledger.models import Entry, EntryPerson, Operation
from plumbline.oversight.tests.conftest import ago

PAGE = "/oversight/ledger/export/"


def asked(**told):
    return {
        "recipient": "Information Commissioner’s Office",
        "reference": "ICO-77",
        "why": "lawfulness",
        "since": str(clock.today() - timedelta(days=10)),
        "until": str(clock.today()),
    } | told


def taken(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_extract_proves_itself(watcher, client_for, child, entered, officer):
    ada = child()
    one = entered(officer(name="PS =Sum"), ada, at=ago(days=2), case=ada, sentence="=HYPERLINK(1)")
    entered(officer(), ada, at=ago(days=40))
    archive = taken(client_for(watcher).post(PAGE, asked()))
    assert sorted(archive.namelist()) == ["entries.csv", "entries.jsonl", "fields.txt", "manifest.json"]
    manifest = json.loads(archive.read("manifest.json"))
    for name, told in manifest["files"].items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == told["sha256"]
    lines = [json.loads(line) for line in archive.read("entries.jsonl").decode().splitlines()]
    rows = list(csv.DictReader(io.StringIO(archive.read("entries.csv").decode())))
    assert manifest["entries"] == len(lines) == len(rows) == manifest["files"]["entries.csv"]["entries"]
    assert [line["number"] for line in lines] == [int(row["number"]) for row in rows]
    assert one.pk in [line["number"] for line in lines]
    (row,) = [row for row in rows if int(row["number"]) == one.pk]
    assert row["sentence"] == "'=HYPERLINK(1)", "no spreadsheet takes it for a formula"
    assert row["people"] == str(ada.pk)
    assert (manifest["recipient"], manifest["reference"]) == ("Information Commissioner’s Office", "ICO-77")
    assert all(name in archive.read("fields.txt").decode() for name in lines[0])


def test_it_is_a_disclosure_that_names_everyone_and_the_recipient(watcher, client_for, child, entered, officer):
    ada = child()
    entered(officer(), ada, at=ago(days=2))
    response = client_for(watcher).post(PAGE, asked())
    entry = Entry.objects.get(event="oversight.ledger.exported")
    assert entry.operation == Operation.DISCLOSURE
    assert "Information Commissioner’s Office (reference ICO-77)" in entry.sentence
    assert EntryPerson.objects.filter(entry=entry, person_id=ada.pk).exists()
    numbers = [json.loads(line)["number"] for line in taken(response).read("entries.jsonl").decode().splitlines()]
    assert entry.pk not in numbers, "what was written after it was asked for is not in it"


def test_filters_narrow_it(watcher, client_for, child, entered, officer):
    ada, ben = child(), child(given_name="Ben")
    mine = entered(officer(name="PS Wanted"), ada, at=ago(days=2))
    entered(officer(name="PS Other"), ada, at=ago(days=2))
    entered(officer(name="PS Wanted"), ben, at=ago(days=2))
    told = asked(person=ada.reference, officer="wanted", operation="consultation")
    archive = taken(client_for(watcher).post(PAGE, told))
    (line,) = archive.read("entries.jsonl").decode().splitlines()
    assert json.loads(line)["number"] == mine.pk
    assert json.loads(archive.read("manifest.json"))["filters"]["person"] == ada.pk


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"recipient": ""}, "Who receives it"),
        ({"why": "performance"}, "valid choice"),
        ({"person": "Ada Marsh"}, "Enter a reference"),
        ({"since": "2030-01-01"}, "today or in the past"),
        ({"until": "2001-01-01"}, "before the first"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(watcher, client_for, told, said):
    page = client_for(watcher).post(PAGE, asked(**told))
    assert not page.streaming
    assert "There is a problem" in page.content.decode()
    assert said in page.content.decode()
    assert not Entry.objects.filter(operation=Operation.DISCLOSURE).exists()


def test_an_empty_extract_says_so(watcher, client_for):
    archive = taken(client_for(watcher).post(PAGE, asked(officer="nobody at all")))
    assert json.loads(archive.read("manifest.json"))["entries"] == 0
    assert archive.read("entries.jsonl") == b""
