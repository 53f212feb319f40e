"""Worked times: who is told when, and once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.access import actions as access
from plumbline.access.models import Grant
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.missing import actions as missing
from plumbline.standards import actions as standards
from plumbline.standards.models import Duty
from plumbline.watch import actions
from plumbline.watch.models import Copy, Delivery, Mark, Message, Noted, Rung, Step
from plumbline.watch.queries import falling, reading, steps
from plumbline.watch.tests.conftest import AT, HOUR, MINUTE, Night

SECOND = timedelta(seconds=1)
DUE = AT + HOUR
TEST = system("test")
BELL, OKAFOR, LIN, GRANT = "PC Bell", "PS Okafor", "Insp Lin", "Supt Grant"


def test_from_ahead_to_the_superintendent(night: Night) -> None:
    """A quick duty: a quarter of an hour ahead, when due, after 30 minutes, two hours, eight hours; to the second."""
    told = [
        (DUE - 15 * MINUTE, []),
        (DUE - 15 * MINUTE + SECOND, [(BELL, Step.AHEAD)]),
        (DUE, []),
        (DUE + SECOND, [(BELL, Step.OWNER)]),
        (DUE + 2 * SECOND, []),
        (DUE + 30 * MINUTE, []),
        (DUE + 30 * MINUTE + SECOND, [(OKAFOR, Step.SUPERVISOR)]),
        (DUE + 2 * HOUR + SECOND, [(LIN, Step.INSPECTOR)]),
        (DUE + 8 * HOUR + SECOND, [(GRANT, Step.SUPERINTENDENT)]),
        (DUE + 72 * HOUR, []),
    ]
    assert [(at, night.look(at)) for at, _ in told] == told


def test_what_is_done_climbs_no_further_and_needs_no_answer(night: Night) -> None:
    assert night.look(DUE + SECOND) == [(BELL, Step.OWNER)]
    night.result(DUE + 20 * MINUTE)
    assert night.look(DUE + 31 * MINUTE) == []
    with clock.frozen(DUE + 31 * MINUTE):
        assert actions.look_for_settled() == 1
        assert actions.look_for_settled() == 0
    assert not Copy.objects.filter(is_open=True).exists()
    assert Message.objects.get().settled_at == DUE + 31 * MINUTE
    assert not standing_differs()


def standing_differs() -> list[Any]:
    from plumbline.watch.facts import MessageFacts

    return list(standards.differences(MessageFacts))


def test_a_waiver_stops_the_climb_and_its_withdrawal_lets_it_go_on(night: Night, officer: Any) -> None:
    night.look(DUE + SECOND)
    with clock.frozen(DUE + 5 * MINUTE):
        waiver = standards.waive(night.duty, by=night.inspector, reason="The house has burnt down.")
    assert night.look(DUE + 31 * MINUTE) == []
    with clock.frozen(DUE + 40 * MINUTE):
        standards.withdraw_waiver(waiver, by=night.inspector)
    assert night.look(DUE + 41 * MINUTE) == [(OKAFOR, Step.SUPERVISOR)]


def test_a_new_time_is_a_new_climb(night: Night) -> None:
    night.look(DUE + SECOND)
    Duty.objects.filter(pk=night.duty.pk).update(due_at=DUE + 4 * HOUR)
    assert night.look(DUE + 31 * MINUTE) == []
    assert night.look(DUE + 4 * HOUR + SECOND) == [(BELL, Step.OWNER)]


def test_the_database_refuses_a_second_time(night: Night) -> None:
    night.look(DUE + SECOND)
    rung = Rung.objects.get(step=Step.OWNER)
    rung.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(rung, force_insert=True)


def test_after_an_outage_every_step_that_passed_is_told(night: Night) -> None:
    """The worker was down for four days."""
    assert night.look(DUE + 96 * HOUR) == [(GRANT, 4), (LIN, 3), (OKAFOR, 2), (BELL, 1)]
    assert night.look(DUE + 96 * HOUR + SECOND) == []


def test_a_duty_recorded_late_is_told_at_once_and_one_of_last_week_is_not(night: Night, child: Any, team: Any) -> None:
    with clock.frozen(AT + 5 * MINUTE):
        for ago in (HOUR, 24 * 9 * HOUR):
            born = date(2012, 1, 1)
            told = {"by": night.sergeant, "team": team, "reported_at": clock.now() - ago}
            missing.report_missing(child(given_name=f"Late {ago.days}", date_of_birth=born), **told)
        assert Noted.objects.exists()
        actions.look()
        assert not Noted.objects.exists()
    overdue = {(rung.standard, rung.due_at) for rung in Rung.objects.filter(step=Step.OWNER)}
    assert ("missing.record-made", AT - 25 * MINUTE) not in overdue  # made the moment it was typed in: done
    assert ("missing.first-assessment", AT - 25 * MINUTE) in overdue
    assert all(due > AT - 24 * HOUR for _, due in overdue)


def test_an_act_that_rolls_back_notes_nothing_and_tells_nobody(night: Night, child: Any, team: Any) -> None:
    night.look(AT + MINUTE)
    with clock.frozen(AT + 2 * MINUTE), transaction.atomic():
        missing.report_missing(child(given_name="Gone"), by=night.sergeant, team=team, reported_at=AT - 3 * HOUR)
        assert Noted.objects.exists()
        transaction.set_rollback(True)
    assert not Noted.objects.exists()
    assert night.look(AT + 3 * MINUTE) == []


def test_a_look_that_fails_half_way_leaves_nothing(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbline.watch.actions.telling._outgoing", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        night.look(DUE + SECOND)
    assert (Message.objects.count(), Rung.objects.count(), Copy.objects.count(), Delivery.objects.count()) == (0,) * 4
    monkeypatch.undo()
    assert night.look(DUE + 2 * SECOND) == [(BELL, Step.OWNER)]


def test_the_first_look_begins_now(night: Night) -> None:
    """What was overdue before there was a watch stands on the lists; nobody is flooded."""
    Mark.objects.all().delete()
    Noted.objects.all().delete()
    assert night.look(DUE + 10 * MINUTE) == []
    assert night.look(DUE + 31 * MINUTE) == [(OKAFOR, Step.SUPERVISOR)]


def test_changed_numbers_are_looked_at_again(night: Night) -> None:
    night.look(DUE + SECOND)
    Mark.objects.update(numbers="others")
    models.QuerySet(Rung).all().delete()
    assert (BELL, Step.OWNER) in night.look(DUE + 10 * MINUTE)


def test_looking_goes_by_the_index(night: Night, django_assert_max_num_queries: Any) -> None:
    """One range of the index for each distinct time, however many duties there are."""
    with django_assert_max_num_queries(len(steps.windows())):
        falling.come_since(DUE, DUE + MINUTE)
    plan = Duty.objects.filter(falling.open_at(DUE), due_at__gte=DUE, due_at__lt=DUE + HOUR).explain()
    assert "duty_open" in plan or "Seq Scan" in plan  # PostgreSQL reads so small a table whole


# Who


def test_whose_grant_ended_is_not_told_and_the_step_goes_on(night: Night) -> None:
    with clock.frozen(AT):
        end(night.officer)
    assert night.look(DUE + SECOND) == [(OKAFOR, Step.OWNER)]
    owner = Rung.objects.get(step=Step.OWNER)
    assert "no grant now" in owner.passed_on
    assert {copy.user.display_name for copy in owner.message.copies.all()} == {OKAFOR}


def end(user: Any) -> None:
    yesterday = clock.today() - timedelta(days=1)
    models.QuerySet(Grant).filter(user=user).update(starts_on=yesterday, ends_on=yesterday)


def test_without_a_supervisor_the_duty_inspector_is_told(night: Night) -> None:
    models.QuerySet(type(night.officer.officer)).filter(user=night.officer).update(supervisor=None)
    night.look(DUE + SECOND)
    assert night.look(DUE + 31 * MINUTE) == [(LIN, Step.SUPERVISOR)]
    assert Rung.objects.get(step=Step.SUPERVISOR).passed_on == "no supervisor in post"


def test_where_nobody_can_be_told_the_step_says_so(night: Night) -> None:
    for user in (night.officer, night.sergeant, night.inspector, night.chief):
        with clock.frozen(AT):
            end(user)
    assert night.look(DUE + SECOND) == []
    assert "nobody could be told" in Rung.objects.get(step=Step.OWNER).passed_on


def test_a_closed_record_passes_over_those_who_may_not_know_of_it(night: Night) -> None:
    """The owner is told of what is in their own name; the sergeant may not learn of the child, the inspector may."""
    with clock.frozen(AT):
        told = {"reason": "Related to an officer.", "is_told": False, "review_on": date(2026, 6, 1)}
        access.restrict(night.episode.person, by=night.inspector, **told, allow=[night.chief])
    assert night.look(DUE + SECOND) == [(BELL, Step.OWNER)]
    assert night.look(DUE + 31 * MINUTE) == [(LIN, Step.SUPERVISOR)]
    assert "the supervisor may not see it" in Rung.objects.get(step=Step.SUPERVISOR).passed_on


def test_what_a_role_owes_is_told_to_those_who_hold_it_there(night: Night, officer: Any, team: Any) -> None:
    with clock.frozen(AT):
        here = officer("call-handler", scope="team", scope_id=team.pk, name="Dana Hart")
        officer("call-handler", scope="district", scope_id=team.district_id, name="Kim Nash")
    Duty.objects.filter(pk=night.duty.pk).update(owner=None, standard="missing.first-assessment")
    assert night.look(DUE - 10 * MINUTE) == []  # nobody is called for what is in nobody's hands and not due yet
    assert night.look(DUE + SECOND) == [(here.display_name, Step.OWNER)]
    assert Message.objects.get().role == "call-handler"
    assert "no supervisor" in (night.look(DUE + 31 * MINUTE) and Rung.objects.get(step=Step.SUPERVISOR).passed_on)


# How many


def many(night: Night, number: int, of: int) -> None:
    """So many duties of the constable's about so many children, all due at three."""
    base = {
        f.attname: getattr(night.duty, f.attname)
        for f in Duty._meta.concrete_fields
        if f.attname not in ("id", "settled", "took")
    }
    Duty.objects.all().delete()
    rows = [
        Duty(**base | {"subject_id": 5000 + n, "person_id": night.duty.person_id if of == 1 else None})
        for n in range(number)
    ]
    Duty.objects.bulk_create(rows)


