"""Looking after the child."""

from __future__ import annotations

from typing import Any

from plumbline.kernel import clock
from plumbline.people.forms import VoiceForm, YesNo, line, passage
from plumbline.web import forms


class InformForm(forms.Form):
    happened_at = forms.MomentField(label="When?", latest_now=True)
    name = line("Who is responsible for the child?", 120, required=True)
    relationship = line(
        "Who are they to the child?", 80, required=True, help_text="For instance: mother, social worker on call."
    )
    is_reached = YesNo(
        label="Did you reach them?", help_text="And told them that the child is arrested, why, and where they are."
    )
    note = passage("Anything to note?", 1000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class VisitForm(forms.Form):
    happened_at = forms.MomentField(label="When?", latest_now=True)
    observed = passage("How was the child?", 1000, required=True, help_text="What you saw and heard.")
    needs = passage(
        "What did they need, and get?", 1000, rows=2, help_text="Food, drink, medicine, exercise, someone to talk to."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class HealthcareForm(forms.Form):
    requested_at = forms.MomentField(label="When was the professional asked for?", latest_now=True)
    reason = passage("What are they to look at?", 1000, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requested_at"].initial = clock.now


class HealthcareSeenForm(forms.Form):
    seen_at = forms.MomentField(label="When was the child seen?", latest_now=True)
    professional = line("By whom?", 120, required=True)
    outcome = passage(
        "What came of it?",
        2000,
        required=True,
        help_text="Fit to be detained and interviewed? What care is needed, and when?",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_at"].initial = clock.now


class HearForm(VoiceForm):
    """The voice of the child, in a cell. There is no home to describe."""

    GROUPS = (
        ("", "happened_at is_seen is_spoken_to"),
        ("If you spoke to the child", "words is_alone wishes_and_feelings"),
        ("If you did not", "reason_not_spoken_to reason_in_words"),
        ("In every case", "demeanour how_it_changed_the_decision"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["home_conditions"]


class ReferralForm(forms.Form):
    referral_made_at = forms.MomentField(label="When was the referral made?", latest_now=True)
    referral_reference = line("Its reference", 40, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referral_made_at"].initial = clock.now
