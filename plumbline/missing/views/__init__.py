"""Pages of the missing room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.missing.access import episode_for
from plumbline.web.pages import carried_out

REPORT, WORK, SUPERVISE, ASSESS = "missing.report", "missing.work", "missing.supervise", "missing.assess"
SEE = "missing.see"
ENDORSE, CLOSE, OVERRIDE, EXPORT = "missing.endorse", "missing.close", "missing.override", "missing.export"


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def about_episode(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    template: str = "missing/form.html",
    then: str = "missing:episode",
    more: Callable[..., dict[str, Any]] | None = None,
) -> HttpResponse:
    """A page of one act about an episode. `make(data, episode)` gives the form, `more(episode)` what else is shown."""
    actor = acting(request)
    episode = episode_for(actor, pk, to=to)
    form = make(sent(request), episode)
    if carried_out(request, form, partial(act, episode, by=actor)):
        messages.success(request, done)
        return redirect(then, pk)
    shown = {"episode": episode, "form": form, "title": title, "submit": submit}
    return render(request, template, shown | (more(episode) if more else {}))
