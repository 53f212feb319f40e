"""A child found away from home: informed, and accepted."""

from __future__ import annotations

from plumbline.people.forms import line
from plumbline.web import forms


class InformedForm(forms.Form):
    informed_at = forms.MomentField(label="When were they told?", latest_now=True)
    informed_name = line("Who was told there?", 160, required=True)


class AcceptedForm(forms.Form):
    accepted_at = forms.MomentField(label="When was it written?", latest_now=True)
    accepted_name = line("Who accepted for them?", 160, required=True)
    accepted_writing = line(
        "In which writing?",
        200,
        required=True,
        help_text="Letter or e-mail, and its date. A telephone call is not enough.",
    )
