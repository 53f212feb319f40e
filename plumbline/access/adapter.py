"""What allauth asks of us. It carries the flows (passwords, factors, passkeys, OpenID Connect); this module decides.

A library of sign-in speaks to its product through such adapters alone, so the three stand in one place: whom the account
adapter lets in and what it writes down, how factors are named and sealed, and which account a provider's answer opens.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.access import actions, door, queries, single_sign_on
from plumbline.access.access import address_of, may_do
from plumbline.access.models import User
from plumbline.kernel.errors import Refused

LOCKED_FOR = 15 * 60  # seconds; ACCOUNT_RATE_LIMITS says after how many failures
WRONG = "The user name and password do not match an account. Check both and try again."
LOCKED = "There were too many failed attempts. Wait 15 minutes and try again, or ask an administrator for help."
CODE = "That code is not right, or it was used before. Wait for the next one and type it."
UNREADABLE = (
    "The key of this installation changed, so that your second factor cannot be read. Ask an administrator for help."
)
# What allauth would send by e-mail is what the ledger must know. Accounts here have no e-mail.
TOLD = {
    "mfa/email/totp_activated": ("access.factor.added", "added an authenticator app"),
    "mfa/email/totp_deactivated": ("access.factor.removed", "removed their authenticator app"),
    "mfa/email/webauthn_added": ("access.factor.added", "added a passkey"),
    "mfa/email/webauthn_removed": ("access.factor.removed", "removed a passkey"),
    "mfa/email/recovery_codes_generated": ("access.factor.codes", "had new recovery codes made"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account here, and nothing is sent by e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": LOCKED,
        "rate_limited": LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened in their own words."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted by the name typed and by the device. allauth counts by the Host header as well, which whoever asks may
        vary, and each variation would start a count of its own."""
        name = str(credentials.get("username", "")).lower()
        used = ratelimit.consume(request, app="allauth.account", action="login_failed", key=f"account:{name}")
        self._login_failed_rl_usage = used
        if not used:
            _tell_locked(request, name)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Of a name that no account has nothing is kept: it is as often as not a password typed into the wrong box."""
        user = User.objects.filter(username__iexact=str(credentials.get("username", ""))).first()
        if user is not None:
            door.refused(request, user, "wrong password")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of someone who proved themselves a moment ago by signing in."""
        began = door.sat_down(context.request)
        fresh = began is not None and door.age(began) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:  # type: ignore[override]
        """After the proof and before the session: may this account come in by this way?"""
        methods = {record["method"] for record in get_authentication_records(request, user)}
        if not user.is_active:
            return _turned_away(request, user, "the account is closed", WRONG)
        if (
            settings.LOCAL_PASSWORDS != "on"
            and "socialaccount" not in methods
            and not may_do(user, "access.administer")
        ):
            return _turned_away(request, user, "passwords are switched off here", _use_provider())
        return None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return _turned_away(request, user, "the account is closed", WRONG)

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        proofs = get_authentication_records(request, user)
        kept = request.session.get(door.KEPT)
        super().login(request, user)
        door.begin(request, user, proofs, kept)

    def logout(self, request: HttpRequest) -> None:
        door.leave(request)
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """A factor came or went: a ledger row, and every other session of the account ends."""
        if template_prefix not in TOLD:
            return
        event, did = TOLD[template_prefix]
        door.told(self.request, user, event, f"{user.display_name} {did}", altered=True)
        door.mark_proven_twice(self.request)
        actions.end_other_sittings(user)
        update_session_auth_hash(self.request, user)
        actions.begin_sitting(self.request)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of factors lie in the database encrypted under the key of the installation."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": CODE,
        "cannot_delete_authenticator": "Your role needs a second factor, and this is your last one. Add another first.",
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise Refused(UNREADABLE) from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return door.may_part_with(authenticator)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.display_name}


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A provider's answer opens an account that is there; it never makes one, and e-mail addresses match nothing."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = single_sign_on.claims_of(sociallogin)
        user = self._account(request, claims)
        request.session[door.PROVEN_BY_PROVIDER] = single_sign_on.proves_twice(claims)
        sociallogin.user, sociallogin.account.user = user, user

    def _account(self, request: HttpRequest, claims: dict[str, Any]) -> User:
        name = claims.get(str(settings.OIDC["claim"]))
        user = queries.account_called(name) if isinstance(name, str) else None
        if user is None:
            raise ImmediateHttpResponse(_refusal(request, _unknown()))
        held = SocialAccount.objects.filter(user=user, provider=actions.PROVIDER).values_list("uid", flat=True)
        taken = SocialAccount.objects.filter(provider=actions.PROVIDER, uid=claims["sub"]).exclude(user=user).exists()
        if taken or (held and claims["sub"] not in held):
            door.refused(request, user, "the provider gave this user name to somebody else")
            raise ImmediateHttpResponse(_refusal(request, _unknown()))
        if not held and user.is_active:
            actions.tie_to_provider(user, subject=claims["sub"])
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """One page for each way in which it can fail; the cause goes into the server's log, not to the screen."""
        raise ImmediateHttpResponse(provider_failed(request, error, exception, (extra_context or {}).get("state")))


def provider_failed(request: HttpRequest, error: Any, exception: Exception | None, state: Any = None) -> HttpResponse:
    if error == AuthError.CANCELLED:
        return _refusal(request, "You did not sign in there. Try again, or sign in another way.", 403)
    if exception is None and not state:
        return _refusal(
            request, "The answer belongs to no sign-in that was begun here, or it was used before. Start again.", 403
        )
    door.log(exception or error)
    name = settings.OIDC["name"]
    if exception is not None and not isinstance(exception, OAuth2Error):
        return _refusal(
            request, f"{name} cannot be reached at the moment. Try again in a minute, or sign in another way.", 503
        )
    return _refusal(request, f"What {name} answered could not be trusted, so nobody was signed in. Start again.", 403)


def _refusal(request: HttpRequest, sentence: str, status: int = 403) -> HttpResponse:
    return render(request, "access/refused.html", {"sentence": sentence}, status=status)


def _turned_away(request: HttpRequest, user: User, why: str, sentence: str) -> HttpResponse:
    door.refused(request, user, why)
    door.forget(request)
    return _refusal(request, sentence)


def _tell_locked(request: HttpRequest, name: str) -> None:
    """Once for each lock-out: an attacker must not be able to fill the ledger."""
    user = User.objects.filter(username__iexact=name).first()
    if user is not None and cache.add(f"access:locked:{user.pk}", 1, LOCKED_FOR):
        door.told(request, user, "access.sign-in.locked", f"{user.display_name} locked out after repeated failures")


def _unknown() -> str:
    whom = ", ".join(queries.administrators()) or "whoever runs Plumbline"
    return f"There is no open account here for the name that {settings.OIDC['name']} gave. Ask {whom} to open one."


def _use_provider() -> str:
    return f"Sign in with {settings.OIDC['name']}. Passwords and passkeys of Plumbline's own are switched off here."


def _seal() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in door.keys_for("second factors")])
