"""Sealing, and what `verify` says of each way in which someone could tamper with a ledger, on a real database."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.commands import CouldNotRun
from plumbline.ledger import digests, guards, heads
from plumbline.ledger.actions import consulted, seals
from plumbline.ledger.models import Entry, Seal
from plumbline.ledger.verify import verify

SERGEANT = Actor("PS Okafor", purpose="", terminal="127.0.0.1")


def write(number=1, people=(4, 9)):
    for each in range(number):
        consulted(SERGEANT, "people.person.read", f"Record of Ada Marsh read, {each}: “é”", people)


def seal():
    return seals.seal(seals.Settling())


def found(settings, **more):
    return verify(Path(settings.LEDGER_HEADS), **more)


def kinds(settings):
    """What is found, as kind and where; the triggers that a thief took down are left out."""
    return [(f.kind, f.where) for f in found(settings).findings if f.kind != "guard"]


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def ledger(own, settings):
    """Three seals of ten entries, 1 to 30."""
    for _ in range(3):
        write(10)
        assert seal() == 10
    return settings


@pytest.fixture
def stolen(ledger, own):
    """The same in the hands of someone who owns the database."""
    guards.take_down(own)
    if connection.vendor == "sqlite":
        sql("PRAGMA foreign_keys=OFF")
    else:
        sql("SET session_replication_role = replica")
    return ledger


def redigest(entry):
    """What a thief with this program would do: make the entry's digest fit what was put in its place."""
    row = Entry.objects.select_related("told").get(pk=entry)
    told = digests.told_digest(bytes(row.told.salt), row.told.sentence, row.told.changes)
    values = [int(row.at.timestamp()), *(getattr(row, name) for name in digests.COLUMNS[1:])]
    people = sorted(row.people.values_list("person_id", flat=True))
    Entry.objects.filter(pk=entry).update(told_digest=told, digest=digests.entry_digest(values, people, told))


def test_a_ledger_that_nobody_touched_is_found_whole(ledger):
    report = found(ledger)
    assert (report.findings, report.entries, report.seals, report.unsealed) == ([], 30, 3, 0)


def test_entries_not_sealed_yet_are_counted_with_the_age_of_the_oldest(ledger):
    write(2)
    report = found(ledger)
    assert (report.findings, report.unsealed) == ([], 2)
    assert report.oldest_unsealed == int(Entry.objects.get(pk=31).at.timestamp())


def test_entries_that_wait_too_long_for_their_seal_are_a_finding(own, settings):
    from datetime import timedelta

    with clock.frozen(clock.now() - timedelta(hours=1)):
        write(2)
    (finding,) = found(settings).findings
    assert (finding.kind, finding.where) == ("unsealed", "2 entries")


class TestEdited:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE ledger_entry SET actor = 'PC Nobody' WHERE id = 12",
            "UPDATE ledger_entry SET at = '2020-01-01 00:00:00' WHERE id = 12",
            "UPDATE ledger_entry SET submission = '' WHERE id = 12",
            "UPDATE ledger_entry SET actor_id = 5 WHERE id = 12",
            "UPDATE ledger_told SET sentence = 'Nothing read' WHERE entry_id = 12",
            "UPDATE ledger_told SET changes = '[{}]' WHERE entry_id = 12",
            "UPDATE ledger_entryperson SET person_id = 5 WHERE entry_id = 12 AND person_id = 4",
            "DELETE FROM ledger_entryperson WHERE entry_id = 12 AND person_id = 4",
            "INSERT INTO ledger_entryperson (entry_id, person_id) VALUES (12, 5)",
            "UPDATE ledger_entry SET digest = told_digest WHERE id = 12",
        ],
    )
    def test_a_changed_row_is_found(self, stolen, change):
        sql(change)
        assert kinds(stolen) == [("edited", "entry 12")]

    def test_its_seal_is_named(self, stolen):
        sql("UPDATE ledger_entry SET actor = 'PC Nobody' WHERE id = 12")
        assert "seal 2, made 20" in str(next(f for f in found(stolen).findings if f.kind == "edited"))

    def test_also_when_its_digest_was_made_to_fit(self, stolen):
        sql("UPDATE ledger_told SET sentence = 'Nothing read' WHERE entry_id = 12")
        redigest(12)
        assert kinds(stolen) == [("edited", "entry 12")]

    def test_also_before_it_is_sealed(self, stolen):
        write()
        sql("UPDATE ledger_entry SET actor = 'PC Nobody' WHERE id = 31")
        assert kinds(stolen) == [("edited", "entry 31")]

    def test_text_that_is_no_text_is_found_and_stumbles_over_nothing(self, stolen):
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL holds no invalid text")
        sql("UPDATE ledger_told SET sentence = CAST(x'FFFE00' AS TEXT) WHERE entry_id = 12")
        assert kinds(stolen) == [("edited", "entry 12")]

    def test_a_moment_that_means_the_same_but_is_written_otherwise_is_found(self, stolen):
        if connection.vendor != "sqlite":
            pytest.skip("SQLite keeps moments as text")
        sql("UPDATE ledger_entry SET at = at || '.4' WHERE id = 12")
        assert kinds(stolen) == [("edited", "entry 12")]


