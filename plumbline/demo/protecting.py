"""Children in police protection over the two years, and four who are in it now, one with two hours left and one just taken.

Ages, the share found while missing, and the evenings follow the study that the table of national statistics names; how well
the duties are done follows the team, as in the rest of the force, and its rates are our guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.demo import actions, conduct
from plumbline.demo.calibration import (
    PROTECTION_AGES,
    PROTECTION_IN_THE_EVENING,
    PROTECTION_WHILE_MISSING,
    PROTECTIONS_PER_EPISODE,
    PROTECTIONS_PER_YEAR,
)
from plumbline.demo.force import DAYS, Member, Patch, World
from plumbline.demo.places import COUNTY, house
from plumbline.demo.rows import Rows
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.missing.models import Episode
from plumbline.people.models import Person, Voice
from plumbline.powers.actions import LONGEST
from plumbline.powers.models import Decision, Designation, Hearing, Protection, Stay, Telling

DEMO = system("demo")
LIVE = (69.6, 31.0, 5.0, 0.6)  # hours ago at which the power was used for those in police protection now

GROUNDS = (
    "Called to a disturbance. Both adults too drunk to stand, glass on the floor, the child hiding behind the sofa.",
    "Found alone in the house by a neighbour. No heating, no food, and nobody had been back since the morning.",
    "Bruises of different ages on the back and arms, which the adults could not explain. The ward sister asked us to come.",
    "The adult caring for the child was arrested for assault, and nobody else who could care for them was known.",
    "Found late at night in a car with two older men, one of them known for exploiting children.",
    "Said that they would be beaten if they were taken home, and was shaking when they said it.",
    "Found walking along the dual carriageway in night clothes, and could not say who was looking after them.",
)
ALTERNATIVES = (
    "It was a night, and the court could not have sat before morning.",
    "The child had to leave at once.",
    "",
)
WORDS = (
    "I want to go to my nan's.", "Can my sister come too?", "I'm not going back there if he is there.",
    "I just want to go to sleep.", "Is my mum all right?", "You won't tell him what I said, will you?",
    "I want my own things.", "I don't care where, just not there.",
)  # fmt: skip
SEEN = ("Clung to the officer, did not cry, and slept in the car.", "Quiet, watching the door, and calm once fed.")
STATION = "The duty team had no carer before midnight, and there was nobody of the family who could be asked."
FAMILY = "Told what was done and why, that it lasts 72 hours at most, and how to reach the duty team."
AUTHORITY = "Told what was done, why, and where the child is. They are looking for a carer."
CHILD = "Told in plain words where they were going, why, and that nobody is angry with them."
BREACH = "Taken over at the change of shift and not on the list of the next."


def protect(world: World, episodes: int) -> None:
    """About so many as the force's size makes of the published range."""
    low, high = PROTECTIONS_PER_YEAR
    a_year = min(high, max(low, episodes / (DAYS / 365) * PROTECTIONS_PER_EPISODE)) if episodes > 500 else 6
    telling = _Telling(world)
    for _ in range(round(a_year * DAYS / 365)):
        telling.tell(telling.moment())
    for hours in LIVE:
        telling.tell(world.now - timedelta(hours=hours), is_live=True)
    actions.add_protections(telling.rows, telling.voices, by=DEMO)


@dataclass
class _One:
    """One use of the power while it is told."""

    protection: Protection
    work: conduct.Conduct
    officer: Member
    inspector: Member
    until: datetime  # the end, or now: nothing of it happens later

    @property
    def at(self) -> datetime:
        return self.protection.taken_at


