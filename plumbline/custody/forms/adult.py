"""The appropriate adult, and the steps at which one must be there."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.custody.models import AdultRole, AppropriateAdult, Bar, StepKind
from plumbline.kernel import clock
from plumbline.people.forms import line, passage
from plumbline.web import forms


class AskAdultForm(forms.Form):
    role = django.ChoiceField(
        label="Who are they to the child?",
        choices=AdultRole.choices,
        widget=forms.Radios(),
        help_text="In this order: the next only where one before cannot come or must not.",
    )
    why_not_nearer = line("If none of the first two, why not?", 300)
    name = line("Name", 120, required=True)
    contact = line("How can they be reached?", 120)
    bar = django.ChoiceField(
        label="Does any of these bar them?",
        choices=[*((value, label) for value, label in Bar.choices if value != Bar.NONE), (Bar.NONE, Bar.NONE.label)],
        widget=forms.Radios(),
    )
    requested_at = forms.MomentField(label="When were they told and asked to come?", latest_now=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requested_at"].initial = clock.now


class AdultArrivedForm(forms.Form):
    arrived_at = forms.MomentField(label="When did they arrive?", latest_now=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arrived_at"].initial = clock.now


class AdultLeftForm(forms.Form):
    left_at = forms.MomentField(label="When did they leave, or were they stood down?", latest_now=True)
    left_because = line("Why?", 300, required=True)
    bar = django.ChoiceField(
        label="Was something learnt that bars them?",
        choices=[(Bar.NONE, "No"), *list(Bar.choices)[1:]],
        initial=Bar.NONE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_at"].initial = clock.now


class AdultField(django.ModelChoiceField):
    """One of those who were asked for this child."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=QuerySet(AppropriateAdult).none(), empty_label="None was there", **kwargs)


class StepForm(forms.Form):
    kind = django.ChoiceField(label="What was done?", choices=StepKind.choices, widget=forms.Radios())
    happened_at = forms.MomentField(label="When?", latest_now=True)
    adult = AdultField(label="Which appropriate adult was there?", required=False)
    without_adult_because = passage("If none was, why not?", 1000, rows=2)
    note = passage("Anything to note?", 2000, rows=2)

    def __init__(self, *args: Any, adults: QuerySet[AppropriateAdult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now
        self.fields["adult"].queryset = adults  # type: ignore[attr-defined]
