"""The writers of duties and waivers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import Act, act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.records import Record
from plumbline.standards import engine
from plumbline.standards.facts import Facts, Step, ground_name
from plumbline.standards.models import Baseline, Duty, Waiver
from plumbline.standards.queries import owes
from plumbline.standards.standard import Standard

GROUND = ("person_id", "district_id", "team_id", "owner_id")
DATES = ("starts_at", "due_at", "done_at", "ended_at")
COLUMNS = (*GROUND, *DATES, "unknown")
CHUNK = 400  # subjects judged by one query
Values = tuple[Any, ...]  # in the order of COLUMNS, as the driver gives them


# -- bringing duties into line ---------------------------------------------------------------------------------------


def bring_into_line_after(doing: Act) -> None:
    """The witness of acts: judge again every subject that the change-set can have touched, in the same transaction."""
    found = touched(doing)
    if doing.about is None or doing.bulk:
        for facts, what in found.items():
            take_turns(facts, what.ids)
    if sum(len(what.ids) for what in found.values()) > CHUNK:
        gather_statistics(found)
    for facts, what in found.items():
        bring_into_line(facts, what.ids, what.standards(facts))


def take_turns(facts: type[Facts], ids: Iterable[int]) -> None:
    """Wait for acts about the same children. An act about one child has locked that child's record when it began; one about
    many locks theirs before it judges, or each would write duties by facts that do not hold what the other did."""
    if facts.person is None or not connection.features.has_select_for_update:
        return
    lookup = facts.person.replace(".", "__")
    child = facts.model_at(lookup)
    for chunk in engine.chunks(sorted(set(ids)), CHUNK):
        # Asked first and locked by number: one query for both is planned without statistics while tables are being filled,
        # and then runs for minutes.
        subjects: models.QuerySet[Any] = models.QuerySet(facts.subject).filter(pk__in=chunk).order_by()
        theirs = set(subjects.values_list(lookup, flat=True)) - {None}
        children: models.QuerySet[Any] = models.QuerySet(child).select_for_update(no_key=True).filter(pk__in=theirs)
        list(children.order_by("pk").values_list("pk"))


def gather_statistics(kinds: Iterable[type[Facts]]) -> None:
    """Have PostgreSQL count again what the facts of these subjects are asked from, duties included. Nothing elsewhere.

    A bulk act fills tables of which the statistics still say that they are all but empty; a plan that believes them runs for
    hours, and the server's own counting comes after the act is over. A role that does not own the tables is only warned.
    """
    if connection.vendor != "postgresql":
        return
    models = {Duty, Waiver}.union(*({facts.subject, *facts.dependencies()} for facts in kinds))
    tables = sorted(model._meta.db_table for model in models)  # one order, so that two such acts do not wait crosswise
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def bring_into_line(facts: type[Facts], ids: Iterable[int], keys: frozenset[str] | None = None) -> None:
    """Make the stored duties of these subjects agree with the facts as the database now holds them: under all standards, or
    under those named by `keys`."""
    for chunk in engine.chunks(sorted(set(ids)), CHUNK):
        wanted, months = wanted_duties(facts, chunk, keys)
        _write(facts, wanted, months, held_duties(facts, chunk, keys))


@dataclass(frozen=True, slots=True)
class Held:
    """A stored duty: its key, its values, and the month under which it is counted."""

    pk: int
    values: Values
    month: Any


def wanted_duties(
    facts: type[Facts], ids: Sequence[int], keys: frozenset[str] | None = None
) -> tuple[dict[tuple[int, str], Values], dict[int, Any]]:
    """((subject, standard) → values for each standard that applies, subject → the moment that dates a start not known)."""
    asked = engine.statement(facts, connection.vendor, keys)  # type: ignore[arg-type]  # mypy takes a class for its instance
    places, owners = _places(asked)
    wanted, months = {}, {}
    for row in engine.run(asked.sql, ids):
        ground = tuple(row[place] if place else None for place in places)
        months[row[0]] = row[1 + len(asked.ground)]
        for key, values in asked.raw(row):
            owner = owners[key]
            wanted[row[0], key] = (*ground, row[owner] if owner else None, *values)
    return wanted, months


@cache
def _places(asked: engine.Statement) -> tuple[list[int | None], dict[str, int | None]]:
    """Where a row holds person, district and team, and for each standard the one who owes it; None where it does not."""
    column = {name: place for place, name in enumerate(asked.ground, 1)}
    ground = [column.get(name) for name in ("its_person", "its_district", "its_team")]
    return ground, {key: column.get(owner_fact(asked.facts, key)) for key in asked.keys}  # type: ignore[arg-type]


@cache
def owner_fact(facts: type[Facts], key: str) -> str:
    """The fact that names who owes this standard's duties; no fact where the role as a whole does."""
    column = facts.owners.get(Standard.register[key].owed_by)
    return ground_name(column) if column else ""


