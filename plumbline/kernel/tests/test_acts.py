"""How a change is made: who is refused, what is rolled back, and what the witnesses are shown."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import Actor, actor_of, system
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import AlreadyDone, Busy, Invalid, OutsideAct, Refused, Stale

TEST = system("test")


@pytest.mark.parametrize("nobody", [None, "", "PS Okafor", 7, object(), SimpleNamespace(pk=None, display_name="New")])
def test_no_actor_no_act(nobody, made, District):
    with pytest.raises(TypeError, match="by= must be"):
        made(District, by=nobody, code="S", name="South")
    assert not District.objects.exists()


def test_by_must_be_said(made, District):
    with pytest.raises(TypeError):
        made(District, code="S", name="South")


def test_an_act_that_takes_no_actor_cannot_be_declared(known_acts):
    with pytest.raises(TypeError, match="must take by="):

        @act("test.nobody.did", permission="access.administer", says="")
        def nobody_did():
            """Lacks by=."""


def test_two_acts_cannot_share_an_event(known_acts):
    @act("test.name.taken", permission="access.administer", says="")
    def first(*, by):
        """The first."""

    with pytest.raises(ValueError, match=r"two acts are called test\.name\.taken"):

        @act("test.name.taken", permission="access.administer", says="")
        def second(*, by):
            """The second."""


def test_a_user_is_taken_as_an_actor(officer):
    user = officer("sergeant", name="PS Okafor")
    assert actor_of(user) == Actor(name="PS Okafor", user=user)
    assert not actor_of(user).is_system
    assert system("import").is_system


def test_records_are_written_by_acts_alone(District, saved, made):
    south = made(District, by=TEST, code="S", name="South")
    south.name = "Deep South"
    with pytest.raises(OutsideAct):
        south.save()
    with pytest.raises(OutsideAct):
        south.delete()
    with pytest.raises(OutsideAct):
        District(code="E", name="East").save()
    with pytest.raises(OutsideAct):
        current()
    assert District.objects.get(code="S").name == "South"


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(name="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.create(code="x", name="x"),
        lambda rows: rows.get_or_create(code="x"),
        lambda rows: rows.update_or_create(code="x"),
        lambda rows: rows.bulk_create([]),
        lambda rows: rows.bulk_update([], ["name"]),
    ],
)
def test_ways_of_writing_that_report_nothing_are_refused_even_within_an_act(write, District, known_acts):
    @act("test.rows.written", permission="access.administer", says="")
    def written(*, by):
        write(District.objects.all())

    with pytest.raises(OutsideAct):
        written(by=TEST)


def test_refused_without_the_permission(officer, made, District):
    with pytest.raises(Refused):
        made(District, by=officer("sergeant"), code="S", name="South")
    assert not District.objects.filter(code="S").exists()


def test_refused_while_no_room_says_who_may_act(monkeypatch, made, District):
    monkeypatch.setattr(acts, "_authorise", [])
    with pytest.raises(OutsideAct, match="no room has said"):
        made(District, by=TEST, code="S", name="South")


def test_the_witness_sees_old_and_new(District, made, saved, seen):
    south = made(District, by=TEST, code="S", name="South")
    saved(south, by=TEST, name="Deep South")
    creation, change = seen
    (created,), (changed,) = creation.changes, change.changes
    assert (created.old, created.new["name"]) == ({}, "South")
    assert (changed.old, changed.new) == ({"name": "South"}, {"name": "Deep South"})
    assert change.spec.event == "test.record.saved"
    assert change.spec.room == "test"
    assert change.sentence() == "Saved Deep South"
    assert change.case_ref() == CaseRef("workforce", "district", south.pk)


def test_a_save_that_changes_nothing_writes_nothing(District, made, saved, seen):
    south = made(District, by=TEST, code="S", name="South")
    saved(south, by=TEST, name="South")
    assert seen[-1].changes == []
    assert District.objects.get(pk=south.pk).version == 1


def test_one_moment_for_the_whole_act(District, known_acts, seen):
    @act("test.two.made", permission="access.administer", says="")
    def two(*, by):
        for code in "AB":
            District(code=code, name=code).save()

    with clock.frozen(clock.now()):
        two(by=TEST)
        assert {d.recorded_at for d in District.objects.all()} == {clock.now()} == {seen[0].at}


def test_a_fault_rolls_back_everything(District, made, known_acts):
    @act("test.all.or-nothing", permission="access.administer", says="")
    def all_or_nothing(*, by):
        made(District, by=by, code="S", name="South")
        raise Invalid("No.")

    with pytest.raises(Invalid):
        all_or_nothing(by=TEST)
    assert not District.objects.exists()


def test_a_witness_that_fails_rolls_back_everything(District, made, monkeypatch):
    def refuse(_doing):
        raise RuntimeError("the ledger is full")

    monkeypatch.setitem(acts._witnesses, "test", refuse)
    with pytest.raises(RuntimeError, match="ledger is full"):
        made(District, by=TEST, code="S", name="South")
    assert not District.objects.exists()


def test_an_act_within_an_act_joins_it(District, made, known_acts, seen):
    @act("test.outer.done", permission="access.administer", says="")
    def outer(*, by):
        made(District, by=by, code="A", name="A")
        return made(District, by=by, code="B", name="B")

    outer(by=TEST)
    (doing,) = seen
    assert doing.spec.event == "test.outer.done"
    assert [change.record.code for change in doing.changes] == ["A", "B"]


def test_an_act_within_an_act_is_still_checked(District, made, officer, known_acts):
    @act("test.outer.open", permission="missing.see", says="")
    def outer(*, by):
        made(District, by=by, code="A", name="A")

    with pytest.raises(Refused):
        outer(by=officer("sergeant"))
    assert not District.objects.filter(code="A").exists()


def test_after_an_act_none_is_in_progress(District, made, saved):
    south = made(District, by=TEST, code="S", name="South")
    assert not acts.in_progress()
    with pytest.raises(Invalid):
        saved(south, by=TEST, name="x" * 81)
    assert not acts.in_progress()


def test_what_is_told_outside_waits_for_the_commit(known_acts, django_capture_on_commit_callbacks, db):
    told = []

    @act("test.word.sent", permission="access.administer", says="")
    def send(*, by, fail):
        current().after_commit(lambda: told.append(fail))
        if fail:
            raise Invalid("No.")

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(Invalid):
            send(by=TEST, fail=True)
        send(by=TEST, fail=False)
        assert told == []
    assert told == [False]


class TestStale:
    def test_a_form_drawn_before_someone_elses_change_is_refused(self, District, made, saved):
        south = made(District, by=TEST, code="S", name="South")
        saved(District.objects.get(pk=south.pk), by=TEST, name="Theirs")
        with pytest.raises(Stale, match="while you were typing"):
            saved(District.objects.get(pk=south.pk), by=Actor("test", seen=1), name="Mine")
        assert District.objects.get(pk=south.pk).name == "Theirs"

    def test_the_version_seen_may_be_the_present_one(self, District, made, saved):
        south = made(District, by=TEST, code="S", name="South")
        saved(south, by=Actor("test", seen=1), name="Mine")
        assert south.version == 2

    def test_a_copy_read_before_someone_elses_change_cannot_be_saved(self, District, made, saved):
        south = made(District, by=TEST, code="S", name="South")
        mine, theirs = District.objects.get(pk=south.pk), District.objects.get(pk=south.pk)
        saved(theirs, by=TEST, name="Theirs")
        with pytest.raises(Stale, match="district a moment ago"):
            saved(mine, by=TEST, name="Mine")
        assert District.objects.get(pk=south.pk).name == "Theirs"

    def test_a_record_that_is_gone_is_stale(self, District, made, saved, known_acts):
        @act("test.record.removed", permission="access.administer", says="")
        def remove(record, *, by):
            record.delete()

        south = made(District, by=TEST, code="S", name="South")
        copy = District.objects.get(pk=south.pk)
        remove(south, by=TEST)
        with pytest.raises(Stale):
            saved(copy, by=Actor("test", seen=1), name="Mine")


class TestSubmission:
    def test_a_form_sent_twice_does_its_work_once_and_says_where(self, District, made, saved):
        south = made(District, by=TEST, code="S", name="South")
        once = Actor("test", submission="form-1")
        saved(south, by=once, name="Mine")
        with pytest.raises(AlreadyDone) as fault:
            saved(District.objects.get(pk=south.pk), by=once, name="Mine again")
        assert fault.value.case == south.ref()
        assert District.objects.get(pk=south.pk).name == "Mine"

    def test_acts_without_a_mark_are_never_taken_for_each_other(self, District, made):
        made(District, by=TEST, code="A", name="A")
        made(District, by=TEST, code="B", name="B")
        assert District.objects.count() == 2

    def test_acts_within_one_submission_share_its_mark(self, District, made, known_acts):
        @act("test.pair.made", permission="access.administer", says="")
        def pair(*, by):
            made(District, by=by, code="A", name="A")
            made(District, by=by, code="B", name="B")

        pair(by=Actor("test", submission="form-1"))
        assert District.objects.count() == 2


class TestReach:
    def test_a_record_outside_the_actors_reach_is_refused(self, officer, team, made, saved, District):
        south = made(District, by=TEST, code="S", name="South")
        here = officer("administrator", scope="district", scope_id=team.district_id)
        saved(team.district, by=here, name="Northfields")
        with pytest.raises(Refused, match="here"):
            saved(south, by=here, name="Taken over")

    def test_an_edit_must_not_move_a_record_out_of_its_editors_reach(self, officer, team, made, saved, District, Team):
        south = made(District, by=TEST, code="S", name="South")
        here = officer("administrator", scope="district", scope_id=team.district_id)
        with pytest.raises(Refused):
            saved(Team.objects.get(pk=team.pk), by=here, district=south)
        assert Team.objects.get(pk=team.pk).district_id == team.district_id


class TestManyAtOnce:
    def test_many_at_once_are_reported(self, District, made_many, seen):
        made = made_many([District(code=str(n), name=f"District {n}") for n in range(3)], by=TEST)
        assert all(d.pk for d in made)
        assert seen[0].bulk == [(District, made)]
        assert {d.recorded_at for d in made} == {seen[0].at}

    def test_a_record_made_among_many_can_be_changed_next(self, District, made_many, saved, seen):
        made = made_many([District(code="1", name="One")], by=TEST)
        saved(made[0], by=TEST, name="Uno")
        assert seen[-1].changes[0].old == {"name": "One"}
        assert District.objects.get(code="1").name == "Uno"

    def test_none_at_once_is_nothing(self, District, known_acts, seen):
        @act("test.none.made", permission="access.administer", says="")
        def none(*, by):
            return current().bulk_create(District, [])

        assert none(by=TEST) == []
        assert seen[0].bulk == []


class TestRefusalsOfTheDatabase:
    """What the database refuses is told in the words that the model gives its constraint."""

    def test_a_check(self, team, made_many, Team):
        wrong = Team(district=team.district, code="X", name="X", kind="nonsense")
        with pytest.raises(Invalid, match="Choose what the team is for"):
            made_many([wrong], by=TEST)

    def test_a_uniqueness_with_words_of_its_own(self, officer, made_many):
        from django.apps import apps

        View = apps.get_model("missing", "SavedView")
        user = officer("sergeant")
        rows = [View(user=user, name="Mine", query="a=1"), View(user=user, name="Mine", query="a=2")]
        with pytest.raises(Invalid, match="You have a view of that name"):
            made_many(rows, by=TEST)

    def test_a_uniqueness_under_a_condition(self, child, officer, made_many):
        from django.apps import apps

        Plan = apps.get_model("missing", "TriggerPlan")
        now = clock.now()
        about = {"person": child(), "made_at": now, "made_by": officer(), "reason": "x"}
        about["review_due_at"] = now + timedelta(days=90)
        with pytest.raises(Invalid, match="has a current trigger plan"):
            made_many([Plan(number=1, **about), Plan(number=2, **about)], by=TEST)

    def test_two_records_where_the_field_alone_is_unique(self, District, made_many):
        with pytest.raises(Invalid, match="District with this Code already exists"):
            made_many([District(code="S", name="South"), District(code="S", name="Sud")], by=TEST)

    def test_a_lock_that_was_not_got_in_time_may_be_tried_again(self, known_acts, db):
        @act("test.lock.waited", permission="access.administer", says="")
        def wait(*, by):
            raise OperationalError("database is locked")

        with pytest.raises(Busy, match="try again"):
            wait(by=TEST)

    def test_any_other_fault_of_the_database_is_no_ones_mistake(self, known_acts, db):
        @act("test.disk.full", permission="access.administer", says="")
        def full(*, by):
            raise OperationalError("disk full")

        with pytest.raises(OperationalError):
            full(by=TEST)


def test_every_constraint_has_a_name_of_its_own():
    """A refusal is recognised by its constraint's name, as a word, within the database's message."""
    from django.apps import apps

    names = [c.name for model in apps.get_models() for c in model._meta.constraints]
    assert sorted(names) == sorted(set(names))


def test_a_name_within_anothers_is_not_taken_for_it():
    from django.apps import apps

    from plumbline.kernel.acts import _words_of

    Action, MeetingAction = apps.get_model("inspections", "Action"), apps.get_model("briefing", "MeetingAction")
    told = "CHECK constraint failed: briefing_action_done_or_dropped\n"
    assert _words_of(Action, told) is None
    assert _words_of(MeetingAction, told)


def test_every_constraint_speaks():
    """Django's own sentence ("Constraint “x” is violated.") helps nobody."""
    from django.apps import apps

    from plumbline.kernel.records import Record

    mute = [
        constraint.name
        for model in apps.get_models()
        if issubclass(model, Record)
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert mute == []


def test_the_lock_of_a_case_is_taken_first(District, made, saved):
    """PostgreSQL locks the root row before anything else; SQLite has one writer at a time already."""
    from django.test.utils import CaptureQueriesContext

    south = made(District, by=TEST, code="S", name="South")
    with CaptureQueriesContext(connection) as queries:
        saved(south, by=TEST, name="Deep South")
    locking = [n for n, q in enumerate(queries.captured_queries) if "FOR NO KEY UPDATE" in q["sql"]]
    writing = [n for n, q in enumerate(queries.captured_queries) if q["sql"].startswith("UPDATE")]
    if connection.vendor == "postgresql":
        assert locking[0] < writing[0]
    else:
        assert locking == []
