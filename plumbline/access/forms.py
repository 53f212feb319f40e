"""Forms of signing in and of stating a purpose."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from plumbline.access.roles import PURPOSES


class SignInForm(AuthenticationForm):
    """User name and password, with one answer to either being wrong."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "The user name and password do not match an account. Check both and try again.",
    }


class BreakGlassForm(forms.Form):
    """Why a restricted record is opened without special access."""

    reason = forms.CharField(
        label="Why can this not wait?",
        help_text="Say what you were told and what you must find out. Whoever reviews this was not there.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PurposeForm(forms.Form):
    """Why a person's record is to be opened; kept for the session and written beside each read."""

    purpose = forms.ChoiceField(label="Why do you need to see this?", choices=PURPOSES, widget=forms.RadioSelect)