def held_duties(
    facts: type[Facts], ids: Sequence[int], keys: frozenset[str] | None = None
) -> dict[tuple[int, str], Held]:
    rows = engine.run(_held_sql(facts.kind(), connection.vendor, keys), ids)
    return {(row[0], row[1]): Held(row[2], tuple(row[4:]), row[3]) for row in rows}


@cache
def _held_sql(kind: str, vendor: str, keys: frozenset[str] | None) -> str:
    """Moments as the driver gives those of a computed column: SQLite's would else be made dates of, for nothing."""
    moments = DATES if vendor == "postgresql" else [f"{name} || ''" for name in DATES]
    month = "month" if vendor == "postgresql" else "month || ''"
    subjects = "= ANY(%s::bigint[])" if vendor == "postgresql" else f"IN {engine.IDS}"
    listed = ", ".join(f"'{key}'" for key in sorted(keys or ()))
    named = "" if keys is None else f" AND standard IN ({listed})"
    return (
        f"SELECT subject_id, standard, id, {month}, {', '.join([*GROUND, *moments, 'unknown'])}"  # noqa: S608  our own names
        f" FROM standards_duty WHERE kind = '{kind}' AND subject_id {subjects}{named}"
    )


DUE, DONE, UNKNOWN = COLUMNS.index("due_at"), COLUMNS.index("done_at"), COLUMNS.index("unknown")
Heard = Callable[[str, list[tuple[int, str, Any]]], None]
_hearing: list[Heard] = []


def hear_of_open(function: Heard) -> None:
    """Said at start-up by the room that tells people of duties: in the transaction that writes or reopens a duty that can be
    done, it is told the kind of subject and (subject, standard, due as the driver gives it) of each."""
    _hearing[:] = [function]


def _write(
    facts: type[Facts], wanted: dict[tuple[int, str], Values], months: dict[int, Any], held: dict[tuple[int, str], Held]
) -> None:
    """Insert, change and delete what differs, by statements made once: values go back as the driver gave them."""
    new, changed, told = [], [], []
    for (subject, standard), values in wanted.items():
        month = _month(values[len(GROUND)], months[subject])
        stored = held.get((subject, standard))
        if stored is None:
            of = (standard, facts.kind(), subject)
            new.append((*of, month, *values, *of))
        elif stored.values != values or str(stored.month) != month:
            changed.append((month, *values, stored.pk))
        else:
            continue
        if _can_be_done(values):
            told.append((subject, standard, values[DUE]))
    gone = [duty.pk for key, duty in held.items() if key not in wanted]
    if new:
        engine.write(INSERT, new)
    if changed:
        engine.write(UPDATE, changed)
    if gone:
        Duty.objects.filter(pk__in=gone).delete()
    for hear in _hearing if told else ():
        hear(facts.kind(), told)


def _can_be_done(values: Values) -> bool:
    return values[DUE] is not None and values[DONE] is None and not values[UNKNOWN]


# A duty that fell away and came back is still waived.
INSERT = (
    f"INSERT INTO standards_duty (standard, kind, subject_id, month, {', '.join(COLUMNS)}, is_waived)"  # noqa: S608  our own names
    f" VALUES ({', '.join(['%s'] * (4 + len(COLUMNS)))}, EXISTS (SELECT 1 FROM standards_waiver"
    " WHERE standard = %s AND kind = %s AND subject_id = %s AND withdrawn_at IS NULL))"
)
UPDATE = f"UPDATE standards_duty SET month = %s, {', '.join(f'{name} = %s' for name in COLUMNS)} WHERE id = %s"  # noqa: S608


