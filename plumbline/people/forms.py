"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.kernel import clock
from plumbline.people import queries
from plumbline.people.models import (
    AddressKind,
    AliasKind,
    Ethnicity,
    Gender,
    LegalStatus,
    MarkerKind,
    MarkerReview,
    NotSpokenTo,
    Person,
    PlacementKind,
    RelationshipKind,
)
from plumbline.web import forms

NOT_CHOSEN = [("", "Choose")]


def line(label: str, most: int, *, required: bool = False, **kwargs: Any) -> django.CharField:
    """A box of a line; a short one where little is written into it."""
    kwargs.setdefault("widget", django.TextInput({"class": "govuk-input--width-20"} if most <= 80 else {}))
    return django.CharField(label=label, max_length=most, required=required, **kwargs)


def passage(label: str, most: int = 2000, *, required: bool = False, rows: int = 3, **kwargs: Any) -> django.CharField:
    return django.CharField(label=label, max_length=most, required=required, widget=forms.TextArea(rows=rows), **kwargs)


def choice(label: str, choices: list[tuple[str, str]], *, required: bool = True, **kwargs: Any) -> django.ChoiceField:
    return django.ChoiceField(label=label, choices=[*NOT_CHOSEN, *choices], required=required, **kwargs)


class YesNo(django.TypedChoiceField):
    """Yes or no, with neither chosen beforehand."""

    widget = forms.Radios

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")], coerce=lambda said: said == "yes", empty_value=None, **kwargs
        )
        self.widget.inline = True


class SearchForm(forms.FilterForm):
    """One box for a name, an alias, a date of birth or a reference."""

    q = django.CharField(
        label="Name, date of birth or reference",
        max_length=200,
        widget=forms.Search(attrs={"autofocus": True, "spellcheck": "false", "class": "plumb-search__box"}),
    )


class PersonForm(forms.Form):
    """Who a person is. Shown in groups; nothing but a name is required, as often nothing else is known."""

    mark_optional = False

    given_name = line("Given name", 80)
    middle_names = line("Middle names", 120)
    surname = line("Surname", 80)
    known_as = line("Known as", 80, help_text="The given name in daily use, where it is another.")
    date_of_birth = forms.DateField(label="Date of birth", latest_today=True, required=False)
    estimated_birth_year = django.IntegerField(
        label="Estimated year of birth",
        required=False,
        help_text="Only where the date is not known. Whoever may be a child is treated as one.",
        widget=django.NumberInput({"class": "govuk-input--width-4"}),
    )
    gender = django.ChoiceField(label="Gender", choices=Gender.choices, initial=Gender.NOT_KNOWN)
    ethnicity = django.ChoiceField(label="Self-defined ethnicity", choices=Ethnicity.choices, initial=Ethnicity.NK)

    first_language = line("First language", 60)
    is_interpreter_needed = django.BooleanField(label="Needs an interpreter", required=False)
    communication_needs = passage("Communication needs", help_text="How best to speak with them.")
    disability = passage("Disability")
    medical_needs = passage("Medical needs", help_text="Conditions, and medicine with when it is next needed.")

    build = line("Build", 60)
    complexion = line("Complexion", 60)
    hair_colour = line("Hair", 60)
    eye_colour = line("Eyes", 60)
    distinguishing_features = passage("Distinguishing features")

    telephone = line("Telephone", 80)
    email = django.EmailField(label="Email", required=False, max_length=254)
    social_media = passage("Social media", help_text="Names used, and where.")
    education_setting = line("School or college", 160)
    education_contact = line("Designated safeguarding lead", 200, help_text="Name, and how to reach them.")
    has_social_worker = django.BooleanField(label="Has an allocated social worker", required=False)

    GROUPS = (
        (
            "Name and birth",
            "given_name middle_names surname known_as date_of_birth estimated_birth_year gender ethnicity",
        ),
        ("Language and needs", "first_language is_interpreter_needed communication_needs disability medical_needs"),
        ("Description", "build complexion hair_colour eye_colour distinguishing_features"),
        (
            "Contact, school and social care",
            "telephone email social_media education_setting education_contact has_social_worker",
        ),
    )

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        named = [(title, [self[name] for name in names.split() if name in self.fields]) for title, names in self.GROUPS]
        return [(title, fields) for title, fields in named if fields]

    @classmethod
    def of(cls, person: Person, data: Any) -> PersonForm:
        """The form filled with what is recorded. An unborn child has a due date in place of a birth."""
        form = cls(data, version=person.version, initial={name: getattr(person, name) for name in cls.base_fields})
        if person.is_unborn:
            form.without("date_of_birth", "estimated_birth_year")
        return form

    @classmethod
    def like(cls, typed: str, data: Any) -> PersonForm:
        """An empty form, begun with what was searched for."""
        given, surname, born = queries.name_and_birth(typed)
        return cls(data, initial={"given_name": given, "surname": surname, "date_of_birth": born})

    def without(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name)


class UnbornForm(forms.Form):
    """A child not yet born, recorded from the mother's page."""

    surname = line("Surname expected", 80)
    expected_due_date = forms.DateField(label="Expected due date")


