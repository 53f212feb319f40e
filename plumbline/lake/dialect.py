"""One SQL for every engine: Django's PostgreSQL compiler writes it, sqlglot carries it to DuckDB.

No PostgreSQL server is reached. SQLite's SQL is never carried: it calls functions that exist nowhere else.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import sqlglot
from django.db.utils import ConnectionHandler
from sqlglot import exp

NOWHERE = {"ENGINE": "django.db.backends.postgresql", "NAME": "nowhere", "HOST": "nowhere.invalid"}


@cache
def postgres_compiler() -> Any:
    """A connection that is never opened, with whose words the standards' SQL is written: `sql_of(rows, postgres_compiler())`."""
    return ConnectionHandler({"default": NOWHERE})["default"]


@lru_cache(maxsize=500)  # putting a whole judgement into other words takes longer than asking DuckDB
def to_duckdb(sql: str) -> str:
    """PostgreSQL's SQL in DuckDB's words.

    A moment is a TIMESTAMP in UTC there, as the lake publishes it. With a time zone it would be slower by half an order of
    magnitude (measured) and would need a package more to be read back.
    """
    read = sqlglot.parse_one(sql, read="postgres")
    return read.transform(_in_utc_already).transform(_without_zone).sql(dialect="duckdb")


def _in_utc_already(node: exp.Expression) -> exp.Expression:
    """`x AT TIME ZONE 'UTC'` makes a UTC moment of PostgreSQL's; DuckDB's is one."""
    return node.this if isinstance(node, exp.AtTimeZone) and node.args["zone"].name == "UTC" else node


def _without_zone(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.TIMESTAMPTZ:
        return exp.DataType.build("TIMESTAMP")
    return node
