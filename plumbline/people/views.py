"""Pages about people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline.access.access import acting, authorise, may_do
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.references import number_of
from plumbline.people import actions, forms
from plumbline.people.access import (
    marker_for,
    merge_for,
    merges_for,
    merges_shown,
    people_found,
    person_for,
    relationship_for,
)
from plumbline.people.panels import markers_panel, timeline_of
from plumbline.people.panels.choosing import alike, page_to_choose, searched
from plumbline.people.queries import side_by_side, standing
from plumbline.web.pages import carried_out
from plumbline.web.tables import page_of

RECORD, MARK, VOICE, MERGE = "people.record", "people.mark", "people.voice", "people.merge"
PRE_VERBAL_BELOW = 4


def children(request: HttpRequest) -> HttpResponse:
    """Search; nobody is listed who was not asked for."""
    typed = request.GET.get("q", "")[:200]
    shown = {
        "form": forms.SearchForm(request.GET or None),
        "typed": typed.strip(),
        "found": people_found(acting(request), typed),
        "may_record": may_do(request.user, RECORD),
    }
    return render(
        request, "people/children.html#results" if request.headers.get("HX-Request") else "people/children.html", shown
    )


def child(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_for(acting(request), pk)
    if person.merged_into_id:
        messages.info(request, f"{person.reference} was combined with this record: both are one person.")
        return redirect("people:child", standing(person).pk)
    if person.disposed_at:
        return render(request, "people/disposed.html", {"person": person})
    shown = {
        "person": person,
        "markers": markers_panel(request, person),
        "timeline": timeline_of(request, person),
        "may_be_mother": may_do(request.user, RECORD) and _may_be_mother(person),
        "open_care": next((period for period in person.care_periods.all() if period.ended_on is None), None),
        "may_record": may_do(request.user, RECORD),
        "may_mark": may_do(request.user, MARK),
        "may_voice": may_do(request.user, VOICE),
        "may_merge": may_do(request.user, MERGE),
    }
    return render(request, "people/child.html", shown)


def _may_be_mother(person: Any) -> bool:
    """Whether to offer an unborn child on the page: no question to put beside a boy or a small child."""
    return person.gender != "male" and not person.is_unborn and (person.age is None or person.age > 10)


def add(request: HttpRequest) -> HttpResponse:
    """Add a person, after a look at those who are like them: one child must not have two records."""
    actor = acting(request)
    authorise(actor, RECORD, None)
    form = forms.PersonForm.like(request.GET.get("q", ""), request.POST or None)
    like = alike(request, form)
    if not like and (person := carried_out(request, form, partial(actions.add_person, by=actor))):
        messages.success(request, f"{person.name} is added as {person.reference}.")
        return redirect("people:child", person.pk)
    return render(request, "people/person_form.html", {"form": form, "alike": like, "title": "Add a person"})


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    person = person_for(actor, pk, to=RECORD)
    form = forms.PersonForm.of(person, request.POST or None)
    if carried_out(request, form, partial(actions.amend_person, person, by=actor)):
        messages.success(request, f"The details of {person.name} are amended.")
        return redirect("people:child", pk)
    return render(request, "people/person_form.html", {"form": form, "person": person, "title": "Amend details"})


def add_unborn(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    mother = person_for(actor, pk, to=RECORD)
    form = forms.UnbornForm(request.POST or None, initial={"surname": mother.surname})
    act = partial(actions.add_person, by=actor, is_unborn=True, mother=mother)
    if unborn := carried_out(request, form, act):
        messages.success(request, f"The unborn child is added as {unborn.reference}.")
        return redirect("people:child", unborn.pk)
    why = "The same record becomes the child’s at birth, so that nothing known before is lost."
    return _form(request, mother, form, title="Add an unborn child", submit="Add the unborn child", why=why)


def record_birth(request: HttpRequest, pk: int) -> HttpResponse:
    title = "Record the birth"
    return _about(request, pk, forms.BirthForm, actions.record_birth, to=RECORD, title=title, submit=title)


def add_alias(request: HttpRequest, pk: int) -> HttpResponse:
    shown = {"title": "Add another name", "submit": "Add the name", "why": "The child is found by it from now on."}
    return _about(request, pk, forms.AliasForm, actions.add_alias, to=RECORD, **shown)


def add_address(request: HttpRequest, pk: int) -> HttpResponse:
    why = "A new home or placement ends the one before it."
    shown = {"title": "Add an address", "submit": "Add the address", "why": why}
    return _about(request, pk, forms.AddressForm, actions.add_address, to=RECORD, **shown)


def begin_care(request: HttpRequest, pk: int) -> HttpResponse:
    why = "A move to another placement is a new period; the one before it ends on the same day."
    shown = {"title": "Looked after by an authority", "submit": "Record care", "why": why}
    return _about(request, pk, forms.CareForm, actions.begin_care, to=RECORD, **shown)


def end_care(request: HttpRequest, pk: int) -> HttpResponse:
    shown = {"title": "No longer looked after", "submit": "End care"}
    return _about(request, pk, forms.EndCareForm, actions.end_care, to=RECORD, **shown)


def set_marker(request: HttpRequest, pk: int) -> HttpResponse:
    why = (
        "A marker is shown wherever the child is met. It needs a reason, an owner, and a day on which it is looked at "
        "again. You own the markers that you set."
    )
    shown = {"title": "Set a marker", "submit": "Set the marker", "why": why}
    return _about(request, pk, forms.MarkerForm, actions.set_marker, to=MARK, **shown)


def review_marker(request: HttpRequest, pk: int) -> HttpResponse:
    shown = {"title": "Review the marker", "submit": "Record the review"}
    return _marker(request, pk, forms.ReviewMarkerForm, actions.review_marker, **shown)


def remove_marker(request: HttpRequest, pk: int) -> HttpResponse:
    shown = {"title": "Remove the marker", "submit": "Remove the marker"}
    return _marker(request, pk, forms.RemoveMarkerForm, actions.remove_marker, **shown)


def add_relationship(request: HttpRequest, pk: int) -> HttpResponse:
    """Two steps that need no script: find the other person, then say what they are."""
    actor = acting(request)
    person = person_for(actor, pk, to=RECORD)
    chosen = request.GET.get("other", "")
    if number_of(chosen) is None:
        shown = searched(request, key="other", says="Choose the other person.")
        shown["found"] = [each for each in shown["found"] if each.person.pk != pk]
        add = {"add_at": "people:add", "add_says": "Not here: add them", "add_then": "Then come back."}
        return page_to_choose(request, "people/relationship_search.html", person=person, **add, **shown)
    other = person_for(actor, int(chosen))
    form = forms.RelationshipForm(request.POST or None, person=person, other=other)
    if carried_out(request, form, partial(actions.relate, person, by=actor, other=other)):
        messages.success(request, "The relationship is recorded.")
        return redirect("people:child", pk)
    title = f"{other.name} and {person.name}"
    return _form(request, person, form, title=title, submit="Record the relationship")


def end_relationship(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    relationship = relationship_for(actor, pk, to=RECORD)
    form = forms.EmptyForm(request.POST or None, version=relationship.version)
    if carried_out(request, form, partial(actions.end_relationship, relationship, by=actor)):
        messages.success(request, "The relationship is no longer current.")
        return redirect("people:child", relationship.person_id)
    shown = {"title": f"{relationship}: no longer current", "submit": "No longer current"}
    return _form(request, relationship.person, form, **shown)


def record_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a child said; `?case=room/kind/number` ties it to the work in which it was, and leads back there."""
    actor = acting(request)
    person = person_for(actor, pk, to=VOICE)
    case = _case(request)
    form = forms.VoiceForm(request.POST or None)
    if carried_out(request, form, partial(actions.record_voice, person, by=actor, case=case)):
        messages.success(request, "The voice of the child is recorded.")
        return redirect((case and case.page()) or reverse("people:child", args=[pk]))
    pre_verbal = person.age is not None and person.age < PRE_VERBAL_BELOW
    return render(request, "people/voice_form.html", {"form": form, "person": person, "is_pre_verbal": pre_verbal})


