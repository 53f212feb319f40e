"""Signing in and out, a person's own account, and stating a purpose."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCode
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from plumbline.access import actions, adapter, door, queries, single_sign_on, sitting
from plumbline.access.access import acting, authorise, closed_to, grants_of
from plumbline.access.forms import (
    PASSKEY,
    BreakGlassForm,
    ChangePasswordForm,
    EmptyForm,
    KeptForm,
    PasskeySignInForm,
    PurposeForm,
)
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Missing

ENDED = {
    "idle": "You were signed out because nothing was done for {idle} minutes. Sign in to go on where you were.",
    "longest": "You were signed out because you had been signed in for {longest} hours, the longest for your role. "
    "Sign in to go on where you were.",
    "elsewhere": "Your session has ended: you were signed out elsewhere, your password was changed, or too much time went by. "
    "Sign in to go on.",
}


class SignIn(LoginView):
    """The sign-in page; on a demo force it also lists who can sign in."""

    template_name = "access/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        following = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return super().get_context_data(
            **kwargs,
            next=following if _is_inside(self.request, following) else "",
            ended=_why_ended(self.request),
            provider=settings.OIDC["name"] if settings.OIDC["issuer"] else "",
            passwords=settings.LOCAL_PASSWORDS,
            passkey_form=PasskeySignInForm(),
            demo_accounts=queries.demo_accounts(),
            demo_password=settings.DEMO_PASSWORD,
        )


def _why_ended(request: HttpRequest) -> str:
    minutes, hours = request.session.get(door.LIMITS, (0, 0))
    return ENDED.get(request.session.get(door.ENDED, ""), "").format(idle=minutes, longest=hours)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also the way back from the second step, where nobody is signed in yet."""
    get_adapter(request).logout(request)
    return redirect("access:sign-in")


class SecondStep(AuthenticateView):
    """After the password: the code of an app, a recovery code, or a passkey."""

    template_name = "access/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = {factor.kind for factor in queries.factors_of(self.stage.login.user)}
        shown = super().get_context_data(**kwargs)
        return shown | {"kinds": kinds, "posted": self.form, "empty_form": EmptyForm()} | _options(shown)


class PasskeySignIn(LoginWebAuthnView):
    """A passkey alone. Its page is the sign-in page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, PASSKEY)
        return redirect("access:sign-in")


@login_not_required
@require_safe
def provider_start(request: HttpRequest) -> HttpResponseBase:
    """To the force's provider. By GET: the content security policy would stop a form that is led on to another address."""
    try:
        return single_sign_on.start(request, _following(request))
    except (OAuth2Error, RequestException) as fault:
        return adapter.provider_failed(request, None, fault)


@login_not_required
@require_safe
def provider_back(request: HttpRequest) -> HttpResponseBase:
    return single_sign_on.finish(request)


@require_safe
def enrol(request: HttpRequest) -> HttpResponse:
    """What whoever needs a second factor sees before they have one."""
    if door.is_proven_twice(request) or not sitting.must_prove_twice(request.user):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "access/enrol.html", {"roles": [grant.role_name for grant in grants_of(request.user)]})


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """A person's own account: where they are signed in, what proves who they are."""
    user: Any = request.user
    shown = {
        "seats": queries.seats_of(user, request.session.session_key),
        "factors": queries.factors_of(user),
        "has_app": any(factor.kind == "totp" for factor in queries.factors_of(user)),
        "codes_left": queries.recovery_codes_left(user),
        "limits": sitting.sitting_of(user),
        "needs_factor": sitting.must_prove_twice(user),
        "grants": grants_of(user),
        "has_password": user.has_usable_password(),
        "form": EmptyForm(),
    }
    return render(request, "access/account.html", shown)


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Someone types or reads at the screen: the middleware has noted the touch."""
    return HttpResponse(status=204)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, this screen included."""
    user: Any = request.user
    actions.end_own_sittings(user, by=acting(request))
    request.session.flush()
    messages.success(request, "You are signed out on every device.")
    return redirect("access:sign-in")


