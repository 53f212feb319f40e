"""Whatever breaks in the middle of an act leaves nothing behind: no record, no entry, no duty."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import OperationalError, connection

from plumbline.kernel import acts, clock
from plumbline.kernel.errors import Busy
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.missing.models import Enquiry
from plumbline.people import actions as people
from plumbline.people.models import Person
from plumbline.standards.models import Duty
from plumbline.standards.tests import probes
from plumbline.standards.tests.world import DAY, HOUR, START, World
from tests.drills.conftest import differing

pytestmark = pytest.mark.slow
PLACES = ["before duties", "after duties"]
DEEDS = ["open_plan", "review", "locate", "result_enquiry", "make_plan"]


def rows() -> Counter[str]:
    """How many rows each table of ours holds."""
    models = [model for model in apps.get_models() if model.__module__.startswith("plumbline.")]
    return Counter({model._meta.label_lower: model._base_manager.count() for model in models})


# PostgreSQL: the server ends the connection


def cut() -> None:
    """Another connection, as an administrator's or a failing network's, ends the one in use."""
    pid = connection.connection.info.backend_pid
    settings = connection.get_connection_params()
    named = {name: settings[name] for name in ("dbname", "user", "host", "port") if settings.get(name)}
    with psycopg.connect(**named, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)


@pytest.fixture
def missing_child(force: World) -> Any:
    """An episode with an enquiry and a plan."""
    with clock.frozen(START):
        by, child = force.sergeants[0], force.children[0]
        episode = missing.report_missing(child, by=by, team=force.teams[0], reported_at=START - HOUR)
        missing.set_enquiry(episode, by=by, kind="search", what="home", due_at=START + HOUR)
        task = {"kind": "address", "who_does": "Response", "what": "go to the aunt's"}
        missing.make_plan(child, by=by, reason="often gone", review_due_at=START + 90 * DAY, tasks=[task])
        return episode


@pytest.mark.parametrize("where", ["in the act", *PLACES])
def test_a_connection_that_is_cut_leaves_nothing(
    where: str, missing_child: Any, force: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, duties = rows(), list(Duty.objects.order_by("pk").values())
    with clock.frozen(START):
        if where == "in the act":
            monkeypatch.setattr("plumbline.missing.actions.plan.new_enquiry", lambda *_args, **_told: cut())
        else:
            held, cutting = dict(acts._witnesses), {"cutting": lambda _doing: cut()}
            ordered = cutting | held if where == "before duties" else held | cutting
            monkeypatch.setattr(acts, "_witnesses", ordered)
        with pytest.raises(OperationalError):
            missing.open_plan(missing_child, by=force.sergeants[0])
        monkeypatch.undo()
        assert rows() == before
        assert list(Duty.objects.order_by("pk").values()) == duties
        assert not differing()
        assert missing.open_plan(missing_child, by=force.sergeants[0]), "the next act has a connection again"
        assert not differing()


def test_a_lock_waited_for_too_long_is_told_in_words(missing_child: Any, force: World) -> None:
    before = rows()
    settings = connection.get_connection_params()
    named = {name: settings[name] for name in ("dbname", "user", "host", "port") if settings.get(name)}
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with clock.frozen(START), psycopg.connect(**named) as other:
        other.execute("SELECT 1 FROM people_person WHERE id = %s FOR UPDATE", [missing_child.person_id])
        with pytest.raises(Busy, match="Nothing was saved; try again"):
            missing.open_plan(missing_child, by=force.sergeants[0])
        assert rows() == before
        other.rollback()
        assert missing.open_plan(missing_child, by=force.sergeants[0])
    connection.close()
    assert not differing()


# SQLite: the process is killed


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("where", PLACES)
def test_a_process_that_is_killed_leaves_nothing(where: str, deed: str, start: Callable[..., Any], found: Any) -> None:
    before = found()
    assert (before["whole"], before["loose"], before["differences"]) == ("ok", 0, [])
    process = start("stop-within", where, deed)
    assert process.hear() == "in the middle"
    process.kill()
    assert found() == before
    again = start("stop-within", where, deed)
    assert again.hear() == "in the middle"
    again.go_on()
    assert again.hear() == "committed"
    again.close()
    after = found()
    assert (after["whole"], after["loose"], after["differences"]) == ("ok", 0, [])
    assert after["rows"]["ledger.entry"] == before["rows"]["ledger.entry"] + 1


def test_a_database_locked_for_too_long_is_told_in_words(start: Any, database: Path, found: Any) -> None:
    before = found()
    process = start("impatient", "open_plan")
    assert process.hear() == "ready"
    other = sqlite3.connect(database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        process.go_on()
        assert process.hear() == ["Busy", "Someone else is changing the same case. Nothing was saved; try again."]
    finally:
        other.close()
    assert found() == before


def test_who_waits_for_the_database_gets_their_turn(start: Any, found: Any) -> None:
    """One act stands in the middle of its work; another begins, waits, and is done after it."""
    first, second = start("stop-within", "after duties", "open_plan"), start("when-told", "review")
    assert (second.hear(), first.hear()) == ("ready", "in the middle")
    second.go_on()
    first.go_on()
    assert first.hear() == "committed"
    assert second.hear()[0] == "done"
    assert found()["differences"] == []


# On either database: what was rolled back is rolled back in hand as well


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_a_refused_act_leaves_the_record_in_hand_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the next act with the same record would take what was never saved for saved, and be refused or save too little."""
    with clock.frozen(START):
        by, told = world.constables[0], {"team": world.teams[0], "reported_at": START - HOUR}
        episode = missing.report_missing(world.children[0], by=by, **told)
        enquiry = missing.set_enquiry(episode, by=by, kind="search", what="home", due_at=START + HOUR)

        def full(_doing: acts.Act) -> None:
            raise OperationalError("disk full")

        monkeypatch.setitem(acts._witnesses, "full", full)
        held = (enquiry.version, enquiry.started_at, enquiry.allocated_to_id)
        with pytest.raises(OperationalError):
            missing.start_enquiry(enquiry, by=by)
        assert (enquiry.version, enquiry.started_at, enquiry.allocated_to_id) == held
        monkeypatch.undo()
        missing.start_enquiry(enquiry, by=by)
        stored = Enquiry.objects.get(pk=enquiry.pk)
        assert (stored.started_at, stored.allocated_to, stored.version) == (START, by, held[0] + 1)


