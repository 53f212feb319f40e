"""Overtime of the unit: what is recorded, by whom, what waited then, and when it has gone on for too long to be a peak."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.referrals import actions
from plumbline.referrals.models import Overtime, Practitioner
from plumbline.referrals.queries import unit
from plumbline.referrals.tests.conftest import DECIDED

NOON = datetime(2026, 11, 4, 12, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def wednesday():
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture
def practitioner(wednesday, hub):
    """Works alone since that Wednesday; so far back as is told, they came then."""
    return Practitioner.objects.get(user=hub.practitioner)


@pytest.fixture
def worked(practitioner, hub):
    def record(one=practitioner, **told):
        given = {"worked_on": clock.today(), "hours": Decimal("1.5"), "reason": "peak", "by": hub.supervisor}
        return actions.record_overtime(one, **given | told)

    return record


def came(practitioner, at):
    models.QuerySet(Practitioner).filter(pk=practitioner.pk).update(began_at=at)
    return Practitioner.objects.get(pk=practitioner.pk)


def test_what_waited_is_counted_as_it_is_recorded_on_the_day(worked, refer, hub):
    refer(), refer()
    actions.decide(refer(), by=hub.practitioner, **DECIDED)
    made = worked()
    assert (made.hours, made.queued, made.queued_at) == (Decimal("1.5"), 2, NOON)
    assert (made.user, made.recorded_by, made.team) == (hub.practitioner, hub.supervisor, made.team)


def test_of_a_day_that_is_over_what_waited_at_its_end_is_counted(worked, refer, hub):
    """What came later is not among it; what was decided since is."""
    waited = refer()
    with clock.frozen(NOON + timedelta(days=2)):
        actions.decide(waited, by=hub.practitioner, **DECIDED)
        refer(), refer(), refer()
        made = worked(worked_on=date(2026, 11, 4))
    assert (made.queued, made.queued_at) == (1, datetime(2026, 11, 4, 23, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("hours", ["0", "-1", "24.25", "1.1", "0.125"])
def test_hours_are_quarters_within_a_day(worked, hours):
    with pytest.raises(Invalid) as refused:
        worked(hours=Decimal(hours))
    assert "hours" in refused.value.fields


def test_it_was_someone_of_the_unit_and_the_day_has_come(worked, practitioner, hub):
    with pytest.raises(Invalid, match="not in the unit"):
        worked(worked_on=date(2026, 11, 3))
    with pytest.raises(Invalid, match="not come yet"):
        worked(worked_on=date(2026, 11, 5))
    actions.leave_unit(practitioner, by=hub.supervisor, left_because="Moved.")
    with clock.frozen(NOON + timedelta(days=2)):
        assert worked(worked_on=date(2026, 11, 4)).queued == 0
        with pytest.raises(Invalid, match="not in the unit"):
            worked(worked_on=date(2026, 11, 5))


def test_nobody_records_corrects_or_removes_their_own(worked, hub):
    mine = Practitioner.objects.get(user=hub.supervisor)
    with pytest.raises(Invalid, match="own record"):
        worked(mine)
    made = worked(mine, by=hub.lead)
    with pytest.raises(Invalid, match="own record"):
        actions.correct_overtime(made, by=hub.supervisor, hours=Decimal(9), reason="peak")
    with pytest.raises(Invalid, match="own record"):
        actions.remove_overtime(made, by=hub.supervisor, removed_because="No.")
    with pytest.raises(Refused):
        worked(by=hub.trainee)


def test_another_reason_is_said_in_words(worked):
    with pytest.raises(Invalid):
        worked(reason="other", reason_words=" ")
    assert worked(reason="other", reason_words="The system stood still.").reason == "other"


def test_one_a_day_until_it_is_removed(worked, hub):
    made = worked()
    with pytest.raises(Invalid, match="recorded already"):
        worked(hours=Decimal(2))
    actions.correct_overtime(made, by=hub.supervisor, hours=Decimal(2), reason="away")
    assert (made.hours, made.reason, made.queued_at) == (Decimal(2), "away", NOON)
    actions.remove_overtime(made, by=hub.supervisor, removed_because="Another’s.")
    with pytest.raises(Invalid, match="removed"):
        actions.correct_overtime(made, by=hub.supervisor, hours=Decimal(3), reason="away")
    with pytest.raises(Invalid, match="removed"):
        actions.remove_overtime(made, by=hub.supervisor, removed_because="Again.")
    worked(hours=Decimal("0.25"))
    assert [row.quarters for row in Overtime.objects.order_by("pk")] == [8, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quarters": 0},
        {"quarters": 97},
        {"reason": "fun"},
        {"reason": "other"},
        {"recorded_by": "self"},
        {"removed_at": NOON},
        {"removed_at": NOON, "removed_by": "self", "removed_because": "x"},
        {"removed_at": NOON, "removed_by": "chief"},
    ],
)
def test_the_database_holds_it(worked, hub, wrong):
    named = {"self": hub.practitioner, "chief": hub.supervisor}
    made = worked()
    values = {name: named.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Overtime).filter(pk=made.pk).update(**values)
    values = {name: value for name, value in made.values_held().items() if name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Overtime).bulk_create([Overtime(**values)])


def strain(team):
    (found,) = unit.strain_of(models.QuerySet(Overtime), [team])
    return found


def test_overtime_for_more_weeks_than_a_peak_lasts_is_said(worked, practitioner, hub, team, client_for):
    one = came(practitioner, NOON - timedelta(weeks=20))
    client, page = client_for(hub.practitioner), "/referrals/unit/"
    assert "is not known from that" in client.get(page).content.decode()
    for back in (1, 2, 3, 4, 7):
        worked(one, worked_on=clock.today() - timedelta(weeks=back))
    assert (strain(team).running, strain(team).is_sustained) == (4, False)
    assert "weeks running: more" not in client.get(page).content.decode()
    now = worked(one, hours=Decimal("2.25"))
    assert (strain(team).running, strain(team).is_sustained) == (5, True)
    words = client.get(page).content.decode()
    assert "overtime in 5 weeks running: more than the force’s 4" in words
    assert "2.25" in words
    actions.remove_overtime(now, by=hub.supervisor, removed_because="Another’s.")
    assert strain(team).running == 4, "the week has only begun"
    with clock.frozen(NOON + timedelta(weeks=1)):
        assert strain(team).running == 0, "a whole week without"


def test_a_week_is_monday_to_sunday_and_counts_people_once(worked, practitioner, hub, team):
    one = came(practitioner, NOON - timedelta(weeks=20))
    for day in (date(2026, 10, 26), date(2026, 11, 1), date(2026, 11, 2)):
        worked(one, worked_on=day)
    worked(came(Practitioner.objects.get(user=hub.supervisor), one.began_at), worked_on=date(2026, 11, 1), by=hub.lead)
    this, last, *before = strain(team).weeks
    assert (this.begins, this.hours, this.people) == (date(2026, 11, 2), Decimal("1.5"), 1)
    assert (last.begins, last.hours, last.people) == (date(2026, 10, 26), Decimal("4.5"), 2)
    assert {(week.people, week.queued) for week in before} == {(0, None)}
    assert len(before) == unit.WEEKS - 2


def test_of_a_whole_year_no_more_is_said_than_was_looked_at(worked, practitioner, team):
    one = came(practitioner, NOON - timedelta(weeks=60))
    for back in range(1, 56):
        worked(one, worked_on=clock.today() - timedelta(weeks=back))
    assert (strain(team).running, strain(team).is_longer) == (unit.LOOKED_BACK - 1, True)


def test_recorded_corrected_and_removed_in_the_browser(practitioner, hub, client_for):
    client = client_for(hub.supervisor)

    def send(path, **told):
        return client.post(f"/referrals/unit/{path}", told, follow=True).content.decode()

    own = Practitioner.objects.get(user=hub.supervisor)
    form = client.get(f"/referrals/unit/overtime/record/?who={practitioner.pk}").content.decode()
    assert f'<option value="{practitioner.pk}" selected>' in form
    assert f'<option value="{own.pk}"' not in form
    told = {"practitioner": practitioner.pk, "worked_on": "2026-11-04", "reason": "other"}
    assert "quarters of an hour" in send("overtime/record/", **told, hours="1.3")
    assert "few words" in send("overtime/record/", **told, hours="1.5")
    assert "Overtime is recorded" in send("overtime/record/", **told, hours="1.5", reason_words="A fair.")
    made = Overtime.objects.get()
    send(f"overtime/{made.pk}/correct/", hours="3", reason="peak")
    assert Overtime.objects.get().hours == 3
    assert "None is recorded" not in client.get(f"/referrals/unit/{practitioner.pk}/").content.decode()
    assert "It counts nowhere" in send(f"overtime/{made.pk}/remove/", removed_because="Another’s.")
    assert "Removed" in client.get(f"/referrals/unit/{practitioner.pk}/").content.decode()
    assert client_for(hub.constable).get(f"/referrals/unit/overtime/{made.pk}/").status_code == 403
    assert client_for(hub.trainee).get(f"/referrals/unit/overtime/{made.pk}/").status_code == 200
    assert client_for(hub.trainee).get("/referrals/unit/overtime/record/").status_code == 403