@lru_cache(maxsize=4096)
def _month(start: Any, otherwise: Any) -> str:
    """The first day of the local month in which the duty started, or of its record's where the start is not known."""
    dated = engine.moment_of(start or otherwise)
    assert dated is not None, "a duty has a start, or a record that is dated"
    return clock.local_month(dated).isoformat()


# -- which subjects a change touches --------------------------------------------------------------------------------


@dataclass
class Touched:
    """Subjects of one kind whose facts a change-set can have altered, and the standards that read those facts."""

    ids: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def standards(self, facts: type[Facts]) -> frozenset[str] | None:
        """Which to judge; None for all. Only where it spares most of them is it worth a statement of its own."""
        return frozenset(self.keys) if 2 * len(self.keys) < len(engine.standards_of(facts)) else None

    def add(self, ids: set[int], keys: Iterable[str]) -> None:
        self.ids |= ids
        self.keys.update(keys)


@dataclass(frozen=True)
class Way:
    """How a row of some model bears on subjects: by which step, and through which of its columns on which standards."""

    facts: type[Facts]
    step: Step
    columns: dict[str, frozenset[str]]

    def keys(self, changed: set[str] | None) -> set[str]:
        """Standards that a change of these columns can alter; all that look this way, where the whole row came or went."""
        if changed is None and not self.step.rows:
            return {standard.key for standard in engine.standards_of(self.facts)}
        names = self.columns.keys() if changed is None else changed & self.columns.keys()
        return {key for name in names for key in self.columns[name]}


def touched(doing: Act) -> dict[type[Facts], Touched]:
    """Subjects whose facts the change-set can have altered, found by following the facts' own paths backwards."""
    found: dict[type[Facts], Touched] = defaultdict(Touched)
    for record, old, names in _rows(doing):
        for way in paths().get(type(record), ()):
            if keys := way.keys(names):
                found[way.facts].add(_subjects(way.facts, way.step, record, old), keys)
    for model, records in doing.bulk:
        for way in paths().get(model, ()):
            found[way.facts].add(_subjects_of_many(way.facts, way.step, records), way.keys(None))
    return found


def _rows(doing: Act) -> Iterator[tuple[Record, dict[str, Any], set[str] | None]]:
    """(record, its old values, names of the columns that changed), None where the whole row came or went."""
    for change in doing.changes:
        yield change.record, change.old, set(change.new) if change.old and change.new else None


@cache
def paths() -> dict[type[models.Model], list[Way]]:
    """For each model: the kinds of subject that it touches, how, and by which of its columns."""
    found: dict[type[models.Model], list[Way]] = defaultdict(list)
    for facts in Facts.register.values():
        for (model, step), columns in _ways(facts).items():
            found[model].append(Way(facts, step, {name: frozenset(keys) for name, keys in columns.items()}))
    return dict(found)


def _ways(facts: type[Facts]) -> dict[tuple[type[models.Model], Step], dict[str, set[str]]]:
    """(model, step) → column → the standards that read a fact which depends on it."""
    found: dict[tuple[type[models.Model], Step], dict[str, set[str]]] = {}
    standards = engine.standards_of(facts)
    for name in engine.needed(facts) if standards else ():
        # Whose a duty is and under which month it counts are written beside every duty.
        of_all = name == facts.month_of or name.startswith("its_")
        keys = {standard.key for standard in standards if of_all or name in standard.facts_used()}
        for model, steps in facts.dependencies([name]).items():
            for step, columns in steps.items():
                for column in columns:
                    found.setdefault((model, step), {}).setdefault(column, set()).update(keys)
    return found


def _subjects(facts: type[Facts], step: Step, record: Record, old: dict[str, Any]) -> set[int]:
    if not step.rows:
        return {record.pk} | _siblings(facts, [record], old)
    if step.link is None:
        return _ids(facts, **{step.rows: record.pk})
    ends = step.ends(record, old)
    return ends if not step.parent else _ids(facts, **{f"{step.parent}__in": ends})


