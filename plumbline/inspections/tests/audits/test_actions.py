"""Acts of case audits: what each leaves behind, and what each refuses, in words."""

from datetime import date, timedelta

import pytest

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.inspections.models import AuditRound, Marking, Safeguarding, SampledCase
from plumbline.inspections.queries.audit import drawn_again
from plumbline.inspections.queries.frame import Wanted, frame_of
from plumbline.inspections.queries.pack import pack_of
from plumbline.inspections.tests.audits.conftest import TOLD, headquarters, mark, whole
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Invalid, Refused, Stale
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.standards.models import Duty
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import Rank


def seen(user, record):
    return Actor(name=user.display_name, user=user, seen=record.version)


# Programmes and rounds


def test_an_area_without_records_is_not_audited(lead):
    with pytest.raises(Invalid) as fault:
        actions.make_programme(by=lead, **(TOLD | {"area": "custody"}))
    assert "No room holds records" in fault.value.fields["area"]


def test_a_sample_no_larger_than_its_frame(closed_case, programme, drawn):
    closed_case(10)
    closed_case(12)
    with pytest.raises(Invalid) as fault:
        drawn(programme, size=3)
    assert fault.value.fields["size"] == "The frame holds 2 cases; a sample of 3 cannot be drawn from it."
    assert not AuditRound.objects.exists()


def test_an_empty_frame_says_so(programme, drawn):
    with pytest.raises(Invalid, match="frame is empty"):
        drawn(programme)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reported_to": date(2019, 1, 1)}, "reported_to"),
        ({"reported_to": date(2099, 1, 1)}, "reported_to"),
        ({"reported_from": date(1999, 1, 1)}, "reported_from"),
        ({"marking_due_on": date(2019, 1, 1)}, "marking_due_on"),
    ],
)
def test_days_that_cannot_be(programme, lead, told, field):
    today = clock.today()
    frame = {"reported_from": today - timedelta(days=9), "reported_to": today, "marking_due_on": today, "size": 1}
    with pytest.raises(Invalid) as fault:
        actions.open_round(programme, by=lead, **(frame | told))
    assert field in fault.value.fields


def test_an_open_case_and_one_from_a_feed_are_no_work_to_audit(closed_case, missing_case, programme):
    closed = closed_case(10)
    missing_case()
    today = clock.today()
    frame = frame_of(Wanted(today - timedelta(days=60), today))
    assert list(frame.rows) == [closed.pk]


@pytest.fixture
def missing_case(child, team, officer):
    def make():
        return missing.report_missing(child(), by=officer("call-handler"), team=team, reported_at=clock.now())

    return make


def test_the_sample_comes_out_again_and_a_changed_frame_is_noticed(closed_case, programme, drawn, lead):
    for days in range(5, 17):
        closed_case(days)
    made = drawn(programme, size=5, strata=["risk", "repeat", "looked-after", "district"], seed=3)
    wanted = Wanted(made.reported_from, made.reported_to, None, tuple(made.strata_keys))
    again = drawn_again(made, made.parts.all(), frame_of(wanted).rows)
    assert (again.is_same_sample, again.is_same_frame) == (True, True)
    closed_case(17)
    changed = drawn_again(made, made.parts.all(), frame_of(wanted).rows)
    assert (changed.is_same_sample, changed.is_same_frame, changed.added, changed.gone) == (True, False, 1, 0)


def test_a_lead_draws_from_their_own_reach_alone(closed_case, officer, team, programme):
    closed_case()
    elsewhere = officer("protection-lead", scope="district", scope_id=team.district_id + 1000)
    today = clock.today()
    with pytest.raises((Invalid, Refused)):
        actions.open_round(
            programme,
            by=elsewhere,
            reported_from=today - timedelta(days=60),
            reported_to=today,
            size=1,
            marking_due_on=today,
        )


def test_a_round_is_closed_with_cases_left_only_with_a_reason(sample, lead):
    with pytest.raises(Invalid, match="1 case is not marked, or not settled"):
        actions.close_round(sample.round, by=lead)
    actions.close_round(sample.round, by=lead, closing_note="The auditor left.")
    with pytest.raises(Invalid, match="closed already"):
        actions.close_round(sample.round, by=lead)


