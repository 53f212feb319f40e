"""Forms over duties and measures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms

from plumbline.standards.measures import AGES, ENDED, GROUPS
from plumbline.standards.queries import STATES
from plumbline.web import forms


class WaiveForm(forms.Form):
    """Why a duty need not be done."""

    reason = django_forms.CharField(
        label="Why does this duty not need to be done?",
        help_text="Shown to everyone who sees the duty, and to inspectors. The duty leaves the rate and is counted beside it.",
        max_length=1000,
        min_length=10,
        widget=forms.TextArea(rows=4),
    )


class WithdrawForm(forms.Form):
    """Asks for nothing: a press of the button withdraws the waiver."""


class RebaseForm(forms.Form):
    """From which month limits are reckoned anew, and why."""

    from_month = django_forms.TypedChoiceField(
        label="From which month?",
        help_text="The first month in which the work was done in the new way.",
        coerce=date.fromisoformat,
    )
    reason = django_forms.CharField(
        label="What changed in the work?",
        help_text="Shown on the standard’s page with your name. A better or worse figure is not a reason: limits are moved "
        "because the work itself is done differently.",
        max_length=1000,
        min_length=10,
        widget=forms.TextArea(rows=4),
    )

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(f"{month:%Y-%m-%d}", f"{month:%B %Y}") for month in months]
        self.fields["from_month"].choices = [("", "Choose a month"), *chosen]  # type: ignore[attr-defined]


def _hidden(kind: type[django_forms.Field], **told: Any) -> django_forms.Field:
    return kind(required=False, widget=django_forms.HiddenInput, **told)


AGED_CHOICES = [
    *((age.key, f"overdue {age.label}, and can still be done") for age in AGES),
    (ENDED, "overdue, and can no longer be done"),
]


class DutyFilter(forms.FilterForm):
    """Which of a standard's duties to list. What a figure leads here with is hidden, and told in words above the list."""

    state = django_forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), *((state, state.capitalize()) for state in (*STATES, *GROUPS))],
    )
    month = _hidden(django_forms.DateField)
    since = _hidden(django_forms.DateField)
    until = _hidden(django_forms.DateField)
    due_from = _hidden(django_forms.DateTimeField)
    due_before = _hidden(django_forms.DateTimeField)
    district = _hidden(django_forms.IntegerField, min_value=0, max_value=2**62)
    team = _hidden(django_forms.IntegerField, min_value=0, max_value=2**62)
    age = _hidden(django_forms.ChoiceField, choices=[("", "Any"), *AGED_CHOICES])
