"""Pages of the incidents room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.access.access import acting
from plumbline.incidents.access import incident_for
from plumbline.web.pages import page_about, page_of_act

SEE, TAKE, ATTEND, SUPERVISE = "incidents.see", "incidents.take", "incidents.attend", "incidents.supervise"
CHECK, EXPORT = "incidents.check", "incidents.export"


def about_incident(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    then: str = "incidents:incident",
    template: str = "incidents/form.html",
    **words: Any,
) -> HttpResponse:
    """A page of one act about an incident. `make(data, incident)` gives the form, `more(incident)` what else is shown."""
    case = incident_for(acting(request), pk, to=to)
    return page_about(request, case, make, act, called="incident", then=then, template=template, **words)


def about_part(
    request: HttpRequest,
    part: Any,
    form: Any,
    act: Callable[..., Any],
    *,
    then: str = "incidents:incident",
    template: str = "incidents/form.html",
    **shown: Any,
) -> HttpResponse:
    """A page of one act about something that belongs to an incident and was fetched in reach."""
    bound = partial(act, part, by=acting(request))
    way = (then, part.incident_id)
    return page_of_act(request, form, bound, then=way, template=template, incident=part.incident, **shown)
