"""The diary: what may never wait, places, moves, no-shows; and the quality of calls."""

import pytest

from plumbline.incidents import actions
from plumbline.incidents.models import Appointment, CallCheck, CheckMonth
from plumbline.incidents.queries import figures
from plumbline.incidents.tests.conftest import graded, read_flags, soon, thrive
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.standards.models import Duty

INTERIM = "Mother and child are at her sister's; social care told."


def book(incident, by, slot, interim=INTERIM):
    return actions.book_appointment(incident, by=by, slot=slot, interim=interim)


def ready(call, force, **told):
    """Graded scheduled, whatever it is about."""
    made = call(**told)
    read_flags(made, force.handler)
    thrive(made, force.handler)
    graded(made, force.handler, "scheduled")
    return made


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"kind": "missing-child"}, "a child is missing"),
        ({"kind": "police-protection"}, "police protection"),
        ({"kind": "domestic-abuse", "suspect": "present"}, "domestic abuse"),
        ({"kind": "domestic-abuse", "suspect": "outstanding"}, "domestic abuse"),
        ({"kind": "sexual-offence"}, "a sexual offence"),
        ({"kind": "sexual-offence", "children": "not-known"}, "a sexual offence"),
    ],
)
def test_what_never_goes_into_the_diary(call, force, slot, told, why):
    with pytest.raises(Invalid, match=why):
        book(ready(call, force, **told), force.sergeant, slot())
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "told", [{"kind": "domestic-abuse", "suspect": "accounted"}, {"kind": "sexual-offence", "children": "no"}, {}]
)
def test_what_may_wait(call, force, slot, told):
    assert book(ready(call, force, **told), force.handler, slot()).standing == "booked"


def test_only_what_is_graded_scheduled_and_weighed_waits_and_with_something_done(weighed, force, slot):
    with pytest.raises(Invalid, match="graded scheduled"):
        book(weighed, force.handler, slot())
    graded(weighed, force.handler, "scheduled")
    later = slot(starts_at=soon(hours=30))
    with pytest.raises(Invalid) as fault:
        book(weighed, force.handler, later, interim=" ")
    assert "interim" in fault.value.fields
    actions.record_update(weighed, by=force.handler, kind="information", says="News.")
    with pytest.raises(Invalid, match="Do THRIVE"):
        book(weighed, force.handler, later)


def test_a_slot_holds_no_more_than_its_places(call, force, slot):
    one = slot()
    first = book(ready(call, force), force.handler, one)
    second = ready(call, force)
    with pytest.raises(Invalid) as fault:
        book(second, force.handler, one)
    assert "slot" in fault.value.fields
    actions.settle_appointment(first, by=force.handler, standing="taken-out", note="A unit went.")
    assert book(second, force.handler, one).number == 1
    with pytest.raises(Invalid, match="an appointment already"):
        book(second, force.handler, slot(starts_at=soon(days=2)))


def test_news_bars_an_appointment_that_stands(call, force, slot):
    made = ready(call, force, kind="domestic-abuse", suspect="accounted")
    booked = book(made, force.handler, slot())
    actions.amend_incident(made, by=force.handler, suspect="outstanding")
    booked.refresh_from_db()
    assert "domestic abuse" in booked.barred_because
    assert Duty.objects.get(standard="incidents.barred-taken-out").done_at is None
    with pytest.raises(Invalid, match="no longer stand"):
        actions.move_appointment(booked, by=force.handler, slot=slot(starts_at=soon(days=2)), interim=INTERIM, note="x")
    actions.settle_appointment(booked, by=force.handler, standing="taken-out", note="A unit went.")
    assert Duty.objects.get(standard="incidents.barred-taken-out").done_at is not None


def test_a_child_at_risk_bars_it(scheduled, force, slot):
    booked = book(scheduled, force.handler, slot())
    thrive(scheduled, force.handler, level="high", trigger="time", child_at_risk=True)
    booked.refresh_from_db()
    assert booked.barred_because == "a child is at risk now"


