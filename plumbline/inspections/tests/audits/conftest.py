"""A case that was worked and closed, auditors who had no part in it, and rounds that draw it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.kernel import clock
from plumbline.missing import actions as missing
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import District, Team

TOLD = {"name": "Missing children", "area": "missing", "question_set": "topics-2024", "months": 3, "minimum_sample": 5}


@pytest.fixture
def closed_case(child, team, officer):
    """Makes a closed episode, reported so many days ago, worked by one constable and supervised by one sergeant."""
    with clock.frozen(clock.now() - timedelta(days=400)):  # in post, and granted, before any case that is told of
        posts = {role: officer(role) for role in ("call-handler", "response-officer", "sergeant")}

    def make(days=10, *, team=team, **told):
        at = clock.now() - timedelta(days=days)
        with clock.frozen(at):
            episode = missing.report_missing(
                child(given_name=f"Child{days}", **told), by=posts["call-handler"], team=team, reported_at=at
            )
            missing.acknowledge_history(episode, by=posts["call-handler"])
            missing.assess_risk(
                episode, by=posts["call-handler"], stage="call-taker", level="medium", rationale="Known to come back."
            )
            given = {"officer": posts["response-officer"], "supervisor": posts["sergeant"]}
            missing.allocate_episode(episode, by=posts["sergeant"], **given)
            missing.locate_child(episode, by=posts["response-officer"], located_at=at, located_where="Home")
            well = {"wellbeing_confirmed_at": at, "condition": "safe"}
            missing.confirm_wellbeing(episode, by=posts["response-officer"], **well)
            return missing.close_episode(episode, by=posts["sergeant"], closing_summary="Came home.")

    make.posts = posts
    return make


@pytest.fixture
def lead(officer):
    return officer("protection-lead", team=headquarters())


def headquarters():
    """Another team than the one that worked the case."""
    found = Team.objects.filter(code="HQ1").first()
    if found:
        return found
    district = District.objects.filter(code="HQ").first() or workforce.open_district(
        by=TEST, code="HQ", name="Headquarters"
    )
    return workforce.open_team(district, by=TEST, code="HQ1", name="Public protection", kind="public-protection")


@pytest.fixture
def auditors(officer):
    return [officer("auditor", name=f"Auditor {letter}") for letter in "ABC"]


@pytest.fixture
def programme(lead):
    return actions.make_programme(by=lead, **TOLD)


@pytest.fixture
def twice(lead):
    return actions.make_programme(by=lead, **(TOLD | {"name": "Twice", "is_marked_twice": True}))


@pytest.fixture
def drawn(lead):
    """Draws a round over the last sixty days; every case of it, unless told otherwise."""

    def draw(programme, size=1, **told):
        today = clock.today()
        frame = {"reported_from": today - timedelta(days=60), "reported_to": today, "seed": 7}
        return actions.open_round(
            programme, by=lead, size=size, marking_due_on=today + timedelta(days=28), **(frame | told)
        )

    return draw


@pytest.fixture
def sample(closed_case, programme, drawn):
    """One case, drawn to be marked once."""
    closed_case()
    return drawn(programme).cases.get()


@pytest.fixture
def pair(closed_case, twice, drawn):
    """One case, drawn to be marked twice."""
    closed_case()
    return drawn(twice).cases.get()


def whole(sample, answer="good", **told):
    """All that a marking is handed in with."""
    answers = {q.key: {"answer": answer, "text": "As the record shows."} for q in sample.round.questions.questions}
    return {"answers": answers, "grade": "good", "is_still_at_risk": False, "told": "", "why": "Prompt."} | told


def mark(sample, by, **told):
    return actions.submit_marking(actions.begin_marking(sample, by=by), by=by, **whole(sample, **told))
