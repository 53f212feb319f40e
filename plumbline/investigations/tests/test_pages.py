"""Pages: drawn whole, for those who may see them; their forms carry out acts, and say in words what they refuse."""

from datetime import timedelta

import pytest
from django.urls import reverse

from plumbline.access import actions as access
from plumbline.investigations import actions
from plumbline.investigations.models import Investigation
from plumbline.investigations.tests.conftest import ALLEGED, ago
from plumbline.kernel import clock
from plumbline.ledger.models import Entry

pytestmark = pytest.mark.django_db

LIST = "/investigations/"


def at(name, record):
    return reverse(f"investigations:{name}", args=[record.pk])


def moment(when):
    return clock.local(when).strftime("%Y-%m-%dT%H:%M")


def text(response):
    return response.content.decode()


def rows(response):
    return [row.investigation.pk for row in response.context["page"].object_list]


def restrict(person, officer, *allow, is_told=True):
    day = clock.today() + timedelta(days=30)
    told = {"reason": "Related to an officer.", "is_told": is_told, "review_on": day, "allow": list(allow)}
    access.restrict(person, by=officer("superintendent"), **told)


# The opening


def test_from_the_incident_it_opens_in_one_act_and_the_incident_shows_it(client_for, called, child, handler, team):
    one, other = child(), child(given_name="Bea")
    incident, page = called(one, other), client_for(handler)
    shown = text(page.get(reverse("incidents:incident", args=[incident.pk])))
    address = f"{LIST}open/?from=incidents.incident.{incident.pk}"
    assert address.replace("&", "&amp;") in shown
    form = text(page.get(address))
    assert "Ada Marsh, 12" in form
    assert "Bea Marsh, 12" in form
    assert "When was the force told" not in form  # taken over
    told = ALLEGED | {"children": [one.pk, other.pk], "team": team.pk, "submission": "a"}
    answer = page.post(address, told)
    made = Investigation.objects.get()
    assert answer.url == at("investigation", made)
    assert page.post(address, told).url == answer.url  # clicked twice: led to what the first made
    assert made.person_ids() == [one.pk, other.pk]
    shown = text(page.get(reverse("incidents:incident", args=[incident.pk])))
    assert made.reference in shown
    assert address not in shown  # nobody is left in it to open one for
    again = page.post(address, told | {"submission": "b"})
    assert "An investigation came of it already" in text(again)
    assert f"Ada Marsh is in {made.reference}, which came of the same record" in text(again)
    assert "Ada Marsh, 12" not in text(page.get(address))
    assert Investigation.objects.count() == 1
    entry = Entry.objects.filter(event="investigations.children.offered").latest("id")
    assert {each.person_id for each in entry.people.all()} == {one.pk, other.pk}


def test_from_a_childs_page_and_from_nowhere(client_for, child, handler, team):
    person, page = child(), client_for(handler)
    address = f"{LIST}open/?child={person.pk}"
    assert address in text(page.get(reverse("people:child", args=[person.pk])))
    told = ALLEGED | {"children": [person.pk], "team": team.pk, "submission": "a", "reported_at": moment(ago(hours=1))}
    kept = page.post(address, told | {"reported_at": moment(clock.now() + timedelta(hours=2))})
    assert "in the future" in text(kept)
    assert ALLEGED["alleged"] in text(kept)
    page.post(address, told | {"submission": "b"})
    shown = text(page.get(reverse("people:child", args=[person.pk])))
    assert Investigation.objects.get().reference in shown
    assert "Begin where the child is" in text(page.get(f"{LIST}open/"))
    for rubbish in ("from=x", "from=auth.permission.1", "child=99999", "child=²", "from=incidents.incident.1&child=x"):
        assert page.get(f"{LIST}open/?{rubbish}").status_code in (200, 404)


def test_a_record_in_which_no_child_is_named_says_what_to_do(client_for, called, handler):
    incident = called()
    page = client_for(handler)
    shown = text(page.get(f"{LIST}open/?from=incidents.incident.{incident.pk}"))
    assert "No child there to investigate for" in shown
    assert f"{LIST}open/" not in text(page.get(reverse("incidents:incident", args=[incident.pk])))


def test_a_child_of_the_incident_who_is_closed_is_not_offered(client_for, called, child, officer, team):
    one, shut = child(), child(given_name="Kim", surname="Hidden")
    keeper = officer("sergeant")
    incident = called(one, shut)
    restrict(shut, officer, keeper, is_told=False)
    answer = client_for(officer("response-officer")).get(f"{LIST}open/?from=incidents.incident.{incident.pk}")
    assert answer.status_code == 404
    assert "Hidden" in text(client_for(keeper).get(f"{LIST}open/?from=incidents.incident.{incident.pk}"))


# The case


