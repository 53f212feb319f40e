"""Messages as a force has them after a night: what climbed in the last day, and most of it answered, some of it late."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from plumbline.access.models import User
from plumbline.demo.force import World
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.watch import actions
from plumbline.watch.models import Message
from plumbline.watch.queries import falling, steps
from plumbline.watch.queries.falling import Falling

DEMO = system("demo")
HOURS = 4  # of the day in one telling: fewer transactions, and near enough to how it came
ANSWERED = 0.7  # of messages that are some hours old


def watch(world: World) -> None:
    """Steps of duties that are still to be done, told hour by hour; then the watch itself looks, and goes on from here."""
    told: dict[datetime, list[Falling]] = defaultdict(list)
    for each in falling.not_told(falling.come_since(world.now - timedelta(days=1), world.now)):
        told[_hour_after(_moment(each), world.now)].append(each)
    for at in sorted(told):
        with clock.frozen(at):
            actions.tell(told[at], by=DEMO)
    _answer(world)
    actions.look()


def _moment(each: Falling) -> datetime:
    assert each.duty.due_at is not None
    return each.duty.due_at + timedelta(seconds=steps.steps_of(each.duty.standard).after[each.step])


def _hour_after(moment: datetime, now: datetime) -> datetime:
    span = HOURS * 3600
    return min(now, moment + timedelta(seconds=span - int(moment.timestamp()) % span))


def _answer(world: World) -> None:
    old = world.now - timedelta(hours=2)
    for message in Message.objects.filter(told_at__lt=old).order_by("pk").prefetch_related("copies__user"):
        readers: list[User] = [copy.user for copy in message.copies.all()]
        if world.dice.chance(ANSWERED):
            at = message.told_at + timedelta(minutes=world.dice.randint(2, 115))
            with clock.frozen(at):
                actions.acknowledge(message, by=world.dice.pick(readers))
