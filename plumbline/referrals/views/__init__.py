"""Pages of the referrals room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.web.pages import carried_out

MAKE, SEE, TRIAGE, FINISH = "referrals.make", "referrals.see", "referrals.triage", "referrals.finish"
EXPORT, MANAGE, ANSWER, UNIT = "referrals.export", "referrals.manage", "referrals.answer", "referrals.unit"


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def about(
    request: HttpRequest,
    referral: Any,
    form: Any,
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    template: str = "referrals/form.html",
    **more: Any,
) -> HttpResponse:
    """A page of one act about a referral, or about something that belongs to it, and back to the referral."""
    if carried_out(request, form, partial(act, by=acting(request))):
        messages.success(request, done)
        return redirect("referrals:referral", referral.pk)
    return render(request, template, {"referral": referral, "form": form, "title": title, "submit": submit, **more})
