"""Two acts at once about one child: each finds the other's work done or not begun, and the duties are true of both."""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random
from threading import Event
from typing import Any

import pytest
from django.db import connection

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import Actor, actor_of, system
from plumbline.kernel.errors import AlreadyDone, Busy, Invalid, Missing, Refused, Stale
from plumbline.missing import actions as missing
from plumbline.missing.models import Enquiry, Episode, State, TriggerPlan
from plumbline.people import actions as people
from plumbline.people.models import Person
from plumbline.standards import actions as standards
from plumbline.standards.models import Duty, Waiver
from plumbline.standards.tests import probes
from plumbline.standards.tests.world import DAY, HOUR, START, World
from tests.drills.conftest import LONGEST, at_once, differing

pytestmark = pytest.mark.slow
ROUNDS = 8
CHECKS = ("risk_is_right", "quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated")


class Case:
    """A missing child, and deeds about them. Each reads for itself what it acts on, as a page would."""

    def __init__(self, world: World) -> None:
        self.world, self.by = world, world.sergeants[0]
        self.child = people.add_person(by=system("test"), given_name="Ada", date_of_birth=date(2014, 1, 1))
        told = {"by": self.by, "team": world.teams[0], "reported_at": START - HOUR, "supervisor": self.by}
        self.episode = missing.report_missing(self.child, **told)
        missing.acknowledge_history(self.episode, by=self.by)
        self.enquiry = missing.set_enquiry(self.episode, by=self.by, kind="search", what="home", due_at=START + HOUR)
        self.make_plan()()

    def read(self, record: Any) -> Any:
        return type(record).objects.get(pk=record.pk)

    def make_plan(self) -> Callable[[], Any]:
        task = {"kind": "address", "who_does": "Response", "what": "go to the aunt's"}
        told = {"reason": "often gone", "review_due_at": START + 90 * DAY, "tasks": [task]}
        child = self.read(self.child)
        return lambda: missing.make_plan(child, by=self.by, **told)

    def open_plan(self) -> Callable[[], Any]:
        episode = self.read(self.episode)
        return lambda: missing.open_plan(episode, by=self.by)

    def set_enquiry(self) -> Callable[[], Any]:
        episode, told = self.read(self.episode), {"kind": "area", "what": "the park", "due_at": START + HOUR}
        return lambda: missing.set_enquiry(episode, by=self.by, **told)

    def result_enquiry(self) -> Callable[[], Any]:
        enquiry = self.read(self.enquiry)
        return lambda: missing.result_enquiry(enquiry, by=self.world.constables[0], outcome="nothing", result="looked")

    def review(self) -> Callable[[], Any]:
        episode, told = self.read(self.episode), {"kind": "supervisor", "direction": "go on", "ownership": "stays"}
        told |= {"next_review_at": START + 9 * HOUR} | dict.fromkeys(CHECKS, True)
        return lambda: missing.record_review(episode, by=self.by, **told)

    def assess(self) -> Callable[[], Any]:
        episode, told = self.read(self.episode), {"stage": "supervisor", "level": "high", "rationale": "x"}
        return lambda: missing.assess_risk(episode, by=self.by, **told)

    def locate(self) -> Callable[[], Any]:
        episode = self.read(self.episode)
        return lambda: missing.locate_child(episode, by=self.by, located_at=START, located_where="x")

    def hand_over(self) -> Callable[[], Any]:
        episode = self.read(self.episode)
        return lambda: missing.allocate_episode(episode, by=self.by, officer=self.world.constables[1])

    def amend(self) -> Callable[[], Any]:
        child = self.read(self.child)
        return lambda: people.amend_person(child, by=self.by, date_of_birth=date(2009, 5, 5))

    def waive(self) -> Callable[[], Any]:
        duty = Duty.objects.filter(kind="missing.episode", subject_id=self.episode.pk, done_at=None).first()
        return lambda: standards.waive(duty, by=self.world.seniors[1], reason="it cannot be done now")


DEEDS = [
    "make_plan",
    "open_plan",
    "set_enquiry",
    "result_enquiry",
    "review",
    "assess",
    "locate",
    "hand_over",
    "amend",
    "waive",
]
PAIRS = [*itertools.combinations(DEEDS, 2), *((deed, deed) for deed in DEEDS)]


