"""Pages of the missing room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.missing.access import episode_for
from plumbline.web.pages import page_about

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
    **words: Any,
) -> HttpResponse:
    """A page of one act about an episode. `make(data, episode)` gives the form, `more(episode)` what else is shown."""
    case = episode_for(acting(request), pk, to=to)
    return page_about(request, case, make, act, called="episode", then=then, template=template, **words)
