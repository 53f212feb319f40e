"""THRIVE and the grade."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.incidents.forms.fields import EARLIER
from plumbline.incidents.forms.policy import policy_says
from plumbline.incidents.models import Grade, Incident, Level, Trigger
from plumbline.people.forms import YesNo, choice, passage
from plumbline.web import forms

MEANING = {
    Level.HIGH: "Serious harm is very likely, or is happening.",
    Level.MEDIUM: "Harm is likely, but not serious harm.",
    Level.LOW: "Harm is possible, but would be small.",
}
GRADES = {
    Grade.IMMEDIATE: "Someone is in danger, or a crime is going on.",
    Grade.PRIORITY: "Someone is vulnerable or upset, or evidence would be lost.",
    Grade.SCHEDULED: "It can wait for an appointment, and everyone is safe until then.",
    Grade.RESOLVED: "It was settled on the telephone.",
}


class ThriveForm(forms.Form):
    """Six parts, each in words, and what they come to. What is not known is said so."""

    trigger = choice("Why is THRIVE done now?", Trigger.choices)
    threat = passage("Threat: what may happen, from whom?", 2000, required=True, rows=2)
    harm = passage("Harm: what has happened, how bad may it get?", 2000, required=True, rows=2)
    risk = passage("Risk: how likely is it, and how soon?", 2000, required=True, rows=2)
    investigation = passage("Investigation: what must be kept or found out?", 2000, required=True, rows=2)
    vulnerability = passage(
        "Vulnerability: who cannot keep themselves safe, and why?",
        2000,
        required=True,
        rows=2,
        help_text="Children, and whoever is flagged.",
    )
    engagement = passage("Engagement: what do they want, who else must know?", 2000, required=True, rows=2)
    child_at_risk = YesNo(label="Is a child at risk now?", help_text="If nobody can say, answer yes.")
    level = django.ChoiceField(
        label="Taken together, how great is it?", choices=Level.choices, widget=forms.Radios(hints=MEANING)
    )
    happened_at = forms.MomentField(label="When was this?", latest_now=True, required=False, help_text=EARLIER)


class GradeForm(forms.Form):
    """How soon someone is sent."""

    grade = django.ChoiceField(
        label="How soon is someone sent?", choices=Grade.choices, widget=forms.Radios(hints=GRADES)
    )
    rationale = passage("Why?", 2000, required=True, rows=3)

    def __init__(self, *args: Any, incident: Incident, may_lower: bool, **kwargs: Any) -> None:
        super().__init__(*args, version=incident.version, **kwargs)
        told = [policy_says("child_at_risk_sent", "where a child is at risk now, the grade is immediate or priority")]
        if incident.with_child and incident.grade and not may_lower:
            told = ["A child is in it, or may be: only a supervisor lowers the grade.", *told]
        self.fields["grade"].help_text = " ".join(told if incident.with_child else [])
        self.fields["grade"].initial = incident.grade