@pytest.fixture
def case(force: World) -> Callable[[], Case]:
    return lambda: Case(force)


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("first", DEEDS)
def test_two_acts_at_once_leave_one_true_set_of_duties(first: str, case: Callable[[], Case]) -> None:
    """Every pair, several times, each in turn called first. Nobody waits in a ring, nobody is told of a constraint."""
    ended: Counter[str] = Counter()
    for one, other in (pair for pair in PAIRS if pair[0] == first):
        for turn in range(2):
            about = case()
            names = (one, other) if turn else (other, one)
            for result in at_once(*(getattr(about, name)() for name in names)):
                assert not isinstance(result, Exception) or isinstance(result, Invalid | Stale), repr(result)
                ended[type(result).__name__] += 1
            assert not differing(), f"{one} and {other}: {differing()[0]}"
    assert ended, "something was done"


@pytest.mark.usefixtures("frozen")
def test_closing_and_setting_an_enquiry_at_once(case: Callable[[], Case]) -> None:
    """A closed episode has no open enquiry, whoever comes first; the other is told why not."""
    seen: Counter[str] = Counter()
    for turn in range(ROUNDS):
        about = case()
        about.result_enquiry()()
        about.locate()()
        told = {"wellbeing_confirmed_at": START, "condition": "safe"}
        missing.confirm_wellbeing(about.read(about.episode), by=about.by, **told)
        closing = about.read(about.episode)
        deeds = [lambda: missing.close_episode(closing, by=about.by, closing_summary="home"), about.set_enquiry()]  # noqa: B023
        results = at_once(*(deeds if turn % 2 else reversed(deeds)))
        refused = [result for result in results if isinstance(result, Exception)]
        assert len(refused) == 1, results
        assert isinstance(refused[0], Invalid), repr(refused[0])
        episode = about.read(about.episode)
        waiting = episode.enquiries.filter(resulted_at=None, dropped_at=None).count()
        assert (episode.state, waiting) in ((State.CLOSED, 0), (State.SAFE, 1))
        seen[episode.state] += 1
        assert not differing()
    assert sum(seen.values()) == ROUNDS


@pytest.mark.usefixtures("frozen")
def test_no_update_is_lost(case: Callable[[], Case]) -> None:
    """Two give one enquiry to different officers: one succeeds, the other is told that someone was first."""
    for _ in range(ROUNDS):
        about = case()
        copies = [about.read(about.enquiry) for _ in range(2)]
        deeds = [
            lambda copy=copy, to=to: missing.allocate_enquiry(copy, by=about.by, allocated_to=to)  # noqa: B023
            for copy, to in zip(copies, about.world.constables, strict=True)
        ]
        results = at_once(*deeds)
        assert sorted(type(result).__name__ for result in results) == ["Enquiry", "Stale"]
        (won,) = [result for result in results if isinstance(result, Enquiry)]
        held = about.read(about.enquiry)
        assert (held.allocated_to_id, held.version) == (won.allocated_to_id, 2)
        owners = Duty.objects.filter(kind="missing.enquiry", subject_id=held.pk).values_list("owner", flat=True)
        assert won.allocated_to_id in set(owners)
        assert not differing()


@pytest.mark.usefixtures("frozen")
def test_a_child_reported_by_two_callers_at_once_is_missing_once(force: World) -> None:
    for _ in range(ROUNDS):
        child = people.add_person(by=system("test"), given_name="Ada", date_of_birth=date(2014, 1, 1))
        told = {"team": force.teams[0], "reported_at": START - HOUR}
        copies = [Person.objects.get(pk=child.pk) for _ in range(2)]
        deeds = [partial(missing.report_missing, copy, by=force.everyone[-1], **told) for copy in copies]
        results = at_once(*deeds)
        assert sorted(type(result).__name__ for result in results) == ["Episode", "Invalid"], results
        assert "already recorded as missing" in str(next(r for r in results if isinstance(r, Invalid)))
        assert Episode.objects.filter(person=child).count() == 1
    assert not differing()


@pytest.mark.usefixtures("frozen")
def test_two_plans_made_at_once_are_two_versions(case: Callable[[], Case]) -> None:
    for _ in range(ROUNDS):
        about = case()
        results = at_once(about.make_plan(), about.make_plan())
        assert [type(result) for result in results] == [TriggerPlan, TriggerPlan]
        plans = TriggerPlan.objects.filter(person=about.child).order_by("number")
        assert [(plan.number, plan.is_current) for plan in plans] == [(1, False), (2, False), (3, True)]
        assert not differing()


# The same form twice


def marked(user: Any, mark: str, seen: int | None = None) -> Actor:
    return replace(actor_of(user), submission=mark, seen=seen)


