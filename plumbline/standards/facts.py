"""Facts: named, typed, described columns about one subject, in two shapes with one meaning.

A `Facts` class is a declaration. From it come an unmanaged model (so that standards are ordinary Django expressions), a
query of correlated subqueries (one subject, or SQLite), and a query of grouped, joined tables (whole sets elsewhere).
The paths that facts name also say which subjects a change of any record touches: see `dependencies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from plumbline.standards.expressions import RunningCount, SecondsAfter

_rows_only = Apps()  # the models that stand for facts are no tables, so Django's own register never hears of them


@dataclass(frozen=True)
class Relation:
    """A path from the subject to many records: `anchor` on the subject equals `back` on the related model."""

    model: type[models.Model]
    back: str
    anchor: str


class Fact:
    """One column. `says` describes it; `caveat` says what it cannot tell."""

    name: str
    path: str = ""
    where: Q = Q()

    def __init__(self, *, says: str, caveat: str = "") -> None:
        self.says, self.caveat = says, caveat

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        """The column's type, as a field that may be null."""
        raise NotImplementedError

    def correlated(self, subject: type[models.Model]) -> Any:
        """An expression over the subject."""
        raise NotImplementedError

    def lookups(self) -> Iterator[str]:
        """Every Django lookup, from the subject, on which the value depends."""
        raise NotImplementedError

    def steps(self, subject: type[models.Model]) -> Iterator[tuple[type[models.Model], Step, str]]:
        """Each (model, step, column that counts) on which the value depends."""
        for lookup in self.lookups():
            yield from _walk(subject, lookup)


class Own(Fact):
    """A column of the subject, or of a record that it points to (`person.turns_18_at`)."""

    def __init__(self, column: str, *, says: str, caveat: str = "") -> None:
        super().__init__(says=says, caveat=caveat)
        self.lookup = column.replace(".", "__")

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        return _nullable(_field_at(subject, self.lookup))

    def correlated(self, subject: type[models.Model]) -> Any:
        return F(self.lookup)

    def lookups(self) -> Iterator[str]:
        yield self.lookup


class Related(Fact):
    """A fact gathered from many records: their first, last or latest, or how many there are."""

    def __init__(self, path: str, column: str = "pk", *, where: Q | None = None, says: str, caveat: str = "") -> None:
        super().__init__(says=says, caveat=caveat)
        self.path, self.column, self.where = path.replace(".", "__"), column.replace(".", "__"), where or Q()

    def relation(self, subject: type[models.Model]) -> Relation:
        return _relation(subject, self.path)

    def grouping(self, subject: type[models.Model]) -> Relation:
        """What one pass over whole sets groups by."""
        return self.relation(subject)

    @property
    def grouped_by(self) -> str:
        """Facts that say the same can share one pass."""
        return self.path

    def rows(self, subject: type[models.Model]) -> models.QuerySet[Any]:
        """The related records that count."""
        return models.QuerySet(self.relation(subject).model).filter(self.where).order_by()

    def matched(self, subject: type[models.Model]) -> models.QuerySet[Any]:
        relation = self.relation(subject)
        return self.rows(subject).filter(**{relation.back: OuterRef(relation.anchor)})

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        return _nullable(_field_at(self.relation(subject).model, self.column))

    def lookups(self) -> Iterator[str]:
        yield f"{self.path}__{self.column}"
        for name in _names_in(self.where):
            yield f"{self.path}__{name}"


class First(Related):
    """The earliest value of a column among the related records."""

    aggregate = Min

    def correlated(self, subject: type[models.Model]) -> Any:
        relation = self.relation(subject)
        grouped = (
            self.matched(subject).values(relation.back).annotate(value=self.aggregate(self.column)).values("value")
        )
        return Subquery(grouped, output_field=self.field(subject))

    def grouped(self, where: Q) -> Any:
        return self.aggregate(self.column, filter=where or None)


class Last(First):
    """The greatest value of a column among the related records."""

    aggregate = Max  # type: ignore[assignment]