class TestDeleted:
    def test_a_missing_row_is_found(self, stolen):
        for table, column in (("told", "entry_id"), ("entryperson", "entry_id"), ("entry", "id")):
            sql(f"DELETE FROM ledger_{table} WHERE {column} IN (15, 16)")
        assert kinds(stolen) == [("deleted", "entries 15-16")]

    def test_also_when_only_the_entry_itself_went(self, stolen):
        sql("DELETE FROM ledger_entry WHERE id = 15")
        assert kinds(stolen) == [("deleted", "entry 15")]

    def test_content_that_went_without_an_erasure_is_found(self, stolen):
        sql("DELETE FROM ledger_told WHERE entry_id = 15")
        assert kinds(stolen) == [("content", "entry 15")]

    def test_content_that_went_by_a_forged_leave_is_found(self, stolen):
        sql("INSERT INTO ledger_erased (told, erasure) VALUES (15, 20)", "DELETE FROM ledger_told WHERE entry_id = 15")
        assert kinds(stolen) == [("erasure", "entry 20, of entries 15")]


class TestInserted:
    def test_a_row_put_into_a_gap_is_found(self, own, settings):
        write(5)
        with transaction.atomic():
            write(2)
            transaction.set_rollback(True)
        if connection.vendor == "sqlite":
            sql("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'ledger_entry'")  # it gives numbers back; make a gap
        write(5)
        seal()
        guards.take_down(own)
        write()
        assert found(settings).unsealed == 1
        newest = Entry.objects.latest("pk").pk
        assert kinds(settings) == []
        if connection.vendor == "sqlite":
            sql("PRAGMA foreign_keys=OFF")
        else:
            sql("SET session_replication_role = replica")
        sql(
            f"UPDATE ledger_entry SET id = 6 WHERE id = {newest}",
            f"UPDATE ledger_told SET entry_id = 6 WHERE entry_id = {newest}",
            f"UPDATE ledger_entryperson SET entry_id = 6 WHERE entry_id = {newest}",
        )
        assert kinds(settings) == [("inserted", "entry 6")]

    def test_content_or_people_of_no_entry_are_found(self, stolen):
        sql("INSERT INTO ledger_entryperson (entry_id, person_id) VALUES (99, 5)")
        assert kinds(stolen) == [("inserted", "entry 99")]


class TestReordered:
    def exchange(self, table, column, one, other):
        sql(
            f"UPDATE {table} SET {column} = -1 WHERE {column} = {one}",
            f"UPDATE {table} SET {column} = {one} WHERE {column} = {other}",
            f"UPDATE {table} SET {column} = {other} WHERE {column} = -1",
        )

    def test_two_rows_that_changed_numbers_are_found(self, stolen):
        self.exchange("ledger_entry", "id", 13, 28)
        assert kinds(stolen) == [("reordered", "entry 13"), ("reordered", "entry 28")]

    def test_two_whole_entries_that_changed_places_are_found(self, stolen):
        self.exchange("ledger_entry", "id", 13, 17)
        self.exchange("ledger_told", "entry_id", 13, 17)
        self.exchange("ledger_entryperson", "entry_id", 13, 17)
        assert kinds(stolen) == [("reordered", "entries 13,17")]

    def test_two_that_changed_only_what_they_tell_are_found(self, stolen):
        self.exchange("ledger_told", "entry_id", 13, 17)
        assert kinds(stolen) == [("reordered", "entries 13,17")]


