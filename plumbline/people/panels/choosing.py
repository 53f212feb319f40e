"""Finding the person before something is recorded of them, or adding them with the least that is known.

One child keeps one record: every page that records something of a child begins here. Its room brings the words and the page
around it (its own template, with `people/choose.html` or `people/new_child.html` in it).
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, may_do
from plumbline.access.origins import came_from
from plumbline.people.access import people_found
from plumbline.people.actions import add_person
from plumbline.people.forms import PersonForm, SearchForm
from plumbline.people.queries import Found
from plumbline.web.pages import carried_out

# Of 1: how like one on record a new person is, from which on the officer must look at both first.
ALIKE = 0.8


def searched(request: HttpRequest, *, says: str, key: str = "child") -> dict[str, Any]:
    """What `people/choose.html` shows: the box, and who is like what was typed in it. Each leads back to this address, with
    their number as `key`. `says` tells whom to choose."""
    typed = request.GET.get("q", "")[:200]
    return {
        "search": SearchForm(request.GET or None),
        "typed": typed.strip(),
        "found": people_found(acting(request), typed),
        "at": request.path,
        "key": key,
        "says": says,
        "origin": came_from(request),
    }


def page_to_choose(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    """The page with that search; of a search that goes on while somebody types, what it found alone."""
    shown = {"may_add": may_do(request.user, "people.record")} | shown
    return render(request, "people/choose.html#results" if request.htmx else template, shown)  # type: ignore[attr-defined]


def alike(request: HttpRequest, form: PersonForm) -> list[Found]:
    """People on record so like the one typed in that the officer must look at them first; nobody, once they said who is new."""
    if request.method != "POST" or request.POST.get("is_new") or not form.is_valid():
        return []
    said = form.cleaned_data
    named = f"{said['given_name']} {said['surname']}".strip()
    born = f"{said['date_of_birth']:%d/%m/%Y}" if said["date_of_birth"] else ""
    found = people_found(acting(request), f"{named} {born}", limit=5) if named else []
    return [each for each in found if each.score >= ALIKE]


def page_to_add(request: HttpRequest, form: PersonForm, template: str, *, then: str) -> HttpResponse:
    """Add a child who is not on record; those who are like them are shown first. Whoever it is, added or found, is the child
    chosen on the page `then`, the name of an address."""
    like = alike(request, form)
    way, origin = reverse(then), came_from(request)
    if not like and (person := carried_out(request, form, partial(add_person, by=acting(request)))):
        messages.success(request, f"{person.name} is added as {person.reference}.")
        asked = {"child": person.pk} | ({"from": origin} if origin else {})
        return redirect(f"{way}?{urlencode(asked)}")
    return render(request, template, {"form": form, "alike": like, "at": way, "origin": origin})
