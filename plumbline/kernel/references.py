"""Human references such as MP-26-000123: two letters, the year of recording, and the record's own number.

Nothing is stored and no counter is locked: the number is the primary key, which the database hands out without making
writers wait for each other. Numbers therefore run on over the turn of the year, and a gap means a roll-back, no loss.
"""

from __future__ import annotations

import re
from datetime import datetime

from plumbline.kernel import clock

_SHAPE = re.compile(r"^\s*([A-Za-z]{2})[-\s/]?(\d{2})[-\s/]?(\d{1,12})\s*$")


def reference(letters: str, recorded_at: datetime, number: int) -> str:
    return f"{letters}-{clock.local(recorded_at):%y}-{number:06d}"


def number_in(letters: str, text: str) -> int | None:
    """The record number in what someone typed (`mp 26 123` will do), or None when it is no such reference."""
    found = _SHAPE.match(text)
    return int(found[3]) if found and found[1].upper() == letters else None


def number_of(typed: str) -> int | None:
    """The number of a record as an address or a form gives it; None for what is no number, or longer than one can be."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else None
