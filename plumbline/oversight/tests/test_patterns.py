"""Patterns: each finds what it says, leaves alone what it should, and is settled by a look, until there are new reads."""

from datetime import timedelta

import pytest

from plumbline.kernel import clock, yamlfiles
from plumbline.kernel.errors import Invalid
from plumbline.ledger.models import Entry, Operation
from plumbline.oversight import actions
from plumbline.oversight.models import Look, NewsListing
from plumbline.oversight.queries.patterns import NUMBERS, RULES, Window, _called, found_by
from plumbline.oversight.tests.conftest import WHY, ago

ACT = {"operation": Operation.ALTERATION, "event": "people.person.amended"}


def window(days: int = 27) -> Window:
    return Window(clock.today() - timedelta(days=days), clock.today())


def findings(rule):
    return found_by(RULES[rule], window())


def noon(days):
    return clock.now().replace(hour=12, minute=0, second=0) - timedelta(days=days)


# -- names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "surname", "given"),
    [
        ("PS Okafor", "okafor", ""),
        ("Ch Insp Jo O'Neill", "oneill", "jo"),
        ("Dana Hart", "hart", "dana"),
        ("Hart", "hart", ""),
        ("PCSO Li", "li", ""),
        ("", "", ""),
    ],
)
def test_what_an_officer_is_called(shown, surname, given):
    called = _called(shown)
    assert (called.surname, called.given) == (surname, given)


def test_ones_own_family_name_however_spelt(officer, child, entered):
    kin, other = child(surname="O’Neill"), child(surname="Marsh")
    reader = officer(name="PC Oneill")
    entered(reader, kin, case=kin, at=ago(days=1))
    entered(reader, other, case=other, at=ago(days=1))
    (finding,) = findings("own-name")
    assert (finding.officer_id, finding.person, finding.number) == (reader.pk, kin.pk, 1)
    assert finding.about == f"person/{kin.pk}"


def test_a_list_that_showed_the_name_is_no_finding(officer, child, entered):
    kin = child(surname="Okafor")
    entered(officer(name="PS Okafor"), kin, at=ago(days=1), event="missing.list.read")
    assert findings("own-name") == []


def test_family_who_are_named_on_anothers_page_are_no_finding(officer, child, entered):
    ada, kin = child(), child(surname="Okafor")
    entered(officer(name="PS Okafor"), ada, kin, case=ada, at=ago(days=1))
    assert findings("own-name") == []


def test_work_on_the_person_is_told_beside_it(officer, child, entered):
    kin, reader = child(surname="Okafor"), officer(name="PS Okafor")
    entered(reader, kin, case=kin, at=ago(days=1))
    entered(reader, kin, case=kin, at=ago(days=1), **ACT)
    (finding,) = findings("own-name")
    assert finding.acts == 1


def test_a_colleagues_full_name_but_not_ones_own(officer, child, entered):
    colleague, reader = officer(name="PC Ada Marsh"), officer(name="PC Reader")
    ada = child(given_name="Ada", surname="Marsh")
    entered(reader, ada, case=ada, at=ago(days=1))
    entered(colleague, ada, case=ada, at=ago(days=1))
    assert [f.officer_id for f in findings("colleague")] == [reader.pk]
    assert [f.officer_id for f in findings("own-name")] == [colleague.pk]


def test_a_person_in_the_news_read_without_work_while_listed(officer, child, entered, watcher):
    ada = child()
    day = clock.today() - timedelta(days=5)
    actions.list_in_news(by=watcher, person=ada.pk, reason="Front page", starts_on=day)
    curious, worker, early = officer(), officer(), officer()
    entered(curious, ada, case=ada, at=ago(days=1))
    entered(worker, ada, case=ada, at=ago(days=1))
    entered(worker, ada, case=ada, at=ago(days=1), **ACT)
    entered(early, ada, case=ada, at=ago(days=9))
    (finding,) = findings("in-the-news")
    assert finding.officer_id == curious.pk
    assert "Front page" in finding.says


# -- how much and when ---------------------------------------------------------------------------------------------------


