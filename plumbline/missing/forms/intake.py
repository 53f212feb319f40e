"""The questions asked at intake."""

from __future__ import annotations

from typing import Any

from django import forms as django

from plumbline.missing.models import QUESTIONS, Answer, Episode, IntakeAnswer
from plumbline.people.forms import line
from plumbline.web import forms


class AnswersForm(forms.Form):
    """The question bank. A question left alone stays unanswered, and is shown so."""

    mark_optional = False  # each question may be left alone, and says so once above them all
    source_person = line(
        "Who is answering?", 120, required=True, help_text="Kept with each answer given or changed now."
    )

    def __init__(self, *args: Any, held: dict[str, IntakeAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held

    def questions(self, core: bool) -> list[dict[str, Any]]:
        return [
            {
                "question": q,
                "held": self.held.get(q.code),
                "answer": self[f"answer-{q.code}"],
                "explanation": self[f"explanation-{q.code}"],
            }
            for q in QUESTIONS
            if q.core == core
        ]

    @property
    def core(self) -> list[dict[str, Any]]:
        return self.questions(True)

    @property
    def further(self) -> list[dict[str, Any]]:
        return self.questions(False)

    @classmethod
    def of(cls, episode: Episode, held: dict[str, IntakeAnswer], data: Any) -> AnswersForm:
        initial = {"source_person": episode.informant_name}
        for code, answer in held.items():
            initial |= {f"answer-{code}": answer.answer, f"explanation-{code}": answer.explanation}
        return cls(data, held=held, initial=initial)

    def clean(self) -> dict[str, Any]:
        """The answers given or changed, in the order of the bank."""
        said = super().clean() or self.cleaned_data
        told = [self._told(question.code, said) for question in QUESTIONS]
        if not any(told) and not self.errors:
            raise django.ValidationError("No answer was given or changed.")
        return {"answers": [answer for answer in told if answer]}

    def _told(self, code: str, said: dict[str, Any]) -> dict[str, str] | None:
        answer, explanation = said.get(f"answer-{code}", ""), said.get(f"explanation-{code}", "")
        held = self.held.get(code)
        if explanation and not answer:
            self.add_error(f"answer-{code}", "Answer yes, no or not known as well as explaining.")
        if not answer or (held and (held.answer, held.explanation) == (answer, explanation)):
            return None
        return {
            "question": code,
            "answer": answer,
            "explanation": explanation,
            "source_person": said.get("source_person", ""),
        }


for _question in QUESTIONS:
    AnswersForm.base_fields[f"answer-{_question.code}"] = django.ChoiceField(
        label=_question.asks, choices=Answer.choices, required=False, widget=forms.Radios(inline=True)
    )
    AnswersForm.base_fields[f"explanation-{_question.code}"] = line("In their words", 2000)
