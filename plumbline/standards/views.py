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
from plumbline.kernel.errors import Missing, Refused
from plumbline.standards import access, actions, charts, measures, queries, tables
from plumbline.standards.forms import AGED_CHOICES, DutyFilter, RebaseForm, WaiveForm, WithdrawForm
from plumbline.standards.panels import name_subjects, shown
from plumbline.standards.standard import TOPICS, Standard
from plumbline.web import slots, words
from plumbline.web.pages import carried_out
from plumbline.web.tables import Column, export, in_order, page_of

WAIVE = "standards.waive"
MOST_ROWS = 50_000  # of one file: each child in it is named in the ledger
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
    """Every standard, by topic, with its rate so far; those alone that answer a finding, where one is asked for."""
    _require(request)
    finding = request.GET.get("answers", "")
    standings = measures.standings(queries.duties_counted(request.user), clock.now())
    chosen = [each for each in standings if not finding or finding in each.standard.answers]
    if not chosen and finding:
        raise Missing("No standard here answers that finding.")
    topics = [(name, [s for s in chosen if s.standard.topic == topic]) for topic, name in TOPICS.items()]
    told = {"topics": [(name, rows) for name, rows in topics if rows], "finding": finding}
    return render(request, "standards/catalogue.html", told)


def standard(request: HttpRequest, key: str) -> HttpResponseBase:
    """The sentence, the authority, the numbers; the rate by month with its limits, by district and by team; age and time."""
    _require(request)
    rule, now = access.standard_called(key), clock.now()
    duties = queries.duties_counted(request.user)
    sheet = measures.sheet(duties, now, key)
    names = _names_of_places(request, sheet)
    if wanted := _table_taken_out(request, rule.key, tables.of_standard(sheet, names)):
        return wanted
    unknown = duties.filter(standard=key, settled="cannot tell")
    told = {
        "rule": rule,
        "sheet": sheet,
        "months": list(reversed(sheet.series.months)),
        "chart": charts.rate_by_month(rule.title, sheet.series),
        "parts": charts.parts(sheet.counts),
        "by_place": [
            (
                kind,
                [(place, names[place.query]) for place in places],
                charts.funnel(f"{rule.title}: share met, by {kind}", places, names, f"by-{kind}"),
            )
            for kind, places in (("district", sheet.districts), ("team", sheet.teams))
        ],
        "ages_chart": charts.ages(rule.title, sheet.aged),
        "times": tables.time_rows(sheet),
        "times_chart": charts.time_to_done(rule.title, sheet.lately, sheet.times),
        "unknown": queries.unknown_facts(unknown).get(key, []),
        "may_export": may_do(request.user, access.EXPORT),
        "may_decide": may_do(request.user, access.RECALCULATE),
        "few": measures.FEW,
    }
    return render(request, "standards/standard.html", told)


def _names_of_places(request: HttpRequest, sheet: measures.Sheet) -> dict[str, str]:
    """How each place is called, by its query; a team with its district, since teams of two districts may share a name."""
    called = slots.Called.on(request)
    called.learn("district", [place.district for place in (*sheet.districts, *sheet.teams) if place.district])
    called.learn("team", [place.team for place in sheet.teams if place.team])
    found = {}
    for place in (*sheet.districts, *sheet.teams):
        district = called.name("district", place.district)
        named = [called.name("team", place.team), district] if place.kind == "team" else [district]
        found[place.query] = ", ".join(filter(None, named)) if named[0] else f"No {place.kind} named"
    return found


def _table_taken_out(request: HttpRequest, name: str, known: list[tables.Table]) -> HttpResponseBase | None:
    """The table that ?table= names, as the file that ?format= asks for; None where a page is wanted."""
    if request.GET.get("format") not in ("csv", "xlsx"):
        return None
    table = next((each for each in known if each.key == request.GET.get("table")), None)
    if table is None:
        raise Missing("There is no such table on this page.")
    access.figures_taken_out(acting(request), f"Measures of {name} exported: {table.says}")
    return export(request, table.columns, table.rows, f"{name} {table.says}")


def limits(request: HttpRequest, key: str) -> HttpResponse:
    """Decide that limits are reckoned anew from a month."""
    actor, rule, now = acting(request), access.standard_called(key), clock.now()
    access.require_say_in_limits(actor)
    sheet = measures.sheet(queries.duties_seen(request.user), now, key)
    months = [told.month for told in reversed(sheet.series.months[1:])]
    form = RebaseForm(request.POST or None, months=months)
    if decided := carried_out(request, form, partial(actions.rebase, rule, by=actor)):
        messages.success(
            request, f"Limits are reckoned anew from {decided.from_month:%B %Y}. Your reason is on the page."
        )
        return redirect("standards:standard", key)
    told = {"rule": rule, "form": form, "months": months, "decisions": sheet.series.decisions}
    return render(request, "standards/limits.html", told)


