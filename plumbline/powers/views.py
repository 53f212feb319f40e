"""Pages of the room. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.access.origins import origin_named
from plumbline.kernel.references import number_of
from plumbline.people.access import people_found, person_for
from plumbline.people.actions import add_person
from plumbline.powers import actions, forms
from plumbline.powers.access import (
    DECIDE,
    EXPORT,
    SEE,
    USE,
    constables,
    designable,
    exported,
    inspectors,
    listed_for,
    protection_for,
    protection_whole_for,
    protections_for,
    protections_of_child,
    require_sight,
    shown,
    stay_for,
    teams_for,
    veiled,
)
from plumbline.powers.panels import steps_for, story_of
from plumbline.powers.queries import (
    COLUMNS,
    LISTED,
    duties_of,
    filtered,
    is_in_station,
    next_duty,
    open_protection_of,
    place_now,
    rows_of,
    tells_of_children,
    usual_team,
)
from plumbline.standards.policy import value_now
from plumbline.web.pages import carried_out
from plumbline.web.tables import export, in_order, page_of

ALIKE = 0.8


def sent(request: HttpRequest) -> Any:
    """What was posted, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


# The list


def protections(request: HttpRequest) -> HttpResponseBase:
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    if request.GET.get("format"):
        rows, _ = in_order(filtered(protections_for(actor), filters.said), request, LISTED, default="until")
        return export(request, COLUMNS, exported(actor, rows), "police protection") or redirect("powers:list")
    known = (
        protections_for(actor) if tells_of_children(filters.said, request.GET.get("sort", "")) else listed_for(actor)
    )
    found, sort = in_order(filtered(known, filters.said), request, LISTED, default="until")
    page = page_of(found, request)
    page.object_list = rows_of(page.object_list, partial(veiled, actor))
    shown(actor, page.object_list)
    drawn = {
        "filters": filters,
        "page": page,
        "columns": LISTED,
        "sort": sort,
        "state": filters.said.get("state", ""),
        "may_export": may_do(request.user, EXPORT),
        "may_use": may_do(request.user, USE),
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "powers/list.html", drawn)


# A child is taken


def take(request: HttpRequest) -> HttpResponse:
    """Two steps, so that one child keeps one record: find the child, then say what was done."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, USE, None)
    chosen, origin = request.GET.get("child", ""), request.GET.get("from", "")[:100]
    if number_of(chosen) is None:
        return _find(request, origin)
    person = person_for(actor, int(chosen))
    start = {"team": usual_team(request.user)}
    form = forms.TakeForm(sent(request), teams=teams_for(actor, USE), officers=constables(), initial=start)
    if made := carried_out(request, form, partial(actions.take_child, person, by=actor, origin=origin_named(request))):
        messages.success(request, f"{person.name} is recorded as in police protection: {made.reference}.")
        return redirect("powers:protection", made.pk)
    now, known = open_protection_of(person.pk), protections_of_child(actor, person.pk)
    drawn = {"form": form, "person": person, "now": now, "known": known, "origin": origin}
    return render(request, "powers/take.html", drawn)


def _find(request: HttpRequest, origin: str) -> HttpResponse:
    typed = request.GET.get("q", "")[:200]
    drawn = {
        "form": forms.SearchForm(request.GET or None),
        "typed": typed.strip(),
        "found": people_found(acting(request), typed),
        "may_add": may_do(request.user, "people.record"),
        "origin": origin,
    }
    return render(request, "powers/find.html#results" if request.htmx else "powers/find.html", drawn)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, "people.record", None)
    origin = request.GET.get("from", "")[:100]
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    alike = [] if request.POST.get("is_new") else _alike(request, form)
    if not alike and (person := carried_out(request, form, partial(add_person, by=actor))):
        messages.success(request, f"{person.name} is added as {person.reference}.")
        return redirect(f"{reverse('powers:take')}?{urlencode({'child': person.pk, 'from': origin})}")
    return render(request, "powers/child.html", {"form": form, "alike": alike, "origin": origin})


def _alike(request: HttpRequest, form: forms.ChildForm) -> list[object]:
    if request.method != "POST" or not form.is_valid():
        return []
    said = form.cleaned_data
    born = f"{said['date_of_birth']:%d/%m/%Y}" if said["date_of_birth"] else ""
    found = people_found(acting(request), f"{said['given_name']} {said['surname']} {born}", limit=5)
    return [each for each in found if each.score >= ALIKE]


# The case


def protection(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one use of the power on one page."""
    found = protection_whole_for(acting(request), pk)
    first, also = steps_for(request.user, found)
    drawn = {
        "protection": found,
        "owed": duties_of(found),
        "place": place_now(found),
        "in_station": is_in_station(found),
        "duty": next_duty(found),
        "story": story_of(found),
        "first": first,
        "also": also,
        "may_use": may_do(request.user, USE, found),
    }
    return render(request, "powers/protection.html", drawn)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The record on a sheet, to be printed and to go with the child."""
    found = protection_whole_for(acting(request), pk)
    drawn = {"protection": found, "owed": duties_of(found), "place": place_now(found), "story": story_of(found)[::-1]}
    return render(request, "powers/sheet.html", drawn)


def stay(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("powers:protection", stay_for(acting(request), pk).protection_id)


def stay_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the child goes next, or the page of the case where they may not say so."""
    found = stay_for(acting(request), pk).protection
    page = "accommodate" if may_do(request.user, USE, found) and found.is_live else "protection"
    return redirect(f"powers:{page}", found.pk)


