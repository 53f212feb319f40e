"""Accounts, grants and posts by page, for the administrator."""

from datetime import timedelta

import pytest

from plumbline.access import actions as access
from plumbline.access.models import Grant, User
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid
from plumbline.workforce.models import District, Move, Officer, Rank

PAGE = "/oversight/accounts/"


@pytest.fixture
def admin(officer):
    return officer("administrator", name="Ada Admin")


def test_from_an_account_to_a_post_to_a_grant_to_its_end(admin, client_for, team, elsewhere):
    client = client_for(admin)
    new = {"username": "okafor", "display_name": "PS Okafor", "password": "a long enough secret"}
    client.post(f"{PAGE}open/", new)
    user = User.objects.get(username="okafor")
    assert user.check_password("a long enough secret")
    post = {"team": team.pk, "rank": 3, "collar_number": "4411", "supervisor": ""}
    client.post(f"{PAGE}{user.pk}/post/", post)
    assert Officer.objects.get(user=user).rank == Rank.SERGEANT
    grant = {"role": "sergeant", "scope": "district", "district": team.district_id, "reason": "Response sergeant."}
    assert client.post(f"{PAGE}{user.pk}/give/", grant).status_code == 302
    held = Grant.objects.get(user=user)
    assert (held.scope_id, held.reason) == (team.district_id, "Response sergeant.")
    client.post(f"{PAGE}{user.pk}/move/", {"team": elsewhere.pk, "supervisor": "", "rank": "", "reason": "Cover."})
    assert Move.objects.get().to_team == elsewhere
    client.post(f"/oversight/grants/{held.pk}/end/", {"on": str(clock.today())})
    assert Grant.objects.get(user=user).ends_on == clock.today()
    client.post(f"{PAGE}{user.pk}/close/", {"submission": "sent"})
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"role": "sergeant", "scope": "district", "reason": "x"}, "Choose the district"),
        ({"role": "sergeant", "scope": "team", "reason": "x"}, "Choose the team"),
        ({"role": "king", "scope": "force", "reason": "x"}, "valid choice"),
        ({"role": "sergeant", "scope": "force"}, "Enter reason"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_in_words(admin, officer, client_for, told, said):
    user = officer(None)
    assert said in client_for(admin).post(f"{PAGE}{user.pk}/give/", told).content.decode()
    assert not Grant.objects.filter(user=user).exists()


def test_a_grant_cannot_end_before_it_begins(admin, officer, client_for):
    user = officer(None)
    dates = {"starts_on": str(clock.today()), "ends_on": str(clock.today() - timedelta(days=1))}
    told = {"role": "sergeant", "scope": "force", "reason": "x"} | dates
    assert "before the first" in client_for(admin).post(f"{PAGE}{user.pk}/give/", told).content.decode()


def test_a_weak_password_and_a_name_that_is_taken(admin, client_for):
    told = {"username": "new", "display_name": "PC New", "password": "short"}
    assert "at least 12" in client_for(admin).post(f"{PAGE}open/", told).content.decode()
    told = {"username": admin.username, "display_name": "PC New", "password": ""}
    assert "already an account" in client_for(admin).post(f"{PAGE}open/", told).content.decode()


def test_nobody_gives_themselves_a_grant_or_closes_the_door_behind_them(admin, client_for):
    client = client_for(admin)
    told = {"role": "information-security", "scope": "force", "reason": "curious"}
    assert "Nobody gives themselves" in client.post(f"{PAGE}{admin.pk}/give/", told).content.decode()
    with pytest.raises(Invalid):
        access.give_grant(admin, by=admin, role="sergeant", scope="force", reason="x")
    client.post(f"{PAGE}{admin.pk}/close/", {"submission": "sent"})
    assert User.objects.get(pk=admin.pk).is_active


def test_the_list_is_searched_and_filtered(admin, officer, client_for):
    officer("sergeant", name="PS Findme")
    closed, bare = officer("sergeant", name="PS Gone"), officer(None, name="PC Bare")
    access.close_account(closed, by=TEST)
    client = client_for(admin)

    def names(asked):
        return {user.display_name for user in client.get(PAGE + asked).context["page"].object_list}

    assert names("?q=findme") == {"PS Findme"}
    assert names("?state=closed") == {"PS Gone"}
    assert names("?state=none") == {bare.display_name}
    assert names("?role=sergeant") == {"PS Findme"}
    assert "PS Gone" in names("?state=all")
    assert names(f"?q={Officer.objects.get(user=bare).collar_number}") == {"PC Bare"}


def test_the_administrator_reads_no_case(admin, client_for):
    client = client_for(admin)
    for address in ("/missing/", "/people/", "/oversight/ledger/?why=integrity", "/oversight/review/"):
        assert client.get(address).status_code == 403


def test_a_force_begins_by_page(admin, client_for):
    client = client_for(admin)
    client.post("/oversight/places/districts/open/", {"code": "E", "name": "Eastmoor"})
    district = District.objects.get(code="E")
    team = {"district": district.pk, "code": "ER1", "name": "Response East", "kind": "response"}
    client.post("/oversight/places/teams/open/", team)
    assert "Response East" in client.get("/oversight/places/").content.decode()
    twice = client.post("/oversight/places/teams/open/", team).content.decode()
    assert "already a team" in twice
