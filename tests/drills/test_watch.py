"""The watch: two that look at once tell each step once; a worker that is killed while it sends loses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plumbline.kernel import clock
from plumbline.missing import actions as missing
from plumbline.standards.tests.world import HOUR, START, World
from plumbline.watch import actions as watch
from plumbline.watch.models import Channel, Copy, Delivery, Message, Rung
from tests.drills.conftest import at_once

pytestmark = pytest.mark.slow
SECOND = timedelta(seconds=1)
Start = Callable[..., Any]


def fall_due(start: Start) -> None:
    falling = start("fall-due")
    assert falling.hear() == "falling"
    assert falling.talk.readline() == ""


def hear_all(process: Any) -> list[str]:
    """The keys of what it sent, to the end."""
    return list(iter(process.hear, "over"))


def test_two_processes_look_and_tell_each_step_once(start: Start) -> None:
    fall_due(start)
    both = [start("look-at-once"), start("look-at-once")]
    for each in both:
        assert each.hear() == "ready"
    for each in both:
        each.go_on()
    told = [each.hear() for each in both]
    assert sum(told) == max(told) > 0
    whole = start("look-configured").hear()
    assert whole[0] > max(told), "an hour later it goes on from there"


def test_a_worker_killed_between_claim_and_send_loses_nothing(start: Start) -> None:
    fall_due(start)
    _, keys = start("look-configured").hear()
    assert len(keys) > 1
    dies = start("deliver", "3600", "claimed")
    assert dies.hear() == "claimed"
    dies.kill()
    meanwhile = hear_all(start("deliver", "3601"))
    assert len(meanwhile) == len(keys) - 1, "what the dead one holds waits for its minute, and the rest does not"
    after = hear_all(start("deliver", "3700"))
    assert sorted(meanwhile + after) == keys
    assert hear_all(start("deliver", "9000")) == []


def test_two_processes_send_each_once(start: Start) -> None:
    fall_due(start)
    _, keys = start("look-configured").hear()
    both = [start("deliver", "3600", "ready"), start("deliver", "3600", "ready")]
    for each in both:
        assert each.hear() == "ready"
    for each in both:
        each.go_on()
    assert sorted(key for each in both for key in hear_all(each)) == keys


def test_threads_look_and_send_at_once(force: World, settings: Any) -> None:
    """On PostgreSQL, where four write at the same time."""
    settings.WATCH = settings.WATCH | {"webhook": "http://localhost/"}
    by, sent = force.sergeants[0], []
    with clock.frozen(START):
        watch.look()
        for child in force.children:
            episode = missing.report_missing(child, by=by, team=force.teams[0], reported_at=START)
            told = {"kind": "search", "what": "home", "due_at": START + HOUR, "allocated_to": force.constables[0]}
            missing.set_enquiry(episode, by=by, **told)
    with clock.frozen(START + HOUR + SECOND):
        found = at_once(*[watch.look] * 4)
        assert all(isinstance(each, int) for each in found), found
        assert sum(found) == Rung.objects.count() > 0
        assert Copy.objects.count() >= Message.objects.count() > 0
        at_once(*[lambda: watch.deliver(Channel.WEBHOOK, lambda taken: sent.append(taken.key))] * 4)
    assert Counter(sent) == Counter(Delivery.objects.filter(channel="webhook").values_list("key", flat=True))
    assert not Delivery.objects.filter(sent_at=None).exists()
