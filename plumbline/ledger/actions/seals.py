"""Seals: entries that are settled, chained in batches, signed, and the signed head written outside the database.

Nobody who writes an entry waits for a sealer. What is sealed is what can no longer gain an entry with a lower number: see
`Settling`. Order of work: the seal is on the database's disk before its head is in the file, so that a power failure
between the two leaves a file that is behind and never one that knows more than the database; the next sealing writes what is
missing.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from plumbline.kernel import clock
from plumbline.kernel.commands import CouldNotRun
from plumbline.ledger import digests, heads
from plumbline.ledger.models import Entry, Seal

log = logging.getLogger(__name__)

BATCH = 10_000
LONG = 60  # seconds after which someone should look at what sealing waits for

HOLDERS = """
    SELECT virtualtransaction, pid FROM pg_locks
    WHERE relation = 'ledger_entry'::regclass AND mode = 'RowExclusiveLock'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND virtualtransaction <> (SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() LIMIT 1)
"""


@dataclass
class Settling:
    """Up to which entry nothing can come in between any more.

    SQLite has one writer, so that numbers are in the order of commits. On PostgreSQL a lower number may be committed after
    a higher one. Whoever is about to has held a lock on the table since before the number was drawn, and lets go of it only
    when the entry can be seen. So: read the highest number that is visible, then who holds the lock; once all of those
    have let go, everything up to that number is settled. Nobody is asked to wait for it.
    """

    up_to: int = 0
    waits_for: dict[str, int] = field(default_factory=dict)
    since: float = 0.0

    def settled(self) -> int:
        if connection.vendor != "postgresql":
            return _newest()
        if self.waits_for:
            held = _holders()
            self.waits_for = {name: process for name, process in self.waits_for.items() if name in held}
            if self.waits_for:
                return 0
        else:
            self.up_to, self.waits_for, self.since = _newest(), _holders(), time.monotonic()
        return 0 if self.waits_for else self.up_to

    def is_long(self) -> bool:
        return bool(self.waits_for) and time.monotonic() - self.since > LONG


_settling = Settling()


def seal(settling: Settling = _settling) -> int:
    """Seal whatever is settled and not sealed yet; returns how many entries were. Run every few seconds by the worker."""
    path, key = Path(settings.LEDGER_HEADS), heads.private_key()
    with heads.at_work(path):
        heads.refuse_another_key(path, key)
        _begin(path, key)
        _refuse_a_lost_past(path)
        sealed, up_to = 0, settling.settled()
        while (count := _seal_batch(up_to, key)) > 0:
            sealed += count
        _write_up(path, key)
    if settling.is_long():
        log.warning(
            "the ledger is not being sealed: open transactions of processes %s", sorted(settling.waits_for.values())
        )
    return sealed


def set_back(reason: str) -> int:
    """Say in the file of heads that the database was restored from a back-up, or the file itself was lost, so that sealing may
    go on; returns the seal from which it does. What the file knew beyond stays in it, and `verify` goes on telling of this."""
    path, key = Path(settings.LEDGER_HEADS), heads.private_key()
    with heads.at_work(path):
        heads.refuse_another_key(path, key)
        to = Seal.objects.aggregate(last=Max("number"))["last"] or 0
        if not path.exists():
            _write_up(path, key)
        elif heads.newest(path)[0] <= to:
            raise CouldNotRun("the file of heads knows nothing that the database lacks: there is nothing to set back")
        said = heads.SetBack(to, int(clock.now().timestamp()), reason, b"")
        heads.add(path, key, [heads.SetBack(said.to, said.at, said.reason, key.sign(said.signed()))])
    return to


def _begin(path: Path, key: Ed25519PrivateKey) -> None:
    """The file is there before the first seal; so if it is not there after, it was lost or taken away."""
    if path.exists():
        return
    if Seal.objects.exists():
        raise CouldNotRun(
            f"the file of heads, {path}, is not there, though there are seals. Bring it back (is its disk mounted?)."
            ' If it is lost for good: plumbline ledger seal --restored "why"'
        )
    heads.add(path, key, [])


def _newest() -> int:
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def _holders() -> dict[str, int]:
    """Transactions that have entered something and not ended, with their processes."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS)
        return dict(cursor.fetchall())


def _seal_batch(up_to: int, key: Ed25519PrivateKey) -> int:
    before = Seal.objects.order_by("-number").only("number", "last", "head").first()
    last, number, previous = (before.last, before.number + 1, bytes(before.head)) if before else (0, 1, digests.START)
    unsealed = Entry.objects.filter(pk__gt=last, pk__lte=up_to).order_by("pk").values_list("pk", "digest")
    rows = [(entry, bytes(digest)) for entry, digest in unsealed[:BATCH]]
    if not rows:
        return 0
    made = _made(number, previous, rows, key)
    try:
        with _on_the_disk():
            made.save(force_insert=True)
    except IntegrityError:
        return 0  # another sealer took this number, and with it these entries
    return len(rows)


def _made(number: int, previous: bytes, rows: list[tuple[int, bytes]], key: Ed25519PrivateKey) -> Seal:
    at = clock.now()
    head = digests.head(previous, number, int(at.timestamp()), rows)
    marks = b"".join(digests.mark(digest) for _, digest in rows)
    return Seal(
        number=number,
        first=rows[0][0],
        last=rows[-1][0],
        ids=digests.ranges([entry for entry, _ in rows]),
        count=len(rows),
        marks=marks,
        previous=previous,
        head=head,
        sealed_at=at,
        signature=key.sign(digests.signed(head, marks)),
    )


@contextmanager
def _on_the_disk() -> Iterator[None]:
    """What is committed here, and all that was committed before it, outlasts a power failure. Others commit more lightly."""
    on_sqlite = connection.vendor == "sqlite" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute("PRAGMA synchronous=FULL")
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    cursor.execute("SET LOCAL synchronous_commit = on")
                yield
        finally:
            if on_sqlite:
                cursor.execute("PRAGMA synchronous=NORMAL")


def _refuse_a_lost_past(path: Path) -> None:
    """A database that knows less than the file of heads was cut, or restored from a back-up. To seal on would hide it."""
    number, head = heads.newest(path)
    held = Seal.objects.filter(number=number).first()
    if number and (held is None or (head is not None and bytes(held.head) != head)):
        raise CouldNotRun(
            f"the file of heads ends with seal {number}, which the database does not have: the ledger was cut, or restored"
            " from a back-up. `plumbline ledger verify` says what is gone. If it was restored, and the loss is known:"
            ' plumbline ledger seal --restored "why"'
        )


def _write_up(path: Path, key: Ed25519PrivateKey) -> None:
    """Bring the file of heads up to the database: usually one line; after a power failure whatever it missed."""
    number, _ = heads.newest(path)
    missing = Seal.objects.filter(number__gt=number).order_by("number")
    heads.add(path, key, (kept(each) for each in missing.iterator(1000)))


def kept(seal: Seal) -> heads.Head:
    """A seal as the file of heads keeps it."""
    marks = hashlib.sha256(bytes(seal.marks)).digest()
    at = int(seal.sealed_at.timestamp())
    return heads.Head(seal.number, seal.ids, at, bytes(seal.head), marks, bytes(seal.signature))
