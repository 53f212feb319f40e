"""The engine on stored records: equality to the second, clocks that change, dated numbers, ends, silence, and its cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import system
from plumbline.kernel.workdays import bank_holidays, end_of_working_day
from plumbline.missing import actions as missing
from plumbline.missing.facts import EpisodeFacts
from plumbline.missing.models import Contact, Episode, Review, RiskAssessment
from plumbline.people import actions as people
from plumbline.standards import engine, policy, sources
from plumbline.standards.engine import Judged, standards_of, statement, verdicts
from plumbline.standards.expressions import earlier_of, later_of, when
from plumbline.standards.facts import Facts, Latest, Number, Running
from plumbline.standards.models import Duty
from plumbline.standards.policy import by
from plumbline.standards.policy import policy as number_called
from plumbline.standards.standard import After, Standard
from plumbline.standards.tests import probes
from plumbline.standards.tests.probes import declared, in_force, number, room_with
from plumbline.standards.tests.world import World

TEST = system("test")
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # a Monday
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(db: None) -> Iterator[None]:
    with clock.frozen(AT + 400 * DAY):
        yield


@pytest.fixture
def episode(child: Any, team: Any) -> Callable[..., Episode]:
    """Reported at `AT`, or when told; a new child each time, unless one is named."""

    def make(at: datetime = AT, *, person: Any = None, by: Any = TEST, **told: Any) -> Episode:
        return missing.report_missing(person or child(), by=by, team=team, reported_at=at, **told)

    return make


@pytest.fixture
def reviewed(officer: Any) -> Callable[..., Review]:
    sergeant = officer("sergeant")

    def make(episode: Episode, at: datetime, **told: Any) -> Review:
        checks = dict.fromkeys(
            ("risk_is_right", "quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated"), True
        )
        told = {"next_review_at": at + 9 * HOUR, "direction": "go on", "ownership": "stays"} | checks | told
        return missing.record_review(episode, by=sergeant, kind="supervisor", happened_at=at, **told)

    return make


def said_of(record: Any, key: str = "test.standard", facts: type[Facts] = EpisodeFacts) -> Judged | None:
    """What the engine says of the record now; the stored duty must say the same."""
    (verdict,) = verdicts(facts, [record.pk])
    judged = verdict.by_standard.get(key)
    duty = Duty.objects.filter(kind=facts.kind(), subject_id=record.pk, standard=key).first()
    stored = duty and Judged(duty.starts_at, duty.due_at, duty.done_at, duty.ended_at, duty.unknown)
    assert stored == judged, "the stored duty says something else"
    return judged


def reviewed_within(number_: Any, folder: Path, **said: Any) -> Callable[[], Any]:
    """A standard of the test: reviewed so long after the report."""
    told = {"facts": EpisodeFacts, "starts": "reported_at", "due": After("reported_at", number_called("within"))}
    told |= {"done": "first_review_at", "ends": None, "__module__": room_with(folder, {"within": number_})}
    return lambda: declared(**told | said)


# The three ways of asking


@pytest.mark.slow
def test_each_way_of_asking_gets_the_same_answer() -> None:
    """One subject, many in the correlated shape, all in the grouped shape: after a few hundred random acts."""
    world, chance = World(), Random(7)
    with in_force(probes.every_probe), transaction.atomic():
        for _ in range(250):
            world.step(chance.randrange(1, 10_000_000))
        for facts in Facts.register.values():
            told = {v.subject_id: v for v in verdicts(facts, facts.subject.objects.values_list("pk", flat=True))}
            assert told or not facts.kind().startswith("missing."), "the random world has all that a search brings"
            for pk, verdict in told.items():
                assert list(verdicts(facts, [pk])) == [verdict]
            assert whole(facts, engine.correlated) == told
            if connection.vendor == "postgresql":
                assert whole(facts, engine.grouped) == told
        transaction.set_rollback(True)


def whole(facts: type[Facts], shape: Any) -> dict[int, Any]:
    """All subjects in one statement, as reports ask."""
    asked = statement(facts, connection.vendor)
    rows = engine.judging(facts, standards_of(facts))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {shape(facts, connection)}) {engine.sql_of(rows, connection)}")
        return {row[0]: asked.read(row) for row in cursor.fetchall()}


def test_grouped_shape_on_sqlite_where_no_count_runs() -> None:
    """SQLite cannot count over a range of days; whatever else there is, both shapes give alike."""
    world, chance = World(), Random(11)
    for _ in range(120):
        world.step(chance.randrange(1, 10_000_000))
    for facts in Facts.register.values():
        names = [name for name, fact in facts.facts.items() if not isinstance(fact, Running)]
        found = []
        for shape in (engine.correlated, engine.grouped):
            with connection.cursor() as cursor:
                cursor.execute(f"WITH {shape(facts, connection, names)}) SELECT * FROM {facts.table()} ORDER BY id")
                found.append([tuple(map(plain, row)) for row in cursor.fetchall()])
        assert found[0] == found[1]
        assert found[0] or not facts.kind().startswith("missing.")


def plain(value: Any) -> Any:
    """SQLite's driver makes dates only of columns that come straight from a table."""
    return engine.moment_of(value) if isinstance(value, datetime | str) and str(value)[:2] == "20" else value


