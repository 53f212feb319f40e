"""How long a session lasts, by role; what keeps it alive and what does not; what was typed is not lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from plumbline.access import actions, sitting
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.ledger.models import Entry

START = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


@pytest.fixture
def seated(officer, client):
    """Someone of that role who signed in at START, and their browser."""

    def sit(role="sergeant", user=None):
        with clock.frozen(START - timedelta(days=1)):
            user = user or officer(role)
        with clock.frozen(START):
            client.force_login(user)
            assert client.get("/account/").status_code == 200
        return user

    return sit


def at(client, method="get", path="/account/", data=None, **after):
    headers = after.pop("headers", {})
    with clock.frozen(START + timedelta(**after)):
        return getattr(client, method)(path, data or {}, headers=headers)


@pytest.mark.parametrize(
    ("role", "minutes"), [("call-handler", 60), ("sergeant", 30), ("auditor", 15), ("administrator", 10)]
)
def test_idle_is_by_role(seated, client, role, minutes):
    seated(role)
    assert at(client, minutes=minutes).status_code == 200
    answer = at(client, minutes=2 * minutes, seconds=1)
    assert (answer.status_code, answer.url) == (302, "/sign-in/?next=%2Faccount%2F")
    page = client.get(answer.url).content.decode()
    assert f"nothing was done for {minutes} minutes" in page
    assert Entry.objects.latest("pk").event == "access.sign-out.idle"


def test_the_control_room_sits_longer_than_an_office():
    assert sitting.CONTROL_ROOM.idle > sitting.OFFICE.idle
    assert sitting.CONTROL_ROOM.longest > sitting.OFFICE.longest


def test_the_roles_that_are_named_exist():
    """Some of them come with rooms that are not built; a slip in the others would go unseen."""
    to_come = {"control-room-supervisor", "custody-sergeant", "information-security"}
    assert set(sitting.OF_ROLE) - to_come <= set(ROLES)


@pytest.mark.parametrize(
    ("role", "hours"), [("call-handler", 13), ("sergeant", 12), ("auditor", 10), ("administrator", 8)]
)
def test_nobody_sits_longer_than_their_longest(seated, client, role, hours):
    seated(role)
    for quarter in range(1, hours * 10 + 1):
        assert at(client, minutes=6 * quarter).status_code == 200
    answer = at(client, hours=hours, seconds=1)
    assert answer.status_code == 302
    assert f"signed in for {hours} hours" in client.get(answer.url).content.decode()


def test_the_strictest_role_decides(seated, client, officer):
    with clock.frozen(START - timedelta(days=1)):
        user = officer("call-handler")
        actions.give_grant(user, by=officer("administrator"), role="auditor", scope="force", reason="Audit")
    seated(user=user)
    assert at(client, minutes=16).status_code == 302


def test_a_grant_given_meanwhile_counts_at_once(seated, client, officer):
    user = seated("call-handler")
    with clock.frozen(START):
        actions.give_grant(user, by=officer("administrator"), role="auditor", scope="force", reason="Audit")
    assert at(client, minutes=16).status_code == 302


def test_what_a_person_does_keeps_it_alive(seated, client):
    seated()
    for minutes in (20, 40, 60, 80):
        assert at(client, minutes=minutes).status_code == 200


def test_a_board_that_refreshes_itself_does_not(seated, client):
    seated("call-handler")
    live = {"Plumbline-Live": "yes", "HX-Request": "true"}
    for minutes in range(5, 60, 5):
        assert at(client, path="/missing/live/", minutes=minutes, headers=live).status_code == 200
    assert at(client, path="/missing/live/", minutes=61, headers=live).status_code == 302


def test_the_live_parts_say_that_they_are(seated, client):
    from tests.architecture.code import repository

    polled = [s for s in repository() if s.path.endswith(".html") and 'hx-trigger="every' in s.text]
    assert len(polled) >= 2
    assert [s.path for s in polled if "Plumbline-Live" not in s.text] == []


def test_typing_keeps_it_alive(seated, client):
    seated()
    assert at(client, path="/account/stay/", minutes=25).status_code == 204
    assert at(client, minutes=50).status_code == 200


def test_asking_too_late_does_not_revive_it_and_does_not_lose_what_is_typed(seated, client):
    seated()
    assert at(client, path="/account/stay/", minutes=31).status_code == 401
    assert at(client, "post", "/purpose/", {"purpose": "audit"}, minutes=32).url.startswith(
        "/sign-in/?next=%2Faccount%2Fkept"
    )


def test_a_session_is_not_written_at_each_request(seated, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seated()
    with CaptureQueriesContext(connection) as asked:
        at(client, path="/account/stay/", seconds=30)
    assert not [q for q in asked.captured_queries if q["sql"].startswith("UPDATE")]


class TestKept:
    def type_and_time_out(self, client, **more):
        typed = {
            "q": "",
            "circumstances": "She left <by> the back door.\nTwice.",
            "flags": ["a", "b"],
            "password": "no",
        }
        return at(client, "post", "/missing/report/", typed | {"submission": "mark-1"} | more, minutes=31)

    def test_what_was_typed_is_shown_after_signing_in_again(self, seated, client):
        user = seated()
        assert self.type_and_time_out(client).url == "/sign-in/?next=%2Faccount%2Fkept%2F"
        with clock.frozen(START + timedelta(minutes=32)):
            client.force_login(user)
            page = client.get("/account/kept/").content.decode()
        assert "She left &lt;by&gt; the back door." in page
        assert 'action="/missing/report/"' in page
        assert page.count('name="flags"') == 2
        assert 'value="mark-1"' in page
        assert 'name="password"' not in page

    def test_nobody_else_sees_it(self, seated, client, officer):
        seated()
        self.type_and_time_out(client)
        with clock.frozen(START + timedelta(minutes=32)):
            client.force_login(officer())
            assert client.get("/account/kept/").status_code == 302

    def test_it_can_be_thrown_away(self, seated, client):
        user = seated()
        self.type_and_time_out(client)
        with clock.frozen(START + timedelta(minutes=32)):
            client.force_login(user)
            client.post("/account/kept/")
            assert client.get("/account/kept/").status_code == 302

    def test_a_form_from_elsewhere_is_not_kept(self, seated, officer):
        """Or a page of an attacker could lay words into someone's mouth, to be sent by them after signing in."""
        strict = Client(enforce_csrf_checks=True)
        with clock.frozen(START):
            strict.force_login(officer())
            strict.get("/account/")
        assert self.type_and_time_out(strict).status_code == 403
        assert "kept" not in strict.session

    def test_what_is_too_much_is_not_kept(self, seated, client):
        seated()
        assert self.type_and_time_out(client, circumstances="x" * 100_001).url == "/sign-in/?next=%2F"
