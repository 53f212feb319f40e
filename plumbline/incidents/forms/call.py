"""The call, who is in it, what comes in later."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.incidents.forms.fields import EARLIER
from plumbline.incidents.models import Channel, Children, Incident, Kind, Part, Suspect, UpdateKind
from plumbline.kernel import clock
from plumbline.people.forms import VoiceForm, YesNo, choice, line, passage
from plumbline.web import forms
from plumbline.workforce.forms import TeamField
from plumbline.workforce.models import Team


class EmptyForm(forms.Form):
    """Nothing to say but yes."""


class AboutForm(forms.Form):
    """What a call is about: as first told, and as it is put right."""

    kind = choice("What is it about?", Kind.choices)
    said = passage("What was said?", 5000, required=True, rows=5, help_text="As the caller said it.")
    where = line("Where is it?", 300, required=True)
    postcode = line("Postcode", 8, help_text="Then what is flagged there can be shown.")
    children = django.ChoiceField(
        label="Is a child in it, or in the home?",
        choices=Children.choices,
        widget=forms.Radios(hints={Children.NOT_KNOWN: "Treated as yes until someone knows."}, inline=False),
    )
    suspect = choice("Where is the suspect?", Suspect.choices)
    caller_name = line("Who is calling?", 120)
    caller_relationship = line("Who are they to the child?", 80)
    caller_contact = line("How can they be reached?", 80)

    ABOUT = (
        ("", "kind said where postcode children suspect"),
        ("Who is calling", "caller_name caller_relationship caller_contact"),
    )
    GROUPS = ABOUT

    @property
    def groups(self) -> list[tuple[str, list[django.BoundField]]]:
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]

    def clean_postcode(self) -> str:
        """Upper case and one space, as addresses keep it; whatever cannot be one is refused rather than cut."""
        return " ".join(self.cleaned_data.get("postcode", "").upper().split())


class CallForm(AboutForm):
    """The call as it comes in. What is not known yet is left."""

    channel = django.ChoiceField(label="How did it come in?", choices=Channel.choices, widget=forms.Radios(inline=True))
    reported_at = forms.MomentField(label="When was the call?", latest_now=True)
    command_reference = line("Its number in command and control", 40)
    team = TeamField(label="Which team answers for the place?")

    GROUPS = (
        ("", "channel reported_at"),
        *AboutForm.ABOUT,
        ("For the police", "team command_reference"),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["reported_at"].initial = clock.now
        self.fields["suspect"].initial = Suspect.NONE


class AmendForm(AboutForm):
    """What was first told, put right."""

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        now = {name: getattr(incident, name) for name in self.base_fields}
        super().__init__(*args, initial=now, version=incident.version, **kwargs)


class InvolveForm(forms.Form):
    """A person on record, and what they are to the incident."""

    part = choice("What are they to it?", Part.choices)
    said_of_them = passage("What was said of them?", 2000, rows=2)


class DescribeForm(forms.Form):
    """Somebody whom nobody on record is known to be."""

    part = choice("What are they to it?", Part.choices)
    described = line(
        "Describe them",
        300,
        required=True,
        help_text="For instance: a boy of about eight, red coat; the baby of the flat.",
    )
    is_child = forms.YesNoNotKnown(label="Under 18?", required=False)
    said_of_them = passage("What was said of them?", 2000, rows=2)


class UpdateForm(forms.Form):
    kind = django.ChoiceField(label="What is it?", choices=UpdateKind.choices, widget=forms.Radios(inline=True))
    says = passage("What came in, or was tried?", 5000, required=True, rows=4)
    told_by = line("Who told you?", 120)
    happened_at = forms.MomentField(label="When was that?", latest_now=True, required=False, help_text=EARLIER)
    bears_on_risk = django.BooleanField(
        label="It may change the risk", required=False, initial=True, help_text="Then THRIVE is to be done again."
    )


class MetForm(forms.Form):
    """What a child at the scene said, or why nobody heard them."""

    happened_at = forms.MomentField(label="When did you meet the child?", latest_now=True)
    is_seen = YesNo(label="Did you see the child?")
    is_spoken_to = YesNo(label="Did you speak to the child?")
    words = passage("What did the child say?", 5000, rows=5, help_text="In the child’s own words, as they were said.")
    is_alone = forms.YesNoNotKnown(label="Were you alone with the child?", required=False)
    demeanour = passage(
        "How did the child behave and appear?", 2000, help_text="What you saw, not what you made of it."
    )
    home_conditions = passage("What was the home like?", 2000)
    wishes_and_feelings = passage("What does the child want, and how do they feel?", 2000)
    reason_not_spoken_to = VoiceForm.base_fields["reason_not_spoken_to"]
    reason_in_words = VoiceForm.base_fields["reason_in_words"]
    how_it_changed_the_decision = passage("What did you decide differently because of it?", 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now
