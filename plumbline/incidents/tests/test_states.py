"""The life of an incident is whole: every state with every verb is either in the table or refused in words."""

import ast

import pytest

from plumbline.incidents.models import State
from plumbline.incidents.states import LIFE, VERBS, next_state
from plumbline.kernel.errors import Invalid
from tests.architecture.code import python


def test_every_state_can_be_reached_and_left():
    assert set(LIFE.values()) | {State.WAITING} == set(State.values)
    assert {state for state, _ in LIFE} == set(State.values), "a state without a way out is a trap"


def test_every_verb_is_some_acts():
    used = [
        node.args[1].value
        for source in python()
        if "/incidents/actions/" in source.path
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next_state"
    ]
    assert sorted(used) == sorted(VERBS)


def test_no_other_code_sets_a_state():
    setters = [
        f"{source.path}:{node.lineno}"
        for source in python()
        if source.room == "incidents"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign) and "next_state" not in ast.unparse(node.value)
        for target in node.targets
        for each in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(each, ast.Attribute) and each.attr == "state"
    ]
    assert setters == []


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_the_table_answers_or_refuses(state, verb):
    if (state, verb) in LIFE:
        assert next_state(state, verb) in State.values
    else:
        with pytest.raises(Invalid, match="cannot be acted on so"):
            next_state(state, verb)
