"""Recommendations, their actions, measures and evidence."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.inspections.forms.inspection import count, standards_by_topic
from plumbline.inspections.models import Direction, Evidence, EvidenceKind, Outcome, RecommendationKind, Urgency
from plumbline.people.forms import choice, line, passage
from plumbline.web import forms
from plumbline.workforce.models import District


def officer(label: str, **kwargs: Any) -> django.ModelChoiceField:
    return django.ModelChoiceField(label=label, queryset=None, empty_label="Choose", **kwargs)


def standard(label: str, **kwargs: Any) -> django.ChoiceField:
    return django.ChoiceField(label=label, choices=lambda: [("", "Choose"), *standards_by_topic()], **kwargs)


def district() -> django.ModelChoiceField:
    every = QuerySet(District).order_by("name")
    return django.ModelChoiceField(label="Where?", queryset=every, required=False, empty_label="The whole force")


class _WithOfficers(forms.Form):
    """A form that names an officer; `officers` are those who may be named."""

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers  # type: ignore[attr-defined]


class RecommendationForm(_WithOfficers):
    number = django.IntegerField(label="Its number in the report", min_value=1, max_value=200)
    says = passage("What is asked for?", 3000, required=True, rows=4)
    kind = choice("What kind is it?", list(RecommendationKind.choices))
    urgency = choice("How urgent?", list(Urgency.choices), required=False)
    due_on = forms.DateField(label="By what day is it to be complete?", required=False)
    owner = officer("Who answers for it?")


class HandOverForm(_WithOfficers):
    owner = officer("Who answers for it from now on?")


class ActionForm(_WithOfficers):
    what = passage("What is to be done?", 1000, required=True)
    owner = officer("Who does it?")
    due_on = forms.DateField(label="By what day?")


class ActionDoneForm(forms.Form):
    note = passage("What was done?", 2000, required=True, help_text="It is printed in evidence packs: name no child.")


class ActionDropForm(forms.Form):
    dropped_because = line("Why is it no longer needed?", 500, required=True)


class MeasureForm(forms.Form):
    standard = standard("Which standard shows whether it works?")
    district = district()
    baseline_on = forms.DateField(
        label="From what day is the baseline?",
        latest_today=True,
        help_text="It is counted from the whole months before that day. Most often: the day of publication.",
    )
    direction = choice("What is the measure to do?", list(Direction.choices))
    target = django.IntegerField(
        label="Target, in per cent",
        min_value=1,
        max_value=100,
        widget=django.NumberInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )


class EvidenceForm(forms.Form):
    kind = choice("What kind of evidence is it?", list(EvidenceKind.choices))
    what = line("What does it show?", 300, required=True, help_text="It is printed in evidence packs: name no child.")
    standard = standard("Rows: of which standard?", required=False)
    district = district()
    since = forms.DateField(label="Rows: from which month on?", required=False)
    held_where = line("Document or audit: where is it held?", 200, help_text="A reference by which it can be found.")
    good = count("Audit: cases good")
    requires_improvement = count("Audit: cases requiring improvement")
    inadequate = count("Audit: cases inadequate")


class RefreshForm(forms.Form):
    """Rows are counted by the machine; an audit and a document are looked at again by a person."""

    held_where = line("Where is it held now?", 200, help_text="Leave empty if nothing changed.")
    good = count("Cases good")
    requires_improvement = count("Cases requiring improvement")
    inadequate = count("Cases inadequate")

    def __init__(self, *args: Any, evidence: Evidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            EvidenceKind.DUTIES: (),
            EvidenceKind.DOCUMENT: ("held_where",),
            EvidenceKind.AUDIT: ("held_where", "good", "requires_improvement", "inadequate"),
        }[EvidenceKind(evidence.kind)]
        for name in ("held_where", "good", "requires_improvement", "inadequate"):
            if name not in wanted:
                del self.fields[name]


class NoteForm(forms.Form):
    """One question, worded by the page that asks it."""

    note = passage("Why?", 1000, required=True)

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = asks
        self.fields["note"].error_messages["required"] = f"Answer “{asks}”"
        self.fields["note"].help_text = "It is printed in evidence packs: name no child."


class VerdictForm(forms.Form):
    review = django.ModelChoiceField(label="Which review?", queryset=None, empty_label="Choose")
    outcome = choice("What did it find?", list(Outcome.choices))
    note = passage("In what words?", 2000)

    def __init__(self, *args: Any, reviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review"].queryset = reviews  # type: ignore[attr-defined]