def test_the_page_tells_what_is_done_and_what_is_not(client_for, allocated, supervisor, detective, child):
    made = allocated()
    actions.name_child(made, by=supervisor, person=child(given_name="Bea"))
    actions.review_investigation(made, by=supervisor, happened_at=clock.now(), found="Reviewed, noted.")
    shown = text(client_for(supervisor).get(at("investigation", made)))
    for words in (
        "Ada Marsh, Bea Marsh", "No direction given", "Not known whether the child was spoken to", ALLEGED["alleged"],
        "Neither recorded nor ruled out", "The record that it came of", at("review", made), at("no-crime", made),
    ):  # fmt: skip
        assert words in shown, words
    assert at("close", made) not in shown  # not before the crime is recorded or ruled out
    mine = text(client_for(detective).get(at("investigation", made)))
    assert at("crime", made) in mine
    assert at("review", made) not in mine
    sheet = text(client_for(detective).get(at("sheet", made)))
    assert "No direction given" in sheet
    assert made.alleged in sheet


def test_the_forms_carry_it_from_the_crime_to_the_end(client_for, opened, supervisor, detective, team):
    made, now = opened(), moment(clock.now())
    lead, officer = client_for(supervisor), client_for(detective)
    given = {"officer": detective.pk, "team": team.pk, "happened_at": now, "version": made.version}
    assert detective.display_name in text(lead.get(at("allocate", made)))
    assert lead.post(at("allocate", made), given | {"submission": "1"}).url == at("investigation", made)
    made.refresh_from_db()
    told = {"crime_number": "NR/9/26", "crime_recorded_at": now, "version": made.version, "submission": "2"}
    assert officer.post(at("crime", made), told).status_code == 302
    heard = {"happened_at": now, "is_seen": "yes", "is_spoken_to": "yes", "words": "Stop him.", "submission": "3"}
    assert officer.post(at("hear", made.children.get()), heard).status_code == 302
    made.refresh_from_db()
    looked = {"found": "All there.", "direction": "", "happened_at": now, "version": made.version, "submission": "4"}
    assert lead.post(at("review", made), looked).status_code == 302
    assert officer.post(at("review", made), looked).status_code == 403
    made.refresh_from_db()
    form = lead.get(at("close", made))
    assert "There was no crime" not in text(form)
    ended = {"outcome": "charged", "closing_summary": "He is charged.", "version": made.version, "submission": "5"}
    assert lead.post(at("close", made), ended).status_code == 302
    for name in ("review", "allocate", "crime", "close", "name-child"):
        assert "Nothing is added to it until a supervisor opens it again." in text(lead.get(at(name, made))), name
    assert "Nothing is added" in text(lead.get(at("hear", made.children.get())))
    shown = text(lead.get(at("investigation", made)))
    for words in ("“Stop him.”", "NR/9/26", "Someone was charged or summonsed", at("reopen", made)):
        assert words in shown, words
    made.refresh_from_db()
    again = {"found": "A witness.", "direction": "See her.", "version": made.version, "submission": "6"}
    assert lead.post(at("reopen", made), again).status_code == 302
    made.refresh_from_db()
    assert made.is_open


def test_another_child_is_found_and_named(client_for, opened, child, detective):
    made, other, page = opened(), child(given_name="Bea"), client_for(detective)
    assert "Bea Marsh" in text(page.get(f"{at('name-child', made)}?q=bea"))
    part = text(page.get(f"{at('name-child', made)}?q=bea", headers={"HX-Request": "true"}))
    assert "Bea Marsh" in part
    assert "<html" not in part
    address = f"{at('name-child', made)}?child={other.pk}"
    assert "Name them in it" in text(page.get(address))
    assert page.post(address, {"submission": "a"}).url == at("investigation", made)
    assert "already" in text(page.post(address, {"submission": "b"}))


def test_duties_lead_to_their_forms(client_for, opened, supervisor, detective):
    made = opened()
    review = actions.review_investigation(made, by=supervisor, happened_at=clock.now(), found="Noted.")
    assert client_for(supervisor).get(at("review-next", review)).url == at("review", made)
    assert client_for(detective).get(at("review-next", review)).url == at("investigation", made)
    assert client_for(detective).get(at("child", made.children.get())).url == at("investigation", made)
    assert client_for(detective).get(at("reviewed", review)).url == at("investigation", made)


def test_two_who_close_it_at_once_close_it_once(client_for, allocated, supervisor, officer):
    made = allocated(crime_number="NR/1/26")
    told = {"outcome": "evidence", "closing_summary": "No witness.", "version": made.version}
    first, second = client_for(supervisor), client_for(officer("sergeant"))
    assert first.post(at("close", made), told | {"submission": "a"}).status_code == 302
    answer = second.post(at("close", made), told | {"submission": "b", "closing_summary": "Also I"})
    assert answer.status_code == 200
    assert "Also I" in text(answer)
    assert Entry.objects.filter(event="investigations.investigation.closed").count() == 1


# The list


