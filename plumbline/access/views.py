"""Signing in and out, and stating a purpose."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from plumbline.access import actions, queries
from plumbline.access.access import acting, authorise, closed_to
from plumbline.access.forms import BreakGlassForm, PurposeForm, SignInForm
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Missing


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
    inside = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if inside else settings.LOGIN_REDIRECT_URL
