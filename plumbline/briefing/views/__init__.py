"""Pages of the room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.web.pages import page_of_act


def of_one_act(
    request: HttpRequest, form: Any, act: Callable[..., Any], *about: Any, by: Any, then: tuple[str, int], **shown: Any
) -> HttpResponse:
    """A page of one act about a record: its form, and where it leads. `then` is where one comes from and goes back to."""
    return page_of_act(request, form, partial(act, *about, by=by), then=then, template="briefing/form.html", **shown)
