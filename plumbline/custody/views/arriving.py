"""A child is brought in: find who it is, then say why they must be detained."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting
from plumbline.access.access import authorise as require
from plumbline.access.origins import origin_in_reach, origin_named
from plumbline.custody import actions, forms
from plumbline.custody.access import detentions_of_child, officers_in_force, require_sight, suites_for
from plumbline.custody.queries import usual_suite
from plumbline.custody.views import WORK
from plumbline.kernel.references import number_of
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_add, page_to_choose, searched
from plumbline.web.pages import carried_out, sent


def authorise(request: HttpRequest) -> HttpResponse:
    """Two steps, so that one child keeps one record: find the child, then authorise. `?from=` names what it came of."""
    actor = acting(request)
    require_sight(actor)
    require(actor, WORK, None)
    chosen, named = request.GET.get("child", ""), origin_named(request)
    origin = origin_in_reach(actor, named) if named else None
    if not chosen and origin is not None and origin.person_ids():
        chosen = str(origin.person_ids()[0])
    if number_of(chosen) is None:
        return _find(request)
    person = person_for(actor, int(chosen))
    suites, officers = suites_for(actor, WORK), officers_in_force()
    form = forms.AuthoriseForm(
        sent(request), suites=suites, officers=officers, initial={"team": usual_suite(request.user)}
    )
    if made := carried_out(request, form, partial(actions.authorise_detention, person, by=actor, origin=named)):
        messages.success(
            request, f"Detention is authorised: {made.reference}. Now tell whoever is responsible for the child."
        )
        return redirect("custody:detention", made.pk)
    known = detentions_of_child(actor, person.pk)
    shown = {
        "form": form,
        "person": person,
        "detentions": known,
        "open": next((each for each in known if each.is_open), None),
        "origin": origin,
    }
    return render(request, "custody/authorise.html", shown)


def _find(request: HttpRequest) -> HttpResponse:
    shown = searched(request, says="Choose the child who is here.")
    add = {"add_at": "custody:add-child", "add_unnamed": "The child gives no name: add them"}
    return page_to_choose(request, "custody/find.html", **add, **shown)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known, were it no name; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    require(actor, WORK, None)
    require(actor, "people.record", None)
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    return page_to_add(request, form, "custody/add_child.html", then="custody:authorise")