def _subjects_of_many(facts: type[Facts], step: Step, records: Iterable[Record]) -> set[int]:
    if not step.rows:
        return {record.pk for record in records} | _siblings(facts, records, {})
    ends = {end for record in records for end in (step.ends(record, {}) if step.link else {record.pk})}
    if step.link and not step.parent:
        return ends
    lookup = step.parent if step.link else step.rows
    return {pk for chunk in engine.chunks(sorted(ends), 500) for pk in _ids(facts, **{f"{lookup}__in": chunk})}


def _siblings(facts: type[Facts], records: Iterable[Record], old: dict[str, Any]) -> set[int]:
    found: set[int] = set()
    for over in facts.siblings():
        column = facts.subject._meta.get_field(over).attname
        ends = {getattr(record, column) for record in records} | {old.get(column)}
        for chunk in engine.chunks(sorted(end for end in ends if end is not None), 500):
            found |= _ids(facts, **{f"{column}__in": chunk})
    return found


def _ids(facts: type[Facts], **where: Any) -> set[int]:
    return set(models.QuerySet(facts.subject).filter(**where).order_by().values_list("pk", flat=True))


# -- reconciling -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One duty that is not as the facts say."""

    kind: str
    subject_id: int
    standard: str
    stored: str
    reckoned: str


def differences(facts: type[Facts]) -> Iterator[Difference]:
    """Recompute every duty of a kind of subject from facts and compare it with what is stored."""
    ids = list(models.QuerySet(facts.subject).order_by("pk").values_list("pk", flat=True))
    waived = set(Waiver.objects.filter(kind=facts.kind(), withdrawn_at=None).values_list("subject_id", "standard"))
    marked = set(Duty.objects.filter(kind=facts.kind(), is_waived=True).values_list("subject_id", "standard"))
    for chunk in engine.chunks(ids, 400):
        wanted, months = wanted_duties(facts, chunk)
        held = held_duties(facts, chunk)
        for key in sorted(wanted.keys() | held.keys()):
            reckoned = _said(wanted[key], _month(wanted[key][len(GROUND)], months[key[0]])) if key in wanted else "none"
            stored = _said(held[key].values, held[key].month) if key in held else "none"
            if reckoned != stored:
                yield Difference(facts.kind(), *key, stored, reckoned)
            elif (key in waived) != (key in marked):
                yield Difference(facts.kind(), *key, f"waived: {key in marked}", f"waived: {key in waived}")
    orphans = Duty.objects.filter(kind=facts.kind()).exclude(subject_id__in=models.QuerySet(facts.subject).values("pk"))
    for subject_id, standard in orphans.values_list("subject_id", "standard"):
        yield Difference(facts.kind(), subject_id, standard, "a duty of a record that is gone", "none")


def strays() -> Iterator[Difference]:
    """Duties of a kind of subject that is no longer judged."""
    left = Duty.objects.exclude(kind__in=list(Facts.register))
    for kind, subject_id, standard in left.values_list("kind", "subject_id", "standard"):
        yield Difference(kind, subject_id, standard, "a duty of a kind of record that has no facts", "none")


def _said(values: Values, month: Any) -> str:
    told = dict(zip(COLUMNS, values, strict=True)) | {"month": month}
    return ", ".join(f"{name} {value}" for name, value in told.items() if value not in (None, ""))


@act("standards.duties.mended", permission="access.administer", says="Duties brought into line with the facts: {0}")
def mend(found: Sequence[Difference], *, by: Any) -> int:
    """After a change of policy numbers, or of a standard: store what the facts now say. Returns how many duties differed.

    What differs is made anew, so that nothing of it is left that a comparison would overlook.
    """
    wrong: dict[tuple[str, str], set[int]] = defaultdict(set)
    subjects: dict[str, set[int]] = defaultdict(set)
    for difference in found:
        wrong[difference.kind, difference.standard].add(difference.subject_id)
        subjects[difference.kind].add(difference.subject_id)
    judged = {Facts.register[kind]: ids for kind, ids in subjects.items() if kind in Facts.register}
    for facts, ids in judged.items():
        take_turns(facts, ids)
    for (kind, standard), ids in wrong.items():
        for chunk in engine.chunks(sorted(ids), 400):
            Duty.objects.filter(kind=kind, standard=standard, subject_id__in=chunk).delete()
    for facts, ids in judged.items():
        bring_into_line(facts, ids)
    return len(found)


