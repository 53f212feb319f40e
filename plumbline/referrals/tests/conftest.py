"""A child who is referred, at each point of the story; made by the acts."""

from types import SimpleNamespace

import pytest

from plumbline.referrals import actions

ROLES = {
    "constable": "response-officer",
    "trainee": "referral-trainee",
    "practitioner": "referral-practitioner",
    "supervisor": "referral-supervisor",
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


@pytest.fixture
def hub(officer, team):
    """People of one district, and partners, by the name of their work."""
    reach = {"scope": "district", "scope_id": team.district_id}
    return SimpleNamespace(**{name: officer(role, **reach) for name, role in ROLES.items()})


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
