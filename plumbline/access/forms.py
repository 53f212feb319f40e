"""Forms of signing in, of proving oneself again, and of stating a purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django import forms
from django.core.exceptions import ValidationError

from plumbline.access import adapter, door
from plumbline.access.roles import PURPOSES

PASSKEY = "That passkey did not work here. Try again, or sign in another way."
PASSWORD = {"autocomplete": "current-password"}
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}


class SignInForm(account.LoginForm):
    """User name and password, with one answer to either being wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, name.error_messages["required"] = "Username", "Enter your username"
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        _as_password(password, "Password", "Enter your password")


class ConfirmPasswordForm(account.ReauthenticateForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_password(self.fields["password"], "Your password", "Enter your password")


def _as_password(field: forms.Field, label: str, missing: str) -> None:
    field.label, field.help_text, field.error_messages["required"] = label, "", missing
    field.widget.attrs = dict(PASSWORD)


class _Coded:
    """A code that opens once, and a ledger row for one that does not open."""

    use_required_attribute = False
    fields: dict[str, forms.Field]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.error_messages["required"] = "Code", "Enter the code"
        code.widget.attrs = dict(CODE)

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            _refused(self.user, "wrong code")
            raise
        if not door.first_use(self.user, code):
            _refused(self.user, "a code that was used before")
            raise ValidationError(adapter.CODE)
        return code


class SecondStepForm(_Coded, factors.AuthenticateForm):
    """After the password: a code of the app, or a recovery code."""


class ConfirmCodeForm(_Coded, factors.ReauthenticateForm):
    """The same, of someone who is signed in."""


class AddAppForm(_Coded, totp.ActivateTOTPForm):
    """The app shows that it holds the secret."""


class _Passkey:
    """What the browser sends may be anything; what has not the shape of a credential is refused like one that is wrong."""

    def clean_credential(self) -> Any:
        return _understood(super().clean_credential, self._whose())  # type: ignore[misc]

    def _whose(self) -> Any:
        return self.user  # type: ignore[attr-defined]


class SecondStepPasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):
    """After the password: a passkey."""


class ConfirmPasskeyForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):
    """The same, of someone who is signed in."""


class PasskeySignInForm(_Passkey, webauthn.LoginWebAuthnForm):
    """A passkey alone, which asks its holder for a finger, a face or a PIN: two factors in one."""

    def _whose(self) -> Any:
        """The account that the passkey says it is for: unproven, so that it is named in the ledger only as refused."""
        return _understood(lambda: extract_user_from_response(self.cleaned_data["credential"]))


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text = (
            "Name of this passkey",
            "So that you know it from others: “work phone”, “blue key”.",
        )
        name.widget.attrs, name.max_length = {"autocomplete": "off", "class": "govuk-input--width-20"}, 60  # type: ignore[attr-defined]
        name.initial = self.initial["name"] = "Passkey"
        alone.label = "Let me sign in with it alone"
        alone.help_text = (
            "It must then ask for a finger, a face or a PIN. Without this it is a second step after the password."
        )

    def clean(self) -> dict[str, Any]:
        return _understood(super().clean)  # type: ignore[no-any-return]


def _understood(read: Callable[[], Any], user: Any = None) -> Any:
    try:
        return read()
    except ValidationError:
        fault = ValidationError(PASSKEY)
    except (KeyError, AttributeError, TypeError, ValueError):
        fault = ValidationError(PASSKEY)
    if user is not None:
        _refused(user, "a passkey that did not fit")
    raise fault


def _refused(user: Any, why: str) -> None:
    door.refused(adapter.context.request, user, why)


class ChangePasswordForm(forms.Form):
    """A new password, typed once and shown on demand by the browser; whoever is signed in has just proven who they are."""

    use_required_attribute = False
    password = forms.CharField(
        label="New password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three or four words that have nothing to do with each other are good.",
        error_messages={"required": "Enter a new password"},
    )
    again = forms.CharField(
        label="The same again",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Enter the new password a second time"},
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError("The two are not the same. Type the new password twice.")
        return again


class EmptyForm(forms.Form):
    """A button that changes something, and nothing to fill in."""


class KeptForm(forms.Form):
    """What was typed before the session ended, to be sent where it was going."""

    def __init__(self, posted: list[tuple[str, str]]) -> None:
        super().__init__()
        for name in dict.fromkeys(name for name, _ in posted):
            values = [value for key, value in posted if key == name]
            widget = forms.MultipleHiddenInput({"id": False}) if len(values) > 1 else forms.HiddenInput({"id": False})
            self.fields[name] = forms.Field(widget=widget, initial=values if len(values) > 1 else values[0])


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
