"""Sign-in by the force's provider: whom it opens an account for, and each way in which it can fail or lie."""

import json
import time
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from plumbline.access import actions
from plumbline.access.models import User
from plumbline.access.tests import provider as played
from plumbline.access.tests.test_sign_in import PASSWORD, is_in, person, sign_in, told
from plumbline.kernel.actors import system
from plumbline.ledger.models import Entry

__all__ = ["person"]
TEST = system("test")
BACK = "/sign-in/provider/back/"
NOW = time.time


@pytest.fixture
def theirs(db, settings):
    """The provider, and this installation told of it."""
    with played.provider() as it:
        settings.OIDC = configured(settings, it.address)
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    {
                        "provider_id": "force",
                        "name": "Force ID",
                        "client_id": played.CLIENT,
                        "secret": "shared",
                        "settings": {"server_url": it.address, "scope": ["openid"], "oauth_pkce_enabled": True},
                    }
                ]
            }
        }
        it.claims = {"preferred_username": "okafor"}
        yield it


def configured(settings, address, **more):
    return settings.OIDC | {"issuer": address, "client": played.CLIENT, "name": "Force ID"} | more


def go(client, theirs, following="", **back):
    """To the provider and back with a code, as a browser is led."""
    away = client.get("/sign-in/provider/", {"next": following})
    sent = {name: values[0] for name, values in parse_qs(urlparse(away.url).query).items()}
    theirs.nonce = theirs.nonce or sent["nonce"]
    return client.get(BACK, {"code": "c0de", "state": sent["state"]} | back)


def refused(answer, client, *, status=403, says="could not be trusted"):
    assert answer.status_code == status
    page = answer.content.decode()
    assert says in page
    assert "Traceback" not in page
    assert not is_in(client)


