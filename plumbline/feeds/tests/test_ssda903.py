"""The looked-after children's return: what comes in, what is refused and why, and what a second run does."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from plumbline.feeds.ssda903 import SUPPLIED
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.kernel.commands import CouldNotRun
from plumbline.ledger.models import Entry
from plumbline.missing import actions as missing
from plumbline.missing.facts import EpisodeFacts
from plumbline.missing.models import Category, Episode, State
from plumbline.people import actions as people
from plumbline.people.models import CareStatus, Ethnicity, Gender, LegalStatus, Person, PlacementKind
from plumbline.standards import queries
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "ssda903"
HEADS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
}
ADA, BEN = "101,2,05/06/2008,WBRI,,,", "102,1,01/02/2012,MWBC,,,"
IN_CARE = "101,01/03/2020,S,C2,N1,K2,PR1,,,,,,"
GONE = "101,05/06/2008,M,10/05/2024,13/05/2024"
SOUND = {"header": [ADA, BEN], "episodes": [IN_CARE], "missing": [GONE]}
Ran = tuple[int, str]


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., Ran]:
    """Writes the tables as CSV files and takes them in. Gives the exit code and what was printed."""

    def run(*options: str, raw: dict[str, bytes] | None = None, **tables: list[str]) -> Ran:
        given = {**SOUND, **tables}
        for name, lines in given.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n")
        for name, content in (raw or {}).items():
            (tmp_path / name).write_bytes(content)
        return take_in(*[str(tmp_path / f"{name}.csv") for name in given], *options)

    return run


def take_in(*arguments: str) -> Ran:
    told, problems = StringIO(), StringIO()
    try:
        call_command("import", "ssda903", *arguments, stdout=told, stderr=problems)
    except CouldNotRun as fault:
        return 2, problems.getvalue() + str(fault)
    except SystemExit as stop:
        return int(stop.code or 0), told.getvalue()
    return 0, told.getvalue()


def row(told: str, file: str) -> list[int]:
    """read, new, changed, unchanged and rejected of one file, as printed."""
    line = next(line for line in told.splitlines() if line.startswith(file))
    return [int(cell) for cell in line.split()[1:]]


def everything() -> dict[str, list[Any]]:
    return {model.__name__: list(models_of(model)) for model in (Person, CareStatus, Episode, Entry, Duty)}


def models_of(model: Any) -> Any:
    return model.objects.order_by("pk").values()


def test_sound_files_come_in(ran: Callable[..., Ran]) -> None:
    code, told = ran()
    assert code == 0
    assert row(told, "header.csv") == [2, 2, 0, 0, 0]
    ada = Person.objects.get(source="ssda903", source_key="101")
    assert (ada.gender, ada.ethnicity, ada.date_of_birth) == (Gender.FEMALE, Ethnicity.W1, date(2008, 6, 5))
    assert (ada.given_name, ada.surname, ada.is_looked_after) == ("", "", True)
    period = ada.care_periods.get()
    assert (period.legal_status, period.placement_kind) == (LegalStatus.C2, PlacementKind.CHILDRENS_HOME)
    assert (period.started_on, period.ended_on, period.responsible_authority) == (
        date(2020, 3, 1),
        None,
        "not supplied",
    )
    assert not Person.objects.get(source_key="102").is_looked_after


def test_a_missing_period_is_an_episode_in_days(ran: Callable[..., Ran]) -> None:
    ran()
    episode = Episode.objects.get()
    assert episode.reported_at == datetime(2024, 5, 9, 23, 0, tzinfo=UTC)  # local midnight, in summer time
    assert episode.located_at == datetime(2024, 5, 12, 23, 0, tzinfo=UTC)
    assert (episode.category, episode.state, episode.age, episode.is_child) == (
        Category.MISSING,
        State.CLOSED,
        15,
        True,
    )
    assert episode.reported_month == date(2024, 5, 1)
    for name in ("located_by", "closed_at", "closed_by", "wellbeing_confirmed_at", "returned_at", "last_seen_at"):
        assert getattr(episode, name) is None


def test_away_is_not_missing_and_open_is_missing_now(ran: Callable[..., Ran]) -> None:
    ran(missing=["101,05/06/2008,A,10/05/2024,13/05/2024", "102,01/02/2012,M,01/06/2024,"])
    away, gone = Episode.objects.order_by("reported_at")
    assert (away.category, away.state) == (Category.AWAY, State.CLOSED)
    assert (gone.category, gone.state, gone.located_at) == (Category.MISSING, State.MISSING, None)


def test_an_adult_is_not_taken_for_a_child(ran: Callable[..., Ran]) -> None:
    ran(header=["101,2,10/05/2006,WBRI,,,"], missing=["101,10/05/2006,M,09/05/2024,", "101,10/05/2006,M,10/05/2024,"])
    assert [(e.age, e.is_child) for e in Episode.objects.order_by("reported_at")] == [(17, True), (18, False)]


BAD_ROWS = {
    "sex": ({"header": ["101,3,05/06/2008,WBRI,,,", BEN]}, "header.csv line 2: SEX '3' is not a code"),
    "ethnicity": ({"header": ["101,2,05/06/2008,XXXX,,,", BEN]}, "header.csv line 2: ETHNIC 'XXXX' is not a code"),
    "date": (
        {"header": ["101,2,2008-06-05,WBRI,,,", BEN]},
        "header.csv line 2: DOB '2008-06-05' is not a date (dd/mm/yyyy)",
    ),
    "no such day": ({"header": ["101,2,30/02/2008,WBRI,,,", BEN]}, "header.csv line 2: DOB '30/02/2008' is not a date"),
    "no date": ({"header": ["101,2,,WBRI,,,", BEN]}, "header.csv line 2: DOB is blank"),
    "birth to come": (
        {"header": ["101,2,05/06/2308,WBRI,,,", BEN]},
        "header.csv line 2: DOB 05/06/2308 is in the future",
    ),
    "birth long ago": (
        {"header": ["101,2,05/06/1808,WBRI,,,", BEN]},
        "header.csv line 2: DOB 05/06/1808 is more than 120",
    ),
    "no child": ({"header": [ADA, ",1,01/02/2012,MWBC,,,"]}, "header.csv line 3: CHILD is blank"),
    "long key": ({"header": [ADA, "1" * 21 + ",1,01/02/2012,MWBC,,,"]}, "header.csv line 3: CHILD has 21 characters"),
    "child twice": ({"header": [ADA, ADA]}, "header.csv line 3: CHILD 101 stands on line 2 already"),
    "cut row": ({"header": [ADA, "102,1,01/0"]}, "header.csv line 3: the row has 3 of 7 columns: it may be cut short"),
    "long row": ({"header": [ADA, BEN + ","]}, "header.csv line 3: the row has 8 columns, the header row 7"),
    "open quote": (
        {"header": [ADA, '102,"1,01/02/2012']},
        "header.csv line 3: a quotation mark is opened and not closed",
    ),
    "control": (
        {"header": [ADA, "10\x002,1,01/02/2012,MWBC,,,"]},
        "header.csv line 3: the row holds a control character",
    ),
    "legal status": ({"episodes": ["101,01/03/2020,S,Q9,N1,K2,,,,,,,"]}, "episodes.csv line 2: LS 'Q9' is not a code"),
    "placement": ({"episodes": ["101,01/03/2020,S,C2,N1,X7,,,,,,,"]}, "episodes.csv line 2: PLACE 'X7' is not a code"),
    "ends first": (
        {"episodes": ["101,01/03/2020,S,C2,N1,K2,,28/02/2020,,,,,"]},
        "episodes.csv line 2: DEC 28/02/2020 is before DECOM 01/03/2020",
    ),
    "care before birth": (
        {"episodes": ["101,01/03/2008,S,C2,N1,K2,,,,,,,"]},
        "episodes.csv line 2: DECOM 01/03/2008 is before the child was born (05/06/2008)",
    ),
    "period twice": (
        {"episodes": [IN_CARE, IN_CARE]},
        "episodes.csv line 3: DECOM 01/03/2020 of CHILD 101 stands on line 2",
    ),
    "two placements": (
        {"episodes": [IN_CARE, "101,01/05/2021,P,C2,N1,K2,,,,,,,"]},
        "episodes.csv line 2: DEC is blank, though another period begins on 01/05/2021",
    ),
    "child unheard of": (
        {"episodes": [IN_CARE.replace("101", "999")]},
        "episodes.csv line 2: CHILD 999 is in no header row",
    ),
    "missing child unheard of": (
        {"missing": ["999,05/06/2008,M,10/05/2024,"]},
        "missing.csv line 2: CHILD 999 is in no header row",
    ),
    "child rejected": (
        {"header": ["101,3,05/06/2008,WBRI,,,"], "episodes": []},
        "missing.csv line 2: CHILD 101 stands on header.csv line 2, which was rejected",
    ),
    "kind of absence": ({"missing": ["101,05/06/2008,X,10/05/2024,"]}, "missing.csv line 2: MISSING 'X' is not a code"),
    "no kind": ({"missing": ["101,05/06/2008,,10/05/2024,"]}, "missing.csv line 2: MISSING is blank"),
    "back before gone": (
        {"missing": ["101,05/06/2008,M,10/05/2024,09/05/2024"]},
        "missing.csv line 2: MIS_END 09/05/2024 is before MIS_START 10/05/2024",
    ),
    "other birth": (
        {"missing": ["101,06/06/2008,M,10/05/2024,"]},
        "missing.csv line 2: DOB 06/06/2008 disagrees with 05/06/2008 on header.csv line 2",
    ),
    "absence twice": (
        {"missing": [GONE, "101,05/06/2008,M,10/05/2024,14/05/2024"]},
        "missing.csv line 3: MIS_START 10/05/2024 of CHILD 101 stands on line 2 already",
    ),
    "absence before birth": (
        {"missing": ["101,05/06/2008,M,10/05/2004,"]},
        "missing.csv line 2: MIS_START 10/05/2004 is before",
    ),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_bad_row_is_listed_and_the_others_come_in(name: str, ran: Callable[..., Ran]) -> None:
    tables, said = BAD_ROWS[name]
    code, told = ran(**tables)
    assert code == 1
    assert said in told
    file = said.split(" line ")[0]
    read, new, *_, rejected = row(told, file)
    assert rejected >= 1
    counts = {"header.csv": Person, "episodes.csv": CareStatus, "missing.csv": Episode}
    for other, model in counts.items():
        assert model.objects.count() == row(told, other)[1]
    assert read == new + rejected
    assert Entry.objects.filter(event="feeds.ssda903.imported").count() == (1 if Person.objects.exists() else 0)


BAD_FILES = {
    "a column short": (
        {"missing.csv": b"CHILD,DOB,MISSING,MIS_START\n"},
        "missing.csv line 1: it looks like the missing table and lacks MIS_END",
    ),
    "another table": ({"header.csv": b"a;b;c\n1;2;3\n"}, "header.csv line 1: the header row is not that of any table"),
    "a column twice": (
        {"header.csv": b"CHILD,SEX,DOB,ETHNIC,DOB\n"},
        "header.csv line 1: the column DOB stands there twice",
    ),
    "empty": ({"episodes.csv": b""}, "episodes.csv is empty"),
    "blank": ({"episodes.csv": b"\n \n"}, "episodes.csv holds no header row"),
    "not UTF-8": (
        {"missing.csv": b"CHILD,DOB,MISSING,MIS_START,MIS_END\n101,05/06/2008,M,10/05/2024,\xe9\n"},
        "missing.csv line 2: byte 64 (0xe9) is not UTF-8",
    ),
    "cut within a letter": (
        {"missing.csv": b"CHILD,DOB,MISSING,MIS_START,MIS_END\n101,\xc3"},
        "missing.csv line 2: byte 40 (0xc3) is not UTF-8; the file may be cut short",
    ),
    "UTF-16": ({"header.csv": "CHILD,SEX".encode("utf-16")}, "header.csv line 1: the file is UTF-16"),
    "one table twice": (
        {"missing.csv": (HEADS["header"] + "\n").encode()},
        "missing.csv and header.csv are both the header table",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_stops_the_run_before_anything_is_written(name: str, ran: Callable[..., Ran]) -> None:
    raw, said = BAD_FILES[name]
    code, told = ran(raw=raw)
    assert code == 2
    assert said in told
    assert not Person.objects.exists()
    assert not Entry.objects.exists()


def test_each_bad_file_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    code, told = take_in(str(tmp_path), str(tmp_path / "none.csv"), str(tmp_path / "empty.csv"))
    assert code == 2
    first, second, third = told.splitlines()
    assert "is a directory" in first
    assert second == "none.csv does not exist"
    assert third == "empty.csv is empty. Nothing was taken in."


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(CouldNotRun, match="'cin2' is none of the kinds"):
        call_command("import", "cin2", "x.csv")


def test_byte_order_mark_and_windows_line_ends_do_no_harm(ran: Callable[..., Ran]) -> None:
    content = b"\xef\xbb\xbf" + "\r\n".join([HEADS["header"].lower(), ADA, BEN]).encode() + b"\r\n"
    code, told = ran(raw={"header.csv": content})
    assert (code, row(told, "header.csv")) == (0, [2, 2, 0, 0, 0])


def test_columns_that_are_not_needed_may_be_left_out(ran: Callable[..., Ran]) -> None:
    code, _ = ran(raw={"header.csv": b"DOB,ETHNIC,CHILD,SEX\n05/06/2008,WBRI,101,2\n"})
    assert code == 0
    assert Person.objects.get().gender == Gender.FEMALE


def test_no_rows_and_no_last_line_break_are_noted(ran: Callable[..., Ran]) -> None:
    code, told = ran(raw={"missing.csv": HEADS["missing"].encode()})
    assert code == 0
    assert "Note: missing.csv has a header row and no other" in told
    assert "Note: missing.csv does not end in a line break: is it whole?" in told


def test_nothing_but_header_rows_cannot_be_taken_in(ran: Callable[..., Ran]) -> None:
    code, told = ran(header=[], episodes=[], missing=[])
    assert code == 2
    assert told.count("has a header row and no other") == 3


def test_twice_changes_nothing(ran: Callable[..., Ran]) -> None:
    ran()
    before = everything()
    code, told = ran()
    assert code == 0
    assert row(told, "missing.csv") == [1, 0, 0, 1, 0]
    assert "0 new, 0 changed" in told
    assert everything() == before


def test_dry_run_says_the_same_and_writes_nothing(ran: Callable[..., Ran]) -> None:
    bad = {"missing": [GONE, "999,05/06/2008,M,10/05/2024,"]}
    code, told = ran("--dry-run", **bad)
    assert not any(everything().values())
    assert "Nothing was written" in told
    really, told_really = ran(**bad)
    assert (code, told.splitlines()[:-1]) == (really, told_really.splitlines()[:-1])


def test_a_later_return_changes_what_it_tells_differently(ran: Callable[..., Ran]) -> None:
    ran(missing=["101,05/06/2008,A,10/05/2024,"])
    episode = Episode.objects.get()
    code, told = ran(
        header=["101,2,05/06/2009,BCRB,,,", "102,,01/02/2012,,,,"],
        episodes=["101,01/03/2020,S,C2,N1,K2,PR1,01/06/2024,,,,,", "101,01/06/2024,P,V2,N1,U4,,,,,,,"],
        missing=["101,05/06/2009,M,10/05/2024,11/05/2024"],
    )
    assert code == 0
    assert row(told, "header.csv") == [2, 0, 1, 1, 0]
    assert row(told, "episodes.csv") == [2, 1, 1, 0, 0]
    assert row(told, "missing.csv") == [1, 0, 1, 0, 0]
    episode.refresh_from_db()
    assert (episode.category, episode.state, episode.age, episode.version) == (Category.MISSING, State.CLOSED, 14, 2)
    ada, ben = Person.objects.order_by("source_key")
    assert (ada.date_of_birth, ada.ethnicity, ada.version) == (date(2009, 6, 5), Ethnicity.B1, 2)
    assert clock.local(ada.turns_18_at) == datetime(2027, 6, 5, tzinfo=clock.LONDON)
    assert (ben.gender, ben.ethnicity) == (Gender.MALE, Ethnicity.M1)  # a blank overrides nothing
    assert [p.ended_on for p in ada.care_periods.order_by("started_on")] == [date(2024, 6, 1), None]
    changed = Entry.objects.latest("pk").changes
    told_of = next(c for c in changed if c["record"].startswith("missing/episode"))
    assert told_of["old"]["category"] == "away"
    assert told_of["new"]["category"] == "missing"
    assert no_differences()


def test_a_corrected_birth_reaches_episodes_that_are_not_repeated(ran: Callable[..., Ran]) -> None:
    ran()
    ran(header=["101,2,05/06/2003,WBRI,,,"], missing=[])
    episode = Episode.objects.get()
    assert (episode.age, episode.is_child) == (20, False)
    assert no_differences()


def test_leaving_care_is_known_from_a_later_return(ran: Callable[..., Ran]) -> None:
    ran()
    ran(episodes=["101,01/03/2020,S,C2,N1,K2,PR1,01/06/2024,E3,,,,"])
    ada = Person.objects.get(source_key="101")
    assert not ada.is_looked_after
    assert not ada.has_social_worker


def test_a_child_taken_in_before_needs_no_header_row(ran: Callable[..., Ran]) -> None:
    ran(missing=[])
    code, _ = ran(header=[BEN], episodes=[], missing=[GONE])
    assert (code, Episode.objects.count()) == (0, 1)


def test_an_end_recorded_here_is_kept(ran: Callable[..., Ran], officer: Callable[..., Any]) -> None:
    ran(missing=["101,05/06/2008,M,10/05/2024,"])
    found = datetime(2024, 5, 12, 8, 30, tzinfo=UTC)
    missing.locate_child(Episode.objects.get(), by=officer(), located_at=found, located_where="at a friend's")
    code, told = ran()
    assert (code, row(told, "missing.csv")) == (0, [1, 0, 0, 1, 0])
    assert (Episode.objects.get().located_at, Episode.objects.get().state) == (found, State.LOCATED)


def test_gone_twice_in_a_day_is_two_episodes(ran: Callable[..., Ran]) -> None:
    lines = ["101,05/06/2008,M,10/05/2024,12/05/2024", "101,05/06/2008,M,10/05/2024,10/05/2024"]
    ran(missing=lines)
    first, second = Episode.objects.order_by("source_key")
    assert (first.located_at, second.located_at) == (
        datetime(2024, 5, 9, 23, tzinfo=UTC),
        datetime(2024, 5, 11, 23, tzinfo=UTC),
    )
    code, told = ran(missing=lines[::-1])
    assert (code, row(told, "missing.csv")) == (0, [2, 0, 0, 2, 0])


def test_each_authority_has_its_own_children(ran: Callable[..., Ran]) -> None:
    ran("--authority", "Northfield")
    ran("--authority", "Southmoor", header=["101,1,09/09/2011,BOTH,,,"], missing=[])
    assert set(Person.objects.values_list("source_key", flat=True)) == {
        "Northfield/101",
        "Northfield/102",
        "Southmoor/101",
    }
    assert set(CareStatus.objects.values_list("responsible_authority", flat=True)) == {"Northfield", "Southmoor"}


def test_another_authoritys_return_is_not_taken_for_a_later_one(ran: Callable[..., Ran]) -> None:
    ran(header=[f"{n},2,05/06/2008,WBRI,,," for n in range(101, 111)])
    before = everything()
    code, told = ran(header=[f"{n},2,07/08/2010,WBRI,,," for n in range(101, 111)])
    assert code == 2
    assert "10 of 10 children taken in before have another date of birth here" in told
    assert everything() == before


def test_rejected_rows_are_listed_in_a_file_and_capped_on_the_screen(ran: Callable[..., Ran], tmp_path: Path) -> None:
    lines = [f"{n},05/06/2008,M,10/05/2024," for n in range(900, 960)]
    code, told = ran("--rejects", str(tmp_path / "rejected.csv"), missing=lines)
    assert code == 1
    assert told.count("missing.csv line ") == 50
    assert "… and 10 more" in told
    with (tmp_path / "rejected.csv").open(newline="") as handle:
        listed = list(csv.DictReader(handle))
    assert len(listed) == 60
    assert listed[0] == {
        "file": "missing.csv",
        "line": "2",
        "reason": "CHILD 900 is in no header row, of this return or an earlier one",
    }


def test_rejects_never_overwrite_what_is_read(ran: Callable[..., Ran], tmp_path: Path) -> None:
    code, told = ran("--rejects", str(tmp_path / "header.csv"))
    assert code == 2
    assert "would write over" in told


def test_what_fails_half_way_leaves_nothing(ran: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_doing: Any) -> None:
        raise RuntimeError("the disk is full")

    from plumbline.kernel import acts

    monkeypatch.setitem(acts._witnesses, "last", fail)
    with pytest.raises(RuntimeError):
        ran()
    assert not any(everything().values())


def test_the_ledger_names_files_digests_and_children(ran: Callable[..., Ran]) -> None:
    ran()
    entry = Entry.objects.get()
    assert (entry.actor, entry.operation, entry.event) == ("import ssda903", "collection", "feeds.ssda903.imported")
    assert entry.sentence.count("sha256 ") == 3
    assert entry.people.count() == 2


def test_what_the_return_cannot_tell_is_named(ran: Callable[..., Ran]) -> None:
    """No standard for missing children can be judged by it, for want of the report; a child away is not missing."""
    ran(missing=[GONE, "102,01/02/2012,A,01/06/2024,"])
    standings = queries.standings(Duty.objects.filter(kind="missing.episode"), clock.now())
    assert sum(s.counts.cannot_tell for s in standings) > 0
    assert not any(s.counts.judged or s.counts.pending for s in standings)
    for names in Duty.objects.values_list("unknown", flat=True):
        assert names
        assert not set(names.split(", ")) & SUPPLIED
        assert set(names.split(", ")) <= set(EpisodeFacts.facts)
    assert no_differences()


def no_differences() -> bool:
    return not [d for facts in Facts.register.values() for d in differences(facts)]


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the example return is not in {REAL}")
def test_the_example_return() -> None:
    """2,675 children, 5,050 placements of which 10 contradict each other, 43 absences: 19 missing, 24 away."""
    files = [str(REAL / f"{name}.csv") for name in HEADS]
    code, told = take_in(*files)
    assert code == 1
    assert row(told, "header.csv") == [2675, 2675, 0, 0, 0]
    assert row(told, "episodes.csv") == [5050, 5040, 0, 0, 10]
    assert row(told, "missing.csv") == [43, 43, 0, 0, 0]
    assert told.count("DEC is blank, though another period begins on") == 10
    assert Episode.objects.filter(category=Category.MISSING).count() == 19
    assert Episode.objects.filter(category=Category.AWAY).count() == 24
    assert Person.objects.filter(is_looked_after=True).count() == CareStatus.objects.filter(ended_on=None).count()
    unknown = queries.unknown_facts(Duty.objects.all())
    assert any("reported_at" in names for of_standard in unknown.values() for names, _ in of_standard)
    assert no_differences()
    again, told = take_in(*files)
    assert (again, row(told, "header.csv")) == (1, [2675, 0, 0, 2675, 0])


def test_a_child_whose_record_was_combined_keeps_what_that_one_tells(ran: Callable[..., Ran], officer: Any) -> None:
    ran(header=[ADA])
    of_feed = Person.objects.get()
    kept = people.add_person(by=system("test"), given_name="Ada", surname="Marsh", date_of_birth=date(2008, 6, 7))
    people.merge_people(kept, of_feed, by=officer(role="records-manager"), reason="The same child.")
    again = [GONE, "101,05/06/2008,M,20/05/2024,"]
    code, told = ran(header=["101,2,05/06/2008,WIRI,,,"], missing=again)
    assert (code, row(told, "header.csv"), row(told, "episodes.csv"), row(told, "missing.csv")) == (
        0,
        [1, 0, 0, 1, 0],
        [1, 0, 0, 1, 0],
        [2, 1, 0, 1, 0],
    )
    kept.refresh_from_db()
    assert (kept.date_of_birth, kept.is_looked_after) == (date(2008, 6, 7), True)
    assert set(Episode.objects.values_list("person_id", flat=True)) == {kept.pk}
    assert CareStatus.objects.get().person_id == kept.pk
    assert no_differences()


def test_two_children_of_the_return_who_turn_out_to_be_one(ran: Callable[..., Ran], officer: Any) -> None:
    ran(header=[ADA, BEN], episodes=[])
    ada, ben = Person.objects.order_by("source_key")
    people.merge_people(ada, ben, by=officer(role="records-manager"), reason="The same child.")
    code, told = ran(header=[ADA, BEN], episodes=[IN_CARE, "102,01/04/2021,S,C2,N1,K2,PR1,,,,,,"])
    assert (code, row(told, "episodes.csv")) == (1, [2, 1, 0, 0, 1])
    assert "an earlier period has no end either" in told
    assert CareStatus.objects.get().person_id == ada.pk
