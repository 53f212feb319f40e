"""The bytes that are digested. Anyone can recompute them from docs/operations.md, without this program.

Every value is written as its length in bytes, a colon and the value (`7:consult`), an absent one as `-`. So no two rows
give the same bytes, whatever their text. Numbers are written in decimals, moments as seconds since 1970.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from itertools import chain

SALT, MARK = 16, 4
START = bytes(32)  # the head before the first seal
SIGNED = b"plumbline ledger seal 1\n"

Value = str | int | bytes | None


def new_salt() -> bytes:
    return os.urandom(SALT)


def written(values: Iterable[Value]) -> bytes:
    """The one form in which values are digested."""
    parts = []
    for value in values:
        if value is None:
            parts.append(b"-")
            continue
        raw = value if type(value) is bytes else str(value).encode("utf-8", "surrogatepass")
        parts.append(b"%d:%b" % (len(raw), raw))
    return b"".join(parts)


def told_digest(salt: bytes, sentence: str | bytes, changes: str | bytes) -> bytes:
    return hashlib.sha256(written((salt, sentence, changes))).digest()


def entry_digest(values: Iterable[Value], people: Iterable[int], told: bytes) -> bytes:
    """`values` in the order of `COLUMNS`; whom the entry names in the order of their numbers."""
    return hashlib.sha256(written((*values, ",".join(map(str, people)), told))).digest()


# Of an entry, in this order. `at` is in seconds since 1970.
COLUMNS = (
    "at", "operation", "event", "actor_id", "actor", "purpose", "terminal", "recipient", "room", "kind", "case_id",
    "submission",
)  # fmt: skip


def mark(digest: bytes) -> bytes:
    """Enough of a digest to tell which entry of a batch was altered. The head is what proves that one was."""
    return digest[:MARK]


def head(previous: bytes, number: int, sealed_at: int, rows: Sequence[tuple[int, bytes]]) -> bytes:
    """The head of a batch: of the head before, and of each entry's number and digest in order."""
    start = written((previous, number, sealed_at, len(rows)))
    numbered = chain.from_iterable((b"%d:" % entry, digest) for entry, digest in rows)
    return hashlib.sha256(start + b"".join(numbered)).digest()


def signed(head_of_it: bytes, marks: bytes) -> bytes:
    """What the signature is over."""
    return SIGNED + head_of_it + hashlib.sha256(marks).digest()


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers as text: "1-50,52-60"."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def numbers_in(text: str) -> Iterable[int]:
    """The numbers that `ranges` wrote."""
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
