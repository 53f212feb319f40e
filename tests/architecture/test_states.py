"""The life of an episode is whole: every state with every verb is either in the table or refused in words.

The lives of the other rooms have the same tests in their own tests.
"""

import ast
from datetime import timedelta

import pytest

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid
from plumbline.missing import actions
from plumbline.missing.models import State
from plumbline.missing.states import LIFE, VERBS, next_state
from tests.architecture.code import PACKAGE, python

PAIRS = [(state, verb) for state in State.values for verb in VERBS]


def test_rooms_with_states_are_known_here():
    """A room that gets a states.py gets the tests below."""
    assert sorted(path.parent.name for path in PACKAGE.glob("*/states.py")) == [
        "custody",
        "incidents",
        "inspections",
        "missing",
        "referrals",
    ]


def test_every_state_can_be_reached_and_left():
    assert set(LIFE.values()) | {State.MISSING} == set(State.values)
    assert {state for state, _ in LIFE} == set(State.values), "a state without a way out is a trap"


def test_every_verb_is_some_acts():
    """Each verb of the table is the literal of exactly one act, and no act uses another."""
    used = [
        node.args[1].value
        for source in python()
        if "/missing/actions/" in source.path
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next_state"
    ]
    assert sorted(used) == sorted(VERBS)


def test_no_other_code_sets_a_state():
    setters = [
        f"{source.path}:{node.lineno}"
        for source in python()
        if source.room == "missing"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and "next_state" not in ast.unparse(node.value)
    ]
    assert setters == []


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_the_table_answers_or_refuses(state, verb):
    if (state, verb) in LIFE:
        assert next_state(state, verb) in State.values
    else:
        with pytest.raises(Invalid, match="cannot be acted on so"):
            next_state(state, verb)


@pytest.fixture
def by(officer):
    return officer("sergeant")


@pytest.fixture
def episode_that_is(child, team, by):
    """An episode brought into a state by acts."""

    def make(state):
        reported = clock.now() - timedelta(hours=2)
        episode = actions.report_missing(child(), by=by, team=team, reported_at=reported)
        if state != State.MISSING:
            DO["locate"](episode, by)
        if state in (State.SAFE, State.CLOSED):
            DO["confirm wellbeing"](episode, by)
        if state == State.CLOSED:
            DO["close"](episode, by)
        assert episode.state == state
        return episode

    return make


DO = {
    "locate": lambda e, by: actions.locate_child(e, by=by, located_at=clock.now(), located_where="Home"),
    "confirm wellbeing": lambda e, by: actions.confirm_wellbeing(
        e, by=by, wellbeing_confirmed_at=clock.now(), condition="safe"
    ),
    "lose again": lambda e, by: actions.lose_again(e, by=by),
    "close": lambda e, by: actions.close_episode(e, by=by, closing_summary="Came home."),
    "reopen": lambda e, by: actions.reopen_episode(e, by=by),
}


def test_every_verb_is_tried():
    assert set(DO) == set(VERBS)


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_the_acts_keep_to_the_table(episode_that_is, by, state, verb):
    episode = episode_that_is(state)
    if (state, verb) in LIFE:
        DO[verb](episode, by)
        assert type(episode).objects.get(pk=episode.pk).state == LIFE[state, verb]
    else:
        with pytest.raises(Invalid):
            DO[verb](episode, by)
        assert type(episode).objects.get(pk=episode.pk).state == state
