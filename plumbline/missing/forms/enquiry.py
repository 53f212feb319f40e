"""Lines of enquiry, from setting to checking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms as django

from plumbline.missing.forms.fields import EARLIER
from plumbline.missing.forms.policy import ahead, policy_says
from plumbline.missing.models import EnquiryKind, EnquiryOutcome, Episode, Risk
from plumbline.people.forms import choice, line, passage
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField


class EnquiryForm(forms.Form):
    """A line of enquiry: what, where, by when, by whom."""

    kind = choice("What kind of enquiry?", EnquiryKind.choices)
    what = passage("What is to be done?", 1000, required=True, rows=2)
    where = line("Where?", 300)
    due_at = forms.MomentField(label="By when?")
    allocated_to = OfficerField(label="By whom?", required=False, help_text="Left empty, whoever starts it takes it.")
    confirms = django.BooleanField(label="It is to confirm the risk, which is uncertain", required=False)

    def __init__(self, *args: Any, episode: Episode, officers: Any, uncertain: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["allocated_to"].queryset = officers  # type: ignore[attr-defined]
        self.fields["allocated_to"].initial = episode.officer_id
        self.fields["due_at"].initial = ahead(timedelta(hours=1 if episode.risk == Risk.HIGH else 2))
        self.fields["due_at"].help_text = policy_says("first_trace")
        self.uncertain = uncertain
        if uncertain is None:
            self.fields.pop("confirms")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["confirms"] = self.uncertain if said.get("confirms") else None
        return said


class ResultForm(forms.Form):
    """What was done and what came of it."""

    outcome = django.ChoiceField(label="What came of it?", choices=EnquiryOutcome.choices, widget=forms.Radios())
    result = passage("What was done, and what did it show?", 5000, required=True, rows=4)
    evidence = line("Evidence", 300, help_text="Exhibit, body-worn video or log number.")
    resulted_at = forms.MomentField(label="When was it done?", latest_now=True, required=False, help_text=EARLIER)


class CheckForm(forms.Form):
    check_note = line("Note", 500)


class GiveForm(forms.Form):
    allocated_to = OfficerField(label="By whom?")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["allocated_to"].queryset = officers  # type: ignore[attr-defined]


class DropForm(forms.Form):
    dropped_reason = line("Why is it no longer needed?", 500, required=True)
