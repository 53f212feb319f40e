"""Acts: what they write, what they refuse, and in which words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plumbline.access import actions as access
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, OutsideAct, Refused, Stale
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.people import actions, queries
from plumbline.people.models import Marker, Person, SearchName, Voice, VoiceState
from plumbline.people.models.person import coming_of_age

TEST = system("test")
NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        yield


# Who they are


def test_a_person_is_added_with_a_reference_an_index_and_an_entry(child):
    person = child(given_name="Ada", known_as="Sparrow", surname="Marsh", date_of_birth=date(2014, 3, 29))
    assert person.reference == f"PN-26-{person.pk:06d}"
    assert person.name == "Ada Marsh"
    assert {(n.kind, n.text) for n in person.search_names.all()} == {
        ("name", " ada marsh "),
        ("known-as", " sparrow marsh "),
    }
    entry = Entry.objects.latest("id")
    assert (entry.event, entry.operation, entry.sentence) == (
        "people.person.added",
        "collection",
        "Person added: Ada Marsh",
    )
    assert [e.person_id for e in EntryPerson.objects.filter(entry=entry)] == [person.pk]


def test_coming_of_age_is_local_midnight(child):
    assert child(date_of_birth=date(2014, 3, 29)).turns_18_at == datetime(2032, 3, 28, 23, tzinfo=UTC)
    assert child(date_of_birth=date(2014, 1, 2)).turns_18_at == datetime(2032, 1, 2, tzinfo=UTC)


def test_an_estimated_year_takes_the_youngest_age(child):
    person = child(estimated_birth_year=2008)
    assert person.turns_18_on == date(2026, 12, 31)
    assert person.is_child
    assert person.age == 17
    assert person.is_age_estimated
    assert person.turns_18_at == datetime(2026, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2010, 6, 15), TODAY, 16),
        (date(2010, 6, 16), TODAY, 15),
        (date(2026, 6, 15), TODAY, 0),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (None, TODAY, None),
    ],
)
def test_age(born, on, age):
    assert Person(date_of_birth=born).age_on(on) == age


def test_a_leap_day_child_comes_of_age_on_the_first_of_march():
    assert coming_of_age(date(2012, 2, 29)) == date(2030, 3, 1)


def test_one_of_unknown_age_is_taken_for_a_child():
    assert Person().is_child_on(TODAY)


@pytest.mark.parametrize(
    ("details", "field", "said"),
    [
        ({"date_of_birth": date(2026, 6, 16)}, "date_of_birth", "in the future"),
        ({"date_of_birth": date(1899, 1, 1)}, "date_of_birth", "more than 120"),
        ({"date_of_birth": date(2010, 1, 1), "estimated_birth_year": 2010}, "estimated_birth_year", "not both"),
        ({"estimated_birth_year": 2027}, "estimated_birth_year", "between 1906 and 2026"),
        ({"given_name": "", "surname": ""}, "surname", "given name, a surname"),
        ({"is_unborn": True}, "mother", "mother"),
        ({"gender": "boy"}, "gender", "not a valid choice"),
        ({"surname": "x" * 81}, "surname", "at most 80"),
        ({"email": "nobody"}, "email", "valid email"),
    ],
)
def test_what_cannot_be_is_refused_in_words(child, details, field, said):
    with pytest.raises(Invalid) as refused:
        child(**details)
    assert said in refused.value.fields[field]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("due", "said"),
    [(None, "Enter the expected"), (TODAY - timedelta(1), "past"), (date(2027, 3, 16), "nine months")],
)
def test_the_due_date_is_not_past_nor_beyond_nine_months(child, due, said):
    mother = child(date_of_birth=date(1998, 1, 1))
    with pytest.raises(Invalid, match=said):
        actions.add_person(by=TEST, is_unborn=True, mother=mother, expected_due_date=due)
    assert actions.add_person(by=TEST, is_unborn=True, mother=mother, expected_due_date=date(2027, 3, 15)).pk


def test_a_birth_keeps_the_same_record(child):
    mother = child(given_name="Ann", date_of_birth=date(1998, 1, 1))
    unborn = actions.add_person(by=TEST, is_unborn=True, mother=mother, expected_due_date=date(2026, 7, 1))
    assert unborn.name == "Unborn child of Ann Marsh"
    assert unborn.is_child
    assert unborn.age is None
    with pytest.raises(Invalid, match="record the birth"):
        actions.amend_person(unborn, by=TEST, expected_due_date=date(2026, 6, 1))
    unborn = Person.objects.get(pk=unborn.pk)
    born = actions.record_birth(unborn, by=TEST, date_of_birth=TODAY, given_name="Joy", surname="Marsh")
    assert (born.pk, born.name, born.is_unborn, born.age) == (unborn.pk, "Joy Marsh", False, 0)
    assert born.expected_due_date == date(2026, 7, 1)
    assert born.turns_18_on == date(2044, 6, 15)
    assert queries.find_people("joy marsh")[0].person == born
    with pytest.raises(Invalid, match="not recorded as unborn"):
        actions.record_birth(born, by=TEST, date_of_birth=TODAY)


def test_a_list_of_names_reads_all_that_a_name_is_made_of(child, django_assert_num_queries):
    told = {"by": TEST, "happened_at": clock.now(), "is_seen": True, "is_spoken_to": True, "words": "Well."}
    mother = child(given_name="Ann", surname="Marsh", date_of_birth=date(1990, 1, 1))
    unborn = actions.add_person(by=TEST, is_unborn=True, mother=mother, expected_due_date=TODAY + timedelta(days=90))
    nameless = actions.add_person(by=TEST, given_name="", known_as="Bear", date_of_birth=date(2016, 1, 1))
    for each in (mother, unborn, nameless):
        actions.record_voice(each, **told)
    with django_assert_num_queries(1):
        named = [voice.person.name for voice in queries.names_alone(Voice.objects.order_by("pk"))]
    assert named == ["Ann Marsh", "Unborn child of Ann Marsh", "Bear"]


def test_an_overdue_unborn_child_may_still_be_amended(child):
    mother = child(date_of_birth=date(1998, 1, 1))
    unborn = actions.add_person(by=TEST, is_unborn=True, mother=mother, expected_due_date=date(2026, 7, 1))
    with clock.frozen(NOON + timedelta(30)):
        assert actions.amend_person(unborn, by=TEST, surname="Marsh").surname == "Marsh"


def test_a_child_not_born_is_neither_heard_nor_in_care(child, officer):
    unborn = actions.add_person(by=TEST, is_unborn=True, mother=child(), expected_due_date=NOON.date() + timedelta(30))
    said = {"happened_at": NOON, "is_seen": False, "is_spoken_to": False, "reason_not_spoken_to": "asleep"}
    with pytest.raises(Invalid, match="cannot be heard"):
        actions.record_voice(unborn, by=officer("response-officer"), **said)
    with pytest.raises(Invalid, match="in nobody's care"):
        actions.begin_care(unborn, by=TEST, started_on=NOON.date(), responsible_authority="Northshire")


def test_amending_moves_the_coming_of_age(child):
    person = actions.amend_person(child(), by=TEST, date_of_birth=date(2010, 1, 2))
    assert person.turns_18_at == datetime(2028, 1, 2, tzinfo=UTC)
    assert actions.amend_person(person, by=TEST, date_of_birth=None).turns_18_at is None


def test_only_details_are_amended(child):
    with pytest.raises(TypeError, match="is_looked_after"):
        actions.amend_person(child(), by=TEST, is_looked_after=True)


def test_a_stale_amendment_is_refused(child):
    person = child()
    other = Person.objects.get(pk=person.pk)
    actions.amend_person(other, by=TEST, surname="Fen")
    with pytest.raises(Stale):
        actions.amend_person(person, by=TEST, surname="Bog")


def test_a_person_of_a_feed_comes_once_and_may_have_no_name(child):
    made = actions.add_person(by=TEST, source="ssda903", source_key="1001")
    assert made.name == "Name not known"
    assert queries.person_from("ssda903", ["1001"]) == {"1001": made}
    with pytest.raises(Invalid, match="taken in before"):
        actions.add_person(by=TEST, source="ssda903", source_key="1001")


def test_many_are_added_checked_and_indexed(db):
    people = [Person(given_name=f"Kit{n}", surname="Vale", date_of_birth=date(2012, 1, 1)) for n in range(3)]
    made = actions.add_people(by=TEST, people=people)
    assert all(person.pk and person.turns_18_at for person in made)
    assert len(queries.find_people("vale")) == 3
    with pytest.raises(Invalid, match="future"):
        actions.add_people(by=TEST, people=[Person(date_of_birth=date(2030, 1, 1))])


def test_names_are_indexed_inside_an_act_alone(child):
    with pytest.raises(OutsideAct):
        actions.index_names([child()])


def test_an_alias_needs_a_name(child):
    with pytest.raises(Invalid, match="given name"):
        actions.add_alias(child(), by=TEST, kind="nickname")


def test_a_new_home_ends_the_old_one(child):
    person = child()
    old = actions.add_address(
        person, by=TEST, kind="home", lines="1 Low Road", postcode="zz1 1aa", from_on=date(2025, 1, 1)
    )
    actions.add_address(person, by=TEST, kind="frequented", lines="Bus station")
    actions.add_address(person, by=TEST, kind="home", lines="2 High Road", from_on=date(2026, 6, 1))
    old.refresh_from_db()
    assert old.to_on == date(2026, 6, 1)
    assert old.postcode == "ZZ1 1AA"
    assert person.addresses.get(kind="frequented").to_on is None


@pytest.mark.parametrize(
    "given",
    [{"from_on": date(2026, 2, 2), "to_on": date(2026, 2, 1)}, {"from_on": date(2026, 7, 1)}, {"latitude": 53.0}],
)
def test_an_address_that_cannot_be_is_refused(child, given):
    with pytest.raises(Invalid):
        actions.add_address(child(), by=TEST, kind="home", lines="1 Low Road", **given)


def test_nobody_is_related_to_themselves_or_twice_alike(child):
    person, other = child(), child(given_name="Ann")
    with pytest.raises(Invalid, match="themselves"):
        actions.relate(person, by=TEST, other=person, kind="sibling")
    first = actions.relate(person, by=TEST, other=other, kind="mother")
    with pytest.raises(Invalid, match="already"):
        actions.relate(person, by=TEST, other=other, kind="mother")
    assert not actions.end_relationship(first, by=TEST).is_current
    assert actions.relate(person, by=TEST, other=other, kind="mother").pk


# Care


def test_care_begins_moves_and_ends(child):
    person = child()
    first = actions.begin_care(person, by=TEST, started_on=date(2026, 1, 1), responsible_authority="Northshire")
    assert person.is_looked_after
    assert person.has_social_worker
    second = actions.begin_care(
        person,
        by=TEST,
        started_on=date(2026, 3, 1),
        responsible_authority="Northshire",
        placement_kind="childrens-home",
    )
    first.refresh_from_db()
    assert first.ended_on == date(2026, 3, 1)
    assert second.ended_on is None
    ended = actions.end_care(person, by=TEST, ended_on=date(2026, 6, 1), keeps_social_worker=True)
    assert ended.pk == second.pk
    assert not person.is_looked_after
    assert person.has_social_worker
    with pytest.raises(Invalid, match="not looked after"):
        actions.end_care(person, by=TEST, ended_on=date(2026, 6, 1))


@pytest.mark.parametrize("started", [date(2026, 6, 16), date(2013, 12, 31)])
def test_care_starts_neither_ahead_nor_before_birth(child, started):
    with pytest.raises(Invalid):
        actions.begin_care(
            child(date_of_birth=date(2014, 1, 1)), by=TEST, started_on=started, responsible_authority="Northshire"
        )


def test_a_refused_move_leaves_the_present_placement(child):
    person = child()
    actions.begin_care(person, by=TEST, started_on=date(2026, 3, 1), responsible_authority="Northshire")
    with pytest.raises(Invalid, match="later than that"):
        actions.begin_care(person, by=TEST, started_on=date(2026, 2, 1), responsible_authority="Northshire")
    assert person.care_periods.get().ended_on is None


# Markers


def marked(person, by, **given):
    said = {"kind": "criminal-exploitation", "reason": "County lines", "review_on": TODAY + timedelta(90)} | given
    return actions.set_marker(person, by=by, **said)


def test_a_marker_has_an_owner_and_a_review(child, officer):
    sergeant = officer()
    marker = marked(child(), sergeant)
    assert (marker.owner, marker.set_by, marker.set_at) == (sergeant, sergeant, NOON)
    assert marker.is_live


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"review_on": TODAY}, "review_on"),
        ({"expires_on": TODAY + timedelta(10)}, "expires_on"),
        ({"kind": "nice"}, "kind"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_marker_that_cannot_be_is_refused(child, officer, given, field):
    with pytest.raises(Invalid) as refused:
        marked(child(), officer(), **given)
    assert field in refused.value.fields


def test_a_marker_is_set_once_while_it_lives_and_again_when_expired(child, officer):
    person, sergeant = child(), officer()
    first = marked(person, sergeant, expires_on=TODAY + timedelta(90))
    with pytest.raises(Invalid, match="already"):
        marked(person, sergeant)
    with clock.frozen(NOON + timedelta(91)):
        assert not first.is_live
        assert queries.live_markers(person) == []
        again = marked(person, sergeant, review_on=TODAY + timedelta(200))
        first.refresh_from_db()
        assert first.removal_reason == "Expired, and set anew."
        assert queries.live_markers(person) == [again]


def test_a_review_keeps_or_removes_and_remembers_when_it_was_due(child, officer):
    sergeant = officer()
    marker = marked(child(), sergeant)
    kept = actions.review_marker(
        marker, by=sergeant, decision="keep", note="Still so", next_review_on=TODAY + timedelta(180)
    )
    assert kept.was_due_on == TODAY + timedelta(90)
    assert marker.review_on == TODAY + timedelta(180)
    gone = actions.review_marker(marker, by=sergeant, decision="remove", note="Network closed")
    assert gone.was_due_on == TODAY + timedelta(180)
    assert marker.removed_by == sergeant
    assert marker.removal_reason == "Network closed"
    for late in (actions.review_marker,):
        with pytest.raises(Invalid, match="removed already"):
            late(marker, by=sergeant, decision="keep", note="x", next_review_on=TODAY + timedelta(1))


def test_a_kept_marker_needs_a_next_review(child, officer):
    sergeant = officer()
    marker = marked(child(), sergeant)
    with pytest.raises(Invalid) as refused:
        actions.review_marker(marker, by=sergeant, decision="keep", note="Still so")
    assert "next_review_on" in refused.value.fields


def test_a_removal_needs_a_reason_and_a_person(child, officer):
    sergeant = officer()
    marker = marked(child(), sergeant)
    with pytest.raises(Invalid, match="Say why"):
        actions.remove_marker(marker, by=sergeant, removal_reason="")
    with pytest.raises(Invalid, match="Only a person"):
        actions.remove_marker(marker, by=TEST, removal_reason="tidying")
    assert Marker.objects.get(pk=marker.pk).removed_at is None


def test_a_system_may_bring_a_marker_that_names_nobody(child):
    marker = marked(child(), system("import compact"))
    assert marker.source == "import compact"
    assert marker.owner is None


# Voice


def heard(person, by, **given):
    said = {"happened_at": NOON, "is_seen": True, "is_spoken_to": True, "words": "I was scared"} | given
    return actions.record_voice(person, by=by, **said)


QUIET = {"is_spoken_to": False, "words": ""}


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, VoiceState.RECORDED),
        ({"is_seen": False}, VoiceState.RECORDED),
        (QUIET | {"reason_not_spoken_to": "pre-verbal", "demeanour": "Clung to the cot"}, VoiceState.OBSERVED),
        (QUIET | {"reason_not_spoken_to": "asleep"}, VoiceState.NOT_SPOKEN_TO),
        (QUIET | {"reason_not_spoken_to": "did-not-try"}, VoiceState.NOT_SPOKEN_TO),
        (QUIET | {"reason_not_spoken_to": "other", "reason_in_words": "Interpreter late"}, VoiceState.NOT_SPOKEN_TO),
    ],
)
def test_states_of_voice(child, officer, given, state):
    assert heard(child(), officer(), **given).state == state


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": "  "}, "words"),
        ({"reason_not_spoken_to": "asleep"}, "reason_not_spoken_to"),
        (QUIET, "reason_not_spoken_to"),
        (QUIET | {"reason_not_spoken_to": "not-present", "is_seen": True}, "reason_not_spoken_to"),
        (QUIET | {"reason_not_spoken_to": "other"}, "reason_in_words"),
        (QUIET | {"reason_not_spoken_to": "pre-verbal"}, "demeanour"),
        (QUIET | {"reason_not_spoken_to": "pre-verbal", "demeanour": "Calm", "is_seen": False}, "demeanour"),
        ({"happened_at": NOON + timedelta(minutes=1)}, "happened_at"),
    ],
)
def test_a_voice_that_says_nothing_is_refused(child, officer, given, field):
    with pytest.raises(Invalid) as refused:
        heard(child(), officer(), **given)
    assert field in refused.value.fields
    assert not Voice.objects.exists()


def test_a_feed_may_say_less_and_the_gap_is_told_apart(child):
    feed, person = system("import"), child()
    assert heard(person, feed, words="").state == VoiceState.NOT_RECORDED
    assert heard(person, feed, is_spoken_to=None, is_seen=None, words="").state == VoiceState.NOT_KNOWN
    assert heard(person, feed, is_spoken_to=False, words="").state == VoiceState.NOT_SPOKEN_TO


def test_voice_belongs_to_the_work_in_which_it_was(child, officer):
    case = CaseRef("missing", "episode", 7)
    voice = heard(child(), officer(), case=case)
    assert voice.case_ref == case
    assert queries.voices_in(case) == [voice]


# Who may


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, set()),
        ("call-handler", {"record", "voice"}),
        ("response-officer", {"record", "voice"}),
        ("sergeant", {"record", "voice", "mark"}),
        ("protection-lead", set()),
        ("auditor", set()),
        ("administrator", set()),
    ],
)
def test_who_may_write(child, officer, role, may):
    person, user = child(), officer(role)
    acts = {
        "record": lambda: actions.amend_person(person, by=user, surname="Fen"),
        "voice": lambda: heard(person, user),
        "mark": lambda: marked(person, user),
    }
    for name, do in acts.items():
        if name in may:
            assert do().pk
        else:
            with pytest.raises(Refused):
                do()


def test_a_grant_over_one_team_reaches_every_person(child, officer, team):
    assert heard(child(), officer("response-officer", scope="team", scope_id=team.pk)).pk


def test_an_ended_grant_reaches_nobody(child, officer):
    user = officer("sergeant")
    access.end_grant(user.grants.get(), by=TEST, on=TODAY)
    with clock.frozen(NOON + timedelta(1)), pytest.raises(Refused):
        marked(child(), user)


def test_the_index_of_names_follows_deletion(child):
    person = child(surname="Quillfeather")
    SearchName.objects.filter(person=person).delete()
    assert queries.find_people("quillfeather") == []
