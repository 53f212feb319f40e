"""The call: taken, put right, who is in it, what is flagged, what comes in later; and the incident's own page."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plumbline.access.access import acting, authorise, may_do
from plumbline.incidents import actions, forms
from plumbline.incidents.access import (
    flags_for,
    incident_for,
    incident_whole_for,
    involved_in,
    involvement_for,
    require_sight,
    teams_for,
)
from plumbline.incidents.forms import policy_says
from plumbline.incidents.panels import story_of
from plumbline.incidents.queries import Seen, open_incidents_of, usual_team
from plumbline.incidents.views import ATTEND, SEE, TAKE, about_incident, about_part
from plumbline.incidents.views.steps import steps_for
from plumbline.kernel.references import number_of
from plumbline.people.access import person_for
from plumbline.people.panels.choosing import page_to_choose, searched
from plumbline.web.pages import carried_out, sent

TWINS = "Twins differ by given name alone: check both."


def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one incident on one page."""
    found = incident_whole_for(acting(request), pk)
    seen = Seen(found)
    first, also = steps_for(request.user, seen)
    held = {name: may_do(request.user, name, found) for name in (TAKE, ATTEND, "incidents.supervise")}
    shown = {
        "incident": found,
        "seen": seen,
        "first": first,
        "also": also,
        "story": story_of(found),
        "nothing": forms.EmptyForm(auto_id=False),
        "may_take": held[TAKE] and found.is_open,
        "may_attend": held[ATTEND],
        "may_supervise": held["incidents.supervise"],
    }
    return render(request, "incidents/incident.html", shown)


def take(request: HttpRequest) -> HttpResponse:
    """The call, as it comes in."""
    actor = acting(request)
    require_sight(actor)
    authorise(actor, TAKE, None)
    form = forms.CallForm(sent(request), teams=teams_for(actor, TAKE), initial={"team": usual_team(request.user)})
    if made := carried_out(request, form, partial(actions.take_call, by=actor)):
        messages.success(request, f"The call is recorded: {made.reference}. Who is in it?")
        return redirect("incidents:involve", made.pk)
    return render(request, "incidents/take.html", {"form": form})


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": "Put right what was told", "submit": "Save", "done": "It is put right."}
    return about_incident(
        request,
        pk,
        TAKE,
        lambda data, found: forms.AmendForm(data, incident=found),
        actions.amend_incident,
        template="incidents/amend.html",
        **words,
    )


def involve(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in it: found by name, or described where nobody knows who it is."""
    actor = acting(request)
    found = incident_for(actor, pk, to=TAKE)
    chosen = request.GET.get("person", "")
    if number_of(chosen) is not None:
        return _involve(request, found, int(chosen))
    form = forms.DescribeForm(sent(request))
    if carried_out(request, form, partial(actions.involve, found, by=actor)):
        messages.success(request, "They are named in the incident.")
        return redirect("incidents:involve", pk)
    shown = {"incident": found, "form": form, "title": "Who is in it", "involved": involved_in(found)}
    return page_to_choose(request, "incidents/involve.html", **shown, **searched(request, key="person", says=TWINS))


def _involve(request: HttpRequest, found: object, person_pk: int) -> HttpResponse:
    actor = acting(request)
    person = person_for(actor, person_pk)
    form = forms.InvolveForm(sent(request))
    if carried_out(request, form, partial(actions.involve, found, by=actor, person=person)):
        messages.success(request, f"{person.name} is named in the incident.")
        return redirect("incidents:involve", found.pk)  # type: ignore[attr-defined]
    others = [each for each in open_incidents_of(person.pk) if each.pk != found.pk]  # type: ignore[attr-defined]
    shown = {"incident": found, "form": form, "person": person, "others": others, "title": f"{person.name} is in it"}
    return render(request, "incidents/involve_person.html", shown)


def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """One who was described turns out to be a person on record."""
    actor = acting(request)
    who = involvement_for(actor, pk, to=TAKE)
    chosen = request.GET.get("person", "")
    person = person_for(actor, int(chosen)) if number_of(chosen) is not None else None
    form = forms.EmptyForm(sent(request) if person else None)
    if person and carried_out(request, form, partial(actions.identify, who, by=actor, person=person)):
        messages.success(request, f"It is recorded that this is {person.name}.")
        return redirect("incidents:incident", who.incident_id)
    shown = {"incident": who.incident, "who": who, "form": form, "person": person, "title": "Who is this?"}
    return page_to_choose(request, "incidents/identify.html", **shown, **searched(request, key="person", says=TWINS))


def flags(request: HttpRequest, pk: int) -> HttpResponse:
    """What is flagged on the people and the place, shown before it is acknowledged."""
    actor = acting(request)
    found = incident_for(actor, pk)
    flagged = flags_for(actor, found)
    form = forms.EmptyForm(sent(request))
    if carried_out(request, form, partial(actions.acknowledge_flags, found, by=actor, shown=flagged.lines)):
        messages.success(request, "It is recorded that you have read what is flagged.")
        return redirect("incidents:incident" if found.level else "incidents:thrive", pk)
    shown = {
        "incident": found,
        "form": form,
        "flags": flagged,
        "title": "What is flagged",
        "why": policy_says("flags_read"),
        "may_acknowledge": found.is_open and may_do(request.user, TAKE, found),
    }
    return render(request, "incidents/flags.html", shown)


def update(request: HttpRequest, pk: int) -> HttpResponse:
    """`?kind=` begins the form with what it is."""

    def make(data: object, _: object) -> forms.UpdateForm:
        return forms.UpdateForm(data, initial={"kind": request.GET.get("kind", "")})

    words = {"title": "Record what came in", "submit": "Record", "done": "It is recorded."}
    return about_incident(request, pk, TAKE, make, actions.record_update, **words)


def met(request: HttpRequest, pk: int) -> HttpResponse:
    """What a child in the incident said, or why nobody heard them."""
    who = involvement_for(acting(request), pk, to=ATTEND)
    words = {"title": f"Met {who.called}", "submit": "Record", "done": "What the child said is recorded."}
    shown = words | {"who": who, "why": policy_says("incident_child_heard")}
    form = forms.MetForm(sent(request))
    return about_part(request, who, form, actions.meet_child, template="incidents/met.html", **shown)


def person_in_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone in an incident has no page of their own there: it stands on the incident's."""
    return redirect("incidents:incident", involvement_for(acting(request), pk, to=SEE).incident_id)