# To the second


@pytest.mark.parametrize(
    ("done", "state"),
    [(timedelta(hours=1), "met"), (timedelta(hours=1, milliseconds=999), "met"), (HOUR + SECOND, "late")],
)
def test_fractions_of_a_second_are_cut_when_saved(
    done: timedelta, state: str, tmp_path: Path, episode: Any, reviewed: Any
) -> None:
    """Reported 10:00:00.6 and reviewed 11:00:00.999 with an hour allowed is in time, on each database."""
    with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path), only=True):
        made = episode(AT + timedelta(milliseconds=600))
        reviewed(made, AT + done)
        judged = said_of(made)
        assert judged.starts_at == AT
        assert judged.due_at == AT + HOUR
        assert ("met" if judged.done_at <= judged.due_at else "late") == state


def test_fractions_are_cut_when_many_are_saved_at_once(episode: Any, officer: Any) -> None:
    made, by_whom = episode(), officer()

    @probes.own_act
    def many(*, by: Any) -> None:
        told = {"kind": "carer", "contacted_by": by_whom, "with_whom": "x", "is_reached": True}
        at = AT + timedelta(microseconds=999_999)
        acts.current().bulk_create(Contact, [Contact(episode=made, happened_at=at, **told)])

    many(by=TEST)
    with connection.cursor() as cursor:
        cursor.execute("SELECT happened_at FROM missing_contact")
        (held,) = cursor.fetchone()
    assert engine.moment_of(held) == AT


def test_no_stored_moment_has_a_fraction(episode: Any, reviewed: Any) -> None:
    made = episode(AT + timedelta(milliseconds=600), last_seen_at=AT - timedelta(milliseconds=1))
    reviewed(made, AT + timedelta(milliseconds=700), next_review_at=AT + HOUR + timedelta(milliseconds=5))
    for model in (Episode, Review):
        for row in model.objects.all():
            moments = [getattr(row, f.name) for f in model._meta.fields if isinstance(getattr(row, f.name), datetime)]
            assert not [moment for moment in moments if moment.microsecond]


# Clocks that change


CHANGES = [
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # over the night of 29 March
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),  # the last second before
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # the first after: 2 o'clock on the wall
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC),  # 23:30 on the wall
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 1:30, the first of two
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 1:30, the second
]


@pytest.mark.parametrize("start", CHANGES, ids=str)
@pytest.mark.parametrize(
    ("unit", "amount", "elapsed"), [("minutes", 90, 90 * MINUTE), ("hours", 3, 3 * HOUR), ("days", 1, 24 * HOUR)]
)
def test_elapsed_time_stays_elapsed_when_clocks_change(
    start: datetime, unit: str, amount: int, elapsed: timedelta, tmp_path: Path, episode: Any
) -> None:
    """Three hours are three hours, and a day is twenty-four, whatever the clock on the wall shows."""
    with in_force(reviewed_within(number(unit, (amount, "2000-01-01")), tmp_path), only=True):
        judged = said_of(episode(start))
        assert judged.due_at - judged.starts_at == elapsed


def test_a_duty_is_counted_in_its_local_month(tmp_path: Path, episode: Any) -> None:
    """23:30 UTC on 31 July is August; 23:30 UTC on 31 October is still October."""
    with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path), only=True):
        summer, winter = (episode(datetime(2026, month, 31, 23, 30, tzinfo=UTC)) for month in (7, 10))
        months = {duty.subject_id: duty.month for duty in Duty.objects.all()}
        assert months == {summer.pk: date(2026, 8, 1), winter.pk: date(2026, 10, 1)}


def test_thirty_days_are_thirty_times_24_hours(child: Any, episode: Any) -> None:
    """Over the night in which the clocks go forward: to the second, not to the hour on the wall."""
    late = datetime(2026, 4, 10, 12, 0, tzinfo=UTC)
    with in_force(probes.every_probe):
        for before, counted in ((30 * DAY, 2), (30 * DAY + SECOND, 1)):
            person = child()
            first = episode(late - before, person=person)
            missing.locate_child(first, by=TEST, located_at=late - before + HOUR, located_where="x")
            second = episode(late, person=person)
            judged = said_of(second, "probe.EpisodeFacts.in_30_days")
            assert (judged.due_at - judged.starts_at).total_seconds() == counted


