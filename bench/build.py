"""Large invented databases, made by DuckDB from arithmetic over row numbers and loaded into SQLite or PostgreSQL.

Rows go in below the acts, as no act would write a million episodes in the time a bench may take; they satisfy every
constraint of the models, and duties are brought into line by the product's own engine for the subjects that are acted on.
For the rest, four duties an episode are laid in, so that the table of duties is large too.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection, models

SPAN_DAYS = 1095


def pick(salt: int, choices: int, row: str = "i") -> str:
    """A number below `choices` that looks random and is the same on every machine."""
    return f"CAST(hash({row} * 2654435761 + {salt}) % {choices} AS BIGINT)"


def some(salt: int, share: float, row: str = "i") -> str:
    return f"({pick(salt, 1000, row)} < {int(share * 1000)})"


def after(moment: str, salt: int, most_minutes: int) -> str:
    return f"({moment} + to_minutes({pick(salt, most_minutes)} + 1))"


def tables(episodes: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Table → (rows, column → DuckDB expression over row number i, from 1). Columns not named take their defaults."""
    children = max(episodes * 3 // 10, 1)
    owner = f"1 + {pick(1, children, 'e')}"
    start = f"(TIMESTAMP '2023-11-20 00:00:00' + to_minutes({pick(2, SPAN_DAYS * 1440, 'e')}))"
    located = f"({start} + to_minutes(30 + {pick(3, 2600, 'e')}))"
    team = f"1 + {pick(4, 20, 'e')}"
    episode = {
        "id": "e", "person_id": owner, "category": "'missing'", "state": "'closed'", "district_id": f"1 + ({team} - 1) // 5",
        "team_id": team, "officer_id": f"3 + {pick(5, 40, 'e')}", "supervisor_id": f"43 + {pick(6, 10, 'e')}",
        "call_taker_id": "53", "reported_at": start, "reported_month": f"CAST(date_trunc('month', {start}) AS DATE)",
        "last_seen_at": f"({start} - INTERVAL 2 HOUR)", "is_child": "TRUE", "age": f"12 + {pick(7, 6, 'e')}",
        "is_looked_after": some(8, 0.5, "e"), "has_social_worker": some(8, 0.5, "e"),
        "risk": f"['high', 'medium', 'medium', 'medium'][1 + {pick(9, 4, 'e')}]", "recorded_at": f"({start} + INTERVAL 6 MINUTE)",
        "history_acknowledged_at": f"({start} + INTERVAL 9 MINUTE)", "history_acknowledged_by_id": "53",
        "located_at": located, "located_by_id": "3", "condition": "'safe'", "returned_at": located,
        "wellbeing_confirmed_at": f"({located} + INTERVAL 1 HOUR)", "wellbeing_confirmed_by_id": "3",
        "closed_at": f"({located} + INTERVAL 1 DAY)", "closed_by_id": "43",
    }  # fmt: skip
    back = located.replace("hash(e ", "hash(i ")
    of = lambda each: f"1 + (i - 1) // {each}"  # noqa: E731  the episode of row i where each has so many
    at = lambda each: start.replace("hash(e ", f"hash(({of(each)}) ")  # noqa: E731
    return {
        "people_person": (children, {
            "id": "i", "given_name": f"'Given' || {pick(20, 4000)}", "surname": f"'Surname' || {pick(21, 9000)}",
            "date_of_birth": f"DATE '2008-01-01' + CAST({pick(22, 2500)} AS INTEGER)", "gender": "'female'",
            "turns_18_at": f"TIMESTAMP '2027-06-01' + to_days(CAST({pick(22, 2500)} AS INTEGER))",
            "is_looked_after": some(23, 0.3), "has_social_worker": some(23, 0.3),
        }),
        "missing_episode": (episodes, {name: expression.replace("e)", "e)") for name, expression in episode.items()}),
        "missing_riskassessment": (episodes * 2, {
            "id": "i", "episode_id": of(2), "stage": "CASE WHEN i % 2 = 1 THEN 'call-taker' ELSE 'supervisor' END",
            "level": f"['high', 'medium', 'medium', 'medium'][1 + {pick(9, 4, '(' + of(2) + ')')}]",
            "happened_at": f"({at(2)} + to_minutes(10 + 60 * ((i - 1) % 2) + {pick(24, 40)}))", "assessed_by_id": "53",
            "rationale": "'As the informant said.'",
        }),
        "missing_enquiry": (episodes * 4, {
            "id": "i", "episode_id": of(4), "kind": "'phone'", "is_trace": "TRUE", "what": "'Call the telephone.'",
            "set_at": f"({at(4)} + INTERVAL 20 MINUTE)", "set_by_id": "43", "due_at": f"({at(4)} + INTERVAL 260 MINUTE)",
            "allocated_at": f"({at(4)} + INTERVAL 20 MINUTE)", "allocated_to_id": f"3 + {pick(25, 40)}",
            "resulted_at": f"CASE WHEN {some(26, 0.8)} THEN ({at(4)} + to_minutes(30 + {pick(27, 600)})) END",
            "resulted_by_id": f"CASE WHEN {some(26, 0.8)} THEN 3 END",
            "started_at": f"CASE WHEN {some(26, 0.8)} THEN ({at(4)} + INTERVAL 25 MINUTE) END",
            "outcome": f"CASE WHEN {some(26, 0.8)} THEN 'nothing' ELSE '' END",
            "result": f"CASE WHEN {some(26, 0.8)} THEN 'Rang out.' ELSE '' END",
        }),
        "missing_review": (episodes, {
            "id": "i", "episode_id": "i", "kind": "'supervisor'", "reviewed_by_id": "43",
            "happened_at": f"({at(1)} + to_minutes(20 + {pick(28, 200)}))", "risk_is_right": "TRUE", "outstanding": "1",
            "outstanding_overdue": "0", "unchecked": "1", "quality_assured": "TRUE", "new_enquiries": "TRUE",
            "parameters_confirmed": "TRUE", "informant_updated": "TRUE", "ownership": "'stays'", "direction": "'Go on.'",
            "next_review_at": f"({at(1)} + INTERVAL 1 DAY)",
        }),
        "missing_triggerplan": (children // 8, {
            "id": "i", "person_id": "i * 8", "number": "1", "made_at": "TIMESTAMP '2024-06-01 09:00:00'", "made_by_id": "43",
            "reason": "'Often missing.'", "review_due_at": "TIMESTAMP '2024-07-01 09:00:00'", "is_current": "TRUE",
        }),
        "missing_contact": (episodes // 2, {
            "id": "i", "episode_id": "i * 2", "kind": "'social-worker'", "contacted_by_id": "3", "with_whom": "'Duty desk'",
            "happened_at": f"({at(1)} + INTERVAL 1 HOUR)", "is_reached": "TRUE",
        }),
        # As many incidents as episodes; one in five hundred is open.
        "incidents_incident": (episodes, {
            "id": "e", "person_id": owner, "kind": "'concern'", "channel": "'101'", "district_id": f"1 + ({team} - 1) // 5",
            "team_id": team, "call_taker_id": "53", "reported_at": start, "where": "'4 Mill Lane'", "said": "'As told.'",
            "reported_month": f"CAST(date_trunc('month', {start}) AS DATE)", "children": "'yes'", "with_child": "TRUE",
            "grade": f"['immediate', 'priority', 'scheduled', 'resolved'][1 + {pick(9, 4, 'e')}]", "level": "'medium'",
            "urgency": f"[0, 4, 6, 8][1 + {pick(9, 4, 'e')}]", "flags_pending": "FALSE",
            "state": "CASE WHEN e % 500 = 0 THEN 'waiting' ELSE 'closed' END",
            "result": "CASE WHEN e % 500 = 0 THEN '' ELSE 'safe' END",
            "closed_at": f"CASE WHEN e % 500 = 0 THEN NULL ELSE {start} + INTERVAL 1 DAY END",
            "closed_by_id": "CASE WHEN e % 500 = 0 THEN NULL ELSE 43 END",
        }),
        "incidents_involvement": (episodes, {
            "id": "e", "incident_id": "e", "person_id": owner, "part": "'subject'", "is_child": "TRUE", "age": "12",
        }),
        "missing_returninterview": (episodes * 8 // 10, {
            "id": "i", "episode_id": "i", "offered_at": f"({back} + to_hours({pick(29, 100)}))",
            "accepted_at": f"CASE WHEN {some(30, 0.6)} THEN ({back} + to_hours({pick(29, 100)})) END",
            "completed_at": f"CASE WHEN {some(30, 0.6)} THEN ({back} + to_hours(110)) END",
        }),
    }  # fmt: skip


