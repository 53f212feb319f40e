"""An erasure: nothing that identifies is left, in any room or in the database itself, and every figure is what it was."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid
from plumbline.kernel.relations import records
from plumbline.ledger.digests import ranges
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.missing.models import Episode
from plumbline.people import actions as people
from plumbline.people.queries import find_people
from plumbline.retention import actions
from plumbline.retention.tests.conftest import WORDS, YEARS, decided
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty
from plumbline.standards.queries import state_at

pytestmark = pytest.mark.django_db


def everything():
    """The database as SQL tells it: every row of every table."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [str(row) for row in cursor.fetchall()]
    return "\n".join(told)


def found_in(text):
    return {word for word in WORDS if word.lower() in text.lower()}


def rates(person):
    """What is counted of this person's duties, those of retention left out: they are what is going on."""
    duties = Duty.objects.filter(person_id=person.pk).exclude(standard__startswith="retention.")
    told = duties.annotate(state=state_at(clock.now())).order_by("standard", "subject_id")
    return list(told.values_list("standard", "subject_id", "state", "due_at", "done_at", "month"))


def test_nothing_of_it_is_left_in_any_table(finished, confirmed, manager, approver):
    person = finished()
    review = actions.approve_disposal(decided(person, manager), by=approver)
    assert found_in(everything()) == set(WORDS)
    actions.dispose(review, by=manager)
    assert found_in(everything()) == set()


def test_what_was_counted_stays_true(finished, confirmed, manager, approver):
    person = finished()
    review = actions.approve_disposal(decided(person, manager), by=approver)
    before = rates(person)
    assert len(before) > 10
    actions.dispose(review, by=manager)
    assert rates(person) == before
    assert [d for facts in Facts.register.values() for d in differences(facts)] == []


@pytest.mark.parametrize("born", [(3, 17), (7, 2), (11, 30)])
def test_a_birthday_on_which_duties_end_is_blurred_only_as_far_as_they_allow(
    born, child, team, officer, confirmed, manager, approver
):
    """A plan is owed until the child comes of age; one whose review fell due just before the birthday stays overdue."""
    long_ago = clock.now() - 12 * YEARS
    birthday = long_ago.date().replace(month=born[0], day=born[1])
    with clock.frozen(long_ago):
        sergeant = officer("sergeant")
        person = child(date_of_birth=birthday.replace(year=birthday.year - 16))
        due = clock.now().replace(year=birthday.year + 2, month=born[0], day=born[1]) - timedelta(days=2)
        missing.make_plan(person, by=sergeant, reason="often", review_due_at=due)
    before = rates(person)
    assert ("missing.plan-in-date", "overdue") in {(each[0], each[2]) for each in before}
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    person.refresh_from_db()
    assert rates(person) == before
    assert person.date_of_birth is None
    assert person.turns_18_at.date() != birthday.replace(year=birthday.year + 2)


def test_the_row_stays_as_a_stub_with_its_number(disposed, manager):
    person = disposed()
    assert (person.name, person.disposed_by, person.date_of_birth) == ("[erased]", manager, None)
    episode = Episode.objects.get(person=person)
    assert (episode.is_child, episode.age, episode.circumstances) == (True, 12, "[erased]")
    assert not person.aliases.exists()
    assert not person.addresses.exists()
    assert person.trigger_plans.get().tasks.get().what == "[erased]"


def test_search_finds_nothing(disposed):
    person = disposed()
    assert find_people("Zebedee Quillfeather") == []
    assert [found.person for found in find_people(person.reference)] == [person]


def test_the_page_says_who_disposed_of_it_and_no_more(disposed, client_for, officer, manager):
    page = client_for(officer("sergeant")).get(f"/people/{disposed().pk}/").content.decode()
    assert "was disposed of on" in page
    assert manager.display_name in page
    assert found_in(page) == set()


def test_an_export_shows_that_it_is_erased(disposed, client_for, officer):
    disposed()
    csv = client_for(officer("protection-lead")).get("/missing/?format=csv").getvalue().decode()
    assert "[erased]" in csv
    assert found_in(csv) == set()


def test_the_ledger_keeps_who_did_what_and_nothing_of_what(disposed):
    person = disposed()
    told = Entry.objects.filter(people__person_id=person.pk).order_by("pk")
    last = told.last()
    assert (last.event, last.operation) == ("retention.person.disposed", "erasure")
    forgotten = next(change["entries_erased"] for change in last.changes if "entries_erased" in change)
    assert forgotten == ranges([entry.pk for entry in told if entry.pk != last.pk])
    assert {entry.sentence for entry in told if entry.pk != last.pk} == {"[erased]"}
    assert all(entry.actor and entry.at for entry in told)


