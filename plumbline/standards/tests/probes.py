"""Standards that exist only while a test holds them.

`probes_over(EpisodeFacts)` makes one standard for each fact, whose due date tells the fact's value: whatever a fact does, a
stored duty must follow. `in_force(...)` puts standards into the register and takes them out again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from django.db.models import BooleanField, Case, CharField, DateTimeField, Expression, F, IntegerField, Q, Value, When

from plumbline.kernel import acts
from plumbline.missing.models import Category, Risk, Stage
from plumbline.standards import actions, engine, policy
from plumbline.standards.expressions import SecondsAfter
from plumbline.standards.facts import Facts
from plumbline.standards.standard import Standard

WORDS = [*Risk.values, *Category.values, *Stage.values]
GIVEN = {"owed_by": "sergeant", "topic": "response", "authority": ("app-missing-reviewing",)}


def forget() -> None:
    """Whatever is kept of a set of standards is worked out anew."""
    for module in (engine, actions, policy):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


@contextmanager
def in_force(*make: Callable[[], Any], only: bool = False) -> Iterator[None]:
    """What `make` declares is in the register for a while, beside the catalogue or (`only`) in its place."""
    before = dict(Standard.register)
    if only:
        Standard.register.clear()
    forget()
    try:
        for declare in make:
            declare()
        yield
    finally:
        Standard.register.clear()
        Standard.register.update(before)
        forget()


def declared(name: str = "test.standard", /, **said: Any) -> type[Standard]:
    """A standard made on the spot; what is not said is filled in, so that a test says only what it is about."""
    body = {"__doc__": "A sentence of a test.", "__module__": "plumbline.missing.standards", "key": name, "title": name}
    return type("Declared", (Standard,), body | GIVEN | said)


def room_with(folder: Path, numbers: dict[str, Any]) -> str:
    """A module, by name, whose standards find these numbers in the policy.yaml beside them."""
    (folder / "policy.yaml").write_text(yaml.safe_dump(numbers))
    module = ModuleType(f"room_{abs(hash(folder))}")
    module.__file__ = str(folder / "__init__.py")
    sys.modules[module.__name__] = module
    return module.__name__


def number(unit: str, *values: tuple[int, str], **more: Any) -> dict[str, Any]:
    """A policy number as the yaml file has it: `number("hours", (1, "2000-01-01"))`."""
    from datetime import date

    told = [
        {"value": value, "since": date.fromisoformat(since), "kind": "guidance", "source": "test"}
        for value, since in values
    ]
    return {"says": "a number of a test", "unit": unit, "values": told} | more


def probes_over(facts: type[Facts]) -> Iterable[type[Standard]]:
    """A duty for each fact. Roles take turns, so that each way of naming an owner is used."""
    roles = ["duty-inspector", *facts.owners]
    names = [name for name in facts.facts if not name.startswith("its_")]
    return [
        declared(
            f"probe.{facts.__name__}.{name}"[:60],
            facts=facts,
            starts=facts.month_of,
            due=_telling(facts, name),
            done=Value(None, output_field=DateTimeField()),
            owed_by=roles[i % len(roles)],
            ends=None,
        )
        for i, name in enumerate(names)
    ]


def _telling(facts: type[Facts], name: str) -> str | Expression:
    """A moment that differs whenever the fact does."""
    column = facts.row._meta.get_field(name)
    if isinstance(column, DateTimeField):
        return name
    if isinstance(column, BooleanField):
        worth: Any = Case(When(Q(**{name: True}), then=Value(1)), default=Value(0), output_field=IntegerField())
    elif isinstance(column, CharField):
        whens = [When(Q(**{name: word}), then=Value(i)) for i, word in enumerate(WORDS, 1)]
        worth = Case(*whens, default=Value(None), output_field=IntegerField())
    else:
        worth = F(name)
    return SecondsAfter(F(facts.month_of), worth)


def every_probe() -> None:
    for facts in list(Facts.register.values()):
        probes_over(facts)


def own_act(function: Callable[..., Any]) -> Callable[..., Any]:
    """An act of a test: a real one, but not in the register of acts, which other tests read."""
    event = f"test.{function.__name__}.done"
    made = acts.act(event, permission="missing.work", says="a test", operation="alteration")(function)
    del acts.register[event]
    return made
