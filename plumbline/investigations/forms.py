"""Forms of the room. What is not known yet is left empty; what is refused is said where it bites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.investigations.models import Investigation, Kind, Outcome
from plumbline.kernel import clock
from plumbline.people.forms import VoiceForm, line, passage
from plumbline.people.models import Person
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField, TeamField
from plumbline.workforce.models import Team

__all__ = [
    "AllocateForm", "CloseForm", "CrimeForm", "HearForm", "ListFilter", "NameForm", "NoCrimeForm", "OpenForm", "ReopenForm",
    "ReviewForm",
]  # fmt: skip


class ChildrenField(django.TypedMultipleChoiceField):
    """Children of the record that it comes of, by name and age."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, widget=forms.Checkboxes, **kwargs)


def told_of(person: Person) -> str:
    age = "not born yet" if person.is_unborn else "age not known" if person.age is None else f"{person.age}"
    return f"{person.name}, {age}"


class OpenForm(forms.Form):
    """One act. What is not known yet follows on the page of the investigation."""

    children = ChildrenField(label="Which children is it about?")
    kind = django.ChoiceField(label="What is investigated?", choices=Kind.choices, widget=forms.Radios())
    alleged = passage(
        "What is said to have happened?", 5000, required=True, rows=5, help_text="As it was told, and who told it."
    )
    reported_at = forms.MomentField(label="When was the force told?", latest_now=True)
    crime_number = line(
        "Crime number, if there is one already", 60, help_text="If not, it is recorded next: it waits for no interview."
    )
    team = TeamField(label="Which team has it first?")

    def __init__(
        self, *args: Any, people: Iterable[Person], teams: QuerySet[Team], is_time_known: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].choices = [(each.pk, told_of(each)) for each in people]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["reported_at"].initial = clock.now
        if is_time_known:
            del self.fields["reported_at"]


class NameForm(forms.Form):
    """Nothing to fill in: the child was found, and is named by the button."""


class CrimeForm(forms.Form):
    crime_number = line("Crime number", 60, required=True)
    crime_recorded_at = forms.MomentField(label="When was it recorded?", latest_now=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["crime_recorded_at"].initial = clock.now


class NoCrimeForm(forms.Form):
    no_crime_reason = passage(
        "Why was there no crime?",
        2000,
        required=True,
        rows=4,
        help_text="What shows that what was told did not happen so.",
    )


class AllocateForm(forms.Form):
    officer = OfficerField(label="Who is the officer in the case?")
    team = TeamField(label="In which team?")
    happened_at = forms.MomentField(label="From when?", latest_now=True)
    because = line("If it passes from another, why?", 300, help_text="For instance: moved to another team.")

    def __init__(
        self, *args: Any, investigation: Investigation, officers: QuerySet[User], teams: QuerySet[Team], **kwargs: Any
    ) -> None:
        start = {"team": investigation.team_id}
        super().__init__(*args, version=investigation.version, initial=start, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["happened_at"].initial = clock.now


class HearForm(VoiceForm):
    """What the child wishes and feels: the form that every room uses."""


FOUND = passage("What did you look at, and how does it stand?", 2000, required=True, rows=4)
DIRECTION = "What is to happen next?"


class ReviewForm(forms.Form):
    """Direction may be left out, and is then still owed."""

    found = FOUND
    direction = passage(
        DIRECTION,
        2000,
        rows=4,
        help_text="Who does what by when. A review that gives no direction is counted apart, and its direction stays owed.",
    )
    happened_at = forms.MomentField(label="When did you review it?", latest_now=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class CloseForm(forms.Form):
    outcome = django.ChoiceField(label="How did it end?", widget=forms.Radios())
    closing_summary = passage(
        "What was found, and what was done for the child?", 5000, required=True, rows=5,
        help_text="And who told the child and the family.",
    )  # fmt: skip

    def __init__(self, *args: Any, investigation: Investigation, **kwargs: Any) -> None:
        super().__init__(*args, version=investigation.version, **kwargs)
        is_crime = investigation.crime_recorded_at is not None
        fits = [(value, label) for value, label in Outcome.choices if (value != Outcome.NO_CRIME) == is_crime]
        self.fields["outcome"].choices = fits  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    found = passage("What came up?", 2000, required=True, rows=4)
    direction = passage(DIRECTION, 2000, required=True, rows=4, help_text="Who does what by when.")


class ListFilter(forms.FilterForm):
    """What the list shows. Nothing chosen shows those that are open."""

    q = django.CharField(label="Child’s name, reference or crime number", max_length=200, widget=forms.Search)
    state = django.ChoiceField(label="State", choices=[("", "Open"), ("closed", "Closed"), ("all", "All")])
    whose = django.ChoiceField(label="Whose", choices=[("", "Anyone’s"), ("mine", "Mine"), ("nobody", "Nobody’s yet")])
    kind = django.ChoiceField(label="Kind", choices=[("", "Any"), *Kind.choices])
    district = django.ChoiceField(label="District")
    since = forms.DateField(label="Reported from")
    until = forms.DateField(label="Reported to")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = {team.district_id: team.district.name for team in teams}
        self.fields["district"].choices = [("", "Any"), *districts.items()]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in (None, "", [])}
