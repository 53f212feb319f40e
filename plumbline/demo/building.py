"""Building the whole force, stage by stage, with the clock held still."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeVar

from plumbline.access.actions import restrict
from plumbline.access.models import User
from plumbline.demo import (
    actions,
    audits,
    custody,
    episodes,
    incidents,
    inspecting,
    investigations,
    keeping,
    live,
    meetings,
    protecting,
    referring,
    watching,
    words,
)
from plumbline.demo.children import Absence, Child, Population, number_them
from plumbline.demo.dice import Dice
from plumbline.demo.families import Family
from plumbline.demo.force import DAYS, Force, Recruiting, World
from plumbline.demo.names import Names
from plumbline.demo.rows import Rows
from plumbline.incidents.models import Incident
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.missing.models import Episode, Risk, State
from plumbline.people.models import Person, Voice
from plumbline.standards.actions import waive
from plumbline.standards.models import Duty
from plumbline.workforce.models import District

T = TypeVar("T")
DEMO = system("demo")
# Episodes over two years, and constables in a response team.
SIZES = {"small": (3050, 4), "force": (24_000, 12), "national": (260_000, 40)}
MOST_AT_ONCE = 1500  # episodes or children in one act: what fits in memory

Progress = Callable[[str, int], None]


def holds_data() -> bool:
    """Whether anything was ever put into this database."""
    return User.objects.exists() or District.objects.exists() or Person.objects.exists() or Episode.objects.exists()


def build(*, episodes: int, seed: int = 1, constables: int = 4, progress: Progress = lambda stage, done: None) -> Force:
    """Make the force, about so many episodes over the two years up to now, and those missing now on top of them.

    The same numbers at the same moment make the same rows. `progress` hears the stage and how many episodes are done.
    """
    with clock.frozen(clock.now()), _collecting_seldom():
        return _Building(seed, clock.now(), constables, progress).run(episodes)


class _Building:
    def __init__(self, seed: int, now: datetime, constables: int, progress: Progress) -> None:
        dice = Dice(seed)
        opened = clock.local(now).date() - timedelta(days=DAYS + 10)
        names = Names(dice)
        recruiting = Recruiting(dice, names, constables, opened)
        self.world = World(dice, names, recruiting.draw_up(), now)
        self.custody_dice = Dice(f"custody {seed}")
        recruiting.custody(self.custody_dice, Names(self.custody_dice))
        self.detective_dice = Dice(f"investigations {seed}")
        recruiting.investigation(self.detective_dice, Names(self.detective_dice))
        self.progress = progress

    def run(self, number: int) -> Force:
        actions.open_force(self.world.force, by=DEMO)
        children = self._children(number)
        for some in _in_parts(children, MOST_AT_ONCE):
            self._add_families(some)
        absences = sorted((a for child in children for a in child.absences), key=lambda a: a.reported_at)
        for month in self._months(absences):
            actions.add_month(partial(self._tell, month), by=DEMO)
            self.progress(f"{month[0].reported_at:%b %Y}", len(month))
            gc.collect()
        self._check_calls()
        actions.add_custody(partial(custody.tell, self.world, children, self.custody_dice), by=DEMO)
        self.progress("custody", 0)
        actions.add_referrals(referring.refer(self.world), by=DEMO)
        self.progress("referrals", 0)
        actions.add_investigations(partial(investigations.tell, self.world, self.detective_dice), by=DEMO)
        self.progress("investigations", 0)
        self._waive_some()
        audits.audit(self.world, DEMO)
        self.progress("audits", 0)
        inspecting.tell(self.world.force, self.world.now)
        meetings.hold(self.world)
        self.progress("meetings", 0)
        self._restrict_one()
        keeping.keep(self.world)
        protecting.protect(self.world, number)
        self.progress("police protection", 0)
        watching.watch(self.world)
        return self.world.force

    def _check_calls(self) -> None:
        calls = list(Incident.objects.order_by("pk"))
        watch = self.world.force.named["nash"]
        actions.add_checks(incidents.check_calls(self.world.dice, calls, watch, self.world.now), by=DEMO)

    def _restrict_one(self) -> None:
        """One child missing now, away from where a visitor signs in first, is related to an officer: those who work the case
        and the co-ordinator see the record, others that there is one."""
        named = self.world.force.named
        away = Episode.objects.filter(state=State.MISSING).exclude(district__code="AM").order_by("reported_at", "pk")
        episode = away.filter(risk=Risk.HIGH).first() or away.first()
        if episode is None:
            return
        working = {episode.officer_id, episode.supervisor_id, named["moss"].id} - {None, named["grant"].id}
        allowed = list(User.objects.filter(pk__in=working).order_by("pk"))
        day = clock.today() + timedelta(days=90)
        told = {"reason": words.RESTRICTED, "is_told": True, "review_on": day, "allow": allowed}
        restrict(episode.person, by=named["grant"].user, **told)

    def _waive_some(self) -> None:
        """One missed duty in sixty of those that have a reason on the list, by the public-protection lead, days later."""
        missed = Duty.objects.filter(
            standard__in=words.WAIVED, done_at=None, unknown="", due_at__lt=self.world.now - timedelta(days=9)
        )
        for duty in missed.order_by("kind", "subject_id", "standard"):
            if self.world.dice.chance(1 / 60) and duty.due_at is not None:
                at = duty.due_at + timedelta(
                    days=self.world.dice.randint(2, 8), minutes=self.world.dice.randint(0, 400)
                )
                with clock.frozen(at):
                    reason = self.world.dice.pick(words.WAIVED[duty.standard])
                    waive(duty, by=self.world.force.named["pike"].user, reason=reason)

    def _children(self, number: int) -> list[Child]:
        children = Population(self.world, number).plan()
        live.place(self.world.dice, children, self.world.now)
        for child in children:
            number_them(child)
        return children

    def _add_families(self, children: Sequence[Child]) -> None:
        rows = Rows()
        family = Family(self.world, rows)
        for child in children:
            family.settle(child)
        actions.add_families(rows, by=DEMO)
        for child in children:
            assert child.person is not None
            child.person_id, child.person = child.person.pk, None
        self.progress("people", 0)

    def _months(self, absences: list[Absence]) -> Iterator[Sequence[Absence]]:
        for _, month in groupby(absences, key=lambda absence: clock.local_month(absence.reported_at)):
            yield from _in_parts(list(month), MOST_AT_ONCE)

    def _tell(self, absences: Sequence[Absence]) -> tuple[Rows, list[tuple[Voice, Episode]]]:
        rows, voices = Rows(), []
        for absence in absences:
            voices += episodes.tell(self.world, rows, absence).voices
        return rows, voices


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Python looks for garbage once a month of the force instead of every few hundred rows: a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _in_parts(things: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
