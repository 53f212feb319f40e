"""What comes in, where it was looked for, what is supposed, and who was spoken to."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.kernel import clock
from plumbline.missing.models import ContactKind, InformationKind, SourceCheck, SourceToCheck
from plumbline.people.forms import YesNo, choice, line, passage
from plumbline.web import forms


class InformationForm(forms.Form):
    kind = django.ChoiceField(label="What is it?", choices=InformationKind.choices, widget=forms.Radios(inline=True))
    says = passage("What is it that was seen, said or learnt?", 5000, required=True, rows=4)
    happened_at = forms.MomentField(label="When was that?", latest_now=True)
    where = line("Where?", 300)
    told_by = line("Who told you?", 120, required=True, help_text="Name, and how they can be reached.")
    bears_on_risk = django.BooleanField(
        label="It may change the risk",
        required=False,
        initial=True,
        help_text="Then the risk is to be looked at again.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class HypothesisForm(forms.Form):
    supposes = passage(
        "What do you suppose?", 1000, required=True, rows=3, help_text="Where the child may be, or why they went."
    )


class SettleForm(forms.Form):
    held = YesNo(label="Did it prove right?")
    because = passage("Because of what?", 1000, required=True, rows=3)


class ContactForm(forms.Form):
    kind = choice("With whom?", ContactKind.choices)
    with_whom = line("Their name", 120, required=True)
    is_reached = YesNo(label="Did you reach them?")
    happened_at = forms.MomentField(label="When?", latest_now=True)
    says = passage(
        "What did they say about the risk?",
        5000,
        rows=3,
        help_text="Or why they could not be reached, and what you did instead.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = clock.now


class SourcesForm(forms.Form):
    """Where the assessment should have looked."""

    mark_optional = False

    def __init__(self, *args: Any, held: dict[str, SourceCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held

    @property
    def sources(self) -> list[dict[str, Any]]:
        return [
            {
                "label": source.label,
                "held": self.held.get(source.value),
                "is_done": self[f"is_done-{source}"],
                "found": self[f"found-{source}"],
            }
            for source in SourceToCheck
        ]

    @classmethod
    def of(cls, held: dict[str, SourceCheck], data: Any) -> SourcesForm:
        initial = {f"is_done-{source}": "yes" if check.is_done else "no" for source, check in held.items()}
        return cls(
            data, held=held, initial=initial | {f"found-{source}": check.found for source, check in held.items()}
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        told = [self._told(source.value, said) for source in SourceToCheck]
        if not any(told) and not self.errors:
            raise django.ValidationError("Nothing was recorded or changed.")
        return {"checks": [check for check in told if check]}

    def _told(self, source: str, said: dict[str, Any]) -> dict[str, Any] | None:
        is_done, found = said.get(f"is_done-{source}"), said.get(f"found-{source}", "")
        held = self.held.get(source)
        if is_done in (None, ""):
            if found:
                self.add_error(f"is_done-{source}", "Say whether it was looked at.")
            return None
        if not is_done and not found:
            self.add_error(f"found-{source}", "Say why it was not looked at.")
        if held and (held.is_done, held.found) == (is_done, found):
            return None
        return {"source": source, "is_done": is_done, "found": found}


for _source in SourceToCheck:
    SourcesForm.base_fields[f"is_done-{_source}"] = django.TypedChoiceField(
        label=_source.label,
        choices=[("yes", "Looked at"), ("no", "Not looked at")],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.Radios(inline=True),
    )
    SourcesForm.base_fields[f"found-{_source}"] = line("What did it show, or why was it not looked at?", 2000)
