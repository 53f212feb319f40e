"""What the room's pages say, and to whom."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.inspections.models import Inspection, Recommendation
from plumbline.inspections.tests.recommendations.conftest import REPORT, STANDARD
from plumbline.kernel.commands import CouldNotRun

AT = "/inspections/"


def said(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_index_keeps_ours_and_theirs_apart(recommendation: Recommendation, lead: Any, client_for: Any) -> None:
    actions.load_reference(by=TEST)
    page = said(client_for(lead), AT)
    ours, theirs = page.split("Published inspections of other forces", 1)
    assert "Review every search in time." in ours
    assert "Wiltshire" not in ours
    assert "not held here" in theirs, "the day of publication of Wiltshire 2022 is not known"


def test_unknown_recommendations_are_not_made_up(lead: Any, client_for: Any) -> None:
    actions.load_reference(by=TEST)
    theirs = Inspection.objects.get(title__startswith="Warwickshire: national")
    page = said(client_for(lead), f"{AT}{theirs.pk}/")
    assert "The report makes 8; 5 of them are held here." in page
    assert "Record a finding" not in page


def test_a_finding_leads_to_todays_figure(lead: Any, client_for: Any, duties: Any) -> None:
    duties(date(2026, 7, 1), 3, 1)
    page = said(client_for(lead), f"{AT}findings/?force=Warwickshire&theme=Leadership+and+oversight")
    assert f'href="/standards/{STANDARD}/"' in page
    assert "<strong>75%</strong> of 4" in page
    assert "K16" in page
    assert "W8" not in page


def test_a_finding_without_a_figure_says_not_yet(lead: Any, client_for: Any) -> None:
    page = said(client_for(lead), f"{AT}findings/?shown=not-yet")
    assert "Not yet: the room for learning is not built" in page
    assert "<strong>" not in page.split("Today in")[-1]


def test_nothing_come_due_is_no_figure(lead: Any, client_for: Any) -> None:
    assert "no figure, nothing has come due" in said(client_for(lead), f"{AT}findings/?shown=standards")


def test_the_findings_as_a_file(lead: Any, client_for: Any) -> None:
    answer = client_for(lead).get(f"{AT}findings/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 114
    assert lines[1].startswith("W1,Wiltshire")


def test_rubbish_in_the_filter_shows_all(lead: Any, client_for: Any) -> None:
    assert "<strong>113</strong> findings" in said(client_for(lead), f"{AT}findings/?force=Mars&shown=x")


def test_what_is_lacking_is_said_before_it_is_tried(
    recommendation: Recommendation, owner: Any, client_for: Any
) -> None:
    page = said(client_for(owner), f"{AT}recommendations/{recommendation.pk}/")
    assert "Set a measure with a baseline and a target first" in page
    answer = client_for(owner).post(f"{AT}recommendations/{recommendation.pk}/put-forward/", {"note": "Done."})
    assert answer.status_code == 200
    assert "Set a measure with a baseline and a target first" in answer.content.decode()
    assert Recommendation.objects.get(pk=recommendation.pk).status == "being-progressed"


def test_the_owner_who_may_close_is_told_why_not_this_one(
    proven: Recommendation, lead: Any, chief: Any, client_for: Any
) -> None:
    actions.hand_over(proven, by=lead, owner=chief)
    actions.put_forward(proven, by=chief, note="Done.")
    page = said(client_for(chief), f"{AT}recommendations/{proven.pk}/")
    assert "Someone else judges whether it is complete" in page
    assert "Close it" not in page
    answer = client_for(chief).post(f"{AT}recommendations/{proven.pk}/close/", {"note": "Mine."})
    assert "Someone else must judge it" in answer.content.decode()
    assert Recommendation.objects.get(pk=proven.pk).status == "awaiting-review"


def test_whoever_may_judge_sees_it_among_their_duties(
    proven: Recommendation, owner: Any, chief: Any, client_for: Any
) -> None:
    actions.put_forward(proven, by=owner, note="Done.")
    assert "Waiting for your judgement" in said(client_for(chief), "/")
    assert "Waiting for your judgement" not in said(client_for(owner), "/")
    client_for(chief).post(f"{AT}recommendations/{proven.pk}/close/", {"note": "Convincing."})
    assert Recommendation.objects.get(pk=proven.pk).closed_by == chief


def test_a_second_click_closes_it_once(proven: Recommendation, owner: Any, chief: Any, client_for: Any) -> None:
    actions.put_forward(proven, by=owner, note="Done.")
    client, told = client_for(chief), {"note": "Convincing.", "submission": "mark-of-one-form"}
    first = client.post(f"{AT}recommendations/{proven.pk}/close/", told)
    second = client.post(f"{AT}recommendations/{proven.pk}/close/", told)
    assert first.status_code == second.status_code == 302
    assert proven.steps.filter(verb="close").count() == 1


def test_a_stale_page_is_refused_with_every_word_kept(
    proven: Recommendation, owner: Any, chief: Any, lead: Any, client_for: Any
) -> None:
    actions.put_forward(proven, by=owner, note="Done.")
    seen = Recommendation.objects.get(pk=proven.pk).version
    actions.hand_over(proven, by=lead, owner=lead)
    told = {"note": "Convincing, all of it.", "version": str(seen)}
    answer = client_for(chief).post(f"{AT}recommendations/{proven.pk}/close/", told).content.decode()
    assert "Someone else changed this record" in answer
    assert "Convincing, all of it." in answer


def test_reopened_is_told_to_the_owner_and_to_who_closed_it(
    closed: Recommendation, owner: Any, chief: Any, officer: Any, client_for: Any
) -> None:
    actions.reopen_recommendation(closed, by=TEST, note="First supervisor review fell twice.")
    for user in (owner, chief):
        assert "First supervisor review fell twice." in said(client_for(user), "/")
    assert "fell twice" not in said(client_for(officer("superintendent")), "/")


def test_a_recommendation_is_made_given_measured_and_shown_by_forms(
    inspection: Inspection, lead: Any, owner: Any, client_for: Any, duties: Any
) -> None:
    duties(date(2025, 12, 1), 6, 4)
    client = client_for(lead)
    told = {"number": "1", "says": "Review in time.", "kind": "cause-of-concern", "owner": str(owner.pk)}
    made = client.post(f"{AT}{inspection.pk}/recommend/", told)
    path = made.url
    measure = {"standard": STANDARD, "target": "90", "direction": "rise", "baseline_on": str(REPORT)}
    assert client.post(f"{path}measures/set/", measure).status_code == 302
    rows = {"kind": "duties", "what": "Rows", "standard": STANDARD, "since": "2025-12-01"}
    assert client.post(f"{path}evidence/gather/", rows).status_code == 302
    page = said(client, path)
    for words in ("60%", "6 of 10", "90%", "6 met, 4 late, 0 overdue", "Cause of concern"):
        assert words in page


@pytest.mark.parametrize("role", ["sergeant", "response-officer", "call-handler", "administrator"])
def test_who_has_nothing_to_do_with_it_sees_nothing(
    inspection: Inspection, officer: Any, client_for: Any, role: str
) -> None:
    client = client_for(officer(role))
    for path in (AT, f"{AT}{inspection.pk}/", f"{AT}findings/"):
        assert client.get(path).status_code == 403
    assert f'href="{AT}"' not in said(client, "/")


# -- the command


def test_the_command_prints_the_table() -> None:
    out = StringIO()
    call_command("findings", stdout=out)
    assert "113 findings" in out.getvalue()
    with pytest.raises(CouldNotRun, match="no findings on the theme 'x'"):
        call_command("findings", "--theme", "x")
