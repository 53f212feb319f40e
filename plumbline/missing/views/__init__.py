"""Pages of the missing room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.missing.access import episode_for
from plumbline.web.pages import page_of_act, sent

REPORT, WORK, SUPERVISE, ASSESS = "missing.report", "missing.work", "missing.supervise", "missing.assess"
SEE = "missing.see"
ENDORSE, CLOSE, OVERRIDE, EXPORT = "missing.endorse", "missing.close", "missing.override", "missing.export"


def about_episode(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    then: str = "missing:episode",
    template: str = "missing/form.html",
    more: Callable[..., dict[str, Any]] | None = None,
    **words: str,
) -> HttpResponse:
    """A page of one act about an episode. `make(data, episode)` gives the form, `more(episode)` what else is shown."""
    actor = acting(request)
    found = episode_for(actor, pk, to=to)
    return page_of_act(
        request,
        make(sent(request), found),
        partial(act, found, by=actor),
        then=(then, pk),
        template=template,
        more=partial(more, found) if more else dict,
        episode=found,
        **words,
    )