class Number(Related):
    """How many related records there are; 0 where there is none.

    Its `where` may not reach many records itself: joining them would count each related record as often as there are such.
    """

    def relation(self, subject: type[models.Model]) -> Relation:
        found = super().relation(subject)
        if _fans_out(found.model, self.where):
            raise TypeError(f"{self.path}: where= of a number reaches many records, and each would be counted")
        return found

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        return models.IntegerField(null=True)

    def correlated(self, subject: type[models.Model]) -> Any:
        relation = self.relation(subject)
        grouped = self.matched(subject).values(relation.back).annotate(value=Count("pk")).values("value")
        return Coalesce(Subquery(grouped, output_field=models.IntegerField()), 0)

    def grouped(self, where: Q) -> Any:
        return Count("pk", filter=where or None)


class Latest(Related):
    """A column of the one related record that comes last by `by`, whose last name must settle every tie (`id`)."""

    def __init__(
        self, path: str, column: str, *, by: tuple[str, ...], where: Q | None = None, says: str, caveat: str = ""
    ) -> None:
        super().__init__(path, column, where=where, says=says, caveat=caveat)
        if by[-1] not in ("id", "pk"):
            raise TypeError(
                f"{path}.{column}: by= must end in id, or two records of one moment are told apart by chance"
            )
        self.by = by

    @property
    def order(self) -> list[str]:
        return [f"-{name}" for name in self.by]

    def correlated(self, subject: type[models.Model]) -> Any:
        return Subquery(self.matched(subject).order_by(*self.order).values(self.column)[:1])

    def lookups(self) -> Iterator[str]:
        yield from super().lookups()
        for name in self.by:
            yield f"{self.path}__{name}"


class Earliest(Latest):
    """A column of the one related record that comes first by `by`: the first grade given, say."""

    @property
    def order(self) -> list[str]:
        return list(self.by)


class Next(First):
    """The earliest value of a column that lies on or after a moment of the subject's own (`after`)."""

    comparison = "gte"

    def __init__(self, path: str, column: str, *, after: str, says: str, caveat: str = "") -> None:
        super().__init__(path, column, says=says, caveat=caveat)
        self.after = after

    def grouping(self, subject: type[models.Model]) -> Relation:
        """The comparison is with the subject, so whole sets are grouped by subject."""
        return Relation(subject, "pk", "pk")

    @property
    def grouped_by(self) -> str:
        return f"subject, joined to {self.path}"

    def matched(self, subject: type[models.Model]) -> models.QuerySet[Any]:
        return super().matched(subject).filter(**{f"{self.column}__{self.comparison}": OuterRef(self.after)})

    def grouped(self, where: Q) -> Any:
        column = f"{self.path}__{self.column}"
        return self.aggregate(column, filter=Q(**{f"{column}__{self.comparison}": F(self.after)}))

    def lookups(self) -> Iterator[str]:
        yield from super().lookups()
        yield self.after


class Previous(Next):
    """The greatest value of a column that lies before a moment of the subject's own (`after`, read as *before*)."""

    aggregate, comparison = Max, "lt"  # type: ignore[assignment]

    def __init__(self, path: str, column: str, *, before: str, says: str, caveat: str = "") -> None:
        super().__init__(path, column, after=before, says=says, caveat=caveat)


class CameOf(First):
    """The earliest value of a column among records of a model that name this subject as what they came of, in the three
    columns of an origin. `subject` is that name: `custody.detention`."""

    def __init__(self, model: type[models.Model], column: str, *, subject: str, says: str, caveat: str = "") -> None:
        room, kind = subject.split(".")
        named = Q(origin_room=room, origin_kind=kind)
        super().__init__(f"came of {subject}", column, where=named, says=says, caveat=caveat)
        self.model, self.named = model, (room, kind)

    def relation(self, subject: type[models.Model]) -> Relation:
        return Relation(self.model, "origin_id", "pk")

    @property
    def grouped_by(self) -> str:
        return f"origins of {self.model._meta.label_lower}"

    def lookups(self) -> Iterator[str]:
        """None: an origin is no relation that a lookup could follow."""
        yield from ()

    def steps(self, subject: type[models.Model]) -> Iterator[tuple[type[models.Model], Step, str]]:
        step = Step(f"origins of {self.model._meta.label_lower}", "origin_id", named=self.named)
        for column in (self.column, "origin_room", "origin_kind", "origin_id"):
            yield self.model, step, column


