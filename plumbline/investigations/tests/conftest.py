"""An investigation that came of an incident, made by the acts, and the people who work on it."""

from datetime import timedelta

import pytest

from plumbline.incidents import actions as incidents
from plumbline.investigations import actions
from plumbline.kernel import clock
from plumbline.workforce.models import Rank

ALLEGED = {"kind": "child-abuse", "alleged": "Her teacher saw marks of a belt on both arms."}


def ago(**length):
    return clock.now() - timedelta(**length)


@pytest.fixture
def old_hand(officer):
    """Someone who was there long before anything of a test."""

    def make(role, **told):
        with clock.frozen(ago(days=200)):
            return officer(role, rank=Rank.CONSTABLE, **told)

    return make


@pytest.fixture
def handler(old_hand):
    return old_hand("call-handler")


@pytest.fixture
def detective(old_hand):
    return old_hand("investigator")


@pytest.fixture
def supervisor(old_hand):
    return old_hand("detective-supervisor")


@pytest.fixture
def called(team, handler):
    """An incident of two hours ago, with these children in it."""

    def make(*people, **told):
        given = {"kind": "child-abuse", "channel": "101", "where": "1 Canal Side", "said": "Marks.", "children": "yes"}
        given |= {"team": team, "reported_at": ago(hours=2)} | told
        incident = incidents.take_call(by=handler, **given)
        for person in people:
            incidents.involve(incident, by=handler, part="victim", person=person)
        incident.refresh_from_db()
        return incident

    return make


@pytest.fixture
def opened(child, team, called, handler):
    """Opens an investigation from an incident of its own, unless told otherwise."""

    def make(person=None, **told):
        person = person or child()
        if "origin" not in told and "reported_at" not in told:
            told["origin"] = called(person).ref()
        return actions.open_investigation(person, **{"by": handler, "team": team} | ALLEGED | told)

    return make


@pytest.fixture
def allocated(opened, supervisor, detective, team):
    """With an officer in the case since now."""

    def make(*args, **told):
        made = opened(*args, **told)
        actions.allocate(made, by=supervisor, officer=detective, team=team, happened_at=clock.now())
        return made

    return make
