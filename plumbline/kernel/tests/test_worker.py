"""Recurring work: when due, by one worker at a time, and never stopped by one job that fails."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from plumbline.kernel import clock, recurring, worker
from plumbline.kernel.errors import Invalid
from plumbline.kernel.worker import LEASE, Job, Worker

START = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)


def later(seconds):
    return clock.frozen(START + timedelta(seconds=seconds))


@pytest.fixture
def done(db, monkeypatch):
    """What the one job "count" has done: a list that grows by one each time."""
    did = []
    monkeypatch.setattr(recurring, "register", {})
    monkeypatch.setattr(worker, "register", recurring.register)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own transaction hangs on it
    recurring.every(10, "count", lambda: did.append(clock.now()))
    return did


def test_a_job_is_done_at_once_and_then_when_it_is_due(done):
    for seconds in (0, 1, 9, 10, 11, 25):
        with later(seconds):
            Worker().round()
    assert [(at - START).total_seconds() for at in done] == [0, 10, 25]


def test_two_workers_never_do_one_job_at_once(done):
    one, other = Worker(), Worker()
    recurring.every(10, "count", lambda: (done.append("one"), other.round()))
    with later(0):
        one.round()
    assert done == ["one"]


def test_who_looked_while_another_took_it_goes_away_empty(done):
    one, other = Worker(), Worker()
    with later(0):
        (seen,) = one._due()
        other.round()
        assert not one._take(seen)
    assert len(done) == 1


def test_what_a_killed_worker_held_is_done_once_its_time_is_over(done):
    killed = Worker()
    with later(0):
        (job,) = killed._due()
        assert killed._take(job)
    for seconds in (1, LEASE):
        with later(seconds):
            Worker().round()
    assert done == []
    with later(LEASE + 1):
        Worker().round()
    assert len(done) == 1


def test_who_lost_a_job_does_not_give_it_back_for_another(done):
    """Its machine slept through its time, and another worker is at it."""
    slow, other = Worker(), Worker()
    with later(0):
        (job,) = slow._due()
        slow._take(job)
    with later(LEASE + 1):
        assert other._take(job)
        slow._do(job)
        assert Job.objects.get().taken_by == other.name


def test_the_time_of_a_long_job_is_renewed(done, monkeypatch):
    renewed = threading.Event()
    monkeypatch.setattr(worker, "LEASE", 0.03)

    class Watched:
        """In the place of the table: a thread cannot use the test's own connection."""

        def filter(self, **_told):
            return self

        def update(self, **_told):
            renewed.set()

    monkeypatch.setattr(worker.Job, "objects", Watched())
    monkeypatch.setattr(worker, "connection", type("Nothing", (), {"close": lambda self: None})())
    with Worker()._kept(recurring.register["count"]):
        assert renewed.wait(10)


def test_a_job_that_fails_is_told_and_the_others_are_done(done, caplog):
    def fail():
        raise RuntimeError("no luck")

    recurring.register.clear()
    recurring.every(10, "a-failing", fail)
    recurring.every(10, "b-count", lambda: done.append(1))
    for seconds in (0, 10, 30):
        with later(seconds):
            Worker().round()
    assert done == [1, 1, 1]
    assert caplog.text.count("a-failing failed and is tried again") == 2
    assert "no luck" in caplog.text
    assert set(Job.objects.values_list("taken_until", flat=True)) == {None}


def test_what_a_job_cannot_do_is_told_in_its_own_words(done, caplog):
    def refuse():
        raise Invalid("The file of heads is not there.")

    recurring.every(10, "count", refuse)
    with later(0):
        Worker().round()
    assert "The file of heads is not there." in caplog.text
    assert "Traceback" not in caplog.text


def test_a_database_that_is_away_is_waited_for(done, caplog, monkeypatch):
    def away(self):
        raise DatabaseError("gone")

    monkeypatch.setattr(Worker, "_due", away)
    monkeypatch.setattr(worker, "connection", type("Nothing", (), {"close": lambda self: None})())
    assert Worker().round() == worker.AFTER_A_FAULT
    assert "the database cannot be reached" in caplog.text


def test_a_worker_that_is_stopped_finishes_what_it_does_and_begins_nothing(done):
    mine = Worker()
    recurring.register.clear()
    recurring.every(10, "first", lambda: (mine.stop(), done.append("first")))
    recurring.every(10, "second", lambda: done.append("second"))
    mine.run()
    assert done == ["first"]


def test_it_ends_when_whoever_wanted_it_is_gone(done):
    wanted = iter([True, False])
    mine = Worker()
    mine.stopping.wait = lambda _seconds: None
    mine.run(lambda: next(wanted))
    assert len(done) == 1


def test_what_waits_for_someone_outside_holds_up_nobody(done, monkeypatch):
    """A receiver that does not answer: the round goes on, and the worker ends only once it is over."""
    answered, finished = threading.Event(), []
    recurring.every(20, "outside", lambda: (answered.wait(60), finished.append("outside")), aside=True)
    plain = Worker._do
    monkeypatch.setattr(Worker, "_do", lambda self, job: job.function() if job.is_aside else plain(self, job))
    at_work = Worker()
    with later(0):
        at_work.round()
    assert (len(done), finished) == (1, [])
    answered.set()
    at_work.wait()
    assert finished == ["outside"]