class TestTruncated:
    def cut(self, after, *, seals_after=None):
        for table, column in (("told", "entry_id"), ("entryperson", "entry_id"), ("entry", "id")):
            sql(f"DELETE FROM ledger_{table} WHERE {column} > {after}")
        if seals_after is not None:
            sql(f"DELETE FROM ledger_seal WHERE number > {seals_after}")

    def test_a_cut_end_is_found(self, stolen):
        self.cut(25)
        assert kinds(stolen) == [("truncated", "entries 26-30")]

    def test_also_when_its_seals_went_with_it(self, stolen):
        self.cut(10, seals_after=1)
        assert kinds(stolen) == [
            ("truncated", "seal 2"),
            ("truncated", "seal 3"),
            ("truncated", "entries 11-20"),
            ("truncated", "entries 21-30"),
        ]

    def test_also_when_everything_went(self, stolen):
        self.cut(0, seals_after=0)
        assert ("truncated", "entries 1-10") in kinds(stolen)

    def test_sealing_does_not_go_on_over_it(self, stolen):
        self.cut(10, seals_after=1)
        write(5)
        with pytest.raises(CouldNotRun, match="ends with seal 3, which the database does not have"):
            seal()
        assert Seal.objects.count() == 1


class TestSeals:
    @pytest.mark.parametrize(
        "change",
        [
            "head = previous",
            "previous = head",
            "ids = '11-19'",
            "ids = 'nonsense'",
            "ids = '1-999999999999'",
            "count = 9",
            "first = 9",
            "marks = head",
            "signature = head",
            "sealed_at = '2020-01-01 00:00:00'",
        ],
    )
    def test_a_changed_seal_is_found(self, stolen, change):
        sql(f"UPDATE ledger_seal SET {change} WHERE number = 2")
        told = found(stolen)
        assert {(f.kind, f.where) for f in told.findings if f.kind != "guard"} == {("seal", "seal 2")}

    def test_a_missing_seal_is_found_and_its_entries_are_still_checked(self, stolen):
        sql("DELETE FROM ledger_seal WHERE number = 2", "DELETE FROM ledger_entry WHERE id = 15")
        assert kinds(stolen)[:1] == [("deleted", "seal 2")]
        assert ("deleted", "entry 15") in kinds(stolen)

    def test_where_the_marks_went_too_the_batch_is_named(self, stolen):
        sql("UPDATE ledger_told SET sentence = 'Nothing read' WHERE entry_id = 12")
        redigest(12)
        sql("UPDATE ledger_seal SET marks = head WHERE number = 2")
        assert kinds(stolen) == [("seal", "seal 2"), ("batch", "seal 2, entries 11-20")]

    def test_a_seal_made_with_another_key_is_found(self, stolen, tmp_path):
        """Someone with the database and this program, but not with the key."""
        write(5)
        Path(stolen.LEDGER_KEY).unlink()
        with pytest.raises(CouldNotRun, match="names another key"):
            seal()
        usual, stolen.LEDGER_HEADS = stolen.LEDGER_HEADS, tmp_path / "thief.jsonl"
        heads.add(stolen.LEDGER_HEADS, heads.private_key(), [])
        seal()
        stolen.LEDGER_HEADS = usual
        assert kinds(stolen) == [("seal", "seal 4")]

    def test_a_file_of_heads_that_was_taken_away_is_found(self, ledger):
        Path(ledger.LEDGER_HEADS).unlink()
        assert [f.kind for f in found(ledger).findings] == ["heads", "heads"]
        write()
        with pytest.raises(CouldNotRun, match="is not there, though there are seals"):
            seal()

    def test_an_auditor_who_kept_the_key_trusts_no_other(self, ledger, tmp_path):
        pem = tmp_path / "ledger.pem"
        pem.write_text(heads.as_pem(heads.private_key().public_key()))
        assert found(ledger, public_key=pem).findings == []
        text = Path(ledger.LEDGER_HEADS).read_text()
        other = tmp_path / "other"
        ledger.LEDGER_KEY = other
        _first, rest = text.split("\n", 1)
        Path(ledger.LEDGER_HEADS).unlink()
        heads.add(Path(ledger.LEDGER_HEADS), heads.private_key(), [])
        with Path(ledger.LEDGER_HEADS).open("a") as file:
            file.write(rest)
        assert {f.kind for f in found(ledger, public_key=pem).findings} == {"heads"}
        assert {f.kind for f in found(ledger).findings} == {"seal"}


