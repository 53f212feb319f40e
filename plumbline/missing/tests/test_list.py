"""The list: its filters, views, pages and files."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.missing import actions
from plumbline.missing.models import Episode, SavedView
from plumbline.missing.queries import Capped
from plumbline.missing.tests.conftest import ago, confirm, locate
from plumbline.people import actions as people

LIST = "/missing/"


@pytest.fixture
def many(missing, child, force, elsewhere, officer):
    """Four children, unlike in each thing that is filtered by."""
    handler = officer("call-handler")
    ada = missing(child(given_name="Ada"), by=handler)
    actions.acknowledge_history(ada, by=force.handler)
    actions.assess_risk(ada, by=force.sergeant, stage="supervisor", level="high", rationale="x")
    bea_person = child(given_name="Bea")
    people.begin_care(bea_person, by=TEST, started_on=date(2020, 1, 1), responsible_authority="Northshire")
    bea_person.refresh_from_db()
    bea = missing(bea_person, by=handler, category="away", reported_at=ago(days=10), last_seen_at=None)
    cal = missing(child(given_name="Cal", surname="Quill"), by=handler, team=elsewhere)
    dot = missing(child(given_name="Dot"), by=handler, reported_at=ago(days=3), last_seen_at=None)
    confirm(locate(dot, force.constable), force.constable)
    return {"Ada": ada, "Bea": bea, "Cal": cal, "Dot": dot}


def names(page) -> set[str]:
    assert page.status_code == 200
    return {episode.person.given_name for episode in page.context["page"].object_list}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Ada", "Bea", "Cal", "Dot"}),
        ({"state": "safe"}, {"Dot"}),
        ({"state": ["safe", "missing"]}, {"Ada", "Bea", "Cal", "Dot"}),
        ({"risk": "high"}, {"Ada"}),
        ({"risk": "ungraded"}, {"Bea", "Cal", "Dot"}),
        ({"looked_after": "yes"}, {"Bea"}),
        ({"looked_after": "no"}, {"Ada", "Cal", "Dot"}),
        ({"category": "away"}, {"Bea"}),
        ({"q": "quil"}, {"Cal"}),
        ({"q": "nobody like that"}, set()),
        ({"since": "5 days"}, {"Ada", "Cal", "Dot"}),
        ({"until": "5 days"}, {"Bea"}),
        ({"since": "5 days", "until": "2 days"}, {"Dot"}),
        ({"risk": "enormous", "category": "away"}, {"Bea"}),
        ({"since": "rubbish", "state": "safe"}, {"Dot"}),
    ],
)
def test_filters(many, officer, client_for, asked, found):
    days = {name: f"{ago(days=int(value[0])):%Y-%m-%d}" for name, value in asked.items() if str(value).endswith("days")}
    assert names(client_for(officer()).get(LIST, asked | days)) == found


def test_a_reference_finds_one(many, officer, client_for):
    typed = many["Cal"].reference.lower().replace("-", " ")
    assert names(client_for(officer()).get(LIST, {"q": typed})) == {"Cal"}


def test_places(many, officer, client_for, elsewhere):
    client = client_for(officer())
    assert names(client.get(LIST, {"district": elsewhere.district_id})) == {"Cal"}
    assert names(client.get(LIST, {"team": elsewhere.pk})) == {"Cal"}


def test_what_is_out_of_reach_is_not_listed(many, force, client_for):
    assert names(client_for(force.sergeant).get(LIST)) == {"Ada", "Bea", "Dot"}
    assert names(client_for(force.sergeant).get(LIST, {"q": "quill"})) == set()


def test_the_day_of_a_report_is_the_local_one(missing, officer, client_for):
    late = clock.now().replace(year=2026, month=7, day=10, hour=23, minute=30)
    missing(reported_at=late, last_seen_at=None)
    client = client_for(officer())
    assert names(client.get(LIST, {"since": "2026-07-11", "until": "2026-07-11"})) == {"Ada"}
    assert names(client.get(LIST, {"since": "2026-07-10", "until": "2026-07-10"})) == set()


@pytest.mark.parametrize(
    "sort", ["child", "-child", "age", "risk", "-risk", "state", "reported", "last_seen", "district", "x", "-", "team"]
)
@pytest.mark.parametrize("page", ["1", "0", "-1", "x", "99999999999999", "²"])
def test_any_order_and_any_page_is_answered(many, officer, client_for, sort, page):
    assert client_for(officer()).get(LIST, {"sort": sort, "page": page}).status_code == 200


def test_high_risk_first(many, officer, client_for):
    page = client_for(officer()).get(LIST, {"sort": "risk"}).context["page"]
    assert page.object_list[0].person.given_name == "Ada"


def test_no_more_than_25_questions_however_many_rows(
    many, missing, child, officer, client_for, django_assert_max_num_queries
):
    handler = officer("call-handler")
    for number in range(30):
        missing(child(given_name=f"Child {number}"), by=handler)
    client = client_for(officer())
    client.get(LIST)
    with django_assert_max_num_queries(25):
        page = client.get(LIST, {"q": "child", "risk": "ungraded"})
    assert len(page.context["page"].object_list) == 25


def test_a_list_names_its_children_in_the_ledger_once(many, officer, client_for):
    client_for(officer()).get(LIST)
    entry = Entry.objects.filter(event="missing.list.read").get()
    assert EntryPerson.objects.filter(entry=entry).count() == 4


def test_an_empty_list_says_so_and_reads_nobody(officer, client_for):
    text = client_for(officer()).get(LIST).content.decode()
    assert "No episode is like that" in text
    assert not Entry.objects.filter(event="missing.list.read").exists()


def test_more_rows_than_are_counted(many):
    rows = Capped(Episode.objects.order_by("pk"), most=3)
    assert (rows.count(), rows.is_more) == (3, True)
    rows = Capped(Episode.objects.order_by("pk"), most=4)
    assert (rows.count(), rows.is_more) == (4, False)


# Views


def test_a_view_is_kept_and_dropped(many, officer, client_for):
    sergeant = officer()
    client = client_for(sergeant)
    page = client.post(reverse("missing:keep-view"), {"name": "High now", "query": "risk=high&page=7&x=1"}, follow=True)
    kept = SavedView.objects.get()
    assert "High now" in page.content.decode()
    assert page.request["QUERY_STRING"] == "risk=high"
    assert client_for(officer()).post(reverse("missing:drop-view", args=[kept.pk])).status_code == 404
    assert client.post(reverse("missing:drop-view", args=[kept.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_refused_in_words(many, officer, client_for):
    page = client_for(officer()).post(reverse("missing:keep-view"), {"name": "", "query": "risk=high"}, follow=True)
    assert "Enter name of the view" in page.content.decode()
    assert not SavedView.objects.exists()


# Files


def test_the_list_leaves_as_a_file_only_with_leave_and_is_entered_as_disclosed(many, officer, client_for):
    assert client_for(officer("sergeant")).get(LIST, {"format": "csv"}).status_code == 403
    lead = officer("protection-lead")
    page = client_for(lead).get(LIST, {"format": "csv", "risk": "high"})
    text = b"".join(page.streaming_content).decode()
    assert "Ada Marsh" in text
    assert "High" in text
    assert "Cal" not in text
    entry = Entry.objects.filter(operation="disclosure").get()
    assert entry.event == "missing.list.exported"
    assert EntryPerson.objects.filter(entry=entry).count() == 1


def test_a_file_holds_no_formula(missing, child, officer, client_for):
    missing(child(given_name="=HYPERLINK(1)", surname="+1"))
    client = client_for(officer("protection-lead"))
    text = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1) +1" in text
    book = ZipFile(BytesIO(client.get(LIST, {"format": "xlsx"}).content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_a_file_of_another_kind_is_the_page(many, officer, client_for):
    assert client_for(officer("protection-lead")).get(LIST, {"format": "pdf"}).status_code in (200, 302)


def test_an_auditor_says_why_before_taking_a_file(many, officer, client_for):
    auditor = officer("auditor")
    assert client_for(auditor).get(LIST, {"format": "csv"}).url.startswith(reverse("access:purpose"))
    assert client_for(auditor, purpose="audit").get(LIST, {"format": "csv"}).status_code == 200


def test_times_of_an_export_are_local(missing, officer, client_for):
    missing(reported_at=clock.now().replace(year=2026, month=7, day=10, hour=23, minute=30), last_seen_at=None)
    text = b"".join(client_for(officer("protection-lead")).get(LIST, {"format": "csv"}).streaming_content).decode()
    assert "2026-07-11 00:30" in text
