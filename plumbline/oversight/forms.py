"""Forms of oversight."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms as django
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from plumbline.access.models import Decision, Outcome, Scope
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.ledger.models import Operation
from plumbline.oversight.access import PURPOSES
from plumbline.oversight.models import LookOutcome
from plumbline.oversight.queries.patterns import number
from plumbline.oversight.queries.reading import ROOMS, WORDS
from plumbline.people.forms import SearchForm, choice, line, passage
from plumbline.web import forms
from plumbline.workforce import queries as workforce
from plumbline.workforce.models import Rank, TeamKind

USUAL_SPAN = timedelta(days=27)

__all__ = ["SearchForm"]


def _said(form: django.Form) -> dict[str, Any]:
    """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
    if form.is_bound:
        form.full_clean()
    return {n: value for n, value in getattr(form, "cleaned_data", {}).items() if value not in (None, "", [], False)}


# -- accounts and grants -------------------------------------------------------------------------------------------------


class AccountFilter(forms.FilterForm):
    q = django.CharField(label="Name, user name or collar number", max_length=100, widget=forms.Search)
    role = django.ChoiceField(label="Role", choices=[("", "Any"), *((key, role.name) for key, role in ROLES.items())])
    state = django.ChoiceField(
        label="State", choices=[("", "Open"), ("closed", "Closed"), ("none", "Open, without a grant"), ("all", "All")]
    )
    said = property(_said)


class OpenAccountForm(forms.Form):
    username = line("User name", 60, required=True, help_text="What they sign in with.")
    display_name = line("Name", 120, required=True, help_text="Rank and surname as colleagues say it: PS Okafor.")
    password = django.CharField(
        label="First password",
        required=False,
        max_length=200,
        widget=django.PasswordInput({"class": "govuk-input--width-20", "autocomplete": "new-password"}),
        help_text="12 characters or more, told to them in person. Leave empty for someone who is only named in records, or "
        "who signs in through the force’s own service.",
    )

    def clean_password(self) -> str | None:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password or None


class GrantForm(forms.Form):
    role = choice("Role", [(key, role.name) for key, role in ROLES.items()])
    scope = choice("Over", list(Scope.choices))
    district = django.ChoiceField(label="District", required=False, help_text="Where the grant is over one district.")
    team = django.ChoiceField(label="Team", required=False, help_text="Where the grant is over one team.")
    starts_on = forms.DateField(label="From", required=False, help_text="Empty: today.")
    ends_on = forms.DateField(label="Last day", required=False, help_text="Empty: until it is ended.")
    reason = line("Reason", 200, required=True, help_text="Shown to the person, and to whoever reviews the grant.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "Choose"), *workforce.district_choices()]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", "Choose"), *workforce.team_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        district, team = told.pop("district", ""), told.pop("team", "")
        named = {Scope.DISTRICT: district, Scope.TEAM: team}.get(told.get("scope"), "")
        if told.get("scope") in (Scope.DISTRICT, Scope.TEAM) and not named:
            where = "district" if told["scope"] == Scope.DISTRICT else "team"
            self.add_error(where, f"Choose the {where} that the grant is over.")
        told["scope_id"] = int(named) if named else None
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", "The last day cannot lie before the first.")
        return told


class EndGrantForm(forms.Form):
    on = forms.DateField(label="Last day on which the grant holds", help_text="Until midnight. Today ends it soonest.")


class CloseForm(forms.Form):
    """Nothing to type: the button is the answer."""


class DistrictForm(forms.Form):
    code = line("Code", 12, required=True, help_text="Short, as the force writes it.")
    name = line("Name", 80, required=True)


class TeamForm(forms.Form):
    district = choice("District", [])
    code = line("Code", 12, required=True, help_text="Short, as the force writes it.")
    name = line("Name", 80, required=True)
    kind = choice("What is it for?", list(TeamKind.choices))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "Choose"), *workforce.district_choices()]  # type: ignore[attr-defined]


