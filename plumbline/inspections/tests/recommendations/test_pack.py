"""The evidence pack: what stands in it, what must not, the same twice, and how it is asked for and fetched."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import call_command

from plumbline.conftest import TEST
from plumbline.inspections import actions
from plumbline.inspections.access import pack_for
from plumbline.inspections.models import Inspection, Recommendation
from plumbline.inspections.queries import pack as packs
from plumbline.inspections.queries.pack import pack_of
from plumbline.inspections.queries.printing import as_html
from plumbline.inspections.tests.recommendations.conftest import NOW, REPORT, STANDARD
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.commands import CouldNotRun
from plumbline.kernel.errors import Invalid, Missing, Refused
from plumbline.ledger.models import Entry, EntryPerson
from plumbline.missing import actions as missing
from plumbline.web import press, printing

try:
    press.loaded()
    NO_PRESS = ""
except press.NoPress as fault:
    NO_PRESS = f"no PDF: {fault}"
needs_press = pytest.mark.skipif(bool(NO_PRESS), reason=NO_PRESS or "WeasyPrint is there")
TODAY = date(2026, 9, 10)


def html_of(subject: Any, day: date = TODAY, **more: Any) -> str:
    pack = pack_of(subject, day, today=TODAY)
    return as_html(pack, **{"printed_at": NOW, "recipient": "HMICFRS"} | more)


@pytest.fixture
def searched(team: Any, child: Any) -> Any:
    """A child with a name that is in no other word, missing in July, with real duties."""
    told = {"team": team, "reported_at": datetime(2026, 7, 14, 9, 0, tzinfo=UTC)}
    return missing.report_missing(child(given_name="Zipporah", surname="Quillfeather"), by=TEST, **told)


# -- what stands in it


def test_it_says_what_was_asked_done_measured_and_what_it_rests_on(
    closed: Recommendation, inspection: Inspection, duties: Any, chief: Any, lead: Any, owner: Any
) -> None:
    duties(date(2026, 7, 1), 6, 2)
    actions.reopen_recommendation(closed, by=chief, note="Late again in the south.")
    told = {"what": "Tell every sergeant.", "owner": owner, "due_on": date(2026, 9, 30)}
    actions.finish_action(actions.set_action(closed, by=lead, **told), by=owner, note="Told on 10 September.")
    said = html_of(inspection)
    for words in (
        "Review every search in time.",
        "Reopened",
        "Supt Grant",
        "Told on 10 September.",
        "First supervisor review, the force",
        "60.0% (12 of 20)",
        "75.0% (6 of 8)",
        "rise to the target: 90%",
        "Late again in the south.",
        "Library 1",
        "the figure rests on 8 duties",
        "Annex 1",
        "8 rows",
        "Given to",
        "HMICFRS",
        "<svg",
    ):
        assert words in said, words


def test_a_gap_is_a_gap(recommendation: Recommendation, owner: Any) -> None:
    actions.set_measure(recommendation, by=owner, standard=STANDARD, target=90, baseline_on=REPORT)
    said = html_of(recommendation)
    for words in (
        "none: nothing had come due",
        "no figure: nothing has come due",
        "No duty of this kind started in these months.",
        "so that there is no baseline",
        "No action was recorded.",
        "No evidence was gathered.",
        "No audit results are held for this.",
    ):
        assert words in said, words
    assert "0%" not in re.sub(r"<svg.*?</svg>", "", said, flags=re.S).replace("90%", "").replace("100%", "")


def test_a_recommendation_without_a_measure_says_so(recommendation: Recommendation) -> None:
    assert "No measure was set, so that nobody can tell whether it worked." in html_of(recommendation)


def test_it_names_no_child(closed: Recommendation, searched: Any, lead: Any) -> None:
    pack = pack_of(closed, TODAY, today=TODAY)
    for for_paper in (False, True):
        said = as_html(pack, printed_at=NOW, recipient="HMICFRS", for_paper=for_paper)
        assert "Zipporah" not in said
        assert "Quillfeather" not in said
    assert pack.people >= {searched.person_id} or not pack.people


def test_rows_are_cases_by_their_reference(recommendation: Recommendation, owner: Any, searched: Any) -> None:
    actions.set_measure(recommendation, by=owner, standard="missing.record-made", target=90)
    pack = pack_of(recommendation, TODAY, today=TODAY)
    (line,) = pack.measured[0].lines
    assert line.case == searched.reference
    assert (line.place, line.state, line.started) == ("Northfield, Response 1", "late", "14 Jul 2026 at 10:00")
    assert pack.people == {searched.person_id}


def test_what_was_typed_is_text(recommendation: Recommendation, owner: Any) -> None:
    told = {"kind": "document", "what": "<script>alert(1)</script>", "held_where": "Library 1"}
    actions.gather_evidence(recommendation, by=owner, **told)
    assert "<script>" not in html_of(recommendation)


def test_as_of_an_earlier_day_what_came_later_is_not_there(closed: Recommendation, chief: Any) -> None:
    actions.reopen_recommendation(closed, by=chief, note="Late again in the south.")
    on = {day: html_of(closed, day) for day in (date(2026, 4, 9), date(2026, 4, 10), TODAY)}
    assert ["<td>Being progressed</td>" in on[day] for day in on] == [True, False, False]
    assert ["<td>Complete</td>" in on[day] for day in on] == [False, True, False]
    assert ["Late again" in on[day] for day in on] == [False, False, True]


@pytest.mark.parametrize(
    ("day", "says"),
    [(REPORT - timedelta(days=1), "published on 20 Feb 2026"), (TODAY + timedelta(days=1), "has not come")],
)
def test_days_for_which_there_is_no_pack(inspection: Inspection, day: date, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        pack_of(inspection, day, today=TODAY)


def test_more_rows_than_are_read_are_counted(
    closed: Recommendation, duties: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    duties(date(2026, 7, 1), 9)
    monkeypatch.setattr(packs, "MOST_ROWS", 4)
    pack = pack_of(closed, TODAY, today=TODAY)
    assert (pack.rows, pack.measured[0].left_out) == (4, 5)
    assert "5 more are not printed" in as_html(pack, printed_at=NOW, recipient="x")
    assert any("5 further rows are not printed" in limit for limit in pack.limits)


# -- the same twice


def test_the_same_input_gives_the_same_page(closed: Recommendation, duties: Any) -> None:
    duties(date(2026, 7, 1), 30, 8)
    first = html_of(closed)
    with clock.frozen(NOW + timedelta(days=3)):
        assert html_of(closed) == first
        later = html_of(closed, printed_at=NOW + timedelta(days=3))
    assert later != first
    assert later.replace("13 Sep 2026", "10 Sep 2026") == first, "the printed time and nothing else"


@needs_press
def test_the_same_input_gives_the_same_pdf(closed: Recommendation, duties: Any) -> None:
    duties(date(2026, 7, 1), 30, 20)
    html, pages = html_of(closed, for_paper=True), list[int]()
    first = press.as_pdf(html, pages.append)
    assert first == press.as_pdf(html)
    assert first.startswith(b"%PDF")
    assert pages[-1] >= 4
    assert b"CreationDate" not in first
    assert first != press.as_pdf(html.replace("HMICFRS", "somebody else"))


@needs_press
def test_nothing_is_fetched_for_it() -> None:
    """A picture that somebody managed to write into a record is not asked for."""
    asked = list[str]()

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Asked) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/x.png"
        assert press.as_pdf(f'<p>x<img src="{address}"></p>').startswith(b"%PDF")
        server.shutdown()
    assert asked == []


# -- who may, and what the ledger says


def test_to_print_one_is_a_disclosure(closed: Recommendation, duties: Any, lead: Any) -> None:
    duties(date(2026, 7, 1), 2)
    pack = pack_for(Actor("Ch Supt Pike", user=lead), closed, TODAY, "HMI Vale, HMICFRS")
    entry = Entry.objects.get(operation="disclosure", event="inspections.pack.printed")
    assert "HMI Vale, HMICFRS" in entry.sentence + getattr(entry, "recipient", "")
    assert f"{closed.reference} as of 10 Sep 2026, 2 rows" in entry.sentence
    named = set(EntryPerson.objects.filter(entry=entry).values_list("person_id", flat=True))
    assert named == pack.people != set()


@pytest.mark.parametrize("role", ["sergeant", "superintendent", "administrator"])
def test_who_may_not_take_data_out_prints_none(closed: Recommendation, officer: Any, role: str) -> None:
    with pytest.raises(Refused):
        pack_for(Actor("x", user=officer(role)), closed, TODAY, "HMICFRS")
    assert not Entry.objects.filter(operation="disclosure", event="inspections.pack.printed").exists()


def test_without_a_recipient_there_is_none(closed: Recommendation, lead: Any) -> None:
    with pytest.raises(Invalid, match="who will receive it"):
        pack_for(Actor("x", user=lead), closed, TODAY, "  ")


# -- the pages


def test_a_page_gives_html_at_once(closed: Recommendation, lead: Any, client_for: Any) -> None:
    told = {"as_of": "2026-09-10", "recipient": "HMICFRS", "kind": "html"}
    answer = client_for(lead).post(f"/inspections/recommendations/{closed.pk}/pack/", told)
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{closed.reference.lower()}-20260910.html"'
    assert b"Evidence pack" in answer.content


@needs_press
def test_a_pdf_is_printed_beside_the_page_and_fetched_once(
    closed: Recommendation, lead: Any, chief: Any, client_for: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "FOLDER", tmp_path)
    client, told = client_for(lead), {"as_of": "2026-09-10", "recipient": "HMICFRS", "kind": "pdf"}
    answer = client.post(f"/inspections/recommendations/{closed.pk}/pack/", told)
    waits = answer.url
    for _ in range(600):
        page = client.get(waits, headers={"HX-Request": "true"})
        if b"Printing" not in page.content:
            break
        Event().wait(0.1)
    assert b"It is printed" in page.content
    assert client_for(chief, "audit").get(waits).status_code == 404, "it is the session's that asked for it"
    assert client.get(f"{waits}file/").content.startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == []
    assert client.get(f"{waits}file/").status_code == 404


def test_without_the_press_the_form_says_so(
    closed: Recommendation, lead: Any, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise press.NoPress(press.NEEDS)

    monkeypatch.setattr(press, "loaded", absent)
    told = {"as_of": "2026-09-10", "recipient": "HMICFRS", "kind": "pdf"}
    answer = client_for(lead).post(f"/inspections/recommendations/{closed.pk}/pack/", told)
    assert "install plumbline[reports]" in answer.content.decode()


def test_a_token_is_no_path(tmp_path: Path) -> None:
    for token in ("..", "../../etc/passwd", "a/b", "", "x" * 41):
        assert press.standing(tmp_path, token) == ("gone", 0)


# -- the command


def pack_command(*arguments: str) -> None:
    call_command("inspections", "pack", *arguments)


def test_the_command_writes_the_whole_file(closed: Recommendation, tmp_path: Path) -> None:
    target = tmp_path / "pack.html"
    pack_command(
        closed.reference, "--as-of", "2026-09-01", "--format", "html", "--output", str(target), "--to", "HMICFRS"
    )
    assert "at the end of 1 Sep 2026" in target.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["pack.html"]


@pytest.mark.parametrize(
    ("arguments", "fault", "says"),
    [
        (["nonsense", "--output", "x", "--to", "me"], Missing, "is no reference"),
        (["RC-26-999999", "--output", "x", "--to", "me"], Missing, "no such recommendation"),
        (["RC-26-000001", "--output", "/nowhere/x", "--to", "me"], CouldNotRun, "no folder"),
        (["RC-26-000001", "--output", "x", "--to", "me", "--as-of", "soon"], CouldNotRun, "is not a date"),
    ],
)
def test_the_command_fed_rubbish(
    closed: Recommendation, arguments: list[str], fault: Any, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = [closed.reference if each == "RC-26-000001" else each for each in arguments]
    with pytest.raises(fault, match=says):
        pack_command(*told, "--format", "html")
    assert list(tmp_path.iterdir()) == []
