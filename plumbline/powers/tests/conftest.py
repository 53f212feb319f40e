"""A child in police protection, made by the acts, and the people who work on it."""

from datetime import timedelta

import pytest

from plumbline.kernel import clock
from plumbline.powers import actions


def ago(**length):
    return clock.now() - timedelta(**length)


GROUNDS = {"limb": "remove", "grounds": "Left alone with a man who was drunk.", "found_where": "1 Canal Side"}


@pytest.fixture
def constable(officer):
    return officer("response-officer")


@pytest.fixture
def inspector(officer):
    return officer("duty-inspector")


@pytest.fixture
def taken(child, team, constable):
    """Takes a child two hours ago, unless told otherwise."""

    def make(person=None, **told):
        given = {"by": constable, "team": team, "taken_at": ago(hours=2)} | GROUNDS | told
        return actions.take_child(person or child(), **given)

    return make


@pytest.fixture
def designated(taken, constable, inspector):
    """Taken two hours ago, with a designated officer an hour ago."""
    protection = taken()
    actions.designate_officer(protection, by=constable, officer=inspector, happened_at=ago(hours=1))
    return protection
