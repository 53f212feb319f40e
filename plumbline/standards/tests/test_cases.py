"""Every worked case on every engine; and that the catalogue is whole: outcomes, rules, findings, numbers, keys."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from sys import modules
from typing import Any

import pytest
from django.urls import reverse

from plumbline.kernel import yamlfiles
from plumbline.standards import cases, engine, policy
from plumbline.standards.cases import OUTCOMES, Answer, Case, Worked
from plumbline.standards.standard import Standard, authorities
from plumbline.standards.tests.engines import ENGINES, answers_of

HERE = Path(engine.__file__).parent
CATALOGUE = dict(Standard.register)
WORKED = {key: cases.worked(standard) for key, standard in CATALOGUE.items()}
CASES = [case for worked in WORKED.values() for case in worked.cases]
ROOMS = sorted({Path(str(modules[standard.__module__].__file__)).parent for standard in CATALOGUE.values()})
BINDING = {"statute", "statutory guidance"}
KINDS = BINDING | {"guidance", "inspection", "agreed protocol", "force policy", "data standard"}


# Only PostgreSQL is asked by way of Django's connection, for its calendar of working days; the others need no database.
pytestmark = [pytest.mark.django_db] if "postgresql" in ENGINES else []


@cache
def said(name: str) -> dict[Case, Answer]:
    """What an engine says of all worked cases, asked once."""
    return cases.judge_all(CASES, answers_of(name))


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_worked_cases(key: str, name: str) -> None:
    wrong = {
        case.words: f"{said(name)[case].state}, not {case.state}: {said(name)[case].judged}"
        for case in WORKED[key].cases
        if said(name)[case].state != case.state
    }
    assert not wrong


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "judge"])
def test_engines_give_the_dates_that_the_judge_gives(name: str) -> None:
    differ = {str(case): (answer.judged, said(name)[case].judged) for case, answer in said("judge").items()}
    assert not {words: pair for words, pair in differ.items() if pair[0] != pair[1]}


def test_postgresql_is_among_the_engines() -> None:
    if "postgresql" not in ENGINES:
        pytest.skip("DATABASE_URL names no PostgreSQL")


@pytest.mark.parametrize("below", [1, 0])
def test_a_switch_at_nought_switches_its_standard_off(below: int, monkeypatch: pytest.MonkeyPatch) -> None:
    standard = CATALOGUE["missing.below-medium"]
    switch = standard.numbers["below_medium_needs_inspector"]
    off = replace(switch, values=(replace(switch.now, value=0),))
    monkeypatch.setitem(standard.numbers, "below_medium_needs_inspector", off)
    told = next(case for case in WORKED[standard.key].cases if case.state == "overdue")
    changed = replace(told, facts=told.facts | {"below_medium": below})
    for name in ("judge", "sqlite"):
        assert cases.judge_all([changed], answers_of(name))[changed].state == "does not apply"


# -- the catalogue is whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_outcome_is_shown_or_said_to_be_impossible(key: str) -> None:
    worked: Worked = WORKED[key]
    shown = {case.state for case in worked.cases}
    assert set(OUTCOMES) - shown == set(worked.impossible)
    assert all(len(reason) > 20 for reason in worked.impossible.values())
    assert len({case.words for case in worked.cases}) == len(worked.cases)


def test_no_case_of_a_standard_that_is_gone() -> None:
    told = {key for room in ROOMS for key in yamlfiles.read(room / "cases.yaml")}
    assert told - {"shared"} == set(CATALOGUE)


def test_register_of_keys_is_as_committed() -> None:
    """A standard that vanishes, or is renamed, is seen here. Write the new list on purpose."""
    assert (HERE / "register.txt").read_text().splitlines() == sorted(CATALOGUE)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_the_duty_is_one_click_from_the_act(key: str) -> None:
    assert reverse(CATALOGUE[key].act, args=[1])


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.parent.name)
def test_every_rule_is_carried_or_kept_elsewhere(room: Path) -> None:
    told = yamlfiles.read(room / "rules_elsewhere.yaml")
    ours = [s for s in CATALOGUE.values() if Path(str(modules[s.__module__].__file__)).parent == room]
    series = told["rules"] if isinstance(told["rules"], list) else [told["rules"]]
    rules = {f"{each['letter']}{number}" for each in series for number in range(1, each["last"] + 1)}
    _divided(rules, {rule for s in ours for rule in s.rules}, set(told["rules_elsewhere"]))
    _divided(set(told["findings"]), {finding for s in ours for finding in s.answers}, set(told["findings_elsewhere"]))


def _divided(every: set[str], carried: set[str], elsewhere: set[str]) -> None:
    assert every - carried == elsewhere & every
    assert not carried & elsewhere


# -- numbers and authorities are labelled for what they are -----------------------------------------------------------


def numbers() -> list[tuple[str, policy.Policy]]:
    return [
        (f"{room.parent.name}.{key}", found)
        for room in ROOMS
        for key, found in policy.load(room / "policy.yaml").items()
    ]


@pytest.mark.parametrize(("name", "number"), numbers(), ids=[name for name, _ in numbers()])
def test_number_is_labelled(name: str, number: policy.Policy) -> None:
    using = [s for s in CATALOGUE.values() if number in s.policies()]
    assert using or number.unit == "years" or _is_read_by_code(name), "no standard and no act uses this number"
    for value in number.values:
        if value.kind == "statute":
            assert not number.may_override
            assert any(a.kind == "statute" for s in using for a in s.authorities())
        if value.kind == "force policy" and not value.reason:
            assert re.search("suggested default|finding|force's", value.source), "say that there is no national figure"


def _is_read_by_code(name: str) -> bool:
    """A number by which code decides at the moment of acting, by its name in that code. (All periods in years are retention's,
    which reads them as one table.)"""
    room, key = name.split(".")
    if room == "watch" and re.fullmatch(r"(quick|steady|slow)_[a-z]+", key):
        return True  # a step of a pace: watch/queries/steps.py puts the name together
    return any(f'"{key}"' in path.read_text() for path in (HERE.parent / room).rglob("*.py"))


def test_only_what_was_seen_binds() -> None:
    told = yamlfiles.read(HERE / "authorities.yaml")
    assert set(told) == set(authorities())
    for key, entry in told.items():
        assert entry["kind"] in KINDS, key
        assert entry["seen"] in {"primary", "second hand"}, key
        assert entry["seen"] == "primary" or entry["kind"] not in BINDING, key


@pytest.mark.parametrize("told", ["10", "25:99", 600, "tomorrow"])
def test_a_time_that_is_none_is_refused_in_words(told: Any) -> None:
    with pytest.raises((ValueError, cases.ImproperlyConfigured)):
        cases.moment(told, "a test")
