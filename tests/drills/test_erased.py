"""What was erased is gone from the database itself, and two records are combined once, whoever else is at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from plumbline.access import actions as access
from plumbline.conftest import TEST
from plumbline.kernel import clock
from plumbline.kernel.errors import Busy, Invalid, PlumblineError, Stale
from plumbline.missing import actions as missing
from plumbline.people import actions as people
from plumbline.people.models import Merge, Person
from tests.drills.conftest import at_once, differing
from tests.drills.deeds import SECRETS


def held_by(database: Path) -> set[str]:
    """Which of the words stand in the file, or beside it in its write-ahead log, in whatever case."""
    files = [database, *database.parent.glob(f"{database.name}-*")]
    content = b"".join(path.read_bytes() for path in files if path.exists()).lower()
    return {word for word in SECRETS if word.lower().encode() in content}


def test_nothing_erased_is_left_in_the_database_file(start: Callable[..., Any], database: Path, found: Any) -> None:
    """The file is read as bytes: rows, indexes, the index of names, freed pages and the log."""
    process = start("erase")
    assert process.hear() == "known"
    assert held_by(database) == set(SECRETS)
    process.go_on()
    assert process.hear() == "disposed"
    assert held_by(database) == set()
    process.go_on()
    assert process.hear() == "ended"
    told = found()
    assert (told["whole"], told["loose"], told["differences"]) == ("ok", 0, [])


@pytest.fixture
def disposed(force: Any, officer: Callable[..., Any], team: Any) -> Person:
    """Disposed of, on PostgreSQL."""
    from plumbline.retention import actions, queries
    from plumbline.retention.tests.conftest import YEARS, decided, story

    def make(**told: Any) -> Person:
        return people.add_person(by=TEST, **told)

    with clock.frozen(clock.now() - 8 * YEARS):
        person = story(lambda **told: make(**told, estimated_birth_year=clock.today().year - 10), team, officer)
    manager, approver = officer("records-manager"), officer("protection-lead")
    for period in queries.periods():
        actions.confirm_period(by=manager, number=period.key, value=period.value, note="drill")
    actions.dispose(actions.approve_disposal(decided(person, manager), by=approver), by=manager)
    return person


def test_postgresql_keeps_dead_rows_until_they_are_vacuumed(disposed: Person) -> None:
    """Read from the table's own file, past what SQL shows: the command that a force runs after a disposal takes them away."""
    assert differing() == []
    assert "xylograph" in pages_of("people_person")
    call_command("retention", "vacuum", "--full")
    for table in connection.introspection.table_names():
        assert "xylograph" not in pages_of(table), table


def pages_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
        return bytes(cursor.fetchone()[0]).decode("latin-1")


@pytest.fixture
def coordinators(force: Any) -> list[Any]:
    made = []
    for name in ("one", "other"):
        user = access.open_account(by=TEST, username=f"coordinator-{name}", display_name=name)
        access.give_grant(user, by=TEST, role="missing-coordinator", scope="force", scope_id=None, reason="drill")
        made.append(user)
    return made


def test_two_who_combine_crosswise_are_one_done_and_one_refused(force: Any, coordinators: list[Any]) -> None:
    one, other = force.children[:2]

    def combine(kept: Any, away: Any, by: Any) -> Callable[[], Any]:
        return lambda: people.merge_people(
            Person.objects.get(pk=kept.pk), Person.objects.get(pk=away.pk), by=by, reason="x"
        )

    told = at_once(combine(one, other, coordinators[0]), combine(other, one, coordinators[1]))
    assert sorted(isinstance(each, Merge) for each in told) == [False, True], told
    assert isinstance(next(each for each in told if not isinstance(each, Merge)), Busy | Invalid | Stale)
    assert Person.objects.filter(merged_into__isnull=False).count() == 1
    assert differing() == []


def test_a_record_combined_while_someone_acts_on_it(force: Any, coordinators: list[Any]) -> None:
    """Whoever comes second sees what the first did: nothing is written to a record that leads elsewhere."""
    kept, other = force.children[:2]
    told = at_once(
        lambda: people.merge_people(
            Person.objects.get(pk=kept.pk), Person.objects.get(pk=other.pk), by=coordinators[0], reason="x"
        ),
        lambda: missing.report_missing(
            Person.objects.get(pk=other.pk), by=force.sergeants[0], team=force.teams[0], reported_at=clock.now()
        ),
    )
    merge, report = told
    assert isinstance(merge, Merge | PlumblineError)
    assert not (isinstance(merge, PlumblineError) and isinstance(report, PlumblineError)), told
    stub = Person.objects.get(pk=other.pk)
    if isinstance(merge, Merge):
        assert stub.episodes.count() == 0
    assert differing() == []
