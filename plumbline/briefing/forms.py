"""What the room asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms as django

from plumbline.kernel import clock
from plumbline.people.forms import EmptyForm, choice, line, passage
from plumbline.web import forms

__all__ = [
    "ActionFilter",
    "ActionForm",
    "CloseForm",
    "DiscussForm",
    "DoneForm",
    "DropForm",
    "EmptyForm",
    "GuestForm",
    "LastForm",
    "MinutesForm",
    "OpenForm",
    "SeatForm",
]

NAMES_NO_CHILD = "It is printed in the minutes: name no child."


class OpenForm(forms.Form):
    """Which meeting is held. `places` are (kind, district or None) that this person may chair."""

    meeting = django.ChoiceField(label="Which meeting?", widget=forms.Radios())

    def __init__(self, *args: Any, places: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{kind.key}.{place.pk if place else 'force'}": (kind, place) for kind, place in places}
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            (key, f"{kind.name}, {place or 'the force'}") for key, (kind, place) in self.places.items()
        ]

    @property
    def chosen(self) -> tuple[Any, Any]:
        return self.places[self.cleaned_data["meeting"]]


class DiscussForm(forms.Form):
    """What was decided of one item; and, where something is to be done, by whom and by when."""

    decision = passage("What was decided?", 3000, required=True, rows=3, help_text=NAMES_NO_CHILD)
    what = passage("Is anything to be done? What?", 1000, rows=2, help_text="Leave empty if not.")
    owner = django.ModelChoiceField(label="By whom?", queryset=None, required=False, empty_label="Nobody")
    due_at = forms.MomentField(label="By when?", required=False)

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers  # type: ignore[attr-defined]


class ActionForm(forms.Form):
    what = passage("What is to be done?", 1000, required=True, rows=2, help_text=NAMES_NO_CHILD)
    owner = django.ModelChoiceField(label="By whom?", queryset=None, empty_label="Choose")
    due_at = forms.MomentField(label="By when?")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers  # type: ignore[attr-defined]
        self.fields["due_at"].initial = clock.now() + timedelta(hours=7)


class DoneForm(forms.Form):
    note = passage("What was done?", 2000, required=True, help_text=NAMES_NO_CHILD)


class DropForm(forms.Form):
    dropped_because = line("Why is it no longer needed?", 500, required=True)


class SeatForm(forms.Form):
    """Who sat there, or why nobody did."""

    officer = django.ModelChoiceField(label="Who was there?", queryset=None, required=False, empty_label="Nobody")
    attended_at = forms.MomentField(
        label="From when?", required=False, latest_now=True, help_text="Leave empty if from the beginning."
    )
    stands_in_for = line("In whose place?", 120, help_text="If the officer came instead of another.")
    apology = line("If nobody was there, why?", 300)

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]


class GuestForm(forms.Form):
    officer = django.ModelChoiceField(label="Who else was there?", queryset=None, empty_label="Choose")
    attended_at = forms.MomentField(
        label="From when?", required=False, latest_now=True, help_text="Leave empty if from the beginning."
    )

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    summary = passage("Anything to say at the end?", 2000, help_text=NAMES_NO_CHILD)


class LastForm(forms.Form):
    last_because = line("Why does no other follow?", 500, required=True)


class MinutesForm(forms.Form):
    recipient = line(
        "Who will receive them?", 120, required=True, help_text="A name and an organisation. The ledger keeps it."
    )
    kind = choice("As what?", [("pdf", "PDF, to print or send"), ("html", "HTML, to read on a screen")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = "pdf"


class ActionFilter(forms.FilterForm):
    """Whose actions, and how they stand."""

    state = django.ChoiceField(
        label="State",
        choices=[("", "All"), ("open", "Open"), ("overdue", "Overdue"), ("done", "Done"), ("dropped", "Dropped")],
    )
    whose = django.ChoiceField(label="Whose", choices=[("", "All in my reach"), ("mine", "Mine")])

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
