"""Acts: what each leaves behind, and what each refuses, in words."""

from datetime import date, timedelta

import pytest

from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import AlreadyDone, Invalid, Refused, Stale
from plumbline.ledger.models import Entry
from plumbline.missing import actions
from plumbline.missing.models import Enquiry, Episode, Information, RiskAssessment
from plumbline.missing.tests.conftest import ago, confirm, enquiry_on, locate, review_of
from plumbline.workforce.models import Rank

TASKS = [{"kind": "address", "who_does": "Response", "where": "12 Mill Lane", "what": "Knock at her sister's"}]


def soon(**length):
    return clock.now() + timedelta(**(length or {"hours": 1}))


def as_seen(user, record=None, submission=""):
    return Actor(name=user.display_name, user=user, seen=record.version if record else None, submission=submission)


# The report


def test_a_report_keeps_what_was_so_at_the_time(missing, child, force, team):
    person = child(has_social_worker=True)
    made = missing(
        person, answers=[{"question": "concern", "answer": "yes", "explanation": "Texts"}], informant_name="Dee"
    )
    assert (made.age, made.is_child, made.has_social_worker, made.district_id) == (12, True, True, team.district_id)
    assert made.call_taker == force.handler
    assert made.state == "missing"
    answer = made.answers.get()
    assert (answer.source_person, answer.is_core) == ("Dee", True)
    assert Entry.objects.latest("id").sentence == f"{made.reference}: child reported missing"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reported_at": soon()}, "reported_at"),
        ({"last_seen_at": soon()}, "last_seen_at"),
        ({"reported_at": ago(hours=3), "last_seen_at": ago(hours=1)}, "last_seen_at"),
        ({"reported_at": clock.now().replace(year=1900, day=1)}, "reported_at"),
    ],
)
def test_a_report_refuses_moments_that_cannot_be(missing, told, field):
    with pytest.raises(Invalid) as fault:
        missing(**told)
    assert field in fault.value.fields
    assert not Episode.objects.exists()


def test_an_adult_is_not_reported_here(missing, child):
    with pytest.raises(Invalid, match="18 or over"):
        missing(child(date_of_birth=date(1990, 1, 1)))


def test_a_child_not_yet_born_is_not_missing(missing, child):
    mother = child(given_name="Rose", date_of_birth=date(1990, 1, 1))
    unborn = {"given_name": "", "is_unborn": True, "mother": mother, "expected_due_date": clock.today() + timedelta(9)}
    with pytest.raises(Invalid, match="not yet born"):
        missing(child(**unborn))
    with pytest.raises(Invalid, match="before the child was born"):
        missing(child(date_of_birth=clock.today()), reported_at=ago(days=2), last_seen_at=None)
    assert not Episode.objects.exists()


def test_a_child_is_missing_once_at_a_time(missing, episode):
    with pytest.raises(Invalid, match="already recorded as missing in MP-"):
        missing(episode.person)


def test_answers_change_in_place_and_unanswered_stays_unanswered(episode, force):
    actions.answer_questions(
        episode, by=force.handler, answers=[{"question": "crime", "answer": "no", "source_person": "Mum"}]
    )
    actions.answer_questions(
        episode, by=force.handler, answers=[{"question": "crime", "answer": "yes", "source_person": "Dad"}]
    )
    assert list(episode.answers.values_list("question", "answer", "source_person")) == [("crime", "yes", "Dad")]


@pytest.mark.parametrize(
    "given", [{"question": "nonsense", "answer": "yes"}, {"question": "crime", "answer": "perhaps"}]
)
def test_an_answer_is_to_a_question_of_the_bank(episode, force, given):
    with pytest.raises(Invalid):
        actions.answer_questions(episode, by=force.handler, answers=[given])


# Risk


def test_the_risk_is_graded_only_after_the_history_is_read(episode, force):
    with pytest.raises(Invalid, match="before grading"):
        actions.assess_risk(episode, by=force.handler, stage="call-taker", level="high", rationale="x")


def test_a_grade_rests_on_factors_with_sources(graded):
    assert graded.risk == "high"
    assert graded.assessments.get().factors.get().source_name == "Mum"


