"""Acts: what each leaves behind, and what each refuses, in words and in the database."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from plumbline.access import actions as access
from plumbline.investigations import actions
from plumbline.investigations.models import InvestigatedChild, Investigation, SupervisorReview
from plumbline.investigations.queries import open_cases
from plumbline.investigations.tests.conftest import ALLEGED, ago
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, Missing, Refused
from plumbline.ledger.models import Entry
from plumbline.people import actions as people
from plumbline.people.models import Voice
from plumbline.standards.models import Duty

pytestmark = pytest.mark.django_db

CLOSED = {"outcome": "evidence", "closing_summary": "No witness saw it. The family was told."}
DIRECTED = {"found": "The phone is not back.", "direction": "See the aunt by Friday."}


def broken_in_the_database(record, **values):
    """Go round every act, as a slip of the code would: the database itself refuses."""
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(type(record)).filter(pk=record.pk).update(**values)


def duty(record, key):
    """The duty of a record, or None where there is none."""
    kind = f"investigations.{record._meta.model_name}"
    return Duty.objects.filter(standard=f"investigations.{key}", kind=kind, subject_id=record.pk).first()


def crime(investigation, by, **told):
    given = {"crime_number": "NR/1/26", "crime_recorded_at": clock.now()} | told
    return actions.record_crime(investigation, by=by, **given)


# The opening


def test_one_act_opens_it_and_takes_over_when_the_force_was_told(called, child, team, handler):
    one, other = child(), child(given_name="Bea")
    incident = called(one, other)
    made = actions.open_investigation(one, by=handler, team=team, origin=incident.ref(), others=[other], **ALLEGED)
    assert made.reported_at == incident.reported_at
    assert (made.origin_room, made.origin_kind, made.origin_id) == ("incidents", "incident", incident.pk)
    assert made.person_ids() == made.whose() == [one.pk, other.pk]
    assert {each.age for each in made.children.all()} == {12}
    entry = Entry.objects.latest("id")
    assert entry.sentence == f"{made.reference}: investigation opened"
    assert {each.person_id for each in entry.people.all()} == {one.pk, other.pk}
    assert duty(made, "crime-recorded").due_at == incident.reported_at + timedelta(hours=24)
    assert duty(made, "officer-allocated").starts_at == made.opened_at
    assert [duty(each, "child-heard").person_id for each in made.children.order_by("pk")] == [one.pk, other.pk]


def test_a_crime_number_that_is_there_already_comes_with_it(opened, handler):
    made = opened(crime_number=" NR/7/26 ")
    assert (made.crime_number, made.crime_recorded_by) == ("NR/7/26", handler)
    assert duty(made, "crime-recorded").done_at == made.opened_at


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"alleged": " "}, "alleged"),
        ({"kind": "theft"}, "kind"),
        ({"reported_at": clock.now() + timedelta(hours=1)}, "reported_at"),
        ({"reported_at": None}, "reported_at"),
    ],
)
def test_what_cannot_be_is_refused(opened, told, field):
    with pytest.raises(Invalid) as fault:
        opened(**{"reported_at": ago(hours=1)} | told)
    assert field in fault.value.fields
    assert not Investigation.objects.exists()


def test_one_of_18_is_refused_and_a_child_not_born_is_not(opened, child):
    birthday = date(clock.today().year - 18, clock.today().month, min(clock.today().day, 28))
    with pytest.raises(Invalid, match="18 or over"):
        opened(child(given_name="Old", date_of_birth=birthday), reported_at=clock.now())
    mother = child(given_name="Rose", date_of_birth=date(1990, 1, 1))
    due = clock.today() + timedelta(days=9)
    made = opened(child(given_name="", is_unborn=True, mother=mother, expected_due_date=due), reported_at=ago(hours=1))
    assert duty(made.children.get(), "child-heard") is None
    looks = people.add_person(by=made.opened_by, distinguishing_features="A boy of about four in a red coat.")
    assert opened(looks, reported_at=ago(hours=1)).children.get().age is None


def test_no_second_one_of_the_same_child_and_record(opened, child, team, called, handler, supervisor):
    one, other = child(), child(given_name="Bea")
    incident = called(one, other)
    told = {"by": handler, "team": team, "origin": incident.ref()} | ALLEGED
    first = actions.open_investigation(one, **told)
    for people_of_it in ([one], [other, one]):
        with pytest.raises(Invalid, match=f"{first.reference}, which came of the same record. Add what you know there"):
            actions.open_investigation(people_of_it[0], others=people_of_it[1:], **told)
    second = actions.open_investigation(other, **told)
    with pytest.raises(Invalid, match="which came of the same record"):
        actions.name_child(first, by=supervisor, person=other)
    broken_in_the_database(second.children.get(), person=one)
    actions.open_investigation(one, **told | {"origin": called(one).ref()})
    assert Investigation.objects.count() == 3


def test_it_comes_of_a_record_in_reach_and_of_no_other(opened, child, officer, called, team):
    for room, kind, number in (("people", "person", 0), ("people", "nothing", 1), ("auth", "permission", 1)):
        with pytest.raises(Missing):
            opened(child(given_name=kind), origin=CaseRef(room, kind, number))
    incident = called(child())
    elsewhere = officer("sergeant", scope="district", scope_id=team.district_id + 1000)
    with pytest.raises((Missing, Refused)):
        opened(incident.person, by=elsewhere, origin=incident.ref())


def test_a_child_closed_to_whoever_opens_it_is_not_named_in_it(opened, child, officer, called, supervisor):
    one, shut = child(), child(given_name="Kim")
    first = opened(one)
    day = clock.today() + timedelta(days=30)
    told = {"reason": "Related to an officer.", "is_told": False, "review_on": day, "allow": [officer("sergeant")]}
    access.restrict(shut, by=officer("superintendent"), **told)
    with pytest.raises(Missing):
        opened(one, origin=called(one).ref(), others=[shut])
    with pytest.raises(Missing):
        actions.name_child(first, by=supervisor, person=shut)
    assert InvestigatedChild.objects.count() == 1


def test_who_may_open_one(opened, officer):
    opened(by=officer("response-officer"))
    for role in ("auditor", "chief-officer", "records-manager"):
        with pytest.raises(Refused):
            opened(by=officer(role), reported_at=ago(hours=1))


def test_another_child_is_named_once(opened, child, supervisor):
    made = opened()
    named = actions.name_child(made, by=supervisor, person=child(given_name="Bea"))
    assert duty(named, "child-heard").starts_at == named.recorded_at
    with pytest.raises(Invalid, match="already"):
        actions.name_child(made, by=supervisor, person=named.person)
    with pytest.raises(Invalid, match="18 or over"):
        actions.name_child(made, by=supervisor, person=child(given_name="Old", date_of_birth=date(1990, 1, 1)))
    broken_in_the_database(named, person=made.person)


# The crime


def test_a_crime_is_recorded_once_and_not_before_the_report(opened, handler):
    made = opened()
    with pytest.raises(Invalid) as fault:
        crime(made, handler, crime_recorded_at=ago(hours=3))
    assert "crime_recorded_at" in fault.value.fields
    with pytest.raises(Invalid) as fault:
        crime(made, handler, crime_number=" ")
    assert "crime_number" in fault.value.fields
    crime(made, handler)
    assert duty(made, "crime-recorded").done_at == made.crime_recorded_at
    with pytest.raises(Invalid, match="recorded already: NR/1/26"):
        crime(made, handler)
    broken_in_the_database(made, crime_number="")
    broken_in_the_database(made, crime_recorded_at=None, crime_recorded_by=None)
    broken_in_the_database(made, crime_recorded_by=None)


def test_that_there_was_none_is_a_supervisors_decision_and_a_crime_may_follow(opened, handler, supervisor):
    made = opened()
    with pytest.raises(Refused):
        actions.decide_no_crime(made, by=handler, no_crime_reason="A game.")
    with pytest.raises(Invalid) as fault:
        actions.decide_no_crime(made, by=supervisor, no_crime_reason=" ")
    assert "no_crime_reason" in fault.value.fields
    actions.decide_no_crime(made, by=supervisor, no_crime_reason="A game.")
    assert duty(made, "crime-recorded").done_at == made.no_crime_at
    with pytest.raises(Invalid, match="decided already"):
        actions.decide_no_crime(made, by=supervisor, no_crime_reason="A game.")
    crime(made, handler)
    assert (made.no_crime_reason, made.is_crime_settled) == ("A game.", True)
    assert duty(made, "crime-recorded").done_at == made.no_crime_at  # the first of the two
    broken_in_the_database(made, no_crime_reason="")


# Who has it


def test_it_is_given_to_one_and_passed_to_another_with_why(allocated, officer, supervisor, detective, team):
    made = allocated()
    first = made.allocated_at
    assert (made.officer, duty(made, "officer-allocated").done_at) == (detective, first)
    assert duty(made, "crime-recorded").owner_id == detective.pk
    other = officer("investigator")
    told = {"by": supervisor, "officer": other, "team": team, "happened_at": clock.now()}
    with pytest.raises(Invalid) as fault:
        actions.allocate(made, **told)
    assert "because" in fault.value.fields
    with pytest.raises(Invalid, match="in the case already"):
        actions.allocate(made, **told | {"officer": detective, "because": "Again"})
    with pytest.raises(Invalid, match="before the investigation was opened"):
        actions.allocate(made, **told | {"happened_at": ago(hours=1), "because": "Away"})
    actions.allocate(made, **told, because="Away for a month")
    assert (made.officer, made.allocated_at, made.allocations.count()) == (other, first, 2)
    broken_in_the_database(made, officer=None)


def test_only_one_who_investigates_there_is_given_it(opened, officer, supervisor, team):
    made = opened()
    reader = officer("auditor")
    far = officer("investigator", scope="district", scope_id=team.district_id + 1000)
    for user in (reader, far):
        with pytest.raises(Invalid) as fault:
            actions.allocate(made, by=supervisor, officer=user, team=team, happened_at=clock.now())
        assert "officer" in fault.value.fields
    made.refresh_from_db()
    assert made.officer is None


# The child


def test_a_child_heard_one_not_spoken_to_and_one_who_declined_are_different_things(opened, child, supervisor):
    made = opened()
    first, second = made.children.get(), actions.name_child(made, by=supervisor, person=child(given_name="Bea"))
    hear = {"by": supervisor, "happened_at": clock.now(), "is_seen": True}
    with pytest.raises(Invalid) as fault:
        actions.hear_child(first, **hear, is_spoken_to=True)
    assert "words" in fault.value.fields
    actions.hear_child(first, **hear, is_spoken_to=False, reason_not_spoken_to="asleep")
    assert duty(first, "child-heard").done_at is None
    actions.hear_child(first, **hear, is_spoken_to=True, words="I want him to stop.")
    assert duty(first, "child-heard").done_at is not None
    actions.hear_child(second, **hear, is_spoken_to=False, reason_not_spoken_to="refused")
    assert duty(second, "child-heard") is None  # it falls away
    assert [voice.case_ref for voice in Voice.objects.all()] == [made.ref()] * 3


# The supervisor


def test_reviews_follow_one_another(opened, supervisor):
    with clock.frozen(ago(days=60)):
        made = opened()
    assert duty(made, "first-review").done_at is None
    with clock.frozen(ago(days=50)):
        first = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
    assert duty(made, "first-review").done_at == first.happened_at
    assert duty(first, "next-review").done_at is None
    last = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
    between = actions.review_investigation(made, by=supervisor, happened_at=ago(days=30), **DIRECTED)
    first.refresh_from_db()
    assert (first.followed_at, between.followed_at, last.followed_at) == (between.happened_at, last.happened_at, None)
    assert duty(made, "first-review").done_at == first.happened_at
    with pytest.raises(Invalid, match="before the investigation was opened"):
        actions.review_investigation(made, by=supervisor, happened_at=ago(days=61), **DIRECTED)


def test_a_review_without_direction_is_kept_apart_until_one_gives_it(opened, supervisor):
    with clock.frozen(ago(days=9)):
        made = opened()
        ticked = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), found="Reviewed, noted.")
    assert (str(ticked), ticked.directed_at) == ("Supervisor’s review, no direction given", None)
    assert duty(made, "first-review").done_at == ticked.happened_at
    assert duty(ticked, "direction-given").done_at is None
    with clock.frozen(ago(days=5)):
        again = actions.review_investigation(
            made, by=supervisor, happened_at=clock.now(), found="Noted.", direction=" "
        )
    directed = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
    for each in (ticked, again):
        each.refresh_from_db()
        assert each.directed_at == directed.happened_at
        assert duty(each, "direction-given").done_at == directed.happened_at
    assert ticked.followed_at == again.happened_at
    broken_in_the_database(directed, directed_at=None)


def test_the_officer_in_the_case_judges_nothing_in_it(allocated, supervisor, team, officer):
    made = allocated(crime_number="NR/1/26")
    actions.allocate(made, by=supervisor, officer=supervisor, team=team, happened_at=clock.now(), because="Small team")
    for act, told in (
        (actions.review_investigation, DIRECTED | {"happened_at": clock.now()}),
        (actions.close_investigation, CLOSED),
        (actions.decide_no_crime, {"no_crime_reason": "A game."}),
    ):
        with pytest.raises(Invalid, match="The officer in the case does not"):
            act(made, by=supervisor, **told)
    other = officer("sergeant")
    actions.close_investigation(made, by=other, **CLOSED)
    with pytest.raises(Invalid, match="does not open it again"):
        actions.reopen_investigation(made, by=supervisor, **DIRECTED)


# The end


def test_what_must_be_there_before_it_closes(opened, allocated, supervisor, handler, child):
    made = opened()
    with pytest.raises(Invalid, match="No crime is recorded, and nobody decided"):
        actions.close_investigation(made, by=supervisor, **CLOSED)
    crime(made, handler)
    with pytest.raises(Invalid, match="Nobody was ever the officer"):
        actions.close_investigation(made, by=supervisor, **CLOSED)
    broken_in_the_database(made, closed_at=clock.now(), closed_by=supervisor, first_closed_at=clock.now(), **CLOSED)
    ready = allocated(child(given_name="Bea"), crime_number="NR/2/26")
    for told, field in (
        ({"outcome": "no-crime"}, "outcome"),
        ({"outcome": "forgotten"}, "outcome"),
        ({"closing_summary": " "}, "closing_summary"),
    ):
        with pytest.raises(Invalid) as fault:
            actions.close_investigation(ready, by=supervisor, **CLOSED | told)
        assert field in fault.value.fields
    assert open_cases([ready.person_id]) == [f"investigation {ready.reference} is not closed"]
    actions.close_investigation(ready, by=supervisor, **CLOSED)
    assert open_cases([ready.person_id]) == []
    broken_in_the_database(ready, outcome="no-crime")
    broken_in_the_database(ready, closed_by=None)
    broken_in_the_database(ready, closed_by=None, closed_at=None)
    broken_in_the_database(ready, first_closed_at=None)


def test_no_crime_closes_with_no_crime_and_nothing_else(allocated, supervisor):
    made = allocated()
    actions.decide_no_crime(made, by=supervisor, no_crime_reason="A game.")
    with pytest.raises(Invalid) as fault:
        actions.close_investigation(made, by=supervisor, **CLOSED)
    assert "outcome" in fault.value.fields
    actions.close_investigation(made, by=supervisor, **CLOSED | {"outcome": "no-crime"})
    assert made.outcome == "no-crime"


def test_closed_takes_nothing_more_and_what_was_to_come_falls_away(
    allocated, supervisor, detective, handler, child, team
):
    made = allocated(crime_number="NR/1/26")
    review = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), found="Noted.")
    actions.close_investigation(made, by=supervisor, **CLOSED)
    one = made.children.get()
    assert [duty(review, key) for key in ("next-review", "direction-given")] == [None, None]
    assert duty(one, "child-heard") is None
    heard = {"happened_at": clock.now(), "is_seen": True, "is_spoken_to": True, "words": "No."}
    given = {"officer": handler, "team": team, "happened_at": clock.now()}
    for act, told in (
        (lambda **more: actions.hear_child(one, **more), {"by": detective} | heard),
        (lambda **more: actions.name_child(made, **more), {"by": detective, "person": child(given_name="Bea")}),
        (lambda **more: actions.allocate(made, **more), {"by": supervisor} | given),
        (lambda **more: crime(made, **more), {"by": handler}),
        (lambda **more: actions.close_investigation(made, **more), {"by": supervisor} | CLOSED),
    ):
        with pytest.raises(Invalid, match="is closed"):
            act(**told)


def test_opened_again_it_goes_on_from_there_and_nothing_is_late_that_was_not_owed(allocated, supervisor):
    with clock.frozen(ago(days=100)):
        made = allocated(crime_number="NR/1/26")
        actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
        actions.close_investigation(made, by=supervisor, **CLOSED)
        closed = made.first_closed_at
    with pytest.raises(Invalid) as fault:
        actions.reopen_investigation(made, by=supervisor, found="Her sister spoke.", direction=" ")
    assert "direction" in fault.value.fields
    actions.reopen_investigation(made, by=supervisor, found="Her sister spoke.", direction="Ask her.")
    assert (made.is_open, made.outcome, made.first_closed_at) == (True, "", closed)
    before, reopening = SupervisorReview.objects.order_by("happened_at")
    assert (before.followed_at, before.lapsed_at) == (None, closed)
    assert duty(before, "next-review") is None
    assert duty(reopening, "next-review").starts_at == reopening.happened_at
    with pytest.raises(Invalid, match="is open"):
        actions.reopen_investigation(made, by=supervisor, **DIRECTED)
    actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
    assert made.first_reviewed_at == before.happened_at
    actions.close_investigation(made, by=supervisor, **CLOSED)
    assert made.first_closed_at == closed


def test_never_reviewed_before_it_was_closed_it_is_not_late_after_it_is_opened_again(allocated, supervisor):
    with clock.frozen(ago(days=100)):
        made = allocated(crime_number="NR/1/26")
        actions.close_investigation(made, by=supervisor, **CLOSED)
    actions.reopen_investigation(made, by=supervisor, **DIRECTED)
    actions.review_investigation(made, by=supervisor, happened_at=clock.now(), **DIRECTED)
    assert made.first_reviewed_at is None
    assert duty(made, "first-review") is None
