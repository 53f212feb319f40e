"""What leaves: without a name, signed, at least once, and holding up nobody."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from plumbline.kernel import clock
from plumbline.watch import actions
from plumbline.watch.actions import outbox
from plumbline.watch.models import Channel, Delivery, Message
from plumbline.watch.tests.conftest import AT, HOUR, MINUTE, Night

DUE, SECOND = AT + HOUR, timedelta(seconds=1)
SECRET = "a secret of forty characters, or about it"


class Receiver:
    """A real receiver on this machine. `answers` are the next statuses; 200 when there are none."""

    def __init__(self) -> None:
        self.got: list[tuple[Any, bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.headers, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/in"

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    made = Receiver()
    settings.WATCH = settings.WATCH | {"webhook": made.address, "webhook_secret": SECRET}
    yield made
    made.stop()


@pytest.fixture
def by_mail(settings: Any) -> None:
    settings.WATCH = settings.WATCH | {"mail_domain": "force.example", "address": "https://plumbline.example"}


def at(moment: Any) -> int:
    with clock.frozen(moment):
        return actions.deliver_by_webhook()


def test_nothing_leaves_unless_configured(night: Night) -> None:
    night.look(DUE + SECOND)
    assert Message.objects.exists()
    assert not Delivery.objects.exists()
    assert (actions.deliver_mail(), actions.deliver_by_webhook()) == (0, 0)


def test_a_letter_names_nobody(night: Night, by_mail: None) -> None:
    night.look(DUE + SECOND)
    with clock.frozen(DUE + 2 * SECOND):
        assert actions.deliver_mail() == 1
        assert actions.deliver_mail() == 0
    (letter,) = mail.outbox
    whole = f"{letter.subject}\n{letter.body}"
    assert letter.to == [f"{night.officer.username}@force.example"]
    assert night.episode.reference in whole
    assert f"https://plumbline.example/watch/{Message.objects.get().pk}/" in whole
    for kept in ("Ada", "Marsh", "home", "Northfield", str(night.officer)):
        assert kept not in whole


def test_a_webhook_is_signed_and_names_nobody(night: Night, receiver: Receiver) -> None:
    night.look(DUE + SECOND)
    assert at(DUE + 2 * SECOND) == 1
    (headers, body), told = receiver.got[0], json.loads(receiver.got[0][1])
    stamp = headers["Plumbline-Timestamp"]
    ours = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Plumbline-Signature"] == f"v1={ours}"
    assert int(stamp) == int((DUE + 2 * SECOND).timestamp())
    assert (told["step"], told["number"], told["to"]) == ("owner", 1, [night.officer.username])
    assert told["duties"][0]["reference"] == night.episode.reference
    assert headers["Plumbline-Key"] == told["key"] == Delivery.objects.get().key
    assert b"Ada" not in body
    assert b"Marsh" not in body


def test_a_receiver_that_is_down_and_comes_up(night: Night, receiver: Receiver) -> None:
    """Tried after 10, 20, 40 seconds, under one key; a redirect takes nothing."""
    receiver.answers = [500, 302]
    night.look(DUE + SECOND)
    begun = DUE + 2 * SECOND
    assert at(begun) == 0
    assert at(begun + 9 * SECOND) == 0
    assert len(receiver.got) == 1
    assert at(begun + 10 * SECOND) == 0
    held = Delivery.objects.get()
    assert (held.attempts, held.fault, held.due_at) == (2, "webhook: answered 302", begun + 30 * SECOND)
    assert at(begun + 30 * SECOND) == 1
    assert len({headers["Plumbline-Key"] for headers, _ in receiver.got}) == 1
    held.refresh_from_db()
    assert (held.sent_at, held.fault) == (begun + 30 * SECOND, "")


def test_no_receiver_at_all(night: Night, receiver: Receiver) -> None:
    receiver.stop()
    night.look(DUE + SECOND)
    night.look(DUE + 31 * MINUTE)
    assert at(DUE + 31 * MINUTE) == 0
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]  # the second waits for the next run


def test_one_that_takes_the_call_and_never_answers(
    night: Night, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds up one attempt of one run, and no longer than it is given; the message waits, and so does the next."""
    monkeypatch.setattr(outbox, "ANSWERS_WITHIN", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/in"
        settings.WATCH = settings.WATCH | {"webhook": address, "webhook_secret": SECRET}
        night.look(DUE + SECOND)
        night.look(DUE + 31 * MINUTE)
        assert at(DUE + 31 * MINUTE) == 0
    held = Delivery.objects.order_by("pk")
    assert sorted(held.values_list("attempts", flat=True)) == [0, 1]
    assert [each.fault for each in held if each.attempts] == ["webhook: ReadTimeout"]
    assert not held.filter(sent_at__isnull=False).exists()


def test_it_is_given_up_after_three_days_and_said(night: Night, receiver: Receiver, capsys: Any) -> None:
    receiver.answers = [500]
    night.look(DUE + SECOND)
    assert at(DUE + 73 * HOUR) == 0
    assert Delivery.objects.get().given_up_at == DUE + 73 * HOUR
    with clock.frozen(DUE + 73 * HOUR), pytest.raises(SystemExit) as ended:
        call_command("watch")
    assert ended.value.code == 1
    assert "answered 500" in capsys.readouterr().out


def test_one_that_a_dead_worker_held_is_sent_again(night: Night, receiver: Receiver) -> None:
    night.look(DUE + SECOND)
    with clock.frozen(DUE + 2 * SECOND), pytest.raises(KeyboardInterrupt):
        actions.deliver(Channel.WEBHOOK, die)
    assert at(DUE + 60 * SECOND) == 0, "it is held for a minute"
    assert at(DUE + 63 * SECOND) == 1


def die(_taken: Delivery) -> None:
    raise KeyboardInterrupt
