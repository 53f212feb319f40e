"""Pages: the call from beginning to end, and the open list. (The way on to a missing episode is tried in that room.)"""

import json
import re

import pytest

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.incidents import actions
from plumbline.incidents.models import Appointment, CheckMonth, FlagCheck, Incident
from plumbline.incidents.queries import open_incidents, undeployed_with_children
from plumbline.incidents.tests.conftest import ago, graded, read_flags, soon, thrive
from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.people import actions as people

OPEN = "/incidents/open/"
CALL = {
    "channel": "999",
    "kind": "domestic-abuse",
    "said": "He is <b>back</b>",
    "where": "4 Mill Lane",
    "postcode": "zz9 9zz",
    "children": "not-known",
    "suspect": "present",
}


@pytest.fixture
def at():
    """One moment, so that no minute turns in the middle of a test."""
    with clock.frozen(clock.now()):
        yield clock.now()


def words(page):
    text = page.content.decode()
    assert page.status_code == 200, text[:500]
    return text


def wall(moment):
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_call_is_taken_page_by_page(force, team, child, client_for):
    """Who is in it, what is flagged, THRIVE, the grade: each page leads to the next."""
    client, ada = client_for(force.handler), child()
    marked = {"kind": "sexual-exploitation", "reason": "Older friends.", "review_on": soon(days=30).date()}
    people.set_marker(ada, by=TEST, **marked)
    page = client.post("/incidents/take/", CALL | {"team": team.pk, "reported_at": wall(clock.now())})
    made = Incident.objects.get()
    assert page.url == f"/incidents/{made.pk}/people/"
    assert "Ada Marsh" in words(client.get(f"{page.url}?q=ada+marsh"))
    client.post(f"{page.url}?person={ada.pk}", {"part": "victim"})
    assert "Older friends." in words(client.get(f"/incidents/{made.pk}/flags/"))
    page = client.post(f"/incidents/{made.pk}/flags/", {})
    check = FlagCheck.objects.get()
    assert (check.flagged, check.acknowledged_by) == (1, force.handler)
    assert "Ada Marsh" in check.shown
    assert page.url == f"/incidents/{made.pk}/thrive/"
    letters = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
    judged = {"trigger": "call", "level": "high", "child_at_risk": "yes"} | dict.fromkeys(letters, "As told.")
    assert "Enter" in words(client.post(page.url, judged | {"harm": " "})) or "Answer" in words(
        client.post(page.url, judged | {"harm": " "})
    )
    page = client.post(page.url, judged)
    assert page.url == f"/incidents/{made.pk}/grade/"
    refused = words(client.post(page.url, {"grade": "scheduled", "rationale": "Busy."}))
    assert "where a child is at risk now, someone is sent" in refused
    client.post(page.url, {"grade": "immediate", "rationale": "Children there."})
    text = words(client.get(f"/incidents/{made.pk}/"))
    assert "He is &lt;b&gt;back&lt;/b&gt;" in text
    assert "Report Ada Marsh missing from this incident" in text
    assert "Not known whether the child was spoken to" in text


def test_what_is_flagged_on_the_place(force, call, child, client_for):
    """Markers of those who live there, and what was there before; of a restricted person, that there is something."""
    neighbour, kim = child(given_name="Nell"), child(given_name="Kim")
    marked = {"kind": "criminal-exploitation", "reason": "Runs for others.", "review_on": soon(days=30).date()}
    for person in (neighbour, kim):
        people.add_address(person, by=TEST, kind="home", lines="4 Mill Lane", postcode="ZZ9 9ZZ")
        people.set_marker(person, by=TEST, **marked)
    told = {"reason": "An officer’s child.", "is_told": True, "review_on": soon(days=30).date()}
    access.restrict(kim, by=force.superintendent, allow=[force.inspector], **told)
    before = call(postcode="ZZ9 9ZZ", reported_at=ago(days=3))
    made = call(postcode="zz99zz")
    text = words(client_for(force.handler).get(f"/incidents/{made.pk}/flags/"))
    assert "Nell Marsh, at this postcode" in text
    assert before.reference in text
    assert "Kim" not in text
    assert "There is more, on a restricted record" in text
    read = Entry.objects.filter(event="incidents.flags.read").latest("id")
    assert list(read.people.values_list("person_id", flat=True)) == [neighbour.pk]


def poll(client, page):
    address = re.search(r'id="open" hx-get="([^"]+)"', page.content.decode())[1].replace("&amp;", "&")
    return client.get(address, headers={"HX-Request": "true"})


