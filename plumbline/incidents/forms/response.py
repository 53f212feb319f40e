"""Who is sent, reviews, escalation, how it ends."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.incidents.forms.fields import EARLIER
from plumbline.incidents.forms.policy import ahead_by, policy_says
from plumbline.incidents.models import Grade, Incident, Result, Step
from plumbline.incidents.queries import incident_called
from plumbline.people.forms import YesNo, line, passage
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField

FIRST_REVIEW = {Grade.IMMEDIATE: "incident_review_immediate", Grade.PRIORITY: "incident_review_priority"}


class SendForm(forms.Form):
    unit = line("Call sign", 40, required=True)
    sent_at = forms.MomentField(label="When was it sent?", latest_now=True, required=False, help_text=EARLIER)


class ArriveForm(forms.Form):
    arrived_at = forms.MomentField(label="When did it arrive?", latest_now=True, required=False, help_text=EARLIER)


class IncidentReviewForm(forms.Form):
    """A supervisor's look. What is overdue stands beside the form; it is not asked."""

    grade_is_right = YesNo(label="Is the grade right?", help_text="If not, you grade it again after this.")
    thrive_is_right = YesNo(
        label="Does THRIVE still fit what is known?", help_text="If not, you do it again after this."
    )
    child_is_safe = forms.YesNoNotKnown(label="Is the child safe now?", required=False)
    direction = passage("What is to happen next?", 2000, required=True, rows=3)
    next_review_at = forms.MomentField(label="When is the next review?")
    happened_at = forms.MomentField(label="When was this?", latest_now=True, required=False, help_text=EARLIER)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = FIRST_REVIEW.get(incident.grade, "incident_review_scheduled")  # type: ignore[call-overload]
        self.fields["next_review_at"].initial = ahead_by(key)
        self.fields["next_review_at"].help_text = policy_says(key)


class EscalateForm(forms.Form):
    step = django.TypedChoiceField(label="Who is to be told?", choices=Step.choices, coerce=int, widget=forms.Radios())
    to = OfficerField(label="Anyone by name?", required=False)
    reason = passage("What is wrong, and what do you ask for?", 2000, required=True, rows=3)

    def __init__(self, *args: Any, officers: Any, step: int = Step.SUPERVISOR, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officers  # type: ignore[attr-defined]
        self.fields["step"].initial = step


class AnswerForm(forms.Form):
    decision = passage("What do you decide?", 2000, required=True, rows=3)


class CloseForm(forms.Form):
    result = django.ChoiceField(label="What came of it?", choices=Result.choices, widget=forms.Radios())
    duplicate_of = line("Which incident is it the same as?", 20, help_text="Its reference, such as IC-26-000123.")
    closing_summary = passage("What happened, and how was everyone left?", 5000, required=True, rows=4)

    def clean_duplicate_of(self) -> Incident | None:
        typed = self.cleaned_data.get("duplicate_of", "")
        found = incident_called(typed) if typed else None
        if typed and found is None:
            raise django.ValidationError("There is no incident of that reference.")
        return found
