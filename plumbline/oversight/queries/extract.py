"""The extract for the Information Commissioner: a zip that is written while it is sent, so that no size is too large.

In it: entries.csv and entries.jsonl with the same entries, fields.txt that says what each field is, and manifest.json, last,
with the period, the filters, how many entries, and the SHA-256 of each file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from plumbline.ledger.models import Entry
from plumbline.web.tables import harmless


def _record(entry: Entry) -> str:
    return f"{entry.room}/{entry.kind}/{entry.case_id}" if entry.case_id else ""


FIELDS: dict[str, tuple[str, Callable[[Entry], Any]]] = {
    "number": ("Number of the entry in the ledger; they rise in the order in which they were written", lambda e: e.pk),
    "at": ("Date and time in UTC", lambda e: e.at.strftime("%Y-%m-%dT%H:%M:%SZ")),
    "operation": ("One of the six operations of section 62(1) of the Data Protection Act 2018", lambda e: e.operation),
    "event": ("What was done, by the name under which the programme knows it", lambda e: e.event),
    "actor_number": ("Number of the account; empty where a part of the system acted", lambda e: e.actor_id),
    "actor": ("Name of the account as it then was", lambda e: e.actor),
    "purpose": ("Purpose stated, where the role or the page asks for one", lambda e: e.purpose),
    "terminal": ("Network address of the device", lambda e: e.terminal),
    "recipient": ("To whom data was disclosed, where it was", lambda e: getattr(e, "recipient", "")),
    "record": ("The record under which the entry is filed: room/kind/number", _record),
    "people": (
        "Numbers of the people whose data was touched or shown",
        lambda e: sorted(p.person_id for p in e.people.all()),
    ),
    "sentence": ("What was done, in words; “[erased]” where the content was erased", lambda e: e.sentence),
    "changes": ("Fields that were changed, each from what to what; in entries.jsonl alone", lambda e: e.changes),
}
IN_LINES_ALONE = "changes"
CHUNK = 2000


class _Pipe(io.RawIOBase):
    """A file that hands on what is written to it."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self.held = b"".join(self.held), []
        return taken


def zipped(entries: QuerySet[Entry], about: dict[str, Any]) -> Iterator[bytes]:
    """The zip, piece by piece. Entries are read twice, once for each file, up to the same last number, so that both are alike."""
    pipe, sums, counted = _Pipe(), {}, 0
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in (("entries.csv", _csv), ("entries.jsonl", _jsonl)):
            digest, counted = hashlib.sha256(), -1 if name.endswith(".csv") else 0
            with archive.open(name, "w", force_zip64=True) as file:
                for text in lines(entries):
                    piece = text.encode()
                    digest.update(piece)
                    file.write(piece)
                    counted += 1
                    yield pipe.taken()
            sums[name] = {"sha256": digest.hexdigest(), "entries": counted}
        fields = _fields().encode()
        archive.writestr("fields.txt", fields)
        sums["fields.txt"] = {"sha256": hashlib.sha256(fields).hexdigest()}
        archive.writestr(
            "manifest.json", json.dumps(about | {"entries": counted, "files": sums}, indent=2, default=_plain)
        )
    yield pipe.taken()


def _rows(entries: QuerySet[Entry]) -> Iterable[Entry]:
    return entries.order_by("id").prefetch_related("people").iterator(chunk_size=CHUNK)


def _csv(entries: QuerySet[Entry]) -> Iterator[str]:
    names = [name for name in FIELDS if name != IN_LINES_ALONE]
    line = io.StringIO()
    writer = csv.writer(line)
    for row in _with_head(names, entries):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _with_head(names: list[str], entries: QuerySet[Entry]) -> Iterator[list[Any]]:
    yield names
    for entry in _rows(entries):
        told = [FIELDS[name][1](entry) for name in names]
        yield [harmless(" ".join(map(str, each)) if isinstance(each, list) else each) for each in told]


def _jsonl(entries: QuerySet[Entry]) -> Iterator[str]:
    for entry in _rows(entries):
        told = {name: value(entry) for name, (_, value) in FIELDS.items()}
        yield json.dumps(told, ensure_ascii=False, default=_plain) + "\n"


def _fields() -> str:
    return "".join(f"{name}: {says}.\n" for name, (says, _) in FIELDS.items())


def _plain(value: Any) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)
