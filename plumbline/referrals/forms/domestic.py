"""Domestic abuse, schools and their term dates; and why no referral is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.people.forms import YesNo, choice, line, passage
from plumbline.people.models import Person
from plumbline.referrals.models import DashLevel, Education, NoticeWay, Setting, SettingKind, TermCalendar
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team

LEVEL_HINTS = {
    DashLevel.STANDARD: "Nothing now points to serious harm.",
    DashLevel.MEDIUM: "Serious harm is possible, and unlikely unless something changes.",
    DashLevel.HIGH: "Serious harm could happen at any time.",
}


def setting_field(label: str) -> django.ModelChoiceField:
    return django.ModelChoiceField(
        label=label, queryset=QuerySet(Setting).order_by("name"), required=False, empty_label="Not known, or none"
    )


class DomesticForm(forms.Form):
    """One incident, and for each child of the household where they were."""

    happened_at = forms.MomentField(label="When did it happen?", latest_now=True)
    where = line("Where?", 300)
    number = line("Police reference", 40, help_text="The school is told it.")
    circumstances = passage("What happened?", 5000, required=True, rows=5)
    ticks = django.IntegerField(
        label="How many questions of the checklist were answered yes?",
        required=False,
        min_value=0,
        widget=django.NumberInput({"class": "govuk-input--width-3"}),
    )
    level = django.ChoiceField(label="Level of risk", choices=DashLevel.choices, widget=forms.Radios(hints=LEVEL_HINTS))
    level_reason = passage("Why is it higher than the checklist gives?", 1000, rows=2, help_text="Where you raise it.")
    team = TeamField(label="Your team")
    left_out = passage(
        "Why is a child of the household not a victim?",
        1000,
        rows=2,
        help_text="Where you untick one. A child who was not there is a victim all the same.",
    )

    def __init__(self, *args: Any, children: Iterable[Person], teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = list(children)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        for number, child in enumerate(self.children):
            self._ask_of(number, child)

    def _ask_of(self, number: int, child: Person) -> None:
        """The same questions of each child. The first is the one from whom it is recorded, and is never left out."""
        key = f"child-{child.pk}"
        if number:
            self.fields[f"{key}-is_victim"] = django.BooleanField(
                label=f"{child.name} lives in the household", required=False, initial=True
            )
        self.fields[f"{key}-was_present"] = YesNo(label=f"Was {child.name} there?", required=False)
        self.fields[f"{key}-experience"] = line(f"Where was {child.name}, and what did they see, hear or feel?", 2000)
        self.fields[f"{key}-education"] = choice(f"Where does {child.name} learn?", Education.choices, required=False)
        self.fields[f"{key}-setting"] = setting_field(f"{child.name}’s school, or officer for home education")
        if child.education_setting:
            same = QuerySet(Setting).filter(name__iexact=child.education_setting).first()
            self.fields[f"{key}-setting"].initial = same and same.pk

    @property
    def plain(self) -> list[django.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith("child-")]

    @property
    def by_child(self) -> list[tuple[Person, list[django.BoundField]]]:
        keys = ("is_victim", "was_present", "experience", "education", "setting")
        named = [(child, [f"child-{child.pk}-{key}" for key in keys]) for child in self.children]
        return [(child, [self[name] for name in names if name in self.fields]) for child, names in named]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        told, left = [], []
        for number, child in enumerate(self.children):
            key = f"child-{child.pk}-"
            is_victim = said.pop(f"{key}is_victim", None)
            row = {
                name: said.pop(f"{key}{name}", None) for name in ("was_present", "experience", "education", "setting")
            }
            if number and not is_victim:
                left.append(child.name)
            else:
                told.append(
                    {"person": child, **row, "experience": row["experience"] or "", "education": row["education"] or ""}
                )
        if left and not (said.get("left_out") or "").strip() and "left_out" not in self.errors:
            self.add_error("left_out", f"Say why {', '.join(left)} is no victim of it.")
        said["children"] = told
        return said


class PlaceForm(forms.Form):
    """Where the child learns, found out later."""

    setting = setting_field("School, or officer for home education")
    education = choice(
        "Or is there nobody to tell?", [("below", "Below school age"), ("none", "In none")], required=False
    )


class NotifyForm(forms.Form):
    """What the school is told."""

    way = django.ChoiceField(label="How?", choices=NoticeWay.choices, widget=forms.Radios(inline=True))
    told_to = line("Who was told?", 120, required=True)
    content = passage("What was told", 10_000, required=True, rows=12)


class FailedForm(forms.Form):
    reason = line("Why did it not reach them?", 500, required=True)


class CalendarForm(forms.Form):
    name = line("Whose term dates?", 120, required=True, help_text="An authority’s, or a school’s own.")


class TermForm(forms.Form):
    starts_on = forms.DateField(label="First day of school")
    ends_on = forms.DateField(label="Last day of school", help_text="Before the next holiday, half-term included.")


class SettingForm(forms.Form):
    kind = choice("What kind of place is it?", SettingKind.choices)
    name = line("Name", 160, required=True)
    calendar = django.ModelChoiceField(
        label="By which term dates?",
        queryset=QuerySet(TermCalendar).order_by("name"),
        required=False,
        empty_label="Not known",
    )
    contact_name = line("Designated safeguarding lead", 120)
    contact = line("How to reach them", 200)


class NotReferredForm(forms.Form):
    reason = passage("No referral is needed because", 1000, required=True)