def test_nothing_is_marked_in_a_closed_round(sample, lead, auditors):
    marking = actions.begin_marking(sample, by=auditors[0])
    actions.close_round(sample.round, by=lead, closing_note="Enough.")
    with pytest.raises(Invalid, match="round is closed"):
        actions.save_draft(Marking.objects.get(pk=marking.pk), by=auditors[0], answers={}, why="More")
    with pytest.raises(Invalid, match="round is closed"):
        actions.begin_marking(SampledCase.objects.get(pk=sample.pk), by=auditors[1])


# Who may mark


@pytest.mark.parametrize("role", ["call-handler", "response-officer", "sergeant"])
def test_whoever_is_named_on_the_case_may_not_mark_it(sample, closed_case, role):
    user = closed_case.posts[role]
    access.give_grant(user, by=TEST, role="auditor", scope="force", reason="peer audit")
    user.__dict__.pop("_grants", None)
    with pytest.raises(Invalid, match="You are named on this case"):
        actions.begin_marking(sample, by=user)
    assert not Marking.objects.exists()


def _peer(officer, **told):
    user = officer("sergeant", **told)
    access.give_grant(user, by=TEST, role="auditor", scope="force", reason="peer audit")
    user.__dict__.pop("_grants", None)
    return user


def test_whoever_is_in_the_team_may_not_mark_it(sample, officer):
    with pytest.raises(Invalid, match="in the team that worked this case"):
        actions.begin_marking(sample, by=_peer(officer))


def test_whoever_leads_the_officer_may_not_mark_it(sample, officer, closed_case):
    chief = _peer(officer, team=headquarters(), rank=Rank.CHIEF_INSPECTOR)
    post = closed_case.posts["response-officer"].officer
    workforce.name_supervisor(post, by=TEST, supervisor=chief.officer)
    with pytest.raises(Invalid, match="answers to you"):
        actions.begin_marking(sample, by=chief)


def test_whoever_did_something_on_the_case_may_not_mark_it(sample, officer):
    """Reopened and closed again by someone whom no column of the case names any more: the ledger still knows."""
    other = _peer(officer, team=headquarters())
    episode = type(sample.person).objects.get(pk=sample.person_id).episodes.get()
    missing.reopen_episode(episode, by=other)
    with pytest.raises(Invalid, match="the ledger says so"):
        actions.begin_marking(sample, by=other)


def test_who_read_the_case_may_mark_it(sample, officer, client_for):
    other = _peer(officer, team=headquarters())
    client_for(other).get(f"/missing/{sample.case_id}/")
    assert Entry.objects.filter(actor_id=other.pk, event="missing.episode.read").exists()
    assert actions.begin_marking(sample, by=other).auditor == other


def test_independence_is_checked_again_as_it_is_handed_in(sample, officer):
    other = _peer(officer, team=headquarters())
    marking = actions.begin_marking(sample, by=other)
    episode = type(sample.person).objects.get(pk=sample.person_id).episodes.get()
    missing.reopen_episode(episode, by=other)
    with pytest.raises(Invalid, match="the ledger says so"):
        actions.submit_marking(marking, by=other, **whole(sample))


def test_a_role_that_audits_nothing_is_refused(sample, officer):
    with pytest.raises(Refused):
        actions.begin_marking(sample, by=officer("chief-officer", team=headquarters()))


def test_a_case_is_taken_once(sample, auditors):
    first = actions.begin_marking(sample, by=auditors[0])
    assert actions.begin_marking(sample, by=auditors[0]) == first
    with pytest.raises(Invalid, match="Someone else has taken this case"):
        actions.begin_marking(sample, by=auditors[1])


# Drafts


def test_a_draft_may_be_anything_and_is_kept(sample, auditors):
    marking = actions.begin_marking(sample, by=auditors[0])
    actions.save_draft(marking, by=auditors[0], answers={"risk": {"text": "Half a thou"}}, grade="inadequate")
    kept = Marking.objects.get()
    assert (kept.grade, kept.submitted_at, kept.is_still_at_risk) == ("inadequate", None, None)
    assert kept.answers.get(question="risk").text == "Half a thou"
    assert not Safeguarding.objects.exists()


def test_a_draft_from_a_page_that_is_out_of_date_is_refused(sample, auditors):
    marking = actions.begin_marking(sample, by=auditors[0])
    old = Marking.objects.get(pk=marking.pk)
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        actions.save_draft(marking, by=seen(auditors[0], marking), answers={}, why="From one window")
        with pytest.raises(Stale):
            actions.save_draft(old, by=seen(auditors[0], old), answers={}, why="From the other")
    assert Marking.objects.get().why == "From one window"


