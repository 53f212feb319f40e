"""The component gallery: every component in each state, on one page."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django import forms as django_forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plumbline.kernel import clock
from plumbline.web import charts, forms, tables

TONES = [
    ("Risk", ["high", "medium", "low", "none"]),
    ("Duty", ["met", "late", "pending", "overdue", "cannot tell", "waived"]),
    ("Other", ["danger", "warning", "success", "information", "neutral"]),
]
RISK = [("high", "High"), ("medium", "Medium"), ("low", "Low"), ("none", "No apparent risk")]
HINTS = {"high": "The risk of serious harm is very likely.", "none": "Not where expected, and no sign of harm."}
COLUMNS = [
    tables.Column("reference", "Reference", "reference"),
    tables.Column("child", "Child", "child"),
    tables.Column("risk", "Risk", "risk", order=lambda row: [value for value, _ in RISK].index(row.risk)),
    tables.Column("due", "Review", "due"),
    tables.Column("enquiries", "Enquiries", "enquiries", sortable=False, numeric=True),
]
NAMES = ["Maria Dean", "Charlie Cunningham", "Emma Shepherd", "Sam Clark", "Sian Owen", "Brian Adams", "Iain Harris"]
MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
LINES = [charts.Series("median", [5, 6, None, 4, 8]), charts.Series("9 in 10 within", [20, 31, None, 18, 44])]
SPOTS = [charts.Spot(f"Team {n}", size, share) for n, size, share in ((1, 3, 66), (2, 40, 91), (3, 120, 86))]
LOW = charts.Spot("Team 4", 150, 62, "less than chance explains (99.8% lines)")
AGES = [charts.Bar("up to a day", 4), charts.Bar("up to a week", 17), charts.Bar("longer", 0)]
RATES = [88, 91, 86, 90, 93, 89, None, 87, 92, 90, 64, 88, 91, 95]


class SampleForm(forms.Form):
    """One of every kind of question."""

    name = django_forms.CharField(
        label="Name of the child", max_length=200, help_text="As the person reporting gave it."
    )
    last_seen = forms.MomentField(label="When was the child last seen?", latest_now=True)
    born = forms.DateField(label="Date of birth", required=False, latest_today=True)
    risk = django_forms.ChoiceField(label="Risk", choices=RISK, widget=forms.Radios(hints=HINTS))
    in_care = forms.YesNoNotKnown(label="Is the child looked after?")
    district = django_forms.ChoiceField(label="District", choices=[("", "Choose"), ("n", "North"), ("s", "South")])
    places = django_forms.MultipleChoiceField(
        label="Places searched",
        required=False,
        choices=[("home", "Home"), ("school", "School"), ("friends", "Friends")],
        widget=forms.Checkboxes,
    )
    account = django_forms.CharField(label="What is known", widget=forms.TextArea, max_length=500)
    told = django_forms.BooleanField(
        label="The parent or carer knows what happens next", help_text="Say how in the account."
    )


class SampleFilter(forms.FilterForm):
    q = django_forms.CharField(label="Name or reference", widget=forms.Search)
    risk_is = django_forms.MultipleChoiceField(label="Risk", choices=RISK, widget=forms.Checkboxes)
    since = forms.DateField(label="Reported since")


@require_safe
def gallery(request: HttpRequest) -> HttpResponseBase:
    ordered, sort = tables.in_order(_episodes(), request, COLUMNS, default="reference")
    if wanted := tables.export(request, COLUMNS, ordered, "gallery"):
        return wanted
    filled = SampleForm({"name": "", "last_seen": "2026-03-29T01:30", "risk": "high", "account": "x" * 501})
    shown = {
        "tones": TONES,
        "now": clock.now(),
        "soon": clock.now() + timedelta(minutes=12),
        "past": clock.now() - timedelta(hours=3, minutes=5),
        "far": clock.now() + timedelta(days=2, hours=4),
        "empty_form": SampleForm(version=3, prefix="new"),
        "wrong_form": filled,
        "filters": SampleFilter(request.GET or None),
        "columns": COLUMNS,
        "sort": sort,
        "page": tables.page_of(ordered, request, per_page=5),
        "nothing": tables.page_of([], request),
        "drawn": _drawn(),
        "rates": RATES,
        "parts": [charts.Part(state.capitalize(), n, state) for state, n in _counts()],
    }
    return render(request, "web/gallery.html", shown)


def _episodes() -> list[SimpleNamespace]:
    now, levels = clock.now(), [value for value, _ in RISK]
    return [
        SimpleNamespace(
            reference=f"MP-26-{number:06d}",
            child=NAMES[number % len(NAMES)],
            risk=levels[number % 4],
            due=now + timedelta(minutes=37 * (number - 4)),
            enquiries=number * 3 % 11,
        )
        for number in range(43)
    ]


def _counts() -> list[tuple[str, int]]:
    return [("met", 812), ("late", 64), ("overdue", 23), ("pending", 41), ("cannot tell", 17), ("waived", 5)]


def _drawn() -> list[tuple[str, str]]:
    """Every chart in each of its states, with what it shows."""
    title = "Return interviews within 72 hours"
    months = [f"{month} {25 if place < 3 else 26}" for place, month in enumerate(MONTHS)]
    points = [charts.Point(month, rate) for month, rate in zip(months, RATES, strict=True)]
    marked = [replace(each, note="eight months in a row above the mean") for each in points[-3:-1]]
    bands = [charts.Band(0, 8, 88.0, 77.5, 98.5), charts.Band(8, 14, 84.0, 70.0, 98.0)]
    return [
        (
            "A run with limits, decided anew once; a gap, a month outside, a signal, and one that may still change",
            charts.run_chart(
                [*points[:-3], *marked, replace(points[-1], is_open=True)],
                title=title,
                bands=bands,
                unit="%",
                ceiling=100,
                uid="run-full",
            ),
        ),
        (
            "Too few points for limits",
            charts.run_chart(points[:3], title=f"{title}, so far", unit="%", ceiling=100, uid="run-few"),
        ),
        ("Nothing yet", charts.run_chart([], title=title)),
        ("Two lines", charts.lines_chart(months[:5], LINES, title="Time to done, in hours", unit=" h", uid="lines")),
        ("A funnel with one beyond it", _funnel("One beyond", "funnel", [*SPOTS, LOW])),
        ("A funnel with none beyond it", _funnel("None beyond", "funnel-in", SPOTS)),
        ("Bars", charts.bar_chart(AGES, title="Overdue, by how long", uid="bars")),
        ("No bars", charts.bar_chart([], title="Overdue, by how long")),
    ]


def _funnel(title: str, uid: str, spots: list[charts.Spot]) -> str:
    funnels = [
        charts.Funnel(name, [(n, max(0, 87 - wide / n**0.5), min(100, 87 + wide / n**0.5)) for n in range(2, 151, 4)])
        for name, wide in (("95%", 66), ("99.8%", 104))
    ]
    return charts.funnel_chart(spots, funnels, share=87, title=title, uid=uid)