# Ties


def test_the_later_record_wins_among_those_of_one_moment(episode: Any, officer: Any) -> None:
    made, sergeant = episode(), officer("sergeant")
    missing.acknowledge_history(made, by=sergeant)
    levels = EpisodeFacts.facts["current_level"]
    for level in ("high", "medium", "high"):
        assessed = {"stage": "supervisor", "level": level, "rationale": "x", "happened_at": AT + HOUR}
        missing.assess_risk(made, by=sergeant, **assessed)
        assert isinstance(levels, Latest)
        for shape in (engine.correlated, engine.grouped):
            with connection.cursor() as cursor:
                facts = shape(EpisodeFacts, connection, ["current_level", "first_level"])
                cursor.execute(f"WITH {facts}) SELECT current_level, first_level FROM {EpisodeFacts.table()}")
                assert cursor.fetchall() == [(level, "high")]
    assert RiskAssessment.objects.count() == 3


def test_a_latest_that_leaves_ties_to_chance_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="must end in id"):
        Latest("assessments", "level", by=("happened_at",), says="x")


# Numbers


@pytest.fixture
def own_numbers(settings: Any, tmp_path: Path) -> Iterator[Callable[[Any], None]]:
    """The force's own file of numbers, written anew by the test."""
    settings.POLICY_FILE = str(tmp_path / "own.yaml")

    def write(held: Any) -> None:
        text = held if isinstance(held, str) else yaml.safe_dump(held)
        Path(settings.POLICY_FILE).write_text(text)
        probes.forget()

    yield write
    Path(settings.POLICY_FILE).unlink(missing_ok=True)
    probes.forget()


OWN = {"value": 3, "since": date(2026, 6, 1), "reason": "Nights are long.", "decided_by": "Chief officers, 1 May"}
MIDNIGHT = datetime(2026, 5, 31, 23, 0, tzinfo=UTC)  # of 1 June, on the wall


def test_a_duty_keeps_the_number_under_which_it_started(tmp_path: Path, episode: Any, reviewed: Any) -> None:
    numbers = number("hours", (2, "2026-06-01"), (1, "2000-01-01"))
    with in_force(reviewed_within(numbers, tmp_path), only=True):
        before, after = episode(MIDNIGHT - SECOND), episode(MIDNIGHT)
        assert said_of(before).due_at - said_of(before).starts_at == HOUR
        assert said_of(after).due_at - said_of(after).starts_at == 2 * HOUR
        reviewed(before, AT + 5 * DAY)  # judged again, long after the number has changed
        assert said_of(before).due_at - said_of(before).starts_at == HOUR


def test_a_duty_older_than_every_number_has_the_oldest(tmp_path: Path, episode: Any) -> None:
    with in_force(reviewed_within(number("hours", (2, "2026-07-01"), (5, "2026-06-20")), tmp_path), only=True):
        assert said_of(episode()).due_at == AT + 5 * HOUR


def test_a_number_is_chosen_by_the_start_though_counted_from_elsewhere(
    tmp_path: Path, episode: Any, reviewed: Any
) -> None:
    """Reported under the old number, reviewed under the new: the duty that started with the report keeps the old one."""
    numbers = number("hours", (2, "2026-06-01"), (1, "2000-01-01"))
    said = {"due": After("first_review_at", number_called("within")), "done": "closed_at"}
    with in_force(reviewed_within(numbers, tmp_path, **said), only=True):
        made = episode(MIDNIGHT - HOUR)
        reviewed(made, MIDNIGHT + HOUR)
        assert said_of(made).due_at == MIDNIGHT + 2 * HOUR


def test_a_number_in_a_condition_is_dated_too(tmp_path: Path, episode: Any, officer: Any) -> None:
    """The start may be worked out from several facts; the number is that of the start, not of one of them."""
    numbers = {
        "within": number("hours", (1, "2000-01-01")),
        "times": number("times", (2, "2026-06-01"), (1, "2000-01-01")),
    }
    room = room_with(tmp_path, numbers)
    said = {"facts": EpisodeFacts, "starts": later_of("last_seen_at", "reported_at"), "done": "closed_at", "ends": None}
    said |= {
        "due": After("reported_at", number_called("within")),
        "applies": Q(answers_core__gte=number_called("times")),
    }
    one = {"answers": [{"question": "crime", "answer": "no"}], "by": officer("call-handler")}
    with in_force(lambda: declared(__module__=room, **said), only=True):
        before = episode(MIDNIGHT - SECOND, last_seen_at=MIDNIGHT - DAY, **one)
        after = episode(MIDNIGHT, last_seen_at=MIDNIGHT - DAY, **one)
        assert said_of(before) is not None
        assert said_of(after) is None


