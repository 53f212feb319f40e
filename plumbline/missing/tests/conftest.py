"""A child missing, at each point of the story; made by the acts."""

from datetime import timedelta

import pytest

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.missing import actions
from plumbline.missing.models import Episode
from plumbline.workforce import actions as workforce


def ago(**length):
    return clock.now() - timedelta(**length)


@pytest.fixture
def elsewhere(team):
    """A team of another district."""
    return workforce.open_team(
        workforce.open_district(by=TEST, code="S", name="Southmere"),
        by=TEST,
        code="SR1",
        name="Response 2",
        kind="response",
    )


ROLES = {
    "handler": "call-handler",
    "constable": "response-officer",
    "sergeant": "sergeant",
    "other_sergeant": "sergeant",
    "inspector": "duty-inspector",
    "superintendent": "superintendent",
    "coordinator": "missing-coordinator",
    "lead": "protection-lead",
    "auditor": "auditor",
    "nobody": None,
    "administrator": "administrator",
}


class Force:
    """People of one district, by the name of their work; each is made when first named."""

    def __init__(self, make, district_id):
        self._make, self._district_id = make, district_id

    def __getattr__(self, name):
        role = ROLES[name]
        reach = (
            {}
            if name in ("auditor", "nobody", "administrator")
            else {"scope": "district", "scope_id": self._district_id}
        )
        setattr(self, name, self._make(role, **reach))
        return self.__dict__[name]


@pytest.fixture
def force(officer, team):
    return Force(officer, team.district_id)


@pytest.fixture
def missing(child, team, force):
    """Makes an episode: reported half an hour ago by the call handler, unless told otherwise."""

    def make(person=None, **told) -> Episode:
        given = {"team": team, "reported_at": ago(minutes=30), "last_seen_at": ago(hours=2), "by": force.handler} | told
        return actions.report_missing(person or child(), **given)

    return make


@pytest.fixture
def episode(missing):
    return missing()


@pytest.fixture
def graded(episode, force):
    """Its history read, its risk graded high by the sergeant."""
    actions.acknowledge_history(episode, by=force.handler)
    factors = [{"factor": "suicide", "said": "Said so", "source_name": "Mum"}]
    actions.assess_risk(
        episode, by=force.sergeant, stage="supervisor", level="high", rationale="Said so", factors=factors
    )
    return episode


def enquiry_on(episode, by, **told):
    given = {"kind": "address", "what": "Knock at her sister's", "due_at": clock.now() + timedelta(hours=1)} | told
    return actions.set_enquiry(episode, by=by, **given)


def review_of(episode, by, **told):
    given = {
        "kind": "supervisor",
        "next_review_at": clock.now() + timedelta(hours=4),
        "direction": "Search the park",
        "risk_is_right": True,
        "quality_assured": True,
        "new_enquiries": True,
        "parameters_confirmed": True,
        "informant_updated": False,
        "ownership": "stays",
    }
    return actions.record_review(episode, by=by, **(given | told))


def locate(episode, by):
    return actions.locate_child(episode, by=by, located_at=ago(minutes=10), located_where="Bus station")


def confirm(episode, by):
    return actions.confirm_wellbeing(episode, by=by, wellbeing_confirmed_at=ago(minutes=5), condition="safe")