def test_the_list_shows_open_ones_the_oldest_report_first(client_for, allocated, opened, child, supervisor, detective):
    late = opened(child(given_name="Bea"), reported_at=ago(days=9))
    mine = allocated(child(given_name="Cy"), reported_at=ago(days=2), crime_number="NR/5/26")
    gone = allocated(child(given_name="Di"), reported_at=ago(days=3), crime_number="NR/6/26", kind="online")
    actions.close_investigation(gone, by=supervisor, outcome="charged", closing_summary="He is charged.")
    page = client_for(detective)
    assert rows(page.get(LIST)) == [late.pk, mine.pk]
    for asked, found in (
        ("whose=mine", [mine.pk]),
        ("whose=nobody", [late.pk]),
        ("state=closed", [gone.pk]),
        ("state=all&kind=online", [gone.pk]),
        (f"state=all&q={gone.reference}", [gone.pk]),
        ("q=NR/5/26", [mine.pk]),
        ("q=Bea", [late.pk]),
        (f"since={clock.today() - timedelta(days=5):%Y-%m-%d}", [mine.pk]),
    ):
        assert rows(page.get(f"{LIST}?{asked}")) == found, asked
    for rubbish in ("state=zzz", "page=x", "sort=nothing", "since=yesterday", "district=a", "q=%00", "kind=theft"):
        assert page.get(f"{LIST}?{rubbish}").status_code in (200, 400)
    empty = text(client_for(supervisor).get(f"{LIST}?kind=exploitation"))
    assert "Nothing is like that" in empty


def test_an_empty_list_says_so(client_for, detective):
    assert "No investigation is open." in text(client_for(detective).get(LIST))


def test_a_restricted_child_stays_on_the_list_without_a_name_and_no_filter_tells_of_them(
    client_for, opened, child, officer, detective
):
    other = opened(child(given_name="Bea", surname="Open"))
    made, lead = opened(), officer("protection-lead")
    restrict(made.person, officer, detective)
    page = client_for(lead)
    shown = text(page.get(LIST))
    assert "Restricted record" in shown
    assert "Marsh" not in shown
    assert rows(page.get(LIST)) == [made.pk, other.pk] or rows(page.get(LIST)) == [other.pk, made.pk]
    for asked in ("q=Marsh", f"q={made.reference}", "kind=child-abuse", "whose=nobody"):
        assert made.pk not in rows(page.get(f"{LIST}?{asked}")), asked
    assert "Marsh" not in b"".join(page.get(f"{LIST}?format=csv").streaming_content).decode()
    assert page.get(at("investigation", made)).status_code == 403
    assert "Ada Marsh" in text(client_for(detective).get(LIST))


def test_a_second_child_who_is_closed_closes_it(client_for, opened, child, officer, supervisor):
    made, shut = opened(), child(given_name="Kim")
    named = actions.name_child(made, by=supervisor, person=shut)
    restrict(shut, officer, supervisor, is_told=False)
    page = client_for(officer("sergeant"))
    assert rows(page.get(LIST)) == []
    for name, record in (("investigation", made), ("sheet", made), ("hear", made.children.first()), ("child", named)):
        assert page.get(at(name, record)).status_code == 404, name
    assert made.reference not in text(page.get(reverse("people:child", args=[made.person_id])))
    incident = reverse("incidents:incident", args=[made.origin_id])
    assert made.reference not in text(page.get(incident))


def test_a_file_is_a_disclosure_that_names_every_child(client_for, opened, child, supervisor, detective, officer):
    made = opened()
    other = actions.name_child(made, by=supervisor, person=child(given_name="Bea")).person
    answer = client_for(officer("protection-lead")).get(f"{LIST}?format=csv")
    assert "Ada Marsh, Bea Marsh" in b"".join(answer.streaming_content).decode()
    entry = Entry.objects.get(event="investigations.list.exported")
    assert {each.person_id for each in entry.people.all()} == {made.person_id, other.pk}
    assert client_for(detective).get(f"{LIST}?format=csv").status_code == 403


def test_out_of_reach_is_as_if_it_were_not_there(client_for, opened, officer):
    made = opened()
    elsewhere = officer("sergeant", scope="district", scope_id=made.district_id + 1000)
    page = client_for(elsewhere)
    for name in ("investigation", "review", "sheet", "close"):
        assert page.get(at(name, made)).status_code == 404
    shown = text(page.get(reverse("people:child", args=[made.person_id])))
    assert f"{made.reference} (Northfield)" in shown  # a line and no more: history does not stop at a boundary
    assert at("investigation", made) not in shown


def test_one_who_sees_own_cases_alone_sees_what_they_opened_or_were_given(
    client_for, opened, officer, child, supervisor, team
):
    made, other = opened(), opened(child(given_name="Bea"))
    own = officer("investigator", scope="own")
    assert rows(client_for(own).get(LIST)) == []
    with pytest.raises(Exception, match="no role in which they investigate") as fault:
        actions.allocate(other, by=supervisor, officer=officer("auditor"), team=team, happened_at=clock.now())
    assert "officer" in fault.value.fields
    actions.allocate(made, by=supervisor, officer=own, team=team, happened_at=clock.now())
    assert rows(client_for(own).get(LIST)) == [made.pk]
    assert client_for(own).get(at("investigation", other)).status_code == 404
