"""Reviews, holds and confirmations: when they fall due, what they refuse, and who may do what."""

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.missing import actions as missing
from plumbline.people import actions as people
from plumbline.retention import actions, queries
from plumbline.retention.models import Group, RetentionReview
from plumbline.retention.tests.conftest import NO_TO_ALL, YEARS, decided, review_of
from plumbline.standards.models import Duty

pytestmark = pytest.mark.django_db


def clock_of(person):
    return queries.clock_of([person.pk])[person.pk]


# The clock


def test_the_clock_runs_from_the_last_event_in_whichever_room(finished):
    person = finished()
    told = clock_of(person)
    assert (told.group, told.last.day) == (Group.REST, clock.local(person.episodes.get().closed_at).date())
    assert told.due_on == told.last.day.replace(year=told.last.day.year + 6)
    people.record_voice(person, by=TEST, happened_at=clock.now(), is_seen=True, is_spoken_to=True, words="Well.")
    assert clock_of(person).last.words == "Voice of the child: happened"
    assert not clock_of(person).is_due


def test_the_last_day_in_care_counts_from_its_first_second_here(child):
    """In summer that is an hour before midnight UTC."""
    with clock.frozen(datetime(2025, 5, 1, 9, tzinfo=UTC)):
        person = child()
        people.begin_care(person, by=TEST, started_on=clock.today(), responsible_authority="Northshire")
    with clock.frozen(datetime(2025, 7, 20, 9, tzinfo=UTC)):
        people.end_care(person, by=TEST, ended_on=date(2025, 7, 15))
        told = clock_of(person).last
    assert (told.words, told.at) == ("Care period: ended", datetime(2025, 7, 14, 23, tzinfo=UTC))


def test_tables_are_asked_together_and_in_parts_tell_the_same(finished, monkeypatch):
    """As they are for many people, of whom a statement takes fewer tables."""
    person = finished()
    with CaptureQueriesContext(connection) as asked:
        told = clock_of(person)
    assert len(asked) < 10
    monkeypatch.setattr(queries, "TABLES", 7)
    with CaptureQueriesContext(connection) as asked:
        assert clock_of(person) == told
    assert len(asked) > 10


def test_what_lies_ahead_is_no_event(child, officer):
    person = child()
    people.set_marker(person, by=officer(), kind="bail", reason="x", review_on=clock.today() + timedelta(days=99))
    assert clock_of(person).last.day <= clock.today()


def test_the_highest_group_wins_with_its_reason(child, officer):
    person, when = child(), clock.today() + timedelta(days=99)
    people.set_marker(person, by=officer(), kind="bail", reason="x", review_on=when)
    assert clock_of(person).group == Group.OTHER
    people.set_marker(person, by=officer(), kind="sexual-exploitation", reason="x", review_on=when)
    told = clock_of(person)
    assert told.group == Group.PUBLIC_PROTECTION
    assert "public protection" in told.why
    assert told.kept_until == person.date_of_birth.replace(year=person.date_of_birth.year + 100)


def test_an_event_of_a_record_combined_into_it_counts(finished, child, officer):
    person = finished()
    with clock.frozen(clock.now() - YEARS):
        stub = child(given_name="Zeb")
        people.record_voice(stub, by=TEST, happened_at=clock.now(), is_seen=True, is_spoken_to=True, words="Hm.")
    people.merge_people(person, stub, by=officer("records-manager"), reason="same")
    assert list(queries.clock_of([person.pk, stub.pk])) == [person.pk]
    assert not clock_of(person).is_due


def test_under_tens_are_told_apart(finished):
    young = finished(date_of_birth=date(clock.today().year - 8 - 5, 1, 1))
    assert clock_of(young).is_under_ten
    assert review_of(young).is_under_ten


def test_a_leap_day_comes_round(child):
    assert queries._years_after(date(2020, 2, 29), 6) == date(2026, 3, 1)
    assert queries._years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)


# Reviews


def test_reviews_open_once_and_ahead(finished, child):
    person = finished()
    child(given_name="New")
    assert actions.open_due_reviews(by=TEST) == 1
    assert actions.open_due_reviews(by=TEST) == 0
    review = person.retention_reviews.get()
    duties = set(
        Duty.objects.filter(kind="retention.retentionreview", subject_id=review.pk).values_list("standard", flat=True)
    )
    assert duties == {"retention.review-held", "retention.review-decided"}


