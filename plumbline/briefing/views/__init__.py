"""Pages of the room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.web.pages import carried_out


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def of_one_act(
    request: HttpRequest,
    form: Any,
    act: Callable[..., Any],
    about: Any,
    *,
    by: Any,
    then: tuple[str, int],
    title: str,
    submit: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """A page of one act: its form, and where it leads. `then` is where one comes from and goes back to."""
    if carried_out(request, form, partial(act, about, by=by)):
        messages.success(request, done)
        return redirect(*then)
    shown = {"form": form, "title": title, "submit": submit, "back": reverse(then[0], args=[then[1]]), **more}
    return render(request, "briefing/form.html", shown)
