"""The pages of the front line with three years of a large force behind them: a million incidents, 200 thousand referrals.

Rows are laid in below the acts, over three years to this moment. What is open is of the last two days, and as much as a force
has on a bad night: 200 incidents with a child to which nobody was sent, 150 referrals that nobody has decided on,
60 children missing, 20 schools not told. Of what is over, a child is in one incident of four.
"""

from __future__ import annotations

import gc
import statistics
import time
from datetime import timedelta
from functools import cache
from typing import Any

import duckdb
from django.db import connection, models

from bench import build
from bench.measures import _tidied
from bench.pages import visited
from plumbline.kernel import clock

INSPECTOR = "bench-inspector"
OPEN, AWAITING, AWAY, UNTOLD = 200, 150, 60, 20
MINUTES, NIGHT = 3 * 365 * 1440, 2880  # over which what is over lies, and what is not


def lay_in(incidents: int) -> dict[str, int]:
    """Fill the default database, which must be migrated and empty."""
    began = time.monotonic()
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    build._people_of_the_force()
    # whose screen shows all of them, and who takes the meeting
    build.open_account_with(INSPECTOR, "Insp Bench", "duty-inspector", "referral-supervisor")
    build._without_duties_of_grants()
    rows = 0
    for table, (number, columns) in _tables(incidents).items():
        build._load(duck, table, number, columns)
        rows += number
    _children_go_missing()
    _tidied()
    return {"rows": rows, "seconds": int(time.monotonic() - began)}


def _tables(incidents: int) -> dict[str, tuple[int, dict[str, str]]]:
    children, referrals, episodes = incidents * 3 // 10, incidents // 5, incidents // 10
    held = build.tables(episodes)
    return {
        "people_person": (children, build.tables(incidents)["people_person"][1]),
        "missing_episode": (episodes, held["missing_episode"][1]),
        "incidents_incident": (incidents, _incident(incidents, held["incidents_incident"][1], children)),
        "incidents_involvement": (incidents // 4, {
            "id": "i", "incident_id": "i * 4", "person_id": _child(children), "part": "'subject'", "is_child": "TRUE",
            "age": "12",
        }),
        "referrals_referral": (referrals, _referral(referrals, children)),
        "referrals_decision": (referrals - AWAITING, {
            "id": "i", "referral_id": "i", "verdict": "'refer'", "threshold": "'in-need'", "grade": "'low'",
            "rationale": "'As told.'", "made_at": _start(referrals, AWAITING), "made_by_id": "3", "is_in_training": "FALSE",
            "effective_at": _start(referrals, AWAITING),
        }),
        "referrals_setting": (1, {"id": "i", "kind": "'school'", "name": "'Mill Lane School'"}),
        "referrals_domesticincident": (incidents // 20, _domestic(incidents // 20, children)),
        "referrals_childvictim": (incidents // 20, {
            "id": "i", "incident_id": "i", "person_id": _child(children), "reported_at": _start(incidents // 20, UNTOLD),
            "education": "'school'", "setting_id": "1", "notify_by": f"({_start(incidents // 20, UNTOLD)} + INTERVAL 1 DAY)",
            "told_at": f"CASE WHEN i <= {incidents // 20 - UNTOLD} THEN {_told(incidents)} END",
        }),
        "referrals_notification": (incidents // 20 - UNTOLD, {
            "id": "i", "victim_id": "i", "setting_id": "1", "way": "'telephone'", "content": "'As told.'",
            "told_to": "'The office'", "sent_by_id": "3",
            "sent_at": _told(incidents),
        }),
        "standards_duty": (incidents + referrals, _duty(incidents, referrals, children)),
    }  # fmt: skip


def _child(children: int) -> str:
    return f"1 + {build.pick(1, children)}"


def _start(rows: int, open_ones: int, row: str = "i") -> str:
    """The last rows are the open ones."""
    ago = (
        f"CASE WHEN {row} > {rows - open_ones} THEN {build.pick(2, NIGHT, row)} ELSE {build.pick(2, MINUTES, row)} END"
    )
    return f"({_now()} - to_minutes(1 + {ago}))"


def _told(incidents: int) -> str:
    """When the school of a child victim was told."""
    return f"({_start(incidents // 20, UNTOLD)} + INTERVAL 6 HOUR)"


@cache
def _now() -> str:
    return f"TIMESTAMP '{clock.now():%Y-%m-%d %H:%M:%S}'"


def _incident(rows: int, held: dict[str, str], children: int) -> dict[str, str]:
    start, is_open = _start(rows, OPEN), f"(i > {rows - OPEN})"
    return {name: expression.replace("(e ", "(i ") for name, expression in held.items()} | {
        "id": "i", "person_id": _child(children), "reported_at": start,
        "reported_month": f"CAST(date_trunc('month', {start}) AS DATE)",
        "state": f"CASE WHEN {is_open} THEN 'waiting' ELSE 'closed' END",
        "with_child": f"({is_open} OR i % 4 = 0)", "children": f"CASE WHEN {is_open} OR i % 4 = 0 THEN 'yes' ELSE 'no' END",
        "result": f"CASE WHEN {is_open} THEN '' ELSE 'safe' END",
        "closed_at": f"CASE WHEN NOT {is_open} THEN least({start} + INTERVAL 1 DAY, {_now()}) END",
        "closed_by_id": f"CASE WHEN NOT {is_open} THEN 43 END",
    }  # fmt: skip


