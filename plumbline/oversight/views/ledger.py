"""The ledger: who looked at a record, one's own activity, the search, one entry, and the extract for the Commissioner."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from plumbline.access.access import acting, may_do
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.references import number_in, number_of
from plumbline.ledger.queries import newest
from plumbline.oversight import access, forms
from plumbline.oversight.queries.extract import zipped
from plumbline.oversight.queries.reading import (
    Capped,
    changes_of,
    held_then,
    looked_at,
    searched,
    span,
    with_roles,
)
from plumbline.oversight.views import reading, sum_of
from plumbline.people.queries import find_people
from plumbline.web import slots, tables
from plumbline.web.tables import Column, page_of

OWN_PURPOSE = "self-monitoring"
LINES = [
    Column("day", "Day", "day"),
    Column("who", "Who", "actor"),
    Column("role", "Role then", "role"),
    Column("first", "First", "first_at"),
    Column("last", "Last", "last_at"),
    Column("what", "What", "what"),
    Column("purpose", "Purpose", lambda line: ", ".join(sorted(line.purposes))),
    Column("terminal", "Terminal", lambda line: ", ".join(sorted(line.terminals))),
]


def looked(request: HttpRequest, room: str, kind: str, pk: int) -> HttpResponseBase:
    """Who looked at a record. One line for each day and person; a line opens to its entries."""
    case = access.record_for(acting(request), CaseRef(room, kind, pk))
    actor, shown = reading(request)
    filters = forms.LookedFilter(request.GET or None)
    is_person = (room, kind) == ("people", "person")
    page_of_case = case.page() if may_open(request.user, room) else None
    shown |= {"case": case, "case_page": page_of_case, "filters": filters, "is_person": is_person}
    if actor is None:
        return render(request, "oversight/looked.html", shown)
    slots.Called.on(request).learn("person", [pk] if is_person else [])
    people = [pk] if is_person else []
    found = access.entries_about(case).filter(**span(filters.said.get("since"), filters.said.get("until")))
    if filters.said.get("who") is not None and filters.said.get("since"):
        return _opened(request, actor, case, found=found, shown=shown, who=filters.said["who"])
    lines = looked_at(found)
    what = f"Who looked at {case}: {sum_of(len(lines), 'line')}"
    if wanted := tables.export(request, LINES, lines, f"who looked at {room} {kind} {pk}"):
        access.taken_out(actor, what, people, case)
        return wanted
    access.looks_shown(actor, case, f"{what}, read", people)
    return render(request, "oversight/looked.html", shown | {"page": page_of(lines, request, per_page=50)})


def _opened(
    request: HttpRequest, actor: Actor, case: CaseRef, *, found: Any, shown: dict[str, Any], who: int
) -> HttpResponse:
    """One line opened: every entry of that person about the record on those days. 0 stands for parts of the system."""
    theirs = found.filter(actor_id=who or None).order_by("-at", "-id").prefetch_related("people")
    page = page_of(Capped(theirs), request, per_page=50)
    page.object_list = _told(request, page.object_list)
    access.looks_shown(actor, case, f"Who looked at {case} read, one person’s entries", _people(page.object_list))
    return render(request, "oversight/looked.html", shown | {"entries": page})


def activity(request: HttpRequest) -> HttpResponseBase:
    """What the ledger holds about what the person at the screen did and looked at."""
    actor = access.for_purpose(acting(request), OWN_PURPOSE)
    assert actor is not None
    filters = forms.OwnFilter(request.GET or None)
    found = searched(access.own_entries(actor), filters.said).prefetch_related("people")
    page = page_of(Capped(found), request, per_page=50)
    page.object_list = _told(request, page.object_list)
    access.ledger_shown(actor, "Own activity read", page.object_list)
    days: dict[date, list[Any]] = {}
    for entry in page.object_list:
        days.setdefault(clock.local(entry.at).date(), []).append(entry)
    return render(request, "oversight/activity.html", {"filters": filters, "page": page, "days": list(days.items())})


def search(request: HttpRequest) -> HttpResponseBase:
    """The whole ledger, by person looked at, officer, time, terminal, operation, event and room."""
    access.require(acting(request), access.SEE)
    actor, shown = reading(request)
    filters = forms.LedgerFilter(request.GET or None)
    shown |= {"filters": filters, "may_export": may_do(request.user, access.EXPORT)}
    if actor is None:
        return render(request, "oversight/ledger.html", shown)
    said = dict(filters.said)
    person, candidates = _person(said.get("person_named", ""), request.GET.get("person", ""))
    shown |= {"candidates": candidates, "nobody": bool(said.get("person_named")) and not candidates and not person}
    said["person"] = person or (-1 if said.get("person_named") else None)
    found = searched(access.ledger_for(actor), said).prefetch_related("people")
    page = page_of(Capped(found), request, per_page=50)
    page.object_list = _told(request, page.object_list)
    access.ledger_shown(actor, f"Ledger searched: {_in_words(said, filters)}", page.object_list)
    if candidates:
        access.patterns_shown(actor, "People looked for in a search of the ledger", [f.person.pk for f in candidates])
    return render(request, "oversight/ledger.html", shown | {"page": page, "person": person})


def _person(typed: str, chosen: str) -> tuple[int | None, list[Any]]:
    """The person a search is about: by reference or choice at once, by name once there is but one who may be meant."""
    if number_of(chosen) is not None:
        return int(chosen), []
    found = find_people(typed, limit=10) if typed else []
    return (found[0].person.pk, []) if len(found) == 1 else (None, found)


def _in_words(said: dict[str, Any], filters: Any) -> str:
    """The search as it was asked, for the entry that tells of it."""
    named = {n: v for n, v in said.items() if n not in ("why", "person") and v not in (None, "")}
    if said.get("person"):
        named["person"] = said["person"]
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in named.items())[:400] or "everything"


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry whole: what was changed, and what the record held at that moment."""
    access.require(acting(request), access.SEE)
    actor, shown = reading(request)
    if actor is None:
        return render(request, "oversight/entry.html", shown | {"number": pk})
    found = access.entry_for(actor, pk)
    (each,) = _told(request, [found])
    told = {"number": pk, "entry": each, "changes": list(changes_of(found)), "held": held_then(found)}
    return render(request, "oversight/entry.html", shown | told)


