"""How long social care's assessment has lasted (domain R13). It is theirs, so that it is told and nobody here owes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from plumbline.kernel import clock
from plumbline.kernel.workdays import CalendarDay
from plumbline.referrals.models import Outcome
from plumbline.standards.policy import load

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
ASSESSES = (Outcome.SECTION_47, Outcome.IN_NEED, Outcome.SPECIALIST)


@dataclass(frozen=True)
class Assessment:
    """Said to have begun on a day; `gone` working days since, of at most `most`."""

    recipient: str
    began_on: date
    until: date
    gone: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.gone > self.most


def assessment_of(sharings: Any) -> Assessment | None:
    """Where an answer that holds says that an assessment is made: counted from the first answer to that sharing that said so."""
    for sharing in sharings:
        answers = sorted(sharing.answers.all(), key=lambda answer: answer.number)
        if answers and answers[-1].outcome in ASSESSES:
            first = next(answer for answer in answers if answer.outcome in ASSESSES)
            return _reckoned(str(sharing.recipient), clock.local(first.answered_at).date())
    return None


def _reckoned(recipient: str, began_on: date) -> Assessment | None:
    most = load(POLICY)["assessment"].on(began_on).value
    ordinals = dict(QuerySet(CalendarDay).filter(day__in=[began_on, clock.today()]).values_list("day", "ordinal"))
    if began_on not in ordinals:
        return None
    last = QuerySet(CalendarDay).filter(ordinal=ordinals[began_on] + most, is_working=True).first()
    gone = ordinals.get(clock.today(), ordinals[began_on]) - ordinals[began_on]
    return Assessment(recipient, began_on, last.day, gone, most) if last else None
