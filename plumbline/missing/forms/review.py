"""Reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms as django

from plumbline.missing.forms.fields import EARLIER
from plumbline.missing.forms.policy import ahead, hours, policy_says
from plumbline.missing.models import Episode, Ownership, ReviewKind, Risk
from plumbline.people.forms import YesNo, passage
from plumbline.web import forms


class ReviewForm(forms.Form):
    """The checks of a reviewing officer. What is outstanding is counted for them, not asked of them."""

    kind = django.ChoiceField(label="Whose review is it?", choices=ReviewKind.choices, widget=forms.Radios(inline=True))
    risk_is_right = YesNo(label="Is the risk grade right?", help_text="If not, you grade it again after this.")
    quality_assured = YesNo(label="Have you read the completed enquiries, and are they good enough?")
    new_enquiries = YesNo(label="Are all the enquiries set that are needed?")
    parameters_confirmed = YesNo(label="Are the search area and its limits still right?")
    informant_updated = YesNo(label="Has whoever reported it been told where things stand?")
    ownership = django.ChoiceField(
        label="Who should have it from here?", choices=Ownership.choices, widget=forms.Radios(), initial=Ownership.STAYS
    )
    direction = passage("What is to happen next?", 5000, required=True, rows=4)
    next_review_at = forms.MomentField(label="When is the next review?")
    happened_at = forms.MomentField(
        label="When did you hold this review?", latest_now=True, required=False, help_text=EARLIER
    )

    def __init__(self, *args: Any, episode: Episode, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key, otherwise = ("review_high", 8) if episode.risk == Risk.HIGH else ("review_medium", 24)
        self.fields["kind"].initial = kind
        self.fields["next_review_at"].initial = ahead(hours(key, otherwise) - timedelta(minutes=5))
        self.fields["next_review_at"].help_text = policy_says(key)
