"""Pages of the custody room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.custody.access import detention_for
from plumbline.web.pages import carried_out

WORK, REVIEW, EXTEND, EXPORT = "custody.work", "custody.review", "custody.extend", "custody.export"


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def about_detention(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    template: str = "custody/form.html",
    then: str = "custody:detention",
    more: Callable[..., dict[str, Any]] | None = None,
) -> HttpResponse:
    """A page of one act about a detention. `make(data, detention)` gives the form, `more(detention)` what else is shown."""
    actor = acting(request)
    detention = detention_for(actor, pk, to=to)
    form = make(sent(request), detention)
    if carried_out(request, form, partial(act, detention, by=actor)):
        messages.success(request, done)
        return redirect(then, pk)
    shown = {"detention": detention, "form": form, "title": title, "submit": submit}
    return render(request, template, shown | (more(detention) if more else {}))


def about_part(
    request: HttpRequest,
    part: Any,
    form: Any,
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    then: str = "custody:detention",
    **more: Any,
) -> HttpResponse:
    """A page of one act about something that belongs to a detention and was fetched in reach."""
    if carried_out(request, form, partial(act, part, by=acting(request))):
        messages.success(request, done)
        return redirect(then, part.detention_id)
    shown = {"detention": part.detention, "form": form, "title": title, "submit": submit, "part": part}
    return render(request, "custody/form.html", shown | more)
