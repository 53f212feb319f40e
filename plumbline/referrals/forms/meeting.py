"""Strategy discussion, conference and disagreement."""

from __future__ import annotations

from django import forms as django

from plumbline.people.forms import YesNo, choice, line, passage
from plumbline.referrals.models import Abuse, Means
from plumbline.web import forms


class AskStrategyForm(forms.Form):
    is_immediate = YesNo(label="Is the child at risk now?", help_text="Then it is held today.")


class StrategyForm(forms.Form):
    """Who took part, and what was decided."""

    held_at = forms.MomentField(label="When was it held?", latest_now=True)
    means = django.ChoiceField(label="How?", choices=Means.choices, widget=forms.Radios(inline=True))
    police_took_part = django.BooleanField(label="Police took part", required=False)
    social_care_took_part = django.BooleanField(label="Children’s social care took part", required=False)
    health_took_part = django.BooleanField(label="Health took part", required=False)
    others = line("Who else?", 300)
    is_joint = YesNo(label="Do police and social care investigate together?")
    needs_conference = YesNo(label="Does it lead to a child protection conference?")
    decisions = passage(
        "What was decided?", 5000, required=True, rows=5, help_text="Each action with who does it, by when."
    )


class ConferenceForm(forms.Form):
    """The initial child protection conference."""

    held_at = forms.MomentField(label="When was it held?", latest_now=True)
    police_took_part = django.BooleanField(label="Police took part", required=False)
    police_sent_report = django.BooleanField(label="Police sent a report", required=False)
    is_plan_made = YesNo(label="Is there a child protection plan now?")
    category = choice("Category of the plan", Abuse.choices, required=False, help_text="Where there is a plan.")
    decisions = passage("What was decided?", 5000, required=True, rows=5)


class DisagreeForm(forms.Form):
    about = passage(
        "On what do you disagree?",
        2000,
        required=True,
        rows=4,
        help_text="What should be done, and what the other agency says.",
    )


class ResultForm(forms.Form):
    result = passage("How did this stage end?", 2000, required=True)
