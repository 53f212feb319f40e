"""Reviews of grants and of special access: who may, whose, one and many, and taking an ending back."""

from datetime import timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.models import Grant, GrantReview, SpecialAccess
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid
from plumbline.ledger.models import Entry

PAGE = "/oversight/review/"


@pytest.fixture
def chief(officer, team):
    return officer("superintendent", scope="district", scope_id=team.district_id, name="Supt Chief")


def listed(client, asked=""):
    return [each.grant.user.display_name for each in client.get(PAGE + asked).context["page"].object_list]


def test_never_reviewed_stand_first_and_ones_own_not_at_all(chief, officer, client_for, team):
    place = {"scope": "team", "scope_id": team.pk}
    with clock.frozen(clock.now() - timedelta(days=200)):
        old, older = officer("sergeant", name="PS Old", **place), officer("sergeant", name="PS Kept", **place)
    access.review_grant(Grant.objects.get(user=older), by=chief, decision="keep")
    officer("sergeant", name="PS New", **place)
    client = client_for(chief)
    assert listed(client) == ["PS Old", "PS New", "PS Kept"]
    assert listed(client, "?show=overdue") == ["PS Old"]
    assert listed(client, "?show=never") == ["PS Old", "PS New"]
    assert listed(client, "?q=kept") == ["PS Kept"]
    assert old.display_name in client.get(PAGE).content.decode()


def test_reach_ends_at_the_district(chief, officer, client_for, elsewhere):
    officer("sergeant", name="PS Far", scope="team", scope_id=elsewhere.pk, team=elsewhere)
    officer("sergeant", name="PS Near")
    client = client_for(chief)
    assert listed(client) == ["PS Near"]
    far = Grant.objects.get(user__display_name="PS Far")
    assert client.get(f"/oversight/grants/{far.pk}/review/").status_code == 404
    client.post(PAGE, {"keep": far.pk})
    assert not GrantReview.objects.exists()


def test_one_is_kept_with_a_click(chief, officer, client_for):
    grant = Grant.objects.get(user=officer("sergeant"))
    client = client_for(chief)
    response = client.post(PAGE, {"keep": grant.pk, "submission": "once"})
    assert response.status_code == 302
    client.post(PAGE, {"keep": grant.pk, "submission": "once"})
    review = GrantReview.objects.get()
    assert (review.grant, review.decision, review.reviewed_by) == (grant, "keep", chief)
    assert Entry.objects.filter(event="access.grant.reviewed").count() == 1


def test_many_are_ended_at_once_each_by_an_act_of_its_own(chief, officer, client_for):
    grants = [Grant.objects.get(user=officer("sergeant")) for _ in range(3)]
    client = client_for(chief)
    told = {"grant": [grant.pk for grant in grants[:2]], "decision": "end", "note": "", "submission": "a"}
    assert "Say why" in client.post(PAGE, told).content.decode()
    assert not GrantReview.objects.exists()
    client.post(PAGE, told | {"note": "The operation is over."})
    ended = [Grant.objects.get(pk=grant.pk).ends_on for grant in grants]
    assert ended == [clock.today(), clock.today(), None]
    assert Entry.objects.filter(event="access.grant.reviewed").count() == 2


def test_nothing_ticked_is_said(chief, officer, client_for):
    officer("sergeant")
    assert "Tick the grants" in client_for(chief).post(PAGE, {"decision": "keep"}).content.decode()


def test_nobody_reviews_their_own(chief, client_for):
    own = Grant.objects.get(user=chief)
    client = client_for(chief)
    assert "someone else reviews it" in client.get(f"/oversight/grants/{own.pk}/review/").content.decode()
    client.post(f"/oversight/grants/{own.pk}/review/", {"decision": "keep"})
    client.post(PAGE, {"keep": own.pk})
    assert not GrantReview.objects.exists()
    with pytest.raises(Invalid):
        access.review_grant(own, by=chief, decision="keep")


def test_an_ending_is_taken_back_on_the_same_day_and_no_later(chief, officer, client_for):
    grant = Grant.objects.get(user=officer("sergeant"))
    last = clock.today() + timedelta(days=9)
    access.end_grant(grant, by=TEST, on=last)
    client = client_for(chief)
    client.post(f"/oversight/grants/{grant.pk}/review/", {"decision": "end", "note": "By mistake."})
    client.post(f"/oversight/grants/{grant.pk}/restore/", {})
    grant.refresh_from_db()
    assert grant.ends_on == last
    access.review_grant(grant, by=chief, decision="end", note="This time it is meant.")
    with clock.frozen(clock.now() + timedelta(days=1)), pytest.raises(Invalid):
        access.restore_grant(grant, by=chief, ends_on=None)


def test_a_grant_of_someone_whose_account_is_closed_needs_no_review(chief, officer, client_for):
    gone = officer("sergeant", name="PS Gone")
    access.close_account(gone, by=TEST)
    assert listed(client_for(chief)) == []


def test_openings_wait_for_review_by_another(chief, officer, child, client_for):
    cat, sergeant = child(), officer("sergeant", name="PS Night")
    told = {"reason": "Related to an officer.", "is_told": True, "review_on": clock.today() + timedelta(days=30)}
    access.restrict(cat, by=officer("duty-inspector"), **told)
    opened = access.break_glass(by=sergeant, person=cat.pk, reason="Missing at 3 a.m.")
    own = access.break_glass(by=chief, person=cat.pk, reason="Read it myself.")
    client = client_for(chief)
    page = client.get(PAGE)
    assert [special.pk for special in page.context["special"]] == [opened.pk]
    address = f"/oversight/special/{opened.pk}/review/"
    assert client.post(address, {"outcome": "justified"}).status_code == 200
    client.post(address, {"outcome": "justified", "note": "He was first on scene."})
    assert SpecialAccess.objects.get(pk=opened.pk).outcome == "justified"
    with pytest.raises(Invalid):
        access.review_special_access(own, by=chief, outcome="justified", note="Mine.")


def test_the_list_can_be_taken_away_and_is_counted(chief, officer, client_for):
    officer("sergeant", name="PS =SUM(1)")
    response = client_for(chief).get(PAGE + "?format=csv")
    assert "PS =SUM(1)" in b"".join(response.streaming_content).decode()
    assert Entry.objects.filter(event="oversight.table.exported", operation="disclosure").exists()
