"""A call at each point of its story; made by the acts."""

from datetime import timedelta

import pytest

from plumbline.conftest import TEST
from plumbline.incidents import actions
from plumbline.incidents.models import LETTERS
from plumbline.kernel import clock
from plumbline.workforce import actions as workforce

ROLES = {
    "handler": "call-handler",
    "other_handler": "call-handler",
    "watch": "control-room-supervisor",
    "constable": "response-officer",
    "sergeant": "sergeant",
    "inspector": "duty-inspector",
    "superintendent": "superintendent",
    "auditor": "auditor",
    "administrator": "administrator",
}


def ago(**length):
    return clock.now() - timedelta(**length)


def soon(**length):
    return clock.now() + timedelta(**(length or {"hours": 1}))


class Force:
    """People of one district, by the name of their work; each is made when first named."""

    def __init__(self, make, district_id):
        self._make, self._district_id = make, district_id

    def __getattr__(self, name):
        role = ROLES[name]
        reach = {} if name in ("auditor", "administrator") else {"scope": "district", "scope_id": self._district_id}
        setattr(self, name, self._make(role, **reach))
        return self.__dict__[name]


@pytest.fixture
def force(officer, team):
    return Force(officer, team.district_id)


@pytest.fixture
def elsewhere(team):
    """A team of another district."""
    south = workforce.open_district(by=TEST, code="S", name="Southmere")
    return workforce.open_team(south, by=TEST, code="SR1", name="Response 2", kind="response")


@pytest.fixture
def call(team, force):
    """Takes a call: twenty minutes ago, about a child whom nobody has named, unless told otherwise."""

    def make(**told):
        given = {"by": force.handler, "team": team, "kind": "concern", "channel": "101", "children": "yes"}
        given |= {"reported_at": ago(minutes=20), "where": "4 Mill Lane", "said": "A child is crying next door."}
        return actions.take_call(**given | told)

    return make


@pytest.fixture
def incident(call):
    return call()


def thrive(incident, by, level="medium", trigger="call", *, child_at_risk=False, **told):
    parts = dict.fromkeys(LETTERS, "As the caller says.")
    return actions.do_thrive(incident, by=by, trigger=trigger, level=level, child_at_risk=child_at_risk, **parts | told)


def read_flags(incident, by, *shown):
    return actions.acknowledge_flags(incident, by=by, shown=list(shown))


def graded(incident, by, grade, rationale="As THRIVE says."):
    return actions.grade_incident(incident, by=by, grade=grade, rationale=rationale)


@pytest.fixture
def weighed(incident, force):
    """Its flags read, THRIVE done."""
    read_flags(incident, force.handler)
    thrive(incident, force.handler)
    return incident


@pytest.fixture
def scheduled(weighed, force):
    graded(weighed, force.handler, "scheduled")
    return weighed


@pytest.fixture
def slot(team, force):
    """Opens a slot, by default tomorrow and with one place."""

    def make(**told):
        given = {"team": team, "starts_at": soon(days=1), "minutes": 30, "places": 1}
        return actions.open_slot(by=force.sergeant, **given | told)

    return make


def review_of(incident, by, **told):
    given = {"grade_is_right": True, "thrive_is_right": True, "direction": "Go on.", "next_review_at": soon()}
    return actions.review_incident(incident, by=by, **given | told)
