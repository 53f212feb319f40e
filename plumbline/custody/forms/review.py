"""Reviews and extensions."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.custody.forms.policy import policy_says
from plumbline.custody.models import ExtensionKind
from plumbline.kernel import clock
from plumbline.people.forms import YesNo, line, passage
from plumbline.web import forms


class ReviewForm(forms.Form):
    """An inspector's review. When the next is due is worked out; it may be sooner, never later."""

    is_continued = YesNo(label="Does detention go on?")
    grounds = passage("Why?", 2000, required=True, rows=4)
    representations = passage("What did the child, the appropriate adult or the solicitor say to it?", 2000)
    happened_at = forms.MomentField(label="When did you review it?", latest_now=True)
    next_review_at = forms.MomentField(label="Do you want the next sooner?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now
        self.fields[
            "next_review_at"
        ].help_text = f"Leave empty for the latest allowed. {policy_says('custody_next_review')}"


class ExtendForm(forms.Form):
    kind = django.ChoiceField(label="Who extends it?", choices=ExtensionKind.choices, widget=forms.Radios())
    happened_at = forms.MomentField(label="When was it decided?", latest_now=True)
    until_at = forms.MomentField(label="Until when?")
    grounds = passage("On what grounds?", 2000, required=True, rows=4)
    court = line("Which court gave the warrant?", 120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now
        self.fields["until_at"].help_text = policy_says("custody_extended_limit")
