"""What a meeting keeps: who was on its agenda, what was decided, what was left, what is owed from it."""

from datetime import timedelta

import pytest

from plumbline.briefing import actions
from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, Seat
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Invalid, Refused, Stale
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.missing import actions as missing
from plumbline.powers import actions as powers
from plumbline.standards.models import Duty

DAY = timedelta(days=1)


def item(meeting, person, section="missing"):
    return AgendaItem.objects.select_related("meeting").get(meeting=meeting, person=person, section=section)


def duty(record, key):
    return Duty.objects.get(standard=f"briefing.{key}", subject_id=record.pk, kind=record._meta.label_lower)


def test_every_child_missing_now_or_within_a_day_is_on_the_agenda(force, meeting):
    """Whoever opened it, the restricted child included: no child is left off because of who was in the chair."""
    found = {i.person.given_name: i for i in AgendaItem.objects.filter(meeting=meeting, section="missing")}
    assert set(found) == {"Ada", "Ben", "Kim", "Lee"}
    assert found["Ada"].why == "Missing now"
    assert found["Ben"].why == "Seen to be well Mon 2 Mar at 23:30"
    assert found["Ada"].order < found["Ben"].order
    assert found["Ada"].overdue > 0
    named = EntryPerson.objects.filter(entry=Entry.objects.get(event="briefing.meeting.opened"))
    assert set(named.values_list("person_id", flat=True)) == {force.ada.pk, force.ben.pk, force.kim.pk, force.lee.pk}


def test_children_in_police_protection_are_on_it_and_those_who_were_within_a_day(force, child, officer, team, morning):
    constable, inspector = officer("response-officer"), officer("duty-inspector")
    take = {"by": constable, "team": team, "limb": "remove", "grounds": "Alone at night.", "found_where": "High Street"}
    taken = {"taken_at": morning - timedelta(hours=3)}
    here = powers.take_child(child(given_name="Gus"), **take, **taken)
    over = powers.take_child(child(given_name="Ivy"), **take, **taken)
    ended = {"ended_at": morning - timedelta(hours=1), "ending": "released"}
    powers.end_protection(over, by=inspector, **ended)
    made = actions.open_meeting(by=force.chair, kind="district-morning", district=force.north)
    found = list(made.items.filter(section="protection").order_by("order"))
    assert [i.case_id for i in found] == [here.pk, over.pk]
    assert found[0].why == "Must end by Fri 6 Mar at 05:30"
    assert found[1].why == "Ended Tue 3 Mar at 07:30"


def test_a_meeting_of_a_district_is_about_its_own_children(force):
    made = actions.open_meeting(by=force.chair, kind="district-morning", district=force.south)
    assert [i.person_id for i in made.items.filter(section="missing")] == [force.lee.pk]


def test_a_child_back_for_longer_than_a_day_is_not_on_it_unless_no_meeting_was_held_since(force, child, lost, morning):
    old = lost(child(given_name="Old"), 60, back=40)
    first = actions.open_meeting(by=force.chair, kind="daily-management")
    assert not first.items.filter(case_id=old.pk).exists()
    with clock.frozen(morning - 3 * DAY):
        before = actions.open_meeting(by=force.chair, kind="district-morning", district=force.north)
        actions.close_meeting(before, by=force.chair)
    after = actions.open_meeting(by=force.chair, kind="district-morning", district=force.north)
    assert after.items.filter(case_id=old.pk).exists(), "the days without a meeting are looked back over"


def test_one_meeting_of_a_kind_and_place_is_open_at_a_time(force, meeting):
    with pytest.raises(Invalid, match="is open already"):
        actions.open_meeting(by=force.inspector, kind="daily-management")
    assert actions.open_meeting(by=force.inspector, kind="district-morning", district=force.north)


def test_what_stood_on_the_agenda_stays_and_what_came_since_is_added(force, meeting, child, lost, morning):
    before = item(meeting, force.ada)
    with clock.frozen(morning + timedelta(minutes=10)):
        missing.locate_child(force.gone, by=TEST, located_at=clock.now(), located_where="Home", returned_at=clock.now())
        new = lost(child(given_name="New"), 0)
        actions.refresh_agenda(meeting, by=force.chair)
    assert item(meeting, force.ada).why == before.why == "Missing now"
    assert AgendaItem.objects.get(meeting=meeting, case_id=new.pk).is_arrival
    assert AgendaItem.objects.filter(meeting=meeting, is_arrival=True).count() == 1


