"""From declarations to SQL, once; afterwards only parameters.

Every statement has the same two parts: a table of facts, then one row per subject with each standard's dates over it.
The facts part has two shapes (see `facts`); the standards part has one. Literals are written into the text, so that a
statement's only parameter is which subjects: PostgreSQL then plans it once per connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db import connection as default
from django.db.models import Case, F, Q, Value, When

from plumbline.standards import sources
from plumbline.standards.facts import Facts, Latest, Number, Related, Relation, Running, newest_rows, related_groups
from plumbline.standards.standard import After, Standard, facts_in

IDS = "(@'ids)"  # stands for SQLite's parameters; no literal can hold it, since a quote within one is doubled
FEW = 20  # subjects; an act about one child touches no more but rarely
PARTS = ("starts", "due", "done", "ended", "unknown")


@dataclass(frozen=True, slots=True)
class Judged:
    """What one standard says of one subject. All dates null and nothing unknown: the standard does not apply."""

    starts_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    unknown: str

    @property
    def applies(self) -> bool:
        return bool(self.unknown) or (self.starts_at is not None and self.due_at is not None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all standards say of one subject, with whose it is."""

    subject_id: int
    ground: dict[str, Any]
    by_standard: dict[str, Judged]


def standards_of(facts: type[Facts]) -> list[type[Standard]]:
    return [standard for standard in Standard.register.values() if standard.facts is facts]


# -- the standards part ---------------------------------------------------------------------------------------------


def judging(facts: type[Facts], standards: Sequence[type[Standard]]) -> models.QuerySet[Any]:
    """One row per subject: its ground, then five columns per standard, over the facts row."""
    ground = [name for name in facts.facts if name.startswith("its_")]
    rows: models.QuerySet[Any] = models.QuerySet(facts.row).order_by().values_list("id", *ground, facts.month_of)
    for i, standard in enumerate(standards):
        rows = rows.annotate(**_columns(facts, standard, f"s{i}_"))
    return rows


def _columns(facts: type[Facts], standard: type[Standard], prefix: str) -> dict[str, Any]:
    due, done = standard.moment("due"), standard.moment("done")
    applies = _applies(facts, standard) & _dated(standard, prefix)
    ended: Any = Value(None, output_field=models.DateTimeField())
    if standard.ends:
        fallen = Q(**{f"{standard.ends}__isnull": False, f"{prefix}done__isnull": True, f"{standard.ends}__lte": due})
        applies &= ~fallen
        ended = Case(
            When(Q(**{f"{prefix}done__isnull": True}), then=F(standard.ends)), output_field=models.DateTimeField()
        )
    starts = Case(When(applies, then=standard.moment("starts")), output_field=models.DateTimeField())
    columns = {"due": due, "done": done, "ended": ended, "starts": starts, "unknown": _unknown(facts, standard, prefix)}
    return {prefix + name: columns[name] for name in ("due", "done", "ended", "starts", "unknown")}


def _dated(standard: type[Standard], prefix: str) -> Q:
    """A duty has a date by which it is due; only a plain number after a fact is sure to give one."""
    sure = (
        isinstance(standard.due, After) and standard.due.fact == standard.starts and hasattr(standard.due.number, "key")
    )
    return Q() if sure else Q(**{f"{prefix}due__isnull": False})


def _applies(facts: type[Facts], standard: type[Standard]) -> Q:
    condition = standard.condition() or Q(pk__isnull=False)
    silent = _silent_on(facts, standard)
    return condition & ~Q(its_source__in=sorted(silent)) if silent else condition


def _silent_on(facts: type[Facts], standard: type[Standard]) -> dict[str, frozenset[str]]:
    """Feeds that lack a fact this standard needs, with the facts."""
    found = {source: missing & standard.facts_used() for source, missing in sources.lacking(facts).items()}
    return {source: names for source, names in found.items() if names}


def _unknown(facts: type[Facts], standard: type[Standard], prefix: str) -> Any:
    """The facts never supplied, where what is known does not already rule the standard out."""
    whens = [
        When(
            Q(its_source=source) & _known_part(standard.condition(), names) & _known_dates(standard, prefix, names),
            then=Value(", ".join(sorted(names))),
        )
        for source, names in _silent_on(facts, standard).items()
    ]
    return Case(*whens, default=Value(""), output_field=models.CharField())


def _known_dates(standard: type[Standard], prefix: str, unknown: frozenset[str]) -> Q:
    """A clock known not to have started rules the standard out, whatever else is unknown."""
    known = Q()
    if isinstance(standard.starts, str) and standard.starts not in unknown:
        known &= Q(**{f"{standard.starts}__isnull": False})
    if not facts_in(standard.due) & unknown:
        known &= _dated(standard, prefix)
    return known