def build(episodes: int, duties: list[str]) -> dict[str, int]:
    """Fill the default database, which must be migrated and empty. `duties` names the standards whose rows are laid in."""
    began = time.monotonic()
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    _people_of_the_force()
    _without_duties_of_grants()
    counts = {}
    wanted = dict(tables(episodes))
    wanted["standards_duty"] = (episodes * len(duties), _duty(episodes, duties))
    for table, (rows, columns) in wanted.items():
        # Episode expressions are written over e, so that other tables can find the same moment for their own episode.
        _load(duck, table, rows, columns)
        counts[table] = rows
    _analyse()
    counts["seconds"] = int(time.monotonic() - began)
    return counts


def _duty(episodes: int, duties: list[str]) -> dict[str, str]:
    each = len(duties)
    episode = tables(episodes)["missing_episode"][1]
    of = f"(1 + (i - 1) // {each})"
    seen = lambda name: episode[name].replace("hash(e ", f"hash({of} ")  # noqa: E731
    names = ", ".join(f"'{key}'" for key in duties)
    return {
        "id": "i", "standard": f"[{names}][1 + (i - 1) % {each}]", "kind": "'missing.episode'", "subject_id": of,
        "person_id": seen("person_id"), "district_id": seen("district_id"), "team_id": seen("team_id"),
        "owner_id": seen("supervisor_id"), "month": seen("reported_month"), "starts_at": seen("reported_at"),
        "due_at": f"({seen('reported_at')} + INTERVAL 1 HOUR)",
        "done_at": f"CASE WHEN {some(40, 0.9)} THEN ({seen('reported_at')} + to_minutes({pick(41, 80)})) END",
        "ended_at": f"CASE WHEN NOT {some(40, 0.9)} THEN {seen('located_at')} END", "unknown": "''", "is_waived": "FALSE",
    }  # fmt: skip


