"""An inspection of this force, its recommendation, and duties of a made-up standard month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from plumbline.inspections import actions
from plumbline.inspections.models import Inspection, Recommendation
from plumbline.kernel import clock
from plumbline.standards.models import Duty

STANDARD = "missing.first-review"
NOW = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
REPORT = date(2026, 2, 20)
LONG_AGO = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_one_moment(db: None) -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def lead(officer: Callable[..., Any]) -> Any:
    with clock.frozen(LONG_AGO):
        return officer("protection-lead", name="Ch Supt Pike")


@pytest.fixture
def owner(officer: Callable[..., Any]) -> Any:
    with clock.frozen(LONG_AGO):
        return officer("superintendent", name="Supt Grant")


@pytest.fixture
def chief(officer: Callable[..., Any]) -> Any:
    with clock.frozen(LONG_AGO):
        return officer("chief-officer", name="ACC Stone")


@pytest.fixture
def inspection(lead: Any) -> Inspection:
    made = actions.record_inspection(by=lead, kind="child-protection", title="Northshire 2026")
    return actions.publish_inspection(made, by=lead, published_on=REPORT)


@pytest.fixture
def recommendation(inspection: Inspection, lead: Any, owner: Any) -> Recommendation:
    told = {"number": 1, "says": "Review every search in time.", "kind": "recommendation", "due_on": date(2026, 8, 20)}
    return actions.make_recommendation(inspection, by=lead, owner=owner, **told)


@pytest.fixture
def duties(team: Any, child: Callable[..., Any]) -> Callable[..., None]:
    """So many duties that started in a month, so many of them met; the rest are late. Rows as the engine leaves them."""
    person, number = child(), iter(range(1, 100_000))

    def make(month: date, met: int, late: int = 0, *, standard: str = STANDARD) -> None:
        start = datetime(month.year, month.month, 10, 9, 0, tzinfo=UTC)
        for is_met in [True] * met + [False] * late:
            done = start + (timedelta(minutes=30) if is_met else timedelta(hours=3))
            told = {"kind": "missing.episode", "subject_id": next(number), "person_id": person.pk, "month": month}
            told |= {"district_id": team.district_id, "team_id": team.pk, "standard": standard}
            Duty.objects.create(**told, starts_at=start, due_at=start + timedelta(hours=1), done_at=done)

    return make


@pytest.fixture
def proven(recommendation: Recommendation, owner: Any, duties: Callable[..., None]) -> Recommendation:
    """A recommendation with all that it needs to be put forward."""
    for month in (11, 12):
        duties(date(2025, month, 1), 6, 4)
    actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90, baseline_on=REPORT)
    actions.gather_evidence(recommendation, by=owner, kind="document", what="Instruction", held_where="Library 1")
    return recommendation


@pytest.fixture
def closed(proven: Recommendation, owner: Any, chief: Any) -> Recommendation:
    """Closed on 10 April 2026."""
    with clock.frozen(datetime(2026, 4, 10, 9, 0, tzinfo=UTC)):
        actions.put_forward(proven, by=owner, note="Reviews are done in time.")
        return actions.close_recommendation(proven, by=chief, note="The rows show it.")