def test_what_was_decided_is_a_duty_of_whoever_is_to_do_it(force, meeting, morning):
    due = morning + timedelta(hours=6)
    told = {"decision": "Visit the aunt.", "what": "Go to 4 Mill Lane.", "owner": force.sergeant, "due_at": due}
    actions.decide(item(meeting, force.ada), by=force.chair, **told)
    action = MeetingAction.objects.get()
    assert (action.person_id, action.district_id) == (force.ada.pk, force.north.pk)
    owed = duty(action, "action-done")
    assert (owed.owner_id, owed.person_id, owed.due_at) == (force.sergeant.pk, force.ada.pk, due)
    assert duty(item(meeting, force.ada), "item-discussed").done_at == morning
    actions.finish_action(action, by=force.sergeant, note="Nobody there.")
    assert duty(action, "action-done").done_at == morning


@pytest.mark.parametrize("without", ["what", "owner", "due_at"])
def test_half_an_action_is_refused(force, meeting, morning, without):
    told = {"what": "Go.", "owner": force.sergeant, "due_at": morning + DAY}
    told.pop(without)
    with pytest.raises(Invalid, match="by whom, and by when") as fault:
        actions.decide(item(meeting, force.ada), by=force.chair, decision="Go.", **told)
    assert set(fault.value.fields) == {without}
    assert item(meeting, force.ada).discussed_at is None, "nothing is kept of what was refused"


def test_an_action_is_given_to_those_whose_role_is_given_any_and_ahead(force, meeting, morning, officer):
    told = {"what": "Go.", "due_at": morning + DAY}
    with pytest.raises(Invalid, match="is given no actions"):
        actions.set_action(item(meeting, force.ada), by=force.chair, owner=officer("call-handler"), **told)
    with pytest.raises(Invalid, match="has passed"):
        actions.set_action(
            item(meeting, force.ada), by=force.chair, what="Go.", owner=force.sergeant, due_at=morning - DAY
        )


def test_what_a_meeting_does_not_come_to_is_reckoned_and_carried(force, meeting, morning):
    actions.discuss_item(item(meeting, force.ada), by=force.chair, decision="Go on looking.")
    closed = actions.close_meeting(Meeting.objects.get(pk=meeting.pk), by=force.chair)
    left = AgendaItem.objects.filter(meeting=meeting, not_discussed_at__isnull=False)
    assert {i.person.given_name for i in left} == {"Ben", "Kim", "Lee"}
    with clock.frozen(morning + DAY):
        following = actions.open_meeting(by=force.inspector, kind="daily-management")
        carried = item(following, force.ben)
        assert carried.carried_from.meeting_id == meeting.pk
        assert carried.why.startswith("Then: "), "he has been home for longer than a day, and is on it all the same"
        assert item(following, force.ada).carried_from is None
        actions.discuss_item(carried, by=force.inspector, decision="Return interview asked for.")
    earlier = item(meeting, force.ben)
    assert earlier.discussed_at is None, "that the first meeting did not come to him stays true"
    owed = duty(earlier, "item-discussed")
    assert owed.settled == "late"
    assert owed.done_at == morning + DAY
    assert duty(closed, "meeting-held").done_at == morning + DAY


def test_the_actions_of_the_last_meeting_come_first_at_the_next(force, meeting, morning):
    told = {"owner": force.sergeant, "due_at": morning + timedelta(hours=2)}
    late = actions.set_action(item(meeting, force.ada), by=force.chair, what="Call the school.", **told)
    done = actions.set_action(item(meeting, force.ben), by=force.chair, what="Call the aunt.", **told)
    with clock.frozen(morning + timedelta(hours=1)):
        actions.finish_action(done, by=force.sergeant, note="Called.")
        actions.close_meeting(Meeting.objects.get(pk=meeting.pk), by=force.chair)
    with clock.frozen(morning + DAY):
        following = actions.open_meeting(by=force.inspector, kind="daily-management")
    first = list(following.items.order_by("order"))[:2]
    assert [i.case_id for i in first] == [late.pk, done.pk]
    assert first[0].why.startswith("Overdue since Tue 3 Mar at 10:30")
    assert first[1].why.startswith("Done Tue 3 Mar at 09:30")


def test_a_meeting_is_not_closed_from_a_page_that_someone_has_overtaken(force, meeting):
    seen = meeting.version
    actions.discuss_item(item(meeting, force.ada), by=force.inspector, decision="Go on.")
    with pytest.raises(Stale):
        actions.close_meeting(Meeting.objects.get(pk=meeting.pk), by=Actor("chair", user=force.chair, seen=seen))
    assert Meeting.objects.get(pk=meeting.pk).is_open


