"""Pages of the room. A view says who acts, on which record, by which form and which act; no more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.access.origins import origin_named
from plumbline.investigations import actions, forms
from plumbline.investigations.access import (
    EXPORT,
    OPEN,
    SEE,
    SUPERVISE,
    WORK,
    came_of,
    child_for,
    exported,
    investigation_for,
    investigation_whole_for,
    investigations_for,
    investigations_of_child,
    investigators,
    listed_for,
    offered,
    origin_for,
    origin_page,
    require_sight,
    review_for,
    shown,
    teams_for,
    veiled,
    with_children,
)
from plumbline.investigations.panels import steps_for, story_of
from plumbline.investigations.queries import (
    COLUMNS,
    LISTED,
    TELLS_NOTHING,
    filtered,
    next_duty,
    rows_of,
    usual_team,
)
from plumbline.kernel.references import number_of
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_choose, searched
from plumbline.web.pages import carried_out, page_about, sent
from plumbline.web.tables import export, in_order, page_of

# The list


def investigations(request: HttpRequest) -> HttpResponseBase:
    """Open ones, the oldest report first. A restricted child's is among them while nothing is asked that would tell of it."""
    actor = acting(request)
    filters = forms.ListFilter(request.GET or None, teams=list(teams_for(actor, SEE)))
    said = filters.said
    if request.GET.get("format"):
        found = with_children(filtered(investigations_for(actor), said, request.user))
        rows, _ = in_order(found, request, LISTED, default="reported")
        return export(request, COLUMNS, exported(actor, rows), "investigations") or redirect("investigations:list")
    known = listed_for(actor) if set(said) <= TELLS_NOTHING else investigations_for(actor)
    found, sort = in_order(with_children(filtered(known, said, request.user)), request, LISTED, default="reported")
    page = page_of(found, request)
    page.object_list = rows_of(page.object_list, partial(veiled, actor))
    shown(actor, [person for row in page.object_list for person in row.people])
    drawn = {
        "filters": filters,
        "page": page,
        "columns": LISTED,
        "sort": sort,
        "is_narrowed": bool(said),
        "may_export": may_do(request.user, EXPORT),
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "investigations/list.html", drawn)


# The opening


def open_one(request: HttpRequest) -> HttpResponse:
    """One form: from a record of another room with the children who are in it, or from the page of one child."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, OPEN, None)
    ref, chosen = origin_named(request), number_of(request.GET.get("child", ""))
    origin = origin_for(actor, ref)
    is_sent = request.method == "POST"
    people = offered(actor, origin, anew=not is_sent) if origin is not None else []
    if chosen is not None and origin is None:
        people = [person_for(actor, chosen)]
    start = {"team": getattr(origin, "team_id", None) or usual_team(request.user)}
    start["children"] = [each.pk for each in people if each.pk == chosen or len(people) == 1]
    known_at = getattr(origin, "reported_at", None)
    teams = teams_for(actor, OPEN)
    form = forms.OpenForm(sent(request), people=people, teams=teams, is_time_known=known_at is not None, initial=start)
    by_number = {each.pk: each for each in people}

    def opened(*, children: list[int], **told: Any) -> Any:
        first, *others = [by_number[pk] for pk in sorted(children)]
        return actions.open_investigation(first, by=actor, origin=ref, others=others, **told)

    if made := carried_out(request, form, opened):
        messages.success(request, f"Investigation {made.reference} is open.")
        return redirect("investigations:investigation", made.pk)
    drawn = {
        "form": form,
        "people": people,
        "origin": origin,
        "back": ref.page() if ref else reverse("investigations:list"),
        "known_at": known_at,
        "came": came_of(actor, origin).investigations if origin is not None else [],
        "known": investigations_of_child(actor, chosen) if chosen is not None and origin is None else [],
    }
    return render(request, "investigations/open.html", drawn)


# The case


def investigation(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one investigation on one page."""
    actor = acting(request)
    found = investigation_whole_for(actor, pk)
    first, also = steps_for(request.user, found)
    drawn = {
        "investigation": found,
        "duty": next_duty(found, [each.person_id for each in found.children.all()]),
        "story": story_of(found),
        "first": first,
        "also": also,
        "origin_page": origin_page(actor, found),
        "may_work": found.is_open and may_do(request.user, WORK, found),
    }
    return render(request, "investigations/investigation.html", drawn)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The record on a sheet, to be printed."""
    found = investigation_whole_for(acting(request), pk)
    return render(request, "investigations/sheet.html", {"investigation": found, "story": story_of(found)[::-1]})


def child(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("investigations:investigation", child_for(acting(request), pk).investigation_id)


def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("investigations:investigation", review_for(acting(request), pk).investigation_id)


def review_next(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of the next review, or the page of the case where it is closed or not theirs to review."""
    found = review_for(acting(request), pk).investigation
    page = "review" if may_do(request.user, SUPERVISE, found) and found.is_open else "investigation"
    return redirect(f"investigations:{page}", found.pk)


