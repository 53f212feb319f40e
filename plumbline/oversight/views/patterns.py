"""Patterns worth a look, the looks into them, and the list of people in the news."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from plumbline.access.access import acting
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing
from plumbline.kernel.references import number_of
from plumbline.oversight import access, actions, forms
from plumbline.oversight.queries.patterns import RULES, Finding, Rule, Window, accounts_of, finding_called, found_by
from plumbline.oversight.views import reading, sum_of
from plumbline.people.queries import find_people
from plumbline.web import slots
from plumbline.web.pages import carried_out
from plumbline.web.tables import Column, export, page_of

COLUMNS = [
    Column("officer", "Officer", lambda finding: finding.officer.display_name),
    Column("says", "What was seen", "says"),
    Column("person", "Person", "person"),
    Column("number", "Reads", "number"),
    Column("first", "First", "first_at"),
    Column("last", "Last", "last_at"),
    Column("figures", "Figures", lambda finding: "; ".join(f"{name}: {value}" for name, value in finding.figures)),
    Column("look", "Looked into", lambda finding: finding.look.get_outcome_display() if finding.look else ""),
]


def patterns(request: HttpRequest) -> HttpResponse:
    """The patterns, each with what it looks for. None is asked until one is chosen: each costs a search of the ledger."""
    access.require(acting(request), access.SEE)
    _, shown = reading(request)
    return render(request, "oversight/patterns.html", shown | {"rules": list(RULES.values())})


def pattern(request: HttpRequest, rule: str) -> HttpResponseBase:
    access.require(acting(request), access.SEE)
    found_rule = _rule(rule)
    actor, shown = reading(request)
    filters = forms.PatternFilter(request.GET or None)
    shown |= {"rule": found_rule, "filters": filters}
    if actor is None or not filters.is_valid():
        return render(request, "oversight/pattern.html", shown)
    window = Window(filters.cleaned_data["since"], filters.cleaned_data["until"])
    findings = found_by(found_rule, window)
    settled = sum(each.is_settled for each in findings)
    listed = findings if filters.cleaned_data["settled"] else [each for each in findings if not each.is_settled]
    page = page_of(listed, request)
    taken = request.GET.get("format") in ("csv", "xlsx")
    _name(request, listed if taken else page.object_list)
    told = f"Pattern looked for: {found_rule.title}, {window.since:%-d %b %Y} to {window.until:%-d %b %Y}"
    if wanted := export(request, COLUMNS, listed, f"pattern {rule}"):
        access.taken_out(actor, told, {each.person for each in listed if each.person})
        return wanted
    _shown(actor, page.object_list, told)
    return render(request, "oversight/pattern.html", shown | {"page": page, "window": window, "settled": settled})


def look(request: HttpRequest, rule: str) -> HttpResponse:
    """One finding, and what came of looking into it."""
    access.require(acting(request), access.SEE)
    found_rule = _rule(rule)
    actor, shown = reading(request)
    filters = forms.PatternFilter(request.GET or None)
    if actor is None or not filters.is_valid():
        return render(request, "oversight/look.html", shown | {"rule": found_rule})
    window = Window(filters.cleaned_data["since"], filters.cleaned_data["until"])
    finding = finding_called(found_rule, window, _officer(request), request.GET.get("about", ""))
    if finding is None:
        raise Missing(
            "There is no such finding in this period. It may have come from a period that was chosen otherwise."
        )
    _name(request, [finding])
    form = forms.LookForm(request.POST or None)
    named = {"rule": found_rule.key, "officer": finding.officer, "about": finding.about, "person": finding.person}  # type: ignore[attr-defined]
    back = f"{reverse('oversight:pattern', args=[rule])}?{urlencode({'why': shown['why'], **_span(window)})}"
    if carried_out(request, form, partial(actions.look_into, by=actor, last_at=finding.last_at, **named)):
        messages.success(request, "What came of it is recorded.")
        return redirect(back)
    _shown(actor, [finding], f"Finding of a pattern read: {found_rule.title}")
    told = {"rule": found_rule, "finding": finding, "form": form, "back": back, "window": window}
    return render(request, "oversight/look.html", shown | told)


def _rule(key: str) -> Rule:
    if key not in RULES:
        raise Missing
    return RULES[key]


def _officer(request: HttpRequest) -> int:
    given = request.GET.get("officer", "")
    return number_of(given) or 0


def _span(window: Window) -> dict[str, str]:
    return {"since": str(window.since), "until": str(window.until)}


def _name(request: HttpRequest, findings: list[Finding]) -> None:
    """Put the account beside each finding, and ask once what the people are called."""
    accounts = accounts_of(findings)
    for finding in findings:
        finding.officer = accounts[finding.officer_id]  # type: ignore[attr-defined]
    slots.Called.on(request).learn("person", [each.person for each in findings if each.person])


def _shown(actor: Actor, findings: list[Finding], what: str) -> None:
    people = {each.person for each in findings if each.person}
    access.patterns_shown(actor, f"{what}: {sum_of(len(findings), 'finding')}", people)


# -- people in the news --------------------------------------------------------------------------------------------------


def news(request: HttpRequest) -> HttpResponse:
    listings = access.listings_for(acting(request))
    slots.Called.on(request).learn("person", [each.person for each in listings])
    return render(request, "oversight/news.html", {"listings": listings, "today": clock.today()})


def news_add(request: HttpRequest) -> HttpResponse:
    """Two steps that need no script: find the person, then say what the news is about."""
    actor = acting(request)
    access.require(actor, access.SEE)
    chosen = request.GET.get("person", "")
    if number_of(chosen) is None:
        typed = request.GET.get("q", "")[:200]
        found = find_people(typed) if typed.strip() else []
        access.patterns_shown(
            actor, f"Searched for “{typed}” for the list of people in the news", [f.person.pk for f in found]
        )
        shown = {"form": forms.SearchForm(request.GET or None), "typed": typed.strip(), "found": found}
        return render(request, "oversight/news_find.html", shown)
    called = slots.name_of("person", [int(chosen)]).get(int(chosen))
    if called is None:
        raise Missing
    form = forms.NewsForm(request.POST or None)
    if carried_out(request, form, partial(actions.list_in_news, by=actor, person=int(chosen))):
        messages.success(request, f"{called} is on the list of people in the news.")
        return redirect("oversight:news")
    access.patterns_shown(actor, "Person chosen for the list of people in the news", [int(chosen)])
    shown = {"form": form, "title": f"{called} is in the news", "submit": "Put on the list", "news": True}
    return render(request, "oversight/form.html", shown)


def news_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    listing = access.listing_for(actor, pk)
    form = forms.CloseForm(request.POST or None, version=listing.version)
    if carried_out(request, form, partial(actions.end_listing, listing, by=actor)):
        messages.success(request, "Taken off the list with this day.")
        return redirect("oversight:news")
    called: Any = slots.name_of("person", [listing.person]).get(listing.person, "This person")
    why = "Reads after today are no longer found by the pattern. Those until today still are."
    shown = {"form": form, "title": f"{called} is no longer in the news", "submit": "Take off the list", "news": True}
    return render(request, "oversight/form.html", shown | {"why": why})
