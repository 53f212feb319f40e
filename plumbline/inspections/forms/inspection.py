"""Inspections: recorded, published, answered, printed."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.inspections.models import InspectionKind, Sentiment, Stage
from plumbline.inspections.queries.finding import SENTIMENTS, themes
from plumbline.kernel import clock
from plumbline.people.forms import YesNo, choice, line, passage
from plumbline.standards.standard import TOPICS, Standard
from plumbline.web import forms

Choices = list[tuple[str, list[tuple[str, str]]]]


def standards_by_topic() -> Choices:
    """Every standard by its title, under its topic: what a list to choose from shows."""
    known = sorted(Standard.register.values(), key=lambda standard: standard.title)
    return [(name, [(s.key, s.title) for s in known if s.topic == topic]) for topic, name in TOPICS.items()]


def count(label: str, **kwargs: Any) -> django.IntegerField:
    box = django.NumberInput({"class": "govuk-input--width-5", "inputmode": "numeric"})
    return django.IntegerField(label=label, min_value=0, max_value=100_000, required=False, widget=box, **kwargs)


class InspectionForm(forms.Form):
    kind = choice("What kind of inspection is it?", list(InspectionKind.choices))
    title = line("What is it called?", 160, required=True)
    visited = line("When did inspectors come?", 60, help_text="As the report says it: March 2026.")
    follows = django.ModelChoiceField(
        label="Which inspection does it review?", queryset=None, required=False, empty_label="None: it is the first"
    )
    note = passage("Is there anything else to know?", 2000)

    def __init__(self, *args: Any, earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = earlier  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    published_on = forms.DateField(label="When was the report published?", latest_today=True)
    address = line("Where can it be read?", 300, help_text="Its address on the web.")
    recommendations_published = count("How many recommendations does it make?")
    audited_good = count("Cases audited as good", help_text="Leave all three empty if the report gives no counts.")
    audited_requires_improvement = count("Cases audited as requires improvement")
    audited_inadequate = count("Cases audited as inadequate")


class FindingForm(forms.Form):
    number = line("Number of the finding", 8, required=True)
    sentiment = choice("What kind of finding is it?", list(Sentiment.choices))
    says = passage("What did inspectors find, in your own words?", 1000, required=True)
    standards = django.MultipleChoiceField(
        label="Which standards show it?", required=False, widget=forms.Checkboxes, choices=standards_by_topic
    )
    not_yet = line("If nothing here shows it yet: why?", 300)

    def clean_standards(self) -> str:
        return " ".join(self.cleaned_data["standards"])


class PlanSentForm(forms.Form):
    plan_sent_at = forms.MomentField(
        label="When did it go?", latest_now=True, required=False, help_text="Leave empty if it is now."
    )


class ResponseForm(forms.Form):
    published_on = forms.DateField(label="On what day was the response published?", latest_today=True)
    address = line("Where can it be read?", 300)
    has_chief_comments = YesNo(label="Are the chief officer's comments in it?")
    covers_all = YesNo(label="Does it say of each recommendation what is done, or why nothing is?")


class StageForm(forms.Form):
    stage = choice("At which stage is the force watched?", list(Stage.choices))
    entered_on = forms.DateField(label="From what day?", latest_today=True)
    reason = line("Why?", 500, required=True)


class FindingsFilter(forms.FilterForm):
    force = django.ChoiceField(
        label="Force", choices=[("", "Both"), ("Wiltshire", "Wiltshire"), ("Warwickshire", "Warwickshire")]
    )
    theme = django.ChoiceField(label="Theme", choices=lambda: [("", "All"), *((name, name) for name in themes())])
    sentiment = django.ChoiceField(label="What it says", choices=[("", "All"), *SENTIMENTS.items()])
    shown = django.ChoiceField(
        label="Shown here",
        choices=[("", "All"), ("standards", "By a figure"), ("records", "By records"), ("not-yet", "Not yet")],
    )


class PackForm(forms.Form):
    as_of = forms.DateField(label="As things stood at the end of what day?", latest_today=True)
    recipient = line(
        "Who will receive it?", 120, required=True, help_text="A name and an organisation. The ledger keeps it."
    )
    kind = choice("As what?", [("pdf", "PDF, to print or send"), ("html", "HTML, to read on a screen")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = clock.today()
        self.fields["kind"].initial = "pdf"
