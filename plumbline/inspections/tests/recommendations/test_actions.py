"""Who may do what to a recommendation, what is refused, and what is left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.inspections.models import Evidence, Finding, Inspection, Recommendation, Step
from plumbline.inspections.tests.recommendations.conftest import NOW, REPORT, STANDARD
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.ledger.models import Entry
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty
from plumbline.standards.queries import state_at

DEADLINES = ("inspections.action-plan", "inspections.response")


def duty(standard: str, subject: Any, as_of: datetime) -> Any:
    found = Duty.objects.filter(standard=standard, subject_id=subject.pk).annotate(state=state_at(as_of))
    return found.get()


# -- inspections


def test_publication_starts_both_deadlines(inspection: Inspection) -> None:
    """Published on 20 February 2026: six weeks end with 3 April; day 56 is 16 April, the clocks having gone forward."""
    due = {key: clock.local(duty(key, inspection, NOW).due_at) for key in DEADLINES}
    assert due["inspections.action-plan"] == datetime(2026, 4, 3, 23, 59, 59, tzinfo=clock.LONDON)
    assert due["inspections.response"] == datetime(2026, 4, 16, 23, 59, 59, tzinfo=clock.LONDON)


@pytest.mark.parametrize(("day", "state"), [(date(2026, 4, 16), "met"), (date(2026, 4, 17), "late")])
def test_the_56th_day_is_in_time_and_the_57th_is_not(inspection: Inspection, lead: Any, day: date, state: str) -> None:
    told = {"published_on": day, "has_chief_comments": True, "covers_all": True}
    actions.record_response(inspection, by=lead, **told)
    assert duty("inspections.response", inspection, NOW).state == state


def test_before_publication_nothing_is_due_and_nothing_asked(lead: Any, owner: Any) -> None:
    announced = actions.record_inspection(by=lead, kind="peel", title="PEEL 2026")
    assert not Duty.objects.filter(kind="inspections.inspection", subject_id=announced.pk).exists()
    with pytest.raises(Invalid, match="not published yet"):
        actions.make_recommendation(announced, by=lead, number=1, says="x", kind="recommendation", owner=owner)
    with pytest.raises(Invalid, match="not published yet"):
        actions.send_action_plan(announced, by=lead)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"published_on": date(2026, 9, 11)}, "today or in the past"),
        ({"published_on": REPORT, "audited_good": 3}, "all three counts"),
    ],
)
def test_a_publication_that_cannot_be(inspection: Inspection, lead: Any, told: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        actions.publish_inspection(inspection, by=lead, **told)


def test_the_plan_cannot_have_gone_before_the_report(inspection: Inspection, lead: Any) -> None:
    with pytest.raises(Invalid, match="before publication"):
        actions.send_action_plan(inspection, by=lead, plan_sent_at=datetime(2026, 2, 1, tzinfo=UTC))


def test_a_finding_names_standards_that_are_there_or_says_why_not(inspection: Inspection, lead: Any) -> None:
    told = {"number": "1", "sentiment": "bad", "says": "Reviews are late."}
    with pytest.raises(Invalid, match=r"no standard missing\.nonsense"):
        actions.record_finding(inspection, by=lead, standards="missing.nonsense", **told)
    with pytest.raises(Invalid, match="say why nothing here does"):
        actions.record_finding(inspection, by=lead, **told)
    assert actions.record_finding(inspection, by=lead, standards=STANDARD, **told).keys == [STANDARD]


def test_reference_inspections_are_loaded_once_owe_nothing_and_are_not_worked_on(lead: Any, owner: Any) -> None:
    assert actions.load_reference(by=TEST) == 4 + 113 + 5
    assert actions.load_reference(by=TEST) == 0
    found = Inspection.objects.get(title__startswith="Wiltshire: post")
    assert (found.audited_good, found.audited_requires_improvement, found.audited_inadequate, found.audited) == (
        12,
        4,
        14,
        30,
    )
    assert found.follows is not None
    assert Finding.objects.filter(inspection=found).count() == 44
    assert not Duty.objects.filter(kind__startswith="inspections.").exists()
    with pytest.raises(Invalid, match="another force's"):
        actions.send_action_plan(found, by=lead)
    theirs = Recommendation.objects.filter(inspection__is_reference=True)[0]
    with pytest.raises(Invalid, match="another force's"):
        actions.hand_over(theirs, by=lead, owner=owner)
    with pytest.raises(Invalid, match="another force's"):
        actions.put_forward(theirs, by=lead, note="x")


# -- evidence is measured, not asserted


def test_it_cannot_be_put_forward_without_measure_and_evidence(
    recommendation: Recommendation, owner: Any, duties: Any
) -> None:
    with pytest.raises(Invalid, match="Set a measure with a baseline and a target"):
        actions.put_forward(recommendation, by=owner, note="All done.")
    actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90, baseline_on=REPORT)
    with pytest.raises(Invalid, match="None of its measures has a baseline"):
        actions.put_forward(recommendation, by=owner, note="All done.")
    duties(date(2026, 8, 1), 5, 5)
    actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90)
    with pytest.raises(Invalid, match="Gather the evidence first"):
        actions.put_forward(recommendation, by=owner, note="All done.")
    told = {"kind": "document", "what": "Instruction", "held_where": "Library 1"}
    actions.gather_evidence(recommendation, by=owner, **told)
    assert actions.put_forward(recommendation, by=owner, note="All done.").status == "awaiting-review"


def test_it_cannot_be_put_forward_while_an_action_waits(proven: Recommendation, lead: Any, owner: Any) -> None:
    told = {"what": "Tell the control room.", "owner": owner, "due_on": date(2026, 9, 30)}
    action = actions.set_action(proven, by=lead, **told)
    with pytest.raises(Invalid, match="1 of its actions is neither done nor dropped"):
        actions.put_forward(proven, by=owner, note="All done.")
    actions.finish_action(action, by=owner, note="Told.")
    assert actions.put_forward(proven, by=owner, note="All done.").put_forward_by == owner


def test_a_baseline_is_counted_from_the_whole_months_before(
    recommendation: Recommendation, owner: Any, duties: Any
) -> None:
    """20 February: November, December and January count; October and February do not."""
    for month, met, late in (
        (date(2025, 10, 1), 9, 0),
        (date(2025, 11, 1), 1, 1),
        (date(2026, 1, 1), 2, 4),
        (date(2026, 2, 1), 9, 0),
    ):
        duties(month, met, late)
    measure = actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90, baseline_on=REPORT)
    assert (measure.baseline_met, measure.baseline_judged) == (3, 8)


def test_a_measure_with_no_duties_has_no_baseline_which_is_not_nought(
    recommendation: Recommendation, owner: Any
) -> None:
    measure = actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90, baseline_on=REPORT)
    assert measure.baseline is None


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"standard": "missing.nonsense", "target": 90}, "no standard"),
        ({"standard": STANDARD, "target": 101}, "between 1 and 100"),
        ({"standard": STANDARD, "target": 0}, "between 1 and 100"),
        ({"standard": STANDARD, "target": 40}, "starts from 60% already"),
        ({"standard": STANDARD, "target": 90, "baseline_on": date(2026, 9, 11)}, "today or in the past"),
        ({"standard": STANDARD, "target": 90, "direction": "sideways"}, "what the measure is to do"),
    ],
)
def test_a_measure_that_cannot_be(
    recommendation: Recommendation, owner: Any, duties: Any, told: dict[str, Any], says: str
) -> None:
    duties(date(2025, 12, 1), 6, 4)
    with pytest.raises(Invalid, match=says):
        actions.set_measure(recommendation, by=owner, **{"baseline_on": REPORT} | told)


def test_rows_as_evidence_are_counted_and_their_counts_kept(
    recommendation: Recommendation, owner: Any, duties: Any
) -> None:
    duties(date(2026, 7, 1), 3, 2)
    told = {"kind": "duties", "what": "Every review since July", "standard": STANDARD, "since": date(2026, 7, 14)}
    first = actions.gather_evidence(recommendation, by=owner, **told)
    assert (first.met, first.late, first.since) == (3, 2, date(2026, 7, 1))
    duties(date(2026, 8, 1), 4)
    second = actions.refresh_evidence(first, by=owner)
    assert (second.met, second.late) == (7, 2)
    kept = Evidence.objects.get(pk=first.pk)
    assert (kept.met, kept.followed_at) == (3, NOW)
    with pytest.raises(Invalid, match="Refresh the newer one"):
        actions.refresh_evidence(kept, by=owner)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"kind": "duties", "standard": STANDARD, "since": date(2026, 7, 1)}, "no row of this standard"),
        ({"kind": "duties", "standard": STANDARD}, "from which month"),
        ({"kind": "duties", "standard": STANDARD, "since": date(2027, 1, 1)}, "has not begun"),
        ({"kind": "duties", "standard": ""}, "Choose the standard"),
        ({"kind": "audit", "good": 3}, "three counts"),
        ({"kind": "document"}, "where the document is held"),
        ({"kind": "hearsay"}, "what kind of evidence"),
    ],
)
def test_evidence_that_shows_nothing(
    recommendation: Recommendation, owner: Any, told: dict[str, Any], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        actions.gather_evidence(recommendation, by=owner, what="Proof", **told)
    assert not Evidence.objects.exists()


def test_evidence_goes_stale_unless_it_is_gathered_anew(recommendation: Recommendation, owner: Any) -> None:
    told = {"kind": "document", "what": "Instruction", "held_where": "Library 1"}
    first = actions.gather_evidence(recommendation, by=owner, **told)
    assert duty("inspections.evidence-refreshed", first, NOW + timedelta(days=90)).state == "pending"
    assert duty("inspections.evidence-refreshed", first, NOW + timedelta(days=93)).state == "overdue"
    with clock.frozen(NOW + timedelta(days=80)):
        second = actions.refresh_evidence(first, by=owner)
    assert duty("inspections.evidence-refreshed", first, NOW + timedelta(days=93)).state == "met"
    assert duty("inspections.evidence-refreshed", second, NOW + timedelta(days=93)).owner == owner


# -- closing is another person's act


def test_the_owner_cannot_close_it_even_with_the_permission(
    proven: Recommendation, lead: Any, chief: Any, owner: Any
) -> None:
    actions.hand_over(proven, by=lead, owner=chief)
    actions.put_forward(proven, by=lead, note="Done.")
    with pytest.raises(Invalid, match="Someone else must judge it"):
        actions.close_recommendation(proven, by=chief, note="Mine, and good.")
    with pytest.raises(Invalid, match="Someone else must judge it"):
        actions.send_back(proven, by=chief, note="Mine.")
    assert Recommendation.objects.get(pk=proven.pk).status == "awaiting-review"


def test_whoever_put_it_forward_cannot_close_it(proven: Recommendation, lead: Any, officer: Any, chief: Any) -> None:
    other = officer("chief-officer")
    actions.hand_over(proven, by=lead, owner=other)
    actions.put_forward(proven, by=other, note="Done.")
    actions.hand_over(proven, by=lead, owner=chief)
    with pytest.raises(Invalid, match="put it forward"):
        actions.close_recommendation(proven, by=other, note="Good.")


def test_the_database_refuses_an_owner_who_closes(closed: Recommendation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Recommendation).filter(pk=closed.pk).update(closed_by=closed.owner)


@pytest.mark.parametrize(
    "role", ["protection-lead", "superintendent", "auditor", "sergeant", "inspector-of-constabulary"]
)
def test_only_a_chief_officer_closes(proven: Recommendation, owner: Any, officer: Any, role: str) -> None:
    actions.put_forward(proven, by=owner, note="Done.")
    with pytest.raises(Refused):
        actions.close_recommendation(proven, by=officer(role), note="Good.")


def test_a_machine_judges_nothing(proven: Recommendation, owner: Any) -> None:
    with pytest.raises(Invalid, match="by a person"):
        actions.put_forward(proven, by=TEST, note="Done.")
    actions.put_forward(proven, by=owner, note="Done.")
    with pytest.raises(Invalid, match="A person judges"):
        actions.close_recommendation(proven, by=TEST, note="Good.")


def test_another_superintendent_does_not_put_forward_what_is_not_theirs(proven: Recommendation, officer: Any) -> None:
    with pytest.raises(Refused, match="someone else's"):
        actions.put_forward(proven, by=officer("superintendent"), note="Done.")


def test_an_action_is_done_by_whom_it_was_given(
    recommendation: Recommendation, lead: Any, owner: Any, officer: Any
) -> None:
    told = {"what": "Tell the control room.", "owner": owner, "due_on": date(2026, 9, 30)}
    action = actions.set_action(recommendation, by=lead, **told)
    with pytest.raises(Refused, match="someone else's"):
        actions.finish_action(action, by=officer("superintendent"), note="Done.")
    with pytest.raises(Invalid, match="what was done"):
        actions.finish_action(action, by=owner, note="  ")
    actions.finish_action(action, by=owner, note="Told.")
    with pytest.raises(Invalid, match="done or dropped already"):
        actions.drop_action(action, by=lead, dropped_because="Twice.")


def test_a_role_that_cannot_work_on_it_cannot_own_it(recommendation: Recommendation, lead: Any, officer: Any) -> None:
    with pytest.raises(Invalid, match="does not work on recommendations"):
        actions.hand_over(recommendation, by=lead, owner=officer("sergeant"))


def test_every_step_is_kept_with_its_reason(closed: Recommendation, chief: Any) -> None:
    actions.reopen_recommendation(closed, by=chief, note="Late again.")
    steps = Step.objects.filter(recommendation=closed).order_by("pk").values_list("verb", "status", "note")
    assert list(steps) == [
        ("put forward", "awaiting-review", "Reviews are done in time."),
        ("close", "complete", "The rows show it."),
        ("reopen", "reopened", "Late again."),
    ]
    assert Entry.objects.filter(event="inspections.recommendation.reopened").count() == 1


def test_a_verdict_comes_from_a_review_of_that_inspection(
    recommendation: Recommendation, inspection: Inspection, lead: Any
) -> None:
    other = actions.record_inspection(by=lead, kind="review", title="Review of something else")
    with pytest.raises(Invalid, match="not a review of this inspection"):
        actions.give_verdict(recommendation, by=lead, review=other, outcome="improved")
    review = actions.record_inspection(by=lead, kind="review", title="Review", follows=inspection)
    assert str(actions.give_verdict(recommendation, by=lead, review=review, outcome="improved")) == "Improved"


def test_duties_of_the_room_are_in_line(closed: Recommendation, inspection: Inspection, lead: Any) -> None:
    actions.send_action_plan(inspection, by=lead)
    ours = [facts for kind, facts in Facts.register.items() if kind.startswith("inspections.")]
    assert [difference for facts in ours for difference in differences(facts)] == []
