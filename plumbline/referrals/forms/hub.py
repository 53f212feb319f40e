"""The hub's forms: decision, sign-off, pattern, closing."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.people.forms import YesNo, passage
from plumbline.referrals.models import Grade, Referral, Threshold, Verdict
from plumbline.web import forms


class EmptyForm(forms.Form):
    """Nothing to say but yes."""


class DecideForm(forms.Form):
    """What is decided, on which threshold and why."""

    grade = django.ChoiceField(label="How grave is it?", choices=Grade.choices, widget=forms.Radios(inline=True))
    threshold = django.ChoiceField(
        label="Which level of need is met?", choices=Threshold.choices, widget=forms.Radios()
    )
    verdict = django.ChoiceField(label="What do you decide?", choices=Verdict.choices, widget=forms.Radios())
    rationale = passage(
        "Why?", 5000, required=True, rows=5, help_text="What you looked at, what weighs, and what speaks against it."
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, initial={"grade": referral.grade}, version=referral.version, **kwargs)


class SignForm(forms.Form):
    """Whether the decision made in training is right."""

    is_right = YesNo(label="Is the decision right?")
    note = passage("What do you say to it?", 2000, help_text="Needed where you send it back.")


class PatternForm(forms.Form):
    note = passage("What do the referrals show together?", 2000, required=True, rows=4)


class CloseForm(forms.Form):
    note = passage("Why is nothing left to be done?", 2000, required=True)