def test_keeping_sets_the_next_review(finished, manager):
    person = finished()
    when = clock.today() + timedelta(days=900)
    review = decided(person, manager, "retain", next_review_on=when)
    assert review.stage == "kept"
    assert clock_of(person).due_on == when
    assert actions.open_due_reviews(by=TEST) == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"answers": {}}, "answer-serious-harm"),
        ({"answers": NO_TO_ALL | {"children": {"answer": "yes", "reason": " "}}}, "reason-children"),
        ({"decision": ""}, "decision"),
        ({"rationale": " "}, "rationale"),
        ({"decision": "retain"}, "next_review_on"),
        ({"decision": "retain", "next_review_on": date(2020, 1, 1)}, "next_review_on"),
    ],
)
def test_a_review_is_whole_or_refused(finished, manager, told, field):
    with pytest.raises(Invalid) as refused:
        decided(finished(), manager, **told)
    assert field in refused.value.fields


def test_a_child_under_ten_is_kept_with_a_reason(finished, manager):
    young = finished(date_of_birth=date(clock.today().year - 8 - 5, 1, 1))
    with pytest.raises(Invalid, match="under ten"):
        decided(young, manager, "retain", next_review_on=clock.today() + timedelta(days=9))


# What stands in the way


def test_disposal_is_off_until_its_numbers_are_confirmed(finished, manager, approver):
    person = finished()
    review = decided(person, manager)
    with pytest.raises(Invalid, match="Not confirmed by a records manager"):
        actions.approve_disposal(review, by=approver)
    assert len(queries.hindrances(review, clock_of(person), [person.pk], [])) == 4


def test_a_number_that_changed_is_unconfirmed_again(confirmed, settings, tmp_path, monkeypatch):
    assert queries.unconfirmed(Group.REST) == []
    own = {"group_4_clear_period": [{"value": 9, "since": date(2020, 1, 1), "reason": "ours", "decided_by": "CC"}]}
    settings.POLICY_FILE = str(tmp_path / "policy.yaml")
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(own))
    for cached in (queries.policy.load, queries.policy._force_values):
        cached.cache_clear()
    try:
        assert [period.key for period in queries.unconfirmed(Group.REST)] == ["group_4_clear_period"]
    finally:
        for cached in (queries.policy.load, queries.policy._force_values):
            cached.cache_clear()


def test_a_confirmation_is_of_what_was_shown(manager):
    with pytest.raises(Invalid, match="6 years now"):
        actions.confirm_period(by=manager, number="group_4_clear_period", value=7, note="x")
    with pytest.raises(Invalid, match="no such number"):
        actions.confirm_period(by=manager, number="nonsense", value=7, note="x")


def test_a_hold_blocks_until_it_is_lifted(finished, confirmed, manager, approver):
    person = finished()
    review = decided(person, manager)
    hold = actions.set_hold(person, by=manager, kind="inquiry", reason="x", review_on=clock.today() + timedelta(days=9))
    with pytest.raises(Invalid, match="A hold stands"):
        actions.approve_disposal(review, by=approver)
    actions.lift_hold(hold, by=manager, reason="over")
    assert actions.approve_disposal(review, by=approver).stage == "approved"


def test_what_happens_after_the_approval_still_stops_it(finished, confirmed, manager, approver, team):
    person = finished(date_of_birth=date(clock.today().year - 13, 1, 1))
    review = actions.approve_disposal(decided(person, manager), by=approver)
    missing.report_missing(person, by=TEST, team=team, reported_at=clock.now())
    with pytest.raises(Invalid, match="is not closed") as refused:
        actions.dispose(review, by=manager)
    assert "Something happened since" in str(refused.value)


def test_nobody_approves_what_they_decided(finished, confirmed, officer):
    both = officer("records-manager")
    review = decided(finished(), both)
    with pytest.raises(Invalid, match="other than who decided"):
        actions.approve_disposal(review, by=both)
    with pytest.raises(Invalid, match="once another person"):
        actions.dispose(review, by=both)


