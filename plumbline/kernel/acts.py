"""How every change is made.

    @act("missing.enquiry.resulted", permission="missing.work", says="Enquiry resulted: {0.what}")
    def result_enquiry(enquiry: Enquiry, *, by, result: str) -> Enquiry: ...

The decorator gives the function its permission check, one transaction, a lock on the case, and a change-set that the
records fill in as they are saved. When the function returns, the witnesses (ledger, standards) are shown the change-set
inside the same transaction, so that neither the trail nor the duties can be forgotten. An act called within an act joins
it: still checked, but one transaction and one entry.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, OperationalError, models, transaction

from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, actor_of
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import AlreadyDone, Busy, Invalid, OutsideAct, Stale

if TYPE_CHECKING:
    from plumbline.kernel.records import Record

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Spec:
    """What is declared of an act: its event, who may do it, its sentence for the ledger, and which operation it is."""

    event: str
    permission: str
    says: str
    operation: str
    function: Callable[..., Any]

    @property
    def room(self) -> str:
        return self.event.split(".")[0]


@dataclass
class Change:
    """One record created (`old` empty), changed, or deleted (`new` empty)."""

    record: Record
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass
class Act:
    """An act in progress."""

    spec: Spec
    actor: Actor
    at: Any
    changes: list[Change] = field(default_factory=list)
    bulk: list[tuple[type[Record], Sequence[Record]]] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)  # what a witness is asked to do when it is shown the act
    result: Any = None
    about: Record | None = None

    def bulk_create(self, model: type[Record], records: Iterable[Record], *, batch_size: int = 500) -> list[Record]:
        """Write many records at once, reported like any other. Identifiers are filled in; validation is the caller's."""
        made = list(records)
        for record in made:
            record.recorded_at = record.recorded_at or self.at
        rows: models.QuerySet[Any] = models.QuerySet(model)
        rows.bulk_create(made, batch_size=batch_size)
        for record in made:
            record.remember()
        if made:
            self.bulk.append((model, made))
        return made

    def after_commit(self, function: Callable[[], None]) -> None:
        """Tell someone outside, if and only if the whole act commits."""
        transaction.on_commit(function)

    def put_back(self) -> None:
        """Nothing was saved: records in hand are again what the database holds, so that a next act starts from the truth."""
        for change in reversed(self.changes):
            if change.old:
                rose = {"version": change.record.version - 1} if change.new else {}
                change.record.put_back(change.old | rose)
            else:
                change.record.put_back_new()
        for record in (record for _, records in self.bulk for record in records):
            record.put_back_new()
        if self.about is not None and self.about.pk:
            self.about.put_back({})

    def case(self) -> Record | None:
        """The record under which the ledger files this act: what the act returned, or else was given."""
        from plumbline.kernel.records import Record

        record = self.result if isinstance(self.result, Record) else self.about
        return record.case() if record else None

    def case_ref(self) -> CaseRef | None:
        case = self.case()
        return case.ref() if case else None

    def sentence(self) -> str:
        return self.spec.says.format(self.result)


Authorise = Callable[[Actor, str, "Record | None"], None]
Witness = Callable[[Act], None]

register: dict[str, Spec] = {}
_current: ContextVar[Act | None] = ContextVar("act in progress", default=None)
_authorise: list[Authorise] = []
_witnesses: dict[str, Witness] = {}
_already_done: list[Callable[[str], CaseRef | None]] = []


def current() -> Act:
    """The act in progress; a fault of the code where there is none."""
    act = _current.get()
    if act is None:
        raise OutsideAct("records are written by acts alone: call a function of the room's actions.py")
    return act


def in_progress() -> bool:
    return _current.get() is not None


def authorise_with(function: Authorise) -> None:
    """Said once, at start-up, by the room that knows who may do what."""
    _authorise[:] = [function]


def witness(name: str, function: Witness) -> None:
    """Said at start-up by a room that must see each change-set before it commits. Called in the order of registration."""
    _witnesses[name] = function


def without_witness(name: str) -> Witness | None:
    """Take a witness away and return it: for measuring what it costs, never in production."""
    return _witnesses.pop(name, None)


def recognise_with(function: Callable[[str], CaseRef | None]) -> None:
    """Said at start-up by the room that can tell what an earlier submission of a form led to."""
    _already_done[:] = [function]


