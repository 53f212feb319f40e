"""Forms of the room. What is not known yet is left empty; what the Act asks is said where it bites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.people.forms import PersonForm, VoiceForm, YesNo, choice, line, passage
from plumbline.powers.models import Audience, Ending, Judgement, Limb, Place, Protection, WhyNot
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField, TeamField
from plumbline.workforce.models import Team

__all__ = [
    "AccommodateForm", "AmendForm", "ChildForm", "DecideForm", "DesignateForm", "EndForm", "HandOverForm", "HearForm",
    "ListFilter", "TakeForm", "TellForm",
]  # fmt: skip


class _Grouped(forms.Form):
    """A form whose questions stand under headings."""

    GROUPS: tuple[tuple[str, str], ...]

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split() if name in self.fields]) for title, names in self.GROUPS]


class ChildForm(PersonForm):
    """The least that makes a record of a child, who may be too young or too frightened to give a name."""

    WANTED = (
        "given_name", "surname", "known_as", "date_of_birth", "estimated_birth_year", "gender", "distinguishing_features",
    )  # fmt: skip
    GROUPS = (("", " ".join(WANTED)),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without(*[name for name in self.fields if name not in (*self.WANTED, "submission", "version")])
        looks = self.fields["distinguishing_features"]
        looks.label, looks.help_text = "What does the child look like?", "Needed where no name is known."


FOUND = line("Local authority where the child was found", 120, help_text="For instance: Northshire County Council.")
HOME = line("Local authority where the child lives", 120, help_text="Leave empty if it is not known yet.")


class TakeForm(_Grouped):
    """The power was used. It follows the deed and holds nothing up."""

    taken_at = forms.MomentField(
        label="When was the power used?", latest_now=True, help_text="The 72 hours run from here."
    )
    limb = django.ChoiceField(label="What was it used for?", choices=Limb.choices, widget=forms.Radios())
    grounds = passage(
        "What gave reasonable cause to believe that the child would otherwise be likely to suffer significant harm?",
        5000,
        required=True,
        rows=5,
        help_text="What you saw, heard and were told.",
    )
    found_where = line("Where was the child?", 300, required=True)
    initiating_officer = OfficerField(
        label="Which officer used the power?",
        required=False,
        help_text="Leave empty if it was you. No supervisor’s leave is needed.",
    )
    team = TeamField(label="Which team has the case?")
    found_authority = FOUND
    home_authority = HOME
    is_home_same = django.BooleanField(
        label="It is the same authority", required=False, help_text="Then one telling does for both."
    )
    is_asked_by_authority = forms.YesNoNotKnown(label="Did the local authority ask for it?", required=False)
    alternatives = passage(
        "Why was there no time for the local authority to go to a court?",
        2000,
        help_text="It should do so itself where there is time.",
    )

    GROUPS = (
        ("", "taken_at limb grounds found_where"),
        ("Who", "initiating_officer team"),
        ("Local authorities", "found_authority home_authority is_home_same is_asked_by_authority alternatives"),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["initiating_officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["taken_at"].initial = clock.now


class AmendForm(_Grouped):
    """What became known later. When the power was used, and by whom, stays."""

    grounds = TakeForm.base_fields["grounds"]
    found_where = TakeForm.base_fields["found_where"]
    found_authority = FOUND
    home_authority = HOME
    is_home_same = TakeForm.base_fields["is_home_same"]
    is_asked_by_authority = TakeForm.base_fields["is_asked_by_authority"]
    alternatives = TakeForm.base_fields["alternatives"]

    GROUPS = (
        ("", "grounds found_where"),
        ("Local authorities", "found_authority home_authority is_home_same is_asked_by_authority alternatives"),
    )

    def __init__(self, *args: Any, protection: Protection, **kwargs: Any) -> None:
        held = {name: getattr(protection, name) for name in self.base_fields}
        super().__init__(*args, initial=held, version=protection.version, **kwargs)


class DesignateForm(forms.Form):
    officer = OfficerField(label="Who is the designated officer?")
    happened_at = forms.MomentField(label="From when?", latest_now=True)
    because = line("If it passes from another, why?", 300, help_text="For instance: end of shift.")

    def __init__(self, *args: Any, protection: Protection, officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, version=protection.version, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["happened_at"].initial = clock.now


class TellForm(_Grouped):
    """One person or office at a time, so that it is on record who was told what."""

    mark_optional = False  # which half is required follows from the answer

    audience = django.ChoiceField(label="Who?", choices=Audience.choices, widget=forms.Radios())
    is_told = YesNo(label="Were they told?")
    happened_at = forms.MomentField(label="When?", latest_now=True, help_text="Or when it was tried.")
    whom = line("Name, and desk or relationship", 200)
    said = passage(
        "What was said?",
        2000,
        required=True,
        help_text="The steps taken, the reasons, and what may follow. If they were not told: what was tried.",
    )
    why_not = choice("If they were not told, why not?", WhyNot.choices, required=False)

    GROUPS = (("", "audience is_told happened_at whom said why_not"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class HearForm(VoiceForm):
    """What the child wishes and feels: the form that every room uses."""


class AccommodateForm(_Grouped):
    """Where the child is now. A police station asks for more."""

    mark_optional = False

    kind = django.ChoiceField(
        label="What kind of place is it?",
        choices=Place.choices,
        widget=forms.Radios(
            hints={
                Place.STATION: "Not suitable. Only where there is no other place, and never a cell. It needs an inspector."
            }
        ),
    )
    where = line("Where?", 200, required=True, help_text="Name or address.")
    happened_at = forms.MomentField(label="When did the child come there?", latest_now=True)
    reason = passage("Why is there no other place, and for how long?", 2000)
    authorised_by = OfficerField(label="Which inspector allowed it?", required=False)
    authorised_at = forms.MomentField(label="When?", latest_now=True, required=False)

    GROUPS = (("", "kind where happened_at"), ("If it is a police station", "reason authorised_by authorised_at"))

    def __init__(self, *args: Any, inspectors: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authorised_by"].queryset = inspectors  # type: ignore[attr-defined]
        self.fields["happened_at"].initial = clock.now


class DecideForm(forms.Form):
    """The designated officer's log."""

    mark_optional = False

    kind = django.ChoiceField(label="What do you decide?", choices=Judgement.choices, widget=forms.Radios())
    happened_at = forms.MomentField(label="When?", latest_now=True)
    whom = line("If it is about contact: with whom?", 200)
    because = passage("Why?", 2000, required=True, rows=4, help_text="What you found out, and from whom.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class EndForm(forms.Form):
    ended_at = forms.MomentField(label="When did it end?", latest_now=True)
    ending = django.ChoiceField(label="How did it end?", choices=Ending.choices, widget=forms.Radios())
    ended_note = passage("Anything to add", 2000)
    breach_reason = passage(
        "If it lasted more than 72 hours, why?", 2000, help_text="It may not. The reason stays on the record."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_at"].initial = clock.now


class HandOverForm(forms.Form):
    handed_over_at = forms.MomentField(label="When?", latest_now=True)
    handed_to = line(
        "To whom?", 200, required=True, help_text="Name, and who they are to the child or for whom they work."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_over_at"].initial = clock.now


class ListFilter(forms.FilterForm):
    """What the list shows. Nothing chosen shows the children who are in police protection now."""

    q = django.CharField(label="Child’s name or reference", max_length=200, widget=forms.Search)
    state = django.ChoiceField(
        label="State", choices=[("", "In police protection now"), ("ended", "Ended"), ("all", "All")]
    )
    district = django.ChoiceField(label="District")
    since = forms.DateField(label="Power used from")
    until = forms.DateField(label="Power used to")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = {team.district_id: team.district.name for team in teams}
        self.fields["district"].choices = [("", "Any"), *districts.items()]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen; a choice that makes no sense is left out, and the rest still filters."""
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in (None, "", [])}
