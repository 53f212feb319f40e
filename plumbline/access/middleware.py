"""Between the session and the page: whether the session still holds, and what must come before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from plumbline.access import door, queries, sitting
from plumbline.access.access import grants_of

# A part of a page that asks again by itself says so, and does not count as someone at the screen.
LIVE = "Plumbline-Live"
QUIET = "quiet"
KEEP_AT_MOST = 100_000  # characters of a form that are kept over a new sign-in
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "again", "login", "code", "credential"}
LEAVING = {"access:sign-out", "access:sign-in", "account_login"}
PROVING = LEAVING | {
    "access:enrol", "access:stay", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
}  # fmt: skip


class Sittings:
    """Ends a session that was not touched, or that has lasted its longest; notes the touch of one that goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Here, and not before: a form has by now shown that it came from one of our pages, so that it may be kept."""
        if not request.user.is_authenticated:
            door.note_lost(request)
            return None
        if why := door.run_out(request):
            if _asks_quietly(request):
                return HttpResponse(status=401)  # what is being typed is kept when it is sent: see below
            return _sign_in_again(request, why)
        if LIVE not in request.headers:
            door.touch(request)
        return None


def _sign_in_again(request: HttpRequest, why: str) -> HttpResponse:
    """The sign-in page says why, and leads back. A form that was on its way is kept for the same person."""
    user, name = request.user, request.resolver_match.view_name if request.resolver_match else ""
    door.end(request, why)
    if name in LEAVING:
        return HttpResponseRedirect(reverse("access:sign-in"))
    if request.method != "POST":
        return _to_sign_in(request.headers.get("HX-Current-URL", "/") if _is_part(request) else request.get_full_path())
    posted = [(key, value) for key, values in request.POST.lists() for value in values if key not in NEVER_KEPT]
    if sum(len(key) + len(value) for key, value in posted) <= KEEP_AT_MOST and not _is_part(request):
        request.session[door.KEPT] = {"user": user.pk, "path": request.get_full_path(), "posted": posted}
        return _to_sign_in(reverse("access:kept"))
    return _to_sign_in("/")


def _asks_quietly(request: HttpRequest) -> bool:
    """Asked by every page for itself, those with a half-filled form among them: it must not end the session before the form
    is sent."""
    named = request.resolver_match.view_name if request.resolver_match else ""
    return named == "access:stay" or request.headers.get(LIVE) == QUIET


def _is_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _to_sign_in(following: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('access:sign-in')}?{urlencode({'next': following})}")


class FirstThings:
    """An account without a grant sees nothing but the page that says so; one whose role needs a second factor, and that has
    not proven one, opens nothing before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        if not grants_of(request.user):
            return None if name in LEAVING else no_grant(request)
        if name in PROVING or door.is_proven_twice(request) or not sitting.must_prove_twice(request.user):
            return None
        return HttpResponseRedirect(
            f"{reverse(_where_to_prove(request))}?{urlencode({'next': request.get_full_path()})}"
        )


def no_grant(request: HttpRequest) -> HttpResponse:
    return render(request, "access/no_grant.html", {"administrators": queries.administrators()}, status=403)


def _where_to_prove(request: HttpRequest) -> str:
    """To add a first factor; or, with one there (a role that was given since), to show it."""
    kinds = set(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "access:enrol"