def test_a_force_puts_its_own_number_over_ours(own_numbers: Any, tmp_path: Path, episode: Any) -> None:
    own_numbers({"within": [OWN]})
    with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path), only=True):
        assert said_of(episode(MIDNIGHT)).due_at == MIDNIGHT + 3 * HOUR
        assert said_of(episode(MIDNIGHT - SECOND)).due_at == MIDNIGHT - SECOND + HOUR
        held = Standard.register["test.standard"].numbers["within"]
        assert held.now.source.endswith("Chief officers, 1 May")
        assert held.now.reason == "Nights are long."


@pytest.mark.parametrize("lacking", ["reason", "decided_by"])
def test_a_force_says_why_and_who_decided(own_numbers: Any, tmp_path: Path, lacking: str) -> None:
    own_numbers({"within": [OWN | {lacking: ""}]})
    with (
        pytest.raises(ImproperlyConfigured, match="needs a reason and decided_by"),
        in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path)),
    ):
        pass


def test_what_no_force_may_set_cannot_be_overridden(own_numbers: Any, tmp_path: Path) -> None:
    own_numbers({"within": [OWN]})
    fixed = number("hours", (1, "2000-01-01"), may_override=False)
    fixed["values"][0]["kind"] = "statute"
    with (
        pytest.raises(ImproperlyConfigured, match="rests on statute: a force may not override it"),
        in_force(reviewed_within(fixed, tmp_path)),
    ):
        pass


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("within: [value: 1\n  since", "cannot be read"),
        ("- within\n- other", "under each key stands a list"),
        ("within: 3", "under each key stands a list"),
        ("within:\n  value: 3", "under each key stands a list"),
        ({"within": [OWN | {"value": "3 hours"}]}, "is not a whole number"),
        ({"within": [OWN | {"value": -1}]}, "is not a whole number"),
        ({"within": [OWN | {"value": 1.5}]}, "is not a whole number"),
        ({"within": [{k: v for k, v in OWN.items() if k != "value"}]}, "is not a whole number"),
        ({"within": [{k: v for k, v in OWN.items() if k != "since"}]}, "is not a date"),
        ({"within": [OWN | {"since": "soon"}]}, "is not a date"),
        ({"within": [OWN | {"since": datetime(2026, 6, 1, 9, 0)}]}, "is not a date"),
    ],
    ids=str,
)
def test_a_file_that_is_wrong_is_told_in_one_line(own_numbers: Any, tmp_path: Path, held: Any, said: str) -> None:
    own_numbers(held)
    with (
        pytest.raises(ImproperlyConfigured, match=said) as fault,
        in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path)),
    ):
        pass
    assert "\n" not in str(fault.value)


def test_a_file_of_other_bytes_is_told_in_one_line(own_numbers: Any, tmp_path: Path, settings: Any) -> None:
    own_numbers("")
    Path(settings.POLICY_FILE).write_bytes(b"within: \xff\xfe")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        policy._force_values()


def test_an_empty_file_and_none_are_the_same(own_numbers: Any, tmp_path: Path, episode: Any) -> None:
    own_numbers("# nothing decided yet\n")
    with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path), only=True):
        assert said_of(episode()).due_at == AT + HOUR


# By level


def by_level(folder: Path, **said: Any) -> Callable[[], Any]:
    numbers = {
        "high": number("hours", (1, "2000-01-01")),
        "medium": number("days", (2, "2026-06-01"), (1, "2000-01-01")),
    }
    lengths = by("current_level", {"high": number_called("high"), "medium": number_called("medium")})
    told = {"facts": EpisodeFacts, "starts": "reported_at", "due": After("reported_at", lengths), "ends": None}
    return lambda: declared(__module__=room_with(folder, numbers), done="first_review_at", **told | said)


def test_how_long_depends_on_the_grade_in_force(tmp_path: Path, episode: Any, officer: Any) -> None:
    sergeant, made = officer("sergeant"), episode()
    missing.acknowledge_history(made, by=sergeant)
    graded = {"stage": "supervisor", "rationale": "x", "by": sergeant}
    with in_force(by_level(tmp_path), only=True):
        missing.record_contact(made, by=sergeant, kind="carer", with_whom="x", is_reached=True, happened_at=AT)
        assert said_of(made) is None, "no grade, no date by which"
        for hours, level, due in ((1, "high", HOUR), (2, "medium", 2 * DAY), (3, "high", HOUR)):
            missing.assess_risk(made, level=level, happened_at=AT + hours * HOUR, **graded)
            assert said_of(made).due_at == AT + due
        inspector = officer("duty-inspector")
        graded |= {"by": inspector, "override_reason": "x"}
        missing.assess_risk(made, level="low", happened_at=AT + 4 * HOUR, **graded)
        assert said_of(made) is None, "a grade for which there is no number"