@pytest.mark.parametrize(
    "told",
    [
        {"level": "enormous"},
        {"stage": "chief"},
        {"factors": [{"factor": "suicide", "said": "x", "source_name": " "}]},
        {"factors": [{"factor": "nonsense", "said": "x", "source_name": "Mum"}]},
    ],
)
def test_a_grade_without_its_parts_is_refused_whole(graded, force, told):
    given = {"stage": "supervisor", "level": "medium", "rationale": "x"} | told
    with pytest.raises(Invalid):
        actions.assess_risk(graded, by=force.sergeant, **given)
    assert RiskAssessment.objects.count() == 1


def test_below_medium_needs_an_inspector_with_a_reason(graded, force):
    given = {"stage": "supervisor", "level": "low", "rationale": "x"}
    with pytest.raises(Invalid) as fault:
        actions.assess_risk(graded, by=force.inspector, **given)
    assert "override_reason" in fault.value.fields
    with pytest.raises(Invalid, match="Only an inspector"):
        actions.assess_risk(graded, by=force.sergeant, override_reason="At her aunt's", **given)
    made = actions.assess_risk(graded, by=force.inspector, override_reason="At her aunt's", **given)
    assert made.override_by == force.inspector
    assert made.override_at


def test_something_new_makes_the_grade_stale_until_it_is_looked_at_again(graded, force):
    with clock.frozen(soon(minutes=1)):
        actions.record_information(
            graded, by=force.handler, kind="sighting", says="In a car", told_by="Shop", happened_at=ago(minutes=5)
        )
    assert graded.assessments.get().is_stale
    with clock.frozen(soon(minutes=2)):
        late = actions.assess_risk(
            graded, by=force.sergeant, stage="supervisor", level="medium", rationale="x", happened_at=ago(hours=1)
        )
        assert graded.assessments.exclude(pk=late.pk).get().is_stale, (
            "one typed in late cannot have weighed what came after it"
        )
        graded.refresh_from_db()
        assert graded.risk == "high"
        actions.assess_risk(graded, by=force.sergeant, stage="supervisor", level="high", rationale="x")
    assert not any(each.is_stale for each in graded.assessments.all())


def test_a_note_without_bearing_leaves_the_grade_as_it_is(graded, force):
    actions.record_information(
        graded, by=force.constable, kind="note", says="x", told_by="me", happened_at=ago(), bears_on_risk=False
    )
    assert not graded.assessments.get().is_stale


def test_an_endorsement_is_an_inspectors_of_another(graded, force):
    grade = graded.assessments.get()
    with pytest.raises(Refused):
        actions.endorse_risk(grade, by=force.other_sergeant)
    assert actions.endorse_risk(grade, by=force.inspector, endorsement_note="Agreed").endorsed_by == force.inspector
    with pytest.raises(Invalid, match="already"):
        actions.endorse_risk(grade, by=force.superintendent)
    own = actions.assess_risk(graded, by=force.inspector, stage="reviewing", level="high", rationale="x")
    with pytest.raises(Invalid, match="someone other"):
        actions.endorse_risk(own, by=force.inspector)


def test_endorsing_by_grant_without_rank_is_refused(graded, officer):
    with pytest.raises(Invalid, match="inspector or above"):
        actions.endorse_risk(graded.assessments.get(), by=officer("duty-inspector", rank=Rank.CONSTABLE))


def test_sources_are_said_one_by_one_and_why_not(episode, force):
    checks = [
        {"source": "pnc", "is_done": True, "found": "None"},
        {"source": "pnd", "is_done": False, "found": "System down"},
    ]
    actions.check_sources(episode, by=force.handler, checks=checks)
    actions.check_source(episode, by=force.handler, source="pnd", is_done=True)
    assert dict(episode.source_checks.values_list("source", "is_done")) == {"pnc": True, "pnd": True}
    with pytest.raises(Invalid, match="why"):
        actions.check_sources(episode, by=force.handler, checks=[{"source": "family", "is_done": False}])


# Enquiries


def test_an_enquiry_is_set_started_resulted_and_checked_by_another(episode, force):
    enquiry = enquiry_on(episode, force.sergeant)
    assert enquiry.is_trace
    assert enquiry.is_open
    assert actions.start_enquiry(enquiry, by=force.constable).allocated_to == force.constable
    actions.result_enquiry(enquiry, by=force.constable, outcome="nothing", result="Nobody in")
    with pytest.raises(Refused):
        actions.check_enquiry(enquiry, by=force.constable)
    assert actions.check_enquiry(enquiry, by=force.sergeant, check_note="Good").checked_by == force.sergeant
    with pytest.raises(Invalid, match="already"):
        actions.check_enquiry(enquiry, by=force.other_sergeant)


