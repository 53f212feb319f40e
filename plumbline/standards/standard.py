"""`Standard`: one duty, written once. One that lacks what makes it a standard cannot be built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from sys import modules
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Expression, F, Q

from plumbline.access.roles import ROLES
from plumbline.kernel import yamlfiles
from plumbline.standards import policy
from plumbline.standards.expressions import DayEnd, SecondsAfter, WorkingDayEnd
from plumbline.standards.facts import Facts, without_comparison

TOPICS = {
    "leadership": "Leadership",
    "partnership": "Working with partners",
    "response": "Initial response",
    "risk": "Risk assessment and referral",
    "investigation": "Investigation",
}
"""The five topics on which the inspectorate grades (national child protection inspection criteria of 2024, domain Q6)."""


@dataclass(frozen=True)
class Authority:
    """Something that a standard rests on. `kind` says how much it binds."""

    key: str
    title: str
    kind: str
    address: str = ""


@dataclass(frozen=True)
class After:
    """Due so long after a fact: elapsed time, or the end of a day where the number counts days or working days."""

    fact: str
    number: Any

    def references(self) -> list[policy.PolicyRef]:
        return list(self.number.numbers.values()) if isinstance(self.number, policy.ByLevel) else [self.number]


Moment = str | Expression | F | After


class Standard:
    """One sentence (the docstring) with its authority; whom it applies to, when its clock starts, what is done by when.

    `applies` is a condition over the facts. `starts`, `done` and `due` are facts or expressions over them. `owed_by` is a
    role of `access.roles`. `answers` are the inspectors' findings (W1–W44, K1–K69) that it would have shown, `rules` the
    rules (M1…) that it carries. `topic` is one of `TOPICS`. `act` names the page on which the duty is done. `ends` is the
    fact after which it can no longer be done; a duty whose case ends before it was due falls away.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    sentence: ClassVar[str]
    facts: ClassVar[type[Facts]]
    applies: ClassVar[Q] = Q()
    starts: ClassVar[Moment]
    due: ClassVar[Moment]
    done: ClassVar[Moment]
    owed_by: ClassVar[str]
    topic: ClassVar[str]
    authority: ClassVar[tuple[str, ...]]
    rules: ClassVar[tuple[str, ...]] = ()
    answers: ClassVar[tuple[str, ...]] = ()
    act: ClassVar[str] = ""
    ends: ClassVar[str | None] = "of the facts"
    numbers: ClassVar[dict[str, policy.Policy]]
    register: ClassVar[dict[str, type[Standard]]] = {}

    def __init_subclass__(cls) -> None:
        cls.sentence = " ".join((cls.__doc__ or "").split())
        for name in ("key", "title", "facts", "starts", "due", "done", "owed_by", "topic", "authority"):
            if not getattr(cls, name, None):
                raise ImproperlyConfigured(f"standard {cls.__name__} has no {name}")
        if not cls.sentence.endswith("."):
            raise ImproperlyConfigured(f"standard {cls.key} needs a sentence (its docstring)")
        if cls.key in Standard.register:
            raise ImproperlyConfigured(f"two standards are called {cls.key}")
        if cls.owed_by not in ROLES or cls.topic not in TOPICS:
            raise ImproperlyConfigured(
                f"standard {cls.key}: owed_by {cls.owed_by!r} or topic {cls.topic!r} is not known"
            )
        if cls.ends == "of the facts":
            cls.ends = cls.facts.ends
        cls.numbers = policy.load(_beside(cls) / "policy.yaml")
        cls._check_names()
        Standard.register[cls.key] = cls

    @classmethod
    def _check_names(cls) -> None:
        unknown = cls.facts_used() - set(cls.facts.facts)
        unknown |= {ref.key for ref in cls.policy_refs()} - set(cls.numbers)
        unknown |= set(cls.authority) - set(authorities())
        if unknown:
            raise ImproperlyConfigured(f"standard {cls.key} names what does not exist: {', '.join(sorted(unknown))}")
        units = {cls.numbers[ref.key].unit for ref in cls.due.references()} if isinstance(cls.due, After) else set()
        if {"times", "years"} & units or (units & set(policy.DAY_ENDS) and len(units) > 1):
            raise ImproperlyConfigured(f"standard {cls.key} cannot be due after {' and '.join(sorted(units))}")

    @classmethod
    def room(cls) -> str:
        return cls.key.split(".")[0]

    @classmethod
    def policy_refs(cls) -> list[policy.PolicyRef]:
        in_condition = [value for _, value in leaves(cls.applies) if isinstance(value, policy.PolicyRef)]
        return [*in_condition, *(cls.due.references() if isinstance(cls.due, After) else [])]

    @classmethod
    def policies(cls) -> list[policy.Policy]:
        """The numbers on which it depends, each once."""
        return [cls.numbers[key] for key in dict.fromkeys(ref.key for ref in cls.policy_refs())]

    @classmethod
    def facts_used(cls) -> set[str]:
        """Names of the facts without which nothing can be told."""
        return {
            *facts_in(cls.applies),
            *facts_in(cls.starts),
            *facts_in(cls.due),
            *facts_in(cls.done),
            *([cls.ends] if cls.ends else []),
        }

    @classmethod
    def start(cls) -> Any:
        """The moment, as an expression, by whose day a policy number is chosen: a duty keeps the number it started under."""
        starts = cls.starts.fact if isinstance(cls.starts, After) else cls.starts
        return F(starts) if isinstance(starts, str) else starts

    @classmethod
    def condition(cls) -> Q:
        """`applies`, with each policy number as in force when the duty started."""
        return _with_numbers(cls.applies, cls.numbers, cls.start())

    @classmethod
    def moment(cls, which: str) -> Any:
        """`starts`, `due` or `done` as an expression over the facts."""
        declared = getattr(cls, which)
        if isinstance(declared, str):
            return F(declared)
        if not isinstance(declared, After):
            return declared
        number = policy.number_expression(cls.numbers, declared.number, cls.start(), seconds=True)
        unit = cls.numbers[declared.references()[0].key].unit
        if unit == "working days":
            return WorkingDayEnd(F(declared.fact), number)
        if unit in policy.DAY_ENDS:
            return DayEnd(F(declared.fact), number, first_counts=unit == "days, the first included")
        return SecondsAfter(F(declared.fact), number)

    @classmethod
    def owner_name(cls) -> str:
        return ROLES[cls.owed_by].name

    @classmethod
    def topic_name(cls) -> str:
        return TOPICS[cls.topic]

    @classmethod
    def authorities(cls) -> list[Authority]:
        return [authorities()[key] for key in cls.authority]