def test_the_number_of_a_level_is_dated_as_well(tmp_path: Path, episode: Any, officer: Any) -> None:
    sergeant, made = officer("sergeant"), episode(MIDNIGHT - SECOND)
    missing.acknowledge_history(made, by=sergeant)
    with in_force(by_level(tmp_path), only=True):
        missing.assess_risk(made, by=sergeant, stage="supervisor", rationale="x", level="medium", happened_at=AT)
        assert said_of(made).due_at == MIDNIGHT - SECOND + DAY


def test_hours_and_working_days_cannot_be_mixed(tmp_path: Path) -> None:
    numbers = {"high": number("hours", (1, "2000-01-01")), "medium": number("working days", (1, "2000-01-01"))}
    lengths = by("current_level", {"high": number_called("high"), "medium": number_called("medium")})
    said = {"facts": EpisodeFacts, "starts": "reported_at", "done": "closed_at"}
    with (
        pytest.raises(ImproperlyConfigured, match="cannot be due after hours and working days"),
        in_force(lambda: declared(__module__=room_with(tmp_path, numbers), due=After("reported_at", lengths), **said)),
    ):
        pass


def test_a_count_is_no_time(tmp_path: Path) -> None:
    with (
        pytest.raises(ImproperlyConfigured, match="cannot be due after times"),
        in_force(reviewed_within(number("times", (3, "2000-01-01")), tmp_path)),
    ):
        pass


# Working days


