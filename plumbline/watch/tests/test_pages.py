"""Messages, their answers, and what climbed, as each reader meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Refused
from plumbline.ledger.models import Entry
from plumbline.standards.models import Duty
from plumbline.watch import actions
from plumbline.watch.models import Message
from plumbline.watch.tests.conftest import AT, HOUR, MINUTE, Night

DUE, SECOND = AT + HOUR, timedelta(seconds=1)
ClientFor = Callable[[Any], Client]


@pytest.fixture
def late(night: Night) -> Any:
    """Two and a half hours after it was due."""
    for after in (SECOND, 31 * MINUTE, 2 * HOUR + MINUTE):
        night.look(DUE + after)
    with clock.frozen(DUE + 3 * HOUR):
        yield night


def test_mine_with_the_count_and_the_answer(late: Night, client_for: ClientFor) -> None:
    client = client_for(late.officer)
    page = client.get("/watch/").content.decode()
    assert "Ada Marsh" in page
    assert "Enquir" in page
    assert 'govuk-tag--yellow">1<' in client.get("/watch/bell/", HTTP_HX_REQUEST="true").content.decode()
    assert "Messages: 1 not acknowledged" in client.get("/").content.decode()
    message = Message.objects.get(step=1)
    sent = client.post(f"/watch/{message.pk}/", {"version": message.version}, follow=True).content.decode()
    assert "Acknowledged. The duty itself stays" in sent
    assert "PC Bell, 3 Mar 2026" in sent
    message.refresh_from_db()
    assert message.acknowledged_by == late.officer
    assert Entry.objects.filter(event="watch.message.acknowledged", actor_id=late.officer.pk).count() == 1
    duty = Duty.objects.get(standard="watch.acknowledged", subject_id=message.pk)
    assert (duty.due_at, duty.done_at) == (DUE + 30 * MINUTE + SECOND, DUE + 3 * HOUR)


def test_nobody_answers_for_others(late: Night, client_for: ClientFor) -> None:
    message = Message.objects.get(step=1)
    assert client_for(late.sergeant).get(f"/watch/{message.pk}/").status_code == 404
    with pytest.raises(Refused):
        actions.acknowledge(message, by=late.sergeant)
    actions.acknowledge(message, by=late.officer)
    with pytest.raises(Invalid, match="PC Bell acknowledged this already"):
        actions.acknowledge(message, by=late.officer)


def test_all_at_once_asks_again_and_leaves_what_came_since(late: Night, client_for: ClientFor) -> None:
    client, seen = client_for(late.officer), Message.objects.get(step=1).pk
    assert "Acknowledge 1 message?" in client.get("/watch/acknowledge-all/").content.decode()
    assert Message.objects.filter(acknowledged_at=None).count() == 3
    later = actions.acknowledge_all(by=late.sergeant, until=seen)
    assert later == 0
    assert client.post("/watch/acknowledge-all/", {"until": seen}).status_code == 302
    assert Message.objects.filter(acknowledged_at=None).count() == 2
    assert client.post("/watch/acknowledge-all/", {"until": "x" * 99}).status_code == 200


def test_the_count_asks_at_next_to_no_cost(late: Night, client_for: ClientFor) -> None:
    client = client_for(late.officer)
    first = client.get("/watch/bell/", HTTP_HX_REQUEST="true")
    assert "1" in first.content.decode()
    sign = first.content.decode().split("seen=")[1].split('"')[0]
    assert client.get(f"/watch/bell/?seen={sign}", HTTP_HX_REQUEST="true").status_code == 204
    told = client.get("/watch/bell/?seen=0.0.0", HTTP_HX_REQUEST="true")
    assert "plumbline:announce" in told.headers["HX-Trigger"]
    for rubbish in ("", "1", "a.b.c", "9" * 400, "-1.2.3", "%00"):
        assert client.get(f"/watch/bell/?seen={rubbish}", HTTP_HX_REQUEST="true").status_code == 200


def test_escalations_say_how_far_and_who_is_silent(late: Night, client_for: ClientFor) -> None:
    actions.acknowledge(Message.objects.get(step=2), by=late.sergeant)
    page = client_for(late.inspector).get("/watch/escalations/").content.decode()
    for words in (
        "Climbed to the supervisor",
        "Climbed to the duty inspector",
        "PS Okafor, 3 Mar 2026",
        "Nobody has acknowledged",
    ):
        assert words in page
    assert client_for(late.officer).get("/watch/escalations/").status_code == 403


def test_my_duties_and_the_case_say_how_far_it_climbed(late: Night, client_for: ClientFor) -> None:
    for page in ("/", f"/missing/{late.episode.pk}/"):
        assert "Climbed to the duty inspector" in client_for(late.officer).get(page).content.decode()


def test_a_restricted_child_is_told_without_a_name(night: Night, client_for: ClientFor) -> None:
    from datetime import date

    from plumbline.access import actions as access

    with clock.frozen(AT):
        told = {
            "reason": "Related to an officer.",
            "is_told": True,
            "review_on": date(2026, 6, 1),
            "allow": [night.chief],
        }
        access.restrict(night.episode.person, by=night.inspector, **told)
    night.look(DUE + SECOND)
    night.look(DUE + 31 * MINUTE)
    with clock.frozen(DUE + HOUR):
        for user in (night.officer, night.sergeant):
            page = client_for(user).get("/watch/").content.decode()
            assert "Restricted record" in page
            assert "Marsh" not in page


def test_empty(night: Night, client_for: ClientFor) -> None:
    with clock.frozen(AT):
        assert "No messages" in client_for(night.chief).get("/watch/").content.decode()
        assert "Nothing has climbed" in client_for(night.chief).get("/watch/escalations/").content.decode()
        assert "Nothing to acknowledge" in client_for(night.chief).get("/watch/acknowledge-all/").content.decode()