def test_nobody_checks_their_own_work(episode, force):
    enquiry = actions.result_enquiry(
        enquiry_on(episode, force.sergeant), by=force.sergeant, outcome="nothing", result="x"
    )
    with pytest.raises(Invalid, match="Someone else"):
        actions.check_enquiry(enquiry, by=force.sergeant)


def test_what_has_no_result_cannot_be_checked(episode, force):
    with pytest.raises(Invalid, match="no result"):
        actions.check_enquiry(enquiry_on(episode, force.sergeant), by=force.sergeant)


@pytest.mark.parametrize("due", [ago(hours=1), soon(days=100)])
def test_an_enquiry_is_due_ahead_and_not_absurdly_far(episode, force, due):
    with pytest.raises(Invalid) as fault:
        enquiry_on(episode, force.sergeant, due_at=due)
    assert "due_at" in fault.value.fields


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"outcome": "", "result": "x"}, "outcome"),
        ({"outcome": "nothing", "result": " "}, "result"),
        ({"outcome": "nothing", "result": "x", "resulted_at": soon()}, "resulted_at"),
        ({"outcome": "nothing", "result": "x", "resulted_at": ago(hours=9)}, "resulted_at"),
    ],
)
def test_a_result_says_what_was_done_and_when(episode, force, told, field):
    with pytest.raises(Invalid) as fault:
        actions.result_enquiry(enquiry_on(episode, force.sergeant), by=force.constable, **told)
    assert field in fault.value.fields


def test_a_time_typed_to_the_minute_is_not_before_the_second_at_which_it_was_set(episode, force):
    with clock.frozen(clock.now().replace(second=40)):
        enquiry = enquiry_on(episode, force.sergeant)
        typed = clock.now().replace(second=0)
        done = actions.result_enquiry(enquiry, by=force.constable, outcome="nothing", result="x", resulted_at=typed)
    assert done.resulted_at == done.set_at


def test_what_is_dropped_or_done_takes_no_more(episode, force):
    enquiry = actions.drop_enquiry(enquiry_on(episode, force.sergeant), by=force.constable, dropped_reason="Found")
    for act in (
        lambda: actions.start_enquiry(enquiry, by=force.constable),
        lambda: actions.result_enquiry(enquiry, by=force.constable, outcome="nothing", result="x"),
        lambda: actions.drop_enquiry(enquiry, by=force.constable, dropped_reason="x"),
        lambda: actions.allocate_enquiry(enquiry, by=force.constable, allocated_to=force.constable),
    ):
        with pytest.raises(Invalid, match="dropped"):
            act()
    with pytest.raises(Invalid, match="why"):
        actions.drop_enquiry(enquiry_on(episode, force.sergeant), by=force.constable, dropped_reason=" ")


# Reviews


def test_a_review_counts_for_itself_and_sets_the_next(graded, force):
    done = enquiry_on(graded, force.sergeant)
    actions.result_enquiry(done, by=force.constable, outcome="nothing", result="x")
    enquiry_on(graded, force.sergeant, due_at=soon(minutes=1))
    with clock.frozen(soon(minutes=5)):
        review = review_of(graded, force.sergeant)
    assert (review.outstanding, review.outstanding_overdue, review.unchecked) == (1, 1, 1)
    with clock.frozen(soon(minutes=9)):
        second = review_of(graded, force.sergeant)
    review.refresh_from_db()
    assert review.followed_at == second.happened_at
    assert second.followed_at is None


def test_a_review_typed_in_late_is_followed_by_the_one_after_it(graded, force):
    last = review_of(graded, force.sergeant)
    late = review_of(graded, force.sergeant, happened_at=ago(minutes=20))
    assert late.followed_at == last.happened_at
    between = review_of(graded, force.sergeant, happened_at=ago(minutes=10))
    late.refresh_from_db()
    assert (late.followed_at, between.followed_at) == (between.happened_at, last.happened_at)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"next_review_at": ago(hours=1)}, "next_review_at"),
        ({"direction": " "}, "direction"),
        ({"happened_at": soon()}, "happened_at"),
    ],
)
def test_a_review_gives_direction_and_the_next_date(graded, force, told, field):
    with pytest.raises(Invalid) as fault:
        review_of(graded, force.sergeant, **told)
    assert field in fault.value.fields


# What comes in


def test_contacts_tell_tried_from_reached(episode, force):
    made = actions.record_contact(
        episode, by=force.handler, kind="social-worker", with_whom="Ruth", is_reached=False, happened_at=ago()
    )
    assert str(made) == "Social worker: Ruth (not reached)"


