"""Does the recurring work. Several workers may run, on several machines: a row for each job, with a time until which it is
taken, keeps two from doing one job at once. A worker that was killed holds a job until that time is over.
"""

from __future__ import annotations

import contextvars
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, models

from plumbline.kernel import clock
from plumbline.kernel.errors import PlumblineError
from plumbline.kernel.fields import MomentField
from plumbline.kernel.recurring import Recurring, register

log = logging.getLogger(__name__)

LEASE = 60  # seconds for which a job is taken; renewed while it lasts
AFTER_A_FAILURE = 30  # seconds at least before a job that failed is tried again, so that the log stays readable
AFTER_A_FAULT = 5  # seconds to wait where the database cannot be reached


class Job(models.Model):
    """When a recurring job is next due, and until when some worker has it."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = MomentField()
    taken_until = MomentField(null=True)
    taken_by = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Worker:
    """Does what is due, one job after another, until told to stop."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"[:120]
        self.stopping = threading.Event()
        self._aside: list[threading.Thread] = []

    def run(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Until `stop`, or until whoever wanted it is gone."""
        while is_wanted() and not self.stopping.is_set():
            self.stopping.wait(self.round())
        self.wait()

    def wait(self) -> None:
        """Until what is done aside is over."""
        for thread in self._aside:
            thread.join()

    def stop(self) -> None:
        """What is under way is finished first."""
        self.stopping.set()

    def round(self) -> float:
        """Do whatever is due; returns for how many seconds nothing will be."""
        close_old_connections()
        try:
            for job in self._due():
                if not self.stopping.is_set() and self._take(job):
                    (self._do_aside if job.is_aside else self._do)(job)
            return self._rest()
        except (DatabaseError, InterfaceError):
            log.exception("the database cannot be reached; trying again in %s s", AFTER_A_FAULT)
            connection.close()
            return AFTER_A_FAULT

    def _due(self) -> list[Recurring]:
        """What nobody has and is due, the rarest first: what a nightly job wrote in the ledger is sealed in the same round.

        Looking comes first, because it keeps no one from writing.
        """
        if new := set(register) - set(Job.objects.values_list("name", flat=True)):
            Job.objects.bulk_create([Job(name=name, due_at=clock.now()) for name in sorted(new)], ignore_conflicts=True)
        due = set(_free().values_list("name", flat=True))
        return sorted((job for job in register.values() if job.name in due), key=lambda job: -job.seconds)

    def _take(self, job: Recurring) -> bool:
        """Whether this worker now has the job. One statement, so that of two workers only one succeeds."""
        until = clock.now() + timedelta(seconds=LEASE)
        return bool(_free().filter(name=job.name).update(taken_by=self.name, taken_until=until))

    def _do_aside(self, job: Recurring) -> None:
        """In a thread and on a connection of its own."""

        def carry_out() -> None:
            try:
                self._do(job)
            except (
                DatabaseError,
                InterfaceError,
            ):  # its place is free again when the time is over for which it was taken
                log.exception("%s could not be given back", job.name)
            finally:
                connection.close()

        self._aside = [thread for thread in self._aside if thread.is_alive()]
        thread = threading.Thread(target=contextvars.copy_context().run, args=[carry_out], name=job.name, daemon=True)
        self._aside.append(thread)
        thread.start()

    def _do(self, job: Recurring) -> None:
        due = clock.now() + timedelta(seconds=job.seconds)
        try:
            with self._kept(job):
                job.function()
        except Exception as fault:
            due = max(due, clock.now() + timedelta(seconds=AFTER_A_FAILURE))
            words = fault.sentence if isinstance(fault, PlumblineError) else ""
            log.error("%s failed and is tried again: %s", job.name, words, exc_info=None if words else fault)
        finally:
            mine = Job.objects.filter(name=job.name, taken_by=self.name)
            mine.update(taken_until=None, taken_by="", due_at=due)

    @contextmanager
    def _kept(self, job: Recurring) -> Iterator[None]:
        """While the job lasts its time is renewed, from a thread that sleeps through all but the longest jobs."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(LEASE / 3):
                until = clock.now() + timedelta(seconds=LEASE)
                Job.objects.filter(name=job.name, taken_by=self.name).update(taken_until=until)
            connection.close()

        thread = threading.Thread(target=renew, name=f"keeps {job.name}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _rest(self) -> float:
        soonest = min((job.seconds for job in register.values()), default=60)
        return max(1.0, min(soonest / 2, 30.0))


def _free() -> models.QuerySet[Job]:
    now = clock.now()
    return Job.objects.filter(models.Q(taken_until=None) | models.Q(taken_until__lt=now), due_at__lte=now)
