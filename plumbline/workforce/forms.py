"""How forms of every room ask for someone in post, and for a team. Whom a field offers, the form says when it is made."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.workforce.models import Team


class OfficerField(forms.ModelChoiceField):
    """Someone in post, by name and number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label="Choose", **kwargs)

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        return f"{user.display_name} ({user.officer.collar_number})"  # type: ignore[attr-defined]


class TeamField(forms.ModelChoiceField):
    """A team, with its district."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=QuerySet(Team).none(), empty_label="Choose", **kwargs)
