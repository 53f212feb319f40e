"""Forms over duties."""

from django import forms as django_forms

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


class DutyFilter(forms.FilterForm):
    """Which of a standard's duties to list."""

    state = django_forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            *((s, s.capitalize()) for s in ("overdue", "late", "met", "pending", "cannot tell", "waived")),
        ],
    )
    month = django_forms.DateField(label="Month", required=False, widget=django_forms.HiddenInput)
    district = django_forms.IntegerField(required=False, widget=django_forms.HiddenInput)
    team = django_forms.IntegerField(required=False, widget=django_forms.HiddenInput)