class TestWho:
    def test_the_claim_opens_the_account_of_that_name(self, theirs, person, client):
        person()
        answer = go(client, theirs, following="/people/")
        assert (answer.status_code, answer.url) == (302, "/people/")
        assert is_in(client)
        assert told("access.sign-in.done") == ["PS Okafor signed in by single sign-on"]

    def test_what_is_sent_is_ours_to_say(self, theirs, person, client):
        away = client.get("/sign-in/provider/", {"scope": "admin", "auth_params": "prompt=none", "process": "connect"})
        sent = parse_qs(urlparse(away.url).query)
        assert sent["scope"] == ["openid profile"] or sent["scope"] == ["profile openid"]
        assert "prompt" not in sent
        assert sent["code_challenge_method"] == ["S256"]
        assert sent["redirect_uri"] == ["http://testserver/sign-in/provider/back/"]

    def test_the_proof_of_the_code_is_sent_back(self, theirs, person, client):
        person()
        go(client, theirs)
        (body,) = [body for path, body in theirs.asked if path == "/token"]
        assert body["code_verifier"][0]

    @pytest.mark.parametrize("claims", [{"preferred_username": "stranger"}, {"preferred_username": None},
        {"preferred_username": ""}, {"preferred_username": ["okafor"]}, {"preferred_username": 7},
        {"preferred_username": "okafor\x00"},
        {"preferred_username": None, "email": "okafor", "name": "okafor", "username": "okafor"}])  # fmt: skip
    def test_no_account_is_made_and_nothing_else_matches(self, theirs, person, client, claims):
        person()
        theirs.claims |= claims
        refused(go(client, theirs), client, says="You are not signed in")
        assert User.objects.count() == 1

    def test_the_page_says_whom_to_ask(self, theirs, person, client):
        person("kim", role="administrator")
        theirs.claims["preferred_username"] = "stranger"
        assert "Ask PS Kim to open one" in go(client, theirs).content.decode()

    def test_another_claim_may_be_named(self, theirs, person, client, settings):
        person()
        settings.OIDC = configured(settings, theirs.address, claim="upn")
        theirs.claims = {"upn": "okafor", "preferred_username": "someone"}
        go(client, theirs)
        assert is_in(client)

    def test_a_closed_account_stays_closed_and_it_is_told(self, theirs, person, client):
        actions.close_account(person(), by=TEST)
        refused(go(client, theirs), client, says="do not match")
        assert "closed" in told("access.sign-in.refused")[0]

    def test_a_name_that_the_provider_gave_to_somebody_else_opens_nothing(self, theirs, person, client):
        person()
        go(client, theirs)
        theirs.claims["sub"], theirs.nonce = "subject-2", ""
        other = Client()
        refused(go(other, theirs), other, says="no open account")
        assert "somebody else" in told("access.sign-in.refused")[0]

    def test_nor_does_one_person_with_another_name(self, theirs, person, client):
        person()
        person("patel")
        go(client, theirs)
        theirs.claims["preferred_username"], theirs.nonce = "patel", ""
        other = Client()
        refused(go(other, theirs), other, says="no open account")

    def test_until_an_administrator_unties_it(self, theirs, person, client):
        user = person()
        go(client, theirs)
        actions.remove_factors(user, by=TEST)
        assert not SocialAccount.objects.exists()
        theirs.claims["sub"], theirs.nonce = "subject-2", ""
        go(client, theirs)
        assert is_in(client)

    def test_coming_back_later_as_the_same_person(self, theirs, person, client):
        person()
        go(client, theirs)
        theirs.nonce, later = "", Client()
        go(later, theirs)
        assert is_in(later)


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def asked(self, settings):
        settings.SECOND_FACTOR = "roles"

    def test_the_providers_word_for_it_counts(self, theirs, person, client):
        person(role="auditor")
        theirs.claims["amr"] = ["pwd", "mfa"]
        go(client, theirs)
        assert client.get("/standards/").status_code == 200

    @pytest.mark.parametrize("amr", [None, [], ["pwd"], "pwd", {"mfa": 1}, 7])
    def test_its_silence_does_not(self, theirs, person, client, amr):
        person(role="auditor")
        theirs.claims["amr"] = amr
        go(client, theirs)
        assert client.get("/standards/").url.startswith("/account/second-factor/")

    def test_a_force_may_say_that_it_always_asks(self, theirs, person, client, settings):
        settings.OIDC = configured(settings, theirs.address, second_factor="always")
        person(role="auditor")
        go(client, theirs)
        assert client.get("/standards/").status_code == 200

    def test_what_the_provider_said_is_not_lent_to_a_password(self, theirs, person, client):
        """The mark of a provider's sign-in that was turned away must not count for the next way in."""
        actions.close_account(person("patel"), by=TEST)
        person(role="auditor")
        theirs.claims |= {"preferred_username": "patel", "amr": ["mfa"]}
        go(client, theirs)
        sign_in(client, password=PASSWORD)
        assert client.get("/standards/").url.startswith("/account/second-factor/")


LIES = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "someone-else"},
    "no audience": {"aud": None},
    "two audiences, made for the other": {"aud": ["someone-else", played.CLIENT], "azp": "someone-else"},
    "two audiences, made for nobody": {"aud": ["someone-else", played.CLIENT]},
    "expired": {"exp": int(NOW()) - 3600},
    "never expires": {"exp": None},
    "not yet valid": {"nbf": int(NOW()) + 3600},
    "issued tomorrow": {"iat": int(NOW()) + 86_400},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is a list": {"sub": ["subject-1"]},
    "a subject without end": {"sub": "x" * 5000},
    "another nonce": {"nonce": "of-another-sign-in"},
    "no nonce": {"nonce": None},
    "an expiry that is a word": {"exp": "tomorrow"},
}


