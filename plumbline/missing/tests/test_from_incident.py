"""From an incident to an episode: what was told there is not asked again, and where it came from is kept."""

import pytest

from plumbline.incidents import actions as incidents
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.missing.models import Episode
from plumbline.missing.tests.conftest import ago


@pytest.fixture
def incident(team, force):
    """A call of ten minutes ago."""
    told = {"kind": "concern", "channel": "101", "where": "4 Mill Lane", "said": "He ran out.", "children": "yes"}
    return incidents.take_call(by=force.handler, team=team, reported_at=ago(minutes=10), **told)


def report(client, address, team):
    now = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    return client.post(address, {"category": "missing", "reported_at": now, "team": team.pk})


def words(page):
    assert page.status_code == 200
    return page.content.decode()


def test_a_child_of_it_is_reported_missing_with_what_was_told(incident, child, team, force, client_for):
    client, ada = client_for(force.handler), child()
    incidents.involve(incident, by=force.handler, part="subject", person=ada)
    address = f"/missing/report/?child={ada.pk}&from=incidents.incident.{incident.pk}"
    assert address.replace("&", "&amp;") in words(client.get(f"/incidents/{incident.pk}/"))
    page = words(client.get(address))
    assert "He ran out." in page
    assert f"From incident {incident.reference}" in page
    report(client, address, team)
    episode = Episode.objects.get()
    assert episode.origin == incident.ref()
    assert f"/missing/{episode.pk}/" in words(client.get(f"/incidents/{incident.pk}/"))
    assert f"/incidents/{incident.pk}/" in words(client.get(f"/missing/{episode.pk}/"))
    assert "recorded as missing already" in words(client.get(address)), "reported twice"


def test_a_child_whom_nobody_named_there_is_found_first(incident, child, force, client_for):
    child()
    page = words(client_for(force.handler).get(f"/missing/report/?q=ada+marsh&from=incidents.incident.{incident.pk}"))
    assert f"&amp;from=incidents.incident.{incident.pk}" in page


def test_one_like_whom_a_child_is_on_record_still_comes_of_it(incident, child, force, client_for):
    ada, client = child(), client_for(force.handler)
    origin = f"from=incidents.incident.{incident.pk}"
    told = {"given_name": ada.given_name, "surname": ada.surname, "gender": "not-known", "submission": "a"}
    page = words(client.post(f"/missing/report/child/?{origin}", told))
    assert f"/missing/report/?child={ada.pk}&amp;{origin}" in page, "one of these"
    assert f"/missing/report/?{origin}" in page, "cancel"
    answer = client.post(f"/missing/report/child/?{origin}", told | {"is_new": "yes"})
    assert answer.url.endswith(f"&{origin}")


@pytest.mark.parametrize("named", ["incidents.incident.x", "people.person.1", "x", ""])
def test_what_names_no_incident_is_let_go(named, child, team, force, client_for):
    report(client_for(force.handler), f"/missing/report/?child={child().pk}&from={named}", team)
    assert Episode.objects.get().origin is None


def test_an_incident_out_of_reach_is_none(incident, elsewhere, child, officer, client_for):
    other = client_for(officer("call-handler", scope="district", scope_id=elsewhere.district_id))
    for number in (incident.pk, 999_999):
        answer = report(other, f"/missing/report/?child={child().pk}&from=incidents.incident.{number}", elsewhere)
        assert answer.status_code == 404
    assert not Episode.objects.exists()


def test_the_act_refuses_an_origin_by_itself(incident, missing, force):

    for made_up in (CaseRef("incidents", "incident", 999_999), CaseRef("people", "person", 1)):
        with pytest.raises(Invalid, match="no such incident"):
            missing(origin=made_up)
    assert missing(origin=incident.ref()).origin == incident.ref()