def _known_part(condition: Q, unknown: frozenset[str]) -> Q:
    """The conjuncts of a condition that can be told; one that reads an unknown fact anywhere says nothing."""
    if condition.connector != Q.AND or condition.negated:
        return Q() if facts_in(condition) & unknown else condition
    known = Q()
    for child in condition.children:
        part = _known_part(child, unknown) if isinstance(child, Q) else Q(child)
        known &= Q() if facts_in(part) & unknown else part
    return known


# -- the facts part -------------------------------------------------------------------------------------------------


def needed(facts: type[Facts], standards: Sequence[type[Standard]] | None = None) -> list[str]:
    """The facts that these standards (all, if none are named) read, with the ground. One that none reads is not computed."""
    standards = standards_of(facts) if standards is None else standards
    read = {facts.month_of}.union(*(standard.facts_used() for standard in standards))
    return [name for name in facts.facts if name in read or name.startswith("its_")]


def correlated(facts: type[Facts], connection: Any, names: Sequence[str] | None = None) -> str:
    """`name (columns) AS MATERIALIZED (…`, open at its end so that a WHERE can follow."""
    names = needed(facts) if names is None else names
    return f"{_head(facts, names)} AS MATERIALIZED ({sql_of(facts.correlated(names), connection)}"


def grouped(facts: type[Facts], connection: Any, names: Sequence[str] | None = None) -> str:
    """One grouped pass over each related table, joined to the subjects."""
    names = needed(facts) if names is None else names
    tables: list[str] = []
    joins: list[str] = []
    columns: dict[str, str] = {}
    for i, (relation, group) in enumerate(related_groups(facts, names)):
        name = f"g{i}"
        heads = ", ".join(["k", *(fact.name for fact in group)])
        tables.append(f"{name} ({heads}) AS ({_group_sql(relation, group, connection)})")
        joins.append(f"LEFT JOIN {name} ON {name}.k = base.a_{relation.anchor.replace('__', '_')}")
        zero = {fact.name: f"COALESCE({name}.{fact.name}, 0)" for fact in group if isinstance(fact, Number)}
        columns |= {fact.name: zero.get(fact.name, f"{name}.{fact.name}") for fact in group}
    listed = ["base.id", *(columns.get(name, f"base.{name}") for name in names)]
    body = f"SELECT {', '.join(listed)} FROM base {' '.join(joins)}"  # noqa: S608  our own names
    # Not MATERIALIZED: these columns are joined, not computed at each mention, and writing a million rows aside costs a
    # quarter of the whole.
    return ", ".join([_base(facts, names, connection), *tables, f"{_head(facts, names)} AS ({body}"])


def _head(facts: type[Facts], names: Sequence[str]) -> str:
    return f"{facts.table()} ({', '.join(['id', *names])})"


def _base(facts: type[Facts], names: Sequence[str], connection: Any) -> str:
    """Own columns, running counts, and what related tables are joined on."""
    anchors = {relation.anchor for relation, _ in related_groups(facts, names)}
    single = {name: facts.facts[name] for name in names if not facts.facts[name].path}
    own = {n: f.window() if isinstance(f, Running) else f.correlated(facts.subject) for n, f in single.items()}
    values = {f"o_{name}": expression for name, expression in own.items()}
    values |= {f"a_{anchor.replace('__', '_')}": F(anchor) for anchor in sorted(anchors)}
    rows = models.QuerySet(facts.subject).order_by().values_list("pk").annotate(**values)
    listed = ["id", *own, *(f"a_{anchor.replace('__', '_')}" for anchor in sorted(anchors))]
    return f"base ({', '.join(listed)}) AS ({sql_of(rows, connection)})"


def _group_sql(relation: Relation, group: list[Related], connection: Any) -> str:
    rows: models.QuerySet[Any] = models.QuerySet(relation.model).order_by()
    first, columns = group[0], [fact.column for fact in group]
    if isinstance(first, Latest):
        return sql_of(_newest(rows, relation, first, connection).values_list(relation.back, *columns), connection)
    # A condition that all share belongs in WHERE, where it can spare the engine rows; else each aggregate has its own.
    if len({str(fact.where) for fact in group}) == 1:
        rows = rows.filter(first.where)
        values = {f"v_{fact.name}": fact.grouped(Q()) for fact in group}  # type: ignore[attr-defined]
    else:
        values = {f"v_{fact.name}": fact.grouped(fact.where) for fact in group}  # type: ignore[attr-defined]
    return sql_of(rows.values_list(relation.back).annotate(**values), connection)