@pytest.mark.usefixtures("frozen")
def test_a_form_sent_twice_at_once_is_recorded_once(case: Callable[[], Case]) -> None:
    """One that adds, one that changes what it showed, and one about nobody yet: the second click learns where the first led."""
    for turn in range(ROUNDS):
        about = case()
        by = about.world.constables[0]
        told = {"kind": "area", "what": "the park", "due_at": START + HOUR}
        done = {"outcome": "nothing", "result": "looked"}

        def adding(mark: str, about: Case = about, told: Any = told) -> Any:
            return missing.set_enquiry(about.read(about.episode), by=marked(about.by, mark), **told)

        def changing(mark: str, about: Case = about, by: Any = by, done: Any = done) -> Any:
            return missing.result_enquiry(about.read(about.enquiry), by=marked(by, mark, seen=1), **done)

        def unheard(mark: str, by: Any = by) -> Any:
            return people.add_person(by=marked(by, mark), given_name="Dee", surname=mark)

        for deed, model in ((adding, Enquiry), (changing, Enquiry), (unheard, Person)):
            before, mark = model.objects.count(), f"{deed.__name__}-{turn}"
            results = at_once(lambda d=deed, m=mark: d(m), lambda d=deed, m=mark: d(m))
            assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", model.__name__], results
            (again,) = [result for result in results if isinstance(result, AlreadyDone)]
            (first,) = [result for result in results if not isinstance(result, AlreadyDone)]
            assert again.case == first.case().ref()
            assert model.objects.count() == before + (deed is not changing)
        assert not differing()


# Acts about many children


@probes.own_act
def bring_in(episodes: list[Episode], *, by: Any, meanwhile: Callable[[], None]) -> None:
    acts.current().bulk_create(Episode, episodes)
    meanwhile()


@probes.own_act
def dawdle(episode: Episode, *, by: Any, meanwhile: Callable[[], None]) -> Episode:
    """A change of the episode, and then something that takes its time."""
    episode.history_acknowledged_at, episode.history_acknowledged_by = START, by.user
    episode.save()
    meanwhile()
    return episode


def fed(about: Case, key: str) -> list[Episode]:
    row = Episode(person=about.child, reported_at=START - 2 * HOUR, reported_month=date(2026, 3, 1), is_child=True)
    row.source, row.source_key, row.state = "other-system", key, State.CLOSED
    row.team, row.district_id = about.world.teams[0], about.world.teams[0].district_id
    return [row]


@pytest.mark.usefixtures("frozen")
def test_an_act_that_commits_while_an_import_is_under_way(case: Callable[[], Case]) -> None:
    """The import has written its rows and not yet judged; the act finds no lock, is done, and its work is not undone."""
    about, written, done = case(), Event(), Event()

    def importing() -> None:
        def meanwhile() -> None:
            written.set()
            assert done.wait(LONGEST)

        bring_in(fed(about, "E1"), by=system("other-system"), meanwhile=meanwhile)

    def acting() -> None:
        assert written.wait(LONGEST)
        about.review()()
        done.set()

    with probes.in_force(probes.every_probe):
        standards.mend(differing(), by=system("test"))
        assert at_once(importing, acting) == [None, None]
        assert not differing()


@pytest.mark.usefixtures("frozen")
def test_an_import_waits_for_the_act_that_it_overtakes(case: Callable[[], Case]) -> None:
    """The act has changed the episode and not yet committed, when the import would judge that same episode."""
    about, begun, pids = case(), Event(), []

    def acting() -> None:
        def meanwhile() -> None:
            begun.set()
            _until(lambda: bool(pids) and _waits(pids[0]))

        dawdle(about.read(about.episode), by=actor_of(about.by), meanwhile=meanwhile)

    def importing() -> None:
        assert begun.wait(LONGEST)
        pids.append(connection.connection.info.backend_pid)
        bring_in(fed(about, "E1"), by=system("other-system"), meanwhile=lambda: None)

    with probes.in_force(probes.every_probe):
        standards.mend(differing(), by=system("test"))
        assert at_once(acting, importing) == [None, None]
        assert not differing()


