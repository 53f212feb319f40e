"""Whether the ledger is what it was when it was written; and where it is not.

Everything is read once, in the order of numbers, and held against what seals, signatures and the file of heads say:
entries, what they tell and whom they name run past in step. Nothing is believed because the database says it where the
file of heads says otherwise.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from plumbline.kernel import clock
from plumbline.ledger import digests, guards, heads
from plumbline.ledger.models import Operation

AT_ONCE = 5000
TOO_LONG = 600  # seconds for which an entry may wait for its seal before that is itself a finding
MOST = 1_000_000  # entries that a seal can be believed to hold
TEXTS = ("operation", "event", "actor", "purpose", "terminal", "recipient", "room", "kind", "submission")
# A moment that is not in the form in which the product writes it has been written by someone else: no digest fits it.
AT = {
    "sqlite": "CASE length(at) WHEN 19 THEN CAST(strftime('%s', at) AS INTEGER) END",
    "postgresql": "CASE WHEN date_trunc('second', at) = at THEN EXTRACT(EPOCH FROM at)::bigint END",
}
SECONDS = {
    "sqlite": "CAST(strftime('%s', sealed_at) AS INTEGER)",
    "postgresql": "EXTRACT(EPOCH FROM sealed_at)::bigint",
}
# As bytes: text that is no longer valid must be found, not stumble over.
RAW = {"sqlite": "CAST({} AS BLOB)", "postgresql": "convert_to({}, 'UTF8')"}

KINDS = {
    "edited": "was changed after it was written",
    "deleted": "was taken out",
    "inserted": "was put in later, where nothing was written then",
    "reordered": "changed places",
    "truncated": "is cut off at the end",
    "content": "lost what it tells, and no erasure accounts for it",
    "seal": "is not as it was made",
    "batch": "holds an entry that was changed; which one cannot be told",
    "erasure": "does not agree with what was taken away in its name",
    "heads": "is not as it should be",
    "unsealed": "",
    "guard": "the database no longer refuses to change or delete rows: a trigger is missing",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `where` names entries, a seal, or whatever else it is about."""

    kind: str
    where: str
    batch: str = ""
    says: str = ""

    def __str__(self) -> str:
        batch = f" ({self.batch})" if self.batch else ""
        return f"{self.kind.upper().ljust(10)} {self.where}{batch}: {self.says or KINDS[self.kind]}"


@dataclass
class Report:
    """What was looked at, what was found, and what a reader should know besides."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    oldest_unsealed: int | None = None  # seconds since 1970
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sealed:
    """A seal as the database has it."""

    number: int
    first: int
    last: int
    ids: str
    count: int
    marks: bytes
    previous: bytes
    head: bytes
    sealed_at: int
    signature: bytes

    def as_kept(self) -> heads.Head:
        marks = hashlib.sha256(self.marks).digest()
        return heads.Head(self.number, self.ids, self.sealed_at, self.head, marks, self.signature)


Batch = tuple[
    heads.Head, bytes
]  # a seal as it is believed, and the marks of its entries (empty if there are none to trust)


def verify(path: Path, public_key: Path | None = None, progress: Callable[[int], Any] = lambda _: None) -> Report:
    """Everything, as of one moment, while others go on writing."""
    report = Report()
    report.findings += [Finding("guard", name) for name in guards.missing_on(connection)]
    kept = heads.read(path) if path.exists() else heads.Kept(None, {}, [])
    now = int(clock.now().timestamp())
    with _one_moment():
        seals = _seals()
        report.seals = len(seals)
        _tell_of_file(report, path, kept, seals)
        key = _key(report, path, kept, public_key, seals)
        batches = _batches(report, seals, kept, key)
        _Walk(report, batches, progress).go()
    age = now - (report.oldest_unsealed or now)
    if age > TOO_LONG:
        says = f"not sealed, the oldest for {age // 60:,} minutes. Is `plumbline worker` running?"
        report.findings.append(Finding("unsealed", f"{report.unsealed:,} entries", says=says))
    return report


# What is read


@contextmanager
def _one_moment() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _rows(sql: str, name: str = "ledger_rows") -> Iterator[Any]:
    """Straight from the driver, a few thousand at a time."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        cursor = raw.cursor()
        cursor.arraysize = AT_ONCE
        yield from cursor.execute(sql)
        return
    with raw.cursor(name=name) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, binary=True)
        yield from cursor


def _entries() -> Iterator[Any]:
    raw, at = RAW[connection.vendor], AT[connection.vendor]
    columns = ", ".join(at if name == "at" else raw.format(name) if name in TEXTS else name for name in digests.COLUMNS)
    return _rows(f"SELECT id, told_digest, digest, {columns} FROM ledger_entry ORDER BY id", "ledger_entries")  # noqa: S608


