"""How someone of the unit comes to work alone, step by step; and overtime."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.people.forms import choice, line, passage
from plumbline.referrals.models import Overtime, OvertimeReason, Practitioner, Task
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team


def _somebody(label: str, model: type[Any] = User, **more: Any) -> django.ModelChoiceField:
    """One of those whom the form is given when it is made."""
    return django.ModelChoiceField(label=label, queryset=QuerySet(model).none(), empty_label="Choose", **more)


def _accounts(people: Iterable[User]) -> QuerySet[User]:
    return QuerySet(User).filter(pk__in=[user.pk for user in people]).order_by("display_name", "pk")


class BeginForm(forms.Form):
    """Someone comes to the unit."""

    user = _somebody("Who?", help_text="Accounts with a role of the referral unit are offered.")
    team = TeamField(label="Which unit?")
    began_at = forms.MomentField(label="Since when?", latest_now=True)

    def __init__(self, *args: Any, users: Iterable[User], teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = _accounts(users)  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class TrainedForm(forms.Form):
    training = line("Which training?", 200, required=True)
    trained_at = forms.MomentField(label="When was it done?", latest_now=True)


class MentorForm(forms.Form):
    """Whoever decides alone is offered."""

    mentor = _somebody("Who works beside them?", help_text="Those are offered who are approved to decide alone.")

    def __init__(self, *args: Any, mentors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = _accounts(mentors)  # type: ignore[attr-defined]


class CompetentForm(forms.Form):
    competent_at = forms.MomentField(label="When was it seen?", latest_now=True)
    competence = passage(
        "How did they show it?", 2000, required=True, rows=4, help_text="Which referrals, and what you saw."
    )


class ApproveForm(forms.Form):
    tasks = django.MultipleChoiceField(
        label="What may they do alone?", choices=Task.choices, widget=forms.Checkboxes, initial=list(Task.values)
    )


class LeaveForm(forms.Form):
    left_because = line("Why?", 200, required=True)


class OvertimeForm(forms.Form):
    """How long, and why. How many referrals waited is not asked: Plumbline counts them."""

    hours = django.DecimalField(
        label="How many hours beyond their own?",
        min_value=Decimal("0.25"),
        max_value=24,
        max_digits=4,
        decimal_places=2,
        step_size=Decimal("0.25"),
        help_text="In hours, to the quarter: 1.5 is an hour and a half.",
        widget=django.NumberInput({"class": "govuk-input--width-4", "inputmode": "decimal"}),
        error_messages={"step_size": "Enter quarters of an hour, such as 1.5 or 2.25."},
    )
    reason = choice("Why?", OvertimeReason.choices)
    reason_words = line("If for another reason, which?", 200)

    @classmethod
    def of(cls, overtime: Overtime, data: Any) -> OvertimeForm:
        """Filled with what is recorded."""
        held = {"hours": overtime.hours, "reason": overtime.reason, "reason_words": overtime.reason_words}
        return cls(data, version=overtime.version, initial=held)


class RecordOvertimeForm(OvertimeForm):
    practitioner = _somebody(
        "Who worked it?",
        Practitioner,
        help_text="People of the unit are offered, but yourself: nobody keeps their own record.",
    )
    worked_on = forms.DateField(label="On which day did it begin?", latest_today=True)

    field_order = ("practitioner", "worked_on", "hours", "reason", "reason_words")

    def __init__(self, *args: Any, people: QuerySet[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = people  # type: ignore[attr-defined]


class RemoveOvertimeForm(forms.Form):
    removed_because = line("Why was it recorded by mistake?", 200, required=True)
