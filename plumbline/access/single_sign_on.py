"""Sign-in by the force's OpenID Connect provider.

allauth carries the code flow: state, PKCE, the exchange of the code. What the provider's answer is worth is judged here,
more strictly than allauth does: it skips the signature of a token fetched over TLS, takes a bare userinfo answer for one,
allows no clock skew and sends no nonce.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from requests import RequestException

from plumbline.access.actions import PROVIDER

# Signatures that need the provider's private key; one by a shared secret could be made from what is public.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SKEW = 60  # seconds by which the provider's clock and ours may differ
LONGEST_SUBJECT = 255
NEEDED = ["iss", "aud", "sub", "exp", "iat"]


class NotBelieved(OAuth2Error):
    """An answer of the provider that opens nothing. Its text may stand in the server's log: it holds no token and no code."""


class Exchange(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider; whatever cannot be read or believed is an `OAuth2Error`."""

    def get_provider(self) -> Any:
        """A provider asks for an exchange by its class, which would be allauth's own."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = Exchange
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, which must be about the issuer that was configured and about no other."""
        with _readable():
            told: dict[str, Any] = super().openid_config
            if told["issuer"].rstrip("/") != settings.OIDC["issuer"]:
                raise NotBelieved(f"the provider calls itself {told['issuer']!r}")
            return told

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The address that is registered with the provider; there is one provider, so it names none."""
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with _readable():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data: dict[str, Any]) -> Any:
        with _readable():
            return super().parse_token(data)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        with _readable():
            claims = self._claims(app, kwargs["response"]["id_token"])
            return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        """Of a token that the provider signed for us, now."""
        claims: dict[str, Any] = jwt.decode(
            token,
            key=self._key(jwt.get_unverified_header(token)),
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=SKEW,
            options={"require": NEEDED},
        )
        if not 0 < len(str(claims["sub"])) <= LONGEST_SUBJECT or not str(claims["sub"]).isprintable():
            raise NotBelieved("the provider's number for the person has no length that OpenID Connect allows")
        if len(_listed(claims["aud"])) > 1 and claims.get("azp") != app.client_id:
            raise NotBelieved("the token was made for another party as well")
        return claims

    def _key(self, header: dict[str, Any]) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        wanted = header.get("kid")
        found = [key for key in keys if key.public_key_use in (None, "sig") and wanted in (None, key.key_id)]
        if len(found) != 1:
            raise NotBelieved("the provider has no such key")
        return found[0]


def start(request: HttpRequest, following: str) -> HttpResponseBase:
    """To the provider's own sign-in page. Nothing of what is sent there can be chosen by the address that was asked for."""
    exchange = _exchange(request)
    nonce = token_urlsafe(16)
    sent = {"auth_params": {"nonce": nonce}, "scope": list(settings.OIDC["scope"])}
    provider = exchange.get_provider()
    answer: HttpResponseBase = provider.redirect(request, AuthProcess.LOGIN, next_url=following, nonce=nonce, **sent)
    return answer


def finish(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider, with a code to exchange or a refusal."""
    answer: HttpResponseBase = OAuth2CallbackView.adapter_view(_exchange(request))(request)
    return answer


def claims_of(login: Any) -> dict[str, Any]:
    """What the provider said of the person, once it is known to be the answer to the question that was asked."""
    claims: dict[str, Any] = login.account.extra_data["id_token"]
    asked = str(login.state.get("nonce") or "")
    if not asked or not hmac.compare_digest(asked.encode(), str(claims.get("nonce", "")).encode()):
        raise NotBelieved("the token answers another question")
    return claims


def proves_twice(claims: dict[str, Any]) -> bool:
    """Whether the provider asked for two factors, by its own word (RFC 8176) or by what the force knows of it."""
    return settings.OIDC["second_factor"] == "always" or "mfa" in _listed(claims.get("amr"))


def _exchange(request: HttpRequest) -> Exchange:
    if not settings.OIDC["issuer"]:
        raise Http404("no provider is configured")
    return Exchange(request, PROVIDER)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@contextmanager
def _readable() -> Iterator[None]:
    """A provider may answer with anything; what has not the shape of an answer is a refusal, not a fault of ours."""
    try:
        yield
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError) as fault:
        if isinstance(fault, RequestException):
            raise
        raise NotBelieved(f"the provider's answer cannot be believed: {fault}") from fault