def test_two_who_write_of_one_item_do_not_undo_each_other(force, meeting):
    mine, theirs = item(meeting, force.ada), item(meeting, force.ada)
    actions.discuss_item(mine, by=force.chair, decision="Visit the aunt.")
    with pytest.raises(Stale):
        actions.discuss_item(theirs, by=Actor("x", user=force.inspector, seen=theirs.version), decision="Wait.")
    assert item(meeting, force.ada).decision == "Visit the aunt."


def test_nothing_is_written_to_a_closed_meeting(force, meeting, morning):
    held = item(meeting, force.ada)
    actions.close_meeting(meeting, by=force.chair)
    for refused in (
        lambda: actions.discuss_item(held, by=force.chair, decision="Late."),
        lambda: actions.set_action(held, by=force.chair, what="x", owner=force.sergeant, due_at=morning + DAY),
        lambda: actions.refresh_agenda(meeting, by=force.chair),
        lambda: actions.note_seat(meeting.seats.first(), by=force.chair, officer=force.chair),
        lambda: actions.close_meeting(meeting, by=force.chair),
    ):
        with pytest.raises(Invalid, match="is closed"):
            refused()


def test_who_was_there_for_whom_and_who_was_not(force, meeting, morning):
    seats = {seat.role: seat for seat in meeting.seats.select_related("meeting")}
    with clock.frozen(morning + timedelta(minutes=20)):
        actions.note_seat(seats["superintendent"], by=force.chair, officer=force.chair)
        late = {"attended_at": morning + timedelta(minutes=15), "stands_in_for": "Insp Lin"}
        actions.note_seat(seats["duty-inspector"], by=force.chair, officer=force.inspector, **late)
        actions.note_guest(meeting, by=force.chair, officer=force.sergeant)
        with pytest.raises(Invalid, match="not both"):
            actions.note_seat(seats["missing-coordinator"], by=force.chair)
        with pytest.raises(Invalid, match="has a seat"):
            actions.note_guest(meeting, by=force.chair, officer=force.sergeant)
        actions.close_meeting(Meeting.objects.get(pk=meeting.pk), by=force.chair)
    states = {seat.role: duty(seat, "attended") for seat in Seat.objects.filter(meeting=meeting, is_required=True)}
    assert states["superintendent"].settled == "met"
    assert states["duty-inspector"].settled == "late"
    missed = states["missing-coordinator"]
    assert (missed.settled, missed.done_at) == ("", None)
    assert missed.ended_at is not None, "it is counted for ever, and on nobody's list any more"


def test_a_meeting_is_chaired_by_a_person(force):
    with pytest.raises(Refused, match="by a person"):
        actions.open_meeting(by=TEST, kind="daily-management")


def test_who_may_chair_what(force, meeting, officer):
    with pytest.raises(Refused, match="does not let you"):
        actions.open_meeting(by=force.sergeant, kind="district-morning", district=force.north)
    with pytest.raises(Refused, match="let you do this here"):
        actions.open_meeting(by=force.southerner, kind="district-morning", district=force.north)
    actions.close_meeting(meeting, by=force.chair)
    with pytest.raises(Refused, match="do not chair"):
        actions.open_meeting(by=force.southerner, kind="daily-management")
    assert actions.open_meeting(by=force.southerner, kind="district-morning", district=force.south)


def test_an_action_is_done_by_its_owner_or_the_chair(force, meeting, morning, officer):
    told = {"what": "Go.", "owner": force.sergeant, "due_at": morning + DAY}
    made = actions.set_action(item(meeting, force.lee), by=force.chair, **told)
    with pytest.raises(Refused, match="someone else's"):
        actions.finish_action(made, by=officer("sergeant"), note="Done.")
    actions.finish_action(made, by=force.sergeant, note="Done, although it is of another district.")
    with pytest.raises(Invalid, match="already"):
        actions.drop_action(made, by=force.chair, dropped_because="x")


def test_a_series_that_ends_owes_nothing_more(force, meeting, morning):
    closed = actions.close_meeting(meeting, by=force.chair)
    actions.end_series(closed, by=force.chair, last_because="Joined with the evening meeting.")
    assert not Duty.objects.filter(standard="briefing.meeting-held", subject_id=closed.pk).exists()
    with clock.frozen(morning + DAY):
        again = actions.open_meeting(by=force.chair, kind="daily-management")
    assert again.follows_id is None


def test_more_than_can_be_read_out_is_counted(force, monkeypatch):
    monkeypatch.setattr("plumbline.briefing.queries.agenda.MOST", 2)
    made = actions.open_meeting(by=force.chair, kind="daily-management")
    (more,) = made.items.filter(case_id=0)
    assert more.why == "2 more, not listed one by one"
