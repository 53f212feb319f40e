"""What the lists show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django

from plumbline.incidents.models import Grade, Kind, State
from plumbline.web import forms
from plumbline.workforce.models import Team


def districts_of(teams: Iterable[Team]) -> list[tuple[int, str]]:
    """The districts of these teams, once each, in their order."""
    return list({team.district_id: team.district.name for team in teams}.items())


class ListFilter(forms.FilterForm):
    """What the list shows. Nothing chosen shows all."""

    q = django.CharField(label="Name, postcode or reference", max_length=200, widget=forms.Search)
    state = django.MultipleChoiceField(label="State", choices=State.choices, widget=forms.Checkboxes)
    grade = django.MultipleChoiceField(
        label="Grade", choices=[*Grade.choices, ("ungraded", "Not graded yet")], widget=forms.Checkboxes
    )
    child = django.ChoiceField(
        label="Child in it", choices=[("", "Either"), ("yes", "Yes, or not known"), ("no", "No child")]
    )
    kind = django.MultipleChoiceField(label="What", choices=Kind.choices, widget=forms.Checkboxes)
    district = django.ChoiceField(label="District")
    since = forms.DateField(label="Called from")
    until = forms.DateField(label="Called to")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "Any"), *districts_of(teams)]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in (None, "", [])}


class OpenFilter(forms.FilterForm):
    """Which open incidents are shown."""

    district = django.ChoiceField(label="District")
    child = django.ChoiceField(label="Child in it", choices=[("", "Either"), ("yes", "Yes, or not known")])

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "All in my reach"), *districts_of(teams)]  # type: ignore[attr-defined]

    def _said(self, name: str) -> str:
        return self.cleaned_data.get(name) or "" if self.is_bound and not self.errors else ""

    @property
    def chosen(self) -> int | None:
        """The district asked for; None for all, and for one that makes no sense."""
        said = self._said("district")
        return int(said) if said else None

    @property
    def child_only(self) -> bool:
        return self._said("child") == "yes"
