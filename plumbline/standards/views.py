"""My duties, the catalogue, one standard with its rate and the rows behind it, and the force by topic."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from plumbline.access.access import acting, closed_to, leaves_out, may_do
from plumbline.kernel import clock
from plumbline.kernel.errors import Refused
from plumbline.standards import access, actions, charts, queries
from plumbline.standards.forms import DutyFilter, WaiveForm, WithdrawForm
from plumbline.standards.panels import name_subjects, shown
from plumbline.standards.standard import TOPICS, Standard
from plumbline.web import slots
from plumbline.web.pages import carried_out
from plumbline.web.tables import Column, export, in_order, page_of

WAIVE = "standards.waive"
RECENT = timedelta(days=7)  # older overdue duties are counted and one click away, so that today's are not buried

COLUMNS = [
    Column("child", "Child", lambda duty: duty.person_name),
    Column("district", "District", lambda duty: duty.district_name),
    Column("state", "State", "state"),
    Column("started", "Started", "starts_at", order="starts_at"),
    Column("due", "Due", "due_at", order="due_at"),
    Column("done", "Done", "done_at", order="done_at"),
    Column("unknown", "Facts never supplied", "unknown"),
]


def my_duties(request: HttpRequest) -> HttpResponse:
    """What I owe, by when, about which child; then what is overdue below me."""
    actor, now = acting(request), clock.now()
    owed = queries.owed_by(request.user)
    older = request.GET.get("older") == "1"
    mine = page_of(owed.filter(due_at__lt=now - RECENT) if older else owed.filter(due_at__gte=now - RECENT), request)
    below = (
        list(queries.overdue_below(request.user, now)[:10]) if queries.supervises(request.user) and not older else []
    )
    listed = [shown(duty, request) for duty in [*mine, *below]]
    access.shown_to(actor, listed, "My duties")
    _learn_names(request, listed)
    told = {
        "mine": mine,
        "below": below,
        "older": older,
        "older_count": 0 if older else owed.filter(due_at__lt=now - RECENT).count(),
        "supervises": queries.supervises(request.user),
        "now": now,
    }
    return render(request, "standards/my_duties.html", told)


def below(request: HttpRequest) -> HttpResponse:
    """All that is overdue below me."""
    actor = acting(request)
    page = page_of(queries.overdue_below(request.user, clock.now()), request)
    listed = [shown(duty, request) for duty in page]
    access.shown_to(actor, listed, "Overdue below me")
    _learn_names(request, listed)
    return render(request, "standards/below.html", {"page": page, "now": clock.now()})


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every standard, by topic, with its rate so far."""
    _require(request)
    standings = queries.standings(queries.duties_counted(request.user), clock.now())
    topics = [(name, [s for s in standings if s.standard.topic == topic]) for topic, name in TOPICS.items()]
    return render(request, "standards/catalogue.html", {"topics": [(name, rows) for name, rows in topics if rows]})


def standard(request: HttpRequest, key: str) -> HttpResponse:
    """The sentence, the authority, the numbers; the rate by month with its limits, by district and by team."""
    _require(request)
    rule, now = access.standard_called(key), clock.now()
    duties = queries.duties_counted(request.user).filter(standard=key)
    months = queries.by_month(duties, now)
    (standing,) = queries.standings(duties, now, standards=[rule])
    districts = queries.by_place(duties, now, "district_id")
    teams = queries.by_place(duties, now, "team_id")
    slots.Called.on(request).learn("district", [d for d in districts if d])
    slots.Called.on(request).learn("team", [t for t in teams if t])
    told = {
        "rule": rule,
        "counts": standing.counts,
        "months": list(reversed(list(months.items()))),
        "chart": charts.rate_by_month(rule.title, months),
        "parts": charts.parts(standing.counts),
        "districts": list(districts.items()),
        "teams": list(teams.items()),
        "unknown": queries.unknown_facts(duties).get(key, []),
    }
    return render(request, "standards/standard.html", told)


