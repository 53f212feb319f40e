"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.workforce.models import Team

EARLIER = "Leave empty if it is now."


class OfficerField(django.ModelChoiceField):
    """Someone in post, by name and number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label="Choose", **kwargs)

    def label_from_instance(self, user: User) -> str:  # type: ignore[override]
        return f"{user.display_name} ({user.officer.collar_number})"  # type: ignore[attr-defined]


class TeamField(django.ModelChoiceField):
    """A team, with its district."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=QuerySet(Team).none(), empty_label="Choose", **kwargs)
