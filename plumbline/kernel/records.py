"""The base of every table that a room writes."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, NoReturn, Self

from django.core.exceptions import ValidationError
from django.db import connection, models

from plumbline.kernel import acts
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, OutsideAct, Stale
from plumbline.kernel.fields import MomentField

ERASED = "[erased]"


class RecordQuerySet(models.QuerySet[Any]):
    """Reads like any query set; refuses each way of writing that would not be reported."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise OutsideAct("use save() inside an act, or the act's own bulk_create: this way of writing reports nothing")

    update = bulk_create = bulk_update = get_or_create = update_or_create = create = _refuse  # type: ignore[assignment]

    def delete(self) -> NoReturn:
        self._refuse()


class Record(models.Model):
    """A row that knows who changes it: `save()` reports to the act in progress and refuses outside one.

    `version` rises by one with each change. A save against an older version than the database holds is refused (`Stale`).
    """

    # For an erasure: the fields that hold personal data or free text; those of text that stay, each with why; and whether
    # the row is nothing but personal data, so that it goes whole.
    scrubs: ClassVar[tuple[str, ...]] = ()
    keeps: ClassVar[dict[str, str]] = {}
    goes_whole: ClassVar[bool] = False
    # For combining two records of one person: keys that never move; and what to say where both have what may stand once.
    stays: ClassVar[tuple[str, ...]] = ()
    clashes: ClassVar[dict[str, str]] = {}

    recorded_at = MomentField(
        "recorded at", editable=False, help_text="when it was typed in, by the clock of the system"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:  # type: ignore[override]
        record = super().from_db(db, field_names, values)
        record._state.read = field_names, values  # type: ignore[attr-defined]
        return record

    def remember(self) -> None:
        """Take the present values as those that the database holds."""
        self._state.stored = self.values_held()  # type: ignore[attr-defined]

    def _stored(self) -> dict[str, Any]:
        """The values that the database held when this was read or saved, by column. Told apart only when somebody asks: of
        a hundred records read, one is changed."""
        held: dict[str, Any] = self._state.__dict__
        if "stored" not in held:
            held["stored"] = dict(zip(*held.pop("read"), strict=True)) if "read" in held else {}
        stored: dict[str, Any] = held["stored"]
        return stored

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """What is read anew counts as held by the database; what was not read keeps what was remembered of it."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        read = self.values_held()
        if fields is not None:
            named = {f.attname for f in self._meta.concrete_fields if {f.name, f.attname} & set(fields)}
            read = self._stored() | {name: read[name] for name in named & set(read)}
        self._state.stored = read  # type: ignore[attr-defined]

    def put_back(self, old: dict[str, Any]) -> None:
        """Undo in hand a change that was rolled back. `old` is what it changed, with whatever else was never saved."""
        self._state.stored = self._stored() | old  # type: ignore[attr-defined]
        for name, value in self._stored().items():
            setattr(self, name, value)

    def put_back_new(self) -> None:
        """Undo in hand a creation that was rolled back: the record may be saved again, as new."""
        self.pk, self._state.adding = None, True

    def values_held(self) -> dict[str, Any]:
        """The values in hand, by column."""
        loaded = self.__dict__
        return {f.attname: loaded[f.attname] for f in self._meta.concrete_fields if f.attname in loaded}

    def save(self, **kwargs: Any) -> None:
        if kwargs:
            raise TypeError("save() takes no options: it writes what changed")
        acts.current()
        try:
            self.clean_fields(
                exclude=[f.name for f in self._meta.fields if f.is_relation or f.primary_key or not f.editable]
            )
            self.clean()
        except ValidationError as fault:
            raise _invalid(fault) from fault
        self.rewrite()

    def rewrite(self) -> None:
        """Save without asking whether someone might type this: for moving or erasing what is held, however it came in."""
        doing = acts.current()
        if self._state.adding:
            self._insert(doing)
        else:
            self._change(doing)

    def _insert(self, doing: acts.Act) -> None:
        self.recorded_at = self.recorded_at or doing.at
        models.Model.save(self, force_insert=True)
        self.remember()
        doing.changes.append(acts.Change(self, {}, self.values_held()))

    def _change(self, doing: acts.Act) -> None:
        before = self._stored()
        new = {name: value for name, value in self.values_held().items() if before.get(name) != value}
        if not new:
            return
        old = {name: before.get(name) for name in new}
        if not self._as_held().update(**new, version=self.version + 1):
            raise self._stale()
        self.version += 1
        self.remember()
        doing.changes.append(acts.Change(self, old, new))

    def delete(self, *_args: Any, **_kwargs: Any) -> Any:
        """The row goes; the record in hand keeps its number, by which ledger and duties know it."""
        doing, old = acts.current(), self.values_held()
        gone = self._as_held().delete()
        if not gone[0]:
            raise self._stale()
        doing.changes.append(acts.Change(self, old, {}))
        return gone

    def _as_held(self) -> models.QuerySet[Any]:
        """The row, if nobody changed it since this copy was read."""
        return models.QuerySet(type(self)).filter(pk=self.pk, version=self.version)

    def _stale(self) -> Stale:
        return Stale(f"Someone else changed this {self._meta.verbose_name} a moment ago. Nothing was saved.")

    def scrub(self) -> None:
        """Take personal data and free text out of the copy in hand. Where there were words a mark stays, so that *whether*
        something was written is still true; the rest becomes what a new row would have."""
        unique = {name for rule in self._meta.constraints for name in getattr(rule, "fields", ())}
        for name in self.scrubs:
            field: Any = self._meta.get_field(name)
            mark = f"{ERASED} {self.pk}" if name in unique else ERASED
            setattr(self, field.attname, _emptied(field, getattr(self, field.attname), mark))

    def make_room(self, _person_id: int) -> None:
        """Called before the row moves to another record of the same person: settle here what may stand but once there."""

    def still_stands(self) -> None:
        """Refuse, in words, where nothing can be done to this record any more. Asked of an act's root."""

    def ref(self) -> CaseRef:
        return CaseRef(self._meta.app_label, str(self._meta.model_name), self.pk)

    def case(self) -> Record:
        """The record whose story this one belongs to: an enquiry's is its episode. Itself, unless a model says otherwise."""
        return self

    def person_ids(self) -> list[int]:
        """People whose data this record holds, for the ledger."""
        return []

    def place(self) -> tuple[int | None, int | None]:
        """(district, team) that decide whose reach the record is in; (None, None) is the whole force's."""
        return None, None

    def whose(self) -> list[int]:
        """The people whose record this is: a restriction on one of them closes it. The one named first, unless a model says
        otherwise; a mother named on her child's record does not make it hers."""
        return self.person_ids()[:1]

    def owners(self) -> list[int]:
        """Accounts whose own case this is (officer, supervisor, whoever took it): what a grant over own cases reaches."""
        return []

    def root(self) -> Record:
        """What an act locks before it touches this record. All records of one child share one lock, taken first, so that
        two acts about a child take turns and cannot wait for each other in a ring."""
        return self.case()

    def lock(self) -> None:
        """Wait until no other act holds this record's root. SQLite has one writer at a time already."""
        if connection.features.has_select_for_update:
            root = self.root()
            list(models.QuerySet(type(root)).select_for_update(no_key=True).filter(pk=root.pk).values_list("pk"))

    def version_now(self) -> int | None:
        """The version that the database holds at this moment, or None if the record is gone."""
        return models.QuerySet(type(self)).filter(pk=self.pk).values_list("version", flat=True).first()

    def bring_up_to_date(self, version: int | None) -> bool:
        """Another act may have had its turn since this copy was read: take the values that now hold, `version` being theirs.

        Says whether there were any. The copy keeps the version under which it was read, so that saving it is still refused.
        """
        if version is None:
            raise Stale(f"This {self._meta.verbose_name} is gone: someone took it away a moment ago.")
        if version == self.version:
            return False
        read = self.version
        self.refresh_from_db()
        self.version = read
        self.remember()
        return True


class PartRecord(Record):
    """Something that belongs to one case, and lies where the case lies: in its story and place, with its people and owners,
    under its lock. `part_of` is the field that leads to the case ("episode"), or the way there ("child.investigation")."""

    part_of: ClassVar[str]

    class Meta(Record.Meta):
        abstract = True

    def case(self) -> Record:
        case: Record = attrgetter(self.part_of)(self)
        return case

    def person_ids(self) -> list[int]:
        return self.case().person_ids()

    def whose(self) -> list[int]:
        return self.case().whose()

    def place(self) -> tuple[int | None, int | None]:
        return self.case().place()

    def owners(self) -> list[int]:
        return self.case().owners()

    def root(self) -> Record:
        return self.case().root()


def _emptied(field: Any, value: Any, mark: str) -> Any:
    """What stands in a field once its content is erased."""
    if value in (None, "", [], {}):
        return value
    if isinstance(field, models.JSONField):
        return type(value)()
    if isinstance(field, models.EmailField):
        return ""
    if isinstance(field, models.CharField | models.TextField) and not field.choices:
        return mark[: field.max_length]
    return None if field.null else field.get_default()


def _invalid(fault: ValidationError) -> Invalid:
    if not hasattr(fault, "error_dict"):
        return Invalid(" ".join(fault.messages))
    return Invalid(**{name: " ".join(messages) for name, messages in fault.message_dict.items()})