# -- waivers ---------------------------------------------------------------------------------------------------------


@act("standards.duty.waived", permission="standards.waive", says="Duty waived: {0.standard}. {0.reason}")
def waive(duty: Duty, *, by: Any, reason: str) -> Waiver:
    """Record why a duty need not be done. It is then shown beside the rate, not in it. Nobody waives their own duty."""
    user, named = actor_of(by).user, {"kind": duty.kind, "subject_id": duty.subject_id, "standard": duty.standard}
    waiver = Waiver(**named, reason=reason, waived_at=current().at, waived_by=user)
    waiver.lock()
    held = Duty.objects.filter(**named).first()
    if held is None:
        raise Invalid("This duty has fallen away; there is nothing to waive.")
    if user is None or owes(user, held):
        raise Invalid("A duty is waived by someone who does not owe it.")
    if held.done_at:
        raise Invalid("This duty was done; there is nothing to waive.")
    waiver.person_id, waiver.district_id, waiver.team_id = held.person_id, held.district_id, held.team_id
    waiver.save()
    Duty.objects.filter(pk=held.pk).update(is_waived=True)
    return waiver


@act("standards.waiver.withdrawn", permission="standards.waive", says="Waiver withdrawn: {0.standard}")
def withdraw_waiver(waiver: Waiver, *, by: Any) -> Waiver:
    """The duty stands again, as due as it ever was."""
    if waiver.withdrawn_at is not None:
        raise Invalid("This waiver was withdrawn already.")
    waiver.withdrawn_at, waiver.withdrawn_by = current().at, actor_of(by).user
    waiver.save()
    held = Duty.objects.filter(kind=waiver.kind, subject_id=waiver.subject_id, standard=waiver.standard)
    held.update(is_waived=False)
    reopened = held.filter(done_at=None, unknown="").values_list("subject_id", "standard", "due_at")
    for hear in _hearing:
        hear(waiver.kind, list(reopened))
    return waiver


# -- control limits ------------------------------------------------------------------------------------------------


@act(
    "standards.limits.rebased",
    permission="standards.recalculate",
    says="Control limits of {0.standard} anew from {0.from_month:%B %Y}. {0.reason}",
)
def rebase(standard: type[Standard], *, by: Any, from_month: date, reason: str) -> Baseline:
    """Decide that a standard's control limits are reckoned anew from a month, because the work itself changed then.

    They move for no other reason. For the whole force: the limits of one standard are the same for everyone.
    """
    user = actor_of(by).user
    if user is None:
        raise Invalid("A person decides on control limits.")
    if from_month.day != 1 or from_month > clock.local_month(current().at):
        raise Invalid(from_month="Choose a month that has begun.")
    if not Duty.objects.filter(standard=standard.key, month__lt=from_month).exists():
        raise Invalid(from_month="No duty of this standard started before that month: its limits begin there anyway.")
    decision = Baseline(
        standard=standard.key, from_month=from_month, reason=reason, decided_at=current().at, decided_by=user
    )
    decision.save()
    return decision


@act(
    "standards.limits.restored",
    permission="standards.recalculate",
    says="Decision withdrawn: control limits of {0.standard} anew from {0.from_month:%B %Y}",
)
def withdraw_baseline(decision: Baseline, *, by: Any) -> Baseline:
    """The months belong again to the phase before; the limits are those that held without the decision."""
    user = actor_of(by).user
    if user is None:
        raise Invalid("A person decides on control limits.")
    if decision.withdrawn_at is not None:
        raise Invalid("This decision was withdrawn already.")
    decision.withdrawn_at, decision.withdrawn_by = current().at, user
    decision.save()
    return decision