def reads(entered, reader, person, at, number):
    for minute in range(number):
        entered(reader, person, case=person, at=at + timedelta(seconds=minute))


def test_a_day_far_above_ones_own(officer, child, entered):
    ada, reader = child(), officer()
    for day in range(2, 9):
        reads(entered, reader, ada, noon(day), 4)
    reads(entered, reader, ada, noon(1), 24)
    (finding,) = findings("volume")
    assert (finding.officer_id, finding.number) == (reader.pk, 24)
    assert ("Own usual day (median)", "4") in finding.figures


def test_a_busy_officer_on_a_busy_day_is_not_out_of_pattern(officer, child, entered):
    ada, reader = child(), officer()
    for day in range(1, 8):
        reads(entered, reader, ada, noon(day), 22)
    assert findings("volume") == []


def test_refreshes_of_a_board_are_not_volume(officer, child, entered):
    ada, reader = child(), officer()
    for day in range(2, 9):
        reads(entered, reader, ada, noon(day), 4)
    for second in range(60):
        entered(reader, ada, at=noon(1) + timedelta(seconds=second), event="missing.list.read")
    assert findings("volume") == []


def test_whose_own_days_are_too_few_is_held_against_the_team(officer, child, entered):
    ada, new, mate = child(), officer(), officer()
    for day in range(2, 9):
        reads(entered, mate, ada, noon(day), 3)
    reads(entered, new, ada, noon(1), 21)
    (finding,) = findings("volume")
    assert finding.officer_id == new.pk
    assert finding.figures[0][1].startswith("not known")


def test_a_team_that_only_acts_has_no_usual_day(officer, child, entered):
    ada = child()
    entered(officer(), ada, case=ada, at=noon(1), **ACT)
    assert findings("volume") == []


def test_reads_at_night_by_whoever_works_by_day(officer, child, entered):
    ada, reader = child(), officer()
    for day in (1, 2, 3):
        entered(reader, ada, case=ada, at=noon(day), **ACT)
        reads(entered, reader, ada, noon(day) + timedelta(hours=1), 3)
    assert findings("hours") == []
    reads(entered, reader, ada, noon(3) + timedelta(hours=14), 3)
    (finding,) = findings("hours")
    assert (finding.officer_id, finding.number) == (reader.pk, 3)


def test_of_one_who_never_records_anything_hours_cannot_be_told(officer, child, entered):
    ada = child()
    reads(entered, officer("auditor"), ada, noon(2), 9)
    assert findings("hours") == []


def test_many_records_without_any_work_by_oneself_or_the_team(officer, child, entered, elsewhere):
    idle, mate, far = officer(), officer(), officer(team=elsewhere)
    for _ in range(5):
        one = child()
        entered(idle, one, case=one, at=ago(days=1))
        entered(far, one, case=one, at=ago(days=1), **ACT)
    (finding,) = findings("no-work")
    assert finding.officer_id == idle.pk
    entered(mate, one, case=one, at=ago(days=1), **ACT)
    assert findings("no-work") == [], "a team-mate's work on one of them leaves four"


# -- looks ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def kin_read(officer, child, entered):
    kin, reader = child(surname="Okafor"), officer(name="PS Okafor")
    entered(reader, kin, case=kin, at=ago(days=2))
    return kin, reader


def test_a_look_settles_a_finding_until_there_are_new_reads(kin_read, entered, watcher, client_for):
    kin, reader = kin_read
    client = client_for(watcher)
    address = f"/oversight/patterns/own-name/look/?{WHY}&officer={reader.pk}&about=person/{kin.pk}"
    page = client.get(address).content.decode()
    assert "May be innocent" in page
    assert client.post(address, {"outcome": "explained"}).status_code == 200
    client.post(address, {"outcome": "explained", "note": "Sent by the control room."})
    look = Look.objects.get()
    assert (look.officer, look.looked_by, look.person) == (reader, watcher, kin.pk)
    listed = client.get(f"/oversight/patterns/own-name/?{WHY}")
    assert (list(listed.context["page"].object_list), listed.context["settled"]) == ([], 1)
    shown = client.get(f"/oversight/patterns/own-name/?{WHY}&settled=on").context["page"].object_list
    assert shown[0].look == look
    entered(reader, kin, case=kin, at=ago(hours=1))
    (again,) = client.get(f"/oversight/patterns/own-name/?{WHY}").context["page"].object_list
    assert again.again


