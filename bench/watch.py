"""Ten thousand duties that fall due in one minute, in a table of a million: how long until each is told, once."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import duckdb
from django.db import connection, models

from bench import build
from plumbline.kernel import clock

FALLING, OFFICERS = 10_000, 200


def measure(falling: int = FALLING) -> dict[str, Any]:
    """The database holds other duties already. The watch looks each second through the minute, as the worker has it look, and
    what it takes is measured; afterwards every duty was told and none twice."""
    from plumbline.watch.actions import look
    from plumbline.watch.models import Copy, Message, Rung

    start = clock.now() + timedelta(days=2)
    with clock.frozen(start - timedelta(seconds=30)):
        officers = _officers()
        look()
        began = time.monotonic()
        look()
        idle = time.monotonic() - began
    _lay_in(falling, officers, start)
    took, longest = 0.0, 0.0
    for second in range(1, 62):
        with clock.frozen(start + timedelta(seconds=second)):
            began = time.monotonic()
            look()
            spent = time.monotonic() - began
            took, longest = took + spent, max(longest, spent)
    rungs = Rung.objects.filter(subject_id__gte=FIRST)
    told = Counter(rungs.filter(message__isnull=False).values_list("subject_id", flat=True))
    return {
        "duties": falling,
        "missed": falling - len(told),
        "twice": sum(number > 1 for number in told.values()),
        "seconds": round(took, 2),
        "longest": round(longest, 2),
        "idle_ms": round(idle * 1000, 1),
        "messages": Message.objects.count(),
        "most": max(Counter(Copy.objects.values_list("user_id", flat=True)).values()),
    }


FIRST = 900_000_000


def _officers() -> list[int]:
    from plumbline.access.models import Grant, User

    users = [User(username=f"watched{n}", display_name=f"PC {n}", password="!") for n in range(OFFICERS)]
    User.objects.bulk_create(users)
    grants = [
        Grant(
            user=user,
            role="response-officer",
            scope="force",
            starts_on=clock.today(),
            reason="bench",
            recorded_at=clock.now(),
        )
        for user in users
    ]
    models.QuerySet(Grant).bulk_create(grants)
    return [user.pk for user in users]


def _lay_in(number: int, officers: list[int], start: Any) -> None:
    """Spread evenly over the minute and the officers, each about another case; below the acts, as years of them would be."""
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    begin = f"TIMESTAMP '{start:%Y-%m-%d %H:%M:%S}'"
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM standards_duty")
        last = int(cursor.fetchone()[0])
    columns = {
        "id": f"{last} + i", "standard": "'missing.enquiry-resulted'", "kind": "'missing.enquiry'", "subject_id": f"{FIRST} + i",
        "person_id": "NULL", "district_id": "NULL", "team_id": "NULL", "owner_id": f"{officers[0]} + (i % {len(officers)})",
        "month": f"CAST(date_trunc('month', {begin}) AS DATE)", "starts_at": f"{begin} - INTERVAL 4 HOUR",
        "due_at": f"{begin} + to_seconds(i % 60)", "done_at": "NULL", "ended_at": "NULL", "unknown": "''", "is_waived": "FALSE",
    }  # fmt: skip
    build._load(duck, "standards_duty", number, columns)
