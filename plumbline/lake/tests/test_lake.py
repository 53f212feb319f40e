"""Publishing the lake and asking it: what is in the files, what is not, and the same table as `plumbline inspect`."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from plumbline.kernel import clock
from plumbline.kernel.commands import CouldNotRun
from plumbline.lake import export, store
from plumbline.lake.tables import WITHHELD, lake_tables
from plumbline.lake.tests.random_rows import fill, unruled
from plumbline.ledger.models import Entry
from plumbline.missing.models import Contact, Episode
from plumbline.people.models import Person, Voice
from plumbline.standards import actions
from plumbline.standards.facts import Facts

pytest.importorskip("duckdb", reason="the extra `lake` is not installed")
pytest.importorskip("sqlglot", reason="the extra `lake` is not installed")
pytestmark = pytest.mark.django_db
FORCE = "Dyfed-Powys / Heddlu"


@pytest.fixture
def filled(settings: Any) -> Iterator[None]:
    """A small database with its duties in line."""
    settings.FORCE_NAME = FORCE
    with unruled():
        fill(7, children=3, size=30)
        for facts in Facts.register.values():
            actions.bring_into_line(facts, facts.subject.objects.values_list("pk", flat=True))
        yield


@pytest.fixture
def duck() -> Iterator[Any]:
    with store.duckdb() as opened:
        yield opened


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_inspect_says_the_same_from_the_lake(filled: None, tmp_path: Path) -> None:
    said("lake", "export", str(tmp_path))
    at = f"{clock.now():%Y-%m-%dT%H:%M:%S+00:00}"
    assert said("lake", "inspect", str(tmp_path), "--as-of", at) == said("inspect", "--as-of", at)
    assert said("lake", "inspect", str(tmp_path)).count("\n") > 10


def test_files_are_by_force_and_month(filled: None, duck: Any, tmp_path: Path) -> None:
    export.publish(duck, tmp_path, FORCE)
    (force,) = (tmp_path / "missing_episode").iterdir()
    months = {date.fromisoformat(part.name.removeprefix("month=")) for part in force.iterdir()}
    assert months == set(Episode.objects.values_list("reported_month", flat=True))
    (parquet,) = (tmp_path / "people_person").rglob("*.parquet")
    assert parquet.parent.name.startswith("force=")


def test_what_was_published_is_what_was_stored(filled: None, duck: Any, tmp_path: Path) -> None:
    numbers = export.publish(duck, tmp_path, FORCE)
    store.open_force(duck, tmp_path, store.exports(tmp_path)[0])
    for table in lake_tables():
        assert numbers[table.name] == table.model._default_manager.count()
        asked = f'SELECT {", ".join(table.names)} FROM {table.name} ORDER BY "{table.model._meta.pk.attname}"'
        there = duck.execute(asked).fetchall()
        here = table.model._default_manager.order_by("pk").values_list(*table.names)
        for left, right in zip(there, here, strict=True):
            for column, one, other in zip(table.columns, left, right, strict=True):
                if column.is_withheld:
                    assert one == (other and WITHHELD)
                else:
                    assert one == (other.replace(tzinfo=None) if hasattr(other, "hour") else other)


def test_free_text_and_names_stay_at_home(filled: None, duck: Any, tmp_path: Path) -> None:
    """The child's own words are read by a fact, which asks only whether there are any."""
    Voice._base_manager.update(words="I was at my aunt's")
    Person._base_manager.update(surname="Secretsurname", telephone="0700 900 000")
    export.load(duck)
    dumped = str([duck.execute(f'SELECT * FROM "{table.name}"').fetchall() for table in lake_tables()])
    assert "aunt" not in dumped
    assert "Secretsurname" not in dumped
    assert "0700 900 000" not in dumped
    columns = {column.name for table in lake_tables() for column in table.columns}
    assert not columns & {
        "surname",
        "given_name",
        "circumstances",
        "rationale",
        "informant_name",
        "postcode",
    }


def test_exporting_again_replaces_one_force_and_no_other(filled: None, duck: Any, tmp_path: Path) -> None:
    export.publish(duck, tmp_path, "Elsewhere")
    export.publish(duck, tmp_path, FORCE)
    both = totals(said("lake", "inspect", str(tmp_path)))
    one = totals(said("lake", "inspect", str(tmp_path), "--force", FORCE))
    assert both == {key: [2 * number for number in numbers] for key, numbers in one.items()}
    assert any(any(numbers) for numbers in one.values())
    contacts = Contact.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM missing_contact WHERE id = (SELECT MAX(id) FROM missing_contact)")
    export.publish(duck, tmp_path, FORCE)
    exported = {each.force: each.rows["missing_contact"] for each in store.exports(tmp_path)}
    assert exported == {"Elsewhere": contacts, FORCE: contacts - 1}
    store.open_force(duck, tmp_path, next(each for each in store.exports(tmp_path) if each.force == FORCE))
    assert duck.execute("SELECT COUNT(*) FROM missing_contact").fetchone() == (contacts - 1,)


def totals(text: str) -> dict[str, list[int]]:
    lines = [line.split() for line in text.splitlines()[1:] if line.startswith("missing.") and ":" not in line]
    return {line[0]: [int(cell) for cell in line[2:]] for line in lines}


def test_a_run_that_was_cut_short_is_not_taken_for_a_whole_one(
    filled: None, duck: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export.publish(duck, tmp_path, FORCE)

    def fail(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(export, "_put_in_place", fail)
    with pytest.raises(OSError, match="no space"):
        export.publish(duck, tmp_path, FORCE)
    with pytest.raises(store.NoLake, match="no finished export"):
        store.exports(tmp_path)


def test_an_export_of_an_older_version_is_refused(filled: None, duck: Any, tmp_path: Path) -> None:
    export.publish(duck, tmp_path, FORCE)
    record = export.record_of(tmp_path, FORCE)
    told = json.loads(record.read_text())
    del told["rows"]["missing_episode"]
    record.write_text(json.dumps(told))
    with pytest.raises(store.NoLake, match="missing_episode"):
        store.open_force(duck, tmp_path, store.exports(tmp_path)[0])


def test_the_ledger_knows_that_data_left(filled: None, duck: Any, tmp_path: Path) -> None:
    export.publish(duck, tmp_path, FORCE)
    entry = Entry.objects.latest("pk")
    assert (entry.operation, entry.actor) == ("disclosure", "lake export")
    assert str(tmp_path) in entry.sentence


def test_no_lake_and_no_such_force_are_said(filled: None, duck: Any, tmp_path: Path) -> None:
    with pytest.raises(store.NoLake, match="holds no finished export"):
        said("lake", "inspect", str(tmp_path))
    export.publish(duck, tmp_path, FORCE)
    with pytest.raises(CouldNotRun, match="it holds Dyfed-Powys"):
        said("lake", "inspect", str(tmp_path), "--force", "Kent")


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    really = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "duckdb":
            raise ModuleNotFoundError("No module named 'duckdb'", name="duckdb")
        return really(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(store.NoLake, match="duckdb is not installed: the lake needs the extra `lake`"):
        said("lake", "inspect", str(tmp_path))


def test_the_extra_is_not_loaded_before_it_is_needed() -> None:
    asked = "import django; django.setup(); import plumbline.lake.management.commands.lake, sys; "
    asked += "sys.exit(bool({'duckdb', 'sqlglot'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
