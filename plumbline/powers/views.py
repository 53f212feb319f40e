"""Pages of the room. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.access.origins import came_from, origin_named
from plumbline.kernel.references import number_of
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_add, page_to_choose, searched
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
from plumbline.web.pages import carried_out, page_about, sent
from plumbline.web.tables import export, in_order, page_of

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
    chosen, origin = request.GET.get("child", ""), came_from(request)
    if number_of(chosen) is None:
        return _find(request)
    person = person_for(actor, int(chosen))
    start = {"team": usual_team(request.user)}
    form = forms.TakeForm(sent(request), teams=teams_for(actor, USE), officers=constables(), initial=start)
    if made := carried_out(request, form, partial(actions.take_child, person, by=actor, origin=origin_named(request))):
        messages.success(request, f"{person.name} is recorded as in police protection: {made.reference}.")
        return redirect("powers:protection", made.pk)
    now, known = open_protection_of(person.pk), protections_of_child(actor, person.pk)
    drawn = {"form": form, "person": person, "now": now, "known": known, "origin": origin}
    return render(request, "powers/take.html", drawn)


def _find(request: HttpRequest) -> HttpResponse:
    shown = searched(request, says="Choose the child.")
    add = {"add_at": "powers:add-child", "add_unnamed": "Nobody knows who the child is"}
    return page_to_choose(request, "powers/find.html", **add, **shown)


def add_child(request: HttpRequest) -> HttpResponse:
    """A child who is not on record, with the least that is known; those who are like them are shown first."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, "people.record", None)
    form = forms.ChildForm.like(request.GET.get("q", "")[:200], sent(request))
    return page_to_add(request, form, "powers/child.html", then="powers:take")


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
    request: HttpRequest, pk: int, to: str, make: Callable[..., Any], act: Callable[..., Any], **words: str
) -> HttpResponse:
    """A page of one act about a protection. `make(data, protection)` gives the form."""
    case = protection_for(acting(request), pk, to=to)
    kept = {"called": "protection", "then": "powers:protection", "template": "powers/form.html"}
    return page_about(request, case, make, act, **kept, **words)


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
