"""The detention's own page, the list, and what is done to the detention as a whole."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from plumbline.access.access import acting, leaves_out, may_do
from plumbline.custody import actions, forms
from plumbline.custody.access import (
    SEE,
    charge_of,
    detention_for,
    detention_whole_for,
    detentions_for,
    exported,
    shown,
    standing_of,
    suites_for,
)
from plumbline.custody.panels import story_of
from plumbline.custody.queries import (
    COLUMNS,
    accommodation_of,
    adult_words,
    filtered,
    is_held_with_neither,
    next_review_at,
    referred_as,
    waiting_since,
)
from plumbline.custody.views import EXPORT, REVIEW, WORK, about_detention
from plumbline.custody.views.steps import steps_for
from plumbline.kernel import clock
from plumbline.web.pages import carried_out
from plumbline.web.tables import export, in_order, page_of


def detention(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one detention on one page."""
    found = detention_whole_for(acting(request), pk)
    first, also = steps_for(request.user, found)
    told = {
        "detention": found,
        "charge": getattr(found, "charge", None),
        "adult": adult_words(found),
        "waiting_since": waiting_since(found),
        "settled": accommodation_of(found),
        "with_neither": is_held_with_neither(found),
        "review_at": next_review_at(found),
        "has_turned_18": found.is_adult_at(found.ended_at or clock.now()),
        "story": story_of(found),
        "origin_page": found.origin.page() if found.origin else None,
        "referred_as": referred_as(found),
        "first": first,
        "also": also,
        "take_over": _hand_over(request, found),
    }
    return render(request, "custody/detention.html", told)


def listing(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    detentions = detentions_for(actor)
    filters = forms.ListFilter(request.GET or None, teams=list(suites_for(actor, SEE)))
    rows, sort = in_order(filtered(detentions, filters.said), request, COLUMNS, default="-authorised")
    if request.GET.get("format"):
        taken = exported(actor, rows, "List of detentions of children")
        return export(request, COLUMNS, taken, "children in custody") or redirect("custody:list")
    page = page_of(rows, request)
    shown(actor, page.object_list, "List of detentions of children read")
    told = {
        "filters": filters,
        "page": page,
        "columns": COLUMNS,
        "sort": sort,
        "may_export": may_do(request.user, EXPORT),
        "may_work": may_do(request.user, WORK),
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "custody/list.html", told)


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    found = detention_for(actor, pk, to=WORK)
    form = forms.EmptyForm(request.POST, version=found.version)
    if carried_out(request, form, partial(actions.take_over, found, by=actor)):
        messages.success(request, "You answer for this child from now on.")
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("custody:detention", pk)


def _hand_over(request: HttpRequest, found: Any) -> forms.EmptyForm | None:
    """The button by which someone else takes over, where this person may and does not answer already."""
    theirs = found.custody_officer_id == request.user.pk
    if not found.is_open or theirs or not may_do(request.user, WORK, found):
        return None
    return forms.EmptyForm(version=found.version)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data: object, found: object) -> forms.EndForm:
        charge = charge_of(found)  # type: ignore[arg-type]
        neither = charge is not None and charge.is_refused and standing_of(found) is None  # type: ignore[arg-type]
        return forms.EndForm(data, charge=charge, with_neither=neither, version=found.version)  # type: ignore[attr-defined]

    words = {"title": "The child leaves", "submit": "Left custody", "done": "The child has left custody."}
    why = "A child is handed to someone. Who takes them, and how they get home, is part of the custody."
    return about_detention(request, pk, WORK, make, actions.end_detention, more=lambda _: {"why": why}, **words)


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return about_detention(
        request,
        pk,
        REVIEW,
        partial(_empty),
        actions.resume_detention,
        title="Back in custody",
        submit="The end was a mistake",
        done="The detention goes on.",
        more=lambda _: {
            "why": "This undoes an ending that was recorded by mistake. A child arrested anew gets a new record."
        },
    )


def _empty(data: object, found: object) -> forms.EmptyForm:
    return forms.EmptyForm(data, version=found.version)  # type: ignore[attr-defined]
