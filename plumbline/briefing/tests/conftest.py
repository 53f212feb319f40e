"""A morning in Northfield: one child missing, one back since the night, one restricted; and who meets about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from plumbline.access import actions as access
from plumbline.briefing import actions
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.missing import actions as missing
from plumbline.workforce import actions as workforce

MORNING = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
def morning() -> Any:
    with clock.frozen(MORNING):
        yield MORNING


@pytest.fixture
def lost(team: Any, officer: Any, morning: datetime) -> Any:
    """Reports a child missing so many hours ago; `back` hours ago they were seen to be well."""

    with clock.frozen(morning - timedelta(days=30)):
        constable = officer("response-officer")

    def report(person: Any, hours: float, back: float | None = None, where: Any = None) -> Any:
        at = morning - timedelta(hours=hours)
        with clock.frozen(at):
            episode = missing.report_missing(person, by=TEST, reported_at=at, team=where or team)
        if back is not None:
            then = morning - timedelta(hours=back)
            with clock.frozen(then):
                place = {"located_at": then, "located_where": "Home", "returned_at": then}
                missing.locate_child(episode, by=TEST, **place)
                missing.confirm_wellbeing(episode, by=constable, wellbeing_confirmed_at=then, condition="safe")
        return episode

    return report


@pytest.fixture
def force(officer: Any, child: Any, lost: Any, team: Any, morning: datetime) -> Any:
    """The chair, those who attend, three children of Northfield and one of Southmoor."""
    with clock.frozen(morning - timedelta(days=30)):  # their grants hold since then
        chair = officer("superintendent")
    south = workforce.open_district(by=TEST, code="S", name="Southmoor")
    away = workforce.open_team(south, by=TEST, code="SR1", name="Response 2", kind="response")
    made = SimpleNamespace(
        chair=chair,
        inspector=officer("duty-inspector"),
        north=team.district,
        south=south,
        away=away,
    )
    made.sergeant = officer("sergeant", scope="district", scope_id=team.district_id)
    made.southerner = officer("duty-inspector", scope="district", scope_id=south.pk)
    made.ada = child(given_name="Ada", surname="Marsh")
    made.ben, made.kim = child(given_name="Ben", surname="Cole"), child(given_name="Kim", surname="Secret")
    made.lee = child(given_name="Lee", surname="South")
    made.gone, made.back = lost(made.ada, 5), lost(made.ben, 20, back=9)
    made.hidden, made.other = lost(made.kim, 3), lost(made.lee, 2, where=away)
    return made


@pytest.fixture
def restricted(force: Any, officer: Any) -> Any:
    """Kim's records are closed but to one sergeant; the lead who closed them told nobody that there is one."""
    holder = officer("sergeant")
    told = {"reason": "Related to an officer.", "is_told": False, "review_on": clock.today() + timedelta(days=30)}
    access.restrict(force.kim, by=officer("protection-lead"), **told, allow=[holder])
    return holder


@pytest.fixture
def meeting(force: Any) -> Any:
    return actions.open_meeting(by=force.chair, kind="daily-management")
