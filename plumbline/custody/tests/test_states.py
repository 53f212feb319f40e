"""The life of a detention is whole: every state with every verb is either in the table or refused in words."""

import ast

import pytest

from plumbline.custody import actions
from plumbline.custody.models import State
from plumbline.custody.states import LIFE, VERBS, next_state
from plumbline.custody.tests.conftest import ago, charge, transfer
from plumbline.kernel.errors import Invalid
from tests.architecture.code import python

PAIRS = [(state, verb) for state in State.values for verb in VERBS]


def leave(detention, by, ending, **told):
    given = {"ended_at": ago(minutes=10), "handed_to": "Her mother", "safe_release": "By car."}
    return actions.end_detention(detention, by=by, ending=ending, **(given | told))


def test_every_state_can_be_reached_and_left():
    assert set(LIFE.values()) == set(State.values)
    assert {state for state, _ in LIFE} == set(State.values), "a state without a way out is a trap"


def test_every_verb_is_some_acts_and_nothing_else_sets_a_state():
    sources = [source for source in python() if source.room == "custody" and not source.is_test]
    used, setters = [], []
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next_state":
                used.append(node.args[1].value)
            if isinstance(node, ast.Assign) and any(getattr(t, "attr", "") == "state" for t in node.targets):
                setters += [] if "next_state" in ast.unparse(node.value) else [f"{source.path}:{node.lineno}"]
    assert (sorted(used), setters) == (sorted(VERBS), [])


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_the_table_answers_or_refuses(state, verb):
    if (state, verb) in LIFE:
        assert next_state(state, verb) in State.values
    else:
        with pytest.raises(Invalid, match="cannot be acted on so"):
            next_state(state, verb)


def test_the_acts_keep_to_the_table(detention, custody):
    """Once through every state and back; each wrong turn is refused and changes nothing."""
    by = custody.sergeant
    with pytest.raises(Invalid):
        transfer(detention, by)
    with pytest.raises(Invalid):
        actions.resume_detention(detention, by=custody.inspector)
    leave(detention, by, "no-action")
    with pytest.raises(Invalid):
        leave(detention, by, "no-action")
    actions.resume_detention(detention, by=custody.inspector)
    assert (detention.state, detention.ended_at, detention.handed_to) == (State.DETAINED, None, "")
    charge(detention, by)
    with pytest.raises(Invalid):
        charge(detention, by)
    transfer(detention, by)
    assert detention.state == State.ENDED
    actions.resume_detention(detention, by=custody.inspector)
    assert detention.state == State.CHARGED