def test_the_open_list_stands_by_grade_then_child_then_age(call, force, client_for, at):
    places = ("Late Row", "Old Row", "No Child Row", "Priority Row")
    made = {
        where: call(where=where, reported_at=ago(minutes=age), children=child)
        for where, age, child in zip(places, (5, 50, 55, 59), ("yes", "yes", "no", "yes"), strict=True)
    }
    read_flags(made["Priority Row"], force.handler)
    thrive(made["Priority Row"], force.handler)
    graded(made["Priority Row"], force.handler, "priority")
    text = words(client_for(force.sergeant).get(OPEN))
    assert sorted(places, key=text.index) == ["Old Row", "Late Row", "No Child Row", "Priority Row"]
    assert "No Child Row" not in words(client_for(force.sergeant).get(f"{OPEN}?child=yes"))


def test_a_poll_of_an_unchanged_list_is_next_to_nothing(
    incident, call, force, client_for, at, django_assert_max_num_queries
):
    client = client_for(force.sergeant)
    page = client.get(OPEN)
    with django_assert_max_num_queries(5):  # session, account, grants; and the two that the sign rests on
        again = poll(client, page)
    assert (again.status_code, again.content) == (204, b"")
    call(where="9 New Road")
    fresh = poll(client, page)
    assert "9 New Road" in words(fresh)
    assert json.loads(fresh["HX-Trigger"])["plumbline:announce"]["text"].startswith(
        "New: Concern for safety, 9 New Road"
    )


def test_a_restricted_child_is_on_the_open_list_without_a_word(incident, child, force, client_for):
    kim = child(given_name="Kim")
    actions.involve(incident, by=force.handler, part="victim", person=kim)
    told = {"reason": "An officer’s child.", "review_on": soon(days=30).date(), "allow": [force.inspector]}
    access.restrict(kim, by=force.superintendent, is_told=True, **told)
    text = words(client_for(force.handler).get(OPEN))
    assert "Restricted record" in text
    assert "Mill Lane" not in text
    assert incident.reference not in words(client_for(force.handler).get("/incidents/"))
    assert client_for(force.handler).get(f"/incidents/{incident.pk}/").status_code == 403


def test_another_district_sees_nothing(incident, elsewhere, officer, client_for):
    other = client_for(officer("sergeant", scope="district", scope_id=elsewhere.district_id))
    assert "Mill Lane" not in words(other.get(OPEN))
    assert other.get(f"/incidents/{incident.pk}/").status_code == 404


def test_the_child_s_page_tells_of_it(incident, child, force, client_for):
    ada = child()
    actions.involve(incident, by=force.handler, part="victim", person=ada)
    text = words(client_for(force.sergeant).get(f"/people/{ada.pk}/"))
    assert text.count(incident.reference) >= 2, "in the panel and on the time line"


def test_one_who_was_described_is_found_out(incident, child, force, client_for):
    boy = actions.involve(incident, by=force.handler, part="victim", described="A boy, red coat")
    ada, client = child(), client_for(force.handler)
    address = f"/incidents/people/{boy.pk}/identify/"
    assert "A boy, red coat" in words(client.get(f"{address}?q=ada+marsh"))
    client.post(f"{address}?person={ada.pk}", {})
    boy.refresh_from_db()
    assert boy.person == ada


def test_slots_and_appointments(scheduled, team, force, client_for, slot):
    client = client_for(force.sergeant)
    assert "No slot is open" in words(client.get("/incidents/diary/"))
    told = {"team": team.pk, "starts_at": wall(soon(days=1)), "minutes": 30, "places": 2}
    assert client.post("/incidents/diary/slots/open/", told).status_code == 302
    free = slot(starts_at=soon(days=1, hours=2))
    client.post(f"/incidents/{scheduled.pk}/book/", {"slot": free.pk, "interim": "Aunt is with them."})
    assert Appointment.objects.get().slot == free
    assert scheduled.reference in words(client.get("/incidents/diary/"))


def test_months_are_opened_for_those_who_take_calls(force, incident, client_for):
    client = client_for(force.watch)
    assert force.handler.display_name in words(client.get("/incidents/quality/"))
    client.post("/incidents/quality/", {"handlers": [force.handler.pk]})
    month = CheckMonth.objects.get()
    if incident.reported_month == month.month:
        assert incident.reference in words(client.get(f"/incidents/quality/{month.pk}/"))


def test_for_the_morning_meeting(call, force):
    unsent, no_child, sent, over = call(), call(children="no"), call(), call()
    actions.send_unit(sent, by=force.handler, unit="A1")
    thrive(over, force.handler)
    actions.close_incident(over, by=force.sergeant, result="safe", closing_summary="Well.")
    with clock.frozen(soon(minutes=1)):
        now = clock.now()
        assert set(open_incidents(now)) == {unsent, no_child, sent}
        assert set(undeployed_with_children(now)) == {unsent}
        assert set(open_incidents(ago(minutes=10))) == {unsent, no_child, sent, over}, "as it stood then"
