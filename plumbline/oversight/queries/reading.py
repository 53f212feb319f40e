"""Who read a record, gathered by day and person; the search over the ledger; and what a record held at the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Func, Max, Min, QuerySet

from plumbline.access.models import Restriction, User
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.workdays import midnight
from plumbline.ledger.models import Entry, EntryPerson, Operation
from plumbline.ledger.queries import READS
from plumbline.oversight.queries.adding_up import roles_then

WORDS = {
    Operation.COLLECTION: "recorded",
    Operation.ALTERATION: "changed",
    Operation.CONSULTATION: "consulted",
    Operation.DISCLOSURE: "taken out",
    Operation.COMBINATION: "joined",
    Operation.ERASURE: "erased",
}


class Hour(Func):
    """The hour in UTC in which a moment lies, as text: 2026-11-22 14. Django's own would run Python for each row on SQLite."""

    output_field = CharField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 13)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        shape = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=shape, **context)


def hour_of(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00:00+00:00")


def span(since: date | None, until: date | None) -> dict[str, datetime]:
    """The condition on moments for a span of local days, both included."""
    found = {"at__gte": midnight(since)} if since else {}
    return found | ({"at__lt": midnight(until + timedelta(days=1))} if until else {})


@dataclass
class Looked:
    """All that one person did with a record on one day, as one line."""

    day: date
    actor_id: int | None
    actor: str
    first_at: datetime
    last_at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    terminals: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=set)
    role: str = ""

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def what(self) -> str:
        return ", ".join(f"{WORDS[Operation(name)]} {n:,}×" for name, n in sorted(self.counts.items()))


def looked_at(entries: QuerySet[Entry]) -> list[Looked]:
    """Who looked, newest first: gathered by day and person, so that a board that refreshed 200 times is one line."""
    grouped = entries.select_related(None).order_by().annotate(hour=Hour("at"))
    columns = ("hour", "actor_id", "actor", "operation", "terminal", "purpose")
    lines: dict[tuple[date, int | None, str], Looked] = {}
    for row in grouped.values(*columns).annotate(n=Count("pk"), first=Min("at"), last=Max("at")):
        _add(lines, row)
    found = sorted(lines.values(), key=lambda line: (line.last_at, line.actor), reverse=True)
    roles = roles_then((line.actor_id, line.day) for line in found if line.actor_id is not None)
    for line in found:
        line.role = roles.get((line.actor_id or 0, line.day), "")
    return found


def _add(lines: dict[tuple[date, int | None, str], Looked], row: dict[str, Any]) -> None:
    day = clock.local(hour_of(row["hour"])).date()
    line = lines.setdefault(
        (day, row["actor_id"], row["actor"]), Looked(day, row["actor_id"], row["actor"], row["first"], row["last"])
    )
    line.first_at, line.last_at = min(line.first_at, row["first"]), max(line.last_at, row["last"])
    line.counts[row["operation"]] = line.counts.get(row["operation"], 0) + row["n"]
    line.terminals |= {row["terminal"]} - {""}
    line.purposes |= {row["purpose"]} - {""}


class Capped:
    """Entries of which no more than so many are counted: to count a million costs more than to show 50."""

    ordered = True

    def __init__(self, rows: QuerySet[Entry], most: int = 10_000) -> None:
        self.rows, self.most, self._counted = rows, most, -1

    @property
    def counted(self) -> int:
        if self._counted < 0:
            self._counted = self.rows.order_by().values("pk")[: self.most + 1].count()
        return self._counted

    @property
    def is_more(self) -> bool:
        return self.counted > self.most

    def count(self) -> int:
        return min(self.counted, self.most)

    def __getitem__(self, wanted: slice) -> list[Entry]:
        return list(self.rows[wanted])


def searched(entries: QuerySet[Entry], said: dict[str, Any]) -> QuerySet[Entry]:
    """The entries that a search asks for, newest first. `said` is what the form holds, empty answers left out."""
    found = entries.filter(**span(said.get("since"), said.get("until")))
    for name in ("operation", "room", "terminal"):
        if said.get(name):
            found = found.filter(**{name: said[name]})
    if said.get("event"):
        found = found.filter(event__startswith=said["event"])
    if said.get("officer"):
        named = User.objects.filter(display_name__icontains=said["officer"]) | User.objects.filter(
            username__iexact=said["officer"]
        )
        found = found.filter(actor_id__in=named.values("pk"))
    if said.get("person"):
        found = found.filter(pk__in=EntryPerson.objects.filter(person_id=said["person"]).values("entry_id"))
    if said.get("restricted"):
        restricted = Restriction.objects.filter(lifted_at=None).values("person")
        found = found.filter(pk__in=EntryPerson.objects.filter(person_id__in=restricted).values("entry_id"))
    return found.order_by("-at", "-id")


def with_roles(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the role that their actor then held, what was done in a word, and where the record's page is."""
    found = list(entries)
    days = {entry.pk: clock.local(entry.at).date() for entry in found}
    roles = roles_then((entry.actor_id, days[entry.pk]) for entry in found if entry.actor_id is not None)
    for entry in found:
        entry.role = roles.get((entry.actor_id or 0, days[entry.pk]), "")  # type: ignore[attr-defined]
        entry.did = WORDS[Operation(entry.operation)]  # type: ignore[attr-defined]
        entry.page = case_of(entry).page() if entry.case_id else None  # type: ignore[attr-defined]
        entry.named = [each.person_id for each in entry.people.all()]  # type: ignore[attr-defined]
    return found


def case_of(entry: Entry) -> CaseRef:
    return CaseRef(entry.room, entry.kind, entry.case_id or 0)


@dataclass(frozen=True)
class Change:
    """One field of one record, from what to what."""

    record: str
    name: str
    old: str
    new: str


def changes_of(entry: Entry) -> Iterator[Change]:
    for change in entry.changes:
        record = change.get("record")
        if record is None:
            yield Change(f"{change.get('created', 0)} of {change.get('records', '')}", "written together", "", "")
            continue
        names = [name for name in {**change["old"], **change["new"]} if name not in ("id", "version", "recorded_at")]
        for name in names:
            yield Change(record, name, _shown(change["old"].get(name)), _shown(change["new"].get(name)))


def held_then(entry: Entry) -> list[Change]:
    """What the record of an entry held at that moment, gathered from the acts before it (and its own).

    It knows what acts wrote one by one. What came with many others at once, or from before the ledger, it cannot tell.
    """
    if not entry.case_id:
        return []
    known: dict[str, dict[str, Any]] = {}
    acts = Entry.objects.filter(room=entry.room, kind=entry.kind, case_id=entry.case_id, id__lte=entry.pk)
    for earlier in acts.exclude(operation__in=READS).order_by("id"):
        for change in earlier.changes:
            _follow(known, change)
    return [
        Change(record, name, "", _shown(value))
        for record, fields in known.items()
        for name, value in fields.items()
        if name not in ("id", "version", "recorded_at") and value not in (None, "", False)
    ]


def _follow(known: dict[str, dict[str, Any]], change: dict[str, Any]) -> None:
    record = change.get("record")
    if record is None:
        return
    if change["old"] and not change["new"]:
        known.pop(record, None)
    else:
        known.setdefault(record, {}).update(change["new"])


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


ROOMS = ("access", "demo", "feeds", "lake", "ledger", "missing", "oversight", "people", "standards", "workforce")
