"""Signing in and what the ledger is told of it; lock-out; the second factor; what is refused, and how."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from plumbline.access import actions, adapter
from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.errors import Invalid
from plumbline.ledger.models import Entry

TEST = system("test")
PASSWORD = "river candle otter nine"
# What allauth does once a factor is in the database happens as the transaction commits.
COMMITTED = pytest.mark.django_db(transaction=True)
WRONG = "do not match an account"


@pytest.fixture
def person(db, settings):
    """Makes someone who can sign in. The real hasher is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # its table is no model's, so that a test that commits leaves it filled

    def make(name="okafor", role="sergeant", **grant):
        user = actions.open_account(by=TEST, username=name, display_name=f"PS {name.title()}", password=PASSWORD)
        if role:
            actions.give_grant(user, by=TEST, **{"role": role, "scope": "force", "reason": "test"} | grant)
        return user

    return make


@pytest.fixture
def asked_twice(settings):
    settings.SECOND_FACTOR = "roles"


def sign_in(client, name="okafor", password=PASSWORD, following="", **more):
    return client.post("/sign-in/", {"login": name, "password": password, "next": following}, **more)


def is_in(client):
    return "_auth_user_id" in client.session


def told(event):
    """The ledger's sentences of an event, oldest first."""
    return [entry.sentence for entry in Entry.objects.filter(event=event).order_by("pk")]


