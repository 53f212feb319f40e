"""Acts: what each leaves behind, and what each refuses, in words and in the database."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, Missing, Refused
from plumbline.ledger.models import Entry
from plumbline.people import actions as people
from plumbline.people.models import Voice
from plumbline.powers import actions
from plumbline.powers.models import Protection, Stay
from plumbline.powers.queries import live_protections, open_cases
from plumbline.powers.tests.conftest import GROUNDS, ago
from plumbline.standards.models import Duty
from plumbline.workforce.models import Rank

pytestmark = pytest.mark.django_db


def broken_in_the_database(record, **values):
    """Go round every act, as a slip of the code would: the database itself refuses."""
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(type(record)).filter(pk=record.pk).update(**values)


def duty(protection, key):
    return Duty.objects.get(standard=key, kind="powers.protection", subject_id=protection.pk)


# The power is used


def test_what_was_so_at_the_time_is_kept_and_the_clocks_start(taken, constable):
    made = taken(found_authority="Northshire", home_authority="Southshire", is_asked_by_authority=True)
    assert (made.age, made.initiating_officer, made.latest_end_at - made.taken_at) == (
        12,
        constable,
        timedelta(hours=72),
    )
    assert Entry.objects.latest("id").sentence == f"{made.reference}: child taken into police protection"
    assert duty(made, "powers.ended-in-time").due_at == made.latest_end_at
    assert duty(made, "powers.home-authority-told").done_at is None
    assert not Duty.objects.filter(standard="powers.case-inquired", subject_id=made.pk).exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"taken_at": clock.now() + timedelta(hours=1)}, "taken_at"),
        ({"taken_at": clock.now().replace(year=1900, day=1)}, "taken_at"),
        ({"grounds": " "}, "grounds"),
        ({"limb": "arrest"}, "limb"),
        ({"is_home_same": True, "found_authority": "Northshire", "home_authority": "Southshire"}, "is_home_same"),
    ],
)
def test_what_cannot_be_is_refused(taken, told, field):
    with pytest.raises(Invalid) as fault:
        taken(**told)
    assert field in fault.value.fields
    assert not Protection.objects.exists()


def test_one_of_18_and_a_child_not_born_are_refused(taken, child):
    birthday = date(clock.today().year - 18, clock.today().month, min(clock.today().day, 28))
    with pytest.raises(Invalid, match="18 or over"):
        taken(child(given_name="Old", date_of_birth=birthday), taken_at=clock.now())
    mother = child(given_name="Rose", date_of_birth=date(1990, 1, 1))
    due = clock.today() + timedelta(days=9)
    with pytest.raises(Invalid, match="not yet born"):
        taken(child(given_name="", is_unborn=True, mother=mother, expected_due_date=due))
    with pytest.raises(Invalid, match="before the child was born"):
        taken(child(given_name="Dot", date_of_birth=clock.today()), taken_at=ago(days=3))


def test_a_child_of_whom_no_name_and_no_age_is_known(taken):
    looks = "A girl of about four in a red coat, who does not speak."
    made = taken(people.add_person(by=TEST, distinguishing_features=looks))
    assert (made.person.name, made.age, made.is_child) == ("Name not known", None, True)
    with pytest.raises(Invalid, match="Enter a given name"):
        people.add_person(by=TEST, distinguishing_features=" ")


def test_the_same_child_is_not_taken_twice_at_once(taken, inspector):
    first = taken()
    with pytest.raises(Invalid, match="in police protection already"):
        taken(first.person)
    actions.end_protection(first, by=inspector, ended_at=ago(hours=1), ending="released")
    with pytest.raises(Invalid) as fault:
        taken(first.person, taken_at=ago(minutes=90))
    assert "taken_at" in fault.value.fields
    second = taken(first.person, taken_at=ago(minutes=30))
    broken_in_the_database(first, ended_at=None, ended_by=None, ending="")
    assert [each.pk for each in live_protections(clock.now())] == [second.pk]
    assert [each.pk for each in live_protections(ago(minutes=90))] == [first.pk]


def test_only_a_constable_of_whatever_rank_has_the_power(taken, officer):
    staff = officer("missing-coordinator")
    with pytest.raises(Invalid) as fault:
        taken(by=staff)
    assert "initiating_officer" in fault.value.fields
    used = officer(None, rank=Rank.CONSTABLE)
    assert taken(by=staff, initiating_officer=used).initiating_officer == used
    with pytest.raises(Refused):
        taken(by=officer("call-handler"))


def test_it_may_come_from_a_record_in_reach_and_from_no_other(taken, child, constable, officer):
    ref = child(given_name="Bea").ref()
    made = taken(origin=ref)
    assert (made.origin_room, made.origin_kind, made.origin_id) == ("people", "person", ref.id)
    for room, kind, number in (("people", "person", 0), ("people", "nothing", 1), ("auth", "permission", 1)):
        with pytest.raises(Missing):
            taken(child(given_name=kind), origin=CaseRef(room, kind, number))


# The designated officer


def test_the_officer_who_used_the_power_is_never_the_designated_one(taken, officer, inspector):
    made = taken(by=inspector)
    with pytest.raises(Invalid) as fault:
        actions.designate_officer(made, by=inspector, officer=inspector, happened_at=clock.now())
    assert "officer" in fault.value.fields
    with pytest.raises(Invalid, match="inspector or above"):
        actions.designate_officer(made, by=inspector, officer=officer("sergeant"), happened_at=clock.now())
    broken_in_the_database(made, designated_officer=inspector, designated_at=clock.now(), designated_by=inspector)


def test_it_passes_to_another_and_the_first_time_stands(designated, officer, inspector, constable):
    first, other = designated.designated_at, officer("duty-inspector")
    with pytest.raises(Invalid, match="before the last"):
        actions.designate_officer(designated, by=constable, officer=other, happened_at=ago(minutes=90))
    actions.designate_officer(designated, by=constable, officer=other, happened_at=clock.now(), because="End of shift")
    designated.refresh_from_db()
    assert (designated.designated_officer, designated.designated_at) == (other, first)
    assert designated.designations.count() == 2
    told = {"kind": "keep", "happened_at": clock.now(), "because": "The man is not traced."}
    with pytest.raises(Invalid, match="The designated officer decides"):
        actions.decide(designated, by=inspector, **told)
    made = actions.decide(designated, by=other, **told)
    assert (made.hours_in, duty(designated, "powers.case-inquired").done_at) == (2, made.happened_at)


def test_contact_names_with_whom(designated, inspector):
    told = {"kind": "no-contact", "happened_at": clock.now(), "because": "He is a suspect."}
    with pytest.raises(Invalid) as fault:
        actions.decide(designated, by=inspector, **told)
    assert "whom" in fault.value.fields
    made = actions.decide(designated, by=inspector, **told, whom="The mother's partner")
    assert str(made) == "Contact not allowed: The mother's partner"
    assert duty(designated, "powers.case-inquired").done_at is None  # contact is no answer to whether it goes on


def test_the_look_before_24_hours_is_not_done_by_the_inquiry_at_once(taken, inspector, constable):
    made = taken(taken_at=ago(hours=20))
    actions.designate_officer(made, by=constable, officer=inspector, happened_at=ago(hours=19))
    actions.decide(made, by=inspector, kind="keep", happened_at=ago(hours=18), because="Inquired into.")
    assert duty(made, "powers.looked-at-24").done_at is None
    again = actions.decide(made, by=inspector, kind="keep", happened_at=ago(hours=1), because="Still so.")
    assert duty(made, "powers.looked-at-24").done_at == again.happened_at
    assert duty(made, "powers.looked-at-48").done_at is None


# Who was told, and the child


def test_each_telling_is_a_record_and_not_told_has_a_reason(taken, constable):
    made = taken(taken_at=ago(hours=1))
    tell = {"by": constable, "happened_at": clock.now(), "said": "What was done, and why."}
    actions.record_telling(made, **tell, audience="found-authority", is_told=True, whom="Emergency duty team")
    assert duty(made, "powers.found-authority-told").done_at is not None
    with pytest.raises(Invalid) as fault:
        actions.record_telling(made, **tell, audience="parent", is_told=False)
    assert "why_not" in fault.value.fields
    with pytest.raises(Invalid, match="Only a child"):
        actions.record_telling(made, **tell, audience="parent", is_told=False, why_not="not-capable")
    actions.record_telling(made, **tell, audience="parent", is_told=False, why_not="unsafe")
    assert duty(made, "powers.family-told").done_at is None  # it stays owed: an inspector may waive it
    actions.record_telling(made, **tell, audience="child", is_told=False, why_not="not-capable")
    assert not Duty.objects.filter(standard="powers.child-told", subject_id=made.pk).exists()  # it falls away
    with pytest.raises(Invalid) as fault:
        actions.record_telling(made, **tell | {"happened_at": ago(hours=3)}, audience="carer", is_told=True)
    assert "happened_at" in fault.value.fields


def test_a_child_heard_and_one_not_spoken_to_are_different_things(taken, constable):
    made = taken()
    hear = {"by": constable, "happened_at": clock.now(), "is_seen": True}
    with pytest.raises(Invalid) as fault:
        actions.hear_child(made, **hear, is_spoken_to=True)
    assert "words" in fault.value.fields
    actions.hear_child(made, **hear, is_spoken_to=False, reason_not_spoken_to="asleep")
    assert duty(made, "powers.child-heard").done_at is None
    actions.hear_child(made, **hear, is_spoken_to=True, words="I want my nan.")
    assert duty(made, "powers.child-heard").done_at is not None
    assert [voice.case_ref for voice in Voice.objects.all()] == [made.ref()] * 2


# Where the child is


def test_a_police_station_takes_a_reason_and_an_inspector(taken, constable, inspector, officer):
    made = taken()
    station = {"by": constable, "kind": "station", "where": "Northfield", "happened_at": clock.now()}
    allowed = {"reason": "The carers come within the hour.", "authorised_by": inspector, "authorised_at": clock.now()}
    for left_out in allowed:
        with pytest.raises(Invalid) as fault:
            actions.accommodate_child(made, **station, **{k: v for k, v in allowed.items() if k != left_out})
        assert left_out in fault.value.fields
    with pytest.raises(Invalid, match="Name the inspector"):
        actions.accommodate_child(made, **station, **allowed | {"authorised_by": officer("sergeant")})
    stay = actions.accommodate_child(made, **station, **allowed)
    broken_in_the_database(stay, reason="")
    broken_in_the_database(stay, authorised_by=None, authorised_at=None)
    left = Duty.objects.get(standard="powers.station-left", subject_id=stay.pk)
    assert left.done_at is None
    actions.accommodate_child(made, by=constable, kind="authority", where="Foster carers", happened_at=clock.now())
    left.refresh_from_db()
    assert left.done_at is not None
    assert Stay.objects.filter(left_at=None).count() == 1
    assert duty(made, "powers.accommodated").done_at is not None


def test_places_follow_one_another(taken, constable):
    made = taken()
    place = {"by": constable, "kind": "hospital", "where": "The General"}
    actions.accommodate_child(made, **place, happened_at=ago(minutes=30))
    with pytest.raises(Invalid, match="later than this"):
        actions.accommodate_child(made, **place, happened_at=ago(minutes=60))


# The end


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"ended_at": timedelta(hours=3)}, "ended_at"),
        ({"ended_at": -timedelta(hours=1)}, "ended_at"),
        ({"ended_at": timedelta(hours=1), "ending": "gone"}, "ending"),
        ({"ended_at": timedelta(hours=1), "ending": "ran-out"}, "ending"),
    ],
)
def test_ends_that_cannot_be_are_refused(designated, inspector, told, field):
    """Two hours ago it began: minus one hour is an hour before it began, three hours an hour from now."""
    at = told.pop("ended_at")
    given = {"ending": "released"} | told
    with pytest.raises(Invalid) as fault:
        actions.end_protection(designated, by=inspector, ended_at=designated.taken_at + at, **given)
    assert field in fault.value.fields
    broken_in_the_database(designated, ended_at=ago(hours=3), ended_by=inspector, ending="released")


def test_more_than_72_hours_takes_a_reason_that_stays(taken, inspector):
    made = taken(taken_at=ago(hours=75))
    over = {"by": inspector, "ended_at": clock.now(), "ending": "ran-out"}
    with pytest.raises(Invalid) as fault:
        actions.end_protection(made, **over)
    assert "breach_reason" in fault.value.fields
    broken_in_the_database(made, ended_at=clock.now(), ended_by=inspector, ending="ran-out")
    actions.end_protection(made, **over, breach_reason="Nobody took it over at the change of shift.")
    told = duty(made, "powers.ended-in-time")
    assert (made.has_breached, told.done_at > told.due_at) == (True, True)


def test_at_72_hours_to_the_second_it_is_no_breach(taken, inspector):
    made = taken(taken_at=ago(hours=72))
    ended = actions.end_protection(made, by=inspector, ended_at=made.latest_end_at, ending="ran-out", breach_reason="x")
    assert (ended.has_breached, ended.breach_reason) == (False, "")


def test_a_minute_typed_on_a_form_is_the_minute_in_which_it_began(taken, inspector):
    made = taken(taken_at=ago(minutes=5).replace(second=40))
    actions.end_protection(made, by=inspector, ended_at=made.taken_at.replace(second=0), ending="released")
    assert made.ended_at == made.taken_at


def test_after_the_end_nothing_is_arranged_and_the_child_is_handed_over(designated, inspector, constable):
    hand = {"by": constable, "handed_over_at": clock.now(), "handed_to": "Her aunt"}
    with pytest.raises(Invalid, match="not ended yet"):
        actions.hand_over(designated, **hand)
    with pytest.raises(Invalid, match="who used the power does not end it"):
        actions.end_protection(designated, by=constable_who_may_end(designated), ended_at=ago(), ending="released")
    actions.end_protection(designated, by=inspector, ended_at=clock.now(), ending="released")
    assert open_cases([designated.person_id]) == [f"police protection {designated.reference} is not over"]
    with pytest.raises(Invalid, match="has ended"):
        actions.decide(designated, by=inspector, kind="keep", happened_at=clock.now(), because="x")
    with pytest.raises(Invalid, match="has ended"):
        actions.accommodate_child(designated, by=constable, kind="other", where="x", happened_at=clock.now())
    broken_in_the_database(designated, handed_to="Her aunt")
    actions.hand_over(designated, **hand)
    with pytest.raises(Invalid, match="recorded already"):
        actions.hand_over(designated, **hand)
    assert open_cases([designated.person_id]) == []
    tell = {"by": constable, "happened_at": clock.now(), "said": "That it is over."}
    actions.record_telling(designated, **tell, audience="carer", is_told=True)  # late is better than never


def constable_who_may_end(protection):
    """The officer who used the power, given an inspector's role as well."""
    from plumbline.access.actions import give_grant

    user = protection.initiating_officer
    give_grant(user, by=TEST, role="duty-inspector", scope="force", reason="test")
    user.__dict__.pop("_grants", None)
    return user


def test_ending_is_not_a_constables(designated, constable):
    with pytest.raises(Refused):
        actions.end_protection(designated, by=constable, ended_at=clock.now(), ending="released")
    assert GROUNDS["grounds"] in designated.grounds