class _Telling:
    def __init__(self, world: World) -> None:
        self.world, self.dice, self.rows = world, world.dice, Rows()
        self.voices: list[tuple[Voice, Protection]] = []
        self.found = self._found_while_missing()
        self.taken: set[int] = set()

    def _found_while_missing(self) -> list[tuple[int, Person, datetime]]:
        """Children located while missing: a share of them were not taken home."""
        rows = Episode.objects.filter(located_at__lt=self.world.now - timedelta(days=5), is_child=True)
        some = rows.select_related("person").order_by("pk")[:: max(1, rows.count() // 400)]
        return [(each.pk, each.person, each.located_at) for each in some]

    def moment(self) -> datetime:
        """Nearly half are between half past four and ten in the evening."""
        dice, earliest = self.dice, self.world.since
        day = clock.local(dice.between(earliest, self.world.now - timedelta(days=5)))
        hour = 16.5 + 5.5 * dice.random() if dice.chance(PROTECTION_IN_THE_EVENING) else 24 * dice.random()
        return clock.whole(day.replace(hour=int(hour), minute=int(hour % 1 * 60), second=dice.randint(0, 59)))

    def tell(self, at: datetime, *, is_live: bool = False) -> None:
        patch = self.dice.pick(self.world.force.patches)
        origin = None if is_live else self._missing_child()
        person, at = (origin[1], origin[2] + timedelta(minutes=20)) if origin else (self._child(at, patch), at)
        one = self._taken(person, at, patch, is_live)
        if origin:
            one.protection.origin_room, one.protection.origin_kind = "missing", "episode"
            one.protection.origin_id = origin[0]
        self._officer(one)
        self._tellings(one)
        self._heard(one)
        self._stays(one)
        self._decided(one)

    def _missing_child(self) -> tuple[int, Person, datetime] | None:
        if not self.found or not self.dice.chance(PROTECTION_WHILE_MISSING):
            return None
        chosen = self.dice.pick(self.found)
        adult = chosen[1].turns_18_at is not None and chosen[1].turns_18_at <= chosen[2] + timedelta(minutes=20)
        if chosen[1].pk in self.taken or adult:
            return None
        self.taken.add(chosen[1].pk)
        return chosen

    def _child(self, at: datetime, patch: Patch) -> Person:
        """One in forty-five is nobody whose name anyone knows."""
        dice, names = self.dice, self.world.names
        if dice.chance(1 / 45):
            looks = f"About three, {dice.pick(('red', 'blue', 'yellow'))} coat, found in {dice.pick(patch.area.towns)}"
            return self.rows.add(Person(distinguishing_features=looks), at)
        origin, is_girl, age = names.origin("W1"), dice.chance(0.5), dice.weighed(PROTECTION_AGES)
        low, high = age
        born = clock.local(at).date() - timedelta(days=dice.randint(low * 366, high * 365 - 2))
        person = Person(given_name=names.given(origin, is_girl), surname=names.surname(origin), date_of_birth=born)
        person.gender = "female" if is_girl else "male"
        return self.rows.add(person, at)

    def _taken(self, person: Person, at: datetime, patch: Patch, is_live: bool) -> _One:
        dice, crew = self.dice, patch.on_duty(at)
        work = conduct.of_crew(self.world, patch, crew, at)
        officer, inspector = dice.pick(crew.members), dice.pick(self.world.force.inspectors)
        made = Protection(
            person=person, district=patch.district, team=crew.team, taken_at=at, latest_end_at=at + LONGEST
        )
        made.initiating_officer, made.is_child = officer.user, True
        made.age = _age(person, at)
        made.limb = "prevent" if dice.chance(0.2) else "remove"
        made.grounds = dice.pick(GROUNDS)
        made.found_where = "The General Hospital" if made.limb == "prevent" else house(dice)
        made.found_authority = COUNTY
        made.is_home_same = dice.chance(0.85)
        made.home_authority = COUNTY if made.is_home_same else "Southmoor Metropolitan Borough Council"
        made.is_asked_by_authority, made.alternatives = dice.chance(0.2), dice.pick(ALTERNATIVES)
        one = _One(made, work, officer, inspector, self.world.now)
        if not is_live:
            self._ended(one)
        recorded = min(self.world.now, work.after(at, 0.7))
        self.rows.add(made, recorded)
        return one

    def _ended(self, one: _One) -> None:
        dice, made = self.dice, one.protection
        breaches = one.work.fails(0.012)
        hours = 72.3 + 4 * dice.random() if breaches else min(71.9, max(1.5, 21 * dice.lognormvariate(0, 0.8)))
        made.ended_at = one.until = clock.whole(one.at + timedelta(hours=hours))
        made.ended_by, made.breach_reason = one.inspector.user, BREACH if breaches else ""
        made.ending = "ran-out" if breaches else dice.weighed({"released": 42, "agreed": 34, "court": 22, "other": 2})
        if one.work.does(0.9):
            made.handed_over_at = dice.after(made.ended_at, 900)
            made.handed_over_by = one.officer.user
            made.handed_to = (
                f"{self.world.names.someone()}, {'mother' if made.ending == 'released' else 'social worker'}"
            )

    def _officer(self, one: _One) -> None:
        at = one.work.after(one.at, 0.8)
        if at > one.until or one.work.fails(0.05):
            return
        made = one.protection
        made.designated_at, made.designated_by, made.designated_officer = at, one.officer.user, one.inspector.user
        told = Designation(protection=made, officer=one.inspector.user, happened_at=at, appointed_by=one.officer.user)
        self.rows.add(told, at)

    def _tellings(self, one: _One) -> None:
        self._told(one, "found-authority", 0.95, 0.5, said=AUTHORITY, whom="Emergency duty team")
        if not one.protection.is_home_same:
            self._told(one, "home-authority", 0.8, 1.2, said=AUTHORITY, whom="Emergency duty team, Southmoor")
        if one.protection.age is not None and one.protection.age < 2:
            self._told(one, "child", 0.9, 0.3, said="An infant.", why_not="not-capable")
        else:
            self._told(one, "child", 0.88, 0.4, said=CHILD)
        self._told(one, "parent", 0.86, 0.9, said=FAMILY, whom=f"{self.world.names.someone()}, mother")

    def _told(
        self, one: _One, audience: str, usually: float, hours: float, *, said: str, whom: str = "", why_not: str = ""
    ) -> None:
        at = one.work.after(one.at, hours)
        if at > one.until or one.work.fails(1 - usually):
            return
        made = Telling(protection=one.protection, audience=audience, happened_at=at, told_by=one.officer.user)
        made.is_told, made.said, made.whom, made.why_not = not why_not, said, whom, why_not
        self.rows.add(made, min(self.world.now, self.dice.after(at, 600)))

    def _heard(self, one: _One) -> None:
        at = one.work.after(one.at, 1.1)
        if at > one.until or one.work.fails(0.2):
            return
        voice = Voice(person=one.protection.person, happened_at=at, by=one.officer.user, is_seen=True)
        age = one.protection.age
        if age is not None and age < 2:
            voice.is_spoken_to, voice.reason_not_spoken_to = False, "pre-verbal"
            voice.demeanour = self.dice.pick(SEEN) if one.work.does(0.8) else ""
        elif self.dice.chance(0.07):
            voice.is_spoken_to, voice.reason_not_spoken_to = False, "asleep"
        else:
            voice.is_spoken_to, voice.words = True, self.dice.pick(WORDS)
        voice.room, voice.kind = "powers", "protection"
        self.rows.add(voice, at)
        self.voices.append((voice, one.protection))
        self.rows.add(Hearing(protection=one.protection, happened_at=at, heard_by=one.officer.user, voice=voice), at)

    def _stays(self, one: _One) -> None:
        """Where the child was, one place after another until the end."""
        dice, made = self.dice, one.protection
        if made.limb == "prevent":
            return self._stay(one, "hospital", "The General Hospital", one.at, made.ended_at)
        first = one.work.after(one.at, 0.4)
        moved = one.work.after(first, 3.2)
        kind = dice.weighed({"station": 9, "hospital": 14, "family": 12, "other": 4, "authority": 61})
        where = {"station": "Family room", "hospital": "The General Hospital", "family": "Grandmother’s"}
        moves = kind not in ("authority", "family") and moved < one.until
        self._stay(one, kind, where.get(kind, "Foster carers"), first, moved if moves else made.ended_at)
        if moves:
            self._stay(one, "authority", "Foster carers", moved, made.ended_at)

    def _stay(self, one: _One, kind: str, where: str, at: datetime, left: datetime | None) -> None:
        if at > one.until:
            return
        made = Stay(protection=one.protection, kind=kind, where=where, happened_at=at, placed_by=one.officer.user)
        made.left_at = max(at, left) if left else None
        if kind == "station":
            asked = one.work.does(0.85)
            made.authorised_at = (
                max(one.at, at - timedelta(minutes=8)) if asked else min(one.until, self.dice.after(at, 5000))
            )
            made.authorised_by, made.reason = one.inspector.user, STATION
        self.rows.add(made, min(self.world.now, max(at, made.authorised_at or at)))

    def _decided(self, one: _One) -> None:
        made = one.protection
        if made.designated_at is None:
            return
        self._decision(one, one.work.after(made.designated_at, 1.6), 0.9, "Spoke to the officer and the duty team.")
        for low, mark in ((12, 24), (36, 48), (48, 60), (60, 70)):
            at = one.at + timedelta(hours=low + (mark - low) * (0.3 + 0.6 * self.dice.random()))
            self._decision(one, at, 0.78, "Still no safe carer; the authority is at work on it.")
        if self.dice.chance(0.4):
            at = one.work.after(made.designated_at, 4)
            self._decision(one, at, 0.9, "The child asked for her.", kind="contact", whom="The child’s mother")

    def _decision(
        self, one: _One, at: datetime, usually: float, because: str, *, kind: str = "keep", whom: str = ""
    ) -> None:
        if at > one.until or one.work.fails(1 - usually):
            return
        hours = int((at - one.at).total_seconds()) // 3600
        told: dict[str, Any] = {"kind": kind, "because": because, "whom": whom, "hours_in": hours, "happened_at": at}
        self.rows.add(Decision(protection=one.protection, decided_by=one.inspector.user, **told), at)


def _age(person: Person, at: datetime) -> int | None:
    born: date | None = person.date_of_birth
    if born is None:
        return None
    day = clock.local(at).date()
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
