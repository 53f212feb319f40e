"""What the list shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django

from plumbline.referrals.models import Grade, State
from plumbline.web import forms
from plumbline.workforce.models import Team


class ListFilter(forms.FilterForm):
    """Nothing chosen shows all."""

    q = django.CharField(label="Child’s name or reference", max_length=200, widget=forms.Search)
    state = django.MultipleChoiceField(label="State", choices=State.choices, widget=forms.Checkboxes)
    grade = django.MultipleChoiceField(label="Risk", choices=Grade.choices, widget=forms.Checkboxes)
    domestic = django.ChoiceField(
        label="Domestic abuse", choices=[("", "Either"), ("yes", "Among the concerns"), ("no", "Not among them")]
    )
    district = django.ChoiceField(label="District")
    since = forms.DateField(label="Made from")
    until = forms.DateField(label="Made to")

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