def test_a_hypothesis_is_settled_once(episode, force):
    made = actions.make_hypothesis(episode, by=force.constable, supposes="At her father's")
    actions.settle_hypothesis(made, by=force.constable, held=False, because="He was seen alone")
    with pytest.raises(Invalid, match="settled already"):
        actions.settle_hypothesis(made, by=force.constable, held=True, because="x")


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: actions.request_philomena(e, by=by),
        lambda e, by: actions.receive_philomena(e, by=by),
        lambda e, by: actions.circulate_on_pnc(e, by=by, pnc_reference="P1"),
        lambda e, by: actions.notify_ukmpu(e, by=by, ukmpu_reference="U1"),
    ],
)
def test_a_deed_is_recorded_once(episode, force, act):
    act(episode, force.sergeant)
    with pytest.raises(Invalid, match="already"):
        act(episode, force.sergeant)


def test_the_unit_gives_a_reference(episode, force):
    with pytest.raises(Invalid, match="reference"):
        actions.notify_ukmpu(episode, by=force.sergeant, ukmpu_reference="")


def test_an_alert_is_asked_for_by_a_superintendent_and_refused_by_anyone(episode, force):
    assert actions.decide_alert(
        episode, by=force.sergeant, is_asked_for=False, rationale="Not abducted", is_under_18=True
    ).is_under_18
    with pytest.raises(Invalid, match="superintendent"):
        actions.decide_alert(episode, by=force.inspector, is_asked_for=True, rationale="x")
    assert actions.decide_alert(episode, by=force.superintendent, is_asked_for=True, rationale="Abducted").is_asked_for
    with pytest.raises(Invalid, match="why"):
        actions.decide_alert(episode, by=force.sergeant, is_asked_for=False, rationale="")


# Plans


def test_a_plan_opened_becomes_enquiries_once(episode, force):
    plan = actions.make_plan(
        episode.person, by=force.coordinator, reason="Third time", review_due_at=soon(days=28), tasks=TASKS
    )
    opening = actions.open_plan(episode, by=force.sergeant)
    assert opening.plan == plan
    assert Enquiry.objects.get().task.plan == plan
    with pytest.raises(Invalid, match="opened on this episode already"):
        actions.open_plan(episode, by=force.sergeant)


def test_a_new_version_reviews_the_old(episode, force):
    first = actions.make_plan(
        episode.person, by=force.coordinator, reason="x", review_due_at=soon(days=28), tasks=TASKS
    )
    second = actions.confirm_plan(first, by=force.sergeant, review_due_at=soon(days=56))
    first.refresh_from_db()
    assert (first.is_current, first.reviewed_by, second.number) == (False, force.sergeant, 2)
    assert second.directs
    assert second.tasks.get().what == TASKS[0]["what"]
    with pytest.raises(Invalid, match="newer version"):
        actions.confirm_plan(first, by=force.sergeant, review_due_at=soon(days=56))


@pytest.mark.parametrize(
    "told",
    [
        {"review_due_at": ago(days=1)},
        {"tasks": [TASKS[0] | {"kind": "nonsense"}]},
        {"tasks": [TASKS[0] | {"who_does": " "}]},
    ],
)
def test_a_plan_is_refused_whole(episode, force, told):
    with pytest.raises(Invalid):
        actions.make_plan(
            episode.person, by=force.coordinator, **({"reason": "x", "review_due_at": soon(days=28)} | told)
        )
    assert not episode.person.trigger_plans.exists()


def test_no_plan_no_opening(episode, force):
    with pytest.raises(Invalid, match="no trigger plan"):
        actions.open_plan(episode, by=force.sergeant)


# The child comes back


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"located_at": soon()}, "located_at"),
        ({"located_at": ago(days=9)}, "located_at"),
        ({"located_at": ago(minutes=1), "returned_at": ago(hours=1)}, "returned_at"),
    ],
)
def test_a_child_is_located_in_order(episode, force, told, field):
    with pytest.raises(Invalid) as fault:
        actions.locate_child(episode, by=force.constable, located_where="x", **told)
    assert field in fault.value.fields


def test_lost_again_goes_on_and_says_so(graded, force):
    locate(graded, force.constable)
    with clock.frozen(soon(minutes=1)):
        actions.lose_again(graded, by=force.constable, says="Ran off")
    told = Information.objects.get().says
    assert "Bus station" in told
    assert "Ran off" in told
    assert graded.state == "missing"
    assert graded.located_at is None
    assert graded.assessments.get().is_stale