def put_limits_back(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Withdraw a decision on limits."""
    actor, rule = acting(request), access.standard_called(key)
    decision = access.decision_for(actor, key, pk)
    form = WithdrawForm(request.POST or None)
    if carried_out(request, form, partial(actions.withdraw_baseline, decision, by=actor)):
        messages.success(request, "The decision is withdrawn. The limits are those that held without it.")
        return redirect("standards:standard", key)
    return render(request, "standards/limits_withdraw.html", {"rule": rule, "form": form, "decision": decision})


def duties(request: HttpRequest, key: str) -> HttpResponseBase:
    """The rows behind a figure."""
    _require(request)
    actor, now = acting(request), clock.now()
    access.require_sight(actor)
    rule = access.standard_called(key)
    form = DutyFilter(request.GET)
    if not form.is_valid():
        raise Missing("These rows cannot be found: the address names a state, month, place or age that does not exist.")
    rows = measures.behind(queries.duties_seen(request.user).filter(standard=key), now, **form.cleaned_data)
    rows, sort = in_order(rows, request, COLUMNS, default="-due")
    if request.GET.get("format") in ("csv", "xlsx"):
        return _exported(request, actor, rule, rows)
    page = page_of(rows, request)
    listed = [shown(duty, request) for duty in page]
    access.shown_to(actor, listed, f"Duties of {rule.key}")
    _learn_names(request, listed)
    told = {"rule": rule, "page": page, "sort": sort, "columns": COLUMNS, "form": form, "chosen": _in_words(form)}
    told |= {"leaves_out": leaves_out(request.user), "may_export": may_do(request.user, access.EXPORT)}
    return render(request, "standards/duties.html", told)


def _in_words(form: DutyFilter) -> list[str]:
    """What the hidden filters choose, so that nobody takes a part of the rows for all of them."""
    chosen = form.cleaned_data
    said = [f"started in {chosen['month']:%B %Y}" if chosen["month"] else ""]
    said += [f"started from {chosen['since']:%B %Y}" if chosen["since"] else ""]
    said += [f"started up to the end of {chosen['until']:%B %Y}" if chosen["until"] else ""]
    said += [f"came due from {words.moment(chosen['due_from'])}" if chosen["due_from"] else ""]
    said += [f"came due before {words.moment(chosen['due_before'])}" if chosen["due_before"] else ""]
    for kind in ("district", "team"):
        pk = chosen[kind]
        if pk is not None:
            said.append(f"{kind}: {slots.name_of(kind, [pk]).get(pk, 'not known') if pk else 'none named'}")
    said.append(dict(AGED_CHOICES).get(chosen["age"], ""))
    return [each for each in said if each]


def _exported(request: HttpRequest, actor: Any, rule: type[Standard], found: Any) -> HttpResponseBase:
    if not may_do(request.user, access.EXPORT):
        raise Refused("Your role does not let you export duties.")
    rows = list(found[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"These are more than {MOST_ROWS:,} rows. Choose a month or a team, and take them out one by one."
        )
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


def force(request: HttpRequest) -> HttpResponseBase:
    """The five topics of inspection, each with its standards and their signals; what got worse; the findings answered."""
    _require(request)
    now, duties = clock.now(), queries.duties_counted(request.user)
    rows = [
        tables.Row(Standard.register[key], series, charts.trend(series), series.counts)
        for key, series in measures.by_standard(duties, now).items()
    ]
    daily, weekly = measures.compared(duties, now)
    if wanted := _table_taken_out(request, "force", tables.of_force(rows, daily.rows, weekly.rows)):
        return wanted
    told = {
        "topics": [(name, [row for row in rows if row.standard.topic == key]) for key, name in TOPICS.items()],
        "daily": daily,
        "weekly": weekly,
        "spans": measures.Spans(now),
        "as_of": now,
        "may_export": may_do(request.user, access.EXPORT),
    }
    return render(request, "standards/force.html", told)


def _learn_names(request: HttpRequest, listed: list[Any]) -> None:
    """Of a duty about a restricted child no more is said than which standard, and when."""
    name_subjects(listed)
    closed = closed_to(request.user) if listed else {}
    for duty in listed:
        if duty.person_id in closed:
            duty.about = ""
    called = slots.Called.on(request)
    called.learn("person", [duty.person_id for duty in listed])
    called.learn("climb", [duty.pk for duty in listed])
    called.learn("district", [duty.district_id for duty in listed])
    called.learn("officer", [duty.owner_id for duty in listed])


def _require(request: HttpRequest) -> None:
    if not may_do(request.user, queries.SEE):
        raise Refused("Your role does not show standards.")
