"""Areas of child protection and the versions of the question sets: data, in questions.yaml, and the force's own beside it.

A set is known by its key, which names its version; a set in use is not edited, a new one is written. Each answer keeps the
words of its question, so that a set edited all the same does not change what was answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from plumbline.kernel import yamlfiles
from plumbline.kernel.errors import Missing

SHIPPED = Path(__file__).parent / "questions.yaml"


@dataclass(frozen=True)
class Area:
    """A part of child protection that is audited by itself. `frame` names the records that such an audit draws from."""

    key: str
    name: str
    frame: str = ""
    is_verified: bool = False


@dataclass(frozen=True)
class Question:
    """One question, under the heading of the criterion to which it is tied."""

    key: str
    section: str
    asks: str
    criterion: str


@dataclass(frozen=True)
class QuestionSet:
    """The questions of one version. `kind` is inspection (the inspectorate's criteria in our words) or force policy."""

    key: str
    name: str
    kind: str
    source: str
    questions: tuple[Question, ...]

    @property
    def sections(self) -> dict[str, list[Question]]:
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.section, []).append(question)
        return found

    @property
    def digest(self) -> str:
        """By which a round notices that its set was edited after it was opened."""
        return sha256("\n".join(f"{q.key}\t{q.asks}" for q in self.questions).encode()).hexdigest()

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


def _area(key: str, told: dict[str, Any]) -> Area:
    return Area(key, told["name"], told.get("frame", ""), told.get("seen") == "primary")


AREAS = {key: _area(key, told) for key, told in yamlfiles.read(SHIPPED)["areas"].items()}


@cache
def question_sets() -> dict[str, QuestionSet]:
    """Every set: those that come with the product, then the force's own."""
    found = {key: _set(key, told) for key, told in yamlfiles.read(SHIPPED)["sets"].items()}
    own = Path(settings.QUESTIONS_FILE)
    if own.exists():
        for key, told in _read(own).items():
            if key in found:
                raise ImproperlyConfigured(f"{own}: there is a set called {key} already; a new version has a new name")
            found[key] = _set(key, {**told, "kind": "force policy"}, str(own))
    return found


def set_called(key: str) -> QuestionSet:
    if key not in question_sets():
        raise Missing("There is no question set of that name any more: the force’s file of questions has changed.")
    return question_sets()[key]


def _read(path: Path) -> dict[str, Any]:
    try:
        held = yamlfiles.read(path) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ImproperlyConfigured(f"{path} cannot be read: {' '.join(str(fault).split())}") from None
    if not isinstance(held, dict) or not all(isinstance(told, dict) for told in held.values()):
        raise ImproperlyConfigured(f"{path}: under each key stands one set, as docs/inspections.md shows")
    return held


def _set(key: str, told: dict[str, Any], where: str = "questions.yaml") -> QuestionSet:
    try:
        rows = [
            Question(one["key"], section, one["asks"], one["criterion"])
            for section, questions in told["sections"].items()
            for one in questions
        ]
        made = QuestionSet(key, told["name"], told["kind"], told["source"], tuple(rows))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ImproperlyConfigured(f"{where}: the set {key} lacks or misplaces {fault}") from None
    names = [question.key for question in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    unfit = [name for name in names if not str(name).replace("-", "").isalnum() or len(str(name)) > 40]
    if twice or unfit or not rows or len(key) > 40:
        raise ImproperlyConfigured(
            f"{where}: the set {key} has no question, a question twice, or a key that is not plain: {twice or unfit}"
        )
    return made
