"""Who looked at a record, one's own activity, the search, one entry; and that each such look is itself in the ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.ledger.models import Entry, EntryPerson, Operation
from plumbline.oversight.queries.reading import Hour, held_then, looked_at
from plumbline.oversight.tests.conftest import WHY, ago
from plumbline.people import actions as people

LEDGER = "/oversight/ledger/"


def about(person):
    return f"/oversight/records/people/person/{person.pk}/"


def found(response):
    return [entry.pk for entry in response.context["page"].object_list]


# -- the purpose ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["", "?why=performance", "?why=audit"])
def test_nothing_is_shown_and_nothing_written_before_a_purpose_of_the_law_is_stated(watcher, client_for, child, why):
    ada = child()
    before = Entry.objects.count()
    for address in (LEDGER, about(ada), "/oversight/patterns/volume/"):
        response = client_for(watcher).get(address + why)
        assert "Say why first" in response.content.decode()
        assert "page" not in (response.context or {}) or not response.context.get("page")
    assert Entry.objects.count() == before


def test_a_look_at_the_ledger_is_in_the_ledger_with_its_purpose(watcher, client_for, child, entered, officer):
    ada = child()
    entered(officer(), ada, case=ada)
    client_for(watcher).get(f"{LEDGER}?{WHY}&person={ada.pk}")
    own = Entry.objects.get(event="oversight.ledger.read")
    assert (own.purpose, own.actor_id) == ("lawfulness", watcher.pk)
    assert f"person {ada.pk}" in own.sentence
    assert EntryPerson.objects.filter(entry=own, person_id=ada.pk).exists()


@pytest.mark.parametrize("role", ["sergeant", "administrator", "chief-officer", "superintendent", "auditor"])
def test_the_whole_ledger_has_a_permission_of_its_own(officer, client_for, role):
    client = client_for(officer(role), purpose="audit")
    for address in (LEDGER, "/oversight/patterns/", "/oversight/news/"):
        assert client.get(f"{address}?{WHY}").status_code == 403
    assert client.get("/oversight/ledger/export/").status_code == 403


# -- who looked at a record ----------------------------------------------------------------------------------------------


def test_two_hundred_refreshes_of_a_board_are_one_line_that_opens(watcher, client_for, child, entered, officer):
    ada, looker = child(), officer("sergeant", name="PS Board")
    noon = clock.now().replace(hour=12, minute=0, second=0) - timedelta(days=1)
    for number in range(200):
        entered(looker, ada, at=noon + timedelta(seconds=20 * number), event="missing.list.read")
    client = client_for(watcher)
    lines = client.get(f"{about(ada)}?{WHY}").context["page"].object_list
    (line,) = [each for each in lines if each.actor == "PS Board"]
    assert line.counts == {"consultation": 200}
    day = clock.local(noon).date()
    opened = client.get(f"{about(ada)}?{WHY}&who={looker.pk}&since={day}&until={day}")
    assert opened.context["entries"].paginator.count == 200


def test_a_line_says_who_in_which_role_from_where_and_what(child, entered, officer):
    ada, looker = child(), officer("sergeant")
    entered(looker, ada, case=ada, purpose="responding")
    entered(looker, ada, case=ada, terminal="10.0.0.2", operation=Operation.DISCLOSURE)
    (line,) = [each for each in looked_at(Entry.objects.filter(case_id=ada.pk, room="people")) if each.actor_id]
    assert line.counts == {"consultation": 1, "disclosure": 1}
    assert line.what == "consulted 1×, taken out 1×"
    assert line.terminals == {"10.0.0.1", "10.0.0.2"}
    assert (line.role, line.purposes) == ("Sergeant", {"responding"})


def test_days_are_those_on_the_wall(child, entered, officer):
    """23:30 UTC on a summer evening is the next day by the clock of a police station."""
    ada, looker = child(), officer()
    entered(looker, ada, case=ada, at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    (line,) = looked_at(Entry.objects.filter(actor_id=looker.pk))
    assert str(line.day) == "2026-07-02"


def test_managers_see_who_looked_where_they_answer_for_it_and_others_do_not(officer, client_for, child):
    ada = child()
    assert client_for(officer("superintendent")).get(f"{about(ada)}?{WHY}").status_code == 200
    assert client_for(officer("sergeant")).get(f"{about(ada)}?{WHY}").status_code == 403
    panel = "Who looked at this record"
    assert panel in client_for(officer("superintendent")).get(f"/people/{ada.pk}/").content.decode()
    assert panel not in client_for(officer("sergeant")).get(f"/people/{ada.pk}/").content.decode()


@pytest.mark.parametrize("path", ["people/person/99999", "ledger/entry/1", "auth/user/1", "nowhere/thing/1"])
def test_a_record_that_is_none_is_not_found(watcher, client_for, path):
    assert client_for(watcher).get(f"/oversight/records/{path}/?{WHY}").status_code == 404


def test_parts_of_the_system_can_be_opened_too(watcher, client_for, child):
    ada = child()
    page = client_for(watcher).get(f"{about(ada)}?{WHY}")
    (line,) = [each for each in page.context["page"].object_list if each.actor_id is None]
    opened = client_for(watcher).get(f"{about(ada)}?{WHY}&who=0&since={line.day}&until={line.day}")
    assert "part of the system" in opened.content.decode()


# -- one's own -----------------------------------------------------------------------------------------------------------


def test_ones_own_activity_is_ones_own(officer, client_for, child, entered):
    me, other = officer(name="PS Me"), officer(name="PS Other")
    mine, theirs = entered(me, child(), sentence="Mine"), entered(other, child(), sentence="Theirs")
    response = client_for(me).get("/oversight/me/activity/")
    assert mine.pk in found(response)
    assert theirs.pk not in found(response)
    assert Entry.objects.get(event="oversight.ledger.read").purpose == "self-monitoring"
    assert found(client_for(me).get("/oversight/me/activity/?operation=erasure")) == []


# -- the search ----------------------------------------------------------------------------------------------------------


def test_the_search_finds_by_each_of_its_questions(watcher, client_for, child, entered, officer):
    ada, ben = child(), child(given_name="Ben", surname="Quill")
    smith, jones = officer(name="PS Smith"), officer(name="PC Jones")
    first = entered(smith, ada, case=ada, at=ago(days=3))
    second = entered(jones, ben, at=ago(days=2), terminal="10.9.9.9", operation=Operation.DISCLOSURE)
    third = entered(smith, ben, at=ago(days=40), event="missing.list.exported")
    ahead = clock.today() + timedelta(days=30)
    told = {"reason": "Related to an officer.", "is_told": True, "review_on": ahead}
    access.restrict(ben, by=officer("duty-inspector"), **told)
    client = client_for(watcher)

    def ask(**asked):
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        numbers = found(client.get(f"{LEDGER}?{WHY}&{query}"))
        return {number for number in numbers if number in (first.pk, second.pk, third.pk)}

    assert ask() == {first.pk, second.pk}
    assert ask(person=ada.pk) == {first.pk}
    assert ask(person_named="Quill") == {second.pk}
    assert ask(officer="smith") == {first.pk}
    assert ask(officer="smith", since="", until="") == {first.pk, third.pk}
    assert ask(terminal="10.9.9.9") == {second.pk}
    assert ask(operation="disclosure") == {second.pk}
    assert ask(event="missing.list", since="", until="") == {third.pk}
    assert ask(room="people") == {first.pk, second.pk}
    assert ask(restricted="on") == {second.pk}
    day = clock.local(first.at).date()
    assert ask(since=day, until=day) == {first.pk}
    assert ask(person_named="Nobody like that") == set()


def test_of_several_who_may_be_meant_one_is_chosen(watcher, client_for, child):
    child(given_name="Ada"), child(given_name="Ida")
    response = client_for(watcher).get(f"{LEDGER}?{WHY}&person_named=marsh")
    assert len(response.context["candidates"]) == 2
    assert "Who is meant?" in response.content.decode()


@pytest.mark.parametrize(
    "asked", ["since=rubbish", "operation=x", "person=abc", "page=9999", "who=x", "person=" + "9" * 40]
)
def test_rubbish_in_the_address_is_no_fault(watcher, client_for, asked):
    assert client_for(watcher).get(f"{LEDGER}?{WHY}&{asked}").status_code == 200


# -- one entry -----------------------------------------------------------------------------------------------------------


def test_what_the_record_held_when_it_was_read(watcher, client_for, child, entered, officer):
    ada = child()
    people.amend_person(ada, by=TEST, known_as="Addie")
    read = entered(officer(), ada, case=ada)
    people.amend_person(ada, by=TEST, known_as="Other", telephone="0123")
    held = {each.name: each.new for each in held_then(read)}
    assert (held["given_name"], held["known_as"]) == ("Ada", "Addie")
    assert "telephone" not in held
    page = client_for(watcher).get(f"{LEDGER}{read.pk}/?{WHY}").content.decode()
    assert "Addie" in page
    assert "0123" not in page


def test_what_an_act_changed(watcher, client_for, child):
    ada = child()
    people.amend_person(ada, by=TEST, known_as="Addie")
    entry = Entry.objects.filter(event="people.person.amended").latest("pk")
    changes = client_for(watcher).get(f"{LEDGER}{entry.pk}/?{WHY}").context["changes"]
    assert [(each.name, each.old, each.new) for each in changes if each.name == "known_as"] == [
        ("known_as", "", "Addie")
    ]


def test_hours_are_cut_alike_on_both_databases(child, entered, officer):
    entered(officer(name="PS Hour"), at=datetime(2026, 3, 29, 1, 59, 59, tzinfo=UTC))
    hours = Entry.objects.filter(actor="PS Hour").annotate(hour=Hour("at")).values_list("hour", flat=True)
    assert list(hours) == ["2026-03-29 01"]
