"""Signing in and out, and stating a purpose."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from plumbline.access import queries
from plumbline.access.forms import PurposeForm, SignInForm


class SignIn(auth.LoginView):
    """The sign-in page; on a demo force it also lists who can sign in."""

    template_name = "access/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = queries.demo_accounts()
        return super().get_context_data(**kwargs, demo_accounts=accounts, demo_password=settings.DEMO_PASSWORD)


class SignOut(auth.LogoutView):
    next_page = "access:sign-in"


def state_purpose(request: HttpRequest) -> HttpResponse:
    """Ask why, keep the answer for this session, and go on to where the person was going."""
    following = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    form = PurposeForm(request.POST or None, initial={"purpose": request.session.get("purpose")})
    if request.method == "POST" and form.is_valid():
        request.session["purpose"] = form.cleaned_data["purpose"]
        return redirect(following)
    return render(request, "access/purpose.html", {"form": form, "next": following})


def _safe(request: HttpRequest, address: str) -> str:
    inside = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if inside else settings.LOGIN_REDIRECT_URL
