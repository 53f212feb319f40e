"""How someone of the unit comes to work alone, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.people.forms import line, passage
from plumbline.referrals.forms.making import TeamField
from plumbline.referrals.models import Task
from plumbline.web import forms
from plumbline.workforce.models import Team


def _one_of(label: str, people: Iterable[User], **more: Any) -> django.ModelChoiceField:
    found = QuerySet(User).filter(pk__in=[user.pk for user in people]).order_by("display_name", "pk")
    return django.ModelChoiceField(label=label, queryset=found, empty_label="Choose", **more)


class BeginForm(forms.Form):
    """Someone comes to the unit."""

    team = TeamField(label="Which unit?")
    began_at = forms.MomentField(label="Since when?", latest_now=True)

    field_order = ("user", "team", "began_at")

    def __init__(self, *args: Any, users: Iterable[User], teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = _one_of("Who?", users, help_text="Accounts with a role of the referral unit are offered.")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class TrainedForm(forms.Form):
    training = line("Which training?", 200, required=True)
    trained_at = forms.MomentField(label="When was it done?", latest_now=True)


class MentorForm(forms.Form):
    """Whoever decides alone is offered."""

    def __init__(self, *args: Any, mentors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"] = _one_of(
            "Who works beside them?", mentors, help_text="Those are offered who are approved to decide alone."
        )


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