def about(
    request: HttpRequest,
    pk: int,
    to: str,
    make: Callable[..., Any],
    act: Callable[..., Any],
    *,
    while_open: bool = True,
    **words: str,
) -> HttpResponse:
    """A page of one act about an investigation, done while it is open or else while it is closed; past that it says so and
    asks nothing. `make(data, investigation)` gives the form."""
    case = investigation_for(acting(request), pk, to=to)
    shown = words | {"is_past": request.method != "POST" and case.is_open != while_open}
    kept = {"called": "investigation", "then": "investigations:investigation", "template": "investigations/form.html"}
    return page_about(request, case, make, act, **kept, **shown)


def crime(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Record the crime", "submit": "Record", "done": "The crime is recorded."}
    return about(
        request,
        pk,
        OPEN,
        lambda data, found: forms.CrimeForm(data, version=found.version),
        actions.record_crime,
        why="As soon as it is told of. It waits for no medical and no interview.",
        **words,
    )


def no_crime(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "There was no crime", "submit": "Decide so", "done": "It is decided that there was no crime."}
    return about(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.NoCrimeForm(data, version=found.version),
        actions.decide_no_crime,
        why="A supervisor’s decision. A crime may still be recorded later, if more is known; the decision stays on the record.",
        **words,
    )


def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    teams = teams_for(acting(request), SUPERVISE)
    words = {"title": "Officer in the case", "submit": "Allocate", "done": "It is allocated."}
    return about(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.AllocateForm(data, investigation=found, officers=investigators(), teams=teams),
        actions.allocate,
        why="Who is trained for what is not known here: that is yours to judge.",
        **words,
    )


def review(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Review", "submit": "Record the review", "done": "The review is recorded."}
    return about(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.ReviewForm(data, version=found.version),
        actions.review_investigation,
        why="By a supervisor who is not the officer in the case.",
        **words,
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Close the investigation", "submit": "Close it", "done": "It is closed."}
    return about(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.CloseForm(data, investigation=found),
        actions.close_investigation,
        why="By a supervisor who is not the officer in the case, once a crime is recorded or ruled out.",
        **words,
    )


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Open it again", "submit": "Open it again", "done": "It is open again."}
    return about(
        request,
        pk,
        SUPERVISE,
        lambda data, found: forms.ReopenForm(data, version=found.version),
        actions.reopen_investigation,
        why="It counts as a review. What fell away when it was closed is not owed anew.",
        while_open=False,
        **words,
    )


# Its children


def name_child(request: HttpRequest, pk: int) -> HttpResponse:
    """Two steps, so that one child keeps one record: find the child, then name them in it."""
    actor = acting(request)
    found = investigation_for(actor, pk, to=WORK)
    chosen = number_of(request.GET.get("child", ""))
    drawn: dict[str, Any] = {"investigation": found, "title": "Name another child"}
    if chosen is None:
        return page_to_choose(
            request, "investigations/find.html", **drawn, **searched(request, says="Choose the child.")
        )
    person = person_for(actor, chosen)
    form = forms.NameForm(sent(request))
    if carried_out(request, form, partial(actions.name_child, found, by=actor, person=person)):
        messages.success(request, f"{person.name} is named in it.")
        return redirect("investigations:investigation", pk)
    return render(request, "investigations/name_child.html", drawn | {"form": form, "person": person})


def hear(request: HttpRequest, pk: int) -> HttpResponse:
    """What one child in it wishes and feels."""
    actor = acting(request)
    found = child_for(actor, pk, to=WORK)
    form = forms.HearForm(sent(request))
    if carried_out(request, form, partial(actions.hear_child, found, by=actor)):
        messages.success(request, "It is recorded.")
        return redirect("investigations:investigation", found.investigation_id)
    drawn = {
        "investigation": found.investigation,
        "form": form,
        "is_past": request.method != "POST" and not found.investigation.is_open,
        "title": f"What {found.person.name} wishes and feels",
        "submit": "Record",
        "why": "Ask the child, alone if they can be. This is not the recorded interview: that is evidence, and kept as such.",
    }
    return render(request, "investigations/form.html", drawn)
