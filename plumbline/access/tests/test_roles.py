"""The page that a superintendent reads: whole, in sentences, and without a hand that checks itself."""

import re

import pytest

from plumbline.access.roles import PURPOSES, ROLES

EVERY = [pytest.param(role, id=key) for key, role in ROLES.items()]
# No role may hold both: who changes the system's accounts reads no case, who grades cases changes none.
APART = [
    ("access.administer", "people.see"),
    ("access.administer", "missing.see"),
    ("access.administer", "missing.work"),
]
NOTHING_YET = ("social-care-partner",)  # its room is not built
READERS = ("chief-officer", "auditor", "inspector-of-constabulary")
WRITES = re.compile(r"\.(report|work|assess|close|endorse|override|supervise|record|voice|mark|waive|administer|plan)$")


@pytest.mark.parametrize("role", EVERY)
def test_a_role_is_told_in_sentences(role):
    assert role.description.endswith(".")
    assert role.description[0].isupper()
    assert role.name
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", role.key)


@pytest.mark.parametrize("role", EVERY)
def test_a_permission_is_room_and_what(role):
    assert role.permissions or role.key in NOTHING_YET
    for permission in role.permissions:
        assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", permission), permission


@pytest.mark.parametrize("role", EVERY)
def test_nobody_does_in_a_room_what_they_cannot_see(role):
    for room in ("missing", "people"):
        if any(permission.startswith(f"{room}.") for permission in role.permissions):
            assert f"{room}.see" in role.permissions


@pytest.mark.parametrize(("one", "other"), APART)
def test_no_role_holds_both(one, other):
    assert [role.key for role in ROLES.values() if {one, other} <= role.permissions] == []


@pytest.mark.parametrize("key", READERS)
def test_those_who_only_read_change_no_case_and_say_why_they_look(key):
    """What they answer to inspectors is no case: it names no child."""
    assert [p for p in ROLES[key].permissions if WRITES.search(p) and not p.startswith("inspections.")] == []
    assert ROLES[key].states_purpose


def test_whoever_changes_cases_need_not_stop_to_say_why():
    assert [r.key for r in ROLES.values() if r.states_purpose and "missing.work" in r.permissions] == []


def test_waiving_takes_more_than_a_sergeant():
    assert {r.key for r in ROLES.values() if "standards.waive" in r.permissions} == {
        "duty-inspector",
        "superintendent",
        "protection-lead",
    }


def test_purposes_are_told_in_words():
    keys = [key for key, _ in PURPOSES]
    assert len(set(keys)) == len(keys)
    assert all(len(words.split()) >= 3 for _, words in PURPOSES)