def test_wellbeing_after_located_and_with_a_word_on_how(episode, force):
    locate(episode, force.constable)
    with pytest.raises(Invalid, match="after the child is located"):
        actions.confirm_wellbeing(episode, by=force.constable, wellbeing_confirmed_at=ago(hours=1), condition="safe")
    with pytest.raises(Invalid, match="how the child"):
        actions.confirm_wellbeing(episode, by=force.constable, wellbeing_confirmed_at=ago(), condition="fine")


def test_an_episode_with_open_enquiries_is_not_closed(episode, force):
    enquiry_on(episode, force.sergeant)
    confirm(locate(episode, force.constable), force.constable)
    with pytest.raises(Invalid, match="1 enquiry is neither"):
        actions.close_episode(episode, by=force.sergeant, closing_summary="x")


def test_a_closing_sums_up(episode, force):
    confirm(locate(episode, force.constable), force.constable)
    with pytest.raises(Invalid, match="Sum up"):
        actions.close_episode(episode, by=force.sergeant, closing_summary=" ")


def test_a_closed_episode_takes_no_search(episode, force):
    confirm(locate(episode, force.constable), force.constable)
    actions.close_episode(episode, by=force.sergeant, closing_summary="Home")
    with pytest.raises(Invalid, match="closed"):
        enquiry_on(episode, force.sergeant)
    with pytest.raises(Invalid, match="closed"):
        review_of(episode, force.sergeant)


HEARD = {"is_seen": True, "is_spoken_to": True, "words": "I was scared"}


def test_the_prevention_interview_carries_the_childs_voice(episode, force):
    locate(episode, force.constable)
    made = actions.record_prevention_interview(
        episode, by=force.constable, happened_at=ago(minutes=1), method="face-to-face", is_safe=True, voice=HEARD
    )
    assert made.voice.words == "I was scared"
    assert made.voice.case_ref == episode.ref()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"method": "phone"}, "why_not_face_to_face"),
        ({"method": "phone", "why_not_face_to_face": "Far away"}, "agreed_by"),
        ({"method": "letter"}, "method"),
        ({"happened_at": ago(hours=5)}, "happened_at"),
        ({"voice": HEARD | {"words": ""}}, "words"),
    ],
)
def test_the_prevention_interview_is_refused_without_its_parts(episode, force, told, field):
    locate(episode, force.constable)
    given = {"happened_at": ago(minutes=1), "method": "face-to-face", "is_safe": True, "voice": HEARD} | told
    with pytest.raises(Invalid) as fault:
        actions.record_prevention_interview(episode, by=force.constable, **given)
    assert field in fault.value.fields


def test_no_interview_before_the_child_is_located(episode, force):
    with pytest.raises(Invalid, match="not been located"):
        actions.record_prevention_interview(
            episode, by=force.constable, happened_at=ago(), method="face-to-face", is_safe=True, voice=HEARD
        )
    with pytest.raises(Invalid, match="not been located"):
        actions.request_return_interview(episode, by=force.constable, authority="Northshire")


def test_the_return_interview_goes_through_its_stages(episode, force):
    locate(episode, force.constable)
    by = force.coordinator
    actions.request_return_interview(episode, by=by, authority="Northshire")
    with pytest.raises(Invalid, match="asked already"):
        actions.request_return_interview(episode, by=by, authority="Northshire")
    with pytest.raises(Invalid, match="offered yet"):
        actions.accept_return_interview(episode, by=by, accepted_at=ago())
    actions.not_offered(episode, by=by, reason="authority")
    actions.offer_return_interview(episode, by=by, offered_at=ago(minutes=4))
    with pytest.raises(Invalid, match="was offered"):
        actions.not_offered(episode, by=by, reason="authority")
    with pytest.raises(Invalid, match="not been held"):
        actions.receive_return_interview(episode, by=by, learnt="x")
    actions.refuse_return_interview(episode, by=by, refused_at=ago(minutes=3), refused_reason="No")
    with pytest.raises(Invalid, match="refused"):
        actions.complete_return_interview(episode, by=by, completed_at=ago(), completed_with="Barnardo's")
    actions.accept_return_interview(episode, by=by, accepted_at=ago(minutes=2))
    actions.complete_return_interview(episode, by=by, completed_at=ago(minutes=1), completed_with="Barnardo's")
    with pytest.raises(Invalid, match="not been received"):
        actions.feed_back_interview(episode, by=by)
    actions.receive_return_interview(episode, by=by, learnt="Goes to the park")
    assert actions.feed_back_interview(episode, by=by).stage == "received"


