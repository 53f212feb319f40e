"""The report that a child is missing."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.kernel import clock
from plumbline.missing.models import Category, Residence
from plumbline.people.forms import PersonForm, choice, line, passage
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team


class ChildForm(PersonForm):
    """The least that makes a record of a child, while someone is on the telephone."""

    WANTED = ("given_name", "surname", "known_as", "date_of_birth", "estimated_birth_year", "gender")
    GROUPS = (("", " ".join(WANTED)),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without(*[name for name in self.fields if name not in (*self.WANTED, "submission", "version")])


class ReportForm(forms.Form):
    """The report that a child is missing. Only when and which team are needed for the record to exist."""

    category = django.ChoiceField(
        label="Are the child’s whereabouts known?",
        choices=[(Category.MISSING, "No: missing"), (Category.AWAY, "Yes: away from placement without authorisation")],
        widget=forms.Radios(
            hints={
                Category.AWAY: "A looked-after child who is known to be somewhere they should not be. Not counted as missing."
            }
        ),
        initial=Category.MISSING,
    )
    reported_at = forms.MomentField(
        label="When was it reported?", latest_now=True, help_text="When the force was told."
    )
    last_seen_at = forms.MomentField(label="When was the child last seen?", latest_now=True, required=False)
    last_seen_where = line("Where was the child last seen?", 300)
    circumstances = passage("What happened?", 5000, rows=4)
    informant_name = line("Who is reporting it?", 120)
    informant_relationship = line(
        "Who are they to the child?", 80, help_text="For instance: mother, key worker at the home."
    )
    informant_contact = line("How can they be reached?", 80)
    residence = choice("Where does the child live?", Residence.choices, required=False)
    clothing = line("What is the child wearing?", 300)
    incident_reference = line("Number of the call", 40, help_text="In command and control.")
    team = TeamField(label="Which team looks for the child?")

    GROUPS = (
        ("", "category reported_at last_seen_at last_seen_where circumstances"),
        ("Who is reporting", "informant_name informant_relationship informant_contact"),
        ("The child", "residence clothing"),
        ("For the police", "team incident_reference"),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["reported_at"].initial = clock.now

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]
