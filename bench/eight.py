"""Eight standards that need eight kinds of fact, and the same counts in SQL written by hand for each engine.

They are the bench's own, so that the comparison stays the same while the catalogue grows. The hand-written SQL uses each
engine's own best means (DISTINCT ON, arg_max); the counts of the two must be equal or the bench stops.
"""

from __future__ import annotations

from django.db.models import F, Q

from plumbline.missing.facts import AS_MISSING, EpisodeFacts
from plumbline.standards.expressions import when
from plumbline.standards.policy import by, policy
from plumbline.standards.standard import After, Standard

CHILD = AS_MISSING & Q(is_child=True)
GRADED = CHILD & Q(current_level__in=["high", "medium"])
COMMON = {"facts": EpisodeFacts, "owed_by": "sergeant", "topic": "response", "__module__": __name__}


def standards() -> list[type[Standard]]:
    """Take the catalogue's place in this process."""
    authority = next(iter(Standard.register.values())).authority[:1]
    Standard.register.clear()
    reviewed = by("current_level", {"high": policy("reviewed_high"), "medium": policy("reviewed_medium")})
    resulted = when(Q(enquiries_unresulted=0), "last_resulted_at")
    often = CHILD & Q(in_30_days__gte=policy("often"))
    reported, returned = "reported_at", "returned_at"
    return [
        _made("assessed", authority, CHILD, reported, After(reported, policy("assessed")), "first_assessed_at"),
        _made("reviewed", authority, GRADED, reported, After(reported, reviewed), "first_review_at"),
        _made("traced", authority, GRADED, reported, After(reported, policy("traced")), "first_trace_resulted_at"),
        _made("resulted", authority, Q(enquiries_set__gt=0, located_at__isnull=False), "located_at",
              After("located_at", policy("resulted")), resulted, None),
        _made("told", authority, CHILD & Q(has_social_worker=True), reported, After(reported, policy("told")),
              "social_worker_contacted_at"),
        _made("opened", authority, CHILD & Q(first_plan_made_at__lte=F(reported)), reported, After(reported, policy("opened")),
              "plan_opened_at"),
        _made("interviewed", authority, Q(returned_at__isnull=False, interview_refused_at=None), returned,
              After(returned, policy("interviewed")), "interview_completed_at", None),
        _made("planned", authority, often, reported, After(reported, policy("planned")), "first_plan_made_at", None),
    ]  # fmt: skip


def _made(
    name: str,
    authority: tuple[str, ...],
    applies: Q,
    starts: str,
    due: After,
    done: object,
    ends: str | None = "located_at",
) -> type[Standard]:
    told = {"key": f"bench.{name}", "title": name, "__doc__": f"{name.capitalize()} in time.", "authority": authority}
    return type(
        name,
        (Standard,),
        {**COMMON, **told, "applies": applies, "starts": starts, "due": due, "done": done, "ends": ends},
    )


_TABLES = {
    "postgresql": """
      q AS (SELECT episode_id, COUNT(*) FILTER (WHERE dropped_at IS NULL) AS given,
                   COUNT(*) FILTER (WHERE dropped_at IS NULL AND resulted_at IS NULL) AS waiting,
                   MIN(resulted_at) FILTER (WHERE is_trace) AS traced, MAX(resulted_at) AS last
            FROM missing_enquiry GROUP BY episode_id),
      a AS (SELECT episode_id, MIN(happened_at) AS first FROM missing_riskassessment GROUP BY episode_id),
      g AS (SELECT DISTINCT ON (episode_id) episode_id, level FROM missing_riskassessment
            ORDER BY episode_id, happened_at DESC, id DESC),
    """,
    "duckdb": """
      q AS (SELECT episode_id, COUNT(*) FILTER (WHERE dropped_at IS NULL) AS given,
                   COUNT(*) FILTER (WHERE dropped_at IS NULL AND resulted_at IS NULL) AS waiting,
                   MIN(resulted_at) FILTER (WHERE is_trace) AS traced, MAX(resulted_at) AS last
            FROM missing_enquiry GROUP BY episode_id),
      a AS (SELECT episode_id, MIN(happened_at) AS first FROM missing_riskassessment GROUP BY episode_id),
      g AS (SELECT episode_id, arg_max(level, (happened_at, id)) AS level FROM missing_riskassessment GROUP BY episode_id),
    """,
}