def leaves(condition: Q) -> list[tuple[str, Any]]:
    """Every (lookup, value) in a condition."""
    found: list[tuple[str, Any]] = []
    children: list[Any] = condition.children
    for child in children:
        found += leaves(child) if isinstance(child, Q) else [child]
    return found


def facts_in(moment: Any) -> set[str]:
    """Names of the facts that an expression reads."""
    if isinstance(moment, str):
        return {moment}
    if isinstance(moment, After):
        level = {moment.number.fact} if isinstance(moment.number, policy.ByLevel) else set()
        return {moment.fact, *level}
    if isinstance(moment, F):
        return {moment.name}  # type: ignore[attr-defined]
    if isinstance(moment, Q):
        compared = [value for _, value in leaves(moment) if isinstance(value, F | Expression)]
        return {without_comparison(name) for name, _ in leaves(moment)}.union(*map(facts_in, compared))
    parts = [*moment.get_source_expressions(), getattr(moment, "condition", None)] if moment is not None else []
    return {name for part in parts if part is not None for name in facts_in(part)}


def _with_numbers(condition: Q, numbers: dict[str, policy.Policy], starts: Any) -> Q:
    made = Q(_connector=condition.connector, _negated=condition.negated)
    children: list[Any] = condition.children
    for child in children:
        if isinstance(child, Q):
            made.children.append(_with_numbers(child, numbers, starts))
        else:
            name, value = child
            known = (
                numbers[value.key].expression(starts, seconds=False) if isinstance(value, policy.PolicyRef) else value
            )
            made.children.append((name, known))
    return made


def _beside(cls: type) -> Path:
    return Path(str(modules[cls.__module__].__file__)).parent


_authorities: dict[str, Authority] = {}


def authorities() -> dict[str, Authority]:
    """The register of sources, from authorities.yaml. What the field knows only at second hand is never kind `statute`."""
    if not _authorities:
        path = Path(__file__).parent / "authorities.yaml"
        for key, entry in yamlfiles.read(path).items():
            _authorities[key] = Authority(key, entry["title"], entry["kind"], entry.get("address", ""))
    return _authorities
