"""Two records of one person become one, and are taken apart again, without anything being lost."""

from datetime import date, timedelta

import pytest

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused, Stale
from plumbline.kernel.relations import pointing_at
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.missing.models import Episode, TriggerPlan
from plumbline.people import actions
from plumbline.people.models import Person, Relationship
from plumbline.people.queries import find_people, numbers_of
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(officer):
    return officer("missing-coordinator")


@pytest.fixture
def pair(child, team, officer):
    """(the record to keep, another of the same child), each with an episode; the other with a plan, an alias and a brother."""
    sergeant = officer("sergeant")
    kept = child(given_name="Kate", surname="Doyle")
    other = child(given_name="Catherine", surname="Doyle", telephone="0777", date_of_birth=date(2014, 5, 6))
    for person in (kept, other):
        episode = missing.report_missing(person, by=sergeant, team=team, reported_at=clock.now())
        missing.locate_child(episode, by=sergeant, located_at=clock.now(), located_where="Home")
    later = clock.now() + timedelta(days=60)
    missing.make_plan(other, by=sergeant, reason="often", review_due_at=later, informs="The canal.")
    actions.add_alias(other, by=sergeant, kind="nickname", given_name="Kitty")
    actions.relate(other, by=sergeant, other=child(given_name="Sam", surname="Doyle"), kind="sibling")
    return kept, other


def merged(pair, by):
    return actions.merge_people(*pair, by=by, reason="One school, one mother.")


def differing():
    return [d for facts in Facts.register.values() for d in differences(facts)]


def rows():
    """Whom every row of every room names."""
    return {
        (model._meta.label_lower, row.pk, name): getattr(row, model._meta.get_field(name).attname)
        for model, names in pointing_at(Person).items()
        for name in names
        if name not in model.stays
        for row in model._default_manager.all()
    }


def test_all_that_any_room_holds_moves(pair, coordinator):
    kept, other = pair
    merged(pair, coordinator)
    assert Episode.objects.filter(person=kept).count() == 2
    assert other.pk not in rows().values()
    assert Duty.objects.filter(person_id=other.pk).count() == 0
    assert differing() == []
    assert numbers_of(kept.pk) == [kept.pk, other.pk]


def test_undoing_puts_it_all_back(pair, coordinator):
    before, details = rows(), Person.objects.filter(pk=pair[0].pk).values().get()
    merge = merged(pair, coordinator)
    actions.undo_merge(merge, by=coordinator, reason="Cousins.")
    assert rows() == before
    assert Person.objects.filter(pk=pair[0].pk).values().get() | {"version": 0} == details | {"version": 0}
    assert merge.left == 0
    assert differing() == []
    assert [found.person for found in find_people("Kitty")][:1] == [pair[1]]


def test_what_was_changed_since_stays(pair, coordinator, officer):
    kept, _ = pair
    merge = merged(pair, coordinator)
    kept.refresh_from_db()
    assert kept.telephone == "0777", "a gap is filled"
    actions.amend_person(kept, by=officer(), telephone="0999")
    actions.undo_merge(merge, by=coordinator, reason="Cousins.")
    kept.refresh_from_db()
    assert (kept.telephone, merge.left) == ("0999", 1)


def test_both_references_and_both_names_find_the_one_record(pair, coordinator):
    kept, other = pair
    merged(pair, coordinator)
    for asked in (kept.reference, other.reference):
        assert [found.person for found in find_people(asked)] == [kept]
    for asked in ("Kate Doyle", "Catherine Doyle", "Kitty"):
        found = [each.person.pk for each in find_people(asked)]
        assert kept.pk in found
        assert other.pk not in found
    assert find_people("6/5/2014") == []


def test_the_page_of_the_other_leads_to_the_one(pair, coordinator, client_for):
    merged(pair, coordinator)
    page = client_for(coordinator).get(f"/people/{pair[1].pk}/", follow=True)
    assert page.redirect_chain[-1][0] == f"/people/{pair[0].pk}/"
    assert "both are one person" in page.content.decode()


def test_nothing_can_be_done_on_the_other(pair, coordinator, officer):
    merged(pair, coordinator)
    for deed in (
        lambda: actions.amend_person(Person.objects.get(pk=pair[1].pk), by=officer(), given_name="X"),
        lambda: actions.relate(pair[0], by=officer(), other=pair[1], kind="friend"),
        lambda: actions.merge_people(pair[0], pair[1], by=coordinator, reason="again"),
    ):
        with pytest.raises(Invalid, match="combined with another"):
            deed()
    with pytest.raises((Stale, Invalid)):
        actions.amend_person(pair[1], by=officer(), given_name="X")


def test_a_copy_of_the_episode_read_before_still_acts_on_the_one(pair, coordinator, officer):
    """It stands under the kept record's lock now, and so do acts that a page began before."""
    episode = Episode.objects.get(person=pair[1])
    merged(pair, coordinator)
    made = missing.record_information(
        episode, by=officer(), kind="note", says="x", told_by="y", happened_at=clock.now()
    )
    assert made.person_ids() == [pair[0].pk]


