"""Appointments and slots."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.incidents.forms.fields import SlotField
from plumbline.incidents.models import DiarySlot, Standing
from plumbline.people.forms import passage
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team

SETTLED = [
    (Standing.KEPT, Standing.KEPT.label),
    (Standing.NO_SHOW, Standing.NO_SHOW.label),
    (Standing.NOT_KEPT, Standing.NOT_KEPT.label),
    (Standing.TAKEN_OUT, Standing.TAKEN_OUT.label),
]
UNTIL_THEN = "Advice given, social care told, somebody with them: whatever is done before, not what is meant to be."


class BookForm(forms.Form):
    slot = SlotField(label="When?")
    interim = passage("What keeps everyone safe until then?", 2000, required=True, rows=3, help_text=UNTIL_THEN)

    def __init__(self, *args: Any, slots: list[DiarySlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].offer(slots)  # type: ignore[attr-defined]


class MoveForm(BookForm):
    note = passage("Why is it moved?", 2000, required=True, rows=2)


class SettleForm(forms.Form):
    standing = django.ChoiceField(label="What became of it?", choices=SETTLED, widget=forms.Radios())
    note = passage("Why, and how is everyone now?", 2000, rows=3)


class SlotForm(forms.Form):
    team = TeamField(label="Which team?")
    starts_at = forms.MomentField(label="When does it start?")
    minutes = django.IntegerField(
        label="How many minutes?",
        min_value=5,
        max_value=480,
        initial=30,
        widget=django.NumberInput({"class": "govuk-input--width-4"}),
    )
    places = django.IntegerField(
        label="How many can be seen?",
        min_value=1,
        max_value=50,
        initial=1,
        widget=django.NumberInput({"class": "govuk-input--width-4"}),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