@reauthentication_required
def change_password(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_password(user, by=acting(request), password=form.cleaned_data["password"])
        except Invalid as fault:
            form.add_error("password", fault.sentence)
        else:
            update_session_auth_hash(request, user)
            actions.begin_sitting(request)
            messages.success(request, "Your password is changed. Other devices are signed out.")
            return redirect("access:account")
    return render(request, "access/password.html", {"form": form})


def kept(request: HttpRequest) -> HttpResponse:
    """What was typed into a form when the session had ended: to be sent now, or thrown away."""
    held = request.session.get(door.KEPT)
    if request.method == "POST":
        request.session.pop(door.KEPT, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not held or held["user"] != request.user.pk:
        return redirect(settings.LOGIN_REDIRECT_URL)
    posted = [(name, value) for name, value in held["posted"]]
    typed = [
        (name.replace("_", " ").capitalize(), value) for name, value in posted if name not in ("version", "submission")
    ]
    shown = {
        "kept_form": KeptForm(posted),
        "form": EmptyForm(),
        "path": held["path"],
        "typed": [t for t in typed if t[1]],
    }
    return render(request, "access/kept.html", shown)


class ConfirmPassword(ReauthenticateView):
    template_name = "access/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"how": "password", "next": _following(self.request)}


class ConfirmCode(ReauthenticateByCode):
    template_name = "access/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"how": "code", "next": _following(self.request)}


class ConfirmPasskey(ReauthenticateWebAuthnView):
    template_name = "access/confirm_passkey.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, PASSKEY)
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        return shown | {"next": _following(self.request)} | _options(shown)


class AddApp(ActivateTOTPView):
    template_name = "access/add_app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret = super().get_context_data(**kwargs)
        key = secret["form"].secret
        return secret | {"key": " ".join(key[i : i + 4] for i in range(0, len(key), 4))}


class RemoveApp(DeactivateTOTPView):
    template_name = "access/remove_app.html"


class AddPasskey(AddWebAuthnView):
    template_name = "access/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's own view loses the form that was found wrong."""
        shown = super().get_context_data(**kwargs)
        return shown | ({"form": kwargs["form"]} if "form" in kwargs else {}) | _options(shown)


class RemovePasskey(RemoveWebAuthnView):
    template_name = "access/remove_passkey.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """allauth asks `can_delete_authenticator` of the app alone."""
        passkey = self.get_object()
        if not get_factor_adapter().can_delete_authenticator(passkey):
            form.add_error(None, get_factor_adapter().error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)
        return super().form_valid(form)


class RecoveryCodes(ViewRecoveryCodesView):
    """Shown once, on the way from where they were made."""

    template_name = "access/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):
    template_name = "access/new_recovery_codes.html"


def _options(shown: dict[str, Any]) -> dict[str, str]:
    """What the browser is to ask of a passkey, for an attribute of its form."""
    return {"passkey_options": json.dumps(shown.get("js_data"), cls=DjangoJSONEncoder, indent=1)}


def state_purpose(request: HttpRequest) -> HttpResponse:
    """Ask why, keep the answer for this session, and go on to where the person was going."""
    following = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    form = PurposeForm(request.POST or None, initial={"purpose": request.session.get("purpose")})
    if request.method == "POST" and form.is_valid():
        request.session["purpose"] = form.cleaned_data["purpose"]
        return redirect(following)
    return render(request, "access/purpose.html", {"form": form, "next": following})


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the mark of our own page: sent from elsewhere, or older than the session."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        door.told(
            request, user, "access.form.refused", f"A form of {user.display_name} refused: not from a page of ours"
        )
    return render(request, "403_csrf.html", status=403)


def _following(request: HttpRequest) -> str:
    following = request.POST.get("next") or request.GET.get("next") or ""
    return following if _is_inside(request, following) else ""


def break_glass(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a restricted record to oneself for some hours, for a stated reason. Twice clicked leads to the record."""
    actor = acting(request)
    authorise(actor, "access.break-glass", None)
    following = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    told = closed_to(actor.user).get(pk)
    if told is None and queries.is_open_by_special_access(actor.user, pk):
        return redirect(following)
    if not told:
        raise Missing
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.break_glass(pk, by=actor, reason=form.cleaned_data["reason"])
        except Invalid as fault:
            form.add_error("reason", fault.sentence)
        else:
            until = clock.local(opened.ends_at)
            messages.warning(
                request, f"The record is open to you until {until:%H:%M on %d/%m/%Y}. Information security is told."
            )
            return redirect(following)
    return restricted(request, pk, form, following)


def restricted(
    request: HttpRequest, person: int, form: BreakGlassForm | None, following: str, status: int = 200
) -> HttpResponse:
    """The page of a restricted record: that it is one, and how whoever holds the permission opens it."""
    shown = {
        "person": person,
        "form": form,
        "next": following,
        "hours": settings.BREAK_GLASS_HOURS,
        "posted": status == 403 and request.method == "POST",
    }
    return render(request, "access/restricted.html", shown, status=status)


def _safe(request: HttpRequest, address: str) -> str:
    return address if _is_inside(request, address) else settings.LOGIN_REDIRECT_URL


def _is_inside(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
