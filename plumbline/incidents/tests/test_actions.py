"""Acts: what each leaves behind, and what each refuses, in words."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from plumbline.conftest import TEST
from plumbline.incidents import actions
from plumbline.incidents.models import LETTERS, Grading, Incident, Thrive
from plumbline.incidents.tests.conftest import ago, graded, read_flags, review_of, soon, thrive
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.ledger.models import Entry
from plumbline.people import actions as people
from plumbline.people.models import Voice
from plumbline.standards.models import Duty

HOSTILE = "<script>alert('x')</script> \u202e'; DROP TABLE incidents_incident; -- {0.pk} {{ 7*7 }}"


def owed(subject, standard):
    return Duty.objects.get(standard=f"incidents.{standard}", subject_id=subject.pk)


# The call


def test_a_call_is_kept_as_it_was_told(call, force, team):
    made = call(postcode="zz9  9zz", said=HOSTILE, caller_name="Dee")
    assert (made.district_id, made.call_taker, made.postcode) == (team.district_id, force.handler, "ZZ9 9ZZ")
    assert (made.state, made.grade, made.with_child, made.said) == ("waiting", "", True, HOSTILE)
    assert Entry.objects.latest("id").sentence == f"{made.reference}: call taken"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reported_at": soon()}, "reported_at"),
        ({"reported_at": clock.now().replace(year=1900, day=1)}, "reported_at"),
        ({"said": "  "}, "said"),
        ({"where": ""}, "where"),
        ({"kind": "nonsense"}, "kind"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_a_call_refuses_what_cannot_be(call, told, field):
    with pytest.raises(Invalid) as fault:
        call(**told)
    assert field in fault.value.fields
    assert not Incident.objects.exists()


def test_a_clock_that_runs_backwards_is_refused(weighed, force):
    """Each deed lies between the call and now; an arrival lies after the unit was sent."""
    before = ago(hours=2)
    for attempt, field in (
        (lambda: actions.send_unit(weighed, by=force.handler, unit="A1", sent_at=before), "sent_at"),
        (lambda: thrive(weighed, force.handler, happened_at=before), "happened_at"),
        (lambda: review_of(weighed, force.sergeant, happened_at=before), "happened_at"),
        (
            lambda: actions.record_update(weighed, by=force.handler, kind="note", says="x", happened_at=before),
            "happened_at",
        ),
        (lambda: actions.send_unit(weighed, by=force.handler, unit="A1", sent_at=soon()), "sent_at"),
    ):
        with pytest.raises(Invalid) as fault:
            attempt()
        assert field in fault.value.fields
    unit = actions.send_unit(weighed, by=force.handler, unit="A1", sent_at=ago(minutes=5))
    with pytest.raises(Invalid, match="before they are sent"):
        actions.arrive(unit, by=force.constable, arrived_at=ago(minutes=15))


def test_whether_a_child_is_in_it_is_yes_until_someone_knows(call):
    assert call(children="not-known").with_child
    assert not call(children="no").with_child
    assert call(children="no", kind="missing-child").children == "yes"


# Who is in it


def test_the_first_child_named_is_whom_it_is_about(incident, child, force):
    mother = people.add_person(by=TEST, given_name="Rose", surname="Marsh", estimated_birth_year=1985)
    read_flags(incident, force.handler)
    actions.involve(incident, by=force.handler, part="parent", person=mother)
    assert (incident.person, incident.flags_pending) == (None, True)
    ada, twin = child(), child(given_name="Ida")
    actions.involve(incident, by=force.handler, part="victim", person=ada)
    actions.involve(incident, by=force.handler, part="witness", person=twin)
    assert incident.person == ada
    assert incident.whose() == [ada.pk, mother.pk, twin.pk]


def test_one_child_is_in_it_once(incident, child, force):
    ada = child()
    actions.involve(incident, by=force.handler, part="victim", person=ada)
    with pytest.raises(Invalid, match="is in IC-"):
        actions.involve(incident, by=force.handler, part="witness", person=ada)


def test_a_child_whom_nobody_knows_counts_and_is_found_out_later(call, child, force):
    made = call(children="no")
    boy = actions.involve(made, by=force.handler, part="victim", described="A boy of eight", is_child=None)
    assert (made.with_child, made.children, made.person, boy.is_child) == (True, "yes", None, True)
    with pytest.raises(Invalid, match="Find out who"):
        actions.meet_child(boy, by=force.constable, happened_at=clock.now(), is_seen=True, is_spoken_to=False)
    ada = child()
    actions.identify(boy, by=force.handler, person=ada)
    assert (boy.called, boy.described, made.person) == (ada.name, "A boy of eight", ada)
    with pytest.raises(Invalid, match="known who this is"):
        actions.identify(boy, by=force.handler, person=child(given_name="Ida"))


def test_nobody_at_all_is_refused(incident, force):
    with pytest.raises(Invalid, match="Describe who"):
        actions.involve(incident, by=force.handler, part="victim")


def test_an_unborn_child_is_in_it_and_not_spoken_to(incident, force):
    mother = people.add_person(by=TEST, given_name="Rose", surname="Marsh", estimated_birth_year=1995)
    told = {"mother": mother, "is_unborn": True, "expected_due_date": soon(days=60).date()}
    unborn = people.add_person(by=TEST, **told)
    made = actions.involve(incident, by=force.handler, part="subject", person=unborn)
    assert (made.is_child, made.is_unborn, incident.person) == (True, True, unborn)
    with pytest.raises(Invalid, match="no child who could be spoken to"):
        actions.meet_child(made, by=force.constable, happened_at=clock.now(), is_seen=False, is_spoken_to=False)
    assert not Duty.objects.filter(standard="incidents.child-heard").exists()


def test_an_adult_is_no_child(incident, child, force):
    made = actions.involve(incident, by=force.handler, part="suspect", person=child(date_of_birth=date(1990, 1, 1)))
    assert (made.is_child, incident.person) == (False, None)


def test_what_a_child_says_is_kept_in_their_voice(incident, child, force):
    who = actions.involve(incident, by=force.handler, part="victim", person=child())
    told = {"happened_at": clock.now(), "is_seen": True}
    unit = actions.send_unit(incident, by=force.handler, unit="A1")
    actions.arrive(unit, by=force.constable)
    assert owed(who, "child-heard").done_at is None
    actions.meet_child(who, by=force.constable, **told, is_spoken_to=False, reason_not_spoken_to="asleep")
    voice = Voice.objects.get()
    assert (voice.case_ref, voice.state) == (incident.ref(), "not-spoken-to")
    assert owed(who, "child-heard").done_at is not None


# THRIVE


def test_all_six_parts_or_none(incident, force):
    for letter in LETTERS:
        with pytest.raises(Invalid) as fault:
            thrive(incident, force.handler, **{letter: "  "})
        assert set(fault.value.fields) == {letter}
    made = thrive(incident, force.handler)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Thrive).filter(pk=made.pk).update(harm="")


@pytest.mark.parametrize(
    ("does", "because"),
    [
        (lambda i, f: actions.record_update(i, by=f.handler, kind="information", says="He has a knife."), "information"),
        (lambda i, f: actions.record_update(i, by=f.handler, kind="no-resource", says="None."), "no-resource"),
        (lambda i, f: actions.amend_incident(i, by=f.handler, suspect="present"), "information"),
        (lambda i, f: actions.involve(i, by=f.handler, part="victim", described="A baby"), "information"),
    ],
)  # fmt: skip
def test_what_overtakes_it(weighed, force, does, because):
    does(weighed, force)
    made = weighed.thrives.get()
    assert (made.stale_because, made.is_stale) == (because, True)
    assert owed(made, "thrive-again").done_at is None
    thrive(weighed, force.handler, trigger=because)
    made.refresh_from_db()
    assert not made.is_stale
    assert owed(made, "thrive-again").done_at is not None


def test_a_note_that_bears_on_nothing_overtakes_nothing(weighed, force):
    actions.record_update(weighed, by=force.handler, kind="note", says="Log 12.", bears_on_risk=False)
    assert not weighed.thrives.get().is_stale


def test_a_thrive_typed_in_late_takes_its_place(weighed, force):
    """It follows what was before it, and has not weighed what came after."""
    actions.record_update(weighed, by=force.handler, kind="information", says="News.")
    late = thrive(weighed, force.handler, level="high", happened_at=ago(minutes=15))
    now = weighed.thrives.exclude(pk=late.pk).get()
    weighed.refresh_from_db()
    assert (weighed.level, now.is_stale, late.followed_at) == ("medium", True, now.happened_at)


def test_a_rise_is_answered_by_a_grade_or_a_supervisor(scheduled, force):
    thrive(scheduled, force.handler, level="high", trigger="time")
    rise = scheduled.thrives.order_by("-id").first()
    assert (rise.rose, rise.answered_at) == (True, None)
    graded(scheduled, force.handler, "priority")
    rise.refresh_from_db()
    assert rise.answered_at is not None
    thrive(scheduled, force.handler, level="low", trigger="time")
    thrive(scheduled, force.handler, level="high", trigger="time")
    again = scheduled.thrives.order_by("-id").first()
    review_of(scheduled, force.sergeant, grade_is_right=False)
    again.refresh_from_db()
    assert again.answered_at is None
    review_of(scheduled, force.sergeant)
    again.refresh_from_db()
    assert again.answered_at is not None


# The grade


def test_the_grade_rests_on_flags_and_thrive(incident, child, force):
    with pytest.raises(Invalid, match="Read what is flagged"):
        graded(incident, force.handler, "priority")
    read_flags(incident, force.handler)
    with pytest.raises(Invalid, match="Do THRIVE before"):
        graded(incident, force.handler, "priority")
    thrive(incident, force.handler)
    graded(incident, force.handler, "priority")
    with pytest.raises(Invalid, match="its grade already"):
        graded(incident, force.handler, "priority")
    actions.involve(incident, by=force.handler, part="victim", person=child())
    with pytest.raises(Invalid, match="Read what is flagged"):
        graded(incident, force.handler, "immediate")


def test_a_downgrade_with_a_child_takes_a_supervisor(weighed, force):
    graded(weighed, force.handler, "immediate")
    with pytest.raises(Invalid, match="only a supervisor lowers"):
        graded(weighed, force.handler, "scheduled")
    made = graded(weighed, force.sergeant, "priority")
    assert (made.is_downgrade, made.supervised_by) == (True, force.sergeant)
    assert list(weighed.gradings.order_by("id").values_list("grade", flat=True)) == ["immediate", "priority"]
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Grading).filter(pk=made.pk).update(supervised_by=None)


def test_no_way_round_by_saying_that_no_child_is_in_it(weighed, force):
    graded(weighed, force.handler, "immediate")
    with pytest.raises(Invalid, match="only a supervisor says"):
        actions.amend_incident(weighed, by=force.handler, children="no")
    actions.amend_incident(weighed, by=force.sergeant, children="no")
    assert not weighed.with_child


def test_without_a_child_the_call_handler_may(call, force):
    made = call(children="no")
    read_flags(made, force.handler)
    thrive(made, force.handler)
    graded(made, force.handler, "priority")
    assert graded(made, force.handler, "scheduled").is_downgrade


def test_a_child_at_risk_now_is_sent_to(incident, force):
    read_flags(incident, force.handler)
    thrive(incident, force.handler, level="high", child_at_risk=True)
    for grade in ("scheduled", "resolved"):
        with pytest.raises(Invalid, match="at risk now"):
            graded(incident, force.sergeant, grade)


def test_a_changed_grade_without_thrive_overtakes_it(weighed, force):
    graded(weighed, force.handler, "priority")
    graded(weighed, force.handler, "immediate")
    assert not weighed.thrives.get().is_stale, "no grade was given between that THRIVE and this one"
    with clock.frozen(soon(minutes=5)):
        graded(weighed, force.sergeant, "scheduled")
    with clock.frozen(soon(minutes=10)):
        graded(weighed, force.sergeant, "priority")
    assert weighed.thrives.get().stale_because == "grade"


# Who is sent, and how it ends


def test_units_come_and_go(weighed, force):
    graded(weighed, force.handler, "immediate")
    one = actions.send_unit(weighed, by=force.handler, unit="A1")
    with pytest.raises(Invalid, match="on it already"):
        actions.send_unit(weighed, by=force.handler, unit="a1 ")
    actions.stand_down(one, by=force.handler)
    assert (weighed.state, weighed.sent_at) == ("waiting", None)
    assert owed(weighed, "sent-in-time").done_at is None, "nobody is on the way any more"
    with pytest.raises(Invalid, match="stood down"):
        actions.arrive(one, by=force.constable)
    two = actions.send_unit(weighed, by=force.handler, unit="A2")
    actions.arrive(two, by=force.constable)
    actions.stand_down(two, by=force.handler)
    assert weighed.state == "attended"
    assert owed(weighed, "there-in-time").done_at is not None


def test_it_is_not_closed_by_whoever_took_it_nor_unweighed(call, force):
    made = call(by=force.sergeant)
    told = {"result": "safe", "closing_summary": "All well."}
    with pytest.raises(Invalid, match="took the call does not close"):
        actions.close_incident(made, by=force.sergeant, **told)
    with pytest.raises(Refused):
        actions.close_incident(made, by=force.handler, **told)
    with pytest.raises(Invalid, match="Nobody has done THRIVE"):
        actions.close_incident(made, by=force.inspector, **told)
    thrive(made, force.sergeant)
    actions.record_update(made, by=force.sergeant, kind="information", says="News.")
    with pytest.raises(Invalid, match="overtook the last THRIVE"):
        actions.close_incident(made, by=force.inspector, **told)
    thrive(made, force.sergeant)
    actions.close_incident(made, by=force.inspector, **told)
    with pytest.raises(Invalid, match="is closed"):
        actions.record_update(made, by=force.sergeant, kind="note", says="More.")


def test_the_same_call_twice_is_closed_as_a_double_of_the_one_that_goes_on(call, force):
    first, second, third = call(), call(by=force.other_handler), call()
    told = {"by": force.sergeant, "result": "duplicate", "closing_summary": "Two neighbours rang."}
    for wrong in (None, second):
        with pytest.raises(Invalid):
            actions.close_incident(second, duplicate_of=wrong, **told)
    actions.close_incident(second, duplicate_of=first, **told)
    with pytest.raises(Invalid, match="itself closed as a double"):
        actions.close_incident(third, duplicate_of=second, **told)
    actions.reopen_incident(second, by=force.sergeant)
    assert (second.state, second.duplicate_of, second.result) == ("waiting", None, "")


# Watching


def test_each_review_sets_the_next_and_meets_the_one_before(scheduled, force):
    with pytest.raises(Refused):
        review_of(scheduled, force.handler)
    one = review_of(scheduled, force.sergeant)
    assert owed(scheduled, "first-review").done_at == one.happened_at
    two = review_of(scheduled, force.inspector)
    one.refresh_from_db()
    assert (one.followed_at, two.followed_at) in (
        (two.happened_at, None),
        (None, None),
    ), "two in one second are one after the other only by a second"
    with pytest.raises(Invalid, match="ahead"):
        review_of(scheduled, force.sergeant, next_review_at=ago(minutes=1))
    with pytest.raises(Invalid, match="direction"):
        review_of(scheduled, force.sergeant, direction=" ")


def test_the_ladder(scheduled, force):
    up = {"by": force.handler, "reason": "Nobody is free."}
    one = actions.escalate(scheduled, step=1, **up)
    with pytest.raises(Invalid, match="told already"):
        actions.escalate(scheduled, step=1, **up)
    two = actions.escalate(scheduled, step=2, to=force.inspector, **up)
    one.refresh_from_db()
    assert one.climbed_at is not None
    assert owed(one, "escalated-further").done_at is not None
    with pytest.raises(Invalid, match="of that rank"):
        actions.acknowledge_escalation(two, by=force.sergeant, decision="Wait.")
    with pytest.raises(Invalid, match="what you decided"):
        actions.acknowledge_escalation(two, by=force.inspector, decision="")
    actions.acknowledge_escalation(two, by=force.inspector, decision="Two units from the next district.")
    assert owed(two, "escalation-answered").done_at is not None
    three = actions.escalate(scheduled, step=3, by=force.inspector, reason="None came.")
    with pytest.raises(Invalid, match="themselves"):
        actions.acknowledge_escalation(three, by=force.inspector, decision="Mine.")
    actions.acknowledge_escalation(three, by=force.superintendent, decision="Call out the next shift.")
    with pytest.raises(Invalid, match="answered already"):
        actions.acknowledge_escalation(three, by=force.superintendent, decision="Again.")