class TestLies:
    @pytest.mark.parametrize("claims", LIES.values(), ids=LIES)
    def test_a_token_that_is_not_for_us_now_opens_nothing(self, theirs, person, client, claims):
        person()
        theirs.claims |= claims
        refused(go(client, theirs), client)

    def test_forged_by_someone_elses_key(self, theirs, person, client):
        person()
        theirs.key = played.FORGERS
        refused(go(client, theirs), client)

    def test_signed_by_nobody(self, theirs, person, client):
        person()
        claims = {
            "iss": theirs.address,
            "aud": played.CLIENT,
            "sub": "subject-1",
            "exp": int(NOW()) + 300,
            "iat": int(NOW()),
        }
        body = {"access_token": "x", "id_token": played.unsigned(claims | {"preferred_username": "okafor"})}
        theirs.answers["/token"] = (200, json.dumps(body).encode())
        refused(go(client, theirs), client)

    def test_signed_by_a_secret_made_of_what_is_public(self, theirs, person, client):
        person()
        theirs.key, theirs.algorithm = "shared-secret-of-thirty-two-bytes-or-more", "HS256"
        refused(go(client, theirs), client)

    @pytest.mark.parametrize("header", [{}, {"kid": "unknown"}, {"kid": ""}])
    def test_by_a_key_that_the_provider_does_not_name(self, theirs, person, client, header):
        person()
        theirs.header = header
        answer = go(client, theirs)
        if header:
            refused(answer, client)
        else:  # with one key there is no doubt which
            assert is_in(client)

    def test_a_provider_that_calls_itself_another(self, theirs, person, client):
        person()
        theirs.configuration = {"issuer": "https://evil.example"}
        refused(client.get("/sign-in/provider/"), client)

    BODIES = (b"", b"{", b"[]", b"null", b"7", b'"x"', b"<html>", b'{"access_token": 7}', b'{"access_token": "x"}', b"\xff\xfe",
        b'{"access_token": "x", "id_token": null}', b'{"access_token": "x", "id_token": "a.b.c"}',
        b'{"access_token": "x", "id_token": {}}', b'{"access_token": "x", "expires_in": "soon", "id_token": "x"}')  # fmt: skip

    @pytest.mark.parametrize("body", BODIES)
    @pytest.mark.parametrize("path", ["/token", "/jwks"])
    def test_an_answer_that_is_none(self, theirs, person, client, path, body):
        person()
        theirs.answers[path] = (200, body)
        answer = go(client, theirs)
        assert answer.status_code in (403, 503)
        assert not is_in(client)

    @pytest.mark.parametrize("body", BODIES)
    def test_a_description_of_itself_that_is_none(self, theirs, person, client, body):
        theirs.answers["/.well-known/openid-configuration"] = (200, body)
        answer = client.get("/sign-in/provider/")
        assert answer.status_code in (403, 503)
        assert "You are not signed in" in answer.content.decode()

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", 7, None, "", "//evil.example"])
    def test_an_address_to_go_to_that_is_none(self, theirs, client, address):
        theirs.configuration = {"authorization_endpoint": address}
        answer = client.get("/sign-in/provider/")
        assert answer.status_code in (302, 400, 403)
        assert "javascript" not in answer.get("Location", "")

    def test_a_user_name_from_userinfo_alone_is_not_believed(self, theirs, person, client):
        """Nothing in that answer says for whom it was made."""
        person()
        theirs.answers["/token"] = (200, b'{"access_token": "opaque", "token_type": "Bearer"}')
        refused(go(client, theirs), client)
        assert "/userinfo" not in [path for path, _ in theirs.asked]


class TestClocks:
    @pytest.mark.parametrize(("ahead", "opens"), [(-50, True), (50, True), (-400, False), (120, False)])
    def test_a_provider_whose_clock_differs_by_less_than_a_minute(self, theirs, person, client, ahead, opens):
        person()
        theirs.claims |= {"iat": int(NOW()) + ahead, "exp": int(NOW()) + ahead + 300}
        answer = go(client, theirs)
        assert is_in(client) is opens
        assert answer.status_code == (302 if opens else 403)

    def test_a_token_that_just_ran_out_by_our_clock(self, theirs, person, client):
        person()
        theirs.claims |= {"exp": int(NOW()) - 30}
        go(client, theirs)
        assert is_in(client)


