"""Who may see and who may do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.test import RequestFactory

from plumbline.access import access, actions
from plumbline.access.access import acting, authorise, grants_of, may_do, may_see, must_state_purpose, require_purpose
from plumbline.access.models import Grant, Scope, User
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, system
from plumbline.kernel.errors import Invalid, PurposeNeeded, Refused

TEST = system("test")
TODAY = date(2026, 6, 15)


@pytest.fixture
def user(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    return actions.open_account(by=TEST, username="okafor", display_name="PS Okafor", password="a long pass phrase")


@pytest.fixture
def grant(user):
    def give(role="sergeant", scope="force", **more):
        return actions.give_grant(user, by=TEST, role=role, scope=scope, reason="test", **more)

    return give


@pytest.fixture
def on():
    """Holds the clock at noon of a day."""

    def at(day):
        return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

    return at


def fresh(user):
    """The user as a new request reads them."""
    return User.objects.get(pk=user.pk)


class TestGrantsByDate:
    def test_nobody_without_a_grant_may_do_anything(self, user):
        assert not may_do(user, "missing.see")
        assert may_see(user, "missing.see") == Q(pk__in=[])

    @pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (30, True), (31, False)])
    def test_a_grant_holds_from_its_first_to_its_last_day(self, user, grant, on, day, holds):
        grant(starts_on=TODAY, ends_on=TODAY + timedelta(days=30))
        with on(TODAY + timedelta(days=day)):
            assert may_do(fresh(user), "missing.see") is holds

    def test_a_grant_without_an_end_holds_on(self, user, grant, on):
        grant(starts_on=TODAY)
        with on(TODAY + timedelta(days=3000)):
            assert may_do(fresh(user), "missing.see")

    def test_a_grant_ends_at_local_midnight(self, user, grant):
        grant(starts_on=TODAY, ends_on=TODAY)
        with clock.frozen(datetime(2026, 6, 15, 22, 59, 59, tzinfo=UTC)):
            assert may_do(fresh(user), "missing.see")
        with clock.frozen(datetime(2026, 6, 15, 23, 0, 0, tzinfo=UTC)):
            assert not may_do(fresh(user), "missing.see")

    def test_what_was_read_for_a_request_does_not_outlive_the_day(self, user, grant, on):
        grant(starts_on=TODAY, ends_on=TODAY)
        held = fresh(user)
        with on(TODAY):
            assert may_do(held, "missing.see")
        with on(TODAY + timedelta(days=1)):
            assert not may_do(held, "missing.see")

    def test_grants_are_read_once_for_each_request(self, user, grant, django_assert_num_queries):
        grant()
        held = fresh(user)
        with django_assert_num_queries(1):
            may_do(held, "missing.see")
            may_do(held, "missing.work")
            must_state_purpose(held)

    def test_ending_a_grant_ends_it_with_the_day(self, user, grant, on):
        with on(TODAY):
            actions.end_grant(grant(), by=TEST, on=TODAY)
            assert may_do(fresh(user), "missing.see")
        with on(TODAY + timedelta(days=1)):
            assert not may_do(fresh(user), "missing.see")

    def test_a_grant_cannot_end_before_it_starts(self, grant):
        with pytest.raises(Invalid, match="before it starts"):
            grant(starts_on=TODAY, ends_on=TODAY - timedelta(days=1))


class TestReach:
    @pytest.mark.parametrize(
        ("scope", "scope_id", "reached"),
        [
            ("force", None, [True, True, True, True]),
            ("district", 1, [True, True, False, True]),
            ("team", 11, [True, False, False, True]),
        ],
    )
    def test_how_far_a_grant_reaches(self, scope, scope_id, reached):
        grant = Grant(scope=scope, scope_id=scope_id)
        places = [(1, 11), (1, 12), (2, 21), (None, None)]
        assert [grant.reaches(*place) for place in places] == reached

    def test_a_record_of_a_district_alone_is_not_its_teams(self):
        assert not Grant(scope="team", scope_id=11).reaches(1, None)
        assert Grant(scope="district", scope_id=1).reaches(1, None)

    def test_the_force_reaches_everything(self, user, grant):
        grant()
        assert may_see(user, "missing.see") == Q()

    def test_a_district_and_a_team_add_up(self, user, grant):
        grant(scope="district", scope_id=1)
        grant(scope="team", scope_id=22)
        condition = may_see(user, "missing.see", "episode__district_id", "episode__team_id")
        assert "('episode__district_id', 1)" in str(condition)
        assert "('episode__team_id', 22)" in str(condition)

    def test_a_permission_held_here_does_not_reach_there(self, user, grant):
        grant("sergeant", "district", scope_id=1)
        grant("call-handler", "district", scope_id=2)
        assert may_see(user, "missing.close") != may_see(user, "missing.see")
        assert str(may_see(user, "missing.close")).count("district_id") == 1

    @pytest.mark.parametrize("bad", [{"scope": "force", "scope_id": 1}, {"scope": "district"}, {"scope": "team"}])
    def test_a_grant_names_its_district_or_team_and_the_force_none(self, grant, bad):
        with pytest.raises(Invalid, match="names"):
            grant(**bad)

    @pytest.mark.parametrize("bad", [{"role": "wizard"}, {"scope": "galaxy"}])
    def test_a_role_or_scope_that_is_not_known_is_refused(self, grant, bad):
        with pytest.raises(Invalid):
            grant(**bad)

    def test_elsewhere_is_said_to_be_elsewhere(self, user, grant, team, officer):
        grant("administrator", "team", scope_id=team.pk + 999)
        with pytest.raises(Refused, match="here"):
            authorise(Actor("x", user=fresh(user)), "access.administer", team)
        with pytest.raises(Refused) as fault:
            authorise(Actor("x", user=fresh(user)), "missing.see", team)
        assert " here" not in str(fault.value)


class TestLeavers:
    def test_a_leaver_may_do_nothing_whatever_they_were_granted(self, user, grant):
        grant()
        actions.close_account(user, by=TEST)
        assert not may_do(fresh(user), "missing.see")
        assert may_see(fresh(user), "missing.see") == Q(pk__in=[])

    def test_a_leaver_cannot_sign_in(self, user, grant, client):
        grant()
        actions.close_account(user, by=TEST)
        assert not client.login(username="okafor", password="a long pass phrase")

    def test_a_leaver_who_is_signed_in_is_signed_out_by_it(self, user, grant, client):
        grant()
        client.force_login(user)
        actions.close_account(user, by=TEST)
        response = client.get("/")
        assert (response.status_code, response.url.split("?")[0]) == (302, "/sign-in/")

    def test_nobody_signed_in_has_no_grants(self):
        assert grants_of(AnonymousUser()) == []
        assert grants_of(None) == []

    def test_an_account_without_a_password_only_names_a_person(self, db, client):
        actions.open_account(by=TEST, username="nobody", display_name="PC Nobody")
        assert not client.login(username="nobody", password="")

    def test_a_user_name_is_used_once(self, user):
        with pytest.raises(Invalid, match="already an account"):
            actions.open_account(by=TEST, username="okafor", display_name="Another")


class TestPurpose:
    def test_a_role_that_states_its_purpose_must(self, user, grant):
        grant("auditor")
        with pytest.raises(PurposeNeeded):
            require_purpose(Actor("x", user=fresh(user)))
        require_purpose(Actor("x", user=fresh(user), purpose="audit"))

    def test_another_role_of_the_same_person_may_not_need_to(self, user, grant):
        grant("auditor")
        grant("sergeant")
        require_purpose(Actor("x", user=fresh(user)))

    def test_without_any_role_there_is_nothing_to_state(self, user):
        assert not must_state_purpose(user)

    def test_a_part_of_the_system_states_none(self):
        require_purpose(TEST)

    def test_the_answer_is_kept_for_the_session_and_leads_on(self, user, grant, client):
        grant("auditor")
        client.force_login(user)
        response = client.post("/purpose/", {"purpose": "audit", "next": "/people/?q=x"})
        assert (response.status_code, response.url) == (302, "/people/?q=x")
        assert client.session["purpose"] == "audit"

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
    def test_it_never_leads_out_of_the_house(self, user, grant, client, elsewhere):
        grant("auditor")
        client.force_login(user)
        assert client.post("/purpose/", {"purpose": "audit", "next": elsewhere}).url == "/"

    @pytest.mark.parametrize("answer", [{}, {"purpose": ""}, {"purpose": "curiosity"}])
    def test_an_answer_not_on_the_list_is_asked_again(self, user, grant, client, answer):
        grant("auditor")
        client.force_login(user)
        assert client.post("/purpose/", answer).status_code == 200
        assert "purpose" not in client.session


class TestActing:
    def request(self, user, **posted):
        request = RequestFactory().post("/", posted)
        request.user, request.session = user, {"purpose": "responding"}
        return request

    def test_the_person_at_the_screen_as_an_actor(self, user):
        actor = acting(self.request(user, version="3", submission="form-1"))
        assert actor == Actor("PS Okafor", user, "responding", "127.0.0.1", "form-1", 3)

    @pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "٣٣٣٣٣٣٣٣٣٣", "9" * 30])
    def test_a_version_that_is_no_number_is_none(self, user, version):
        assert acting(self.request(user, version=version)).seen is None

    def test_a_mark_is_cut_to_what_the_ledger_holds(self, user):
        assert len(acting(self.request(user, submission="x" * 500)).submission) == 40


class TestSignIn:
    def test_the_password_is_checked_and_the_way_leads_on(self, user, client):
        page = client.get("/people/")
        assert (page.status_code, page.url) == (302, "/sign-in/?next=/people/")
        wrong = client.post("/sign-in/", {"login": "okafor", "password": "no"})
        assert b"do not match an account" in wrong.content
        right = client.post("/sign-in/?next=/people/", {"login": "okafor", "password": "a long pass phrase"})
        assert (right.status_code, right.url) == (302, "/people/")

    def test_wrong_name_and_wrong_password_are_answered_alike(self, user, client):
        pages = [
            client.post("/sign-in/", {"login": name, "password": "no"}).content.decode()
            for name in ("okafor", "nobody")
        ]
        assert pages[0].count("do not match an account") == pages[1].count("do not match an account") > 0

    def test_accounts_are_listed_on_a_demo_force_alone(self, user, grant, client):
        grant()
        assert b"okafor" not in client.get("/sign-in/").content
        actions.give_grant(user, by=TEST, role="sergeant", scope="force", reason="Demo force")
        assert b"okafor" in client.get("/sign-in/").content

    def test_signing_out_takes_a_post(self, user, client):
        client.force_login(user)
        assert client.get("/sign-out/").status_code == 405
        assert client.post("/sign-out/").status_code == 302
        assert "_auth_user_id" not in client.session


def test_no_one_is_a_superuser(user):
    """Django's switches for its own admin do not exist here."""
    assert not hasattr(user, "is_superuser")
    assert not hasattr(user, "is_staff")
    assert set(Scope.values) == {"force", "district", "team", "own"}
    assert access.roles_of(user) == []
