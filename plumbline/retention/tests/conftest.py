"""Someone whose story is over, and those who decide what is kept of it."""

from datetime import timedelta

import pytest

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.missing import actions as missing
from plumbline.people import actions as people
from plumbline.retention import actions, queries

YEARS = timedelta(days=366)
NO_TO_ALL = {question["code"]: {"answer": "no", "reason": ""} for question in queries.questions()}
# A word in each free text, found nowhere else.
WORDS = (
    "Zebedee", "Quillfeather", "Quagmire", "Wibblesworth", "0777-zq-1", "zq@example.org", "xylograph", "bassoonist",
    "kerfuffle", "gallimaufry", "flibbertigibbet", "oxbowlake", "snollygoster", "brouhaha", "lollygag", "skulduggery",
    "cattywampus", "taradiddle",
)  # fmt: skip


@pytest.fixture
def manager(officer):
    return officer("records-manager")


@pytest.fixture
def approver(officer):
    return officer("protection-lead")


@pytest.fixture
def confirmed(manager):
    """Every number and list of the retention policy, confirmed."""
    for period in queries.periods():
        actions.confirm_period(by=manager, number=period.key, value=period.value, note="The force's schedule.")


@pytest.fixture
def finished(child, team, officer):
    """Makes a person with something in many rooms, all of it eight years past."""

    def make(**told):
        with clock.frozen(clock.now() - 8 * YEARS):
            return story(child, team, officer, **told)

    return make


def story(child, team, officer, **told):
    now = clock.now()
    sergeant, inspector = officer("sergeant", name="Sgt Plain"), officer("duty-inspector", name="Insp Plain")
    person = child(
        **{"given_name": "Zebedee", "surname": "Quillfeather", "telephone": "0777-zq-1", "email": "zq@example.org",
           "medical_needs": "xylograph", "known_as": "Quagmire"} | told
    )  # fmt: skip
    people.add_alias(person, by=sergeant, kind="nickname", given_name="Wibblesworth")
    people.add_address(person, by=sergeant, kind="home", lines="1 oxbowlake Road")
    marker = people.set_marker(
        person, by=sergeant, kind="trigger-plan", reason="bassoonist", review_on=clock.today() + timedelta(days=9)
    )
    people.remove_marker(marker, by=sergeant, removal_reason="kerfuffle")
    missing.make_plan(
        person, by=sergeant, reason="gallimaufry", review_due_at=now + timedelta(days=90), informs="snollygoster",
        tasks=[{"kind": "address", "who_does": "Response", "what": "brouhaha"}],
    )  # fmt: skip
    episode = missing.report_missing(
        person, by=sergeant, team=team, reported_at=now, circumstances="flibbertigibbet", informant_name="Dee lollygag"
    )
    missing.acknowledge_history(episode, by=sergeant)
    missing.assess_risk(episode, by=sergeant, stage="supervisor", level="medium", rationale="skulduggery")
    enquiry = missing.set_enquiry(
        episode, by=sergeant, kind="area", what="cattywampus", due_at=now + timedelta(hours=2)
    )
    missing.result_enquiry(enquiry, by=sergeant, outcome="nothing", result="taradiddle")
    missing.locate_child(episode, by=sergeant, located_at=now, located_where="oxbowlake")
    missing.confirm_wellbeing(episode, by=inspector, wellbeing_confirmed_at=now, condition="safe")
    people.record_voice(
        person, by=sergeant, happened_at=now, is_seen=True, is_spoken_to=True, words="taradiddle",
        case=CaseRef("missing", "episode", episode.pk),
    )  # fmt: skip
    missing.close_episode(episode, by=sergeant, closing_summary="brouhaha")
    return person


def review_of(person, by=TEST):
    actions.open_due_reviews(by=by)
    return person.retention_reviews.get(reviewed_at=None)


def decided(person, manager, decision="dispose", **told):
    given = {"answers": NO_TO_ALL, "decision": decision, "rationale": "gallimaufry"} | told
    return actions.record_review(review_of(person), by=manager, **given)


@pytest.fixture
def disposed(finished, confirmed, manager, approver):
    """Makes such a person and disposes of them."""

    def make(**told):
        person = finished(**told)
        review = actions.approve_disposal(decided(person, manager), by=approver)
        actions.dispose(review, by=manager)
        person.refresh_from_db()
        return person

    return make