def code_of(user):
    """What the person's app shows now."""
    held = Authenticator.objects.get(user=user, type="totp")
    secret = adapter.FactorAdapter().decrypt(held.data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def with_app(user):
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return user


class TestLedger:
    def test_signing_in_says_who_how_and_from_where(self, person, client):
        user = person()
        sign_in(client, REMOTE_ADDR="10.1.2.3")
        entry = Entry.objects.get(event="access.sign-in.done")
        assert entry.sentence == "PS Okafor signed in by password"
        assert (entry.actor_id, entry.terminal, entry.operation) == (user.pk, "10.1.2.3", "consultation")
        assert (entry.room, entry.kind, entry.case_id) == ("access", "user", user.pk)

    def test_a_wrong_password_names_the_account_and_nobody_as_the_one_who_tried(self, person, client):
        user = person()
        sign_in(client, password="hunter2-was-typed")
        entry = Entry.objects.get(event="access.sign-in.refused")
        assert (entry.actor_id, entry.actor, entry.case_id) == (None, "someone at the sign-in page", user.pk)
        assert "hunter2" not in str(vars(entry)) + entry.sentence

    def test_a_name_that_no_account_has_is_kept_nowhere(self, person, client):
        person()
        before = Entry.objects.count()
        sign_in(client, name="my-secret-passphrase")
        assert Entry.objects.count() == before
        assert "my-secret-passphrase" not in str(list(Session.objects.values_list("session_data")))

    def test_signing_out_is_told(self, person, client):
        person()
        sign_in(client)
        client.post("/sign-out/")
        assert told("access.sign-out.done") == ["PS Okafor signed out"]
        assert not is_in(client)

    def test_a_change_of_password_is_told_and_ends_other_sessions(self, person, client):
        user, other = person(), Client()
        sign_in(client)
        sign_in(other)
        answer = client.post("/account/password/", {"password": "a good new phrase", "again": "a good new phrase"})
        assert (answer.status_code, answer.url) == (302, "/account/")
        assert told("access.password.changed") == ["PS Okafor changed their password"]
        assert client.get("/account/").status_code == 200
        assert other.get("/account/").status_code == 302
        assert User.objects.get(pk=user.pk).check_password("a good new phrase")

    @pytest.mark.parametrize(
        ("password", "again", "says"),
        [
            ("short", "short", "too short"),
            ("password1234", "password1234", "too common"),
            ("one good phrase", "x", "same"),
        ],
    )
    def test_a_weak_or_mistyped_password_is_refused(self, person, client, password, again, says):
        person()
        sign_in(client)
        page = client.post("/account/password/", {"password": password, "again": again})
        assert says in page.content.decode()
        assert told("access.password.changed") == []


class TestNames:
    def test_a_name_is_known_however_it_is_written(self, person, client):
        person()
        assert sign_in(client, name="OKAFOR").status_code == 302
        assert is_in(client)

    def test_two_accounts_cannot_differ_by_capitals_alone(self, person):
        person()
        with pytest.raises(Invalid, match="already"):
            actions.open_account(by=TEST, username="Okafor", display_name="Another")

    @pytest.mark.parametrize("name", ["", "a b", "x\r\ny", "<b>", "x" * 61])
    def test_a_name_that_could_be_misread_is_refused(self, db, name):
        with pytest.raises(Invalid):
            actions.open_account(by=TEST, username=name, display_name="PC Test")

    def test_a_closed_account_is_answered_like_a_wrong_password(self, person, client):
        actions.close_account(person(), by=TEST)
        page = sign_in(client)
        assert not is_in(client)
        assert WRONG in page.content.decode()
        assert "closed" in told("access.sign-in.refused")[0]


class TestLockOut:
    def fail(self, client, times, **more):
        for _ in range(times):
            page = sign_in(client, **{"password": "wrong"} | more)
        return page.content.decode()

    def test_ten_failures_lock_the_account_even_for_the_right_password(self, person, client):
        person()
        assert WRONG in self.fail(client, 10)
        assert "too many failed attempts" in sign_in(client).content.decode()
        assert not is_in(client)

    def test_from_another_device_it_is_locked_as_well(self, person, client):
        person()
        self.fail(client, 10)
        assert "too many failed" in sign_in(Client(), REMOTE_ADDR="10.9.9.9").content.decode()

    def test_another_host_name_starts_no_new_count(self, person, client):
        """A count that knew the Host header could be begun anew by whoever writes it."""
        person()
        self.fail(client, 5, HTTP_HOST="localhost:8000")
        self.fail(client, 5, HTTP_HOST="127.0.0.1:81")
        assert "too many failed" in sign_in(client, HTTP_HOST="localhost:9").content.decode()

    def test_nor_do_capitals(self, person, client):
        person()
        self.fail(client, 5)
        self.fail(client, 5, name="OKAFOR")
        assert "too many failed" in sign_in(client).content.decode()

    def test_it_is_in_the_ledger_once(self, person, client):
        person()
        self.fail(client, 14)
        assert told("access.sign-in.locked") == ["PS Okafor locked out after repeated failures"]
        assert len(told("access.sign-in.refused")) == 10

    def test_a_name_that_no_account_has_is_locked_alike(self, person, client):
        person()
        assert "too many failed" in self.fail(client, 11, name="nobody")

    def test_success_does_not_wash_failures_away(self, person, client):
        person()
        for _ in range(9):
            sign_in(Client(), password="wrong")
        assert sign_in(Client()).status_code == 302
        sign_in(Client(), password="wrong")
        assert "too many failed" in sign_in(client).content.decode()

    def test_one_device_is_locked_after_fifty_whatever_names_it_tries(self, person, client):
        person()
        for number in range(50):
            sign_in(client, name=f"guess{number}", password="wrong", REMOTE_ADDR="10.0.0.7")
        assert "too many failed" in sign_in(client, REMOTE_ADDR="10.0.0.7").content.decode()
        assert sign_in(Client(), REMOTE_ADDR="10.0.0.8").status_code == 302

    def test_the_counters_lie_in_the_database(self):
        assert "DatabaseCache" in configured.CACHES["default"]["BACKEND"]

    def test_it_ends(self, person, client):
        person()
        self.fail(client, 10)
        cache.clear()  # as if the time had gone by
        assert sign_in(client).status_code == 302

    def test_a_forged_forwarding_header_is_not_believed(self, person, client):
        person()
        for number in range(50):
            spoofed = {"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": f"1.2.3.{number}"}
            sign_in(client, name=f"guess{number}", password="wrong", **spoofed)
        assert "too many failed" in sign_in(client, REMOTE_ADDR="10.0.0.7").content.decode()

    def test_behind_a_proxy_the_device_counts(self, person, client, settings):
        person()
        settings.PROXIES = 1
        sign_in(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.7.7.7")
        assert Entry.objects.get(event="access.sign-in.done").terminal == "10.7.7.7"

    @pytest.mark.parametrize("header", ["", "nonsense", "1.2.3.4:80", ",", "\x00"])
    def test_a_broken_header_is_no_fault(self, person, client, settings, header):
        person()
        settings.PROXIES = 1
        sign_in(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
        assert Entry.objects.get(event="access.sign-in.done").terminal == "10.0.0.1"


@pytest.mark.usefixtures("asked_twice")
class TestSecondFactor:
    def test_a_role_that_needs_none_is_let_in(self, person, client):
        person(role="call-handler")
        sign_in(client)
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize("role", ["administrator", "auditor", "protection-lead", "superintendent"])
    def test_a_role_that_needs_one_adds_it_before_anything_opens(self, person, client, role):
        person(role=role)
        sign_in(client)
        for path in ("/", "/standards/", "/account/", "/account/password/", "/gallery/"):
            answer = client.get(path)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/second-factor/")
        assert client.get("/account/second-factor/").status_code == 200
        assert client.get("/account/app/add/").status_code == 200

    def test_a_role_that_nobody_listed_is_strict(self):
        from plumbline.access import sitting

        assert sitting.OF_ROLE.get("made-up", sitting.OFFICE).needs_second_factor

    def add_app(self, client):
        client.get("/account/app/add/")
        secret = client.session["mfa.totp.secret"]
        code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
        return client.post("/account/app/add/", {"code": code})

    @COMMITTED
    def test_adding_an_app_opens_the_rest_and_shows_codes_once(self, person, client):
        person(role="auditor")
        sign_in(client)
        answer = self.add_app(client)
        assert answer.url == "/account/recovery-codes/"
        shown = re.findall(r"<code>(\d{10})</code>", client.get("/account/recovery-codes/").content.decode())
        assert len(set(shown)) == 10
        again = client.get("/account/recovery-codes/").content.decode()
        assert not any(code in again for code in shown)
        assert client.get("/standards/").status_code == 200
        assert told("access.factor.added") == ["PS Okafor added an authenticator app"]

    @COMMITTED
    def test_adding_a_factor_ends_sessions_that_had_one_proof(self, person, client):
        person()
        other = Client()
        sign_in(other)
        sign_in(client)
        self.add_app(client)
        assert client.get("/account/").status_code == 200
        assert other.get("/account/").status_code == 302

    @COMMITTED
    def test_the_secret_is_not_in_the_database_as_it_is(self, person, client):
        person()
        sign_in(client)
        client.get("/account/app/add/")
        secret = client.session["mfa.totp.secret"]
        self.add_app(client)
        assert secret not in str(Authenticator.objects.values_list("data"))

    def test_after_the_password_the_code_is_asked_for(self, person, client):
        user = with_app(person())
        answer = sign_in(client, following="/people/")
        assert answer.url == "/sign-in/second-step/"
        assert not is_in(client)
        assert client.get("/people/").status_code == 302
        answer = client.post("/sign-in/second-step/", {"code": code_of(user)})
        assert (answer.status_code, answer.url) == (302, "/people/")
        assert told("access.sign-in.done") == ["PS Okafor signed in by password and authenticator app"]

    def test_a_code_opens_once(self, person, client):
        user = with_app(person())
        code = code_of(user)
        sign_in(client)
        client.post("/sign-in/second-step/", {"code": code})
        other = Client()
        sign_in(other)
        cache_of_allauth = f"allauth.mfa.totp.used?user={user.pk}&code={code}"
        cache.delete(cache_of_allauth)  # which it keeps for half a minute, though the code is good for longer
        page = other.post("/sign-in/second-step/", {"code": code})
        assert "used before" in page.content.decode()
        assert not is_in(other)
        assert "used before" in told("access.sign-in.refused")[0]

    def test_wrong_codes_lock(self, person, client):
        user = with_app(person())
        sign_in(client)
        for _ in range(10):
            page = client.post("/sign-in/second-step/", {"code": "000000"})
        assert "not right" in page.content.decode()
        page = client.post("/sign-in/second-step/", {"code": code_of(user)})
        assert "too many failed" in page.content.decode()
        assert not is_in(client)

    @pytest.mark.parametrize("given", [{}, {"code": ""}, {"code": "x" * 5000}, {"credential": "[]"}, {"credential": "{}"},
        {"credential": '{"id": 1}'}, {"credential": "null"}, {"credential": '"x"'}, {"credential": "{"}])  # fmt: skip
    def test_rubbish_is_refused_calmly(self, person, client, given):
        with_app(person())
        sign_in(client)
        page = client.post("/sign-in/second-step/", given)
        assert page.status_code == 200
        assert not is_in(client)

    def test_a_recovery_code_opens_once(self, person, client):
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        user = with_app(person())
        code = RecoveryCodes.activate(user).get_unused_codes()[0]
        sign_in(client)
        assert client.post("/sign-in/second-step/", {"code": code}).status_code == 302
        assert is_in(client)
        other = Client()
        sign_in(other)
        other.post("/sign-in/second-step/", {"code": code})
        assert not is_in(other)
        assert told("access.sign-in.done")[-1].endswith("password and recovery code")

    def test_whoever_stops_at_the_second_step_can_start_again(self, person, client):
        with_app(person())
        sign_in(client)
        assert client.get("/sign-in/").url == "/sign-in/second-step/"
        assert client.post("/sign-out/").url == "/sign-in/"
        assert client.get("/sign-in/").status_code == 200
        assert client.get("/sign-in/second-step/").url == "/sign-in/"

    def test_the_second_step_cannot_be_reached_without_the_first(self, person, client):
        user = with_app(person())
        assert client.post("/sign-in/second-step/", {"code": code_of(user)}).url == "/sign-in/"
        assert not is_in(client)

    def test_the_last_factor_stays_where_the_role_needs_one(self, person, client):
        user = with_app(person(role="auditor"))
        sign_in(client)
        client.post("/sign-in/second-step/", {"code": code_of(user)})
        page = client.post("/account/app/remove/")
        assert "Add another first" in page.content.decode()
        assert Authenticator.objects.filter(user=user, type="totp").exists()

    def test_elsewhere_it_can_be_removed(self, person, client):
        user = with_app(person())
        sign_in(client)
        client.post("/sign-in/second-step/", {"code": code_of(user)})
        assert client.post("/account/app/remove/").url == "/account/"
        assert told("access.factor.removed") == ["PS Okafor removed their authenticator app"]

    def test_a_role_given_later_asks_a_session_with_one_proof(self, person, client):
        user = person()
        sign_in(client)
        assert client.get("/").status_code == 200
        actions.give_grant(user, by=TEST, role="auditor", scope="force", reason="test")
        assert client.get("/").url.startswith("/account/second-factor/")

    def test_a_demo_account_is_let_off_and_no_person_can_make_one(self, person, client, officer):
        person(role="protection-lead", reason="Demo force")
        sign_in(client)
        assert client.get("/").status_code == 200
        with pytest.raises(Invalid, match="demonstration"):
            actions.give_grant(
                officer(), by=officer("administrator"), role="auditor", scope="force", reason="Demo force"
            )

    def test_a_demo_account_with_another_role_is_not(self, person, client):
        user = person(role="protection-lead", reason="Demo force")
        actions.give_grant(user, by=TEST, role="auditor", scope="force", reason="Audit")
        sign_in(client)
        assert client.get("/").url.startswith("/account/second-factor/")

    def test_everyone_means_the_demo_too(self, person, client, settings):
        settings.SECOND_FACTOR = "everyone"
        person(role="call-handler", reason="Demo force")
        sign_in(client)
        assert client.get("/").url.startswith("/account/second-factor/")

    def test_lost_factors_are_taken_away_by_command(self, person, client):
        user = with_app(person(role="auditor"))
        actions.remove_factors(user, by=TEST)
        sign_in(client)
        assert client.get("/").url.startswith("/account/second-factor/")

    def test_after_a_change_of_the_key_it_is_said(self, person, client, settings):
        with_app(person())
        settings.SECRET_KEY = "another-key-of-at-least-fifty-characters-000000000000000000000"
        sign_in(client)
        page = client.post("/sign-in/second-step/", {"code": "123456"})
        assert "key of this installation changed" in page.content.decode()

    def test_the_old_key_still_opens(self, person, client, settings):
        user = with_app(person())
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-of-at-least-fifty-characters-000000000000000000000"
        sign_in(client)
        client.post("/sign-in/second-step/", {"code": code_of(user)})
        assert is_in(client)


class TestPasswordsSwitchedOff:
    def test_only_administrators_come_in_by_password(self, person, client, settings):
        settings.LOCAL_PASSWORDS = "break-glass"
        person()
        page = sign_in(client)
        assert not is_in(client)
        assert "switched off" in page.content.decode()
        assert "switched off" in told("access.sign-in.refused")[0]
        person("kim", role="administrator")
        sign_in(client, name="kim")
        assert is_in(client)

    def test_a_wrong_password_is_answered_as_ever(self, person, client, settings):
        settings.LOCAL_PASSWORDS = "break-glass"
        person()
        assert WRONG in sign_in(client, password="no").content.decode()


class TestNoGrant:
    def test_an_account_without_a_grant_sees_that_and_whom_to_ask(self, person, client):
        person("kim", role="administrator")
        person(role=None)
        assert sign_in(client).status_code == 302
        for path in ("/", "/people/", "/missing/", "/account/", "/gallery/", "/standards/"):
            page = client.get(path)
            assert page.status_code == 403
            assert "no current role" in page.content.decode()
            assert "PS Kim" in page.content.decode()
        assert client.post("/sign-out/").status_code == 302

    def test_one_whose_grant_ended_yesterday_as_well(self, person, client):
        today = clock.today()
        person(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
        sign_in(client)
        assert client.get("/people/").status_code == 403


class TestSessions:
    def test_a_person_sees_where_they_are_signed_in(self, person, client):
        person()
        sign_in(client, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537", REMOTE_ADDR="10.4.4.4")
        page = client.get("/account/").content.decode()
        assert "Chrome on Windows" in page
        assert "10.4.4.4" in page
        assert "This one" in page

    def test_signing_out_everywhere(self, person, client):
        user, other = person(), Client()
        sign_in(client)
        sign_in(other)
        assert client.post("/account/sign-out-everywhere/").url == "/sign-in/"
        assert client.get("/account/").status_code == other.get("/account/").status_code == 302
        assert told("access.sessions.ended-own") == ["PS Okafor signed out everywhere"]
        assert not UserSession.objects.filter(user=user).exists()
        assert sign_in(client).status_code == 302

    def test_a_session_that_is_on_no_list_ends_as_well(self, person, client):
        user = person()
        client.force_login(user)
        actions.sign_out_everywhere(user, by=TEST)
        assert client.get("/account/").status_code == 302

    @pytest.mark.parametrize("act", [actions.sign_out_everywhere, actions.remove_factors, actions.close_account])
    def test_an_administrators_act_ends_them(self, person, client, act):
        user = person()
        sign_in(client)
        act(user, by=TEST)
        answer = client.get("/people/")
        assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/people/")

    def test_the_next_page_says_that_the_session_ended(self, person, client):
        user = person()
        sign_in(client)
        actions.sign_out_everywhere(user, by=TEST)
        assert client.get("/people/").status_code == 302
        assert "Your session has ended" in client.get("/sign-in/").content.decode()
        assert "Your session has ended" not in Client().get("/sign-in/").content.decode()


class TestBadInput:
    def test_a_forged_cookie_is_nobody(self, person, client):
        person()
        for forged in ("x" * 32, "../../etc", "", "a" * 5000, "\u00e9"):
            client.cookies[configured.SESSION_COOKIE_NAME] = forged
            assert client.get("/people/").status_code == 302

    def test_the_cookie_of_a_session_that_ended_is_nobody(self, person, client):
        person()
        sign_in(client)
        stolen = client.cookies[configured.SESSION_COOKIE_NAME].value
        client.post("/sign-out/")
        thief = Client()
        thief.cookies[configured.SESSION_COOKIE_NAME] = stolen
        assert thief.get("/people/").status_code == 302

    def test_signing_in_changes_the_number_of_the_session(self, person, client):
        """Or a number that an attacker planted before would be signed in with it."""
        person()
        session = client.session
        session["x"] = 1
        session.save()
        planted = session.session_key
        client.cookies[configured.SESSION_COOKIE_NAME] = planted
        sign_in(client)
        assert client.session.session_key != planted

    @pytest.mark.parametrize(
        "following",
        ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "/x\r\nSet-Cookie: a=b",
         "\r\nLocation: https://evil.example", "http:///evil.example", "///evil.example", "/people/\x00"],
    )  # fmt: skip
    def test_nobody_is_led_out_of_the_house(self, person, following):
        person()
        page = Client().get("/sign-in/", {"next": following}).content.decode()
        assert "evil.example" not in page
        answer = sign_in(Client(), following=following)
        assert answer.status_code in (200, 302)
        assert "evil" not in answer.get("Location", "")
        assert "\r" not in str(answer.headers)
        assert all(morsel.key != "a" for morsel in answer.cookies.values())

    def test_a_form_from_elsewhere_is_refused_and_told(self, person):
        person()
        strict = Client(enforce_csrf_checks=True)
        assert sign_in(strict).status_code == 403
        strict.force_login(User.objects.get())
        page = strict.post("/account/sign-out-everywhere/")
        assert page.status_code == 403
        assert "was not saved" in page.content.decode()
        assert "not from a page of ours" in told("access.form.refused")[0]

    @pytest.mark.parametrize("name", ["\x00", "x" * 10_000, "'; DROP TABLE access_user; --", "{{7*7}}", "\ud7ff", ""])
    def test_odd_names_are_refused_calmly(self, person, client, name):
        person()
        page = sign_in(client, name=name)
        assert page.status_code == 200
        assert not is_in(client)

    @pytest.mark.parametrize("credential", ["", "{", "[]", "null", "1", '{"response": {"userHandle": "AQ"}}', '{"id": "x"}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA",'
        '"signature":"AA","userHandle":"MQ"}}'])  # fmt: skip
    def test_a_passkey_of_rubbish_is_refused_calmly(self, person, client, credential):
        person()
        client.get("/sign-in/passkey/", HTTP_ACCEPT="application/json")
        page = client.post("/sign-in/passkey/", {"credential": credential}, follow=True)
        assert "That passkey did not work here" in page.content.decode()
        assert not is_in(client)

    @pytest.mark.parametrize("credential", ["", "{", "[]", "null", '{"id": "x", "response": 3}'])
    def test_so_is_one_to_be_added(self, person, client, credential):
        person()
        sign_in(client)
        page = client.post("/account/passkeys/add/", {"credential": credential, "name": "x"})
        assert page.status_code == 200
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("path", ["signup/", "sign-up/", "password/reset/", "account/email/", "accounts/signup/"])
    def test_what_is_not_wanted_is_not_there(self, person, client, path):
        person()
        sign_in(client)
        assert client.get(f"/{path}").status_code == 404

    def test_too_many_requests_are_told_to_wait(self, person, client, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        person()
        sign_in(client, password="x")
        page = sign_in(client, password="x")
        assert page.status_code == 429
        assert "Wait a few minutes" in page.content.decode()