def test_a_strategy_meeting_is_asked_for_then_held(episode, force):
    meeting = actions.request_strategy_meeting(episode, by=force.coordinator)
    with pytest.raises(Invalid, match="already"):
        actions.request_strategy_meeting(episode, by=force.coordinator)
    with pytest.raises(Invalid):
        actions.hold_strategy_meeting(meeting, by=force.coordinator, held_at=ago(days=3), attended="x", outcome="x")
    actions.hold_strategy_meeting(
        meeting, by=force.coordinator, held_at=clock.now(), attended="Social care", outcome="Plan"
    )
    with pytest.raises(Invalid, match="held already"):
        actions.hold_strategy_meeting(meeting, by=force.coordinator, held_at=clock.now(), attended="x", outcome="x")


# Who, and at the same time


def test_an_episode_is_handed_over_to_someone_or_to_another_team(episode, force, elsewhere):
    with pytest.raises(Invalid, match="Name an officer"):
        actions.allocate_episode(episode, by=force.sergeant)
    actions.allocate_episode(episode, by=force.sergeant, officer=force.constable, supervisor=force.sergeant)
    assert (episode.officer, episode.supervisor) == (force.constable, force.sergeant)
    with pytest.raises(Refused):
        actions.allocate_episode(episode, by=force.sergeant, team=elsewhere)
    episode.refresh_from_db()
    assert episode.team_id != elsewhere.pk


def test_handing_over_across_the_force(episode, officer, elsewhere):
    actions.allocate_episode(episode, by=officer("sergeant"), team=elsewhere)
    assert (episode.district_id, episode.officer) == (elsewhere.district_id, None)
    assert Entry.objects.latest("id").sentence.endswith("given to Response 2, Southmere")


def test_work_elsewhere_is_refused(episode, officer, elsewhere):
    other = officer("sergeant", scope="district", scope_id=elsewhere.district_id)
    with pytest.raises(Refused):
        enquiry_on(episode, other)


@pytest.mark.parametrize("role", ["lead", "auditor", "nobody", "administrator"])
def test_those_who_only_read_change_nothing(episode, force, role):
    by = getattr(force, role)
    for act in (
        lambda: actions.acknowledge_history(episode, by=by),
        lambda: enquiry_on(episode, by),
        lambda: review_of(episode, by),
        lambda: locate(episode, by),
    ):
        with pytest.raises(Refused):
            act()


def test_the_call_handler_takes_the_report_and_does_not_review_or_close(graded, force):
    with pytest.raises(Refused):
        review_of(graded, force.handler)
    with pytest.raises(Refused):
        actions.close_episode(graded, by=force.handler, closing_summary="x")


def test_a_stale_page_is_refused(graded, force):
    seen = as_seen(force.sergeant, graded)
    actions.assess_risk(
        Episode.objects.get(pk=graded.pk), by=force.inspector, stage="reviewing", level="medium", rationale="x"
    )
    with pytest.raises(Stale):
        actions.assess_risk(graded, by=seen, stage="supervisor", level="high", rationale="x")


def test_two_people_cannot_both_result_one_enquiry(episode, force):
    enquiry = enquiry_on(episode, force.sergeant)
    first, second = (Enquiry.objects.get(pk=enquiry.pk) for _ in range(2))
    actions.result_enquiry(first, by=force.constable, outcome="nothing", result="x")
    with pytest.raises((Stale, Invalid)):
        actions.result_enquiry(second, by=force.sergeant, outcome="found", result="y")


def test_a_form_sent_twice_does_it_once(episode, force):
    by = as_seen(force.sergeant, submission="same-form")
    enquiry_on(episode, by)
    with pytest.raises(AlreadyDone) as already:
        enquiry_on(episode, by)
    assert already.value.case == episode.ref()
    assert Enquiry.objects.count() == 1


def test_views_are_ones_own(force):
    view = actions.keep_view(by=force.sergeant, name="Mine", query="risk=high")
    assert actions.keep_view(by=force.sergeant, name="Mine", query="risk=low").pk == view.pk
    with pytest.raises(Invalid, match="someone else"):
        actions.drop_view(view, by=force.inspector)