def _newest(rows: models.QuerySet[Any], relation: Relation, fact: Latest, connection: Any) -> models.QuerySet[Any]:
    """The one row that counts for each subject. DISTINCT ON where there is such a thing: to number every row so as to keep the
    first is slower (see bench)."""
    if connection.features.can_distinct_on_fields:
        return rows.filter(fact.where).order_by(relation.back, *fact.order).distinct(relation.back)
    return rows.filter(fact.where).annotate(rank=newest_rows(relation, fact)).filter(rank=1)


# -- text -----------------------------------------------------------------------------------------------------------


def sql_of(rows: models.QuerySet[Any], connection: Any) -> str:
    """A query's SQL for an engine, literals written in."""
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return str(sql % tuple(literal(value, connection.vendor) for value in params))


def literal(value: Any, vendor: str) -> str:
    """A Python value as SQL text. Only what our own declarations hold ever comes here."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper() if vendor != "sqlite" else str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        if vendor == "sqlite":
            return f"'{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"
        return f"CAST('{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00' AS TIMESTAMPTZ)"
    if isinstance(value, date):
        return f"CAST('{value:%Y-%m-%d}' AS DATE)" if vendor != "sqlite" else f"'{value:%Y-%m-%d}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"no literal for {value!r}")


# -- running --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """The compiled question "what do these standards say of these subjects", for one engine."""

    facts: type[Facts]
    keys: tuple[str, ...]
    ground: tuple[str, ...]
    sql: str

    def raw(self, row: Sequence[Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """(standard, (starts, due, done, ended, unknown)) for each that applies, as the driver gives the values.

        Comparing what a driver gives is many times cheaper than making dates of it, and a write compares far more than it
        changes. On SQLite these are texts; a stored duty is read as text too.
        """
        at = 2 + len(self.ground)
        for key in self.keys:
            due, done, ended, starts, unknown = row[at : at + 5]
            at += 5
            if unknown:
                yield key, (None, None, None, None, unknown)
            elif starts is not None and due is not None:
                yield key, (starts, due, done, ended, "")

    def read(self, row: Sequence[Any]) -> Verdict:
        ground = dict(zip(self.ground, row[1:], strict=False))
        ground["month_of"] = moment_of(row[1 + len(self.ground)])
        judged = {key: _judged(*values) for key, values in self.raw(row)}
        return Verdict(row[0], ground, judged)


def _judged(starts: Any, due: Any, done: Any, ended: Any, unknown: str) -> Judged:
    return Judged(moment_of(starts), moment_of(due), moment_of(done), moment_of(ended), unknown)


def moment_of(value: Any) -> datetime | None:
    """A moment as a driver gives it: text or naive on SQLite, aware elsewhere."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


@cache
def statement(facts: type[Facts], vendor: str, keys: frozenset[str] | None = None) -> Statement:
    """Compiled once for a process, for all standards of these facts or for those named by `keys`.

    `vendor` is the default connection's; tests with another set of standards clear this.
    """
    standards = [standard for standard in standards_of(facts) if keys is None or standard.key in keys]
    rows = judging(facts, standards)
    tail = sql_of(rows, default)
    ground = tuple(name for name in facts.facts if name.startswith("its_"))
    table = default.ops.quote_name(facts.subject._meta.db_table)
    ids = f"WHERE {table}.id = ANY(%s::bigint[])" if vendor == "postgresql" else f"WHERE {table}.id IN {IDS}"
    head = correlated(facts, default, needed(facts, standards))
    if vendor == "postgresql":
        head, tail = head.replace("%", "%%"), tail.replace("%", "%%")
    if vendor == "sqlite":
        tail = _as_texts(tail, len(ground), len(standards))
    return Statement(facts, tuple(s.key for s in standards), ground, f"WITH {head} {ids}) {tail}")


def _as_texts(sql: str, ground: int, standards: int) -> str:
    """Dates as the texts that SQLite holds. Its driver makes dates of columns that come straight from a table, and only of
    those, so that one and the same moment would otherwise come back in two forms."""
    names = ["id", *(f"g{i}" for i in range(ground)), "m"]
    names += [f"s{i}_{part}" for i in range(standards) for part in ("due", "done", "ended", "starts", "unknown")]
    told = [name if name[0] in "ig" or name.endswith("unknown") else f"{name} || ''" for name in names]
    return f", judged ({', '.join(names)}) AS ({sql}) SELECT {', '.join(told)} FROM judged"  # noqa: S608  our own names


