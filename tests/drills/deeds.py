"""What other processes do in the drills: `python -m tests.drills.deeds SOCKET`.

The process listens on the socket and makes a process of its own, by a fork, for whoever asks; that is many times quicker than
to start Python and Django anew. The first line that it hears names the database and the deed. Whatever it tells is one line
of JSON, its own number first. Where a deed waits, it goes on at the next line that it hears.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

AT = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


talk: Any = None  # with whoever asked


def say(told: Any) -> None:
    talk.write(json.dumps(told) + "\n")
    talk.flush()


def wait(sign: str) -> None:
    say(sign)
    talk.readline()


def prepare() -> None:
    """The tables are there already."""
    from plumbline.kernel import clock
    from plumbline.missing import actions as missing
    from plumbline.standards.tests.world import World

    with clock.frozen(AT):
        world = World()
        told = {"by": world.sergeants[0], "team": world.teams[0], "reported_at": AT - HOUR}
        for child in world.children[:2]:
            episode = missing.report_missing(child, **told)
            missing.set_enquiry(episode, by=world.sergeants[0], kind="search", what="home", due_at=AT + HOUR)
            task = {"kind": "address", "who_does": "Response", "what": "go to the aunt's"}
            due = AT + 90 * 24 * HOUR
            missing.make_plan(child, by=world.sergeants[0], reason="often gone", review_due_at=due, tasks=[task])
    say("prepared")


def look() -> None:
    from django.apps import apps
    from django.db import connection

    from plumbline.kernel.records import Record
    from plumbline.standards import actions
    from plumbline.standards.facts import Facts

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        loose = len(cursor.fetchall())
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    models += [apps.get_model("ledger", "Entry"), apps.get_model("standards", "Duty")]
    rows = {model._meta.label_lower: model._default_manager.count() for model in models}
    differences = [str(each) for facts in Facts.register.values() for each in actions.differences(facts)]
    say({"whole": whole, "loose": loose, "differences": differences, "rows": rows})


# Deeds. Each finds for itself what it acts on, as a page would, before it says that it is ready.


def _people() -> dict[str, Any]:
    from plumbline.access.models import User

    return {user.grants.get().role: user for user in User.objects.filter(grants__isnull=False).order_by("-pk")}


def _episode() -> Any:
    from plumbline.missing.models import Episode

    return Episode.objects.order_by("pk").first()


def _enquiry() -> Any:
    return _episode().enquiries.order_by("pk").first()


def _actor(role: str, submission: str = "", seen: int | None = None) -> Any:
    from plumbline.kernel.actors import Actor

    user = _people()[role]
    return Actor(name=user.display_name, user=user, submission=submission, seen=seen)


def set_enquiry(submission: str = "") -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    told = {"kind": "area", "what": "the park", "due_at": AT + 5 * HOUR}
    episode, by = _episode(), _actor("response-officer", submission)
    return lambda: missing.set_enquiry(episode, by=by, **told)


def open_plan() -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    episode, by = _episode(), _actor("sergeant")
    return lambda: missing.open_plan(episode, by=by)


def make_plan() -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    person, by = _episode().person, _actor("sergeant")
    return lambda: missing.make_plan(person, by=by, reason="again", review_due_at=AT + 999 * HOUR)


def review() -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    checks = ("risk_is_right", "quality_assured", "new_enquiries", "parameters_confirmed", "informant_updated")
    told = {"kind": "supervisor", "next_review_at": AT + 9 * HOUR, "direction": "go on", "ownership": "stays"}
    episode, by = _episode(), _actor("sergeant")
    return lambda: missing.record_review(episode, by=by, **told, **dict.fromkeys(checks, True))


def locate() -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    episode, by = _episode(), _actor("response-officer")
    return lambda: missing.locate_child(episode, by=by, located_at=AT, located_where="at the aunt's")


def result_enquiry(submission: str = "", seen: str = "") -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    enquiry, by = _enquiry(), _actor("response-officer", submission, int(seen) if seen else None)
    return lambda: missing.result_enquiry(enquiry, by=by, outcome="nothing", result="looked")


def allocate_enquiry() -> Callable[[], Any]:
    from plumbline.missing import actions as missing

    enquiry, by = _enquiry(), _actor("sergeant")
    return lambda: missing.allocate_enquiry(enquiry, by=by, allocated_to=by.user)


def report() -> Callable[[], Any]:
    """The third child, who is not missing yet."""
    from plumbline.missing import actions as missing
    from plumbline.people.models import Person

    person, team, by = Person.objects.order_by("-pk").first(), _episode().team, _actor("call-handler")
    return lambda: missing.report_missing(person, by=by, team=team, reported_at=AT - HOUR)


def add_person(submission: str) -> Callable[[], Any]:
    from plumbline.people import actions as people

    by = _actor("call-handler", submission)
    return lambda: people.add_person(by=by, given_name="Dee", surname="Marsh")


DEEDS = {
    deed.__name__: deed
    for deed in (
        set_enquiry,
        open_plan,
        make_plan,
        review,
        locate,
        result_enquiry,
        allocate_enquiry,
        report,
        add_person,
    )
}


def when_told(name: str, *said: str) -> None:
    """Do a deed at a sign, and say how it ended."""
    from plumbline.kernel import clock
    from plumbline.kernel.errors import PlumblineError

    with clock.frozen(AT):
        deed = DEEDS[name](*said)
        wait("ready")
        try:
            made = deed()
            say(["done", str(made.ref())])
        except PlumblineError as refusal:
            say([type(refusal).__name__, refusal.sentence])


def stop_within(where: str, name: str, *said: str) -> None:
    """Do a deed but stop inside it: before or after its duties are brought into line, always before the commit."""
    from plumbline.kernel import acts, clock

    stop = {"middle": lambda _doing: wait("in the middle")}
    held = dict(acts._witnesses)
    acts._witnesses.clear()
    acts._witnesses.update(stop | held if where == "before duties" else held | stop)
    with clock.frozen(AT):
        DEEDS[name](*said)()
    say("committed")


def impatient(name: str, *said: str) -> None:
    """Do a deed, but wait for the database a tenth of a second only."""
    from django.db import connection

    connection.close()
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    when_told(name, *said)


SECRETS = ("Zebedee", "Quillfeather", "xylograph", "flibbertigibbet", "snollygoster", "gallimaufry")


def erase() -> None:
    """A person of whom much was known years ago, disposed of when told. At each stop the asker looks at the file."""
    from plumbline.access import actions as access
    from plumbline.kernel import clock
    from plumbline.kernel.actors import system
    from plumbline.missing import actions as missing
    from plumbline.people import actions as people
    from plumbline.retention import actions, queries

    test, team, users = system("test"), _episode().team, {}
    with clock.frozen(AT - 8 * 366 * 24 * HOUR):
        for role in ("records-manager", "protection-lead", "sergeant"):
            users[role] = access.open_account(by=test, username=role, display_name=role.title())
            access.give_grant(users[role], by=test, role=role, scope="force", scope_id=None, reason="drill")
        by = users["sergeant"]
        person = people.add_person(
            by=by, given_name="Zebedee", surname="Quillfeather", medical_needs="xylograph " * 150
        )
        people.add_alias(person, by=by, kind="nickname", given_name="snollygoster")
        told = {"team": team, "reported_at": clock.now(), "circumstances": "flibbertigibbet " * 300}
        episode = missing.report_missing(person, by=by, **told)
        missing.locate_child(episode, by=by, located_at=clock.now(), located_where="gallimaufry")
        missing.confirm_wellbeing(episode, by=by, wellbeing_confirmed_at=clock.now(), condition="safe")
        missing.close_episode(episode, by=by, closing_summary="flibbertigibbet")
    with clock.frozen(AT):
        manager = users["records-manager"]
        for period in queries.periods():
            actions.confirm_period(by=manager, number=period.key, value=period.value, note="drill")
        actions.open_due_reviews(by=test)
        answers = {question["code"]: {"answer": "no", "reason": ""} for question in queries.questions()}
        said = {"answers": answers, "decision": "dispose", "rationale": "gallimaufry"}
        review = actions.record_review(person.retention_reviews.get(), by=manager, **said)
        actions.approve_disposal(review, by=users["protection-lead"])
        wait("known")
        actions.dispose(review, by=manager)
        wait("disposed")
    say("ended")


def fall_due() -> None:
    """Enquiries of one constable fall due, and there is a receiver to be told of them."""
    from plumbline.kernel import clock
    from plumbline.missing import actions as missing
    from plumbline.watch import actions as watch

    with clock.frozen(AT):
        watch.look()
        for what in ("the park", "the school", "the bus station"):
            told = {"kind": "area", "what": what, "due_at": AT + HOUR, "allocated_to": _people()["response-officer"]}
            missing.set_enquiry(_episode(), by=_people()["sergeant"], **told)
    say("falling")


def look_at_once() -> None:
    """Look for what has come, at a sign; another does the same."""
    from plumbline.kernel import clock
    from plumbline.watch import actions as watch

    with clock.frozen(AT + HOUR + timedelta(seconds=1)):
        wait("ready")
        say(watch.look())


def deliver(seconds: str, stop: str = "") -> None:
    """Send what waits, so many seconds after it was told. Each that is sent is said, with its key; `stop` stops before the first
    has gone, when it is claimed already."""
    from django.conf import settings

    from plumbline.kernel import clock
    from plumbline.watch import actions as watch
    from plumbline.watch.models import Channel

    settings.WATCH["webhook"] = "http://localhost/"
    if stop == "ready":
        wait("ready")

    def send(taken: Any) -> None:
        if stop == "claimed":
            wait("claimed")
        say(taken.key)

    with clock.frozen(AT + HOUR + timedelta(seconds=int(seconds))):
        watch.deliver(Channel.WEBHOOK, send)
    say("over")


def look_configured() -> None:
    """One look where there is a receiver: what it tells goes into the outbox."""
    from django.conf import settings

    from plumbline.kernel import clock
    from plumbline.watch import actions as watch
    from plumbline.watch.models import Delivery, Rung

    settings.WATCH["webhook"] = "http://localhost/"
    with clock.frozen(AT + HOUR + timedelta(seconds=1)):
        watch.look()
    with clock.frozen(AT + 2 * HOUR):
        watch.look()
    say([Rung.objects.count(), sorted(Delivery.objects.values_list("key", flat=True))])


COMMANDS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "look": look,
    "when-told": when_told,
    "stop-within": stop_within,
    "impatient": impatient,
    "erase": erase,
    "fall-due": fall_due,
    "look-at-once": look_at_once,
    "look-configured": look_configured,
    "deliver": deliver,
}


def answer(asker: socket.socket) -> None:
    global talk
    from django.db import connection

    talk = asker.makefile("rw")
    try:
        asked = json.loads(talk.readline())
        connection.settings_dict["NAME"] = asked["database"]
        say(os.getpid())
        COMMANDS[asked["deed"]](*asked["said"])
    except BaseException:
        say({"fault": traceback.format_exc()})
    finally:
        connection.close()
        talk.close()
        asker.close()
        os._exit(0)


def main() -> None:
    django.setup()
    from plumbline.standards import engine
    from plumbline.standards.facts import Facts

    for facts in Facts.register.values():
        engine.statement(facts, "sqlite")  # made once, for all that are to be born
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen()
        print("listening", flush=True)
        while True:
            asker, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                answer(asker)
            asker.close()


if __name__ == "__main__":
    main()