def test_one_message_for_one_child(night: Night) -> None:
    many(night, 30, of=1)
    assert night.look(DUE + SECOND) == [(BELL, Step.OWNER)]
    assert Message.objects.get().number == 30
    assert Rung.objects.filter(step=Step.OWNER).count() == 30


def test_few_messages_in_an_hour_and_the_rest_in_one(night: Night) -> None:
    many(night, 30, of=30)
    assert len(night.look(DUE + SECOND)) == 7  # six, and one that holds the other twenty-four
    gathered = Message.objects.get(is_gathered=True)
    assert gathered.number == 24
    base = Duty.objects.order_by("pk").first()
    assert base is not None
    base.pk, base.subject_id, base.due_at = None, 9000, DUE + MINUTE
    models.QuerySet(Duty).bulk_create([base])
    assert night.look(DUE + 2 * MINUTE) == []
    gathered.refresh_from_db()
    assert gathered.number == 25
    assert Rung.objects.filter(step=Step.OWNER).count() == 31


def test_the_count_in_the_header(night: Night, django_assert_num_queries: Any) -> None:
    many(night, 30, of=30)
    assert reading.bell_of(night.officer) == reading.Bell(0, 0, 0)
    night.look(DUE + SECOND)
    with django_assert_num_queries(1):
        bell = reading.bell_of(night.officer)
    assert (bell.messages, bell.duties) == (7, 30)


def test_every_standard_has_a_pace_and_the_watch_does_not_watch_itself() -> None:
    keys = {key for standards in steps.windows().values() for key in standards}
    assert keys
    assert not any(key.startswith("watch.") for key in keys)
    assert steps.steps_of("missing.first-review").after[Step.SUPERINTENDENT] == 8 * 3600
    assert Step.SUPERINTENDENT not in steps.steps_of("oversight.grant-first-review").after


def test_a_force_sets_a_number_of_one_standard(tmp_path: Any, settings: Any) -> None:
    from plumbline.standards import policy

    settings.POLICY_FILE = tmp_path / "policy.yaml"
    settings.POLICY_FILE.write_text(
        "missing.first-review.superintendent:\n"
        "  - {value: 60, since: 2020-01-01, reason: night command, decided_by: ACC Stone}\n"
    )
    caches = (policy._force_values, policy.load, steps._policies, steps._steps)
    for each in caches:
        each.cache_clear()
    try:
        assert steps.steps_of("missing.first-review").after[Step.SUPERINTENDENT] == 3600
        assert steps.steps_of("missing.next-review").after[Step.SUPERINTENDENT] == 8 * 3600
    finally:
        settings.POLICY_FILE.unlink()
        for each in caches:
            each.cache_clear()
