"""Roles in words, and what one person may see and why."""

import csv
import io
from datetime import timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.models import Grant
from plumbline.access.roles import PERMISSIONS, ROLES
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.oversight.queries.adding_up import adds_up, last_day_before_review, roles_then, told


def grants_of(user):
    held = list(Grant.objects.filter(user=user).order_by("pk"))
    for grant in held:
        grant.reviews_told = list(grant.reviews.order_by("-pk"))
    return told(held)


def test_everyone_signed_in_reads_what_each_role_may(officer, client_for):
    client = client_for(officer("response-officer"))
    page = client.get("/oversight/roles/").content.decode()
    assert all(role.name in page for role in ROLES.values())
    turned = client.get("/oversight/roles/?by=permission").content.decode()
    assert "Read every missing episode" in turned


def test_the_table_of_roles_says_what_the_roles_say(officer, client_for):
    response = client_for(officer("sergeant")).get("/oversight/roles/?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0][1:] == [role.name for role in ROLES.values()]
    by_words = {row[0]: row[1:] for row in rows[1:]}
    for key, words in PERMISSIONS.items():
        assert by_words[words] == ["yes" if key in role.permissions else "" for role in ROLES.values()]


def test_ones_own_access_is_told_with_its_reason_and_written_down(officer, client_for, team):
    user = officer("sergeant", scope="district", scope_id=team.district_id)
    response = client_for(user).get("/oversight/me/")
    page = response.content.decode()
    assert "Northfield (district)" in page
    assert "read every missing episode" in page
    assert "Sergeant since" in page
    assert Entry.objects.get(event="oversight.access.read").case_id == user.pk


def test_a_colleagues_access_is_nobodys_business(officer, client_for):
    assert client_for(officer("sergeant")).get(f"/oversight/people/{officer('sergeant').pk}/").status_code == 403


def test_a_manager_sees_whoever_is_in_reach_and_no_one_else(officer, client_for, team, elsewhere):
    chief = officer("superintendent", scope="district", scope_id=team.district_id)
    near = officer("sergeant", scope="district", scope_id=team.district_id)
    ungranted = officer(None)
    far = officer("sergeant", scope="team", scope_id=elsewhere.pk, team=elsewhere)
    client = client_for(chief)
    assert client.get(f"/oversight/people/{near.pk}/").status_code == 200
    assert client.get(f"/oversight/people/{ungranted.pk}/").status_code == 200
    assert client.get(f"/oversight/people/{far.pk}/").status_code == 404


def test_what_two_grants_add_up_to(officer, team, elsewhere):
    user = officer("sergeant", scope="team", scope_id=team.pk)
    place = {"scope": "district", "scope_id": elsewhere.district_id}
    access.give_grant(user, by=TEST, role="response-officer", reason="cover", **place)
    sums = {each.words: each for each in adds_up(grants_of(user))}
    seen = sums[PERMISSIONS["missing.see"]]
    assert seen.reaches == ["Response 1 (team)", "Southmoor (district)"]
    assert len(seen.because) == 2
    assert sums[PERMISSIONS["missing.close"]].reaches == ["Response 1 (team)"]
    assert sums[PERMISSIONS["people.see"]].reaches == ["the whole force"]
    assert PERMISSIONS["ledger.see"] not in sums


def test_a_grant_that_ended_or_has_not_begun_adds_nothing(officer):
    user = officer("sergeant")
    access.end_grant(Grant.objects.get(user=user), by=TEST, on=clock.today())
    later = clock.today() + timedelta(days=3)
    access.give_grant(user, by=TEST, role="superintendent", scope="force", reason="promotion", starts_on=later)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert adds_up(grants_of(user)) == []
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert adds_up(grants_of(user))


def test_the_role_that_someone_then_held(officer):
    user = officer("sergeant")
    yesterday, today = clock.today() - timedelta(days=1), clock.today()
    assert roles_then([(user.pk, today), (user.pk, yesterday)]) == {(user.pk, today): "Sergeant"}


def test_the_administrator_is_not_told_whose_record_was_opened(officer, child, client_for):
    user = officer("sergeant")
    cat = child(given_name="Catkin")
    told = {"reason": "Related to an officer.", "is_told": True, "review_on": clock.today() + timedelta(days=30)}
    access.restrict(cat, by=officer("duty-inspector"), **told)
    access.break_glass(by=user, person=cat.pk, reason="She is missing now.")
    page = client_for(officer("administrator")).get(f"/oversight/people/{user.pk}/").content.decode()
    assert "Catkin" not in page
    assert "She is missing now." not in page
    reviewer = client_for(officer("superintendent")).get(f"/oversight/people/{user.pk}/").content.decode()
    assert "She is missing now." in reviewer
    assert "Restricted record" in reviewer, "whoever judges the opening need not know of whom"
    assert "Catkin" not in reviewer


@pytest.mark.parametrize("role", ["sergeant", "auditor", "chief-officer"])
def test_oversight_is_in_the_navigation_of_those_alone_who_have_part_in_it(officer, client_for, role):
    client = client_for(officer(role))
    assert "/oversight/" not in [entry.href for entry, _ in client.get("/").context["navigation"]]
    assert client.get("/oversight/").status_code == 403
    manager = client_for(officer("superintendent"))
    assert "/oversight/" in [entry.href for entry, _ in manager.get("/").context["navigation"]]


def test_the_last_day_before_a_review_is_found_in_the_ledger(officer):
    grant = Grant.objects.get(user=officer("sergeant"))
    last = clock.today() + timedelta(days=40)
    access.end_grant(grant, by=TEST, on=last)
    access.review_grant(grant, by=officer("superintendent"), decision="end", note="Moved to another force.")
    assert grant.ends_on == clock.today()
    assert last_day_before_review(grant) == last