class PostForm(forms.Form):
    team = choice("Team", [])
    rank = choice("Rank", [(str(rank.value), rank.label) for rank in Rank])
    collar_number = line("Collar number", 12, required=True)
    supervisor = django.ChoiceField(label="Supervisor", required=False)
    joined_on = forms.DateField(label="First day in post", required=False, help_text="Empty: today.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_posts(self)


class MoveForm(forms.Form):
    team = choice("New team", [])
    supervisor = django.ChoiceField(label="Supervisor there", required=False)
    rank = django.ChoiceField(
        label="New rank", required=False, choices=[("", "Unchanged"), *((str(r.value), r.label) for r in Rank)]
    )
    reason = passage("Why are they moved?", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_posts(self)


def _offer_posts(form: django.Form) -> None:
    teams = workforce.team_choices()
    form.fields["team"].choices = [("", "Choose"), *teams]  # type: ignore[attr-defined]
    officers = workforce.officer_choices([number for number, _ in teams])
    form.fields["supervisor"].choices = [("", "None yet"), *officers]  # type: ignore[attr-defined]


# -- reviews -------------------------------------------------------------------------------------------------------------


class ReviewGrantForm(forms.Form):
    decision = django.ChoiceField(label="What is to happen with it?", choices=Decision.choices, widget=forms.Radios)
    note = passage("Note", 1000, help_text="Needed where the grant is ended: the person reads it.")


class ReviewManyForm(forms.Form):
    """The note that goes with all that are ticked."""

    note = passage("Note for those that are ticked", 1000, rows=2, help_text="Needed where grants are ended.")


class ReviewSpecialForm(forms.Form):
    outcome = django.ChoiceField(label="Was it justified?", choices=Outcome.choices, widget=forms.Radios)
    note = passage("Why?", 1000, required=True)


class ReviewFilter(forms.FilterForm):
    q = django.CharField(label="Name", max_length=100, widget=forms.Search)
    role = django.ChoiceField(label="Role", choices=[("", "Any"), *((key, role.name) for key, role in ROLES.items())])
    show = django.ChoiceField(label="Show", choices=[("", "All"), ("never", "Never reviewed"), ("overdue", "Overdue")])
    said = property(_said)


# -- the ledger ----------------------------------------------------------------------------------------------------------


def why(**kwargs: Any) -> django.ChoiceField:
    return django.ChoiceField(label="Why do you read the ledger?", choices=PURPOSES, widget=forms.Radios(), **kwargs)


class WhyForm(forms.FilterForm):
    """One of the four purposes for which the law lets the ledger be read. Asked before anything is shown."""

    why = why()
    said = property(_said)


class LookedFilter(forms.FilterForm):
    since = forms.DateField(label="From")
    until = forms.DateField(label="To")
    who = django.IntegerField(widget=django.HiddenInput)
    said = property(_said)


class OwnFilter(forms.FilterForm):
    since = forms.DateField(label="From")
    until = forms.DateField(label="To")
    operation = django.ChoiceField(
        label="What", choices=[("", "All"), *((each.value, WORDS[each].capitalize()) for each in Operation)]
    )
    said = property(_said)


class LedgerFilter(forms.FilterForm):
    """A search over the ledger. An account is asked for by name, a person by name or reference."""

    why = why()
    person_named = django.CharField(
        label="Person looked at", max_length=200, help_text="Name, date of birth or reference.", widget=forms.Search
    )
    officer = line("Officer", 100, help_text="Name or user name.")
    since = forms.DateField(label="From")
    until = forms.DateField(label="To")
    terminal = line("Terminal", 64, help_text="Network address.")
    operation = django.ChoiceField(
        label="Operation", choices=[("", "Any"), *((each.value, each.label) for each in Operation)]
    )
    event = line("Event begins with", 80, help_text="For example people.people.searched.")
    room = django.ChoiceField(label="Room", choices=[("", "Any"), *((room, room.capitalize()) for room in ROOMS)])
    restricted = django.BooleanField(label="Only people whose record is restricted")
    said = property(_said)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        today = clock.today()
        given = data.copy() if data else None
        if given is not None and "since" not in given:
            given["since"], given["until"] = str(today - USUAL_SPAN), str(today)
        super().__init__(given, **kwargs)


class ExtractForm(forms.Form):
    """What is taken out for the Information Commissioner, and to whom it goes."""

    recipient = line(
        "Who receives it?", 120, required=True, help_text="Name or office: Information Commissioner’s Office, J Smith."
    )
    reference = line("Their reference", 60, required=True)
    why = why()
    since = forms.DateField(label="From", latest_today=True)
    until = forms.DateField(label="To", latest_today=True)
    person = line("Person", 20, help_text="Reference, such as PN-26-000045. Empty: everyone.")
    officer = line("Officer", 100, help_text="Name or user name. Empty: everyone.")
    operation = django.ChoiceField(
        label="Operation", required=False, choices=[("", "Any"), *((each.value, each.label) for each in Operation)]
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", "The last day cannot lie before the first.")
        return told


class PatternFilter(forms.FilterForm):
    why = why()
    since = forms.DateField(label="From")
    until = forms.DateField(label="To")
    settled = django.BooleanField(label="Show those already looked into")
    said = property(_said)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        until = told.get("until") or clock.today()
        since = told.get("since") or until - USUAL_SPAN
        longest = number("pattern_longest")
        if since > until:
            raise ValidationError("The last day lies before the first.")
        if (until - since).days >= longest:
            raise ValidationError(f"Choose a period of at most {longest} days.")
        told["since"], told["until"] = since, until
        return told


class LookForm(forms.Form):
    outcome = django.ChoiceField(label="What came of it?", choices=LookOutcome.choices, widget=forms.Radios)
    note = passage("What was asked, and what was the answer?", 2000, required=True, rows=4)


class NewsForm(forms.Form):
    reason = line("What is the news about?", 500, required=True)
    starts_on = forms.DateField(label="From", required=False, help_text="Empty: today.")
    ends_on = forms.DateField(label="Last day", required=False, help_text="Empty: until taken off the list.")
