"""Domestic abuse: each child a victim; the school told before the next school day, by dates that are never guessed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.incidents import actions as calls
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.ledger.models import Entry
from plumbline.people import actions as people
from plumbline.referrals import actions
from plumbline.referrals.access import household_of, to_notice
from plumbline.referrals.models import DomesticIncident
from plumbline.referrals.queries import Notable, child_to_notice, failed_notifications, next_school_day, unreferred
from plumbline.standards.queries import duties_of

AUTUMN = (date(2026, 9, 1), date(2026, 10, 23))
WINTER = (date(2026, 11, 2), date(2026, 12, 18))
SPRING = (date(2027, 1, 4), date(2027, 2, 12))


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at(date(2026, 11, 3), 22), at(date(2026, 11, 4), 8)),  # a Tuesday night
        (at(date(2026, 11, 4), 3), at(date(2026, 11, 4), 8)),  # at three in the morning: the same day
        (at(date(2026, 11, 4), 8), at(date(2026, 11, 5), 8)),  # as school begins: the next
        (at(date(2026, 11, 6), 22), at(date(2026, 11, 9), 8)),  # a Friday night: Monday
        (at(date(2026, 10, 23), 22), at(date(2026, 11, 2), 8)),  # half-term
        (at(date(2026, 12, 18), 22), at(date(2027, 1, 4), 8)),  # Christmas
        (at(date(2026, 10, 24), 23), at(date(2026, 11, 2), 8)),  # the night the clocks go back
    ],
)
def test_the_next_school_day(moment, due):
    assert next_school_day([AUTUMN, WINTER, SPRING], moment) == due


@pytest.mark.parametrize(
    ("terms", "moment"),
    [
        ([], at(date(2026, 11, 3), 22)),
        ([WINTER], at(date(2026, 12, 18), 22)),  # what comes after is not known
        ([WINTER], at(date(2026, 10, 30), 22)),  # before all that is known
        ([AUTUMN, SPRING], at(date(2026, 11, 3), 22)),  # a term between the two must be missing
    ],
)
def test_where_dates_are_missing_it_is_not_guessed(terms, moment):
    assert next_school_day(terms, moment) is None


def test_a_bank_holiday_is_no_school_day():
    may = [(date(2026, 4, 20), date(2026, 5, 22))]
    assert next_school_day(may, at(date(2026, 5, 1), 22)) == at(date(2026, 5, 5), 8)


@pytest.fixture
def school(hub):
    """A school of which no term dates are known yet."""
    calendar = actions.add_calendar(by=hub.supervisor, name="Northshire")
    return actions.add_setting(by=hub.supervisor, kind="school", name="Hill School", calendar=calendar)


@pytest.fixture
def abuse(child, team, hub):
    def record(*children, **told):
        people_there = [each if isinstance(each, dict) else {"person": each} for each in children]
        given = {"team": team, "happened_at": clock.now(), "circumstances": "Shouting.", "level": "medium"}
        first = people_there[0]["person"]
        return actions.record_domestic_abuse(first, by=hub.constable, children=people_there, **(given | told))

    return record


def test_each_child_of_the_household_is_offered_as_a_victim(child, hub):
    one, two, three, mother, other = (
        child(),
        child(),
        child(),
        child(date_of_birth=date(clock.today().year - 40, 1, 1)),
        child(),
    )
    for each in (one, two):
        people.relate(each, by=hub.constable, other=mother, kind="mother")
    people.relate(three, by=hub.constable, other=one, kind="sibling")
    acting = type("Acting", (), {"user": hub.constable, "is_system": False})()
    assert {each.pk for each in household_of(acting, one)} == {two.pk, three.pk}
    assert other.pk not in {each.pk for each in household_of(acting, one)}


def test_a_child_who_was_not_there_is_a_victim_too(abuse, child):
    there, away = child(), child()
    incident = abuse(there, {"person": away, "was_present": False})
    assert {victim.person_id for victim in incident.victims.all()} == {there.pk, away.pk}
    keys = {duty.standard for duty in duties_of([("referrals.childvictim", [incident.victims.last().pk])], clock.now())}
    assert {"referrals.domestic-referred", "referrals.domestic-voice", "referrals.encompass-gap"} <= keys


def test_judgement_raises_the_level_and_never_lowers_it(abuse, child):
    with pytest.raises(Invalid, match="never lower"):
        abuse(child(), ticks=14, level="medium")
    with pytest.raises(Invalid, match="higher"):
        abuse(child(), ticks=3, level="high")
    incident = abuse(child(), ticks=3, level="high", level_reason="Strangled.")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(DomesticIncident).filter(pk=incident.pk).update(ticks=14, level="standard")


def test_term_dates_that_come_later_set_the_time(abuse, child, school, hub):
    victim = abuse({"person": child(), "setting": school}).victims.get()
    assert victim.notify_by is None
    assert victim.gap_at is not None
    today = clock.today()
    actions.add_term(school.calendar, by=hub.supervisor, starts_on=today, ends_on=today + timedelta(days=60))
    victim.refresh_from_db()
    assert victim.notify_by is not None
    assert victim.gap_closed_at is not None
    actions.remove_term(school.calendar.terms.get(), by=hub.supervisor)
    victim.refresh_from_db()
    assert victim.notify_by is None, "the dates were wrong: nothing is said by them any more"


def test_below_school_age_there_is_nobody_to_tell(abuse, child):
    victim = abuse(
        {"person": child(date_of_birth=date(clock.today().year - 2, 1, 1)), "education": "below"}
    ).victims.get()
    assert (victim.notify_by, victim.gap_at) == (None, None)


def test_a_failed_notification_is_listed_until_one_arrives(abuse, child, school, hub):
    today, now = clock.today(), clock.now()
    actions.add_term(school.calendar, by=hub.supervisor, starts_on=today, ends_on=today + timedelta(days=60))
    victim = abuse({"person": child(), "setting": school}).victims.get()
    told = {"by": hub.practitioner, "way": "telephone", "told_to": "Mrs Reed", "content": "Shouting."}
    sent = actions.notify(victim, **told)
    assert Entry.objects.get(event="referrals.setting.notified").recipient == "Hill School: Mrs Reed"
    with pytest.raises(Invalid, match="already"):
        actions.notify(victim, **told)
    actions.fail_notification(sent, by=hub.practitioner, reason="Wrong number.")
    assert list(failed_notifications(clock.now())) == [victim]
    assert list(failed_notifications(now - timedelta(days=1))) == []
    actions.notify(victim, **told)
    assert list(failed_notifications(clock.now())) == []
    late = victim.notify_by + timedelta(hours=1)
    other = abuse({"person": child(), "setting": school}).victims.get()
    assert list(failed_notifications(late)) == [other], "whom nobody told in time is listed too"


def test_each_child_of_an_incident_is_noticed_and_whoever_is_only_described_is_not(child, team, officer, hub):
    handler, person = officer("call-handler"), child()
    told = {
        "team": team,
        "kind": "concern",
        "channel": "101",
        "children": "yes",
        "where": "4 Mill Lane",
        "said": "Cries.",
    }
    incident = calls.take_call(by=handler, reported_at=clock.now(), **told)
    calls.involve(incident, by=handler, part="victim", person=person)
    calls.involve(incident, by=handler, part="witness", described="A boy of about eight", is_child=True)
    window = clock.now() - timedelta(hours=24), clock.now() + timedelta(seconds=1)
    assert [(each.case, each.person_id) for each in unreferred(*window)] == [(incident.ref(), person.pk)]
    actions.not_refer(person, by=hub.constable, case=incident.ref(), reason="Heard a dog.")
    assert unreferred(*window) == []


def test_a_room_that_is_not_theirs_is_not_listed(child, team, hub):
    """One in training sees the queue, and no custody."""
    person = child(date_of_birth=date(clock.today().year - 15, 1, 2))
    told = Notable(CaseRef("custody", "detention", 1), person.pk, clock.now(), "Detained", *(team.district_id, team.pk))
    child_to_notice("custody.test", lambda since, until: [told])
    try:
        seen = [to_notice(Actor(name="x", user=user), timedelta(hours=1)) for user in (hub.trainee, hub.practitioner)]
    finally:
        child_to_notice("custody.test", lambda since, until: [])
    assert seen == [[], [told]]


def test_a_child_to_notice_until_referred_or_a_reason_is_given(abuse, child, refer, hub):
    one, two = child(), child()
    incident = abuse(one, two)
    window = clock.now() - timedelta(hours=24), clock.now() + timedelta(seconds=1)

    def noticed():
        return {each.person_id for each in unreferred(*window)}

    assert noticed() == {one.pk, two.pk}
    refer(one)
    assert noticed() == {two.pk}
    case = incident.victims.get(person=two).ref()
    with pytest.raises(Invalid):
        actions.not_refer(two, by=hub.constable, case=case, reason=" ")
    actions.not_refer(two, by=hub.constable, case=case, reason="Lives with her aunt.")
    assert noticed() == set()