class TestGuards:
    @pytest.mark.parametrize("table", guards.TABLES)
    @pytest.mark.parametrize("way", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
    def test_the_database_refuses(self, ledger, table, way):
        from django.db import IntegrityError

        if table == "ledger_erased":
            sql("INSERT INTO ledger_erased (told, erasure) VALUES (1, 2)")
        key = {"ledger_told": "entry_id", "ledger_erased": "told", "ledger_seal": "number"}.get(table, "id")
        with pytest.raises(IntegrityError, match=table):
            sql(way.format(table, key) + (" WHERE entry_id <> 1" if table == "ledger_told" else ""))

    @pytest.mark.parametrize("table", guards.TABLES)
    def test_nothing_is_emptied_or_replaced(self, ledger, table):
        from django.db import IntegrityError

        if connection.vendor == "postgresql":
            with pytest.raises(IntegrityError, match="nothing takes a row out"):
                sql(f"TRUNCATE {table} CASCADE")
        elif table != "ledger_erased":
            with pytest.raises(IntegrityError):
                sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    def test_a_trigger_that_is_gone_is_found(self, ledger, own):
        sql("DROP TRIGGER ledger_entry_no_change" + (" ON ledger_entry" if connection.vendor == "postgresql" else ""))
        assert [(f.kind, f.where) for f in found(ledger).findings] == [("guard", "ledger_entry_no_change")]
        assert run("guard")[1] == "Put up again: ledger_entry_no_change.\n"
        assert found(ledger).findings == []
        assert run("guard")[1] == "Every trigger is in its place.\n"

    def test_a_trigger_that_was_switched_off_is_found(self, ledger, own):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite switches no trigger off")
        sql("ALTER TABLE ledger_told DISABLE TRIGGER USER")
        assert len(found(ledger).findings) == 3
        assert "Put up again: ledger_told_no_change" in run("guard")[1]
        assert found(ledger).findings == []


class TestPowerFailure:
    def test_a_seal_that_did_not_reach_the_file_is_written_by_the_next(self, ledger, monkeypatch):
        """The database committed, and then the power went."""
        write(3)
        with monkeypatch.context() as patch:
            patch.setattr(seals, "_write_up", lambda *_: None)
            seal()
        report = found(ledger)
        assert (report.findings, report.notes) == (
            [],
            ["1 of the seals are not in the file of heads yet; the next sealing writes them."],
        )
        write(2)
        seal()
        assert (found(ledger).findings, found(ledger).notes) == ([], [])
        assert sorted(heads.read(Path(ledger.LEDGER_HEADS)).heads) == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("left", [1, 40, -1])
    def test_a_line_cut_short_is_written_again(self, ledger, left):
        """The line was only half on the disk. What stands of it stays, as the file is only ever added to."""
        path = Path(ledger.LEDGER_HEADS)
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:-1]) + lines[-1][:left])
        assert list(found(ledger).findings) == []
        write(2)
        seal()
        report = found(ledger)
        assert report.findings == []
        assert sorted(heads.read(path).heads) == [1, 2, 3, 4]

    def test_before_the_first_seal_reached_the_file(self, own, settings, monkeypatch):
        write(3)
        with monkeypatch.context() as patch:
            patch.setattr(seals, "_write_up", lambda *_: None)
            seal()
        seal()
        assert (found(settings).findings, found(settings).notes) == ([], [])


def test_a_restored_database_seals_on_once_someone_says_so(stolen, own):
    """Twenty entries and two seals are lost with the disk; the back-up ends at seal 1."""
    TestTruncated().cut(10, seals_after=1)
    guards.put_up(own)
    write(5)
    assert seals.set_back("disk failed, back-up of the night before") == 1
    seal()
    report = found(stolen)
    assert report.findings == []
    assert len(report.notes) == 1
    assert "set back to seal 1; what came after was lost: disk failed" in report.notes[0]
    with pytest.raises(CouldNotRun, match="nothing to set back"):
        seals.set_back("again")


def test_the_key_is_its_owners_alone(ledger):
    assert oct(Path(ledger.LEDGER_KEY).stat().st_mode)[-3:] == "600"


def test_a_large_backlog_is_sealed_in_batches(own, settings, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 4)
    write(10)
    assert seal() == 10
    assert [each.ids for each in Seal.objects.order_by("number")] == ["1-4", "5-8", "9-10"]
    assert found(settings).findings == []


