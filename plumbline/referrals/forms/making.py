"""Making a referral, and making it whole."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.people.forms import YesNo, choice, line, passage
from plumbline.people.models import Ethnicity, NotSpokenTo, Person
from plumbline.referrals.models import ConcernKind, Education, Grade, Referral
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team

VOICE = ("is_seen", "is_spoken_to", "is_alone", "words", "demeanour", "reason_not_spoken_to", "reason_in_words")
HINTS = {
    Grade.HIGH: "The child is suffering or likely to suffer significant harm.",
    Grade.MEDIUM: "The child is in need, or may become so, without help.",
    Grade.LOW: "A worry on its own. Three in three months are read together.",
}


class _Telling(forms.Form):
    """What a referral tells of the child. Nothing of it is required: what is not known is left out, and counted."""

    child_where = line("Where is the child now?", 300)
    child_condition = passage("How is the child?", 2000, rows=2)
    home_authority = line("In which local authority does the child live?", 120)
    host_authority = line(
        "In which was the child found?",
        120,
        help_text="Where it is another one, it stays responsible until the first accepts in writing.",
    )
    needs_protection_now = YesNo(label="Does the child need protection now?", required=False)

    education = choice("Where does the child learn?", Education.choices, required=False)
    school = line(
        "School, college or provision", 160, help_text="Its name. Whoever helps the child there is told by it."
    )
    ethnicity = django.ChoiceField(
        label="Self-defined ethnicity", choices=Ethnicity.choices, initial=Ethnicity.NK, required=False
    )
    language = line("First language", 60)
    responsibility = passage(
        "Who has parental responsibility?", 1000, rows=2, help_text="Names, and how each is to be reached."
    )

    is_seen = YesNo(label="Did you see the child?", required=False)
    is_spoken_to = YesNo(label="Did you speak to the child?", required=False)
    words = passage("What did the child say?", 5000, help_text="In the child’s own words. If you spoke to the child.")
    is_alone = YesNo(label="Were you alone with the child?", required=False)
    reason_not_spoken_to = choice("If you did not speak to the child, why not?", NotSpokenTo.choices, required=False)
    reason_in_words = passage("Anything to add about why?", rows=2)
    demeanour = passage("How did the child behave and appear?", 2000)

    household = passage("Who lives there, and who visits?", 2000)
    alleged = passage("Who is thought to harm the child?", 2000, rows=2)
    background = passage("What is known from before?", 5000)

    GROUPS: tuple[tuple[str, str], ...] = (
        ("The child now", "child_where child_condition needs_protection_now home_authority host_authority"),
        ("School and family", "education school ethnicity language responsibility"),
        (
            "Voice of the child",
            "is_seen is_spoken_to words is_alone reason_not_spoken_to reason_in_words demeanour",
        ),
        ("The home", "household alleged background"),
    )

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        named = [(title, [self[name] for name in names.split() if name in self.fields]) for title, names in self.GROUPS]
        return [(title, fields) for title, fields in named if fields]

    def without_voice(self) -> None:
        for name in VOICE:
            self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        """The answers on the child's voice become one, `voice`: None where none was given."""
        said = super().clean() or self.cleaned_data
        heard = {name: said.pop(name) for name in VOICE if name in said}
        said["voice"] = heard if any(value not in ("", None) for value in heard.values()) else None
        if said["voice"] is not None:
            self._require_both(heard)
        said["ethnicity"] = said.get("ethnicity") or Ethnicity.NK
        return said

    def _require_both(self, heard: dict[str, Any]) -> None:
        for name in ("is_seen", "is_spoken_to"):
            if heard.get(name) is None and name not in self.errors:
                self.add_error(name, f"Answer “{self.fields[name].label}”")

    @property
    def told(self) -> dict[str, Any]:
        """What is typed so far, whole or not, for the score that is shown while filling."""
        typed = {name: self[name].value() for name in self.fields}
        typed["needs_protection_now"] = typed.get("needs_protection_now") or None
        heard = typed.get("words") if typed.get("is_spoken_to") == "yes" else typed.get("reason_not_spoken_to")
        return typed | {"is_voiced": bool(heard)}


class ReferralForm(_Telling):
    """A referral. Only what is feared, how grave it is and the team are needed for it to be made."""

    concerns = django.MultipleChoiceField(
        label="What do you fear for the child?", choices=ConcernKind.choices, widget=forms.Checkboxes
    )
    circumstances = passage("What happened, and how do you know?", 5000, required=True, rows=5)
    grade = django.ChoiceField(label="How grave is it?", choices=Grade.choices, widget=forms.Radios(hints=HINTS))
    noticed_at = forms.MomentField(
        label="When did you learn of it?", latest_now=True, required=False, help_text="Leave empty if it is now."
    )
    team = TeamField(label="Your team")

    GROUPS = (("", "concerns circumstances grade noticed_at"), *_Telling.GROUPS, ("For the police", "team"))
    field_order = ("concerns", "circumstances", "grade", "noticed_at")

    def __init__(self, *args: Any, person: Person, teams: QuerySet[Team], may_hear: bool, **kwargs: Any) -> None:
        known = {
            "school": person.education_setting,
            "ethnicity": person.ethnicity,
            "language": person.first_language,
            "responsibility": _responsible(person),
        }
        kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if person.is_unborn or not may_hear:
            self.without_voice()


class CompleteForm(_Telling):
    """What the referral does not tell yet."""

    def __init__(self, *args: Any, referral: Referral, may_hear: bool, **kwargs: Any) -> None:
        held = {name: getattr(referral, name) for name in _Telling.base_fields if hasattr(referral, name)}
        held["needs_protection_now"] = {True: "yes", False: "no"}.get(held["needs_protection_now"], "")
        super().__init__(*args, initial=held, version=referral.version, **kwargs)
        if referral.voice_id is not None or referral.person.is_unborn or not may_hear:
            self.without_voice()


def _responsible(person: Person) -> str:
    """Who is on record with parental responsibility."""
    held = person.relationships.filter(has_parental_responsibility=True, is_current=True).select_related(
        "other__mother"
    )
    return "\n".join(f"{each.other.name}, {each.get_kind_display().lower()}" for each in held)