def _told() -> Iterator[Any]:
    raw = RAW[connection.vendor]
    columns = f"{raw.format('sentence')}, {raw.format('changes')}"
    return _rows(f"SELECT entry_id, salt, {columns} FROM ledger_told ORDER BY entry_id", "ledger_told")  # noqa: S608


def _people() -> Iterator[Any]:
    sql = "SELECT entry_id, person_id FROM ledger_entryperson ORDER BY entry_id, person_id"
    return _rows(sql, "ledger_people")


def _seals() -> dict[int, Sealed]:
    raw = RAW[connection.vendor].format("ids")
    sql = (
        f"SELECT number, first, last, {raw}, count, marks, previous, head, {SECONDS[connection.vendor]}, signature"  # noqa: S608
        " FROM ledger_seal ORDER BY number"
    )
    found = {}
    for number, first, last, ids, *rest in _rows(sql, "ledger_seals"):
        found[number] = Sealed(number, first, last, bytes(ids).decode(errors="replace"), *rest)
    return found


def _erased() -> dict[int, int]:
    return dict(_rows("SELECT told, erasure FROM ledger_erased ORDER BY told", "ledger_erased"))


class _InStep:
    """Rows that belong to entries, handed out entry by entry. `strays` are numbers of entries that never came."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self.rows = rows
        self.ahead = next(rows, None)
        self.strays: set[int] = set()

    def of(self, entry: int) -> list[Any]:
        found = []
        ahead = self.ahead
        while ahead is not None and ahead[0] <= entry:
            if ahead[0] == entry:
                found.append(ahead)
            else:
                self.strays.add(ahead[0])
            ahead = next(self.rows, None)
        self.ahead = ahead
        return found

    def rest(self) -> None:
        if self.ahead is not None:
            self.strays.add(self.ahead[0])
        self.strays.update(row[0] for row in self.rows)


# Seals against the file of heads, and signatures


def _tell_of_file(report: Report, path: Path, kept: heads.Kept, seals: dict[int, Sealed]) -> None:
    if not path.exists():
        if seals:
            says = "is not there. Without it, entries cut off the end together with their seals cannot be seen"
            report.findings.append(Finding("heads", str(path), says=says))
        return
    if kept.torn:
        report.notes.append(
            f"{kept.torn} unfinished lines in {path}, as a power failure leaves them; each was written again."
        )
    for said in kept.set_back:
        at = f"{datetime.fromtimestamp(said.at, UTC):%Y-%m-%d %H:%M}"
        report.notes.append(
            f"On {at} UTC the ledger was set back to seal {said.to}; what came after was lost: {said.reason}"
        )
    behind = [number for number in seals if number not in kept.heads]
    if behind:
        report.notes.append(
            f"{len(behind)} of the seals are not in the file of heads yet; the next sealing writes them."
        )


def _key(
    report: Report, path: Path, kept: heads.Kept, pinned: Path | None, seals: dict[int, Sealed]
) -> Ed25519PublicKey | None:
    """The key given by whoever checks; else the one that the file of heads names."""
    given = heads.public_key_in(pinned) if pinned else None
    if given and kept.public_key and heads.as_pem(given) != heads.as_pem(kept.public_key):
        report.findings.append(Finding("heads", str(path), says="names another key than the one given"))
    if given is None and kept.public_key is None and (seals or path.exists()):
        says = "there is no public key to check signatures with: give one with --public-key"
        report.findings.append(Finding("heads", str(path), says=says))
    return given or kept.public_key


def _batches(report: Report, seals: dict[int, Sealed], kept: heads.Kept, key: Ed25519PublicKey | None) -> list[Batch]:
    """The seals that are to be believed, in order: the file's word before the database's."""
    believed: list[Batch] = []
    previous = digests.START
    newest, known = max(seals, default=0), max([*seals, *kept.heads], default=0)
    _check_signatures(report, seals, kept, key)
    for number in range(1, known + 1):
        held, filed = seals.get(number), kept.heads.get(number)
        if held is None:
            kind, what = ("truncated", "is cut off the end") if number > newest else ("deleted", "was taken out")
            of = f", which held entries {filed.ids}" if filed else ""
            report.findings.append(Finding(kind, f"seal {number}", says=f"the seal{of}, {what}"))
        if held and not _is_sound(held, filed, previous):
            differs = " It differs from what the file of heads says of it." if filed else ""
            report.findings.append(Finding("seal", f"seal {number}", says=f"{KINDS['seal']}.{differs}"))
        head = filed or (held.as_kept() if held else None)
        if head and _size(head.ids):
            marks = held.marks if held and hashlib.sha256(held.marks).digest() == head.marks else b""
            believed.append((head, marks))
        previous = head.head if head else previous
    return believed


def _is_sound(held: Sealed, filed: heads.Head | None, previous: bytes) -> bool:
    """A seal agrees with itself, with the one before it, and with what the file of heads says of it."""
    told = (*_bounds(held.ids), _size(held.ids)) if _size(held.ids) else ()
    return told == (held.first, held.last, held.count) and held.previous == previous and filed in (None, held.as_kept())


def _size(ids: str) -> int:
    """How many entries the text names; 0 where it is not as a seal writes it."""
    if not re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", ids):
        return 0
    pairs = [part.split("-") for part in ids.split(",")]
    size = sum(int(pair[-1]) - int(pair[0]) + 1 for pair in pairs)
    return size if 0 < size <= MOST else 0


def _check_signatures(report: Report, seals: dict[int, Sealed], kept: heads.Kept, key: Ed25519PublicKey | None) -> None:
    """Each head holds the one before, so the newest signature vouches for all; those that the file does not repeat word for
    word are checked one by one."""
    if key is None:
        return
    for said in kept.set_back:
        if not heads.is_signed(key, said.signature, said.signed()):
            report.findings.append(
                Finding("heads", f"set back to {said.to}", says="is not signed with the ledger's key")
            )
    chosen = [kept.heads[max(kept.heads)]] if kept.heads else []
    chosen += [
        each.as_kept()
        for number, each in seals.items()
        if kept.heads.get(number) is None or kept.heads[number].signature != each.signature
    ]
    for each in chosen:
        text = digests.SIGNED + each.head + each.marks
        if not heads.is_signed(key, each.signature, text):
            says = "is not signed with the ledger's key"
            report.findings.append(Finding("seal", f"seal {each.number}", says=says))


# The walk over all rows


@dataclass
class _Suspect:
    """An entry that is not as sealed or digested: what was expected of it, and what was found instead."""

    expected: set[bytes] = field(default_factory=set)
    found: set[bytes] = field(default_factory=set)


class _Walk:
    """Reads every row once. What is wrong is gathered by number, and sorted into kinds at the end."""

    def __init__(self, report: Report, batches: list[Batch], progress: Callable[[int], Any]) -> None:
        self.report, self.batches, self.progress = report, batches, progress
        self.told, self.people = _InStep(_told()), _InStep(_people())
        self.erased = _erased()
        self.suspects: dict[int, _Suspect] = {}
        self.deleted: list[int] = []
        self.inserted: list[int] = []
        self.contentless: list[int] = []
        self.claimed: dict[int, set[int]] = {}
        self.still_told: list[int] = []
        self.newest = 0
        self.ahead: Any = None

    def go(self) -> None:
        rows = _entries()
        self.ahead = next(rows, None)
        previous = digests.START
        for head, marks in self.batches:
            expected = list(digests.numbers_in(head.ids))
            found = self._up_to(rows, expected[-1] if expected else 0)
            self._batch(head, marks, previous, expected, found)
            previous = head.head
            self.progress(len(found))
        self._unsealed(rows)
        self.told.rest()
        self.people.rest()
        self._sort()

    def _up_to(self, rows: Iterator[Any], last: int) -> list[tuple[int, bytes]]:
        found = []
        row = self.ahead
        while row is not None and row[0] <= last:
            found.append((row[0], row[2]))
            self._entry(row)
            row = next(rows, None)
        self.ahead = row
        return found

    def _entry(self, row: Any) -> None:
        """Whether the entry, what it tells and whom it names give the digest that it carries."""
        entry, of_told, digest, *values = row
        self.newest = entry
        self.report.entries += 1
        people = [person for _, person in self.people.of(entry)]
        told = self.told.of(entry)
        if told:
            (_, salt, sentence, changes), *_ = told
            found = digests.told_digest(salt, sentence, changes)
            if found != of_told:
                self._suspect(entry, of_told, found)
            if entry in self.erased:
                self.still_told.append(entry)
        elif entry not in self.erased:
            self.contentless.append(entry)
        found = digests.entry_digest(values, people, of_told)
        if found != digest:
            self._suspect(entry, digest, found)
        if told and values[1] == Operation.ERASURE.encode():
            self._claims(entry, told[0][3])

    def _claims(self, entry: int, changes: bytes) -> None:
        said = json.loads(changes) if changes.startswith(b"[") else []
        ranges = [each["entries_erased"] for each in said if "entries_erased" in each]
        self.claimed[entry] = {number for text in ranges for number in digests.numbers_in(text)}

    def _batch(
        self, head: heads.Head, marks: bytes, previous: bytes, expected: list[int], found: list[tuple[int, bytes]]
    ) -> None:
        """The entries of one seal: are they all there, no other among them, and do they give its head."""
        numbers = [number for number, _ in found]
        if numbers != expected:
            present, due = set(numbers), set(expected)
            self.deleted += [number for number in expected if number not in present]
            self.inserted += [number for number in numbers if number not in due]
            found = [row for row in found if row[0] in due]
        if found and digests.head(previous, head.number, head.sealed_at, found) != head.head:
            self._compare_marks(head, marks, expected, found)

    def _compare_marks(
        self, head: heads.Head, marks: bytes, expected: list[int], found: list[tuple[int, bytes]]
    ) -> None:
        """The head does not fit: the marks tell which entry carries another digest than when it was sealed."""
        if len(marks) != digests.MARK * len(expected):
            self.report.findings.append(Finding("batch", f"seal {head.number}, entries {head.ids}"))
            return
        due = {n: marks[i * digests.MARK : (i + 1) * digests.MARK] for i, n in enumerate(expected)}
        wrong = [(number, digest) for number, digest in found if digests.mark(digest) != due[number]]
        for number, digest in wrong:
            self._suspect(number, due[number], digests.mark(digest))
        if not wrong and len(found) == len(expected):
            self.report.findings.append(Finding("seal", f"seal {head.number}"))

    def _suspect(self, entry: int, expected: bytes, found: bytes) -> None:
        suspect = self.suspects.setdefault(entry, _Suspect())
        suspect.expected |= {expected, digests.mark(expected)}
        suspect.found |= {found, digests.mark(found)}

    def _unsealed(self, rows: Iterator[Any]) -> None:
        row = self.ahead
        while row is not None:
            if self.report.oldest_unsealed is None:
                self.report.oldest_unsealed = row[3]
            self.report.unsealed += 1
            self._entry(row)
            if self.report.unsealed % AT_ONCE == 0:
                self.progress(AT_ONCE)
            row = next(rows, None)
        self.progress(self.report.unsealed % AT_ONCE)

    def _sort(self) -> None:
        changed_places = self._changed_places()
        cut = {number for number in self.deleted if number > self.newest}
        strays = (self.told.strays | self.people.strays) - set(self.deleted)
        self._tell("edited", set(self.suspects) - changed_places)
        self._tell("deleted", set(self.deleted) - cut)
        self._tell("inserted", {*self.inserted, *strays})
        self._tell("reordered", changed_places)
        self._tell("truncated", cut)
        self._tell("content", set(self.contentless))
        self._check_erasures()

    def _changed_places(self) -> set[int]:
        """Entries that carry what another entry should: two exchanged, or more moved round."""
        owners: dict[bytes, set[int]] = {}
        for number, suspect in self.suspects.items():
            for expected in suspect.expected:
                owners.setdefault(expected, set()).add(number)
        return {
            number
            for number, suspect in self.suspects.items()
            if any(owners.get(found, set()) - {number} for found in suspect.found)
        }

    def _check_erasures(self) -> None:
        """Each erasure's own entry tells the numbers of those whose content it took; the leave given must be the same."""
        given: dict[int, set[int]] = {}
        for entry, erasure in self.erased.items():
            given.setdefault(erasure, set()).add(entry)
        for erasure in sorted({*given, *(number for number, claims in self.claimed.items() if claims)}):
            odd = given.get(erasure, set()) ^ self.claimed.get(erasure, set())
            if odd:
                where = f"entry {erasure}, of entries {digests.ranges(sorted(odd))}"
                self.report.findings.append(Finding("erasure", where))
        if self.still_told:
            where = f"entries {digests.ranges(self.still_told)}"
            self.report.findings.append(Finding("erasure", where, says="tells again what an erasure took away"))

    def _tell(self, kind: str, numbers: set[int]) -> None:
        """One finding for each batch, with the numbers of the entries."""
        left, sealed = sorted(numbers), set()
        for head, _ in self.batches if left else ():
            first, last = _bounds(head.ids)
            within = left[bisect_left(left, first) : bisect_right(left, last)]
            if within:
                at = f"{datetime.fromtimestamp(head.sealed_at, UTC):%Y-%m-%d %H:%M:%S} UTC"
                self.report.findings.append(Finding(kind, _named(within), f"seal {head.number}, made {at}"))
                sealed.update(within)
        if rest := [number for number in left if number not in sealed]:
            self.report.findings.append(Finding(kind, _named(rest), "not sealed"))


def _bounds(ids: str) -> tuple[int, int]:
    parts = ids.replace("-", ",").split(",")
    return (int(parts[0]), int(parts[-1])) if ids else (0, -1)


def _named(numbers: list[int]) -> str:
    return f"{'entry' if len(numbers) == 1 else 'entries'} {digests.ranges(numbers)}"
