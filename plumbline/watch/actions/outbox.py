"""Sending, out of any transaction: a worker that dies in between sends again, under the same key."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q

from plumbline.kernel import clock
from plumbline.watch.models import Channel, Delivery
from plumbline.watch.queries import outside, reading
from plumbline.watch.queries.reading import Undeliverable

LEASE = timedelta(seconds=60)  # longer than any attempt may take
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
GIVES_UP = timedelta(days=3)
OF_ONE_RUN = 200

Send = Callable[[Delivery], None]
ANSWERS_WITHIN = (3.05, 5)  # seconds to connect, and until an answer begins


def deliver(channel: Channel, send: Send) -> int:
    """Send what waits for one channel, oldest first; says how many left. After the first that fails the rest waits for the
    next run: a receiver that does not answer one will not answer the next."""
    sent = 0
    for pk in reading.waiting(channel, clock.now())[:OF_ONE_RUN]:
        taken = _take(pk)
        if taken is None:
            continue
        try:
            send(taken)
        except Undeliverable as fault:
            _failed(taken, str(fault))
            break
        _sent(taken)
        sent += 1
    return sent


def _take(pk: int) -> Delivery | None:
    """One statement, so that of two workers only one succeeds; one that died holds it until its time is over."""
    now, name = clock.now(), uuid.uuid4().hex
    free = Q(taken_until=None) | Q(taken_until__lt=now)
    waiting = Delivery.objects.filter(free, pk=pk, sent_at=None, given_up_at=None, due_at__lte=now)
    if not waiting.update(taken_until=now + LEASE, taken_by=name):
        return None
    return Delivery.objects.select_related("message", "user").get(pk=pk)


def _sent(taken: Delivery) -> None:
    mine = Delivery.objects.filter(pk=taken.pk, taken_by=taken.taken_by)
    mine.update(sent_at=clock.now(), attempts=taken.attempts + 1, taken_until=None, taken_by="", fault="")


def _failed(taken: Delivery, fault: str) -> None:
    """Tried again after a pause that doubles; given up after three days, when it would tell nobody anything."""
    now, attempts = clock.now(), taken.attempts + 1
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    over = now if now - taken.message.told_at >= GIVES_UP else None
    Delivery.objects.filter(pk=taken.pk, taken_by=taken.taken_by).update(
        due_at=now + pause, attempts=attempts, given_up_at=over, taken_until=None, taken_by="", fault=fault[:200]
    )


def deliver_mail() -> int:
    return deliver(Channel.MAIL, by_mail) if Channel.MAIL in reading.channels() else 0


def deliver_by_webhook() -> int:
    return deliver(Channel.WEBHOOK, by_webhook) if Channel.WEBHOOK in reading.channels() else 0


def by_mail(taken: Delivery) -> None:
    """To the reader's address in the force. Its number is the key, by which a mailbox that had it already drops the second."""
    assert taken.user is not None
    domain = settings.WATCH["mail_domain"]
    letter = EmailMessage(
        subject=outside.subject(taken.message),
        body=outside.letter(taken.message),
        to=[f"{taken.user.username}@{domain}"],
        headers={"Message-ID": f"<{taken.key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except (OSError, ValueError) as fault:  # smtplib's own faults are OSErrors; a user name may make no address
        raise Undeliverable(f"mail: {_said(fault)}") from fault


def by_webhook(taken: Delivery) -> None:
    """One POST; any answer from 200 to 299 takes it. No redirect is followed: the body goes where it was meant to or nowhere."""
    body = json.dumps(outside.payload(taken)).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Plumbline-Key": taken.key,
        "Plumbline-Timestamp": stamp,
        "Plumbline-Signature": f"v1={signature(settings.WATCH['webhook_secret'], stamp, body)}",
    }
    try:
        with requests.post(
            settings.WATCH["webhook"],
            data=body,
            headers=headers,
            timeout=ANSWERS_WITHIN,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as fault:
        raise Undeliverable(f"webhook: {type(fault).__name__}") from fault
    if not 200 <= status < 300:
        raise Undeliverable(f"webhook: answered {status}")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA-256 over the time stamp, a full stop and the body: neither can be changed, nor an old one sent again as new."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _said(fault: Exception) -> str:
    return " ".join(f"{type(fault).__name__} {fault}".split())[:150]