def _load(duck: Any, table: str, rows: int, columns: dict[str, str]) -> None:
    fields = _fields(table)
    select = ", ".join(f'{columns.get(name, default)} AS "{name}"' for name, default in fields.items())
    numbered = f"SELECT {select} FROM (SELECT range + 1 AS i, range + 1 AS e FROM range({rows}))"
    if connection.vendor == "postgresql":
        _copy(duck, table, numbered, fields)
    else:
        _insert(duck, table, numbered, fields)


def _fields(table: str) -> dict[str, str]:
    """Every column of the table with the value it takes where the bench does not care."""
    from django.apps import apps

    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    return {field.column: _default(field) for field in model._meta.concrete_fields if not field.generated}


def _default(field: models.Field[Any, Any]) -> str:
    if field.name == "recorded_at":
        return "TIMESTAMP '2024-01-01 00:00:00'"
    if field.null:
        return "NULL"
    if field.has_default():
        value = field.get_default()
        return f"'{value}'" if isinstance(value, str) else str(value).upper()
    return "''"


def _copy(duck: Any, table: str, select: str, fields: dict[str, str]) -> None:
    path = Path("/tmp") / f"plumbline-bench-{table}.csv"
    duck.execute(f"COPY ({select}) TO '{path}' (HEADER FALSE, NULLSTR '\\N')")
    with connection.cursor() as cursor:
        with (
            cursor.copy(f"COPY {table} ({_quoted(fields)}) FROM STDIN (FORMAT csv, NULL '\\N')") as sink,
            path.open("rb") as data,
        ):
            while chunk := data.read(1 << 20):
                sink.write(chunk)
        if "id" in fields:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
    path.unlink()


def _insert(duck: Any, table: str, select: str, fields: dict[str, str]) -> None:
    marks, names = ", ".join("?" * len(fields)), _quoted(fields)
    moments = f"SELECT * REPLACE ({_as_text(duck, select)}) FROM ({select})" if _as_text(duck, select) else select
    found = duck.execute(moments)
    connection.ensure_connection()
    connection.connection.execute("BEGIN")
    while rows := found.fetchmany(20_000):
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    connection.connection.execute("COMMIT")


def _quoted(fields: dict[str, str]) -> str:
    return ", ".join(f'"{name}"' for name in fields)


def _as_text(duck: Any, select: str) -> str:
    """SQLite holds moments and days as text, in the spelling that Django gives them."""
    described = duck.execute(f"DESCRIBE {select}").fetchall()
    spelt = {"TIMESTAMP": "'%Y-%m-%d %H:%M:%S'", "DATE": "'%Y-%m-%d'"}
    return ", ".join(f'strftime("{name}", {spelt[kind]}) AS "{name}"' for name, kind, *_ in described if kind in spelt)


def _people_of_the_force() -> None:
    """Four districts, twenty teams, and fifty-odd officers, by the product's own acts."""
    from plumbline.access.actions import give_grant, open_account
    from plumbline.kernel.actors import system
    from plumbline.workforce import actions as workforce
    from plumbline.workforce.models import Rank

    bench = system("bench")
    teams = []
    for d in range(4):
        district = workforce.open_district(by=bench, code=f"D{d}", name=f"District {d}")
        teams += [
            workforce.open_team(district, by=bench, code=f"D{d}T{t}", name=f"Team {t}", kind="response")
            for t in range(5)
        ]
    for number in range(1, 61):
        user = open_account(by=bench, username=f"bench{number}", display_name=f"PS Bench {number}")
        give_grant(user, by=bench, role="sergeant", scope="force", reason="bench")
        workforce.post_officer(teams[number % 20], by=bench, user=user, rank=Rank.SERGEANT, collar_number=str(number))


def open_account_with(username: str, name: str, *roles: str) -> None:
    """Who opens the pages that are measured, over the whole force. Signs in in one step, as the demo's accounts do."""
    from plumbline.access.actions import give_grant, open_account
    from plumbline.access.queries import DEMO_REASON
    from plumbline.kernel.actors import system

    user = open_account(by=system("bench"), username=username, display_name=name)
    for role in roles:
        give_grant(user, by=system("bench"), role=role, scope="force", reason=DEMO_REASON)


def _without_duties_of_grants() -> None:
    """The rows that are laid in are numbered from 1, and take the numbers of duties that grants gave rise to."""
    from plumbline.standards.models import Duty

    Duty.objects.all().delete()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