def duties(request: HttpRequest, key: str) -> HttpResponseBase:
    """The rows behind the rate."""
    _require(request)
    actor, now = acting(request), clock.now()
    access.require_sight(actor)
    rule = access.standard_called(key)
    form = DutyFilter(request.GET or None)
    rows = queries.duties_seen(request.user).filter(queries.started_by(now), standard=key)
    rows = _chosen(rows.annotate(state=queries.state_at(now)), form)
    rows, sort = in_order(rows, request, COLUMNS, default="-due")
    if request.GET.get("format") in ("csv", "xlsx"):
        return _exported(request, actor, rule, list(rows[:50_000]))
    page = page_of(rows, request)
    listed = [shown(duty, request) for duty in page]
    access.shown_to(actor, listed, f"Duties of {rule.key}")
    _learn_names(request, listed)
    told = {"rule": rule, "page": page, "sort": sort, "columns": COLUMNS, "form": form}
    told |= {"leaves_out": leaves_out(request.user)}
    return render(request, "standards/duties.html", told | {"may_export": may_do(request.user, "standards.export")})


def _chosen(rows: Any, form: DutyFilter) -> Any:
    chosen = form.cleaned_data if form.is_valid() else {}
    named = {"state": "state", "month": "month", "district": "district_id", "team": "team_id"}
    return rows.filter(**{named[name]: value for name, value in chosen.items() if value and name in named})


def _exported(request: HttpRequest, actor: Any, rule: type[Standard], rows: list[Any]) -> HttpResponseBase:
    if not may_do(request.user, "standards.export"):
        raise Refused("Your role does not let you export duties.")
    _name(rows)
    access.taken_out(actor, rows, f"Duties of {rule.key} exported")
    return export(request, COLUMNS, rows, rule.key)  # type: ignore[return-value]


def _name(rows: list[Any]) -> None:
    people = slots.name_of("person", {row.person_id for row in rows})
    districts = slots.name_of("district", {row.district_id for row in rows})
    for row in rows:
        row.person_name, row.district_name = people.get(row.person_id, ""), districts.get(row.district_id, "")


def waive(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    duty = shown(access.duty_for(actor, pk, to=WAIVE), request)
    form = WaiveForm(request.POST or None)
    if carried_out(request, form, partial(actions.waive, duty, by=actor)):
        messages.success(request, "The duty is waived. It is shown beside the rate from now on, with your reason.")
        return redirect(duty.case_page or "standards:my-duties")  # type: ignore[attr-defined]
    return render(request, "standards/waive.html", {"duty": duty, "form": form, "waiver": access.waiver_of(duty)})


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a waiver."""
    actor = acting(request)
    duty = shown(access.duty_for(actor, pk, to=WAIVE), request)
    waiver = access.waiver_of(duty)
    form = WithdrawForm(request.POST or None)
    if waiver and carried_out(request, form, partial(actions.withdraw_waiver, waiver, by=actor)):
        messages.success(request, "The waiver is withdrawn. The duty stands again.")
        return redirect(duty.case_page or "standards:my-duties")  # type: ignore[attr-defined]
    return render(request, "standards/waive.html", {"duty": duty, "form": form, "waiver": waiver})


def force(request: HttpRequest) -> HttpResponse:
    """The five topics of inspection, each with its standards, how they went lately, and the findings they answer."""
    _require(request)
    now = clock.now()
    duties = queries.duties_counted(request.user)
    standings = queries.standings(duties, now)
    trends = queries.trends(duties, now)
    topics = [(name, [s for s in standings if s.standard.topic == topic]) for topic, name in TOPICS.items()]
    rows = [(name, [(s, charts.trend(trends.get(s.standard.key, {}))) for s in found]) for name, found in topics]
    return render(request, "standards/force.html", {"topics": rows, "as_of": now})


def _learn_names(request: HttpRequest, listed: list[Any]) -> None:
    """Of a duty about a restricted child no more is said than which standard, and when."""
    name_subjects(listed)
    closed = closed_to(request.user) if listed else {}
    for duty in listed:
        if duty.person_id in closed:
            duty.about = ""
    called = slots.Called.on(request)
    called.learn("person", [duty.person_id for duty in listed])
    called.learn("district", [duty.district_id for duty in listed])
    called.learn("officer", [duty.owner_id for duty in listed])


def _require(request: HttpRequest) -> None:
    if not may_do(request.user, queries.SEE):
        raise Refused("Your role does not show standards.")