def act(
    event: str, *, permission: str, says: str, operation: str = "alteration"
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a public function of an `actions.py`.

    `says` is the ledger's sentence, formatted with what the function returns. `operation` is one of the six that section
    62 of the Data Protection Act 2018 names.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        if event in register and register[event].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two acts are called {event}")
        if "by" not in inspect.signature(function).parameters:
            raise TypeError(f"{function.__qualname__} must take by=")
        spec = register[event] = Spec(event, permission, says, operation, function)

        @functools.wraps(function)
        def carried_out(*args: Any, by: Any, **kwargs: Any) -> Any:
            actor = actor_of(by)
            about = _first_record(args, kwargs)
            if in_progress():
                _check(actor, permission, about)
                return function(*args, by=by, **kwargs)
            return _carry_out(spec, actor, about, lambda: function(*args, by=by, **kwargs))

        carried_out.spec = spec  # type: ignore[attr-defined]
        return carried_out  # type: ignore[return-value]

    return mark


def _carry_out(spec: Spec, actor: Actor, about: Record | None, function: Callable[[], R]) -> R:
    doing = Act(spec, actor, clock.now(), about=about)
    token = _current.set(doing)
    try:
        with transaction.atomic():
            if about is not None:
                about.lock()
            _refuse_repeated(actor)
            if about is not None:
                _bring_up_to_date(actor, about)
                about.root().still_stands()
            _check(actor, spec.permission, about)
            doing.result = function()
            _check_still_in_reach(doing)
            for see in _witnesses.values():
                see(doing)
            return doing.result
    except BaseException as fault:
        doing.put_back()
        told = _in_words(fault, actor)
        if told is fault:
            raise
        raise told from fault
    finally:
        _current.reset(token)


def _first_record(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Record | None:
    from plumbline.kernel.records import Record

    return next((value for value in (*args, *kwargs.values()) if isinstance(value, Record) and value.pk), None)


def _check(actor: Actor, permission: str, about: Record | None) -> None:
    for authorise in _authorise or [_nobody]:
        authorise(actor, permission, about)


def _nobody(_actor: Actor, _permission: str, _about: Record | None) -> None:
    raise OutsideAct("no room has said who may act")


def _refuse_repeated(actor: Actor) -> None:
    """Said before anything else is judged: to a second click its own first one would look like someone else's change."""
    case = _case_of(actor.submission)
    if case is not None:
        raise AlreadyDone(case)


def _case_of(submission: str) -> CaseRef | None:
    found = (recognise(submission) for recognise in _already_done if submission)
    return next((case for case in found if case is not None), None)


def _bring_up_to_date(actor: Actor, about: Record) -> None:
    version = about.version_now()
    if actor.seen is not None and version != actor.seen:
        raise Stale("Someone else changed this record while you were typing. Read what changed, then submit again.")
    if about.bring_up_to_date(version):
        about.lock()  # it may have moved to another person's record, whose lock it is now that counts


def _check_still_in_reach(doing: Act) -> None:
    """An edit must not move a record out of its editor's reach: check again, so that the transaction rolls back."""
    from plumbline.kernel.records import Record

    if isinstance(doing.result, Record) and doing.result.pk:
        _check(doing.actor, doing.spec.permission, doing.result)


def _in_words(fault: BaseException, actor: Actor) -> BaseException:
    """What the database refused, in words; any other fault as it is."""
    if isinstance(fault, OperationalError) and "lock" in str(fault):
        return Busy("Someone else is changing the same case. Nothing was saved; try again.")
    if not isinstance(fault, IntegrityError):
        return fault
    text = f"{fault}\n"
    if "submission" in text and (case := _case_of(actor.submission)):
        return AlreadyDone(case)
    words = next(filter(None, (_words_of(model, text) for model in apps.get_models())), None)
    return Invalid(words) if words else fault


def _words_of(model: type[models.Model], text: str) -> str | None:
    """What the model says of a constraint of its own that the database's message names."""
    for constraint in model._meta.constraints:
        if re.search(rf"\b{constraint.name}\b", text) or _failed_on(model, getattr(constraint, "fields", ())) in text:
            return str(constraint.get_violation_error_message())
    for unique in (each for each in model._meta.local_fields if each.unique):
        named = rf'"{model._meta.db_table}_{unique.column}_(key|\w+_uniq)"'
        if _failed_on(model, [unique.name]) in text or re.search(named, text):
            return model().unique_error_message(model, (unique.name,)).messages[0]
    return None


def _failed_on(model: type[models.Model], names: Sequence[str]) -> str:
    """SQLite names the columns that must be unique together, not the constraint."""
    columns = (model._meta.get_field(name).column for name in names)  # type: ignore[union-attr]
    return f"UNIQUE constraint failed: {', '.join(f'{model._meta.db_table}.{column}' for column in columns)}\n"