def _case(request: HttpRequest) -> CaseRef | None:
    """The case named in the address, if it is one that has a page; anything else is no case."""
    try:
        case = CaseRef.parse(request.GET.get("case", ""))
    except ValueError:
        return None
    return case if case.page() else None


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that may be of the same person; with `?with=`, the two side by side and which of them to keep."""
    actor = acting(request)
    person = person_for(actor, pk, to=MERGE)
    if request.GET.get("with", "").isdecimal():
        return _merge(request, person, person_for(actor, int(request.GET["with"][:18]), to=MERGE))
    typed = request.GET.get("q", "")[:200]
    born = f"{person.date_of_birth:%d/%m/%Y}" if person.date_of_birth else ""
    found = people_found(actor, typed or f"{person.given_name} {person.surname} {born}", limit=12)
    shown = {
        "person": person,
        "typed": typed.strip(),
        "search": forms.SearchForm(request.GET or None),
        "found": [each for each in found if each.person.pk != pk],
    }
    return render(request, "people/merge.html", shown)


def _merge(request: HttpRequest, person: Any, other: Any) -> HttpResponse:
    form = forms.MergeForm(request.POST or None, people=(person, other))

    def combine(keep: str, **said: Any) -> Any:
        kept, away = (person, other) if keep == str(person.pk) else (other, person)
        return actions.merge_people(kept, away, by=acting(request), **said)

    if made := carried_out(request, form, combine):
        messages.success(request, f"{made.other.reference} is combined with {made.kept.reference}.")
        return redirect("people:child", made.kept_id)
    shown = {"person": person, "other": other, "form": form, "rows": side_by_side(person, other)}
    return render(request, "people/merge.html", shown)


def merges(request: HttpRequest) -> HttpResponse:
    """Which records were combined, the latest first."""
    actor = acting(request)
    page = page_of(merges_for(actor), request)
    merges_shown(actor, page.object_list)
    return render(request, "people/merges.html", {"page": page})


def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Both records as they are told apart, and the way to take them apart again."""
    actor = acting(request)
    found = merge_for(actor, pk)
    form = forms.UndoMergeForm(request.POST or None, version=found.version)
    if carried_out(request, form, partial(actions.undo_merge, found, by=actor)):
        messages.success(request, "The records are taken apart.")
        return redirect("people:undo-merge", pk)
    shown = {"merge": found, "person": found.kept, "other": found.other, "form": form}
    return render(request, "people/undo_merge.html", shown | {"rows": side_by_side(found.kept, found.other)})


def _about(
    request: HttpRequest, pk: int, make: Callable[..., Any], act: Callable[..., Any], *, to: str, **shown: str
) -> HttpResponse:
    """The page of one act about a person."""
    actor = acting(request)
    person = person_for(actor, pk, to=to)
    form = make(request.POST or None)
    if carried_out(request, form, partial(act, person, by=actor)):
        messages.success(request, f"{shown['title']}: recorded.")
        return redirect("people:child", pk)
    return _form(request, person, form, **shown)


def _marker(
    request: HttpRequest, pk: int, make: Callable[..., Any], act: Callable[..., Any], **shown: str
) -> HttpResponse:
    """The page of one act about a marker, with what the marker says above the form."""
    actor = acting(request)
    marker = marker_for(actor, pk, to=MARK)
    form = make(request.POST or None, version=marker.version)
    if carried_out(request, form, partial(act, marker, by=actor)):
        messages.success(request, f"{shown['title']}: recorded.")
        return redirect("people:child", marker.person_id)
    return _form(request, marker.person, form, marker=marker, **shown)


def _form(request: HttpRequest, person: Any, form: Any, **shown: Any) -> HttpResponse:
    return render(request, "people/form.html", {"person": person, "form": form, **shown})
