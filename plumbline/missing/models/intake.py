"""The questions asked when a child is reported missing. An unanswered question is not a "no"."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from plumbline.kernel.constraints import known, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not-known", "Not known"


@dataclass(frozen=True)
class Question:
    """One question of the bank. `core` ones are asked in every call; the others as the officer takes the full report."""

    code: str
    asks: str
    core: bool = False
    rule: str = "M18"


# The ten of one joint protocol (M16) and the fuller set of another force's record (M18), in our words. A force that asks
# more adds to the end: codes are what is stored, so that wording may be improved.
QUESTIONS: tuple[Question, ...] = (
    Question("concern", "Is there a specific reason to be worried about this child now?", True, "M16"),
    Question("traced", "Has anyone already tried to find them?", True, "M16"),
    Question("character", "Is this out of character?", True, "M16"),
    Question("medical", "Do they need medicine or treatment that they do not have with them?", True, "M16"),
    Question("crime", "Could they be the victim of a crime?", True, "M16"),
    Question("abuse", "Could they be suffering abuse?", True, "M16"),
    Question("exploited", "Could they be being sexually or criminally exploited now?", True, "M16"),
    Question("suicide", "Might they harm or kill themselves?", True, "M16"),
    Question("danger", "Might they be a danger to someone else?", True, "M16"),
    Question("other", "Is there anything else we should know?", True, "M16"),
    Question("young", "Are they too young or too dependent to be safe alone?"),
    Question("condition", "Do they have an illness, disability or condition that affects their safety?"),
    Question("unfamiliar", "Are they in a place that they do not know?"),
    Question("plan", "Are they on a child protection plan?"),
    Question("weather", "Would the weather or surroundings harm them?"),
    Question("conflict", "Has there been a quarrel or trouble in the family?"),
    Question("domestic", "Is there domestic abuse where they live?"),
    Question("community", "Is there trouble in the community, or a feud, that touches them?"),
    Question("hate", "Have they met violence or hate?"),
    Question("school", "Is there trouble at school, at work or with money?"),
    Question("honour", "Is there a risk of forced marriage or so-called honour-based abuse?"),
    Question("trafficked", "Could they have been trafficked?"),
    Question("reason", "Is there a known reason for going?"),
    Question("prepared", "Did they prepare: clothes, money, charger, documents?"),
    Question("intention", "Did they say what they meant to do when last seen?"),
    Question("before", "Have they been missing before, or been harmed when missing?"),
    Question("criminality", "Are they involved in crime?"),
    Question("mental", "Are they mentally unwell?"),
)
CORE_QUESTIONS = frozenset(question.code for question in QUESTIONS if question.core)


class IntakeAnswer(EpisodeRecord):
    """An answer, its explanation, and who gave it. Answered again, the same row changes; the ledger keeps what it was."""

    scrubs = ("explanation", "source_person")
    keeps = {"question": "the code of a question"}

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=14)
    is_core = models.BooleanField()
    answer = models.CharField(max_length=9, choices=Answer.choices)
    explanation = Text(blank=True, max_length=2000)
    source_person = models.CharField(max_length=120)
    answered_at = MomentField()
    taken_by = who()

    class Meta(Record.Meta):
        constraints = [
            known("answer", Answer),
            models.UniqueConstraint(
                name="intakeanswer_once",
                fields=["episode", "question"],
                violation_error_message="Someone answered this question a moment ago. Load the page again.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asks} {self.get_answer_display()}"

    @property
    def asks(self) -> str:
        return next((question.asks for question in QUESTIONS if question.code == self.question), self.question)