WORKING = [
    datetime(2026, 4, 2, 16, 0, tzinfo=UTC),  # Thursday before Easter
    datetime(2026, 4, 2, 22, 59, 59, tzinfo=UTC),  # its last second on the wall
    datetime(2026, 4, 2, 23, 0, tzinfo=UTC),  # Good Friday by the wall, Thursday in UTC
    datetime(2026, 4, 5, 12, 0, tzinfo=UTC),  # Easter Sunday
    datetime(2026, 4, 7, 0, 0, tzinfo=UTC),  # Tuesday, already an hour old on the wall
    datetime(2026, 12, 24, 17, 0, tzinfo=UTC),  # Thursday; Friday is Christmas, Monday in lieu of Boxing Day
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # Saturday night, the clocks about to go forward
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # Sunday, the clocks about to go back
    datetime(2026, 6, 3, 10, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("days", [1, 2, 3, 5, 10])
def test_working_days_over_easter_christmas_and_changing_clocks(days: int, tmp_path: Path, episode: Any) -> None:
    with in_force(reviewed_within(number("working days", (days, "2000-01-01")), tmp_path), only=True):
        for start in WORKING:
            due = said_of(episode(start)).due_at
            assert due == end_of_working_day(start, days), start
            last = clock.local(due).date()
            assert last.weekday() < 5
            assert last not in bank_holidays()


BEGUN = [
    datetime(2026, 2, 20, 0, 0, tzinfo=UTC),  # the clocks go forward within the eight weeks
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # they go forward half an hour later
    datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC),  # the last second of a local day in summer
    datetime(2026, 7, 1, 23, 0, tzinfo=UTC),  # the first of the next, though UTC still has the day before
    datetime(2026, 9, 15, 10, 0, tzinfo=UTC),  # they go back within the eight weeks
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.mark.parametrize(("unit", "days", "on"), [
    ("days, the first included", 1, 0),
    ("days, the first included", 56, 55),
    ("whole days", 0, 0),
    ("whole days", 42, 42),
])  # fmt: skip
def test_days_end_at_midnight_whatever_the_clocks_do(
    unit: str, days: int, on: int, tmp_path: Path, episode: Any
) -> None:
    """Day 1 of 56 is the day itself, so that the last is the 55th after it; six weeks after it end with the 42nd."""
    with in_force(reviewed_within(number(unit, (days, "2000-01-01")), tmp_path), only=True):
        for start in BEGUN:
            due = clock.local(said_of(episode(start)).due_at)
            assert (due.date(), due.hour, due.minute, due.second) == (
                clock.local(start).date() + timedelta(days=on),
                *(23, 59, 59),
            ), start


def test_there_is_no_day_before_the_first(tmp_path: Path) -> None:
    with (
        pytest.raises(ImproperlyConfigured, match="there is no day before the first"),
        in_force(reviewed_within(number("days, the first included", (0, "2000-01-01")), tmp_path)),
    ):
        pass


def test_nought_working_days_is_no_number(tmp_path: Path) -> None:
    """On a Saturday it could mean the Friday before as well as the Saturday."""
    with (
        pytest.raises(ImproperlyConfigured, match="give at least 1"),
        in_force(reviewed_within(number("working days", (0, "2000-01-01")), tmp_path)),
    ):
        pass


# Ends


def ending(folder: Path) -> Callable[[], Any]:
    return reviewed_within(number("hours", (2, "2000-01-01")), folder, ends="located_at")


def test_a_duty_falls_away_when_its_case_ends_before_it_was_due(tmp_path: Path, episode: Any) -> None:
    with in_force(ending(tmp_path), only=True):
        for after, stands in ((HOUR, False), (2 * HOUR, False), (2 * HOUR + SECOND, True)):
            made = episode()
            assert said_of(made).ended_at is None
            missing.locate_child(made, by=TEST, located_at=AT + after, located_where="x")
            judged = said_of(made)
            assert (judged is not None) == stands
            if judged:
                assert judged.ended_at == AT + after, "overdue for good, and no longer to be done"
                assert judged.done_at is None


def test_a_duty_that_was_done_stands_however_soon_the_case_ends(tmp_path: Path, episode: Any, reviewed: Any) -> None:
    with in_force(ending(tmp_path), only=True):
        made = episode()
        reviewed(made, AT + 30 * MINUTE)
        missing.locate_child(made, by=TEST, located_at=AT + HOUR, located_where="x")
        assert said_of(made) == Judged(AT, AT + 2 * HOUR, AT + 30 * MINUTE, None, "")


def test_done_after_the_end_it_is_no_longer_ended(tmp_path: Path, episode: Any, reviewed: Any) -> None:
    with in_force(ending(tmp_path), only=True):
        made = episode()
        missing.locate_child(made, by=TEST, located_at=AT + 3 * HOUR, located_where="x")
        reviewed(made, AT + 4 * HOUR)
        assert said_of(made) == Judged(AT, AT + 2 * HOUR, AT + 4 * HOUR, None, "")


def test_a_duty_comes_back_when_the_case_goes_on(tmp_path: Path, episode: Any, officer: Any) -> None:
    with in_force(ending(tmp_path), only=True):
        made = episode()
        missing.locate_child(made, by=TEST, located_at=AT + HOUR, located_where="x")
        assert said_of(made) is None
        missing.lose_again(made, by=officer("response-officer"))
        assert said_of(made) == Judged(AT, AT + 2 * HOUR, None, None, "")


# What was never supplied


@pytest.fixture
def feed() -> Iterator[str]:
    """A feed that tells when a child was reported and whether it is one, and nothing else."""
    probes.forget()
    sources.supplies("sparse", EpisodeFacts, {"reported_at", "is_child", "category"})
    yield "sparse"
    sources.forget("sparse", EpisodeFacts)
    probes.forget()


@pytest.fixture
def fed(child: Any, team: Any) -> Callable[..., Episode]:
    @probes.own_act
    def take_in(made: Episode, *, by: Any) -> Episode:
        made.save()
        return made

    def make(source: str, **told: Any) -> Episode:
        made = Episode(person=child(), source=source, source_key="1", reported_at=AT, team=team, state="closed")
        made.district_id, made.is_child, made.reported_month = team.district_id, True, date(2026, 6, 1)
        for name, value in told.items():
            setattr(made, name, value)
        return take_in(made, by=TEST)

    return make


def unknowing(folder: Path, **said: Any) -> Callable[[], Any]:
    return reviewed_within(number("hours", (1, "2000-01-01")), folder, **said)


@pytest.mark.parametrize(
    ("applies", "unknown"),
    [
        (Q(), "first_review_at"),
        (Q(is_child=True), "first_review_at"),
        (Q(is_child=False), None),
        (Q(is_child=True, age__lt=13), "age, first_review_at"),
        (Q(is_child=False, age__lt=13), None),
        (Q(is_child=False) | Q(age__lt=13), "age, first_review_at"),
        (~Q(age__lt=13), "age, first_review_at"),
        (Q(is_child=True) & Q(reported_at__lt=F("last_seen_at")), "first_review_at, last_seen_at"),
        (
            Q(is_child=True) & Q(reported_at__gt=earlier_of("last_seen_at", "closed_at")),
            "closed_at, first_review_at, last_seen_at",
        ),
    ],
    ids=str,
)
def test_what_is_known_may_rule_out_and_what_is_not_is_named(
    applies: Q, unknown: str | None, tmp_path: Path, feed: str, fed: Any
) -> None:
    with in_force(unknowing(tmp_path, applies=applies), only=True):
        judged = said_of(fed(feed))
        assert judged == (Judged(None, None, None, None, unknown) if unknown else None)


def test_a_standard_that_needs_only_what_is_supplied_is_judged(tmp_path: Path, feed: str, fed: Any) -> None:
    with in_force(unknowing(tmp_path, done=when(Q(is_child=False), "reported_at")), only=True):
        assert said_of(fed(feed)) == Judged(AT, AT + HOUR, None, None, "")


def test_what_the_force_recorded_itself_is_never_unknown(tmp_path: Path, feed: str, fed: Any, episode: Any) -> None:
    with in_force(unknowing(tmp_path), only=True):
        assert said_of(fed("other")).unknown == ""
        assert said_of(episode()).unknown == ""


def test_a_duty_without_a_start_is_counted_in_the_month_of_its_record(tmp_path: Path, feed: str, fed: Any) -> None:
    """And follows, when the record is corrected, though nothing else of the duty changes."""

    @probes.own_act
    def correct(record: Any, *, by: Any, reported_at: datetime) -> None:
        record.reported_at = reported_at
        record.save()

    with in_force(unknowing(tmp_path), only=True):
        made = fed(feed)
        assert Duty.objects.get().month == date(2026, 6, 1)
        correct(made, by=TEST, reported_at=AT - 40 * DAY)
        assert Duty.objects.get().month == date(2026, 4, 1)


# What cannot be a standard


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"__doc__": ""}, "needs a sentence"),
        ({"__doc__": "No full stop"}, "needs a sentence"),
        ({"authority": ()}, "has no authority"),
        ({"authority": ("hearsay",)}, "names what does not exist: hearsay"),
        ({"owed_by": ""}, "has no owed_by"),
        ({"owed_by": "nobody"}, "is not known"),
        ({"topic": "gardening"}, "is not known"),
        ({"title": ""}, "has no title"),
        ({"done": "finished_at"}, "names what does not exist: finished_at"),
        ({"starts": "begun_at"}, "names what does not exist: begun_at"),
        ({"applies": Q(is_kind=True)}, "names what does not exist: is_kind"),
        ({"applies": Q(age__lt=F("shoe_size"))}, "names what does not exist: shoe_size"),
        ({"applies": Q(age__lt=number_called("no_such"))}, "names what does not exist: no_such"),
        ({"due": After("reported_at", number_called("no_such"))}, "names what does not exist: no_such"),
        ({"due": After("begun_at", number_called("within"))}, "names what does not exist: begun_at"),
        ({"ends": "over_at"}, "names what does not exist: over_at"),
    ],
    ids=str,
)
def test_what_lacks_a_part_is_no_standard(said: dict[str, Any], complaint: str, tmp_path: Path) -> None:
    before = dict(Standard.register)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        reviewed_within(number("hours", (1, "2000-01-01")), tmp_path, **said)()
    assert Standard.register == before