def by_hand(vendor: str, now: str) -> str:
    """One statement that gives met, late, pending, overdue, cannot tell (always 0 here) for each of the eight."""
    return f"""
    WITH {_TABLES[vendor]}
      v AS (SELECT episode_id, MIN(happened_at) AS first FROM missing_review GROUP BY episode_id),
      c AS (SELECT episode_id, MIN(happened_at) AS first FROM missing_contact WHERE kind = 'social-worker' GROUP BY episode_id),
      p AS (SELECT person_id, MIN(made_at) AS first FROM missing_triggerplan GROUP BY person_id),
      o AS (SELECT episode_id, MIN(opened_at) AS first FROM missing_planopening GROUP BY episode_id),
      i AS (SELECT episode_id, completed_at, refused_at FROM missing_returninterview),
      n AS (SELECT id, COUNT(*) FILTER (WHERE category = 'missing') OVER (PARTITION BY person_id ORDER BY reported_at
                       RANGE BETWEEN INTERVAL '30 days' PRECEDING AND CURRENT ROW) AS times FROM missing_episode),
      e AS (SELECT e.id, e.reported_at, e.located_at, e.returned_at, e.has_social_worker, g.level, n.times, a.first AS assessed,
                   v.first AS reviewed, q.traced, q.given, CASE WHEN q.waiting = 0 THEN q.last END AS resulted,
                   c.first AS told, p.first AS planned, o.first AS opened, i.completed_at, i.refused_at,
                   e.category = 'missing' AND e.is_child AS child
            FROM missing_episode e LEFT JOIN q ON q.episode_id = e.id LEFT JOIN a ON a.episode_id = e.id
            LEFT JOIN g ON g.episode_id = e.id LEFT JOIN v ON v.episode_id = e.id LEFT JOIN c ON c.episode_id = e.id
            LEFT JOIN p ON p.person_id = e.person_id LEFT JOIN o ON o.episode_id = e.id LEFT JOIN i ON i.episode_id = e.id
            LEFT JOIN n ON n.id = e.id),
      d AS (SELECT
        CASE WHEN child THEN reported_at END s0, reported_at + INTERVAL '30 minutes' d0, assessed f0, located_at l0,
        CASE WHEN child AND level IN ('high', 'medium') THEN reported_at END s1,
        reported_at + CASE level WHEN 'high' THEN INTERVAL '1 hour' ELSE INTERVAL '2 hours' END d1, reviewed f1, located_at l1,
        CASE WHEN child AND level IN ('high', 'medium') THEN reported_at END s2, reported_at + INTERVAL '4 hours' d2, traced f2,
        located_at l2,
        CASE WHEN given > 0 THEN located_at END s3, located_at + INTERVAL '24 hours' d3, resulted f3,
        CASE WHEN child AND has_social_worker THEN reported_at END s4, reported_at + INTERVAL '2 hours' d4, told f4,
        located_at l4,
        CASE WHEN child AND planned <= reported_at THEN reported_at END s5, reported_at + INTERVAL '1 hour' d5, opened f5,
        located_at l5,
        CASE WHEN refused_at IS NULL THEN returned_at END s6, returned_at + INTERVAL '72 hours' d6, completed_at f6,
        CASE WHEN child AND times >= 3 THEN reported_at END s7, reported_at + INTERVAL '7 days' d7, planned f7
        FROM e)
    SELECT {", ".join(_sums(number, now, number not in (3, 6, 7)) for number in range(8))} FROM d
    """


def _sums(n: int, now: str, ends: bool) -> str:
    owed = f"s{n} <= {now}"
    if ends:
        owed += f" AND NOT (l{n} IS NOT NULL AND f{n} IS NULL AND l{n} <= d{n})"
    undone = f"(f{n} IS NULL OR f{n} > {now})"
    states = [
        f"f{n} <= {now} AND f{n} <= d{n}", f"f{n} <= {now} AND f{n} > d{n}",
        f"{undone} AND d{n} >= {now}", f"{undone} AND d{n} < {now}",
    ]  # fmt: skip
    return ", ".join(f"SUM(CASE WHEN {owed} AND {state} THEN 1 ELSE 0 END)" for state in states) + ", 0"
