"""Facts say what happened. One evening's search, by the acts, and each fact that is more than a column read back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from plumbline.kernel import clock
from plumbline.missing import actions
from plumbline.missing.facts import AssessmentFacts, EnquiryFacts, EpisodeFacts, ReviewFacts
from plumbline.missing.tests.conftest import enquiry_on, review_of
from plumbline.standards import engine
from plumbline.standards.models import Duty

START = datetime(2026, 6, 1, 10, tzinfo=UTC)


def at(hours):
    return START + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def _on_the_day(db):
    with clock.frozen(START):
        yield


@pytest.fixture
def when():
    """Do something at an hour of that day."""

    def do(hours, act, *args, **told):
        with clock.frozen(at(hours)):
            return act(*args, **told)

    return do


def facts_of(facts, pk):
    """Every fact of one subject, needed by a standard or not."""
    names = list(facts.facts)
    sql = engine.sql_of(facts.correlated(names), connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = next(row for row in cursor.fetchall() if row[0] == pk)
    columns = (facts.row._meta.get_field(name) for name in names)
    return {c.name: engine.moment_of(v) if c.name.endswith("_at") else v for c, v in zip(columns, row[1:], strict=True)}


def assess(episode, by, level, stage="supervisor", **told):
    return actions.assess_risk(episode, by=by, stage=stage, level=level, rationale="x", **told)


@pytest.fixture
def reported(missing, force):
    """Reported at ten, history read, graded medium by the call handler at eleven."""
    episode = missing(reported_at=START, last_seen_at=None)
    actions.acknowledge_history(episode, by=force.handler)
    with clock.frozen(at(1)):
        assess(episode, force.handler, "medium", stage="call-taker")
    return episode


def home(episode, by, hours):
    actions.locate_child(episode, by=by, located_at=at(hours), located_where="Park")
    actions.confirm_wellbeing(episode, by=by, wellbeing_confirmed_at=at(hours), condition="safe")


def test_the_first_grade_and_the_grade_in_force(reported, force, when):
    when(3, assess, reported, force.sergeant, "high")
    when(4, assess, reported, force.inspector, "medium", stage="reviewing")
    told = facts_of(EpisodeFacts, reported.pk)
    assert (told["first_level"], told["current_level"]) == ("medium", "medium")
    assert (told["first_assessed_at"], told["first_medium_at"], told["first_high_at"]) == (at(1), at(1), at(3))
    assert told["amended_at"] == at(4)


def test_the_review_that_answers_a_raised_grade(reported, force, when):
    when(2, review_of, reported, force.sergeant, next_review_at=at(6))
    when(3, assess, reported, force.sergeant, "high")
    assert facts_of(EpisodeFacts, reported.pk)["review_after_high_at"] is None
    when(5, review_of, reported, force.sergeant, next_review_at=at(9))
    second = when(7, review_of, reported, force.sergeant, next_review_at=at(9))
    told = facts_of(EpisodeFacts, reported.pk)
    assert (told["first_review_at"], told["review_after_high_at"]) == (at(2), at(5))
    told = facts_of(ReviewFacts, second.pk)
    assert (told["current_level"], told["first_high_at"], told["followed_at"]) == ("high", at(3), None)


def test_a_better_answer_later_moves_nothing(reported, force, when):
    answers = [{"question": code, "answer": "not-known"} for code in sorted(actions.episode.CORE_QUESTIONS)]
    when(1, actions.answer_questions, reported, by=force.handler, answers=answers)
    when(5, actions.answer_questions, reported, by=force.handler, answers=[{"question": "medical", "answer": "yes"}])
    told = facts_of(EpisodeFacts, reported.pk)
    assert (told["answers_core"], told["last_core_answered_at"]) == (10, at(1))


def test_an_enquiry_that_could_not_be_done_traces_and_confirms_nothing(reported, force, when):
    uncertain = when(2, assess, reported, force.sergeant, "medium", is_uncertain=True)
    tried, done = (when(2, enquiry_on, reported, force.sergeant, due_at=at(6), confirms=uncertain) for _ in "ab")
    when(3, actions.result_enquiry, tried, by=force.constable, outcome="impossible", result="No key")
    when(4, actions.result_enquiry, done, by=force.constable, outcome="nothing", result="Not there")
    assert facts_of(EpisodeFacts, reported.pk)["first_trace_resulted_at"] == at(4)
    assert facts_of(AssessmentFacts, uncertain.pk)["confirmed_at"] == at(4)


def test_what_was_due_when_the_child_was_back(reported, force, when):
    """Done in time; due and done the next day; due and dropped the next day; dropped before; not due yet."""
    set_at_two = [
        when(2, enquiry_on, reported, force.sergeant, due_at=at(due), what=what)
        for what, due in [("done", 4), ("late", 4), ("dropped after", 4), ("dropped before", 4), ("later", 20)]
    ]
    done, late, dropped_after, dropped_before, later = set_at_two
    when(3, actions.result_enquiry, done, by=force.constable, outcome="nothing", result="x")
    when(5, actions.drop_enquiry, dropped_before, by=force.sergeant, dropped_reason="x")
    when(8, home, reported, force.constable, 8)
    told = facts_of(EpisodeFacts, reported.pk)
    counts = ("enquiries_due_by_return", "enquiries_undone_at_return", "enquiries_never_done")
    assert [told[name] for name in counts] == [3, 2, 2]
    when(20, actions.result_enquiry, late, by=force.constable, outcome="nothing", result="x")
    when(21, actions.drop_enquiry, dropped_after, by=force.sergeant, dropped_reason="x")
    assert [facts_of(EpisodeFacts, reported.pk)[name] for name in counts] == [3, 2, 1]
    ended = [facts_of(EnquiryFacts, one.pk)["ended_at"] for one in (done, dropped_before, later)]
    assert ended == [at(8), at(5), at(8)]


def test_telling_someone_goes_on_when_the_child_is_found(reported, force, when):
    inform = when(2, enquiry_on, reported, force.sergeant, kind="inform", due_at=at(20))
    when(8, home, reported, force.constable, 8)
    assert facts_of(EnquiryFacts, inform.pk)["ended_at"] is None


def test_meetings_and_plans_before_and_after(reported, force, missing, when):
    plan = {"reason": "x", "review_due_at": at(900)}
    when(2, actions.make_plan, reported.person, by=force.coordinator, **plan)
    meeting = when(2, actions.request_strategy_meeting, reported, by=force.coordinator)
    held = {"attended": "x", "outcome": "x"}
    when(30, actions.hold_strategy_meeting, meeting, by=force.coordinator, held_at=at(30), **held)
    when(8, home, reported, force.constable, 8)
    again = when(50, missing, reported.person, reported_at=at(50), last_seen_at=None)
    first, second = (facts_of(EpisodeFacts, episode.pk) for episode in (reported, again))
    assert (first["next_meeting_at"], first["last_meeting_at"]) == (at(30), None)
    assert (second["next_meeting_at"], second["last_meeting_at"]) == (None, at(30))
    assert (first["first_plan_made_at"], first["next_plan_at"]) == (at(2), None)
    when(60, actions.make_plan, reported.person, by=force.coordinator, **plan)
    assert facts_of(EpisodeFacts, reported.pk)["next_plan_at"] == at(60)
    assert (second["in_30_days"], facts_of(EpisodeFacts, reported.pk)["in_30_days"]) == (2, 1)


def test_the_words_of_a_child_and_of_one_who_does_not_speak(reported, force, when):
    when(8, home, reported, force.constable, 8)

    def interview(hours, **voice):
        told = {"is_seen": True, "is_alone": True} | voice
        return when(
            hours, actions.record_prevention_interview, reported, by=force.constable, happened_at=at(hours),
            method="face-to-face", is_safe=True, voice=told,
        )  # fmt: skip

    interview(9, is_spoken_to=False, reason_not_spoken_to="refused")
    assert facts_of(EpisodeFacts, reported.pk)["heard_at"] is None
    interview(10, is_spoken_to=False, reason_not_spoken_to="pre-verbal", demeanour="Clings to his sister")
    interview(11, is_spoken_to=True, words="I was at Nan's")
    told = facts_of(EpisodeFacts, reported.pk)
    assert (told["declined_at"], told["heard_at"], told["seen_at"]) == (at(9), at(10), at(9))


def test_duties_follow_in_the_same_act(reported, force, when):
    """From the report to the return: what is owed, in whose name, and that nothing of it waits for a job."""
    held = {duty.standard: duty for duty in Duty.objects.filter(kind="missing.episode", subject_id=reported.pk)}
    assert held["missing.first-review"].due_at == at(2)
    assert held["missing.first-review"].done_at is None
    assert held["missing.first-assessment"].done_at == at(1)
    assert held["missing.first-assessment"].owner == force.handler
    assert "missing.wellbeing" not in held
    when(1.5, review_of, reported, force.sergeant, next_review_at=at(6))
    when(3, actions.locate_child, reported, by=force.constable, located_at=at(3), located_where="Park")
    held = {duty.standard: duty for duty in Duty.objects.filter(kind="missing.episode", subject_id=reported.pk)}
    assert held["missing.first-review"].done_at == at(1.5)
    assert held["missing.wellbeing"].due_at == at(5)
    assert "missing.pnc" not in held, "found before it was due: falls away"
    assert held["missing.first-enquiry"].ended_at == at(3)