def _referral(rows: int, children: int) -> dict[str, str]:
    start, team = _start(rows, AWAITING), f"1 + {build.pick(4, 20)}"
    grade = f"['high', 'medium', 'low', 'low'][1 + {build.pick(9, 4)}]"
    return {
        "id": "i", "person_id": _child(children), "district_id": f"1 + ({team} - 1) // 5", "team_id": team,
        "state": f"CASE WHEN i > {rows - AWAITING} THEN 'awaiting' ELSE 'decided' END", "noticed_at": start,
        "submitted_at": start, "submitted_by_id": f"3 + {build.pick(5, 40)}", "first_grade": grade, "grade": grade,
        "submitted_month": f"CAST(date_trunc('month', {start}) AS DATE)", "circumstances": "'As told.'", "score": "60",
    }  # fmt: skip


def _domestic(rows: int, children: int) -> dict[str, str]:
    start, team = _start(rows, UNTOLD), f"1 + {build.pick(4, 20)}"
    return {
        "id": "i", "person_id": _child(children), "district_id": f"1 + ({team} - 1) // 5", "team_id": team, "happened_at": start,
        "reported_at": start, "recorded_by_id": "3", "circumstances": "'As told.'", "level": "'standard'",
    }  # fmt: skip


def _duty(incidents: int, referrals: int, children: int) -> dict[str, str]:
    """One for each incident and each referral; those of what is open are open."""
    of_call, number = f"(i <= {incidents})", f"(CASE WHEN i <= {incidents} THEN i ELSE i - {incidents} END)"
    start = f"CASE WHEN {of_call} THEN {_start(incidents, OPEN)} ELSE {_start(referrals, AWAITING, number)} END"
    is_open = f"(i > {incidents + referrals - AWAITING} OR ({of_call} AND i > {incidents - OPEN}))"
    team = f"1 + {build.pick(4, 20, number)}"
    return {
        "id": "i", "standard": f"CASE WHEN {of_call} THEN 'incidents.first-thrive' ELSE 'referrals.triaged' END",
        "kind": f"CASE WHEN {of_call} THEN 'incidents.incident' ELSE 'referrals.referral' END", "subject_id": number,
        "person_id": f"1 + {build.pick(1, children, number)}", "district_id": f"1 + ({team} - 1) // 5", "team_id": team,
        "owner_id": f"3 + {build.pick(7, 40)}", "month": f"CAST(date_trunc('month', {start}) AS DATE)",
        "starts_at": start, "due_at": f"({start} + INTERVAL 4 HOUR)",
        "done_at": f"CASE WHEN NOT {is_open} THEN ({start} + to_minutes({build.pick(41, 400)})) END",
        "unknown": "''", "is_waived": "FALSE",
    }  # fmt: skip


def _children_go_missing() -> None:
    """The last episodes are of the last two days, and each of another child, who is away."""
    from plumbline.missing.models import Episode

    nobody = (
        "located_at",
        "located_by_id",
        "returned_at",
        "wellbeing_confirmed_at",
        "wellbeing_confirmed_by_id",
        "closed_at",
        "closed_by_id",
        "history_acknowledged_at",
        "history_acknowledged_by_id",
    )
    cleared = ", ".join(f"{name} = NULL" for name in nobody)
    last = models.QuerySet(Episode).order_by("-pk").values_list("pk", flat=True)[:AWAY]
    with connection.cursor() as cursor:
        for n, pk in enumerate(list(last)):
            moment = connection.ops.adapt_datetimefield_value(clock.now() - timedelta(minutes=45 * n + 5))
            cursor.execute(
                f"UPDATE missing_episode SET state = 'missing', condition = '', {cleared}, person_id = %s, "
                "reported_at = %s, last_seen_at = %s, recorded_at = %s WHERE id = %s",
                [n + 1, moment, moment, moment, pk],
            )


def measure(times: int = 60) -> dict[str, dict[str, float]]:
    """p95 in milliseconds and queries of each page; and how long the agenda takes to assemble, each time anew."""
    agenda = _agenda(times)
    pages = {
        "open incidents": "/incidents/open/",
        "incidents": "/incidents/",
        "live board": "/missing/live/",
        "referral queue": "/referrals/queue/",
        "referrals": "/referrals/",
        "children to notice": "/referrals/notice/",
        "morning agenda": f"/briefing/{_meeting()}/",
        "wall board": "/briefing/wall/",
    }
    return {"agenda assembled": agenda} | visited(INSPECTOR, pages, times)


def _agenda(times: int) -> dict[str, float]:
    from django.test.utils import CaptureQueriesContext

    from plumbline.briefing.models import meeting_kinds
    from plumbline.briefing.queries.agenda import assembled

    kind = next(each for each in meeting_kinds().values() if each.of_force)
    taken: list[float] = []
    with CaptureQueriesContext(connection) as asked:
        assembled(kind, None, clock.now(), None)
    gc.collect()
    gc.freeze()  # as the server does once it is loaded (config/wsgi.py)
    for _ in range(times):
        began = time.perf_counter()
        assembled(kind, None, clock.now(), None)
        taken.append((time.perf_counter() - began) * 1000)
    return {"queries": len(asked), "median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


def _meeting() -> int:
    """The meeting of today, opened where it is not: the page that the force has before it in the morning."""
    from plumbline.access.models import User
    from plumbline.briefing.actions import open_meeting
    from plumbline.briefing.models import Meeting, meeting_kinds

    held: Any = models.QuerySet(Meeting).filter(closed_at=None).first()
    if held is None:
        kind = next(each for each in meeting_kinds().values() if each.of_force)
        held = open_meeting(by=User.objects.get(username=INSPECTOR), kind=kind.key)
    return int(held.pk)