def test_two_standards_cannot_share_a_name(tmp_path: Path) -> None:
    make = reviewed_within(number("hours", (1, "2000-01-01")), tmp_path)
    with pytest.raises(ImproperlyConfigured, match="two standards are called"), in_force(make, make):
        pass


def test_a_number_may_not_count_what_a_join_multiplies() -> None:
    with pytest.raises(TypeError, match="each would be counted"):
        Number("reviews", where=Q(episode__assessments__level="high"), says="x").relation(Episode)


# Literals


WORDS = [
    "O'Neill",
    'say "no"',
    "100% %s %(x)s %%",
    "back\\slash \\' \\n",
    "naïve Łódź 子供 🙂",
    "; DROP TABLE missing_episode; --",
    "?, :name, @name, $1, {0}",
    "line\nbreak\ttab",
    "@ids",
]


@pytest.mark.parametrize("word", WORDS)
def test_literals_survive(word: str, tmp_path: Path, episode: Any, officer: Any) -> None:
    """As a value compared, as a part searched for, and as a set's member, in the facts and in the standard over them."""
    kept = Facts.register["missing.episode"]
    try:
        Facts.register["missing.episode"] = _with_words(word)
        said = {
            "facts": Facts.register["missing.episode"],
            "done": "located_at",
            "applies": Q(clothing=word, answers_so=1),
        }
        told = [{"question": "crime", "answer": "no", "explanation": f"well, {word} it was"}]
        by_whom = officer("call-handler")
        with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path, **said), only=True):
            right, wrong = (episode(by=by_whom, clothing=worn, answers=told) for worn in (word, word + "x"))
            assert [v.by_standard.keys() for v in verdicts(said["facts"], [right.pk])] == [{"test.standard"}]
            assert [v.by_standard.keys() for v in verdicts(said["facts"], [wrong.pk])] == [set()]
            held = Duty.objects.filter(kind="missing.episode")
            assert list(held.values_list("subject_id", flat=True)) == [right.pk]
    finally:
        Facts.register["missing.episode"] = kept


