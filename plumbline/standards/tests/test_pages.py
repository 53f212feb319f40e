"""The pages of measures: what they say, what they refuse, and what leaves them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.standards import measures
from plumbline.standards.models import Baseline
from plumbline.standards.tests.test_measures import AT, DAY, HOUR, KEY, WHY, _present, filled, laid

pytestmark = pytest.mark.django_db
PAGE, ROWS, FORCE = f"/standards/{KEY}/", f"/standards/{KEY}/duties/", "/force/"
__all__ = ["_present"]


@pytest.fixture
def lead(officer: Callable[..., Any], client_for: Callable[..., Client]) -> Client:
    return client_for(officer("protection-lead"))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:400]
    return " ".join(answer.content.decode().split())


def table(client: Client, address: str) -> list[dict[str, str]]:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


# -- one standard


def test_a_standard_without_duties_says_so_and_shows_no_nought(lead: Client) -> None:
    page = text(lead, PAGE)
    assert "No duty of this kind has started yet" in page
    assert "Nothing is overdue" in page
    assert "0%" not in page.replace("100%", "")


def test_a_standard_tells_its_newest_month_its_signal_and_its_limits(lead: Client) -> None:
    for back in range(2, 15):
        filled(back, 16 if back % 2 else 15, 4)
    filled(1, 1, 19)
    page = text(lead, PAGE)
    assert "▼ Worse than chance explains:" in page
    assert "below its limits" in page
    assert "The limits come from April 2025 to March 2026 and stay" in page
    assert f"{ROWS}?month=2026-05-01&amp;state=come+due" in page
    assert "Earlier months" in page


def test_a_month_in_which_nothing_came_due_is_named_a_gap(lead: Client) -> None:
    filled(3, 4, 1)
    filled(1, 3, 1)
    page = text(lead, PAGE)
    assert page.count("none due") == 2  # April and, so far, June
    assert "rests on 4" in page
    assert "6 more" not in page
    assert "Control limits need six settled months; 4 more are to come" in page


def test_each_table_is_taken_out_and_told(lead: Client) -> None:
    filled(1, 3, 1)
    laid(1, starts_at=AT - DAY)
    months = table(lead, f"{PAGE}?table=months&format=csv")
    assert [(row["Month"], row["Rate"], row["Met"]) for row in months] == [
        ("2026-05-01", "0.75", "3"),
        ("2026-06-01", "0.0", "0"),
    ]
    assert table(lead, f"{PAGE}?table=teams&format=csv")[0]["Team"] == "No team named"
    assert [row["Duties"] for row in table(lead, f"{PAGE}?table=ages&format=csv")] == ["1", "0", "0", "0", "0"]
    assert table(lead, f"{PAGE}?table=times&format=csv")[-1]["Done"] == "4"
    for name in ("months", "districts", "teams", "ages", "times"):
        assert lead.get(f"{PAGE}?table={name}&format=xlsx").content[:2] == b"PK"
    told = Entry.objects.filter(event="standards.measures.exported")
    assert told.count() == 9
    assert {entry.operation for entry in told} == {"disclosure"}


def test_who_may_not_export_is_offered_none_and_refused(officer: Any, client_for: Any) -> None:
    filled(1, 3, 1)
    sergeant = client_for(officer("sergeant"))
    assert "format=csv" not in text(sergeant, PAGE) + text(sergeant, FORCE)
    assert "does not let you export" in text(sergeant, f"{PAGE}?table=months&format=csv", 403)
    assert not Entry.objects.filter(event="standards.measures.exported").exists()


@pytest.mark.parametrize("query", ["table=nothing&format=csv", "format=xlsx"])
def test_a_table_that_is_not_there(lead: Client, query: str) -> None:
    assert "no such table" in text(lead, f"{PAGE}?{query}", 404)


def test_only_what_is_in_reach_is_counted(officer: Any, client_for: Any, team: Any) -> None:
    laid(2, starts_at=AT - DAY, district_id=team.district_id, team_id=team.pk)
    laid(3, starts_at=AT - DAY, district_id=team.district_id + 1, team_id=team.pk + 1)
    here = client_for(officer("sergeant", scope="team", scope_id=team.pk))
    force = client_for(officer("sergeant"))
    assert "of 2 that have come due" in text(here, PAGE)
    assert "of 5 that have come due" in text(force, PAGE)
    assert ">2</a>" in text(here, FORCE)


# -- the rows behind


@pytest.mark.parametrize(
    "query",
    ["month=rubbish", "district=x", "team=-1", "age=old", "state=lost", "due_from=then", "district=" + "9" * 30],
)
def test_rows_that_do_not_exist_are_refused_and_not_everything_shown(lead: Client, query: str) -> None:
    assert "These rows cannot be found" in text(lead, f"{ROWS}?{query}", 404)


def test_what_is_chosen_is_told_in_words(lead: Client, team: Any) -> None:
    laid(2, starts_at=AT - DAY, district_id=team.district_id, team_id=team.pk)
    laid(1, starts_at=AT - DAY)
    page = text(lead, f"{ROWS}?since=2026-01-01&team={team.pk}&age=day")
    assert "Only those started from January 2026; team: Response 1; overdue up to a day, and can still be done." in page
    assert page.count('data-label="Child"') == 2
    assert "none named" in text(lead, f"{ROWS}?team=0")


def test_too_many_rows_for_a_file_are_refused_and_not_cut_off(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbline.standards.views.MOST_ROWS", 2)
    laid(3)
    assert "more than 2 rows" in text(lead, f"{ROWS}?format=csv", 403)
    monkeypatch.setattr("plumbline.standards.views.MOST_ROWS", 3)
    assert len(table(lead, f"{ROWS}?format=csv")) == 3


# -- decisions on limits


def test_a_decision_is_made_shown_with_its_reason_and_withdrawn(lead: Client) -> None:
    for back in range(1, 8):
        filled(back, 3, 1)
    form = lead.get(f"{PAGE}limits/")
    assert b"What changed in the work?" in form.content
    answer = lead.post(f"{PAGE}limits/", {"from_month": "2026-03-01", "reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    decision = Baseline.objects.get()
    page = text(lead, PAGE)
    assert "Limits reckoned anew from <strong>March 2026</strong>, decided by Ch Supt Tester" in page
    assert WHY in page
    assert lead.post(f"{PAGE}limits/{decision.pk}/withdraw/", {"submission": "once"}).status_code == 302
    assert "Limits reckoned anew from <strong>" not in text(lead, PAGE)
    assert "no such decision" in text(lead, f"{PAGE}limits/{decision.pk}/withdraw/", 404)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"from_month": "2026-03-01", "reason": "short"}, "at least 10 characters"),
        ({"from_month": "1999-01-01", "reason": WHY}, "Select a valid choice"),
        ({"from_month": "", "reason": WHY}, "Answer “From which month?”"),
    ],
)
def test_a_decision_needs_a_month_and_a_reason(lead: Client, told: dict[str, str], says: str) -> None:
    for back in range(1, 8):
        filled(back, 3, 1)
    answer = lead.post(f"{PAGE}limits/", told)
    assert says in answer.content.decode()
    assert told["reason"] in answer.content.decode()  # nothing typed is lost
    assert not Baseline.objects.exists()


def test_others_see_limits_and_do_not_move_them(officer: Any, client_for: Any) -> None:
    for back in range(1, 8):
        filled(back, 3, 1)
    chief = client_for(officer("chief-officer"))
    assert "Reckon the limits anew" not in text(chief, PAGE)
    assert chief.get(f"{PAGE}limits/").status_code == 403


# -- the force


def test_the_force_shows_five_topics_and_says_what_got_worse(lead: Client) -> None:
    for ago, is_met in ((HOUR, False), (2 * DAY, True), (40 * DAY, True)):
        laid(3, starts_at=AT - ago - HOUR, due_at=AT - ago, done_at=AT - ago if is_met else None)
    page = text(lead, FORCE)
    for topic in (
        "Leadership",
        "Working with partners",
        "Initial response",
        "Risk assessment and referral",
        "Investigation",
    ):
        assert topic in page
    assert page.count("What got worse since") >= 2
    assert "3 of 6" in page
    assert "state=not+met" in page
    assert "/standards/?answers=W8" in page
    assert "too few months to say" in page


def test_the_force_without_a_duty_compares_nothing(lead: Client) -> None:
    page = text(lead, FORCE)
    assert page.count("Nothing came due on both sides, so that nothing can be compared.") == 2
    assert "nothing has come due" in page
    assert "0%" not in page


def test_the_links_of_a_comparison_lead_to_what_it_counted(lead: Client) -> None:
    laid(3, starts_at=AT - 3 * HOUR, due_at=AT - HOUR)
    laid(2, starts_at=AT - 3 * DAY, due_at=AT - 2 * DAY, done_at=AT - 2 * DAY)
    asked = measures.Spans(clock.now()).asked()
    page = text(lead, f"{ROWS}?due_from={asked['yesterday']}&due_before={asked['now']}&state=not+met")
    assert page.count('data-label="Child"') == 3
    assert "came due from 14 Jun 2026 at 11:00" in page


def test_the_force_is_taken_out(lead: Client) -> None:
    laid(3, starts_at=AT - 3 * HOUR, due_at=AT - HOUR)
    laid(3, starts_at=AT - 30 * DAY, due_at=AT - 29 * DAY, done_at=AT - 29 * DAY)
    held = {row["Key"]: row for row in table(lead, f"{FORCE}?table=force&format=csv")}
    assert held[KEY]["Overdue now"] == "3"
    assert table(lead, f"{FORCE}?table=weeks&format=csv")[0]["Change"] == "-1.0"
    assert table(lead, f"{FORCE}?table=yesterday&format=csv")[0]["Of these not met"] == "3"


def test_the_catalogue_shows_what_answers_a_finding(lead: Client) -> None:
    page = text(lead, "/standards/?answers=W8")
    assert "First supervisor review" in page
    assert "Local authority told of the return" not in page
    assert "No standard here answers that finding" in text(lead, "/standards/?answers=%3Cb%3E", 404)


def test_months_are_those_on_the_wall(lead: Client) -> None:
    start = AT.replace(month=4, day=30, hour=23, minute=30)  # half past midnight on 1 May in England
    laid(1, starts_at=start, done_at=start + timedelta(minutes=5))
    assert measures.sheet(measures.Duty.objects.all(), AT, KEY).series.months[0].month == date(2026, 5, 1)
