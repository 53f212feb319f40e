"""The work list of an episode, and each enquiry on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from plumbline.access.access import acting, may_do
from plumbline.missing import actions, forms
from plumbline.missing.access import assessments_of, enquiries_of, enquiry_for, episode_for, officers_near
from plumbline.missing.queries import grouped, sum_of_enquiries
from plumbline.missing.views import SEE, SUPERVISE, WORK
from plumbline.web.pages import carried_out, page_of_act, sent

FOUND = 302  # the status of a redirect: the act was carried out


def enquiries(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, past their time, to check: in one look."""
    episode = episode_for(acting(request), pk)
    found = enquiries_of(episode)
    for each in found:
        each.form = forms.EmptyForm(version=each.version)  # type: ignore[attr-defined]
    shown = {
        "episode": episode,
        "groups": grouped(found),
        "sum": sum_of_enquiries(found),
        "may_work": may_do(request.user, WORK, episode),
        "may_check": may_do(request.user, SUPERVISE, episode),
        "title": "Enquiries",
    }
    return render(request, "missing/enquiries.html", shown)


def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    found = enquiry_for(acting(request), pk, to=SEE)
    shown = {
        "episode": found.episode,
        "enquiry": found,
        "may_work": may_do(request.user, WORK, found),
        "may_check": may_do(request.user, SUPERVISE, found),
        "title": "Enquiry",
    }
    return render(request, "missing/enquiry.html", shown)


def set_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    episode = episode_for(actor, pk, to=WORK)
    latest = next(iter(assessments_of(episode)), None)
    uncertain = latest if latest and latest.is_uncertain else None
    form = forms.EnquiryForm(sent(request), episode=episode, officers=officers_near(episode), uncertain=uncertain)
    if made := carried_out(request, form, partial(actions.set_enquiry, episode, by=actor)):
        messages.success(request, f"Set: {made.what}")
        return redirect("missing:enquiry-set" if "another" in request.POST else "missing:enquiries", pk)
    shown = {
        "episode": episode,
        "form": form,
        "title": "Set an enquiry",
        "waiting": [e for e in enquiries_of(episode) if e.is_open],
    }
    return render(request, "missing/enquiry_set.html", shown)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Start", "submit": "Start", "done": "The enquiry is started."}
    return _about(request, pk, forms.EmptyForm, actions.start_enquiry, **words)


def result(request: HttpRequest, pk: int) -> HttpResponse:
    """A child who was found leads on to saying where."""
    done = "The result is recorded. A supervisor will check it."
    words = {"title": "Result of the enquiry", "submit": "Record the result", "done": done}
    answer = _about(request, pk, forms.ResultForm, actions.result_enquiry, **words)
    if answer.status_code == FOUND and request.POST.get("outcome") == "found":
        return redirect("missing:located", enquiry_for(acting(request), pk).episode_id)
    return answer


def check(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Check the result", "submit": "It is good: checked", "done": "The result is checked."}
    return _about(request, pk, forms.CheckForm, actions.check_enquiry, to=SUPERVISE, **words)


def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: Any, version: int) -> forms.GiveForm:
        near = officers_near(enquiry_for(acting(request), pk).episode)
        return forms.GiveForm(data, version=version, officers=near)

    words = {"title": "Give the enquiry to someone", "submit": "Give", "done": "The enquiry is given."}
    return _about(request, pk, make, actions.allocate_enquiry, **words)


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Drop the enquiry", "submit": "Drop it", "done": "It is dropped, and stays in the record."}
    return _about(request, pk, forms.DropForm, actions.drop_enquiry, **words)


def _about(
    request: HttpRequest,
    pk: int,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    to: str = WORK,
    **words: str,
) -> HttpResponse:
    """A form of one act about an enquiry, which is shown above it."""
    actor = acting(request)
    found = enquiry_for(actor, pk, to=to)
    form, bound = make(sent(request), version=found.version), partial(act, found, by=actor)
    shown = {"episode": found.episode, "enquiry": found, **words}
    way = ("missing:enquiries", found.episode_id)
    return page_of_act(request, form, bound, then=way, template="missing/enquiry_form.html", **shown)
