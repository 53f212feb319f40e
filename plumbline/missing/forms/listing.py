"""What the list and the live board show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django

from plumbline.missing.models import Category, Risk, State
from plumbline.people.forms import line
from plumbline.web import forms
from plumbline.workforce.models import Team


def districts_of(teams: Iterable[Team]) -> list[tuple[int, str]]:
    """The districts of these teams, once each, in their order."""
    return list({team.district_id: team.district.name for team in teams}.items())


class ListFilter(forms.FilterForm):
    """What the list shows. Nothing chosen shows all."""

    q = django.CharField(label="Child’s name or reference", max_length=200, widget=forms.Search)
    state = django.MultipleChoiceField(label="State", choices=State.choices, widget=forms.Checkboxes)
    risk = django.MultipleChoiceField(
        label="Risk", choices=[*Risk.choices, ("ungraded", "Not graded yet")], widget=forms.Checkboxes
    )
    district = django.ChoiceField(label="District")
    team = django.ChoiceField(label="Team")
    looked_after = django.ChoiceField(
        label="Looked after", choices=[("", "Either"), ("yes", "Looked after"), ("no", "Not looked after")]
    )
    category = django.ChoiceField(label="Category", choices=[("", "Either"), *Category.choices])
    since = forms.DateField(label="Reported from")
    until = forms.DateField(label="Reported to")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "Any"), *districts_of(teams)]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", "Any"), *((team.pk, str(team)) for team in teams)]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in (None, "", [])}


class BoardFilter(forms.FilterForm):
    """Whose children the board shows."""

    district = django.ChoiceField(label="District")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "All in my reach"), *districts_of(teams)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int | None:
        """The district asked for; None for all, and for one that makes no sense."""
        said = self.cleaned_data.get("district") if self.is_bound and not self.errors else ""
        return int(said) if said else None


class KeepViewForm(forms.Form):
    """A name for the filter in use."""

    name = line("Name of the view", 60, required=True)
    query = django.CharField(max_length=500, required=False, widget=django.HiddenInput)