class BirthForm(forms.Form):
    """The birth of a child who was recorded before it."""

    date_of_birth = forms.DateField(label="Date of birth", latest_today=True)
    given_name = line("Given name", 80)
    surname = line("Surname", 80)
    gender = django.ChoiceField(label="Gender", choices=Gender.choices, initial=Gender.NOT_KNOWN)


class AliasForm(forms.Form):
    given_name = line("Given name", 80, help_text="Or the whole name, where it is not a given name and a surname.")
    surname = line("Surname", 80)
    kind = choice("What kind of name is it?", AliasKind.choices)


class AddressForm(forms.Form):
    kind = choice("What kind of address is it?", AddressKind.choices)
    lines = passage("Address", 400, required=True, help_text="A line for each part.")
    postcode = line("Postcode", 8, widget=django.TextInput({"class": "govuk-input--width-10"}))
    from_on = forms.DateField(label="From", required=False, latest_today=True)
    to_on = forms.DateField(label="To", required=False, help_text="Empty while it holds.")


class RelationshipForm(forms.Form):
    kind = choice("What are they to the child?", RelationshipKind.choices)
    has_parental_responsibility = django.BooleanField(label="Has parental responsibility", required=False)
    note = passage("Note")

    def __init__(self, *args: Any, person: Person, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = f"What is {other.name} to {person.name}?"


class EmptyForm(forms.Form):
    """Nothing to say but yes."""


class CareForm(forms.Form):
    started_on = forms.DateField(label="From", latest_today=True)
    responsible_authority = line("Responsible authority", 120, required=True, help_text="It looks after the child.")
    host_authority = line("Host authority", 120, help_text="Where the child is placed, if another.")
    is_out_of_area = django.BooleanField(label="Placed outside the area of the responsible authority", required=False)
    legal_status = django.ChoiceField(label="Legal status", choices=LegalStatus.choices, initial=LegalStatus.NK)
    placement_kind = django.ChoiceField(
        label="Placement", choices=PlacementKind.choices, initial=PlacementKind.NOT_KNOWN
    )
    placement_name = line("Name of the home or carer", 160)
    social_worker_name = line("Social worker", 120)
    social_worker_contact = line("How to reach the social worker", 160, help_text="Including out of hours.")


class EndCareForm(forms.Form):
    ended_on = forms.DateField(label="Until", latest_today=True)
    keeps_social_worker = django.BooleanField(label="A social worker stays allocated", required=False)


class MarkerForm(forms.Form):
    kind = choice("Which marker?", MarkerKind.choices)
    reason = passage(
        "Reason", required=True, help_text="What is known, and what whoever meets the child should do about it."
    )
    review_on = forms.DateField(
        label="Review by", help_text="You own this marker and will be asked to look at it again."
    )
    expires_on = forms.DateField(
        label="Expires after", required=False, help_text="Where it is known: a notice or bail."
    )


class ReviewMarkerForm(forms.Form):
    mark_optional = False

    decision = django.ChoiceField(
        label="What did you decide?", choices=MarkerReview.Decision.choices, widget=forms.Radios()
    )
    note = passage("Why?", required=True, help_text="What you looked at, and whether the risk is still there.")
    next_review_on = forms.DateField(label="Next review by", required=False, help_text="If the marker is kept.")


class RemoveMarkerForm(forms.Form):
    removal_reason = passage("Why is it removed?", required=True)


class VoiceForm(forms.Form):
    """One contact with a child. Either half may be filled; the act holds the two halves apart."""

    mark_optional = False  # which half is required follows from the answers

    happened_at = forms.MomentField(label="When?", latest_now=True)
    is_seen = YesNo(label="Did you see the child?")
    is_spoken_to = YesNo(label="Did you speak to the child?")

    words = passage("What did the child say?", 5000, rows=5, help_text="In the child’s own words, as they were said.")
    is_alone = YesNo(label="Were you alone with the child?", required=False)
    wishes_and_feelings = passage("What does the child want, and how do they feel?", 2000)

    reason_not_spoken_to = choice("If you did not speak to the child, why not?", NotSpokenTo.choices, required=False)
    reason_in_words = passage("Anything to add about why?", rows=2)

    demeanour = passage(
        "How did the child behave and appear?", 2000, help_text="What you saw, not what you made of it."
    )
    home_conditions = passage("What was the home like?", 2000, help_text="If you were there.")
    how_it_changed_the_decision = passage(
        "What did you decide differently because of it?", 2000, help_text="Or why nothing changed."
    )

    GROUPS = (
        ("", "happened_at is_seen is_spoken_to"),
        ("If you spoke to the child", "words is_alone wishes_and_feelings"),
        ("If you did not", "reason_not_spoken_to reason_in_words"),
        ("In every case", "demeanour home_conditions how_it_changed_the_decision"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]


class MergeForm(forms.Form):
    """Which of two records is kept."""

    keep = django.ChoiceField(label="Which record is kept?", widget=forms.Radios())
    reason = passage("How do you know that both are one person?", 1000, required=True)

    def __init__(self, *args: Any, people: tuple[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [(str(p.pk), f"{p.name}, {p.reference}") for p in people]  # type: ignore[attr-defined]


class UndoMergeForm(forms.Form):
    reason = passage("How do you know that they are two people?", 1000, required=True)
