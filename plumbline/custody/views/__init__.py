"""Pages of the custody room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.custody.access import detention_for
from plumbline.web.pages import page_about, page_of_act

WORK, REVIEW, EXTEND, EXPORT = "custody.work", "custody.review", "custody.extend", "custody.export"


def about_detention(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    then: str = "custody:detention",
    template: str = "custody/form.html",
    **words: Any,
) -> HttpResponse:
    """A page of one act about a detention. `make(data, detention)` gives the form, `more(detention)` what else is shown."""
    case = detention_for(acting(request), pk, to=to)
    return page_about(request, case, make, act, called="detention", then=then, template=template, **words)


def about_part(
    request: HttpRequest,
    part: Any,
    form: Any,
    act: Callable[..., Any],
    *,
    then: str = "custody:detention",
    template: str = "custody/form.html",
    **shown: Any,
) -> HttpResponse:
    """A page of one act about something that belongs to a detention and was fetched in reach."""
    bound = partial(act, part, by=acting(request))
    way = (then, part.detention_id)
    return page_of_act(request, form, bound, then=way, template=template, detention=part.detention, part=part, **shown)
