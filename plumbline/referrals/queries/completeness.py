"""How whole a referral is: what social care needs to act on it (domain R6, R7, finding W20), reckoned and never typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.people.models import Ethnicity, Gender, Person
from plumbline.referrals.models import Education

Told = Mapping[str, Any]
NAMED_SCHOOL = (Education.SCHOOL, Education.ALTERNATIVE, Education.COLLEGE)


@dataclass(frozen=True)
class Part:
    """One thing that a referral tells. `is_told` looks at what is typed and at the child's record; the unborn have neither
    school nor voice."""

    name: str
    words: str
    is_told: Callable[[Told, Person], bool]
    is_essential: bool = False
    of_the_unborn: bool = True


def _has(name: str) -> Callable[[Told, Person], bool]:
    return lambda told, _person: bool(str(told.get(name) or "").strip())


def _school(told: Told, _person: Person) -> bool:
    """Where the child learns; its name where there is one to name."""
    where = told.get("education") or ""
    named = where not in NAMED_SCHOOL or bool((told.get("school") or "").strip())
    return where not in ("", Education.NOT_KNOWN) and named


def _birth(_told: Told, person: Person) -> bool:
    return bool(person.expected_due_date if person.is_unborn else person.date_of_birth or person.estimated_birth_year)


def _identity(_told: Told, person: Person) -> bool:
    return bool(person.is_unborn or person.given_name or person.surname or person.known_as)


PARTS = (
    Part("school", "School, or why there is none", _school, is_essential=True, of_the_unborn=False),
    Part(
        "ethnicity",
        "Ethnicity",
        lambda told, _: (told.get("ethnicity") or Ethnicity.NK) != Ethnicity.NK,
        is_essential=True,
    ),
    Part("responsibility", "Who has parental responsibility", _has("responsibility"), is_essential=True),
    Part(
        "voice",
        "The child’s voice, or why there is none",
        lambda told, _: bool(told.get("is_voiced")),
        is_essential=True,
        of_the_unborn=False,
    ),
    Part("identity", "The child’s name", _identity),
    Part("birth", "Date of birth, or about when", _birth),
    Part(
        "gender",
        "Gender",
        lambda _, person: person.is_unborn or person.gender != Gender.NOT_KNOWN,
    ),
    Part("circumstances", "What is feared, and how it is known", _has("circumstances")),
    Part("child_where", "Where the child is", _has("child_where")),
    Part("child_condition", "How the child is", _has("child_condition")),
    Part(
        "needs_protection_now",
        "Whether the child needs protection now",
        lambda told, _: told.get("needs_protection_now") is not None,
    ),
    Part("household", "Who lives there and visits", _has("household")),
    Part("language", "First language", _has("language")),
    Part("alleged", "Who is thought to harm the child", _has("alleged")),
    Part("background", "What is known from before", _has("background")),
)
BY_NAME = {part.name: part for part in PARTS}


@dataclass(frozen=True)
class Completeness:
    """Of what a referral of this child could tell, how much it does."""

    parts: tuple[Part, ...]
    lacking: tuple[Part, ...]

    @property
    def score(self) -> int:
        """Whole per cent, rounded down: 100 only where nothing lacks."""
        return (len(self.parts) - len(self.lacking)) * 100 // len(self.parts)

    @property
    def essentials(self) -> list[Part]:
        return [part for part in self.lacking if part.is_essential]

    @property
    def names(self) -> str:
        return " ".join(part.name for part in self.lacking)


def completeness(told: Told, person: Person) -> Completeness:
    """How whole what is told of this person is."""
    parts = tuple(part for part in PARTS if part.of_the_unborn or not person.is_unborn)
    return Completeness(parts, tuple(part for part in parts if not part.is_told(told, person)))


def in_words(names: str) -> list[Part]:
    """The parts that a referral keeps by name, as it lacks them."""
    return [BY_NAME[name] for name in names.split() if name in BY_NAME]