def _waits(pid: int) -> bool:
    """Whether that connection stands in a queue for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone() == (True,)


def _until(holds: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(LONGEST * 50):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("what was waited for never came")


@pytest.mark.usefixtures("frozen")
def test_mending_while_people_work(case: Callable[[], Case]) -> None:
    """A reconciliation that mends takes its turn with the acts about the same children."""
    for _ in range(ROUNDS):
        about = case()
        Duty.objects.filter(subject_id=about.episode.pk, kind="missing.episode").update(due_at=START)
        found = differing()
        assert found
        results = at_once(
            lambda found=found: standards.mend(found, by=system("reconcile")), about.review(), about.open_plan()
        )
        assert not [result for result in results if isinstance(result, Exception)], results
        assert not differing()


@pytest.mark.usefixtures("frozen")
def test_a_duty_waived_while_it_falls_away_and_comes_back(case: Callable[[], Case]) -> None:
    """A waiver that stands is shown on its duty, and one shown stands, whoever was first."""
    for turn in range(ROUNDS):
        about = case()
        about.locate()()

        def back(about: Case = about) -> Any:
            return missing.lose_again(about.read(about.episode), by=about.world.constables[0])

        deeds = [about.waive(), lambda: back()]
        results = at_once(*(deeds if turn % 2 else reversed(deeds)))
        assert not [
            r for r in results if isinstance(r, Exception) and not isinstance(r, Invalid | Stale | Refused | Missing)
        ]
        shown = set(Duty.objects.filter(is_waived=True).values_list("kind", "subject_id", "standard"))
        assert shown <= set(Waiver.objects.values_list("kind", "subject_id", "standard"))
        assert not differing()


def test_two_people_at_work_on_the_same_children(force: World) -> None:
    """Each does what comes to mind; neither ever waits in a ring, and at the end the duties are those of the facts."""
    with probes.in_force(probes.every_probe):
        # The force's own accounts and grants are older than the probes.
        standards.mend(differing(), by=system("reconcile"))
        for seed in range(3):

            def work(number: int, seed: int = seed) -> int:
                world, chance, done = copy.copy(force), Random(f"{seed}/{number}"), 0
                world.begin()
                for _ in range(25):
                    done += bool(world.step(chance.randrange(1, 10_000_000)))
                return done

            results = at_once(lambda: work(1), lambda: work(2))
            assert all(isinstance(result, int) and result > 10 for result in results), results
            assert not differing()


# SQLite, where one process writes at a time


PROCESSES = [
    ("open_plan", "set_enquiry"),
    ("review", "open_plan"),
    ("result_enquiry", "review"),
    ("make_plan", "open_plan"),
    ("locate", "review"),
]


def both(start: Callable[..., Any], one: tuple[str, ...], other: tuple[str, ...]) -> list[list[str]]:
    processes = [start("when-told", *one), start("when-told", *other)]
    assert [process.hear() for process in processes] == ["ready", "ready"]
    for process in processes:
        process.go_on()
    ended = [process.hear() for process in processes]
    for process in processes:
        process.close()
    return ended


@pytest.mark.parametrize(("one", "other"), PROCESSES)
def test_two_processes_at_once(one: str, other: str, start: Any, found: Any) -> None:
    ended = both(start, (one,), (other,))
    assert [how for how, _ in ended] == ["done", "done"], ended
    told = found()
    assert (told["whole"], told["loose"], told["differences"]) == ("ok", 0, [])


def test_no_update_is_lost_between_processes(start: Any, found: Any) -> None:
    ended = both(start, ("allocate_enquiry",), ("result_enquiry",))
    assert sorted(how for how, _ in ended) in (["Stale", "done"], ["Invalid", "done"]), ended
    assert found()["differences"] == []


def test_a_child_reported_in_two_processes_is_missing_once(start: Any, found: Any) -> None:
    ended = both(start, ("report",), ("report",))
    assert sorted(how for how, _ in ended) == ["Invalid", "done"], ended
    told = found()
    assert (told["rows"]["missing.episode"], told["differences"]) == (3, [])


@pytest.mark.parametrize(
    "form", [("set_enquiry", "form-1"), ("result_enquiry", "form-1", "1"), ("add_person", "form-1")]
)
def test_a_form_sent_to_two_processes_is_recorded_once(form: tuple[str, ...], start: Any, found: Any) -> None:
    before = found()["rows"]["ledger.entry"]
    ended = both(start, form, form)
    assert sorted(how for how, _ in ended) == ["AlreadyDone", "done"], ended
    told = found()
    assert (told["rows"]["ledger.entry"], told["differences"]) == (before + 1, [])


def test_busy_is_for_the_database_and_not_for_a_form() -> None:
    """What is told in each case; the drills above would otherwise pass on a refusal of any kind."""
    assert not issubclass(Busy, Invalid | Stale)
    assert clock.now()
