"""Case audits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms as django

from plumbline.inspections.actions.audit import LARGEST_SEED
from plumbline.inspections.models import (
    AREAS,
    Answered,
    AuditProgramme,
    Grade,
    Marking,
    MarkingAnswer,
    QuestionSet,
    question_sets,
)
from plumbline.inspections.queries.frame import STRATA
from plumbline.kernel import clock
from plumbline.people.forms import YesNo, line, passage
from plumbline.web import forms
from plumbline.workforce.models import District

PROPOSED_DAYS = 28  # until a round is to be marked; each round sets its own day, so that this is no policy number


def number(label: str, least: int, most: int, **more: Any) -> django.IntegerField:
    box = django.NumberInput({"class": "govuk-input--width-5", "inputmode": "numeric"})
    return django.IntegerField(label=label, min_value=least, max_value=most, widget=box, **more)


class ProgrammeForm(forms.Form):
    """What is audited again and again."""

    name = line("What is the programme called?", 120, required=True)
    area = django.ChoiceField(
        label="Which area of child protection?",
        widget=forms.Radios(),
        help_text="Areas whose records no room holds yet are not offered. Names of areas are not checked against a source.",
    )
    question_set = django.ChoiceField(label="Which questions?", widget=forms.Radios())
    months = number("A round every how many months?", 1, 24, initial=3)
    minimum_sample = number(
        "How many cases at least?",
        5,
        500,
        initial=30,
        help_text="From fewer than these nothing may be claimed to have improved.",
    )
    is_marked_twice = YesNo(
        label="Does a second auditor mark each case without seeing the first marking?",
        help_text="It shows how far auditors agree; what they grade differently goes to moderation.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [(area.key, area.name) for area in AREAS.values() if area.frame]
        self.fields["area"].choices = there  # type: ignore[attr-defined]
        self.fields["question_set"].choices = [(key, told.name) for key, told in question_sets().items()]  # type: ignore[attr-defined]
        self.fields["question_set"].widget.hints = {key: told.source for key, told in question_sets().items()}


class RoundForm(forms.Form):
    """The frame, what divides it, how many are drawn, and by when they are marked."""

    reported_from = forms.DateField(label="Cases reported from", latest_today=True)
    reported_to = forms.DateField(
        label="Cases reported to", latest_today=True, help_text="Only closed cases are drawn."
    )
    district = django.ModelChoiceField(
        District.objects.none(), label="District", required=False, empty_label="All in your reach"
    )
    strata = django.MultipleChoiceField(
        label="Divide the frame by",
        choices=list(STRATA.items()),
        required=False,
        widget=forms.Checkboxes,
        initial=["risk"],
        help_text="Each part is drawn from in proportion to its size.",
    )
    size = number("How many cases?", 1, 500)
    seed = number(
        "Seed",
        0,
        LARGEST_SEED,
        required=False,
        help_text="Leave it empty unless you draw an earlier sample again. It is kept, so that anyone can check the draw.",
    )
    marking_due_on = forms.DateField(label="To be marked by the end of")

    def __init__(self, *args: Any, programme: AuditProgramme, districts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["district"].queryset = districts  # type: ignore[attr-defined]
        self.fields["size"].initial = programme.minimum_sample
        self.fields["marking_due_on"].initial = today + timedelta(days=PROPOSED_DAYS)
        self.fields["reported_to"].initial = today.replace(day=1) - timedelta(days=1)
        self.fields["reported_from"].initial = _months_before(today.replace(day=1), programme.months)


def _months_before(first: Any, months: int) -> Any:
    whole = first.year * 12 + first.month - 1 - months
    return first.replace(year=whole // 12, month=whole % 12 + 1)


class CloseRoundForm(forms.Form):
    closing_note = passage("Why is it closed with cases not marked or not settled?", 2000, rows=3)


class SetAsideForm(forms.Form):
    reason = passage("Why can this case not be marked?", 1000, required=True, rows=3)


class _Graded(forms.Form):
    """The grade of the case as a whole, and whether the child is still at risk."""

    grade = django.ChoiceField(label="Grade of the case as a whole", choices=Grade.choices, widget=forms.Radios())
    why = passage("What does the grade rest on?", 5000, rows=4)
    is_still_at_risk = YesNo(label="Is the child still at risk?")
    told = line(
        "If the case is inadequate and the child still at risk: whom did you tell, just now?",
        300,
        help_text="Someone who can act at once: the duty inspector, the public-protection lead. Telephone first, then write.",
    )


class MarkingForm(_Graded):
    """The questions of the round and the grade. As a draft anything may be empty; handing in says what is missing."""

    once = False  # a draft is sent again and again, and handing in twice is refused by the act
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        marking: Marking,
        answers: Iterable[MarkingAnswer],
        questions: QuestionSet | None,
        **kwargs: Any,
    ) -> None:
        held = list(answers)
        initial = {name: getattr(marking, name) for name in ("grade", "why", "told")}
        initial["is_still_at_risk"] = {True: "yes", False: "no", None: ""}[marking.is_still_at_risk]
        initial |= {f"{each.question}-answer": each.answer for each in held}
        initial |= {f"{each.question}-text": each.text for each in held}
        super().__init__(*args, version=marking.version, initial=initial, **kwargs)
        self.held, self.questions = held, questions
        for name in ("grade", "is_still_at_risk"):
            self.fields[name].required = False
        graded = {name: self.fields.pop(name) for name in ("grade", "why", "is_still_at_risk", "told")}
        for each in held:
            self._ask(each)
        self.fields.update(graded)

    def _ask(self, held: MarkingAnswer) -> None:
        answer = django.ChoiceField(
            label=held.asks,
            choices=Answered.choices,
            required=False,
            widget=forms.Radios(),
            help_text=self._tied_to(held),
        )
        answer.widget.small = True  # type: ignore[attr-defined]
        words = passage("In your words, with where it stands on the record", 3000, rows=2)
        self.fields |= {f"{held.question}-answer": answer, f"{held.question}-text": words}

    def _tied_to(self, held: MarkingAnswer) -> str:
        question = self.questions.question(held.question) if self.questions else None
        return question.criterion if question else ""

    def sections(self) -> list[tuple[str, list[django.BoundField]]]:
        """The boxes under the headings of their set."""
        found: dict[str, list[django.BoundField]] = {}
        for held in self.held:
            question = self.questions.question(held.question) if self.questions else None
            boxes = [self[f"{held.question}-answer"], self[f"{held.question}-text"]]
            found.setdefault(question.section if question else "Questions", []).extend(boxes)
        return list(found.items())

    def graded(self) -> list[django.BoundField]:
        return [self[name] for name in ("grade", "why", "is_still_at_risk", "told")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        answers = {
            held.question: {part: said.pop(f"{held.question}-{part}", "") for part in ("answer", "text")}
            for held in self.held
        }
        return said | {"answers": answers}

    def says_more_than(self, marking: Marking) -> bool:
        """Whether anything differs from what is kept."""
        said = self.cleaned_data
        own = any(said.get(name) != getattr(marking, name) for name in ("grade", "why", "told", "is_still_at_risk"))
        return own or any(
            said["answers"][held.question] != {"answer": held.answer, "text": held.text} for held in self.held
        )


class ModerateForm(_Graded):
    """What the two auditors graded differently, settled."""

    field_order = ["grade", "why", "is_still_at_risk", "told"]


class SafeguardForm(forms.Form):
    done = passage("What was done to make the child safe?", 5000, required=True, rows=4)
    safeguarded_at = forms.MomentField(label="When was the child safe?", latest_now=True)


class PublishedFilter(forms.FilterForm):
    """Which published audits are shown."""

    force = django.ChoiceField(label="Force")
    area = django.ChoiceField(label="Area")
    own = django.ChoiceField(label="Own audits", choices=[("", "Among them"), ("no", "Left out")])

    def __init__(self, *args: Any, forces: Iterable[str], areas: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"].choices = [("", "All"), *((name, name) for name in forces)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "All"), *((name, name.capitalize()) for name in areas)]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, str]:
        if self.is_bound:
            self.full_clean()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