class Reckoned(Fact):
    """A value worked out from columns of the subject, or of records that it points to, by a Django expression."""

    def __init__(self, expression: Any, column: models.Field[Any, Any], *, says: str, caveat: str = "") -> None:
        super().__init__(says=says, caveat=caveat)
        self.expression, self.column = expression, column

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        return _nullable(self.column)

    def correlated(self, subject: type[models.Model]) -> Any:
        return self.expression

    def lookups(self) -> Iterator[str]:
        yield from _names_read(self.expression)


class Running(Fact):
    """How many subjects of the same kind share `over` and lie in the `days` up to and including this one."""

    def __init__(self, over: str, at: str, *, days: int, where: Q | None = None, says: str, caveat: str = "") -> None:
        super().__init__(says=says, caveat=caveat)
        self.over, self.at, self.days, self.where = over, at, days, where or Q()

    def field(self, subject: type[models.Model]) -> models.Field[Any, Any]:
        return models.IntegerField(null=True)

    def correlated(self, subject: type[models.Model]) -> Any:
        since = SecondsAfter(OuterRef(self.at), models.Value(-self.days * 86400))
        near: models.QuerySet[Any] = models.QuerySet(subject).filter(self.where, **{self.over: OuterRef(self.over)})
        near = near.filter(**{f"{self.at}__gte": since, f"{self.at}__lte": OuterRef(self.at)}).order_by()
        counted = near.values(self.over).annotate(value=Count("pk")).values("value")
        return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)

    def window(self) -> Any:
        kept = models.ExpressionWrapper(self.where or Q(pk__isnull=False), output_field=models.BooleanField())
        return RunningCount(F(self.over), F(self.at), kept, days=self.days)

    def lookups(self) -> Iterator[str]:
        """Siblings, reached by way of what they share: `person` leads to all of that person's subjects."""
        yield self.over
        yield self.at
        yield from _names_in(self.where)


@dataclass(frozen=True)
class Step:
    """One model on which facts depend, and how a changed row of it leads back to subjects.

    `rows` is the lookup from the subject to rows of the model ("" for the subject itself). Where the rows point towards
    the subject, `link` is the column that does and `parent` the lookup to what it points at. Where they do so by origin,
    `named` is the room and kind that the origin must have.
    """

    rows: str
    link: str | None = None
    parent: str = ""
    named: tuple[str, str] | None = None

    def ends(self, record: models.Model, old: dict[str, Any]) -> set[Any]:
        """What the row points at by its link, and what it pointed at before."""
        assert self.link is not None
        now = getattr(record, self.link)
        found = {now} if self._names(record, {}) else set()
        return (found | ({old.get(self.link, now)} if self._names(record, old) else set())) - {None}

    def _names(self, record: models.Model, old: dict[str, Any]) -> bool:
        """Whether its origin, as it is or (with old values) was, is of the kind that counts."""
        if self.named is None:
            return True
        origin = tuple(old.get(name, getattr(record, name)) for name in ("origin_room", "origin_kind"))
        return origin == self.named


