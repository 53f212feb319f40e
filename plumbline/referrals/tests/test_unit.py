"""The unit: nobody works alone before they were trained, had a mentor, showed competence to another and were approved."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.referrals import actions
from plumbline.referrals.models import PracticeStage, Practitioner
from plumbline.referrals.queries import unit
from plumbline.referrals.states import PRACTICE, PRACTICE_VERBS, next_stage
from plumbline.referrals.tests.conftest import ALONE, DECIDED
from plumbline.referrals.tests.test_actions import owed


@pytest.fixture
def starter(hub, officer, team):
    """Holds the role of a practitioner, and is new in the unit."""
    user = officer("referral-practitioner", scope="district", scope_id=team.district_id)
    return actions.begin_practice(by=hub.supervisor, user=user, team=team, began_at=clock.now())


STEPS = {
    "train": lambda one, hub: actions.record_training(
        one, by=hub.supervisor, trained_at=clock.now(), training="Four days"
    ),
    "give a mentor": lambda one, hub: actions.give_mentor(one, by=hub.supervisor, mentor=hub.practitioner),
    "show competence": lambda one, hub: actions.find_competent(
        one, by=hub.supervisor, competent_at=clock.now(), competence="Ten referrals read together."
    ),
    "approve": lambda one, hub: actions.approve(one, by=hub.supervisor, tasks=ALONE),
    "withdraw": lambda one, hub: actions.withdraw_approval(one, by=hub.supervisor, mentor=hub.practitioner),
    "leave": lambda one, hub: actions.leave_unit(one, by=hub.supervisor, left_because="Moved."),
}
WAY = ("train", "give a mentor", "show competence", "approve")
REACHED = {
    PracticeStage.NEW: (),
    PracticeStage.TRAINED: WAY[:1],
    PracticeStage.MENTORED: WAY[:2],
    PracticeStage.COMPETENT: WAY[:3],
    PracticeStage.APPROVED: WAY,
    PracticeStage.LEFT: ("leave",),
}


def at(stage, starter, hub):
    for verb in REACHED[stage]:
        STEPS[verb](starter, hub)
    return starter


def test_every_verb_has_an_act_here():
    assert set(PRACTICE_VERBS) == set(STEPS)
    assert set(PracticeStage) == set(REACHED)


@pytest.mark.parametrize("stage", PracticeStage.values)
def test_each_stage_allows_what_the_table_says_and_nothing_else(starter, hub, stage):
    at(stage, starter, hub)
    for verb in PRACTICE_VERBS:
        if (stage, verb) in PRACTICE:
            with transaction.atomic():
                STEPS[verb](Practitioner.objects.get(pk=starter.pk), hub)
                assert Practitioner.objects.get(pk=starter.pk).stage == PRACTICE[stage, verb]
                transaction.set_rollback(True)
        else:
            with pytest.raises(Invalid):
                next_stage(stage, verb)
            with pytest.raises(Invalid):
                STEPS[verb](Practitioner.objects.get(pk=starter.pk), hub)


def test_the_role_alone_decides_signs_and_shares_nothing(starter, hub, refer, social_care):
    """Neither role nor record is enough: it takes both."""
    referral, mine = refer(), refer()
    proposed = actions.decide(referral, by=hub.trainee, **DECIDED)
    decision = actions.decide(mine, by=starter.user, **DECIDED)
    assert (decision.is_in_training, decision.effective_at, mine.state) == (True, None, "proposed")
    with pytest.raises(Refused, match="not approved to sign off"):
        actions.sign_off(proposed, by=starter.user)
    with pytest.raises(Refused, match="not approved to sign off"):
        actions.send_back(proposed, by=starter.user, note="No.")
    actions.sign_off(decision, by=hub.practitioner)
    sent = {"recipient": social_care, "way": "email", "content": "x"}
    with pytest.raises(Refused, match="not approved to share"):
        actions.share(mine, by=starter.user, **sent)
    at(PracticeStage.APPROVED, starter, hub)
    assert actions.decide(refer(), by=starter.user, **DECIDED).effective_at is not None
    actions.sign_off(proposed, by=starter.user)
    actions.share(mine, by=starter.user, **sent)
    grant = starter.user.grants.get()
    access.end_grant(grant, by=TEST, on=clock.today())
    with clock.frozen(clock.now() + timedelta(days=1)), pytest.raises(Refused):
        actions.decide(refer(), by=type(starter.user).objects.get(pk=starter.user.pk), **DECIDED)


def test_an_approval_reaches_as_far_as_it_says_and_no_further(starter, hub, refer):
    at(PracticeStage.COMPETENT, starter, hub)
    actions.approve(starter, by=hub.supervisor, tasks=["decide"])
    assert actions.decide(refer(), by=starter.user, **DECIDED).effective_at is not None
    with pytest.raises(Refused):
        actions.sign_off(actions.decide(refer(), by=hub.trainee, **DECIDED), by=starter.user)
    actions.withdraw_approval(starter, by=hub.supervisor, mentor=hub.practitioner)
    assert actions.decide(refer(), by=starter.user, **DECIDED).effective_at is None
    with pytest.raises(Invalid):
        actions.approve(starter, by=hub.supervisor, tasks=ALONE)


def test_a_force_may_ask_for_the_role_alone(starter, refer, monkeypatch):
    assert unit.needs_approval(), "what is shipped is the safe one"
    monkeypatch.setattr(unit, "needs_approval", lambda: False)
    assert actions.decide(refer(), by=starter.user, **DECIDED).effective_at is not None


def test_nobody_is_their_own_mentor_assessor_or_approver(hub, officer, team):
    chief = officer("referral-supervisor", scope="district", scope_id=team.district_id)
    one = actions.begin_practice(by=hub.lead, user=chief, team=team, began_at=clock.now())
    with pytest.raises(Invalid, match="own record"):
        actions.record_training(one, by=chief, trained_at=clock.now(), training="Four days")
    actions.record_training(one, by=hub.lead, trained_at=clock.now(), training="Four days")
    with pytest.raises(Invalid):
        actions.give_mentor(one, by=hub.lead, mentor=chief)
    with pytest.raises(Invalid, match="approved to decide"):
        actions.give_mentor(one, by=hub.lead, mentor=hub.trainee)
    actions.give_mentor(one, by=hub.lead, mentor=hub.practitioner)
    shown = {"competent_at": clock.now(), "competence": "Ten referrals."}
    with pytest.raises(Invalid, match="own competence"):
        actions.find_competent(one, by=chief, **shown)
    actions.find_competent(one, by=hub.lead, **shown)
    with pytest.raises(Invalid, match="approves themselves"):
        actions.approve(one, by=chief, tasks=ALONE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mentor": "self"},
        {"competent_by": "self"},
        {"approved_by": "self"},
        {"mentor": None},
        {"trained_at": None, "trained_by": None},
        {"competent_at": None, "competent_by": None},
        {"may_decide": False, "may_sign_off": False, "may_share": False},
        {"approved_at": None, "approved_by": None},
        {"stage": "left"},
        {"competence": ""},
    ],
)
def test_the_database_holds_the_way_and_that_each_step_is_anothers(starter, hub, wrong):
    at(PracticeStage.APPROVED, starter, hub)
    values = {name: starter.user if value == "self" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Practitioner).filter(pk=starter.pk).update(**values)


def test_a_new_starter_is_owed_training_and_a_mentor(starter, hub):
    assert owed(starter, "referrals.mentor").done_at is None
    at(PracticeStage.MENTORED, starter, hub)
    first = starter.first_mentored_at
    assert owed(starter, "referrals.mentor").done_at == first
    assert owed(starter, "referrals.unit-trained").done_at == starter.trained_at
    STEPS["give a mentor"](starter, hub)
    assert owed(starter, "referrals.mentor").done_at == first, "another mentor is no later one"


def test_the_page_warns_where_one_alone_may_do_a_task(starter, hub, team, client_for):
    client = client_for(hub.trainee)
    assert "one person alone" not in client.get("/referrals/unit/").content.decode()
    at(PracticeStage.COMPETENT, starter, hub)
    actions.approve(starter, by=hub.supervisor, tasks=["share"])
    for user in (hub.practitioner, hub.supervisor):
        actions.leave_unit(Practitioner.objects.get(user=user), by=hub.lead, left_because="Retired.")
    page = client_for(hub.trainee).get("/referrals/unit/").content.decode()
    assert "one person alone may share" in page
    assert "nobody may decide alone" in page
    assert str(starter.user) in page
    assert client_for(hub.constable).get("/referrals/unit/").status_code == 403


def test_whoever_lost_the_role_does_not_cover(hub, team):
    people = list(Practitioner.objects.select_related("team"))
    assert not any(each.is_thin for each in unit.cover_of(people))
    access.end_grant(hub.practitioner.grants.get(), by=TEST, on=clock.today())
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert all(each.is_thin for each in unit.cover_of(people))


def test_step_by_step_in_the_browser(hub, officer, team, client_for):
    user = officer("referral-practitioner", scope="district", scope_id=team.district_id)
    client = client_for(hub.supervisor)
    at = f"{clock.local(clock.now()):%d/%m/%Y %H:%M}"

    def send(path, **told):
        return client.post(f"/referrals/unit/{path}", told, follow=True).content.decode()

    send("begin/", user=user.pk, team=team.pk, began_at=at)
    one = Practitioner.objects.get(user=user)
    send(f"{one.pk}/trained/", training="Four days", trained_at=at)
    assert "With a mentor" in send(f"{one.pk}/mentor/", mentor=hub.practitioner.pk)
    seen = Practitioner.objects.get(pk=one.pk).mentored_at + timedelta(minutes=1)
    with clock.frozen(seen):
        send(f"{one.pk}/competent/", competent_at=f"{clock.local(seen):%d/%m/%Y %H:%M}", competence="Ten referrals.")
        page = send(f"{one.pk}/approve/", tasks=["decide", "share"])
    assert "Decide, Share" in page
    assert "Sign off" not in Practitioner.objects.get(pk=one.pk).tasks