def test_nobody_writes_in_anothers_draft(sample, auditors):
    marking = actions.begin_marking(sample, by=auditors[0])
    with pytest.raises(Invalid, match="another auditor"):
        actions.save_draft(marking, by=auditors[1], answers={}, why="Mine now")


def test_a_marking_handed_in_is_not_changed(sample, auditors):
    marking = mark(sample, auditors[0])
    with pytest.raises(Invalid, match="handed in"):
        actions.save_draft(marking, by=auditors[0], answers={}, grade="inadequate")
    assert Marking.objects.get().grade == "good"


# Handing in


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"grade": ""}, "grade"),
        ({"is_still_at_risk": None}, "is_still_at_risk"),
        ({"grade": "requires-improvement", "why": " "}, "why"),
        ({"grade": "inadequate", "is_still_at_risk": True, "told": ""}, "told"),
        ({"grade": "excellent"}, "grade"),
        ({"answers": {}}, "leadership-answer"),
    ],
)
def test_what_is_missing_is_said(sample, auditors, told, field):
    marking = actions.begin_marking(sample, by=auditors[0])
    with pytest.raises(Invalid) as fault:
        actions.submit_marking(marking, by=auditors[0], **(whole(sample) | told))
    assert field in fault.value.fields
    assert Marking.objects.get().submitted_at is None


def test_grades_that_do_not_go_together_need_a_reason(sample, auditors):
    marking = actions.begin_marking(sample, by=auditors[0])
    with pytest.raises(Invalid, match="graded the case good, though one answer is inadequate"):
        actions.submit_marking(marking, by=auditors[0], **whole(sample, "inadequate", why=""))
    with pytest.raises(Invalid, match="inadequate, though every answer is good"):
        actions.submit_marking(marking, by=auditors[0], **whole(sample, "good", grade="inadequate", why=""))


def test_one_marking_settles_a_case_that_is_marked_once(sample, auditors):
    mark(sample, auditors[0])
    case = SampledCase.objects.get()
    assert (case.grade, case.disagreed_at) == ("good", None)
    assert case.marked_at is not None


def test_two_that_agree_settle_it(pair, auditors):
    mark(pair, auditors[0])
    assert SampledCase.objects.get().marked_at is None
    mark(pair, auditors[1])
    assert SampledCase.objects.get().grade == "good"


def test_two_that_differ_wait_for_a_third(pair, auditors, lead):
    mark(pair, auditors[0])
    mark(pair, auditors[1], grade="inadequate")
    case = SampledCase.objects.get()
    assert (case.grade, case.awaits_moderation) == ("", True)
    duty = Duty.objects.get(standard="inspections.disagreement-moderated")
    assert duty.done_at is None
    told = {"grade": "requires-improvement", "why": "Between the two.", "is_still_at_risk": False}
    with pytest.raises(Refused):
        actions.moderate_case(case, by=auditors[2], **told)
    actions.moderate_case(case, by=lead, **told)
    case = SampledCase.objects.get()
    assert (case.grade, case.moderated_by) == ("requires-improvement", lead)
    assert Duty.objects.get(pk=duty.pk).done_at is not None
    with pytest.raises(Invalid, match="nothing to settle"):
        actions.moderate_case(case, by=lead, **told)


def test_who_marked_it_does_not_settle_it(pair, auditors):
    access.give_grant(auditors[1], by=TEST, role="protection-lead", scope="force", reason="both")
    auditors[1].__dict__.pop("_grants", None)
    mark(pair, auditors[0])
    mark(pair, auditors[1], grade="inadequate")
    with pytest.raises(Invalid, match="You marked this case yourself"):
        actions.moderate_case(
            SampledCase.objects.get(), by=auditors[1], grade="good", why="Mine.", is_still_at_risk=False
        )


def test_who_worked_it_does_not_settle_it(pair, auditors, closed_case):
    sergeant = closed_case.posts["sergeant"]
    access.give_grant(sergeant, by=TEST, role="protection-lead", scope="force", reason="both")
    sergeant.__dict__.pop("_grants", None)
    mark(pair, auditors[0])
    mark(pair, auditors[1], grade="inadequate")
    with pytest.raises(Invalid, match="You are named on this case"):
        actions.moderate_case(SampledCase.objects.get(), by=sergeant, grade="good", why="x", is_still_at_risk=False)


