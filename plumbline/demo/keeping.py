"""A few people known long ago, whose review is due, and one child who was recorded twice.

Every number of the retention policy stays unconfirmed, as in a new installation, so that disposal is off until someone who
signs in as the records manager confirms what it rests on.
"""

from __future__ import annotations

from datetime import date, timedelta

from plumbline.demo.force import World
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.people import actions as people
from plumbline.people.models import Person
from plumbline.retention import actions as retention
from plumbline.retention.queries import questions

DEMO = system("demo")
YEAR = timedelta(days=366)
# (how many years ago, age then, what is recorded)
KNOWN_LONG_AGO = ((7, 15, "voice"), (8, 13, ""), (9, 16, "voice"), (7, 8, "voice"), (11, 14, ""), (6.02, 17, "voice"))


def keep(world: World) -> None:
    """Reviews that are due, one kept with its reasons, one hold, and two records combined."""
    known = [_known(world, *told) for told in KNOWN_LONG_AGO]
    retention.open_due_reviews(by=DEMO)
    manager = world.force.named["wells"].user
    _keep_one(known[0], manager)
    why = "The national inquiry has asked forces to keep what may bear on it."
    ahead = clock.today() + timedelta(days=182)
    retention.set_hold(known[2], by=manager, kind="inquiry", reason=why, review_on=ahead)
    _combine(world)


def _name(world: World) -> dict[str, str]:
    origin = world.names.origin("W1")
    return {"given_name": world.names.adult_given(origin, True), "surname": world.names.surname(origin)}


def _known(world: World, years: float, age: int, what: str) -> Person:
    at = world.now - years * YEAR
    with clock.frozen(at):
        born = date(at.year - age, world.dice.randint(1, 12), world.dice.randint(1, 28))
        person = people.add_person(by=DEMO, **_name(world), date_of_birth=born, gender="female")
        if what == "voice":
            said = "I only want my sister to know where I am."
            people.record_voice(person, by=DEMO, happened_at=at, is_seen=True, is_spoken_to=True, words=said)
    return person


def _keep_one(person: Person, manager: object) -> None:
    answers = {question["code"]: {"answer": "no", "reason": ""} for question in questions()}
    answers["needed"] = {"answer": "yes", "reason": "Her brother’s case is still open, and she is a witness in it."}
    retention.record_review(
        person.retention_reviews.get(),
        by=manager,
        answers=answers,
        decision="retain",
        rationale="Needed as evidence until her brother’s case is over.",
        next_review_on=clock.today() + timedelta(days=366),
    )


def _combine(world: World) -> None:
    """The same girl, taken down twice on one night under two spellings."""
    coordinator, name = world.force.named["moss"].user, _name(world)
    born = date(world.now.year - 14, 5, 9)
    with clock.frozen(world.now - timedelta(days=40)):
        kept = people.add_person(by=DEMO, **name, date_of_birth=born, gender="female")
        twice = name | {"given_name": f"{name['given_name']}e"}
        other = people.add_person(by=DEMO, **twice, date_of_birth=born, gender="female", telephone="01632 960147")
    with clock.frozen(world.now - timedelta(days=3)):
        people.merge_people(
            kept, other, by=coordinator, reason="One date of birth, and her mother says that it is she."
        )
