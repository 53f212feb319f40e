"""*Force* and *Standard* with many duties: every standard of the product, in the shares that a force has them.

The duties are laid in below the acts, over three years to this moment, in four districts and twenty teams: nine in ten done,
most of them in time; of the rest some open, some ended; a few waived, a few of which nothing can be told. The page of one
standard is measured on the largest, which has more than a tenth of all.
"""

from __future__ import annotations

import time

import duckdb
from django.db import connection

from bench import build
from bench.pages import visited
from plumbline.kernel import clock

YEARS = 3
LEAD = "bench-lead"
LARGE = {
    "missing.enquiry-allocated": 112,
    "missing.enquiry-resulted": 105,
    "missing.enquiry-checked": 94,
    "missing.next-review": 37,
    "missing.review-daily": 28,
}
"""Duties in a thousand, as the demo force has them; every other standard has the same share of the rest."""


def lay_in(duties: int) -> dict[str, int]:
    """Fill the default database, which must be migrated and empty."""
    began = time.monotonic()
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    build._people_of_the_force()
    build.open_account_with(LEAD, "Ch Supt Bench", "protection-lead")
    build._without_duties_of_grants()
    build._load(duck, "people_person", duties // 20, build.tables(duties // 6)["people_person"][1])
    build._load(duck, "standards_duty", duties, columns(duties))
    _tidied()
    return {"standards_duty": duties, "seconds": int(time.monotonic() - began)}


def _tidied() -> None:
    """As autovacuum leaves a PostgreSQL in use; without it no index answers alone. SQLite has nothing of the kind."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def columns(duties: int) -> dict[str, str]:
    """Column → DuckDB expression over row number i, from 1."""
    now = f"TIMESTAMP '{clock.now():%Y-%m-%d %H:%M:%S}'"
    minutes = YEARS * 365 * 1440
    start = f"({now} - to_minutes({build.pick(2, minutes)}))"
    due = f"({start} + to_minutes(60 * {build.pick(3, 96)} + 60))"
    done = f"({start} + to_minutes(1 + ({build.pick(3, 96)} + 1) * {build.pick(5, 66)}))"
    is_done = f"({build.some(6, 0.9)} AND {done} <= {now})"
    team = f"1 + {build.pick(4, 20)}"
    return {
        "id": "i", "standard": _standard(), "kind": "'missing.episode'", "subject_id": "i",
        "person_id": f"1 + {build.pick(1, max(duties // 20, 1))}", "district_id": f"1 + ({team} - 1) // 5", "team_id": team,
        "owner_id": f"3 + {build.pick(7, 40)}", "month": f"CAST(date_trunc('month', {start}) AS DATE)",
        "starts_at": start, "due_at": due, "done_at": f"CASE WHEN {is_done} THEN {done} END",
        "ended_at": f"CASE WHEN NOT {is_done} AND {due} < {now} - INTERVAL 3 DAY AND {build.some(8, 0.9)} THEN {due} END",
        "unknown": f"CASE WHEN {build.some(9, 0.01)} THEN 'first_level' ELSE '' END",
        "is_waived": build.some(10, 0.004),
    }  # fmt: skip


def _standard() -> str:
    """A thousand places, of which each standard has its share."""
    from plumbline.standards.standard import Standard

    rest = sorted(set(Standard.register) - set(LARGE))
    places = [key for key, share in LARGE.items() for _ in range(share)]
    places += [rest[n % len(rest)] for n in range(1000 - len(places))]
    listed = ", ".join(f"'{key}'" for key in places)
    return f"[{listed}][1 + {build.pick(11, 1000)}]"


def measure(times: int = 60) -> dict[str, dict[str, float]]:
    largest = next(iter(LARGE))
    pages = {
        "force": "/force/",
        "standard (the largest)": f"/standards/{largest}/",
        "standards": "/standards/",
        "rows behind a month": f"/standards/{largest}/duties/?month={clock.today():%Y-%m}-01&state=come+due",
    }
    return visited(LEAD, pages, times)
