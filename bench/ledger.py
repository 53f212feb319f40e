"""What the ledger costs: a read that is written down beside the same read that is not; sealing; verifying.

Entries are laid in below the ledger's writers, with digests that hold, as no one would wait for a million acts.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from plumbline.ledger import digests

TICK = 1000  # entries that two seconds bring at 500 a second
BOOKKEEPING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")
LISTS = {"list": "/missing/", "my duties": "/", "children": "/people/?q=surname1"}
COLUMNS = {
    "ledger_entry": ("id", *digests.COLUMNS, "told_digest", "digest"),
    "ledger_told": ("entry_id", "salt", "sentence", "changes"),
    "ledger_entryperson": ("entry_id", "person_id"),
}


def reads(times: int = 250, warm: int = 30) -> dict[str, Any]:
    """Milliseconds of the episode page with and without its entry, in turn at random; queries that entries add to lists."""
    from django.core.management import call_command
    from django.test import Client

    from plumbline.access.models import User
    from plumbline.ledger.actions import entries
    from plumbline.missing.models import Episode

    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="bench1"))
    page = f"/missing/{Episode.objects.order_by('pk')[777].pk}/"
    plain = entries._write
    taken: dict[bool, list[float]] = {True: [], False: []}
    worked: dict[bool, list[float]] = {True: [], False: []}
    order = [True, False] * (times + warm)
    random.Random(8).shuffle(order)
    for with_entry in order:
        entries._write = plain if with_entry else _nothing
        began, of_processor = time.perf_counter(), time.process_time()
        _get(client, page)
        taken[with_entry].append((time.perf_counter() - began) * 1000)
        worked[with_entry].append((time.process_time() - of_processor) * 1000)
    added = {}
    for name, address in LISTS.items():
        counts = {}
        for with_entry in (True, False):
            entries._write = plain if with_entry else _nothing
            _get(client, address)
            counts[with_entry] = _queries(client, address)
        added[name] = counts[True] - counts[False]
    entries._write = plain
    return {
        f"{name}_{figure}": value
        for flag, name in ((True, "with"), (False, "without"))
        for figure, value in (
            ("median", statistics.median(taken[flag][warm:])),
            ("processor", statistics.median(worked[flag][warm:])),
            ("p95", statistics.quantiles(taken[flag][warm:], n=20)[-1]),
        )
    } | {"queries": added}


def _nothing(*_args: Any) -> None:
    pass


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")


def _queries(client: Any, address: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        _get(client, address)
    return len([query for query in asked if not query["sql"].startswith(BOOKKEEPING)])


def chain(rows: int, batch: int = TICK) -> dict[str, float]:
    """Entries sealed a second, as they come and as a backlog, and seconds to verify that many."""
    from django.conf import settings

    from plumbline.ledger.actions import seals
    from plumbline.ledger.verify import verify

    ticks = []
    for number in range(10):
        _lay_in(1 + number * TICK, TICK)
        began = time.perf_counter()
        assert seals.seal(seals.Settling()) == TICK
        ticks.append(time.perf_counter() - began)
    _lay_in(1 + 10 * TICK, rows - 10 * TICK)
    seals.BATCH = batch
    began = time.perf_counter()
    sealed = seals.seal(seals.Settling())
    backlog = time.perf_counter() - began
    began, of_processor = time.perf_counter(), time.process_time()
    report = verify(Path(settings.LEDGER_HEADS))
    took, of_processor = time.perf_counter() - began, time.process_time() - of_processor
    if report.findings or (report.entries, report.unsealed) != (rows, 0):
        raise SystemExit(f"{report.entries} entries, {report.unsealed} unsealed, {report.findings[:3]}")
    return {
        "tick": statistics.median(ticks),
        "sealed": TICK / statistics.median(ticks),
        "backlog": sealed / backlog if backlog else 0,
        "verify": took,
        "processor": of_processor,
        "rows": rows,
        "seals": report.seals,
    }


def _lay_in(first: int, number: int) -> None:
    for begin in range(first, first + number, 20_000):
        made: dict[str, list[Any]] = {table: [] for table in COLUMNS}
        for entry in range(begin, min(begin + 20_000, first + number)):
            for table, row in _rows(entry):
                made[table].append(row)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in made.items():
                _insert(cursor, table, rows)


def _rows(entry: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """One entry like those that a force writes: six reads to four acts, and one list of 25 in twenty."""
    is_act, is_list = entry % 10 < 4, entry % 20 == 7
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=entry // 5)
    people = sorted({(entry * 7919 + i * 104729) % 300_000 for i in range(25 if is_list else 1)})
    sentence = (
        f"MP-26-{entry % 900_000:06d}: enquiry resulted" if is_act else f"Episode MP-26-{entry % 900_000:06d} read"
    )
    changes = f'[{{"record":"missing/enquiry/{entry}","old":{{"result":""}},"new":{{"result":"{"Rang out. " * 20}"}}}}]'
    told = (digests.new_salt(), sentence, changes if is_act else "[]")
    values = (
        int(at.timestamp()), "alteration" if is_act else "consultation", "missing.enquiry.resulted", entry % 900,
        "PS Okafor", "", "10.1.2.3", "", "missing", "episode", entry % 900_000, None,
    )  # fmt: skip
    of_told = digests.told_digest(*told)
    written = at.strftime("%Y-%m-%d %H:%M:%S") if connection.vendor == "sqlite" else at
    yield "ledger_entry", (entry, written, *values[1:], of_told, digests.entry_digest(values, people, of_told))
    yield "ledger_told", (entry, *told)
    for person in people:
        yield "ledger_entryperson", (entry, person)


def _insert(cursor: Any, table: str, rows: list[Any]) -> None:
    names = ", ".join(COLUMNS[table])
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as sink:
            for row in rows:
                sink.write_row(row)
    else:
        marks = ", ".join("?" for _ in COLUMNS[table])
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
