"""Every engine says the same as the judge, of whatever facts there may be: dates, ends, what is unknown, and the state.

Rows are made round the points where standards turn: their own durations to the second before and after, week-ends, bank
holidays, both changes of the clocks, the turn of the year, the day from which another number holds, and feeds that lack facts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import BooleanField, CharField, DateTimeField, Expression, F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plumbline.standards import policy, sources
from plumbline.standards.cases import OUTCOMES, Asked
from plumbline.standards.engine import standards_of
from plumbline.standards.facts import Facts
from plumbline.standards.standard import After, Standard, leaves
from plumbline.standards.tests.engines import ENGINES, answers_of, by_judge, judged_by_judge

pytestmark = [pytest.mark.django_db] if "postgresql" in ENGINES else []

KINDS = [facts for facts in Facts.register.values() if standards_of(facts)]
NEW_NUMBERS = date(2026, 3, 29)
ANCHORS = [
    datetime(2026, 3, 3, 10, tzinfo=UTC),  # a Tuesday
    datetime(2026, 3, 28, 22, 30, tzinfo=UTC),  # the evening before the clocks go forward, and before new numbers hold
    datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 4, 2, 16, tzinfo=UTC),  # the Thursday before Easter
    datetime(2026, 6, 30, 23, 30, tzinfo=UTC),  # July by the clock on the wall
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # the hour before the clocks go back
    datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.fixture(scope="module", autouse=True)
def changed_numbers() -> Iterator[None]:
    """Every number of every room has been raised by one from a day on, so that duties start under the old and the new."""
    shared = {id(standard.numbers): standard.numbers for standard in Standard.register.values()}.values()
    before = [dict(numbers) for numbers in shared]
    for numbers in shared:
        numbers.update({key: _raised(number) for key, number in numbers.items()})
    yield
    for numbers, old in zip(shared, before, strict=True):
        numbers.update(old)


def _raised(number: policy.Policy) -> policy.Policy:
    newer = dataclasses.replace(number.now, value=number.now.value + 1, since=NEW_NUMBERS)
    return dataclasses.replace(number, values=(newer, *number.values))


@pytest.fixture(scope="module", autouse=True)
def feeds() -> Iterator[None]:
    """Three feeds for each kind of record that knows its feed; each lacks a third of the facts."""
    for facts in KINDS:
        for name, lacks in lacking(facts).items():
            sources.supplies(name, facts, set(facts.facts) - lacks)
    yield
    for facts in KINDS:
        for name in lacking(facts):
            sources.forget(name, facts)


def lacking(facts: type[Facts]) -> dict[str, set[str]]:
    names = [name for name in facts.facts if not name.startswith("its_")]
    return {f"test feed {i}": set(names[i::3]) for i in range(3)} if facts.source else {}


# -- rows -------------------------------------------------------------------------------------------------------------


def durations(standard: type[Standard]) -> list[int]:
    """In seconds: those of the numbers that it uses, twice those, and some more."""
    timed = [n.now.value * policy.SECONDS[n.unit] for n in standard.policies() if n.unit in policy.SECONDS]
    some = [0, 60, *(days * 86400 for days in (1, 2, 5, 7, 11, 30, 90))]
    return [*some, *(seconds * times for seconds in timed for times in (1, 2))] + [0, *timed] * 3


def constants(facts: type[Facts]) -> dict[str, list[Any]]:
    """What conditions and grades compare each fact with."""
    found: dict[str, list[Any]] = {}
    for standard in standards_of(facts):
        for lookup, value in leaves(standard.applies):
            if not isinstance(value, F | Expression | policy.PolicyRef):
                if lookup.endswith("__isnull"):
                    value = [None] if value else []
                found.setdefault(lookup.split("__")[0], []).extend(value if isinstance(value, list) else [value])
        if isinstance(standard.due, After) and isinstance(standard.due.number, policy.ByLevel):
            found.setdefault(standard.due.number.fact, []).extend(standard.due.number.numbers)
    return found


@dataclasses.dataclass(frozen=True)
class Maker:
    """Makes rows of one kind: the facts that one standard reads, some others, a feed, and when it is looked at."""

    facts: type[Facts]
    standards: list[type[Standard]]
    constants: dict[str, list[Any]]
    others: list[str]
    sources: list[str]

    def row(self, chance: Random, standard: type[Standard] | None = None) -> Asked:
        anchor, standard = chance.choice(ANCHORS), standard or chance.choice(self.standards)
        names = sorted(standard.facts_used() | set(chance.sample(self.others, min(3, len(self.others)))))
        around = durations(standard)
        known = {name: self.value(chance, name, anchor, around) for name in names}
        source = {"its_source": chance.choice(self.sources)} if self.sources else {}
        return Asked(known | source, self.moment(chance, anchor, around))

    def value(self, chance: Random, name: str, anchor: datetime, around: list[int]) -> Any:
        """Oftener than not what a condition asks for, or nothing would ever apply."""
        column = self.facts.row._meta.get_field(name)
        if isinstance(column, DateTimeField):
            return self.moment(chance, anchor, around) if chance.choice([True, True, True, False]) else None
        wanted = self.constants.get(name, [])
        if isinstance(column, BooleanField):
            return chance.choice([*wanted * 4, True, False, None])
        if isinstance(column, CharField):
            return chance.choice([*map(str, wanted * 4), "else", None])
        return chance.choice([*wanted * 12, *range(12)])

    def moment(self, chance: Random, anchor: datetime, around: list[int]) -> datetime:
        seconds = chance.choice([1, 1, 1, -1]) * chance.choice(around) + chance.choice([0, 0, -1, 1])
        return anchor + timedelta(seconds=seconds)


def maker(facts: type[Facts]) -> Maker:
    others = [name for name in facts.facts if not name.startswith("its_")]
    feeds = ["", "", "", *lacking(facts)] if facts.source else []
    return Maker(facts, standards_of(facts), constants(facts), others, feeds)


def rows(facts: type[Facts], number: int) -> st.SearchStrategy[list[Asked]]:
    """Rows by the hundred from one drawn number: drawn cell by cell they would be past what Hypothesis holds."""
    made = maker(facts)
    return st.integers(0, 2**64).map(Random).map(lambda chance: [made.row(chance) for _ in range(number)])


# -- the test ---------------------------------------------------------------------------------------------------------

# No shrinking: a failure names the row and only those facts that its standard reads, which is as small as it gets.
SETTINGS = settings(
    deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=True
)


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "judge"])
@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts.kind())
@settings(SETTINGS, max_examples=4)
@given(data=st.data())
def test_engine_agrees_with_judge(facts: type[Facts], name: str, data: st.DataObject) -> None:
    asked = data.draw(rows(facts, 8 * len(standards_of(facts))))
    differ = {
        f"{key} of {told(key, row)}": f"judge {judged}, {name} {said[key]}"
        for row, said, by_key in zip(asked, answers_of(name)(facts, asked), by_judge(facts, asked), strict=True)
        for key, judged in by_key.items()
        if said[key] != judged
    }
    assert not differ


def told(key: str, row: Asked) -> dict[str, str]:
    """The part of a row that a standard reads."""
    read = Standard.register[key].facts_used() | {"its_source"}
    return {n: str(value) for n, value in row.facts.items() if n in read} | {"as_of": str(row.as_of)}


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts.kind())
def test_rows_reach_every_outcome(facts: type[Facts]) -> None:
    """To agree that nothing applies would be worth nothing."""
    made, chance = maker(facts), Random(0)
    wanted = set(OUTCOMES) if facts.source else set(OUTCOMES) - {"cannot tell"}
    for standard in standards_of(facts):
        tries = (made.row(chance, standard) for _ in range(6000))
        unseen = set(wanted)
        while unseen and (row := next(tries, None)):
            unseen.discard(judged_by_judge(facts, standard, row).state)
        assert not unseen, standard.key
