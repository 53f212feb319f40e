"""Referrals: what is reckoned, who may decide, what is shared with whom, and what a partner can do."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import AlreadyDone, Invalid, Missing, Refused, Stale
from plumbline.kernel.workdays import bank_holidays
from plumbline.ledger.models import Entry, Operation
from plumbline.people import actions as people
from plumbline.people.actions import add_person
from plumbline.people.models import VoiceState
from plumbline.referrals import actions
from plumbline.referrals.access import lows_of_household_for
from plumbline.referrals.models import Acceptance, Decision, Referral
from plumbline.referrals.queries.assessment import assessment_of
from plumbline.referrals.tests.conftest import DECIDED, HEARD, WHOLE
from plumbline.standards.queries import duties_of


def owed(record, key):
    return next(
        duty for duty in duties_of([(record._meta.label_lower, [record.pk])], clock.now()) if duty.standard == key
    )


# Made, and how whole


def test_what_is_told_decides_the_score_and_nobody_types_it(refer):
    bare, whole = refer(), refer(**WHOLE)
    assert bare.score < whole.score < 100
    assert {"school", "ethnicity", "responsibility", "voice"} <= set(bare.lacks.split())
    assert bare.completed_at is None
    assert whole.completed_at == whole.submitted_at
    with pytest.raises(Invalid, match="nothing of that name"):
        refer(score=100)


def test_a_school_that_is_not_named_is_not_told(refer):
    assert "school" in refer(education="school").lacks.split()
    assert "school" not in refer(education="home").lacks.split()


def test_of_an_unborn_child_neither_school_nor_voice_is_asked(refer, child, hub):
    due = clock.today() + timedelta(days=60)
    unborn = add_person(by=hub.constable, is_unborn=True, mother=child(), expected_due_date=due)
    referral = refer(unborn, ethnicity="W1", responsibility="Her mother")
    assert referral.completed_at is not None
    assert referral.voiced_at is not None, "there is nobody to hear yet"


def test_what_was_missing_is_told_later_and_the_first_score_stays(refer, hub):
    referral = refer()
    first = referral.score, referral.lacks_at_submission
    actions.complete_referral(referral, by=hub.constable, **WHOLE)
    referral.refresh_from_db()
    assert (referral.score, referral.lacks_at_submission) == first
    assert referral.completed_at is not None
    assert "school" not in referral.lacks
    assert referral.voice.state == VoiceState.RECORDED
    assert referral.voice.case_ref == referral.ref()


def test_the_childs_own_record_learns_what_it_did_not_know(refer, child):
    person = child()
    refer(person, **WHOLE)
    person.refresh_from_db()
    assert (person.education_setting, person.ethnicity) == ("Hill School", "W1")
    refer(person, education="school", school="Other School")
    person.refresh_from_db()
    assert person.education_setting == "Hill School", "what is known is not overwritten by a referral"


def test_not_spoken_to_needs_a_reason_and_not_recorded_is_another_thing(refer):
    with pytest.raises(Invalid):
        refer(voice={"is_seen": True, "is_spoken_to": False})
    asleep = {"is_seen": True, "is_spoken_to": False, "reason_not_spoken_to": "asleep"}
    assert refer(voice=asleep).voice.state == VoiceState.NOT_SPOKEN_TO
    assert refer().voice is None


def test_where_it_came_from_must_be_there_about_the_child_and_in_reach(refer, child):
    person, other = child(), child()
    origin = person.ref()
    for wrong in (
        CaseRef("nowhere", "nothing", 1),
        CaseRef("people", "person", 10**9),
        other.ref(),
        CaseRef("access", "user", 1),
    ):
        with pytest.raises(Missing, match="comes from"):
            refer(person, origin=wrong)
    assert refer(person, origin=origin).origin == origin


def test_an_adult_is_not_referred(refer, child):
    with pytest.raises(Invalid, match="18 or over"):
        refer(child(date_of_birth=date(clock.today().year - 19, 1, 1)))


# Decided


def test_one_in_training_decides_nothing_alone(refer, hub):
    referral = refer()
    decision = actions.decide(referral, by=hub.trainee, **DECIDED)
    assert decision.effective_at is None
    assert referral.grade == "low", "the grade proposed is not in force"
    with pytest.raises(Refused):
        actions.sign_off(decision, by=hub.trainee)
    with pytest.raises(Invalid, match="sign-off"):
        actions.share(referral, by=hub.practitioner, recipient=None, way="email", content="x")
    actions.sign_off(decision, by=hub.practitioner)
    referral.refresh_from_db()
    assert (referral.state, referral.grade) == ("decided", "high")


@pytest.mark.parametrize("wrong", [{"signed_by": None, "signed_at": None}, {"signed_by": "maker"}])
def test_the_database_holds_that_training_is_not_alone(refer, hub, wrong):
    decision = actions.decide(refer(), by=hub.trainee, **DECIDED)
    values = {"effective_at": clock.now(), "signed_at": clock.now(), "signed_by": hub.trainee} | wrong
    if values["signed_by"] == "maker":
        values["signed_by"] = hub.trainee
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Decision).filter(pk=decision.pk).update(**values)


def test_whoever_was_signed_off_since_still_does_not_sign_their_own(refer, hub, team):
    decision = actions.decide(refer(), by=hub.trainee, **DECIDED)
    place = {"scope": "district", "scope_id": team.district_id, "reason": "Signed off."}
    access.give_grant(hub.trainee, by=TEST, role="referral-practitioner", **place)
    now = type(hub.trainee).objects.get(pk=hub.trainee.pk)
    with pytest.raises(Invalid, match="Someone else"):
        actions.sign_off(decision, by=now)


def test_significant_harm_is_not_kept_within_the_police(refer, hub):
    with pytest.raises(Invalid, match="social care"):
        actions.decide(refer(), by=hub.practitioner, **(DECIDED | {"verdict": "not-shared"}))


def test_what_is_to_be_shared_is_not_closed_unshared(refer, hub):
    referral = refer()
    actions.decide(referral, by=hub.practitioner, **DECIDED)
    with pytest.raises(Invalid, match="shared with nobody"):
        actions.close_referral(referral, by=hub.practitioner, note="Done.")


def test_the_third_low_referral_in_three_months_is_owed_a_reading(refer, child, hub):
    person = child()
    for days in (95, 40):
        then = clock.now() - timedelta(days=days)
        models.QuerySet(Referral).filter(pk=refer(person).pk).update(submitted_at=then, noticed_at=then)
    second = refer(person)
    assert "referrals.three-low" not in {
        duty.standard for duty in duties_of([("referrals.referral", [second.pk])], clock.now())
    }
    third = refer(person)
    assert owed(third, "referrals.three-low").done_at is None
    actions.read_pattern(third, by=hub.trainee, note="The flat is empty each Friday.")
    assert owed(third, "referrals.three-low").done_at is not None


@pytest.fixture
def household(child, hub):
    """A sister and two brothers: two of one mother, the third known by the address alone."""
    sister, brother, third, mother = child(), child(), child(), child(date_of_birth=date(1986, 1, 1))
    for each in (sister, brother):
        people.relate(each, by=hub.constable, other=mother, kind="mother")
    for each, lines in ((sister, "4 Mill Lane\nNorthfield"), (third, "4 mill lane\nNorthfield")):
        people.add_address(each, by=hub.constable, kind="home", lines=lines, postcode="NF1 2AB")
    return sister, brother, third


def noon(days):
    """The clock at noon so many days from today."""
    day = clock.local(clock.now()).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return clock.frozen(clock.whole(day))


def on_day(refer, days, person):
    with noon(days):
        return refer(person)


def test_low_referrals_of_children_who_live_together_are_a_pattern(refer, household, hub):
    sister, brother, third = household
    old, first, second = on_day(refer, 1, brother), on_day(refer, 30, brother), on_day(refer, 60, third)
    assert second.household_lows.count() == 0, "of these two nothing tells that they live together"
    last = on_day(refer, 93, sister)
    assert {(row.counted_id, row.is_counted) for row in last.household_lows.all()} == {
        (each.pk, True) for each in (first, second, last)
    }, f"{old} is too long ago"
    with noon(94):
        assert owed(last, "referrals.three-low").done_at is None
        shown = lows_of_household_for(Actor(name="x", user=hub.practitioner), last)
        actions.read_pattern(last, by=hub.trainee, note="All three are alone on Fridays.")
        assert owed(last, "referrals.three-low").done_at is not None
    everyone = {sister.pk, brother.pk, third.pk}
    assert {each.person_id for each in shown} == everyone
    entry = Entry.objects.get(event="referrals.household.read")
    assert set(entry.people.values_list("person_id", flat=True)) == everyone


def test_children_referred_out_of_one_day_are_one_worry(refer, household):
    sister, brother, third = household
    for person in (brother, third, sister):
        last = on_day(refer, 1, person)
    assert sorted(row.is_counted for row in last.household_lows.all()) == [False, False, True]
    kept = {duty.standard for duty in duties_of([("referrals.referral", [last.pk])], clock.now())}
    assert "referrals.three-low" not in kept


def test_a_restricted_brother_counts_and_is_not_named(refer, household, hub, officer):
    sister, brother, third = household
    on_day(refer, 1, brother)
    on_day(refer, 2, third)
    last = on_day(refer, 3, sister)
    told = {"reason": "An officer's child.", "is_told": True, "review_on": clock.today() + timedelta(days=30)}
    access.restrict(brother, by=officer("protection-lead"), **told)
    with noon(3):
        shown = lows_of_household_for(Actor(name="x", user=hub.practitioner), last)
        assert owed(last, "referrals.three-low").done_at is None
    assert {each.person_id for each in shown} == {sister.pk, third.pk}


# Found away from home


def test_where_a_child_lives_and_was_found_decides_who_answers(refer, hub):
    assert refer().responsible == ""
    assert refer(home_authority="Northshire", host_authority=" northshire ").away_at is None
    away = refer(home_authority="Southshire", host_authority="Northshire")
    assert away.away_at is not None
    assert away.responsible == "Northshire"
    with pytest.raises(Invalid, match="away from home"):
        actions.inform_home(refer(), by=hub.practitioner, informed_at=clock.now(), informed_name="The duty worker")
    told = actions.inform_home(away, by=hub.practitioner, informed_at=clock.now(), informed_name="The duty worker")
    assert away.responsible == "Northshire", "informed is not accepted"
    assert owed(away, "referrals.home-accepted").done_at is None
    with pytest.raises(Invalid, match="stay as they are"):
        actions.complete_referral(away, by=hub.constable, home_authority="Westshire")
    writing = {"accepted_at": clock.now(), "accepted_name": "A team manager"}
    with pytest.raises(Invalid):
        actions.accept_home(told, by=hub.practitioner, **writing, accepted_writing=" ")
    actions.accept_home(told, by=hub.practitioner, **writing, accepted_writing="E-mail of today")
    assert Referral.objects.get(pk=away.pk).responsible == "Southshire"
    assert owed(away, "referrals.home-accepted").done_at == told.accepted_at


def test_authorities_told_later_begin_the_duty_and_the_same_end_it(refer, hub):
    referral = refer(host_authority="Northshire")
    actions.complete_referral(referral, by=hub.constable, home_authority="Southshire")
    assert owed(referral, "referrals.home-accepted").starts_at == referral.away_at
    actions.complete_referral(referral, by=hub.constable, home_authority="Northshire")
    assert referral.away_at is None


@pytest.mark.parametrize(
    "wrong", [{"accepted_writing": ""}, {"accepted_by": None}, {"accepted_at": clock.now() - timedelta(days=9)}]
)
def test_the_database_holds_that_acceptance_is_in_writing_by_someone_and_after(refer, hub, wrong):
    away = refer(home_authority="Southshire", host_authority="Northshire")
    told = actions.inform_home(away, by=hub.practitioner, informed_at=clock.now(), informed_name="The duty worker")
    whole = {"accepted_at": clock.now(), "accepted_by": hub.practitioner}
    whole |= {"accepted_name": "A team manager", "accepted_writing": "E-mail"}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Acceptance).filter(pk=told.pk).update(**whole | wrong)


def test_the_database_holds_that_away_follows_from_the_two(refer):
    for wrong in ({"host_authority": "Southshire"}, {"away_at": None}, {"home_authority": ""}):
        away = refer(home_authority="Southshire", host_authority="Northshire")
        with pytest.raises(IntegrityError), transaction.atomic():
            models.QuerySet(Referral).filter(pk=away.pk).update(**wrong)


# Shared


def test_a_sharing_is_a_disclosure_and_says_to_whom(sharing):
    entry = Entry.objects.get(event="referrals.referral.shared")
    assert (entry.operation, entry.recipient) == (Operation.DISCLOSURE, "Northshire social care")


def test_the_partner_acknowledges_and_answers(sharing, hub):
    actions.acknowledge(sharing, by=hub.partner)
    first = sharing.acknowledged_at
    actions.acknowledge(sharing, by=hub.partner)
    assert sharing.acknowledged_at == first, "acknowledged twice is acknowledged once"
    assert owed(sharing, "referrals.acknowledged").done_at == first
    made = actions.answer(sharing, by=hub.partner, outcome="in-need")
    assert owed(sharing, "referrals.answered").done_at == made.answered_at


def test_who_answers_before_acknowledging_has_acknowledged(sharing, hub):
    actions.answer(sharing, by=hub.partner, outcome="none")
    sharing.refresh_from_db()
    assert sharing.acknowledged_at is not None


def test_sent_back_for_more_is_no_answer_to_rest_on(sharing, hub):
    with pytest.raises(Invalid):
        actions.answer(sharing, by=hub.partner, outcome="insufficient")
    actions.answer(sharing, by=hub.partner, outcome="insufficient", says="Which school?")
    assert owed(sharing, "referrals.answered").done_at is None


def test_a_partner_who_answers_twice(sharing, hub):
    """The same again is refused in words, another needs a reason and both stay, a second click leads to the first."""
    actions.answer(sharing, by=hub.partner, outcome="in-need", says="A visit on Monday.")
    with pytest.raises(Invalid, match="answered already"):
        actions.answer(sharing, by=hub.partner, outcome="in-need", says="A visit on Monday.")
    with pytest.raises(Invalid, match="Say why it changes"):
        actions.answer(sharing, by=hub.partner, outcome="none")
    clicked = Actor(name="A social worker", user=hub.partner, submission="one-printed-form")
    told = {"outcome": "none", "why_changed": "The family moved away."}
    actions.answer(sharing, by=clicked, **told)
    with pytest.raises(AlreadyDone):
        actions.answer(sharing, by=clicked, **told)
    assert [each.outcome for each in sharing.answers.order_by("number")] == ["in-need", "none"]
    stale = Actor(name="Another", user=hub.partner, seen=sharing.version - 1)
    with pytest.raises(Stale):
        actions.answer(sharing, by=stale, outcome="section-47", why_changed="New facts.")


def test_the_working_days_of_an_assessment_are_counted_from_the_answer_that_holds(sharing, hub):
    def told():
        return assessment_of([type(sharing).objects.get(pk=sharing.pk)])

    assert told() is None
    first = actions.answer(sharing, by=hub.partner, outcome="in-need")
    days = [clock.local(first.answered_at).date() + timedelta(days=n) for n in range(1, 100)]
    working = [day for day in days if day.weekday() < 5 and day not in bank_holidays()]
    with clock.frozen(first.answered_at + timedelta(days=7)):
        assert (told().gone, told().is_over) == (sum(day <= clock.today() for day in working), False)
    assert told().until == working[44]
    with clock.frozen(first.answered_at + timedelta(days=100)):
        assert told().is_over
    actions.answer(sharing, by=hub.partner, outcome="none", why_changed="The family moved away.")
    assert told() is None


def test_another_partner_can_do_nothing_with_it(sharing, hub):
    other = actions.add_recipient(by=hub.supervisor, kind="social-care", name="Southshire social care")
    for do in (actions.acknowledge, lambda s, by: actions.answer(s, by=by, outcome="none")):
        with pytest.raises(Missing):
            do(sharing, by=hub.stranger)
    actions.admit_partner(other, by=hub.supervisor, user=hub.stranger)
    with pytest.raises(Missing):
        actions.acknowledge(sharing, by=hub.stranger)


# Meetings


def test_a_strategy_discussion_without_police_leaves_the_duty_open(sharing, hub):
    strategy = actions.request_strategy(sharing.referral, by=hub.supervisor, is_immediate=True)
    held = {"held_at": clock.now(), "means": "telephone", "decisions": "None.", "needs_conference": True}
    actions.hold_strategy(strategy, by=hub.supervisor, **held, social_care_took_part=True)
    assert owed(strategy, "referrals.strategy-at-once").done_at is None
    assert owed(strategy, "referrals.conference").done_at is None
    told = {"held_at": clock.now(), "decisions": "A plan.", "is_plan_made": True}
    with pytest.raises(Invalid, match="category"):
        actions.hold_conference(strategy, by=hub.supervisor, **told)
    actions.hold_conference(strategy, by=hub.supervisor, **told, category="neglect")
    assert owed(strategy, "referrals.conference").done_at is not None
    with pytest.raises(Invalid):
        actions.hold_conference(strategy, by=hub.supervisor, **told, category="neglect")


def test_a_disagreement_climbs_and_no_further_than_there_are_stages(sharing, hub):
    stage = actions.raise_disagreement(sharing.referral, by=hub.supervisor, about="They see no need.")
    for _ in range(2):
        stage = actions.escalate_disagreement(stage, by=hub.supervisor, result="No agreement.")
    with pytest.raises(Invalid, match="heads of service"):
        actions.escalate_disagreement(stage, by=hub.supervisor, result="No agreement.")
    with pytest.raises(Invalid, match="open disagreement"):
        actions.close_referral(sharing.referral, by=hub.supervisor, note="Done.")
    actions.settle_disagreement(stage, by=hub.supervisor, result="A plan is offered.")


def test_voice_is_recorded_once_with_the_referral(refer, hub):
    referral = refer(voice=HEARD)
    with pytest.raises(Invalid, match="already"):
        actions.complete_referral(referral, by=hub.constable, voice=HEARD)
