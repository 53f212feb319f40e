"""What people say to a message, and what is settled without them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused
from plumbline.standards.queries import SEE
from plumbline.watch.actions.telling import AT_ONCE, WATCH
from plumbline.watch.models import Copy, Message
from plumbline.watch.queries import reading


@act("watch.message.acknowledged", permission=SEE, says="{0}: acknowledged")
def acknowledge(message: Message, *, by: Any) -> Message:
    """One of those told says that they know. It does not stop the climb: only the duty being done does."""
    user = actor_of(by).user
    if user is None or not message.copies.filter(user_id=user.pk).exists():
        raise Refused("This message was told to others. Only they can acknowledge it.")
    if message.acknowledged_at is not None:
        raise Invalid(f"{message.acknowledged_by} acknowledged this already.")
    _acknowledge(message, user)
    return message


@act("watch.messages.acknowledged", permission=SEE, says="Messages acknowledged together: {0}")
def acknowledge_all(*, by: Any, until: int) -> int:
    """All that are open for this person up to the number that stood on their page: one that came meanwhile stays."""
    user = actor_of(by).user
    if user is None:
        raise Refused("A person acknowledges what they were told.")
    found = list(reading.open_messages(user).filter(pk__lte=until).order_by("pk"))
    for message in found:
        _acknowledge(message, user)
    return len(found)


def _acknowledge(message: Message, user: User) -> None:
    message.acknowledged_at, message.acknowledged_by = current().at, user
    message.save()
    message.copies.update(is_open=False)


@act("watch.messages.settled", permission="access.administer", says="Messages of which nothing is left to be done: {0}")
def settle(found: list[int], *, by: Any) -> int:
    """What they told of was done, waived or has ended: nobody needs to say any more that they know."""
    messages = list(QuerySet(Message).filter(pk__in=found, acknowledged_at=None, settled_at=None).order_by("pk"))
    for message in messages:
        message.settled_at = current().at
        message.save()
    Copy.objects.filter(message__in=messages).update(is_open=False)
    return len(messages)


def look_for_settled() -> int:
    found = reading.with_nothing_left(clock.now())[:AT_ONCE]
    return settle(found, by=WATCH) if found else 0