def test_a_message_that_waits_is_taken_back(finished, confirmed, manager, approver, client_for):
    person = finished()
    client = client_for(approver)
    session = client.session
    session["_messages"] = "[['Zebedee Quillfeather is added']]"
    session.save()
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    assert "_messages" not in Session.objects.get(pk=session.session_key).get_decoded()
    assert client.get("/retention/").status_code == 200, "who was signed in still is"


def test_family_keep_their_records_without_the_name(finished, child, confirmed, manager, approver, team, officer):
    person = finished()
    with clock.frozen(clock.now() - 8 * YEARS):
        sister = child(given_name="Mia", surname="Quill", estimated_birth_year=clock.today().year)
        people.relate(sister, by=TEST, other=person, kind="sibling")
    report = missing.report_missing(
        sister, by=officer("sergeant"), team=team, reported_at=clock.now(),
        informant_name="Zebedee Quillfeather", informant_contact="0777-zq-1", circumstances="Left ZEBEDEE QUILLFEATHER's flat.",
    )  # fmt: skip
    stranger = missing.report_missing(
        child(given_name="Una", surname="Bell"), by=officer("sergeant"), team=team, reported_at=clock.now(),
        informant_name="Zebedee Quillfeather",
    )  # fmt: skip
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    report.refresh_from_db()
    assert (report.informant_name, report.informant_contact) == ("[erased]", "[erased]")
    assert report.circumstances == "Left [erased]'s flat."
    assert not sister.relationships.exists()
    sister.refresh_from_db()
    assert sister.name == "Mia Quill"
    stranger.refresh_from_db()
    assert stranger.informant_name == "Zebedee Quillfeather", "of someone who may be another person of that name"


def test_a_kept_view_that_searches_for_the_person_is_struck(finished, confirmed, manager, approver):
    view = missing.keep_view(by=approver, name="Mine", query="q=Zebedee+Quillfeather&risk=high")
    person = finished()
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    view.refresh_from_db()
    assert view.query == "q=[erased]&risk=high"


def test_records_combined_into_it_go_too(finished, child, confirmed, manager, approver):
    person = finished()
    with clock.frozen(clock.now() - 8 * YEARS):
        stub = child(given_name="Zebedy", surname="Quillfeather")
    people.merge_people(person, stub, by=manager, reason="skulduggery")
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    stub.refresh_from_db()
    assert (stub.name, stub.merged_into_id) == ("[erased]", person.pk)
    with pytest.raises(Invalid, match="disposed of"):
        people.undo_merge(person.merges.get(), by=manager, reason="no")


def test_nothing_can_be_done_on_it_any_more(disposed, officer):
    person = disposed()
    with pytest.raises(Invalid, match="disposed of"):
        people.amend_person(person, by=TEST, given_name="Zebedee")
    with pytest.raises(Invalid, match="disposed of"):
        missing.reopen_episode(person.episodes.get(), by=officer("sergeant"))


def test_what_is_refused_half_way_erases_nothing(finished, confirmed, manager, approver, monkeypatch):
    person = finished()
    review = actions.approve_disposal(decided(person, manager), by=approver)
    monkeypatch.setattr(actions, "forget", lambda people: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.dispose(review, by=manager)
    person.refresh_from_db()
    assert (person.given_name, person.disposed_at) == ("Zebedee", None)
    assert found_in(everything()) == set(WORDS)


# The database's own files


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files are the drill of tests/drills")
def test_the_index_of_names_keeps_no_letters_of_a_deleted_name(disposed):
    disposed(given_name="Zebedee")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_searchname_fts WHERE people_searchname_fts MATCH '\"bedee\"'")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT group_concat(hex(block)) FROM people_searchname_fts_data")
        assert b"zeb".hex() not in (cursor.fetchone()[0] or "").lower()


def test_every_text_field_of_a_persons_records_can_be_emptied():
    """`scrub` on a row that is full leaves nothing but marks, and the row can still be saved."""
    for model in records():
        row = model(pk=7)
        for name in model.scrubs:
            field = model._meta.get_field(name)
            if field.get_internal_type() in ("CharField", "TextField", "EmailField") and not field.choices:
                setattr(row, name, "snollygoster")
        row.scrub()
        assert "snollygoster" not in str([getattr(row, model._meta.get_field(n).attname) for n in model.scrubs])


def test_the_command_tells_what_falls_due(finished, capsys):
    person = finished()
    call_command("retention", "due", "--format", "json")
    assert f'"person": {person.pk}' in capsys.readouterr().out
    call_command("retention", "due", "--open")
    call_command("retention", "due", "--open")
    assert "1 reviews opened\n0 reviews opened" in capsys.readouterr().out
    assert person.retention_reviews.count() == 1