def test_a_marked_case_is_not_set_aside(sample, auditors, lead):
    mark(sample, auditors[0], grade="inadequate")
    with pytest.raises(Invalid, match="a grade that one does not like"):
        actions.set_case_aside(SampledCase.objects.get(), by=lead, reason="Too harsh.")


def test_a_case_set_aside_owes_no_marking(sample, auditors, lead):
    assert Duty.objects.filter(standard="inspections.case-marked").exists()
    actions.set_case_aside(sample, by=lead, reason="Everyone had a part in it.")
    assert not Duty.objects.filter(standard="inspections.case-marked").exists()
    with pytest.raises(Invalid, match="set aside"):
        actions.begin_marking(SampledCase.objects.get(), by=auditors[0])


def test_the_duty_to_mark_is_the_auditors_once_taken(sample, auditors):
    duty = Duty.objects.get(standard="inspections.case-marked")
    assert (duty.owner, duty.person_id) == (None, sample.person_id)
    actions.begin_marking(sample, by=auditors[0])
    assert Duty.objects.get(pk=duty.pk).owner == auditors[0]
    mark(SampledCase.objects.get(), auditors[0])
    assert Duty.objects.get(pk=duty.pk).done_at is not None


# A child still at risk


AT_RISK = {"grade": "inadequate", "is_still_at_risk": True, "told": "Insp Lin, by telephone"}


def test_a_child_still_at_risk_is_owed_safety_the_same_day(sample, auditors, lead):
    mark(sample, auditors[0], **AT_RISK)
    raised = Safeguarding.objects.get()
    duty = Duty.objects.get(standard="inspections.safeguarded-same-day")
    assert clock.local(duty.due_at).strftime("%H:%M:%S") == "23:59:59"
    assert clock.local(duty.due_at).date() == clock.today()
    assert (duty.person_id, raised.raised_by, raised.told) == (sample.person_id, auditors[0], "Insp Lin, by telephone")
    actions.record_safeguarding(raised, by=lead, done="Seen at home.", safeguarded_at=clock.now())
    assert Duty.objects.get(pk=duty.pk).done_at is not None
    with pytest.raises(Invalid, match="recorded already"):
        actions.record_safeguarding(raised, by=lead, done="Again.", safeguarded_at=clock.now())


@pytest.mark.parametrize("told", [{"grade": "good"}, {"is_still_at_risk": False}])
def test_else_nothing_is_raised(sample, auditors, told):
    mark(sample, auditors[0], **(AT_RISK | told))
    assert not Safeguarding.objects.exists()


def test_safety_is_not_recorded_beforehand_or_ahead(sample, auditors, lead):
    mark(sample, auditors[0], **AT_RISK)
    raised = Safeguarding.objects.get()
    for at in (clock.now() + timedelta(hours=1), raised.marking.begun_at - timedelta(hours=1)):
        with pytest.raises(Invalid):
            actions.record_safeguarding(raised, by=lead, done="Seen.", safeguarded_at=at)


def test_a_moderator_who_finds_a_child_at_risk_raises_it(pair, auditors, lead):
    mark(pair, auditors[0])
    mark(pair, auditors[1], grade="requires-improvement")
    actions.moderate_case(SampledCase.objects.get(), by=lead, why="Worse than both say.", **AT_RISK)
    assert Safeguarding.objects.get().raised_by == lead


def test_a_pack_of_a_whole_inspection_tells_of_rounds_closed_by_its_day(sample, lead, auditors):
    today = clock.today()
    report = actions.record_inspection(by=lead, kind="child-protection", title="Northshire")
    actions.publish_inspection(report, by=lead, published_on=today - timedelta(days=9))
    mark(sample, auditors[0])
    assert pack_of(report, today, today=today).audits == ()
    actions.close_round(sample.round, by=lead)
    (told,) = pack_of(report, today, today=today).audits
    assert (told.title, told.good, told.requires_improvement, told.inadequate) == ("Missing children, round 1", 1, 0, 0)
    assert "1 drawn, 0 set aside, 0 closed without a grade" in told.source
    assert pack_of(report, today - timedelta(days=1), today=today).audits == ()
