"""What is asked on the pages of retention."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.people.forms import passage
from plumbline.retention.models import Decision, Group, HoldKind, HoldReview
from plumbline.web import forms

ANSWERS = [("yes", "Yes"), ("no", "No"), ("not-known", "Not known")]
SURE = "Tick the box if you are sure."


class ListFilter(forms.FilterForm):
    """Which reviews are shown. Nothing chosen shows all that wait."""

    STAGES = [
        ("", "All that wait"),
        ("overdue", "Overdue"),
        ("review", "To be reviewed"),
        ("disposal", "Disposal decided"),
    ]
    stage = django.ChoiceField(label="Stage", choices=STAGES)
    group = django.ChoiceField(
        label="Group", choices=[("", "Any"), *((str(value), label) for value, label in Group.choices)]
    )
    under_ten = django.ChoiceField(
        label="Under ten", choices=[("", "Everyone"), ("yes", "Under tens"), ("no", "Others")]
    )

    @property
    def said(self) -> dict[str, Any]:
        self.is_valid()
        return getattr(self, "cleaned_data", {})


class ReviewForm(forms.Form):
    """The national assessment, question by question, and the decision."""

    decision = django.ChoiceField(label="Decision", choices=Decision.choices, widget=forms.Radios())
    rationale = passage("Reasons for the decision", 5000, required=True, rows=4)
    under_ten_reason = passage("Why is it necessary and proportionate to keep it of a child under ten?", 2000)
    next_review_on = forms.DateField(label="Day of the next review, if it is kept", required=False)

    def __init__(self, *args: Any, questions: list[dict[str, str]], under_ten: bool, **kwargs: Any) -> None:
        self.questions, asked = questions, {}
        for question in questions:
            asked[f"answer-{question['code']}"] = _answer(question["asks"])
            asked[f"reason-{question['code']}"] = passage("Reason", 1000, rows=2)
        self.base_fields = asked | type(self).base_fields
        super().__init__(*args, **kwargs)
        if not under_ten:
            del self.fields["under_ten_reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        answers = {
            q["code"]: {"answer": said.pop(f"answer-{q['code']}", ""), "reason": said.pop(f"reason-{q['code']}", "")}
            for q in self.questions
        }
        return {**said, "answers": answers}

    def rows(self) -> list[dict[str, Any]]:
        """Each question with its two fields."""
        return [{"answer": self[f"answer-{q['code']}"], "reason": self[f"reason-{q['code']}"]} for q in self.questions]


def _answer(asks: str) -> django.ChoiceField:
    told = {"required": f"Answer this question: {asks}"}
    return django.ChoiceField(label=asks, choices=ANSWERS, widget=forms.Radios(inline=True), error_messages=told)


class _Sure(forms.Form):
    """A step that asks once more."""

    sure = django.BooleanField(label="I am sure", error_messages={"required": SURE})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said.pop("sure", None)
        return said


class ApproveForm(_Sure):
    sure = django.BooleanField(
        label="I have read the review and agree that the record is disposed of", error_messages={"required": SURE}
    )


class DisposeForm(_Sure):
    sure = django.BooleanField(
        label="Erase everything that identifies this person. It cannot be undone", error_messages={"required": SURE}
    )


class ReasonForm(forms.Form):
    reason = passage("Why?", 1000, required=True)


class HoldForm(forms.Form):
    kind = django.ChoiceField(label="Kind of hold", choices=HoldKind.choices, widget=forms.Radios())
    reason = passage("Why must nothing be disposed of?", 2000, required=True)
    review_on = forms.DateField(label="By which day is the hold looked at again?")


class HoldReviewForm(forms.Form):
    decision = django.ChoiceField(label="Decision", choices=HoldReview.Decision.choices, widget=forms.Radios())
    note = passage("What did you find?", 2000, required=True)
    next_review_on = forms.DateField(label="Day of the next look, if the hold is kept", required=False)


class ConfirmForm(forms.Form):
    """`value` is what the person was shown: a number that changed meanwhile is not confirmed unseen."""

    value = django.IntegerField(widget=django.HiddenInput)
    note = passage("What did you check it against?", 1000, required=True)
