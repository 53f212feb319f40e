"""Other forces, the national unit, the public, and the agencies around the child."""

from __future__ import annotations

from django import forms as django

from plumbline.people.forms import YesNo, line, passage
from plumbline.web import forms


class PncForm(forms.Form):
    pnc_reference = line("PNC reference", 40, required=True)


class UkmpuForm(forms.Form):
    ukmpu_reference = line("Reference that the unit gave", 40, required=True)


class AlertForm(forms.Form):
    """A decision either way, against the four criteria."""

    is_under_18 = django.BooleanField(label="The child is under 18", required=False)
    is_abducted = django.BooleanField(
        label="There is reason to believe that the child was kidnapped or abducted", required=False
    )
    is_in_danger = django.BooleanField(label="The child is in imminent danger of serious harm or death", required=False)
    public_can_help = django.BooleanField(label="Enough is known for the public to be able to help", required=False)
    is_asked_for = YesNo(
        label="Is a Child Rescue Alert asked for?", help_text="Only a superintendent or above may ask for one."
    )
    rationale = passage("Why, or why not?", 2000, required=True, rows=4)


class MeetingForm(forms.Form):
    held_at = forms.MomentField(label="When was it held?", latest_now=True)
    attended = line("Which agencies came?", 500, required=True)
    outcome = passage("What was decided?", 5000, required=True, rows=4)
