"""The live board: at next to no cost while nothing changes, and loud when a child is new."""

import json
import re
from datetime import timedelta

import pytest

from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.missing import actions
from plumbline.missing.queries import Sign
from plumbline.missing.tests.conftest import ago, confirm, locate

BOARD = "/missing/live/"


@pytest.fixture
def at():
    """One moment, so that no minute turns in the middle of a test."""
    with clock.frozen(clock.now()):
        yield clock.now()


def shown_on(page) -> str:
    text = page.content.decode()
    assert page.status_code == 200, text[:500]
    return text


def poll(client, page, **more):
    address = re.search(r'hx-get="(/missing/live/[^"]+)"', page.content.decode())[1].replace("&amp;", "&")
    return client.get(address, headers={"HX-Request": "true"}, **more)


def test_children_stand_by_risk_then_by_time(missing, child, force, client_for, at):
    names = {"Bea": "", "Cal": "medium", "Dot": "high", "Una": "medium"}
    for number, (name, risk) in enumerate(names.items()):
        made = missing(child(given_name=name), reported_at=ago(hours=9 - number), last_seen_at=None)
        if risk:
            actions.acknowledge_history(made, by=force.handler)
            actions.assess_risk(made, by=force.sergeant, stage="supervisor", level=risk, rationale="x")
    text = shown_on(client_for(force.sergeant).get(BOARD))
    assert sorted(names, key=text.index) == ["Dot", "Bea", "Cal", "Una"]


def test_a_poll_of_an_unchanged_board_is_two_questions_and_nothing_drawn(
    episode, force, client_for, at, django_assert_max_num_queries
):
    client = client_for(force.sergeant)
    page = client.get(BOARD)
    before = Entry.objects.count()
    with django_assert_max_num_queries(5):  # session, account, grants; and the two that the sign rests on
        again = poll(client, page)
    assert (again.status_code, again.content) == (204, b"")
    assert Entry.objects.count() == before


def test_a_new_child_is_announced_in_words(episode, missing, child, force, client_for, at):
    client = client_for(force.sergeant)
    page = client.get(BOARD)
    missing(child(given_name="Zed"))
    fresh = poll(client, page)
    assert "Zed Marsh" in shown_on(fresh)
    assert json.loads(fresh["HX-Trigger"]) == {"plumbline:announce": {"text": "New: Zed Marsh, 12, risk not graded"}}
    assert "<html" not in fresh.content.decode()
    assert poll(client, fresh).status_code == 204
    assert Entry.objects.latest("id").event == "missing.list.read"


def test_another_change_is_drawn_without_a_word(episode, force, client_for, at):
    client = client_for(force.sergeant)
    page = client.get(BOARD)
    entries = Entry.objects.filter(event="missing.list.read").count()
    actions.acknowledge_history(episode, by=force.handler)
    fresh = poll(client, page)
    shown_on(fresh)
    assert "HX-Trigger" not in fresh
    assert Entry.objects.filter(event="missing.list.read").count() == entries, "the same children, read once"


def test_a_child_seen_to_be_well_leaves_the_board(episode, force, client_for, at):
    client = client_for(force.sergeant)
    page = client.get(BOARD)
    locate(episode, force.constable)
    page = poll(client, page)
    assert "Located, wellbeing not confirmed" in shown_on(page)
    confirm(episode, force.constable)
    assert "No child is missing now" in shown_on(poll(client, page))


def test_elapsed_time_is_drawn_again_after_a_minute(missing, force, client_for):
    missing(reported_at=ago(minutes=37))  # no deadline falls into the minute that follows
    now, client = clock.now(), client_for(force.sergeant)
    with clock.frozen(now):
        page = client.get(BOARD)
    with clock.frozen(now + timedelta(seconds=59)):
        assert poll(client, page).status_code == 204
    with clock.frozen(now + timedelta(seconds=61)):
        assert poll(client, page).status_code == 200


def test_a_deadline_that_passes_is_a_change(episode, force, client_for):
    now, signs = clock.now(), set()
    for hours in (0, 2, 30):
        with clock.frozen(now + timedelta(hours=hours)):
            signs.add(Sign.now().due)
            assert client_for(force.sergeant).get(BOARD).status_code == 200  # no session lasts that long
    assert len(signs) == 3


def test_only_children_in_reach(missing, child, elsewhere, officer, force, client_for):
    missing(child(given_name="Far"), team=elsewhere, by=officer("call-handler"))
    assert "Far" not in shown_on(client_for(force.sergeant).get(BOARD))
    text = shown_on(client_for(officer("sergeant")).get(BOARD, {"district": elsewhere.district_id}))
    assert "Far" in text


def test_it_works_without_script(episode, force, client_for):
    assert '<noscript><meta http-equiv="refresh"' in shown_on(client_for(force.sergeant).get(BOARD))


@pytest.mark.parametrize("seen", ["", "x", "1-2", "1-2-3-4~5", "1-2-3~x", "9" * 40 + "-1-1~", "1-2-3~", "²-1-1~"])
def test_rubbish_for_a_sign_draws_the_board(episode, force, client_for, seen):
    page = client_for(force.sergeant).get(BOARD, {"seen": seen, "district": "²"}, headers={"HX-Request": "true"})
    assert "Ada Marsh" in shown_on(page)