def test_the_database_holds_that_too(finished, confirmed, manager, approver):
    review = decided(finished(), manager)
    from django.db import IntegrityError, models, transaction

    rows = models.QuerySet(RetentionReview).filter(pk=review.pk)
    for values in (
        {"approved_at": clock.now(), "approved_by": manager},
        {"disposed_at": clock.now(), "disposed_by": manager},
        {"stopped_at": clock.now(), "stopped_by": manager},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


@pytest.mark.parametrize(
    "role", ["sergeant", "protection-lead", "chief-officer", "administrator", "missing-coordinator"]
)
def test_only_a_records_manager_disposes(finished, confirmed, manager, approver, officer, role):
    review = actions.approve_disposal(decided(finished(), manager), by=approver)
    with pytest.raises(Refused):
        actions.dispose(review, by=officer(role))


def test_a_disposal_is_stopped_with_a_reason(finished, confirmed, manager, approver):
    review = actions.approve_disposal(decided(finished(), manager), by=approver)
    with pytest.raises(Invalid, match="Say why"):
        actions.stop_disposal(review, by=manager, reason=" ")
    actions.stop_disposal(review, by=manager, reason="A claim.")
    with pytest.raises(Invalid, match="over: stopped"):
        actions.dispose(review, by=manager)
    assert (
        Duty.objects.get(standard="retention.disposal-carried-out", subject_id=review.pk).done_at == review.stopped_at
    )


# Holds


def test_each_look_at_a_hold_is_a_duty_of_its_own(finished, manager):
    soon = clock.today() + timedelta(days=9)
    hold = actions.set_hold(finished(), by=manager, kind="inquiry", reason="x", review_on=soon)
    first = hold.reviews.get()
    actions.review_hold(first, by=manager, decision="keep", note="On.", next_review_on=soon + timedelta(days=90))
    duties = Duty.objects.filter(standard="retention.hold-reviewed").order_by("subject_id")
    assert [bool(duty.done_at) for duty in duties] == [True, False]
    with pytest.raises(Invalid, match="recorded already"):
        actions.review_hold(first, by=manager, decision="lift", note="x")


def test_a_system_decides_nothing(finished):
    with pytest.raises(Invalid, match="Only a person"):
        decided(finished(), TEST)


# Pages


def test_a_records_manager_goes_from_the_list_to_the_erasure(finished, confirmed, manager, approver, client_for):
    person = finished()
    review = review_of(person)
    mine, theirs = client_for(manager), client_for(approver)
    assert person.name in mine.get("/retention/").content.decode()
    page = mine.get(f"/retention/{review.pk}/").content.decode()
    assert "Last event" in page
    empty = mine.post(f"/retention/{review.pk}/record/", {}).content.decode()
    assert "Answer this question: Did they act in breach of a position of trust?" in empty
    assert "This field is required" not in empty
    said = {f"answer-{code}": "no" for code in NO_TO_ALL} | {"decision": "dispose", "rationale": "Nothing is left."}
    assert mine.post(f"/retention/{review.pk}/record/", said).status_code == 302
    assert "other than" in mine.get(f"/retention/{review.pk}/").content.decode()
    assert theirs.post(f"/retention/{review.pk}/approve/", {}).status_code == 200, "it asks whether one is sure"
    assert theirs.post(f"/retention/{review.pk}/approve/", {"sure": "on"}).status_code == 302
    assert theirs.get(f"/retention/{review.pk}/dispose/").status_code == 403
    assert mine.post(f"/retention/{review.pk}/dispose/", {"sure": "on"}).status_code == 302
    person.refresh_from_db()
    assert person.disposed_at
    assert person.reference in mine.get("/retention/disposed/").content.decode()


def test_the_list_is_filtered(finished, manager, client_for):
    person = finished()
    review_of(person)
    client = client_for(manager)
    assert person.name in client.get("/retention/?stage=overdue").content.decode()
    assert person.name not in client.get("/retention/?stage=disposal").content.decode()
    assert person.name not in client.get("/retention/?under_ten=yes").content.decode()
    assert person.name not in client.get("/retention/?group=1").content.decode()
    assert client.get("/retention/?group=nonsense&stage=%00").status_code == 200


def test_a_page_shows_no_retention_to_those_who_do_not_keep_records(finished, officer, manager, client_for):
    address = f"/people/{finished().pk}/"
    assert "Review due" in client_for(manager).get(address).content.decode()
    assert "Review due" not in client_for(officer("sergeant")).get(address).content.decode()
