"""Sharing, and what partners say."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.people.forms import choice, line, passage
from plumbline.referrals.models import Outcome, Recipient, RecipientKind, Sharing, Way
from plumbline.web import forms


class ShareForm(forms.Form):
    """To whom, how, and word for word what."""

    recipient = django.ModelChoiceField(label="With whom?", queryset=QuerySet(Recipient).none(), empty_label="Choose")
    way = django.ChoiceField(label="How?", choices=Way.choices, widget=forms.Radios())
    content = passage(
        "What is shared",
        30_000,
        required=True,
        rows=20,
        help_text="As it will stand in the record of what was shared. Take out what this recipient does not need.",
    )
    shared_at = forms.MomentField(
        label="When was it shared?", latest_now=True, required=False, help_text="Leave empty if it is now."
    )

    def __init__(self, *args: Any, recipients: QuerySet[Recipient], content: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"content": content}, **kwargs)
        self.fields["recipient"].queryset = recipients  # type: ignore[attr-defined]


class AcknowledgedForm(forms.Form):
    """The hub was told that it arrived."""

    acknowledged_name = line("Who said that it arrived?", 120, required=True)
    acknowledged_at = forms.MomentField(
        label="When?", latest_now=True, required=False, help_text="Leave empty if it is now."
    )


class AnswerForm(forms.Form):
    """What the partner does with it."""

    outcome = django.ChoiceField(label="What do you do with it?", choices=Outcome.choices, widget=forms.Radios())
    says = passage("What should the police know?", 5000, help_text="Needed where not enough was told: say what lacks.")
    why_changed = passage("Why does your answer change?", 1000, required=True, rows=2)

    def __init__(self, *args: Any, sharing: Sharing, last: Any, **kwargs: Any) -> None:
        super().__init__(*args, version=sharing.version, **kwargs)
        if last is None:
            self.fields.pop("why_changed")


class AnsweredForm(AnswerForm):
    """The hub was told what the recipient does with it."""

    answered_name = line("Who answered?", 120, required=True)
    field_order = ("answered_name", "outcome", "says", "why_changed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = "What do they do with it?"
        self.fields["says"].label = "What did they say?"
        if "why_changed" in self.fields:
            self.fields["why_changed"].label = "Why does the answer change?"


class RecipientForm(forms.Form):
    """An agency."""

    kind = choice("What kind of agency is it?", RecipientKind.choices)
    name = line("Name", 120, required=True)
    contact = line("Secure e-mail or telephone", 200)


class AdmitForm(forms.Form):
    """Who signs in for a recipient."""

    user = django.ModelChoiceField(label="Account", queryset=User.objects.none(), empty_label="Choose")

    def __init__(self, *args: Any, users: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(pk__in=[user.pk for user in users])  # type: ignore[attr-defined]
