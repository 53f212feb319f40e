"""Assessing the risk, and endorsing it."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.missing.actions.risk import POLICY
from plumbline.missing.forms.fields import EARLIER
from plumbline.missing.forms.policy import policy_says
from plumbline.missing.forms.rows import WithRows, rows
from plumbline.missing.models import Episode, Factor, Risk
from plumbline.people.forms import choice, line, passage
from plumbline.standards.policy import value_now
from plumbline.web import forms

MEANING = {
    Risk.HIGH: "Serious harm to the child, or to someone else, is very likely.",
    Risk.MEDIUM: "Harm is likely, but not serious harm.",
    Risk.LOW: "Harm is possible, but would be minimal.",
    Risk.NONE: "There is no apparent risk of harm to the child or to anyone else.",
}


@rows(
    "factors",
    5,
    factor=choice("What is it?", Factor.choices, required=False),
    said=passage("What was said?", 2000, rows=2),
    source_name=line("Who said so?", 120),
    source_contact=line("How can they be reached?", 120),
)
class AssessForm(WithRows):
    """A grade, why, and what it rests on."""

    level = django.ChoiceField(label="How great is the risk?", choices=Risk.choices, widget=forms.Radios(hints=MEANING))
    rationale = passage(
        "Why?", 5000, required=True, rows=4, help_text="What you know, what you do not know, and what you made of it."
    )
    is_uncertain = django.BooleanField(
        label="The risk is uncertain: enquiries must confirm it",
        required=False,
        help_text="Set one after this, and it stays open until it is resulted.",
    )
    override_reason = passage("Why below medium?", 1000, rows=2)
    happened_at = forms.MomentField(label="When did you assess it?", latest_now=True, required=False, help_text=EARLIER)

    NEEDED = {
        "factor": "Choose what it is",
        "said": "Enter what was said",
        "source_name": "Enter who said so: each factor has a source",
    }

    def __init__(self, *args: Any, episode: Episode, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, version=episode.version, **kwargs)
        at_least = "a child is graded at least medium; below it an inspector must say why"
        rule = (
            policy_says("below_medium_needs_inspector", at_least)
            if value_now(POLICY, "below_medium_needs_inspector")
            else ""
        )
        if not episode.is_child or not may_override or not rule:
            self.fields.pop("override_reason")
        else:
            self.fields["override_reason"].help_text = rule
        self.fields["level"].help_text = rule if episode.is_child and not may_override else ""


class EndorseForm(forms.Form):
    endorsement_note = line("Note", 500, help_text="If you do not agree, assess the risk yourself instead.")