def _with_words(word: str) -> type[Facts]:
    from plumbline.standards.facts import Own

    body = {
        "__doc__": "Episodes and their words.",
        "__module__": __name__,
        "subject": Episode,
        "person": "person_id",
        "month_of": "reported_at",
        "source": "source",
        "reported_at": Own("reported_at", says="x"),
        "located_at": Own("located_at", says="x"),
        "clothing": Own("clothing", says="x"),
        "answers_so": Number("answers", where=Q(explanation__contains=word) & ~Q(explanation__in=[word]), says="x"),
    }
    return type(f"Words{WORDS.index(word)}Facts", (Facts,), body)


# What it costs


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Statements that the engine puts to the driver itself, past Django."""
    seen: list[str] = []
    run = engine.run
    monkeypatch.setattr(engine, "run", lambda sql, ids: seen.append(sql) or run(sql, ids))
    return seen


def test_statements_are_compiled_once(episode: Any, reviewed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write compiles nothing over facts: the text was made when it was first asked for."""
    made = episode()
    reviewed(made, AT + HOUR)
    compiled: list[str] = []
    as_sql = SQLCompiler.as_sql

    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.query.model and self.query.model in {facts.row for facts in Facts.register.values()}:
            compiled.append(str(self.query.model))
        return as_sql(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", watched)
    reviewed(made, AT + 2 * HOUR)
    missing.locate_child(made, by=TEST, located_at=AT + 3 * HOUR, located_where="x")
    assert compiled == []
    probes.forget()
    reviewed(made, AT + 4 * HOUR)
    assert compiled, "the watch itself works"


def test_one_question_for_each_kind_of_subject_however_many_standards(
    episode: Any, officer: Any, asked: list[str]
) -> None:
    """An act asks the engine twice for each kind it touches: what should be, and what is stored."""
    made, constable = episode(), officer("response-officer")
    enquiry = missing.set_enquiry(made, by=constable, kind="search", what="x", due_at=clock.now() + HOUR)
    asked.clear()
    missing.start_enquiry(enquiry, by=constable)
    kinds = [EpisodeFacts.table(), "missing_enquiry_facts"]
    assert len(asked) == 2 * len(kinds)
    with in_force(probes.every_probe):
        asked.clear()
        missing.allocate_enquiry(enquiry, by=constable, allocated_to=constable)
        assert len(asked) <= 2 * len(kinds)


def test_round_trips_of_an_act(episode: Any, officer: Any, asked: list[str]) -> None:
    """What one small act costs in questions to the database, so that a new one is noticed. Lower it when you can."""
    made, constable = episode(), officer("response-officer")
    enquiry = missing.set_enquiry(made, by=constable, kind="search", what="x", due_at=clock.now() + HOUR)
    missing.allocate_enquiry(enquiry, by=constable, allocated_to=constable)
    asked.clear()
    with CaptureQueriesContext(connection) as queries:
        missing.start_enquiry(enquiry, by=constable)
    sql = [query["sql"].split(" ")[0] for query in queries.captured_queries]
    own = [each for each in sql if each in ("SELECT", "INSERT", "UPDATE", "DELETE")]
    assert len(own) + len(asked) <= 13, "\n".join(q["sql"][:200] for q in queries.captured_queries)


def test_an_act_that_alters_no_duty_writes_none(episode: Any, officer: Any) -> None:
    made, constable = episode(), officer("response-officer")
    contacted = {"kind": "other", "with_whom": "x", "is_reached": True, "happened_at": AT}
    with CaptureQueriesContext(connection) as queries:
        missing.record_contact(made, by=constable, **contacted)
    assert not [
        q for q in queries.captured_queries if 'standards_duty"' in q["sql"] and not q["sql"].startswith("SELECT")
    ]


def test_a_person_whose_hair_is_brown_is_not_judged(episode: Any, asked: list[str]) -> None:
    made = episode()
    asked.clear()
    people.amend_person(made.person, by=TEST, hair_colour="brown")
    assert asked == []


def test_many_subjects_are_asked_for_in_portions(monkeypatch: pytest.MonkeyPatch, episode: Any) -> None:
    made = [episode() for _ in range(5)]
    monkeypatch.setattr(engine, "chunks", lambda ids, size: (ids[i : i + 2] for i in range(0, len(ids), 2)))
    assert [v.subject_id for v in verdicts(EpisodeFacts, [e.pk for e in reversed(made)])] == [e.pk for e in made]
    assert list(verdicts(EpisodeFacts, [])) == []
    assert list(verdicts(EpisodeFacts, [999_999])) == []


def test_a_condition_that_is_none_holds_for_all(tmp_path: Path, episode: Any) -> None:
    said = {"due": "reported_at", "done": Value(None, output_field=DateTimeField()), "applies": Q()}
    with in_force(reviewed_within(number("hours", (1, "2000-01-01")), tmp_path, **said), only=True):
        assert said_of(episode()).due_at == AT
