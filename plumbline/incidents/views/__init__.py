"""Pages of the incidents room, by noun. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.incidents.access import incident_for
from plumbline.web.pages import carried_out

SEE, TAKE, ATTEND, SUPERVISE = "incidents.see", "incidents.take", "incidents.attend", "incidents.supervise"
CHECK, EXPORT = "incidents.check", "incidents.export"


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def about_incident(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    template: str = "incidents/form.html",
    then: str = "incidents:incident",
    more: Callable[..., dict[str, Any]] | None = None,
) -> HttpResponse:
    """A page of one act about an incident. `make(data, incident)` gives the form, `more(incident)` what else is shown."""
    incident = incident_for(acting(request), pk, to=to)
    return page_of_act(
        request,
        incident,
        incident,
        make,
        act,
        title=title,
        submit=submit,
        done=done,
        template=template,
        then=then,
        more=more,
    )


def page_of_act(
    request: HttpRequest,
    record: Any,
    incident: Any,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    template: str = "incidents/form.html",
    then: str = "incidents:incident",
    more: Callable[..., dict[str, Any]] | None = None,
) -> HttpResponse:
    """The same for an act about `record`, which is in the incident."""
    form = make(sent(request), record)
    if carried_out(request, form, partial(act, record, by=acting(request))):
        messages.success(request, done)
        return redirect(then, incident.pk)
    shown = {"incident": incident, "form": form, "title": title, "submit": submit}
    return render(request, template, shown | (more(record) if more else {}))