class Facts:
    """What is known of one kind of subject. Subclasses declare `subject` and a fact per attribute.

    `person`, `district`, `team`, `source` name columns of the subject; `owners` names, per role that owes duties, the
    column that holds the person who owes them, where the record knows one. `ends` names the fact after which duties can
    no longer be done. `month_of` dates a duty whose own start is not known.
    """

    subject: ClassVar[Any]
    person: ClassVar[str | None] = None
    district: ClassVar[str | None] = None
    team: ClassVar[str | None] = None
    source: ClassVar[str | None] = None
    ends: ClassVar[str | None] = None
    month_of: ClassVar[str]
    owners: ClassVar[dict[str, str]] = {}
    facts: ClassVar[dict[str, Fact]] = {}
    row: ClassVar[type[models.Model]]
    register: ClassVar[dict[str, type[Facts]]] = {}

    def __init_subclass__(cls) -> None:
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} needs a sentence that says what its subject is")
        cls.facts = {name: fact for name, fact in vars(cls).items() if isinstance(fact, Fact)}
        for name, fact in cls._ground().items():
            cls.facts.setdefault(name, fact)
        for name, fact in cls.facts.items():
            fact.name = name
            if not fact.says:
                raise TypeError(f"{cls.__name__}.{name} says nothing")
        cls.row = cls._row()
        Facts.register[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """`missing.episode`: how duties name this kind of subject."""
        return str(cls.subject._meta.label_lower)

    @classmethod
    def _ground(cls) -> dict[str, Fact]:
        """Columns that every duty carries, as facts, so that a change of owner or district also touches the duties."""
        named = {"person": cls.person, "district": cls.district, "team": cls.team, "source": cls.source}
        ground = {f"its_{name}": column for name, column in named.items() if column}
        ground |= {ground_name(column): column for column in cls.owners.values()}
        return {name: Own(column, says=f"the subject's {column}") for name, column in ground.items()}

    @classmethod
    def _row(cls) -> type[models.Model]:
        """The unmanaged model over which standards are written."""
        meta = type(
            "Meta", (), {"app_label": "standards", "managed": False, "db_table": cls.table(), "apps": _rows_only}
        )
        columns = {name: fact.field(cls.subject) for name, fact in cls.facts.items()}
        key = {"id": models.BigIntegerField(primary_key=True)}
        return type(
            f"{cls.__name__}Row", (models.Model,), {"Meta": meta, "__module__": cls.__module__, **key, **columns}
        )

    @classmethod
    def table(cls) -> str:
        return cls.kind().replace(".", "_") + "_facts"

    @classmethod
    def correlated(cls, names: Iterable[str]) -> models.QuerySet[Any]:
        """One row per subject; each related fact is a subquery that finds its few rows by an index."""
        values = {f"f_{name}": cls.facts[name].correlated(cls.subject) for name in names}
        return models.QuerySet(cls.subject).order_by().values_list("pk").annotate(**values)

    @classmethod
    def dependencies(cls, names: Iterable[str] | None = None) -> dict[type[models.Model], dict[Step, set[str]]]:
        """For each model on a path: the ways from a changed row to subjects, and the columns that count on each.

        `names` keeps it to some facts; all are followed otherwise.
        """
        found: dict[type[models.Model], dict[Step, set[str]]] = {}
        for name in cls.facts if names is None else names:
            for model, step, column in cls.facts[name].steps(cls.subject):
                found.setdefault(model, {}).setdefault(step, set()).add(column)
        return found

    @classmethod
    def model_at(cls, lookup: str) -> type[models.Model]:
        """The model that a lookup from the subject leads to: of whom `person` is the number, say."""
        return _field_at(cls.subject, lookup).related_model  # type: ignore[return-value]

    @classmethod
    def siblings(cls) -> set[str]:
        """Columns by which a change of one subject touches others: a child's episodes count each other."""
        return {fact.over for fact in cls.facts.values() if isinstance(fact, Running)}


def ground_name(column: str) -> str:
    """The fact that carries a column of the ground: `its_episode_officer_id` for `episode.officer_id`."""
    return "its_" + column.replace(".", "_")


def _walk(subject: type[models.Model], lookup: str) -> Iterator[tuple[type[models.Model], Step, str]]:
    """Each (model, step, column that counts) on the way of a lookup from the subject."""
    model: Any = subject
    step = Step("")
    for name in lookup.split("__"):
        found: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if found.concrete:
            yield model, step, found.attname
            if not found.is_relation or name == found.attname:
                return
            model, step = found.related_model, Step(_join(step.rows, name))
        else:
            link = found.field.attname
            model, step = found.related_model, Step(_join(step.rows, name), link, step.rows)
            yield model, step, link


def _join(left: str, right: str) -> str:
    return f"{left}__{right}" if left else right


def _field_at(model: type[models.Model], lookup: str) -> models.Field[Any, Any]:
    *hops, last = lookup.split("__")
    for hop in hops:
        model = model._meta.get_field(hop).related_model  # type: ignore[assignment]
    return model._meta.pk if last == "pk" else model._meta.get_field(last)  # type: ignore[return-value]


def _nullable(source: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The same type, free of keys, choices and relations: a column of a row that is only read."""
    if isinstance(source, models.ForeignKey | models.AutoField):
        return models.BigIntegerField(null=True)
    kind: Any = type(source)
    length = {"max_length": source.max_length} if isinstance(source, models.CharField) else {}
    return kind(null=True, **length)


def _relation(subject: type[models.Model], path: str) -> Relation:
    """Split a path into hops that the subject points along (the anchor) and hops that point back at it."""
    model: Any = subject
    anchor, back = "pk", list[str]()
    for name in path.split("__"):
        found: Any = model._meta.get_field(name)
        if found.concrete:
            if back:
                raise TypeError(f"{path}: once it has reached many records a path may only reach further ones")
            anchor = found.attname if anchor == "pk" else f"{anchor}__{name}"
        else:
            back.insert(0, found.field.name)
        model = found.related_model
    if not back:
        raise TypeError(f"{path} leads to one record; use Own")
    return Relation(model, "__".join(back), anchor)


def _names_in(condition: Q) -> Iterator[str]:
    """Field lookups in a Q, comparison suffixes cut off, right-hand F() included."""
    children: list[Any] = condition.children
    for child in children:
        if isinstance(child, Q):
            yield from _names_in(child)
            continue
        name, value = child
        yield without_comparison(name)
        yield from _names_read(value)


def _fans_out(model: type[models.Model], condition: Q) -> bool:
    """Whether a condition on rows of a model reads columns of which one row has many."""
    for lookup in _names_in(condition):
        at: Any = model
        for name in lookup.split("__"):
            found = at._meta.pk if name == "pk" else at._meta.get_field(name)
            if found.one_to_many or found.many_to_many:
                return True
            if not found.is_relation or name == getattr(found, "attname", ""):
                break
            at = found.related_model
    return False


def _names_read(expression: Any) -> Iterator[str]:
    """Lookups that an expression reads; a plain value reads none."""
    if isinstance(expression, Q):
        yield from _names_in(expression)
    elif isinstance(expression, F):
        yield expression.name  # type: ignore[attr-defined]
    elif hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            yield from _names_read(part)


COMPARISONS = frozenset({"exact", "in", "gt", "gte", "lt", "lte", "isnull", "range", "startswith", "contains"})


def without_comparison(lookup: str) -> str:
    *path, last = lookup.split("__")
    return "__".join(path) if last in COMPARISONS and path else lookup


def related_groups(facts: type[Facts], names: Iterable[str]) -> Iterable[tuple[Relation, list[Related]]]:
    """Related facts that one grouped pass over one table can give together."""
    groups: dict[tuple[str, str, tuple[str, ...] | None], list[Related]] = {}
    for fact in (facts.facts[name] for name in names):
        if isinstance(fact, Related):
            order = tuple(fact.order) if isinstance(fact, Latest) else None
            # A condition that joins many records would multiply the rows of whatever shared its pass.
            apart = order or _fans_out(fact.relation(facts.subject).model, fact.where)
            groups.setdefault((fact.grouped_by, str(fact.where) if apart else "", order), []).append(fact)
    for group in groups.values():
        yield group[0].grouping(facts.subject), group


def newest_rows(relation: Relation, fact: Latest) -> Any:
    return Window(RowNumber(), partition_by=[F(relation.back)], order_by=fact.order)