def export(request: HttpRequest) -> HttpResponseBase:
    """An extract for the Information Commissioner: a zip, sent while it is written, and a disclosure in the ledger."""
    access.require(acting(request), access.EXPORT)
    form = forms.ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actor = access.for_purpose(acting(request), said["why"])
        person = number_in("PN", said["person"]) if said["person"] else None
        if said["person"] and person is None:
            form.add_error("person", "Enter a reference such as PN-26-000045.")
        elif actor is not None:
            return _extract(actor, said | {"person": person})
    return render(request, "oversight/export.html", {"form": form})


def _extract(actor: Actor, said: dict[str, Any]) -> HttpResponseBase:
    """Up to the newest entry of this moment, so that nothing written meanwhile is in one file and not in the other."""
    asked = {name: said[name] for name in ("since", "until", "person", "officer", "operation")}
    found = searched(access.ledger_for(actor, access.EXPORT), asked).filter(id__lte=newest())
    to = f"{said['recipient']} (reference {said['reference']})"
    what = f"Extract of the ledger, {said['since']:%-d %b %Y} to {said['until']:%-d %b %Y}"
    access.ledger_disclosed(actor, found, to, what)
    about = {
        "what": "Extract of the log kept under section 62 of the Data Protection Act 2018",
        "recipient": said["recipient"],
        "reference": said["reference"],
        "made_at": clock.now(),
        "made_by": actor.name,
        "purpose": actor.purpose,
        "period": {"from": str(said["since"]), "to": str(said["until"]), "days": "local, both included"},
        "filters": {name: asked[name] for name in ("person", "officer", "operation") if asked[name]},
    }
    name = f"ledger-{said['since']:%Y%m%d}-{said['until']:%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(zipped(found, about), content_type="application/zip", headers=headers)


def _told(request: HttpRequest, entries: Any) -> list[Any]:
    found = with_roles(entries)
    for each in found:
        each.page = each.page if may_open(request.user, each.room) else None
    slots.Called.on(request).learn("person", _people(found))
    return found


def may_open(user: Any, room: str) -> bool:
    """Whether to lead on to a record's own page: whoever searches the ledger need not be one who reads cases."""
    return may_do(user, f"{room}.see") or (room == "access" and may_do(user, access.REVIEW))


def _people(entries: Any) -> set[int]:
    return {number for entry in entries for number in entry.named}
