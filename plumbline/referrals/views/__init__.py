"""Pages of the referrals room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.web.pages import page_of_act

MAKE, SEE, TRIAGE, FINISH = "referrals.make", "referrals.see", "referrals.triage", "referrals.finish"
EXPORT, MANAGE, ANSWER, UNIT = "referrals.export", "referrals.manage", "referrals.answer", "referrals.unit"


def about(
    request: HttpRequest,
    referral: Any,
    form: Any,
    act: Callable[..., Any],
    *,
    template: str = "referrals/form.html",
    **shown: Any,
) -> HttpResponse:
    """A page of one act about a referral, or about something that belongs to it, and back to the referral."""
    bound = partial(act, by=acting(request))
    way = ("referrals:referral", referral.pk)
    return page_of_act(request, form, bound, then=way, template=template, referral=referral, **shown)