def about(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    why: str = "",
) -> HttpResponse:
    """A page of one act about a protection. `make(data, protection)` gives the form."""
    actor = acting(request)
    found = protection_for(actor, pk, to=to)
    form = make(sent(request), found)
    if carried_out(request, form, partial(act, found, by=actor)):
        messages.success(request, done)
        return redirect("powers:protection", pk)
    drawn = {"protection": found, "form": form, "title": title, "submit": submit, "why": why}
    return render(request, "powers/form.html", drawn)


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Amend what is known", "submit": "Save", "done": "It is amended."}
    return about(
        request,
        pk,
        USE,
        lambda data, found: forms.AmendForm(data, protection=found),
        actions.amend_protection,
        why="When the power was used, and by whom, stays as it was recorded.",
        **words,
    )


def designate(request: HttpRequest, pk: int) -> HttpResponse:
    any_rank = not value_now(actions.POLICY, "designated_needs_inspector")
    words = {"title": "Designated officer", "submit": "Appoint", "done": "The designated officer is recorded."}
    return about(
        request,
        pk,
        USE,
        lambda data, found: forms.DesignateForm(data, protection=found, officers=designable(found, any_rank=any_rank)),
        actions.designate_officer,
        why="Another than the officer who used the power: they inquire into the case and decide whether it goes on.",
        **words,
    )


def tell(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Who was told", "submit": "Record", "done": "It is recorded who was told."}
    return about(
        request,
        pk,
        USE,
        lambda data, _found: forms.TellForm(data, initial={"audience": request.GET.get("who", "")[:20]}),
        actions.record_telling,
        why="Both local authorities, the child, parents and whoever the child lived with: one at a time.",
        **words,
    )


def hear(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "What the child wishes and feels", "submit": "Record", "done": "It is recorded."}
    return about(
        request,
        pk,
        USE,
        lambda data, _found: forms.HearForm(data),
        actions.hear_child,
        why="Ask the child, alone if they can be. If they cannot speak, watch them and say what you saw.",
        **words,
    )


def accommodate(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Where the child is", "submit": "Record", "done": "It is recorded where the child is."}
    return about(
        request,
        pk,
        USE,
        lambda data, found: forms.AccommodateForm(data, inspectors=inspectors(found)),
        actions.accommodate_child,
        why="A child who was removed goes to local authority accommodation or a refuge as soon as can be.",
        **words,
    )


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Decision", "submit": "Record the decision", "done": "The decision is recorded."}
    return about(
        request,
        pk,
        DECIDE,
        lambda data, _found: forms.DecideForm(data),
        actions.decide,
        why="By the designated officer alone. The child is released unless there is still reasonable cause.",
        **words,
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    words = {
        "title": "End police protection",
        "submit": "End it",
        "done": "It has ended. Record to whom the child goes.",
    }
    return about(
        request,
        pk,
        DECIDE,
        lambda data, found: forms.EndForm(data, version=found.version),
        actions.end_protection,
        why="It ends within 72 hours of the use of the power and cannot be extended.",
        **words,
    )


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Hand the child over", "submit": "Record", "done": "It is recorded to whom the child went."}
    return about(
        request,
        pk,
        USE,
        lambda data, found: forms.HandOverForm(data, version=found.version),
        actions.hand_over,
        **words,
    )