def test_what_was_refused_is_not_saved_by_the_next_act(world: World) -> None:
    with clock.frozen(START):
        by, told = world.constables[0], {"team": world.teams[0], "reported_at": START - HOUR}
        episode = missing.report_missing(world.children[0], by=by, **told)
        missing.circulate_on_pnc(episode, by=by, pnc_reference="PNC1")
        with pytest.raises(acts.Invalid):
            missing.circulate_on_pnc(episode, by=by, pnc_reference="PNC2")
        missing.notify_ukmpu(episode, by=by, ukmpu_reference="UK1")
        episode.refresh_from_db()
        assert episode.pnc_reference == "PNC1"
        assert set(Entry.objects.latest("id").changes[0]["new"]) == {
            "ukmpu_notified_at",
            "ukmpu_notified_by_id",
            "ukmpu_reference",
        }


def test_many_that_were_refused_can_be_tried_again(world: World) -> None:
    new = [Person(given_name="Eve"), Person(given_name="Flo", gender="nonsense")]
    with pytest.raises(acts.Invalid):
        people.add_people(by=probes_by(), people=new)
    assert [(person.pk, person._state.adding) for person in new] == [(None, True), (None, True)]
    new[1].gender = "female"
    people.add_people(by=probes_by(), people=new)
    assert Person.objects.filter(given_name__in=["Eve", "Flo"]).count() == 2


def probes_by() -> Any:
    from plumbline.kernel.actors import system

    return system("test")


def test_a_stale_copy_stays_stale_however_often_it_is_tried(world: World) -> None:
    with clock.frozen(START):
        by, told = world.sergeants[0], {"team": world.teams[0], "reported_at": START - HOUR}
        episode = missing.report_missing(world.children[0], by=by, **told)
        enquiry = missing.set_enquiry(episode, by=by, kind="search", what="home", due_at=START + HOUR)
        mine = Enquiry.objects.get(pk=enquiry.pk)
        missing.allocate_enquiry(enquiry, by=by, allocated_to=world.constables[0])
        for _ in range(3):
            with pytest.raises(acts.Stale):
                missing.allocate_enquiry(mine, by=by, allocated_to=world.constables[1])
        assert Enquiry.objects.get(pk=enquiry.pk).allocated_to == world.constables[0]


def test_a_record_read_anew_tells_only_what_its_own_act_changed(world: World) -> None:
    """What others changed before is not this act's doing, and the ledger does not say so."""
    with clock.frozen(START):
        by, told = world.sergeants[0], {"team": world.teams[0], "reported_at": START - HOUR}
        episode = missing.report_missing(world.children[0], by=by, **told)
        mine = type(episode).objects.get(pk=episode.pk)
        missing.circulate_on_pnc(episode, by=by, pnc_reference="PNC1")
        mine.refresh_from_db()
        missing.notify_ukmpu(mine, by=by, ukmpu_reference="UK1")
        assert "pnc_reference" not in Entry.objects.latest("id").changes[0]["new"]


@pytest.mark.django_db
def test_own_acts_of_tests_stay_out_of_the_register() -> None:
    assert not [event for event in acts.register if event.startswith("test.")]
    assert probes.own_act
