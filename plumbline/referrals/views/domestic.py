"""Domestic abuse with children in the home, and whose school is to be told."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, leaves_out, may_do
from plumbline.access.origins import origin_named
from plumbline.kernel import clock
from plumbline.people.access import person_for
from plumbline.referrals import actions, forms
from plumbline.referrals.access import (
    calendar_for,
    calendars_for,
    encompass_for,
    household_of,
    incident_for,
    notification_for,
    settings_for,
    teams_for,
    term_for,
    victim_for,
)
from plumbline.referrals.forms import policy_says
from plumbline.referrals.queries.content import notice_of
from plumbline.referrals.views import FINISH, MAKE, MANAGE
from plumbline.referrals.views.making import chosen_child
from plumbline.web.pages import carried_out, page_of_act, sent
from plumbline.workforce.queries import officer_of


def record(request: HttpRequest) -> HttpResponse:
    """Recorded from one child; the others of the household stand below, each a victim unless taken out with a reason."""
    actor = acting(request)
    authorise(actor, MAKE, None)
    if (pk := chosen_child(request)) is None:
        return redirect("people:children")
    person, officer = person_for(actor, pk), officer_of(request.user)
    children = [person, *household_of(actor, person)]
    starts = {"team": officer.team_id if officer else None}
    form = forms.DomesticForm(sent(request), children=children, teams=teams_for(actor, MAKE), initial=starts)
    act = partial(actions.record_domestic_abuse, person, by=actor, origin=origin_named(request))
    if incident := carried_out(request, form, act):
        messages.success(request, f"{incident.reference} is recorded. Refer each child from here.")
        return redirect("referrals:incident", incident.pk)
    told = {
        "form": form,
        "person": person,
        "leaves_out": leaves_out(request.user),
        "why": policy_says("domestic_referred"),
    }
    return render(request, "referrals/domestic.html", told)


def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return _incident(request, incident_for(acting(request), pk))


def victim(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the incident; it is where what is owed to each of its children is done."""
    found = victim_for(acting(request), pk)
    return _incident(request, incident_for(acting(request), found.incident_id))


def _incident(request: HttpRequest, found: Any) -> HttpResponse:
    told = {
        "incident": found,
        "may_make": may_do(request.user, MAKE, found),
        "may_finish": may_do(request.user, FINISH, found),
        "now": clock.now(),
    }
    return render(request, "referrals/incident.html", told)


def place(request: HttpRequest, pk: int) -> HttpResponse:
    found = victim_for(acting(request), pk, to=MAKE)
    form = forms.PlaceForm(sent(request), version=found.version, initial={"setting": found.setting_id})
    act = partial(actions.place_victim, found)
    words = {"title": f"Where {found.person.name} learns", "submit": "Record", "done": "It is recorded."}
    return _about(request, found, form, act, why=policy_says("encompass_gap"), **words)


def notify(request: HttpRequest, pk: int) -> HttpResponse:
    found = victim_for(acting(request), pk, to=FINISH)
    starts = {"content": notice_of(found), "told_to": found.setting.contact_name if found.setting else ""}
    form = forms.NotifyForm(sent(request), version=found.version, initial=starts)
    words = {"title": "Tell the school", "submit": "Record as told", "done": "It is recorded that the school was told."}
    return _about(request, found, form, partial(actions.notify, found), why="", **words)


def failed(request: HttpRequest, pk: int) -> HttpResponse:
    found = notification_for(acting(request), pk, to=FINISH)
    form = forms.FailedForm(sent(request), version=found.version)
    words = {"title": "The school was not reached", "submit": "Record", "done": "The school has still to be told."}
    return _about(request, found.victim, form, partial(actions.fail_notification, found), why="", **words)


def _about(request: HttpRequest, victim: Any, form: Any, act: Any, **words: str) -> HttpResponse:
    bound, way = partial(act, by=acting(request)), ("referrals:incident", victim.incident_id)
    return page_of_act(request, form, bound, then=way, template="referrals/victim_form.html", victim=victim, **words)


def encompass(request: HttpRequest) -> HttpResponse:
    """Whose school is to be told, by when; whom nobody reached; and for whom it cannot be said."""
    now = clock.now()
    waiting, unknown = encompass_for(acting(request), now)
    told = {
        "waiting": waiting,
        "unknown": unknown,
        "now": now,
        "may_finish": may_do(request.user, FINISH),
        "may_make": may_do(request.user, MAKE),
        "may_manage": may_do(request.user, MANAGE),
        "leaves_out": leaves_out(request.user),
    }
    return render(request, "referrals/encompass.html", told)


# Schools and their term dates


def schools(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    told = {"settings": settings_for(actor), "calendars": calendars_for(actor), "today": clock.today()}
    return render(request, "referrals/schools.html", told)


def add_school(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    settings_for(actor)
    form = forms.SettingForm(sent(request))
    return _kept(request, form, partial(actions.add_setting, by=actor), "Add a school", "The school is added.")


def add_calendar(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    calendars_for(actor)
    form = forms.CalendarForm(sent(request))
    return _kept(request, form, partial(actions.add_calendar, by=actor), "Add term dates", "They are added.")


def add_term(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    calendar = calendar_for(actor, pk)
    act = partial(actions.add_term, calendar, by=actor)
    return _kept(request, forms.TermForm(sent(request)), act, f"Add a term to {calendar}", "The term is added.")


def remove_term(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    term = term_for(actor, pk)
    form = forms.EmptyForm(sent(request), version=term.version)
    act = partial(actions.remove_term, term, by=actor)
    return _kept(request, form, act, f"Remove the term {term}", "The term is removed.")


def _kept(request: HttpRequest, form: Any, act: Any, title: str, done: str) -> HttpResponse:
    if carried_out(request, form, act):
        messages.success(request, done)
        return redirect("referrals:schools")
    return render(request, "referrals/school_form.html", {"form": form, "title": title})