def verdicts(facts: type[Facts], ids: Iterable[int]) -> Iterator[Verdict]:
    """What all standards say of these subjects, as the database now stands."""
    asked = statement(facts, default.vendor)  # type: ignore[arg-type]  # mypy takes a class for one of its instances
    for chunk in chunks(sorted(set(ids)), 400):
        for row in run(asked.sql, chunk):
            yield asked.read(row)


def run(sql: str, ids: Sequence[int]) -> list[Sequence[Any]]:
    """Ask the driver itself: Django's cursor would format and copy a text of tens of kilobytes at every write."""
    database = _database()
    with database.wrap_database_errors:
        if database.vendor == "postgresql":
            with psycopg.Cursor(database.connection) as cursor:
                return _asked_of_postgresql(cursor, sql, list(ids))
        return database.connection.execute(_with_marks(sql, len(ids)), list(ids)).fetchall()  # type: ignore[no-any-return]


def write(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Carry one statement out for many rows, by the driver itself for the same reason."""
    database = _database()
    if database.vendor == "sqlite":
        with database.wrap_database_errors:
            database.connection.executemany(_for_sqlite(sql), rows)
    else:
        with database.cursor() as cursor:
            cursor.executemany(sql, rows)


def _database() -> Any:
    """Taken once for each statement: every attribute asked of Django's stand-in for it is looked up by thread anew."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return database


@cache
def _for_sqlite(sql: str) -> str:
    return sql.replace("%s", "?")


_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def _asked_of_postgresql(cursor: Any, sql: str, ids: list[int]) -> list[Sequence[Any]]:
    """For few subjects the plan is made at the first asking and kept. Made while tables are still empty it would scan them
    whole, and go on doing so as they fill; so scans are ruled out for that first time. Once there are statistics PostgreSQL
    plans anew.

    For many it is planned each time, and never scans.
    """
    planned, many = _planned.setdefault(cursor.connection, set()), len(ids) > FEW
    careful = default.in_atomic_block and (many or sql not in planned)
    if careful:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = cursor.execute(sql, [ids], prepare=not many).fetchall()
    if careful:
        cursor.execute("SET LOCAL enable_seqscan = on")
    if careful and not many:
        planned.add(sql)
    return rows  # type: ignore[no-any-return]


@lru_cache(maxsize=32)
def _with_marks(sql: str, number: int) -> str:
    """The statement for so many subjects. Kept, because the driver knows a prepared statement by its text."""
    return sql.replace(IDS, f"({','.join('?' * number)})")


def chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


# -- whole sets -----------------------------------------------------------------------------------------------------

STATES = ("met", "late", "pending", "overdue", "cannot_tell")


def totals_sql(
    facts: type[Facts], connection: Any, as_of: datetime, *, shape: Callable[[type[Facts], Any], str] | None = None
) -> str:
    """All subjects at once: per standard how many duties are in each state, in the order of `standards_of` × STATES."""
    shape = shape or (correlated if connection.vendor == "sqlite" else grouped)
    standards = standards_of(facts)
    rows = judging(facts, standards)
    ground = [name for name in facts.facts if name.startswith("its_")]
    names = [
        "id",
        *ground,
        "month_of",
        *(f"s{i}_{p}" for i in range(len(standards)) for p in ("due", "done", "ended", "starts", "unknown")),
    ]
    now = literal(as_of, connection.vendor)
    sums = [
        f"SUM(CASE WHEN {when} THEN 1 ELSE 0 END) AS s{i}_{state}"
        for i in range(len(standards))
        for state, when in _states(i, now)
    ]
    return (
        f"WITH {shape(facts, connection)}), judged ({', '.join(names)}) AS ({sql_of(rows, connection)})"  # noqa: S608
        f" SELECT {', '.join(sums)} FROM judged"
    )


def _states(i: int, now: str) -> list[tuple[str, str]]:
    applies, done = f"s{i}_starts <= {now}", f"s{i}_done <= {now}"
    undone = f"(s{i}_done IS NULL OR s{i}_done > {now})"
    return [
        ("met", f"{applies} AND {done} AND s{i}_done <= s{i}_due"),
        ("late", f"{applies} AND {done} AND s{i}_done > s{i}_due"),
        ("pending", f"{applies} AND {undone} AND s{i}_due >= {now}"),
        ("overdue", f"{applies} AND {undone} AND s{i}_due < {now}"),
        ("cannot_tell", f"s{i}_unknown <> ''"),
    ]
