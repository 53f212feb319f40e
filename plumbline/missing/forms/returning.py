"""The child comes back: located, seen to be well, interviewed."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.kernel import clock
from plumbline.missing.models import Condition, Episode, Method, NotOffered
from plumbline.people.forms import VoiceForm, YesNo, line, passage
from plumbline.web import forms
from plumbline.workforce.forms import OfficerField

VOICE = tuple(name for name in VoiceForm.base_fields if name not in ("happened_at", "is_seen"))


class LocatedForm(forms.Form):
    located_at = forms.MomentField(label="When was the child located?", latest_now=True)
    located_where = line("Where?", 300, required=True)
    located_how = line("How?", 300, help_text="For instance: came home, found by officers, seen by a neighbour.")
    returned_at = forms.MomentField(
        label="When was the child back where they should be?",
        latest_now=True,
        required=False,
        help_text="Leave empty if they are not back yet.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["located_at"].initial = clock.now


class LostAgainForm(forms.Form):
    says = line("What happened?", 500)


class WellbeingForm(forms.Form):
    wellbeing_confirmed_at = forms.MomentField(label="When did someone see that the child is well?", latest_now=True)
    condition = django.ChoiceField(label="How was the child?", choices=Condition.choices, widget=forms.Radios())
    returned_at = forms.MomentField(
        label="When was the child back where they should be?", latest_now=True, required=False
    )

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, version=episode.version, **kwargs)
        self.fields["wellbeing_confirmed_at"].initial = clock.now
        self.fields["returned_at"].initial = episode.returned_at


class InterviewForm(forms.Form):
    """The prevention interview, and what the child said in it."""

    happened_at = forms.MomentField(label="When was it held?", latest_now=True)
    method = django.ChoiceField(label="How did you see the child?", choices=Method.choices, widget=forms.Radios())
    why_not_face_to_face = passage("If not face to face, why not?", 1000, rows=2)
    agreed_by = OfficerField(label="Which supervisor agreed to that?", required=False)
    is_spoken_to = YesNo(label="Did you speak to the child?")
    words = passage("What did the child say?", 5000, rows=5, help_text="In the child’s own words, as they were said.")
    is_alone = forms.YesNoNotKnown(label="Were you alone with the child?", required=False)
    wishes_and_feelings = passage("What does the child want, and how do they feel?", 2000)
    demeanour = passage(
        "How did the child behave and appear?", 2000, help_text="What you saw, not what you made of it."
    )
    home_conditions = passage("What was the home or placement like?", 2000)
    reason_not_spoken_to = VoiceForm.base_fields["reason_not_spoken_to"]
    reason_in_words = VoiceForm.base_fields["reason_in_words"]
    reasons = passage("Why did the child go?", 5000, help_text="In their words as far as can be.")
    with_whom = passage("Where were they, and with whom?", 1000, rows=2)
    harm = passage(
        "Did they come to harm, or tell of a crime?", 5000, help_text="What, by whom, and what you did about it."
    )
    is_safe = YesNo(label="Is the child safe now?")
    how_it_changed_the_decision = passage(
        "What did you decide differently because of it?", 2000, help_text="Or why nothing changed."
    )

    GROUPS = (
        ("", "happened_at method why_not_face_to_face agreed_by is_spoken_to"),
        ("If you spoke to the child", "words is_alone wishes_and_feelings"),
        ("If you did not", "reason_not_spoken_to reason_in_words"),
        (
            "What you saw and learnt",
            "demeanour home_conditions reasons with_whom harm is_safe how_it_changed_the_decision",
        ),
    )

    def __init__(self, *args: Any, supervisors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_by"].queryset = supervisors  # type: ignore[attr-defined]
        self.fields["happened_at"].initial = clock.now

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        voice = {name: said.pop(name) for name in VOICE if name in said}
        voice["is_seen"] = said.get("method") == Method.FACE_TO_FACE
        return said | {"voice": voice}


class AskInterviewForm(forms.Form):
    authority = line("Which local authority?", 120, required=True)


class OfferForm(forms.Form):
    offered_at = forms.MomentField(label="When was it offered?", latest_now=True)


class NotOfferedForm(forms.Form):
    reason = django.ChoiceField(label="Why was it not offered?", choices=NotOffered.choices, widget=forms.Radios())


class AcceptForm(forms.Form):
    accepted_at = forms.MomentField(label="When did the child accept?", latest_now=True)


class RefuseForm(forms.Form):
    refused_at = forms.MomentField(label="When did the child refuse?", latest_now=True)
    refused_reason = line("Why, in the child’s words?", 500)


class CompleteForm(forms.Form):
    completed_at = forms.MomentField(label="When was it held?", latest_now=True)
    completed_with = line("Who held it?", 120, required=True, help_text="Someone who does not care for the child.")


class ReceiveForm(forms.Form):
    learnt = passage("What does it tell that matters for the next time?", 5000, required=True, rows=4)
