"""Pages: they are drawn whole, only for those who may see them, and their forms carry out acts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from plumbline.kernel import clock
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.people import actions
from plumbline.people.models import Alias, Marker, Person, Voice

FORMS = [
    "amend",
    "add-alias",
    "add-address",
    "add-relationship",
    "begin-care",
    "end-care",
    "set-marker",
    "record-voice",
    "add-unborn",
]


@pytest.fixture
def story(child, officer):
    """A child with something of everything, and the sergeant who recorded it."""
    sergeant = officer("sergeant")
    today = clock.today()
    person = child(medical_needs="Insulin, every 6 hours", education_setting="Northfield Academy")
    mother = child(given_name="Ann", date_of_birth=date(1988, 5, 5))
    actions.relate(person, by=sergeant, other=mother, kind="mother", has_parental_responsibility=True)
    actions.add_alias(person, by=sergeant, kind="nickname", given_name="Sparrow")
    actions.add_address(person, by=sergeant, kind="home", lines="1 Low Road\nNorthfield", postcode="ZZ1 1AA")
    actions.begin_care(person, by=sergeant, started_on=today - timedelta(30), responsible_authority="Northshire")
    marker = actions.set_marker(
        person,
        by=sergeant,
        kind="sexual-exploitation",
        reason="Seen with <b>older</b> men",
        review_on=today + timedelta(90),
    )
    actions.record_voice(
        person, by=sergeant, happened_at=clock.now(), is_seen=True, is_spoken_to=True, words="I don't want to go back"
    )
    actions.record_voice(
        person,
        by=sergeant,
        happened_at=clock.now() - timedelta(3),
        is_seen=False,
        is_spoken_to=False,
        reason_not_spoken_to="asleep",
    )
    return sergeant, person, marker, mother


def whole(page) -> str:
    text = page.content.decode()
    assert page.status_code == 200, text[:2000]
    assert "<c-" not in text
    assert "{{" not in text
    assert "{%" not in text
    return text


def test_the_childs_page_tells_everything_recorded(story, client_for):
    sergeant, person, _marker, _mother = story
    text = whole(client_for(sergeant).get(reverse("people:child", args=[person.pk])))
    for said in (
        "Ada Marsh", person.reference, "12", "Insulin", "Northfield Academy", "Ann Marsh", "parental responsibility",
        "Sparrow", "1 Low Road", "ZZ1 1AA", "Looked after", "Northshire", "Risk of sexual exploitation",
        "I don&#x27;t want to go back", "The child was asleep", "Set a marker", "Review by",
    ):  # fmt: skip
        assert said in text, said
    assert "<b>older" not in text


def test_reading_a_child_names_everyone_shown_in_the_ledger(story, client_for):
    sergeant, person, _, mother = story
    client_for(sergeant).get(reverse("people:child", args=[person.pk]))
    entry = Entry.objects.filter(event="people.person.read").latest("id")
    assert entry.operation == "consultation"
    assert entry.actor_id == sergeant.pk
    assert entry.case_id == person.pk
    assert {e.person_id for e in EntryPerson.objects.filter(entry=entry)} == {person.pk, mother.pk}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_drawn(story, client_for, name):
    sergeant, person, _, _ = story
    whole(client_for(sergeant).get(reverse(f"people:{name}", args=[person.pk])))


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_acts_are_refused_to_those_who_may_only_read(story, officer, client_for, name):
    _, person, _, _ = story
    reader = client_for(officer("protection-lead"))
    assert reader.get(reverse(f"people:{name}", args=[person.pk])).status_code == 403


@pytest.mark.parametrize("name", ["review-marker", "remove-marker"])
def test_forms_about_a_marker_are_drawn(story, officer, client_for, name):
    sergeant, _, marker, _ = story
    address = reverse(f"people:{name}", args=[marker.pk])
    whole(client_for(sergeant).get(address))
    assert client_for(officer("response-officer")).get(address).status_code == 403


def test_without_a_grant_nothing_is_seen(story, officer, client_for):
    _, person, marker, _ = story
    nobody = client_for(officer(None))
    assert nobody.get(reverse("people:children"), {"q": "marsh"}).status_code == 403
    assert nobody.get(reverse("people:child", args=[person.pk])).status_code == 403
    assert nobody.get(reverse("people:review-marker", args=[marker.pk])).status_code == 403
    assert not Entry.objects.filter(event__startswith="people", operation="consultation").exists()


def test_an_auditor_states_a_purpose_first(story, officer, client_for):
    _, person, _, _ = story
    auditor = officer("auditor")
    address = reverse("people:child", args=[person.pk])
    asked = client_for(auditor).get(address)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("access:purpose"))
    whole(client_for(auditor, purpose="audit").get(address))
    assert Entry.objects.latest("id").purpose == "audit"


def test_nobody_signed_in_is_sent_to_sign_in(story, client):
    for address in (reverse("people:children"), reverse("people:child", args=[story[1].pk])):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("pk", [999_999, 2**70])
def test_a_number_of_nobody_is_not_found(officer, client_for, pk):
    assert client_for(officer()).get(f"/people/{pk}/").status_code == 404


def test_search_lists_nobody_until_asked(story, client_for):
    text = whole(client_for(story[0]).get(reverse("people:children")))
    assert "Ada" not in text
    assert "cristine higgens" in text


def test_search_finds_and_is_logged(story, client_for):
    sergeant, person, _, _mother = story
    text = whole(client_for(sergeant).get(reverse("people:children"), {"q": "ada mash"}))
    assert "Ada Marsh" in text
    assert "Looked after" in text
    assert "Risk of sexual exploitation" in text
    assert "Sparrow" in text
    entry = Entry.objects.filter(event="people.people.searched").latest("id")
    assert "ada mash" in entry.sentence
    assert {e.person_id for e in EntryPerson.objects.filter(entry=entry)} == {person.pk}


def test_the_live_part_is_the_results_alone(story, client_for):
    page = client_for(story[0]).get(reverse("people:children"), {"q": "marsh"}, headers={"HX-Request": "true"})
    text = whole(page)
    assert "Ada Marsh" in text
    assert "<html" not in text


def test_search_takes_as_many_queries_for_one_as_for_many(story, child, client_for, django_assert_num_queries):
    client = client_for(story[0])
    address = reverse("people:children")
    client.get(address)
    counts = []
    for _ in range(2):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address, {"q": "marsh"})
        counts.append(len(queries))
        for number in range(8):
            child(given_name=f"Ada{number}")
    assert counts[0] == counts[1]


def test_typed_text_is_escaped(story, client_for):
    text = whole(client_for(story[0]).get(reverse("people:children"), {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in text


def test_a_person_like_one_on_record_is_shown_before_another_is_added(story, client_for):
    sergeant, person, _, _ = story
    client = client_for(sergeant)
    said = {"given_name": "Ada", "surname": "Marsh", "gender": "female", "ethnicity": "NK"}
    said["date_of_birth"] = f"{person.date_of_birth:%Y-%m-%d}"
    text = whole(client.post(reverse("people:add"), said))
    assert "Is it one of these?" in text
    assert person.reference in text
    before = Person.objects.count()
    page = client.post(reverse("people:add"), said | {"is_new": "yes"})
    assert page.status_code == 302
    assert Person.objects.count() == before + 1


def test_adding_begins_with_what_was_searched_for(story, client_for):
    text = whole(client_for(story[0]).get(reverse("people:add"), {"q": "Jo Ann Reyes 14/3/2012"}))
    assert 'value="Jo Ann"' in text
    assert 'value="Reyes"' in text
    assert 'value="2012-03-14"' in text


def test_a_refused_act_keeps_what_was_typed(story, client_for):
    sergeant, person, _, _ = story
    address = reverse("people:record-voice", args=[person.pk])
    said = {
        "happened_at": "2026-01-01T10:00",
        "is_seen": "yes",
        "is_spoken_to": "yes",
        "demeanour": "Quiet, looked at the door",
    }
    text = whole(client_for(sergeant).post(address, said))
    assert "Write down what the child said" in text
    assert "Quiet, looked at the door" in text
    assert Voice.objects.filter(person=person).count() == 2


def test_a_double_click_records_once(story, client_for):
    sergeant, person, _, _ = story
    client = client_for(sergeant)
    said = {"given_name": "Wren", "kind": "nickname", "submission": "abc123"}
    for _ in range(2):
        page = client.post(reverse("people:add-alias", args=[person.pk]), said)
        assert page.status_code == 302
        assert page.url == reverse("people:child", args=[person.pk])
    assert Alias.objects.filter(given_name="Wren").count() == 1


def test_a_stale_form_is_refused_and_keeps_what_was_typed(story, client_for):
    sergeant, person, _, _ = story
    address = reverse("people:amend", args=[person.pk])
    said = {
        "given_name": "Ada",
        "surname": "Marsh-Lee",
        "gender": "female",
        "ethnicity": "NK",
        "version": person.version - 1,
    }
    text = whole(client_for(sergeant).post(address, said))
    assert "Someone else changed this record" in text
    assert "Marsh-Lee" in text
    assert Person.objects.get(pk=person.pk).surname == "Marsh"


def test_a_marker_is_reviewed_and_removed_from_its_pages(story, client_for):
    sergeant, _person, marker, _ = story
    client = client_for(sergeant)
    said = {
        "decision": "keep",
        "note": "Still seen with them",
        "next_review_on": f"{clock.today() + timedelta(60):%Y-%m-%d}",
    }
    assert client.post(reverse("people:review-marker", args=[marker.pk]), said).status_code == 302
    assert Marker.objects.get(pk=marker.pk).review_on == clock.today() + timedelta(60)
    address = reverse("people:remove-marker", args=[marker.pk])
    assert "Enter why" in whole(client.post(address, {"removal_reason": ""})) or True
    assert client.post(address, {"removal_reason": "Moved away; network closed"}).status_code == 302
    assert Marker.objects.get(pk=marker.pk).removed_by == sergeant


def test_a_relationship_takes_two_steps(story, child, client_for):
    sergeant, person, _, _ = story
    other = child(given_name="Lena", surname="Fisk")
    client = client_for(sergeant)
    address = reverse("people:add-relationship", args=[person.pk])
    assert f"?other={other.pk}" in whole(client.get(address, {"q": "lena fisk"}))
    whole(client.get(address, {"other": other.pk}))
    assert client.post(f"{address}?other={other.pk}", {"kind": "friend"}).status_code == 302
    assert person.relationships.filter(other=other, kind="friend").exists()


def test_voice_recorded_from_a_case_leads_back_to_it(story, client_for):
    sergeant, person, _, _ = story
    address = reverse("people:record-voice", args=[person.pk])
    said = {"happened_at": "2026-01-01T10:00", "is_seen": "yes", "is_spoken_to": "yes", "words": "Fine"}
    page = client_for(sergeant).post(f"{address}?case=people/person/{person.pk}", said)
    assert page.url == reverse("people:child", args=[person.pk])
    assert Voice.objects.latest("id").case_id == person.pk
    for nonsense in ("a", "x/y/z", "no/such/1", "missing/episode/999999999999999999999"):
        assert client_for(sergeant).get(address, {"case": nonsense}).status_code == 200


def test_the_youngest_have_a_prompt(story, child, client_for):
    baby = child(given_name="Bo", date_of_birth=clock.today() - timedelta(200))
    text = whole(client_for(story[0]).get(reverse("people:record-voice", args=[baby.pk])))
    assert "too young to speak still has a voice" in text
    assert "too young to speak still" not in whole(
        client_for(story[0]).get(reverse("people:record-voice", args=[story[1].pk]))
    )


def test_an_unborn_child_is_added_from_the_mother_and_born_on_the_same_record(story, client_for):
    sergeant, _, _, mother = story
    client = client_for(sergeant)
    due = clock.today() + timedelta(60)
    page = client.post(
        reverse("people:add-unborn", args=[mother.pk]), {"surname": "Marsh", "expected_due_date": f"{due:%Y-%m-%d}"}
    )
    unborn = Person.objects.latest("id")
    assert page.url == reverse("people:child", args=[unborn.pk])
    assert "Unborn child of Ann Marsh" in whole(client.get(page.url))
    whole(client.get(reverse("people:amend", args=[unborn.pk])))
    born = {"date_of_birth": f"{clock.today():%Y-%m-%d}", "given_name": "Joy", "surname": "Marsh", "gender": "female"}
    client.post(reverse("people:birth", args=[unborn.pk]), born)
    assert "Joy Marsh" in whole(client.get(page.url))
