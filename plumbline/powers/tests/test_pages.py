"""Pages: drawn whole, for those who may see them; their forms carry out acts, and say in words what they refuse."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.people.models import Person
from plumbline.powers import actions
from plumbline.powers.models import Protection
from plumbline.powers.panels import take_link
from plumbline.powers.tests.conftest import ago

pytestmark = pytest.mark.django_db


def moment(at):
    return clock.local(at).strftime("%Y-%m-%dT%H:%M")


def text(response):
    return response.content.decode()


def test_a_child_nobody_can_name_is_added_and_taken(client_for, constable, team):
    page = client_for(constable)
    looks = {"gender": "not-known", "distinguishing_features": "About three, red coat.", "submission": "a"}
    answer = page.post(reverse("powers:add-child"), looks)
    person = Person.objects.get()
    assert answer.url == f"{reverse('powers:take')}?child={person.pk}"
    told = {"taken_at": moment(ago(minutes=10)), "limb": "remove", "grounds": "Alone at night.", "found_where": "Quay"}
    answer = page.post(f"{reverse('powers:take')}?child={person.pk}", told | {"team": team.pk, "submission": "b"})
    made = Protection.objects.get()
    assert answer.url == reverse("powers:protection", args=[made.pk])
    shown = text(page.get(answer.url))
    assert "Name not known" in shown
    assert "age not known" in shown
    assert "Alone at night." in shown


def test_what_is_refused_is_said_on_the_form_and_nothing_typed_is_lost(client_for, constable, child, team):
    person = child()
    told = {
        "taken_at": moment(clock.now() + timedelta(hours=2)),
        "limb": "remove",
        "grounds": "Kept words",
        "team": team.pk,
    }
    answer = client_for(constable).post(f"{reverse('powers:take')}?child={person.pk}", told)
    assert answer.status_code == 200
    assert "Kept words" in text(answer)
    assert not Protection.objects.exists()


def test_the_page_of_one_tells_what_is_done_and_what_is_not(client_for, designated, constable, inspector):
    tell = {"by": constable, "happened_at": clock.now(), "said": "Rang"}
    actions.record_telling(designated, **tell, audience="found-authority", is_told=True, whom="Duty team")
    actions.record_telling(designated, **tell, audience="parent", is_told=False, why_not="not-reached", whom="Mum")
    station = {"kind": "station", "where": "Northfield", "reason": "An hour", "authorised_by": inspector}
    actions.accommodate_child(designated, by=constable, happened_at=clock.now(), authorised_at=clock.now(), **station)
    shown = text(client_for(inspector).get(reverse("powers:protection", args=[designated.pk])))
    for words in (
        "Duty team",
        "Tried, and not reached",
        "The child is in a police station",
        "no parental responsibility",
    ):
        assert words in shown
    assert reverse("powers:decide", args=[designated.pk]) in shown
    other = text(client_for(constable).get(reverse("powers:protection", args=[designated.pk])))
    assert reverse("powers:decide", args=[designated.pk]) not in other
    assert reverse("powers:end", args=[designated.pk]) not in other
    sheet = text(client_for(constable).get(reverse("powers:sheet", args=[designated.pk])))
    assert designated.grounds in sheet


def test_the_list_shows_who_is_in_protection_now_with_the_least_time_first(
    client_for, taken, child, constable, inspector
):
    late, early = taken(child(given_name="Bea"), taken_at=ago(hours=60)), taken(child(given_name="Cy"))
    gone = taken(child(given_name="Di"))
    actions.end_protection(gone, by=inspector, ended_at=clock.now(), ending="released")
    page = client_for(constable).get(reverse("powers:list"))
    assert [row.pk for row in page.context["page"].object_list] == [late.pk, early.pk]
    ended = client_for(constable).get(f"{reverse('powers:list')}?state=ended&q={gone.reference}")
    assert [row.pk for row in ended.context["page"].object_list] == [gone.pk]
    for rubbish in ("state=zzz", "page=x", "sort=nothing", "since=yesterday", "district=a", "q=%00"):
        assert client_for(constable).get(f"{reverse('powers:list')}?{rubbish}").status_code in (200, 400)


def test_a_restricted_child_stays_on_the_list_without_a_name(client_for, taken, officer, constable):
    made, lead = taken(), officer("protection-lead")
    day = clock.today() + timedelta(days=30)
    told = {"reason": "Related to an officer.", "is_told": True, "review_on": day, "allow": [constable]}
    access.restrict(made.person, by=officer("superintendent"), **told)
    shown = text(client_for(lead).get(reverse("powers:list")))
    assert "Restricted record" in shown
    assert "Marsh" not in shown
    for asked in ("q=Marsh", f"q={made.reference}", "sort=child", "sort=-age", "sort=officer"):
        told = text(client_for(lead).get(f"{reverse('powers:list')}?{asked}"))
        assert "Restricted record" not in told, f"{asked} would tell that it is this child"
    exported = client_for(lead).get(f"{reverse('powers:list')}?format=csv")
    assert "Marsh" not in b"".join(exported.streaming_content).decode()
    assert client_for(lead).get(reverse("powers:protection", args=[made.pk])).status_code == 403


def test_a_file_is_a_disclosure_that_names_the_child(client_for, taken, officer, constable):
    made, lead = taken(), officer("protection-lead")
    answer = client_for(lead).get(f"{reverse('powers:list')}?format=csv")
    assert "Marsh" in b"".join(answer.streaming_content).decode()
    entry = Entry.objects.get(event="powers.list.exported")
    assert [each.person_id for each in entry.people.all()] == [made.person_id]
    assert client_for(constable).get(f"{reverse('powers:list')}?format=csv").status_code == 403


def test_out_of_reach_is_as_if_it_were_not_there(client_for, taken, officer):
    made = taken()
    elsewhere = officer("response-officer", scope="district", scope_id=made.district_id + 1000)
    for name in ("protection", "tell", "sheet"):
        assert client_for(elsewhere).get(reverse(f"powers:{name}", args=[made.pk])).status_code == 404


def test_the_childs_page_and_every_opening_lead_here(client_for, taken, constable, rf, child):
    made = taken()
    shown = text(client_for(constable).get(reverse("people:child", args=[made.person_id])))
    assert "This child is in police protection now" in shown
    assert reverse("powers:protection", args=[made.pk]) in shown
    request = rf.get("/")
    request.user = constable
    meta = SimpleNamespace(label_lower="missing.episode")
    link = take_link(request, SimpleNamespace(pk=12, person_ids=lambda: [made.person_id], _meta=meta))
    assert f"from=missing.episode.12&amp;child={made.person_id}" in link
    assert take_link(request, made.person) == ""


def test_two_who_end_it_at_once_end_it_once(client_for, designated, inspector, officer):
    page = reverse("powers:end", args=[designated.pk])
    told = {"ended_at": moment(clock.now()), "ending": "released", "version": designated.version}
    first, second = client_for(inspector), client_for(officer("duty-inspector"))
    assert first.post(page, told | {"submission": "a"}).status_code == 302
    answer = second.post(page, told | {"submission": "b", "ended_note": "Also I"})
    assert answer.status_code == 200
    assert "Also I" in text(answer)
    assert first.post(page, told | {"submission": "a"}).status_code == 302  # clicked twice: led to what the first made
    assert TEST.is_system
    assert Entry.objects.filter(event="powers.protection.ended").count() == 1
