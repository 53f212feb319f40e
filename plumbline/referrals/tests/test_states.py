"""The life of a referral: every state against every verb."""

import pytest

from plumbline.kernel.errors import Invalid
from plumbline.referrals import actions
from plumbline.referrals.models import State
from plumbline.referrals.states import LIFE, VERBS, next_state
from plumbline.referrals.tests.conftest import DECIDED

KEPT = DECIDED | {"verdict": "not-shared", "threshold": "universal"}


def _decided(referral, hub):
    actions.decide(referral, by=hub.practitioner, **KEPT)
    return referral


def _proposed(referral, hub):
    actions.decide(referral, by=hub.trainee, **KEPT)
    return referral


REACHED = {
    State.AWAITING: lambda referral, hub: referral,
    State.PROPOSED: _proposed,
    State.DECIDED: _decided,
    State.CLOSED: lambda referral, hub: actions.close_referral(
        _decided(referral, hub), by=hub.practitioner, note="Done."
    ),
}
DONE = {
    "propose": lambda r, hub: actions.decide(r, by=hub.trainee, **KEPT),
    "decide": lambda r, hub: actions.decide(r, by=hub.practitioner, **KEPT),
    "sign off": lambda r, hub: actions.sign_off(r.decisions.last(), by=hub.practitioner),
    "send back": lambda r, hub: actions.send_back(r.decisions.last(), by=hub.practitioner, note="Ask again."),
    "close": lambda r, hub: actions.close_referral(r, by=hub.practitioner, note="Done."),
    "reopen": lambda r, hub: actions.reopen_referral(r, by=hub.practitioner),
}


def test_every_verb_has_an_act_here():
    assert set(VERBS) == set(DONE)
    assert set(State) == set(REACHED)
    assert set(LIFE.values()) == set(State.values) == {state for state, _ in LIFE}, "no state is a dead end"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State.values)
def test_each_state_allows_what_the_table_says_and_nothing_else(refer, hub, state, verb):
    referral = REACHED[state](refer(), hub)
    if verb in ("sign off", "send back") and not referral.decisions.exists():
        with pytest.raises(Invalid):
            next_state(state, verb)
        return
    if (state, verb) in LIFE:
        DONE[verb](referral, hub)
        referral.refresh_from_db()
        assert referral.state == LIFE[state, verb]
    else:
        with pytest.raises(Invalid):
            DONE[verb](referral, hub)
        referral.refresh_from_db()
        assert referral.state == state