class TestDown:
    @pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks"])
    @pytest.mark.parametrize("status", [500, 503, 404])
    def test_a_provider_that_fails_is_said_to_be_out_of_reach(self, theirs, person, client, path, status):
        person()
        theirs.answers[path] = (status, b"out of order")
        answer = client.get("/sign-in/provider/") if "known" in path else go(client, theirs)
        refused(answer, client, status=503, says="cannot be reached")

    def test_one_that_does_not_listen(self, theirs, person, client, settings):
        settings.OIDC = configured(settings, "http://127.0.0.1:9")
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app["settings"]["server_url"] = "http://127.0.0.1:9"
        refused(client.get("/sign-in/provider/"), client, status=503, says="cannot be reached")

    def test_one_that_refuses_the_code(self, theirs, person, client):
        person()
        theirs.answers["/token"] = (400, b'{"error": "invalid_grant"}')
        refused(go(client, theirs), client)


class TestReplay:
    def test_an_answer_is_good_once(self, theirs, person, client):
        person()
        away = client.get("/sign-in/provider/")
        sent = {name: values[0] for name, values in parse_qs(urlparse(away.url).query).items()}
        theirs.nonce = sent["nonce"]
        client.get(BACK, {"code": "c0de", "state": sent["state"]})
        client.post("/sign-out/")
        refused(client.get(BACK, {"code": "c0de", "state": sent["state"]}), client, says="was used before")

    def test_it_is_good_in_the_browser_that_asked(self, theirs, person, client):
        person()
        away = client.get("/sign-in/provider/")
        state = parse_qs(urlparse(away.url).query)["state"][0]
        other = Client()
        refused(other.get(BACK, {"code": "c0de", "state": state}), other, says="no sign-in that was begun here")

    @pytest.mark.parametrize("query", [{}, {"code": "x"}, {"state": "x"}, {"code": "x", "state": "x"}, {"error": "x"},
        {"state": "x" * 9000}, {"state": "\x00"}, {"code": "x", "state": "a\r\nb"}])  # fmt: skip
    def test_an_answer_to_no_question(self, theirs, client, query):
        refused(client.get(BACK, query), client, says="no sign-in that was begun here")

    def test_whoever_turns_back_is_told_so(self, theirs, person, client):
        refused(go(client, theirs, error="access_denied"), client, says="You did not sign in there")

    def test_an_error_of_the_provider(self, theirs, client):
        refused(go(client, theirs, error="server_error"), client)

    @pytest.mark.parametrize(
        "following", ["https://evil.example/", "//evil.example", "/x\r\ny: z", "standards:my-duties"]
    )
    def test_it_leads_nowhere_else(self, theirs, person, client, following):
        person()
        answer = go(client, theirs, following=following)
        assert "evil" not in answer.url
        assert answer.url in ("/", "/x%0D%0Ay:%20z", "standards:my-duties")


def test_without_a_provider_there_is_no_such_page(db, client):
    assert client.get("/sign-in/provider/").status_code == 404
    assert client.get(BACK).status_code == 404


def test_the_sign_in_page_offers_it(theirs, db, client):
    page = client.get("/sign-in/", {"next": "/people/?q=a&b=c"}).content.decode()
    assert "Sign in with Force ID" in page
    assert "/sign-in/provider/?next=%2Fpeople%2F%3Fq%3Da%26b%3Dc" in page
    assert "Password" in page


def test_a_refusal_of_nobody_in_particular_leaves_no_row(theirs, db, client):
    theirs.claims["iss"] = "https://evil.example"
    go(client, theirs)
    assert not Entry.objects.exists()