def test_nobody_looks_into_what_they_did_themselves(child, entered, officer, client_for):
    watcher = officer("information-security", name="Sam Okafor")
    kin = child(surname="Okafor")
    entered(watcher, kin, case=kin, at=ago(days=1))
    address = f"/oversight/patterns/own-name/look/?{WHY}&officer={watcher.pk}&about=person/{kin.pk}"
    client = client_for(watcher)
    assert "someone else looks into it" in client.get(address).content.decode()
    client.post(address, {"outcome": "explained", "note": "It was me."})
    assert not Look.objects.exists()
    told = {"rule": "own-name", "officer": watcher, "about": "person/1", "last_at": clock.now()}
    with pytest.raises(Invalid):
        actions.look_into(by=watcher, outcome="explained", note="x", **told)


def test_a_finding_that_is_none_is_not_found(kin_read, watcher, client_for):
    address = f"/oversight/patterns/own-name/look/?{WHY}&officer=999999&about=person/1"
    assert client_for(watcher).get(address).status_code == 404
    assert client_for(watcher).get(f"/oversight/patterns/no-such/?{WHY}").status_code == 404


def test_a_pattern_that_was_looked_for_is_in_the_ledger_with_whom_it_named(kin_read, watcher, client_for):
    kin, _ = kin_read
    client_for(watcher).get(f"/oversight/patterns/own-name/?{WHY}")
    entry = Entry.objects.get(event="oversight.patterns.read")
    assert [each.person_id for each in entry.people.all()] == [kin.pk]
    assert "Own family name" in entry.sentence


@pytest.mark.parametrize("asked", ["since=2020-01-01&until=2026-01-01", "since=2026-05-02&until=2026-05-01"])
def test_too_long_a_period_is_refused_in_words(watcher, client_for, asked):
    page = client_for(watcher).get(f"/oversight/patterns/volume/?{WHY}&{asked}").content.decode()
    assert "There is a problem" in page


@pytest.mark.parametrize("rule", RULES)
def test_each_pattern_says_what_it_cannot_show_and_is_drawn_and_taken_away(rule, kin_read, watcher, client_for):
    told = RULES[rule]
    assert all(len(words) > 40 for words in (told.says, told.cannot_show, told.innocent, told.ask))
    client = client_for(watcher)
    assert client.get(f"/oversight/patterns/{rule}/?{WHY}").status_code == 200
    response = client.get(f"/oversight/patterns/{rule}/?{WHY}&format=csv")
    assert b"Officer" in b"".join(response.streaming_content)


def test_every_number_is_used_and_labelled():
    told = yamlfiles.read(NUMBERS)
    room = NUMBERS.parent.parent
    code = "".join(path.read_text() for path in [*room.glob("queries/*.py"), room / "forms.py"])
    assert [key for key in told if f'"{key}"' not in code] == []
    for entry in told.values():
        assert all(v["kind"] == "force policy" and "suggested default" in v["source"] for v in entry["values"])


# -- people in the news --------------------------------------------------------------------------------------------------


def test_the_list_of_people_in_the_news_is_kept_by_page(child, watcher, client_for):
    ada = child()
    client = client_for(watcher)
    assert ada.reference in client.get("/oversight/news/add/?q=marsh").content.decode()
    client.post(f"/oversight/news/add/?person={ada.pk}", {"reason": "Front page"})
    listing = NewsListing.objects.get()
    assert (listing.person, listing.listed_by) == (ada.pk, watcher)
    twice = client.post(f"/oversight/news/add/?person={ada.pk}", {"reason": "Again"})
    assert "on the list already" in twice.content.decode()
    client.post(f"/oversight/news/{listing.pk}/end/", {"submission": "sent"})
    assert NewsListing.objects.get().ends_on == clock.today()
    assert client.get("/oversight/news/add/?person=999999").status_code == 404
