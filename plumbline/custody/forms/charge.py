"""The charge, and what follows a refusal of bail."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.custody.forms.adult import AdultField
from plumbline.custody.models import (
    SECURE_FROM_AGE,
    AccommodationKind,
    Answer,
    AppropriateAdult,
    Bail,
    BailGround,
    CertificateGround,
    Harm,
    Impracticable,
    Refusal,
)
from plumbline.kernel import clock
from plumbline.people.forms import choice, line, passage
from plumbline.web import forms


class ChargeForm(forms.Form):
    """The charge and the bail decision, together: no child is left charged and undecided."""

    charged_at = forms.MomentField(label="When was the child charged?", latest_now=True)
    offence = line("With what?", 300, required=True)
    bail = django.ChoiceField(label="What was decided about bail?", choices=Bail.choices, widget=forms.Radios())
    bail_decided_at = forms.MomentField(
        label="When was that decided?", latest_now=True, required=False, help_text="Leave empty if with the charge."
    )
    adult = AdultField(label="Which appropriate adult was there?", required=False)
    without_adult_because = passage("If none was, why not?", 1000, rows=2)
    conditions = passage("If with conditions, which?", 2000, rows=2)
    ground = choice("If refused, on which ground?", BailGround.choices, required=False, help_text="The main one.")
    reasons = passage(
        "If refused, the reasons", 3000, rows=4, help_text="As they are told to the child and to the court."
    )

    GROUPS = (
        ("", "charged_at offence adult without_adult_because bail bail_decided_at"),
        ("With conditions", "conditions"),
        ("Refused", "ground reasons"),
    )

    def __init__(self, *args: Any, adults: QuerySet[AppropriateAdult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["charged_at"].initial = clock.now
        self.fields["adult"].queryset = adults  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]


class RequestForm(forms.Form):
    requested_at = forms.MomentField(label="When was the local authority asked?", latest_now=True)
    kind = django.ChoiceField(
        label="Which accommodation?",
        choices=AccommodationKind.choices,
        initial=AccommodationKind.NON_SECURE,
        widget=forms.Radios(
            hints={
                AccommodationKind.NON_SECURE: "A local authority always accepts this request.",
                AccommodationKind.SECURE: f"Only from the age of {SECURE_FROM_AGE}, and only where the public would otherwise be "
                "in danger of serious harm.",
            }
        ),
    )
    authority = line("Which local authority?", 120, required=True)
    spoke_to = line("Who was spoken to?", 120)
    harm = choice("If secure, which serious harm to the public?", Harm.choices, required=False)
    serious_harm = passage("If secure, why would the public be in danger?", 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requested_at"].initial = clock.now


class AnswerForm(forms.Form):
    answer = django.ChoiceField(label="What did it answer?", choices=Answer.choices, widget=forms.Radios())
    answered_at = forms.MomentField(label="When?", latest_now=True, help_text="Or when you gave up waiting.")
    answer_from = line("Who answered?", 120)
    offered_where = line("If offered, where?", 160)
    refusal = choice("If refused, why?", Refusal.choices, required=False)
    answer_in_words = passage("In their words", 2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_at"].initial = clock.now


class EscalateForm(forms.Form):
    escalated_to = line("Which senior manager of the local authority did you speak to?", 160, required=True)


class TransferForm(forms.Form):
    happened_at = forms.MomentField(label="When did the child leave?", latest_now=True)
    kind = django.ChoiceField(
        label="Which kind of place?", choices=AccommodationKind.choices, widget=forms.Radios(inline=True)
    )
    moved_to = line("Which place?", 160, required=True)
    authority = line("Of which local authority?", 120, required=True)
    handed_to = line("Who took the child?", 160, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class CertifyForm(forms.Form):
    """The certificate for the court. Its two grounds are all that there is."""

    ground = django.ChoiceField(
        label="On which ground does the child stay?",
        choices=CertificateGround.choices,
        widget=forms.Radios(
            hints={
                CertificateGround.IMPRACTICABLE: "Close to impossible: not late, far, costly or inconvenient.",
                CertificateGround.NO_SECURE: f"Only from the age of {SECURE_FROM_AGE}, and only after a secure request that "
                "brought no place.",
            }
        ),
    )
    impracticable = choice("If (a), what makes it impracticable?", Impracticable.choices, required=False)
    explanation = passage(
        "What was tried, and why could the child not be moved?",
        3000,
        required=True,
        rows=5,
        help_text="The court reads this.",
    )
    happened_at = forms.MomentField(label="When do you certify this?", latest_now=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class WithdrawForm(forms.Form):
    withdrawn_because = line("Why does it no longer stand?", 300, required=True)