def test_a_raised_grade_bars_it(scheduled, force, slot):
    booked = book(scheduled, force.handler, slot())
    graded(scheduled, force.handler, "priority")
    booked.refresh_from_db()
    assert booked.barred_because == "it is no longer graded scheduled"
    with pytest.raises(Invalid, match="no longer graded scheduled"):
        actions.move_appointment(booked, by=force.handler, slot=slot(starts_at=soon(days=2)), interim=INTERIM, note="x")


def test_each_slip_asks_for_thrive_by_a_supervisor(scheduled, force, slot):
    booked = book(scheduled, force.handler, slot())
    for too_soon in ("kept", "no-show"):
        with pytest.raises(Invalid, match="not come yet"):
            actions.settle_appointment(booked, by=force.handler, standing=too_soon, note="x")
    moved = actions.move_appointment(
        booked, by=force.handler, slot=slot(starts_at=soon(hours=30)), interim=INTERIM, note="They asked."
    )
    assert (moved.standing, booked.standing) == ("booked", "moved")
    assert scheduled.thrives.order_by("id").first().stale_because == "appointment"
    thrive(scheduled, force.handler, trigger="appointment")
    booked.refresh_from_db()
    assert booked.rethrived_at is None, "a call handler's does not answer it"
    thrive(scheduled, force.sergeant, trigger="appointment")
    booked.refresh_from_db()
    assert booked.rethrived_at is not None
    with clock.frozen(soon(hours=31)):
        with pytest.raises(Invalid) as fault:
            actions.settle_appointment(moved, by=force.handler, standing="no-show")
        assert "note" in fault.value.fields
        actions.settle_appointment(moved, by=force.handler, standing="no-show", note="Nobody in.")
        with pytest.raises(Invalid, match="settled already"):
            actions.settle_appointment(moved, by=force.handler, standing="kept")
    assert Duty.objects.filter(standard="incidents.slip-weighed").count() == 2
    with pytest.raises(Refused):
        actions.open_slot(by=force.handler, team=scheduled.team, starts_at=soon(), minutes=30, places=1)
    with pytest.raises(Invalid, match="lies ahead"):
        slot(starts_at=clock.now())


# How calls are handled

GOOD = dict.fromkeys(("vulnerability", "prevention", "preservation", "repeat_check"), "good")


def test_three_calls_of_each_handler_a_month(call, force):
    first = clock.today().replace(day=1)
    month = actions.open_check_month(force.handler, by=force.watch, month=first)
    assert (month.wanted, month.due_at > clock.now()) == (3, True)
    with pytest.raises(Invalid, match="open for this call handler"):
        actions.open_check_month(force.handler, by=force.watch, month=first)
    with pytest.raises(Invalid, match="not begun"):
        actions.open_check_month(force.other_handler, by=force.watch, month=soon(days=40).date())
    for number in range(3):
        assert CheckMonth.objects.get().filled_at is None
        marks = GOOD | {"vulnerability": ("good", "improve", "n/a")[number]}
        made = actions.check_call(call(reported_at=clock.now()), by=force.watch, note="Calm.", **marks)
    assert CheckMonth.objects.get().filled_at is not None
    (found,) = figures()
    assert (found.checked, found.shares["vulnerability"].per_cent, found.shares["vulnerability"].of) == (3, 50.0, 2)
    actions.feed_back(made, by=force.watch)
    with pytest.raises(Invalid, match="told already"):
        actions.feed_back(made, by=force.watch)


def test_a_call_is_checked_once_by_another_and_in_words(call, force):
    made, own = call(), call(by=force.watch)
    for incident, told in (
        (made, {"note": " "}),
        (own, {}),
        (made, {"prevention": "fine"}),
        (made, {"prevention": ""}),
    ):
        with pytest.raises(Invalid):
            actions.check_call(incident, by=force.watch, **{"note": "Calm."} | GOOD | told)
    assert not CallCheck.objects.exists()
    with pytest.raises(Refused):
        actions.check_call(made, by=force.sergeant, note="Calm.", **GOOD)
    actions.check_call(made, by=force.watch, note="Calm.", **GOOD)
    with pytest.raises(Invalid, match="checked already"):
        actions.check_call(made, by=force.watch, note="Calm.", **GOOD)