def test_plans_become_versions_of_one(pair, coordinator, officer):
    later = clock.now() + timedelta(days=30)
    missing.make_plan(pair[0], by=officer(), reason="often", review_due_at=later)
    merge = merged(pair, coordinator)
    plans = list(TriggerPlan.objects.filter(person=pair[0]).order_by("number"))
    assert [(plan.number, plan.is_current, plan.reviewed_by) for plan in plans] == [
        (1, True, None),
        (2, False, coordinator),
    ]
    assert missing.make_plan(pair[0], by=officer(), reason="new", review_due_at=later).number == 3
    actions.undo_merge(merge, by=coordinator, reason="Cousins.")
    assert TriggerPlan.objects.get(person=pair[1]).is_current
    assert differing() == []


def test_two_that_are_related_to_each_other_are_so_no_more(pair, coordinator):
    relationship = actions.relate(pair[0], by=TEST, other=pair[1], kind="friend")
    merge = merged(pair, coordinator)
    relationship.refresh_from_db()
    assert (relationship.is_current, relationship.other_id) == (False, pair[1].pk)
    actions.undo_merge(merge, by=coordinator, reason="Friends.")
    relationship.refresh_from_db()
    assert relationship.is_current


def test_what_both_say_is_said_once(pair, coordinator):
    sam = Person.objects.get(given_name="Sam")
    actions.relate(pair[0], by=TEST, other=sam, kind="sibling")
    merged(pair, coordinator)
    assert Relationship.objects.filter(person=pair[0], other=sam, is_current=True).count() == 1


def in_care(person, by):
    actions.begin_care(person, by=by, started_on=clock.today(), responsible_authority="Northshire")


def marked(person, by):
    actions.set_marker(person, by=by, kind="bail", reason="x", review_on=clock.today() + timedelta(days=9))


def missing_again(person, by):
    missing.lose_again(person.episodes.get(), by=by, says="x")


@pytest.mark.parametrize(
    ("both", "words"), [(in_care, "open care period"), (marked, "same marker"), (missing_again, "missing now")]
)
def test_what_may_stand_once_is_settled_first(pair, coordinator, officer, both, words):
    sergeant = officer("sergeant")
    for person in pair:
        both(person, sergeant)
        person.refresh_from_db()
    before = rows()
    with pytest.raises(Invalid, match=words):
        merged(pair, coordinator)
    assert rows() == before


def test_a_mother_and_her_child_are_two(pair, coordinator):
    actions.amend_person(pair[0], by=TEST, mother=pair[1])
    with pytest.raises(Invalid, match="mother of the other"):
        merged(pair, coordinator)


def test_a_chain_is_taken_apart_from_its_end(pair, coordinator, child):
    first = merged(pair, coordinator)
    third = child(given_name="Kay", surname="Doyle")
    second = actions.merge_people(third, pair[0], by=coordinator, reason="same")
    assert numbers_of(third.pk) == [third.pk, pair[0].pk, pair[1].pk]
    with pytest.raises(Invalid, match="combined with another"):
        actions.undo_merge(first, by=coordinator, reason="no")
    actions.undo_merge(second, by=coordinator, reason="no")
    actions.undo_merge(first, by=coordinator, reason="no")
    assert {episode.person_id for episode in Episode.objects.all()} == {pair[0].pk, pair[1].pk}
    assert differing() == []


def test_it_is_a_combination_in_the_ledger(pair, coordinator):
    merged(pair, coordinator)
    entry = Entry.objects.latest("id")
    assert (entry.operation, entry.event) == ("combination", "people.people.merged")
    assert {each.person_id for each in entry.people.all()} >= {pair[0].pk, pair[1].pk}


def test_who_may(pair, officer):
    with pytest.raises(Refused):
        merged(pair, officer("sergeant"))
    with pytest.raises(Invalid, match="Only a person"):
        merged(pair, TEST)


def test_the_pages_lead_from_the_child_to_the_merge_and_back(pair, coordinator, client_for):
    kept, other = pair
    client = client_for(coordinator)
    found = client.get(f"/people/{kept.pk}/merge/?q=Catherine").content.decode()
    assert f"?with={other.pk}" in found
    address = f"/people/{kept.pk}/merge/?with={other.pk}"
    page = client.get(address).content.decode()
    assert "0777" in page
    assert client.post(address, {"keep": str(kept.pk)}).status_code == 200, "it asks for the reason"
    assert client.post(address, {"keep": str(other.pk), "reason": "One child."}).status_code == 302
    kept.refresh_from_db()
    assert kept.merged_into_id == other.pk, "the one chosen is kept"
    merge = other.merges.get()
    assert kept.reference in client.get("/people/merges/").content.decode()
    read = Entry.objects.get(event="people.merges.read")
    assert {each.person_id for each in read.people.all()} == {kept.pk, other.pk}
    assert client.post(f"/people/merges/{merge.pk}/undo/", {"reason": "Two."}).status_code == 302
    kept.refresh_from_db()
    assert kept.merged_into_id is None
