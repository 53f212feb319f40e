"""What the database file still holds of rows that are gone, and how it is made to let go."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import OperationalError, connection


def settle() -> bool:
    """After an erasure has committed: fold the write-ahead log into the file, where what was freed is overwritten already
    (`secure_delete`). Says whether it could; a reader who is at it may be in the way, and the next time does it.

    PostgreSQL keeps old rows until they are vacuumed: see `vacuum`.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except OperationalError:
            return False
        busy = cursor.fetchone()[0]
    return not busy


def vacuum(tables: Iterable[str], *, full: bool = False) -> None:
    """Drop dead rows. On PostgreSQL, of these tables; `full` writes each anew and so leaves nothing behind in its file, but
    nobody can use the table meanwhile. On SQLite the whole file is written anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
        else:
            for table in tables:
                cursor.execute(f"VACUUM {'(FULL) ' if full else ''}{connection.ops.quote_name(table)}")
    settle()
