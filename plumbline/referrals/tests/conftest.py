"""A child who is referred, at each point of the story; made by the acts."""

from types import SimpleNamespace

import pytest

from plumbline.kernel import clock
from plumbline.referrals import actions
from plumbline.referrals.queries.unit import mentors_for

ROLES = {
    "constable": "response-officer",
    "trainee": "referral-trainee",
    "practitioner": "referral-practitioner",
    "supervisor": "referral-supervisor",
    "lead": "protection-lead",
    "partner": "social-care-partner",
    "stranger": "social-care-partner",
}
DECIDED = {"verdict": "refer", "threshold": "protection", "grade": "high", "rationale": "Third time this month."}
HEARD = {"is_seen": True, "is_spoken_to": True, "words": "I am hungry."}
WHOLE = {
    "education": "school",
    "school": "Hill School",
    "ethnicity": "W1",
    "responsibility": "Her mother",
    "voice": HEARD,
}


ALONE = ("decide", "sign_off", "share")


def approved(user, team, by, tasks=ALONE):
    """Comes to the unit and goes the whole way, so as to work alone."""
    now = clock.now()
    one = actions.begin_practice(by=by, user=user, team=team, began_at=now)
    actions.record_training(one, by=by, trained_at=now, training="Four days in the unit")
    actions.give_mentor(one, by=by, mentor=mentors_for(one)[0])
    actions.find_competent(one, by=by, competent_at=clock.now(), competence="Ten referrals read together.")
    return actions.approve(one, by=by, tasks=tasks)


@pytest.fixture
def hub(officer, team):
    """People of one district, and partners, by the name of their work. Those of the unit but the trainee work alone."""
    reach = {"scope": "district", "scope_id": team.district_id}
    people = SimpleNamespace(**{name: officer(role, **reach) for name, role in ROLES.items()})
    for user in (people.practitioner, people.supervisor):
        approved(user, team, people.lead)
    return people


@pytest.fixture
def refer(child, team, hub):
    """Makes a referral, graded low for neglect unless told otherwise."""

    def make(person=None, **told):
        given = {"team": team, "grade": "low", "concerns": ["neglect"], "circumstances": "Alone.", "by": hub.constable}
        return actions.make_referral(person or child(), **(given | told))

    return make


@pytest.fixture
def social_care(hub):
    """Northshire's social care, for whom one of the partners signs in."""
    recipient = actions.add_recipient(by=hub.supervisor, kind="social-care", name="Northshire social care")
    actions.admit_partner(recipient, by=hub.supervisor, user=hub.partner)
    return recipient


@pytest.fixture
def sharing(refer, hub, social_care):
    """Referred, decided and shared."""
    referral = refer()
    actions.decide(referral, by=hub.practitioner, **DECIDED)
    return actions.share(referral, by=hub.practitioner, recipient=social_care, way="account", content="Alone at night.")