def test_two_sealers_at_once_seal_each_entry_once(own, settings, tmp_path, monkeypatch):
    """Two machines, each with its own file: the second has read what the first then seals."""
    write(5)
    plain, once = seals._made, []

    def slowly(*told):
        if not once:
            once.append(True)
            usual, settings.LEDGER_HEADS = settings.LEDGER_HEADS, tmp_path / "other.jsonl"
            assert seal() == 5
            settings.LEDGER_HEADS = usual
        return plain(*told)

    monkeypatch.setattr(seals, "_made", slowly)
    assert seal() == 0
    assert Seal.objects.count() == 1
    assert found(settings).findings == []
    assert sorted(heads.read(Path(settings.LEDGER_HEADS)).heads) == [1]
    assert sorted(heads.read(tmp_path / "other.jsonl").heads) == [1]


@pytest.fixture
def another(own):
    """A second connection to the same database."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: numbers are in the order of commits")
    other = connections.create_connection("default")
    other.settings_dict = own.settings_dict
    yield other
    other.close()


def test_a_lower_number_that_commits_late_is_neither_lost_nor_taken_for_an_insertion(another, own, settings):
    write(2)
    mine = connections["default"]
    connections["default"] = another
    another.set_autocommit(False)
    write(1)  # number 3, not committed
    connections["default"] = mine
    write(2)  # numbers 4 and 5, committed before it
    settling = seals.Settling()
    assert seals.seal(settling) == 0
    write(1)  # whoever writes is never waited for, nor waits
    assert seals.seal(settling) == 0
    assert found(settings).findings == []
    another.commit()
    assert seals.seal(settling) == 5
    assert seals.seal(settling) == 1
    assert [each.ids for each in Seal.objects.order_by("number")] == ["1-5", "6"]
    assert found(settings).findings == []


def test_a_number_that_was_drawn_and_never_used_holds_nothing_up(another, own, settings):
    write(2)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(2)
    assert seal() == 4
    assert Seal.objects.get().ids == "1-2,4-5"
    assert found(settings).findings == []


def test_sealing_waits_for_no_one_and_no_one_for_sealing(another, own):
    """A transaction that has entered something stays open; sealing returns at once, and others go on entering."""
    connections["default"], mine = another, connections["default"]
    another.set_autocommit(False)
    write(1)
    connections["default"] = mine
    sql("SET lock_timeout = '1ms'")
    write(1)
    assert seal() == 0
    another.rollback()


def run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command("ledger", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


class TestCommand:
    def test_a_whole_ledger_ends_with_0(self, ledger):
        code, said = run("verify")
        assert code == 0
        assert "30 entries in 3 sealed batches" in said
        assert "Nothing was edited, deleted, inserted, reordered or cut off." in said

    def test_a_finding_ends_with_1_and_says_where(self, stolen):
        sql("UPDATE ledger_entry SET actor = 'PC Nobody' WHERE id = 12")
        code, said = run("verify")
        assert code == 1
        assert re.search(r"EDITED +entry 12 \(seal 2, made [-0-9: ]+ UTC\): was changed after it was written", said)

    def test_a_file_that_is_not_there_is_said(self, ledger):
        with pytest.raises(CouldNotRun, match="there is no file"):
            run("verify", "--heads", "/nowhere/at-all")

    def test_a_key_that_is_none_is_said(self, ledger, tmp_path):
        (tmp_path / "x").write_text("rubbish")
        with pytest.raises(CouldNotRun, match="holds no public key"):
            run("verify", "--public-key", str(tmp_path / "x"))

    def test_sealing_once(self, own, settings):
        write(3)
        assert "3 entries sealed" in run("seal")[1]
        assert "0 entries sealed" in run("seal")[1]

    def test_the_public_key_is_the_one_in_the_file(self, ledger, tmp_path):
        (tmp_path / "key.pem").write_text(run("key")[1])
        assert run("verify", "--public-key", str(tmp_path / "key.pem"))[0] == 0
        first = json.loads(Path(ledger.LEDGER_HEADS).read_text().split("\n")[0])
        assert set(first) == {"ledger", "public_key"}

    def test_rights_are_for_postgresql(self, own):
        if connection.vendor != "sqlite":
            pytest.skip("said on SQLite alone")
        with pytest.raises(CouldNotRun, match="SQLite has no roles"):
            run("rights", "app")
