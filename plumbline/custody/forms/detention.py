"""The detention itself: authorised, ended; the list and the quarter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.custody.models import Bail, Ending, State
from plumbline.kernel import clock
from plumbline.missing.forms.listing import districts_of
from plumbline.missing.forms.report import ChildForm as NewChildForm
from plumbline.people.forms import line, passage
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField, TeamField
from plumbline.workforce.models import Team

NAMELESS = "Name not given"


class EmptyForm(forms.Form):
    """A button and nothing to type."""


class ChildForm(NewChildForm):
    """A child who is not on record. One who gives no name is recorded all the same."""

    has_no_name = django.BooleanField(
        label="The child gives no name, and nobody knows it",
        required=False,
        help_text="They are recorded as “Name not given”. Amend it as soon as the name is known.",
    )

    WANTED = (*NewChildForm.WANTED, "has_no_name")
    GROUPS = (("", " ".join(WANTED)),)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        is_nameless = said.pop("has_no_name", False)
        named = any(said.get(name) for name in ("given_name", "surname", "known_as"))
        if is_nameless and not named:
            said["known_as"] = NAMELESS
        elif is_nameless:
            self.add_error("has_no_name", "There is a name above. Untick this, or take the name out.")
        return said


class AuthoriseForm(forms.Form):
    """Detention of a child, authorised."""

    arrested_at = forms.MomentField(label="When was the child arrested?", latest_now=True)
    arrested_where = line("Where?", 300)
    offence = line("What for?", 200, required=True)
    officer = OfficerField(label="Who made the arrest?", required=False)
    arrived_at = forms.MomentField(label="When did they arrive at the station?", latest_now=True)
    authorised_at = forms.MomentField(label="When was detention authorised?", latest_now=True)
    alternatives = passage(
        "What else was considered, and why would it not do?",
        2000,
        required=True,
        help_text="A voluntary interview, at home or here by appointment; another way of dealing with it.",
    )
    necessity = passage("Why must this child be detained?", 2000, required=True)
    team = TeamField(label="Which custody suite?")
    custody_reference = line("Number in the custody system", 40)

    GROUPS = (
        ("The arrest", "arrested_at arrested_where offence officer"),
        ("Detention", "arrived_at authorised_at alternatives necessity team custody_reference"),
    )

    def __init__(self, *args: Any, suites: QuerySet[Team], officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = suites  # type: ignore[attr-defined]
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["authorised_at"].initial = clock.now

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]


class EndForm(forms.Form):
    """The child leaves."""

    ended_at = forms.MomentField(label="When did the child leave?", latest_now=True)
    ending = django.ChoiceField(label="How did custody end?", widget=forms.Radios())
    handed_to = line("Who took the child?", 160, required=True, help_text="A name; or the court or place.")
    handed_to_relationship = line("Who are they to the child?", 80)
    safe_release = passage(
        "How does the child get home, and what was done about risk?",
        2000,
        help_text="Needed when the child is released.",
    )
    neither_because = passage(
        "Kept after charge with neither transfer nor certificate: what happened?",
        2000,
        help_text="It stays among the exceptions. If the child can still be moved or certified, do that instead.",
    )

    def __init__(self, *args: Any, charge: Any, with_neither: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_at"].initial = clock.now
        self.fields["ending"].choices = _endings(charge)  # type: ignore[attr-defined]
        if not with_neither:
            del self.fields["neither_because"]


def _endings(charge: Any) -> list[tuple[str, str]]:
    both = (Ending.HOSPITAL, Ending.ELSEWHERE)
    if charge is None:
        fitting = (Ending.NO_ACTION, Ending.BAIL, Ending.INVESTIGATION, Ending.OUT_OF_COURT, *both)
    else:
        fitting = (Ending.COURT if charge.is_refused else Ending.BAILED, *both)
    return [(each.value, str(each.label)) for each in fitting]


class ListFilter(forms.FilterForm):
    """What the list shows. Nothing chosen shows all."""

    state = django.MultipleChoiceField(label="State", choices=State.choices, widget=forms.Checkboxes)
    bail = django.MultipleChoiceField(label="Bail after charge", choices=Bail.choices, widget=forms.Checkboxes)
    district = django.ChoiceField(label="District")
    since = forms.DateField(label="Detained from")
    until = forms.DateField(label="Detained to")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "Any"), *districts_of(teams)]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in (None, "", [])}


class QuarterFilter(forms.FilterForm):
    """Which quarter the return is of."""

    quarter = django.ChoiceField(label="Quarter")

    def __init__(self, *args: Any, quarters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = quarters  # type: ignore[attr-defined]
