"""What the watch asks: nothing but that somebody knows."""

from __future__ import annotations

from django import forms as django

from plumbline.web import forms


class AcknowledgeForm(forms.Form):
    """No question: the button is the answer."""


class AcknowledgeAllForm(forms.Form):
    """Up to the last message that stood on the page: one that came since is not answered unseen."""

    until = django.IntegerField(widget=django.HiddenInput, min_value=0, max_value=2**62)
