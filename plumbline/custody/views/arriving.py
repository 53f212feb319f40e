"""A child is brought in: find who it is, then say why they must be detained."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.access.access import authorise as require
from plumbline.access.origins import origin_in_reach, origin_named
from plumbline.custody import actions, forms
from plumbline.custody.access import detentions_of_child, officers_in_force, require_sight, suites_for
from plumbline.custody.queries import usual_suite
from plumbline.custody.views import WORK, sent
from plumbline.kernel.references import number_of
from plumbline.people.access import people_found, person_for
from plumbline.people.actions import add_person
from plumbline.web.pages import carried_out

ALIKE = 0.8


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
    typed = request.GET.get("q", "")[:200]
    shown = {
        "form": forms.SearchForm(request.GET or None),
        "typed": typed.strip(),
        "found": people_found(acting(request), typed),
        "may_add": may_do(request.user, "people.record"),
        "origin": request.GET.get("from", "")[:100],
    }
    return render(request, "custody/find.html#results" if request.htmx else "custody/find.html", shown)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known, were it no name; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    require(actor, WORK, None)
    require(actor, "people.record", None)
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    alike = [] if request.POST.get("is_new") else _alike(request, form)
    origin = request.GET.get("from", "")[:100]
    if not alike and (person := carried_out(request, form, partial(add_person, by=actor))):
        messages.success(request, f"{person.name} is added as {person.reference}.")
        asked = {"child": person.pk} | ({"from": origin} if origin else {})
        return redirect(f"{reverse('custody:authorise')}?{urlencode(asked)}")
    return render(request, "custody/add_child.html", {"form": form, "alike": alike, "origin": origin})


def _alike(request: HttpRequest, form: Any) -> list[object]:
    if request.method != "POST" or not form.is_valid():
        return []
    said = form.cleaned_data
    born = f"{said['date_of_birth']:%d/%m/%Y}" if said["date_of_birth"] else ""
    named = f"{said['given_name']} {said['surname']}".strip()
    found = people_found(acting(request), f"{named} {born}", limit=5) if named else []
    return [each for each in found if each.score >= ALIKE]
