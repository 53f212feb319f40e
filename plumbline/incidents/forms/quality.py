"""Checks of calls."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.incidents.models import MEASURES, Mark
from plumbline.people.forms import passage
from plumbline.web import forms


class CallCheckForm(forms.Form):
    """One call, on the four measures that forces publish."""

    note = passage("What was done well, and what was not?", 2000, required=True, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*MEASURES, "note"])


for _name, _says in MEASURES.items():
    CallCheckForm.base_fields[_name] = django.ChoiceField(
        label=_says, choices=Mark.choices, widget=forms.Radios(inline=True)
    )


class OpenMonthForm(forms.Form):
    """Whose calls of this month are to be checked."""

    handlers = django.ModelMultipleChoiceField(
        label="Whose calls are to be checked this month?", queryset=User.objects.none(), widget=forms.Checkboxes
    )

    def __init__(self, *args: Any, handlers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handlers"].queryset = handlers  # type: ignore[attr-defined]
        self.fields["handlers"].label_from_instance = lambda user: user.display_name  # type: ignore[attr-defined]
