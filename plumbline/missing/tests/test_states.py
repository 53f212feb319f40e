"""The life of an episode: every state against every verb."""

import pytest

from plumbline.kernel.errors import Invalid
from plumbline.missing import actions
from plumbline.missing.models import State
from plumbline.missing.states import LIFE, VERBS, next_state
from plumbline.missing.tests.conftest import confirm, locate

REACHED = {
    State.MISSING: lambda e, by: e,
    State.LOCATED: locate,
    State.SAFE: lambda e, by: confirm(locate(e, by), by),
    State.CLOSED: lambda e, by: actions.close_episode(confirm(locate(e, by), by), by=by, closing_summary="Came home."),
}
DONE = {
    "locate": locate,
    "confirm wellbeing": confirm,
    "lose again": lambda e, by: actions.lose_again(e, by=by),
    "close": lambda e, by: actions.close_episode(e, by=by, closing_summary="Came home."),
    "reopen": lambda e, by: actions.reopen_episode(e, by=by),
}


def test_every_verb_has_an_act_here():
    assert set(VERBS) == set(DONE)
    assert set(State) == set(REACHED)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State.values)
def test_each_state_allows_what_the_table_says_and_nothing_else(episode, force, state, verb):
    found = REACHED[state](episode, force.sergeant)
    if (state, verb) in LIFE:
        assert DONE[verb](found, force.sergeant).state == LIFE[state, verb] == next_state(state, verb)
    else:
        with pytest.raises(Invalid):
            DONE[verb](found, force.sergeant)
        found.refresh_from_db()
        assert found.state == state


def test_every_state_is_reached_and_none_is_a_dead_end():
    assert set(LIFE.values()) == set(State.values) == {state for state, _ in LIFE}
