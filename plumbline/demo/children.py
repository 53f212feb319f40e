"""The children: who they are, when they go missing and for how long. Planned for all at once, so that the shares come true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import log
from typing import Any

from plumbline.demo import calibration as known
from plumbline.demo.dice import HOUR, at_share, on_curve
from plumbline.demo.force import DAYS, Patch, World
from plumbline.demo.names import CARIBBEAN
from plumbline.demo.places import AUTHORITIES, COUNTY
from plumbline.demo.words import PRONOUNS
from plumbline.kernel import clock
from plumbline.missing.models import PlanTask, TriggerPlan
from plumbline.people.models import Person
from plumbline.people.models.person import coming_of_age

MOST_EPISODES = 55
MARKED = {"is_sexually_exploited": known.SEXUAL_EXPLOITATION, "is_criminally_exploited": known.CRIMINAL_EXPLOITATION}


@dataclass(slots=True, eq=False)
class Absence:
    """One time missing, as it will turn out. `live` is set on those who are missing when the demo starts."""

    child: Child
    reported_at: datetime
    found_at: datetime
    number: int = 1  # the child's first, second …
    recent: int = 1  # times in the 30 days up to this one, it included
    live: Any = None


@dataclass(slots=True)
class PlanVersion:
    """A version of the child's trigger plan, with its tasks."""

    plan: TriggerPlan
    tasks: list[PlanTask]


@dataclass(slots=True, eq=False)
class Child:
    """What the room keeps in mind of a child while it tells their episodes. The record is `person`."""

    patch: Patch
    absences: list[Absence]
    is_looked_after: bool
    gender: str = "female"
    ethnicity: str = "NK"
    origin: str = "en_GB"
    age: int = 14
    given: str = ""
    surname: str = ""
    born: date = date(2010, 1, 1)
    authority: str = COUNTY
    is_far: bool = False
    placement: str = ""
    home: str = ""
    care_ends: date | None = None
    carer: str = ""
    carer_is: str = ""
    carer_contact: str = ""
    social_worker: str = ""
    friend: str = ""
    school: str = ""
    is_sexually_exploited: bool = False
    is_criminally_exploited: bool = False
    person: Person | None = None
    person_id: int = 0
    plans: list[PlanVersion] = field(default_factory=list)

    @property
    def first_at(self) -> datetime:
        return self.absences[0].reported_at

    def slots(self) -> dict[str, str]:
        """What sentences about this child may name."""
        pronouns = PRONOUNS.get(self.gender, PRONOUNS["other"])
        return {"name": self.given, "friend": self.friend, "home": self.home, **pronouns}

    def plan_at(self, at: datetime) -> PlanVersion | None:
        """The version in force at that moment."""
        return next((version for version in reversed(self.plans) if version.plan.made_at <= at), None)


class Population:
    """Plans so many absences, of as many children as the published rates make of them, over the two years up to now."""

    def __init__(self, world: World, episodes: int) -> None:
        self.world, self.episodes = world, episodes
        self.dice, self.names = world.dice, world.names

    def plan(self) -> list[Child]:
        looked_after = round(self.episodes * known.LOOKED_AFTER_SHARE)
        number = round(looked_after / known.INCIDENTS_PER_LOOKED_AFTER_CHILD)
        others = round(self.episodes / known.INCIDENTS_PER_CHILD) - number
        children = self._with_absences(looked_after, number, known.LOOKED_AFTER_MORE_THAN_ONCE, True)
        children += self._with_absences(self.episodes - looked_after, others, known.OTHERS_MORE_THAN_ONCE, False)
        self.dice.shuffle(children)
        self._share_out(children)
        for child in children:
            self._born(child)
            self._called(child)
        return children

    # How often and when

    def _with_absences(self, episodes: int, children: int, more_than_once: float, is_looked_after: bool) -> list[Child]:
        made = []
        for number in self._counts(episodes, children, more_than_once):
            child = Child(self.dice.pick(self.world.force.patches), [], is_looked_after)
            child.absences = self._absences(child, number)
            made.append(child)
        return made

    def _counts(self, episodes: int, children: int, more_than_once: float) -> list[int]:
        """How often each child goes missing: the given share more than once, many twice and few very often."""
        once = round(children * (1 - more_than_once))
        often = children - once
        mean_beyond_two = max(0.05, (episodes - once) / max(1, often) - 2)
        ratio = mean_beyond_two / (1 + mean_beyond_two)
        counts = [min(MOST_EPISODES, 2 + int(log(1 - (i + 0.5) / often) / log(ratio))) for i in range(often)]
        while counts and (short := episodes - once - sum(counts)):
            i = self.dice.randrange(len(counts))
            counts[i] = max(2, counts[i] + (1 if short > 0 else -1))
            if short < 0 and sum(counts) == 2 * len(counts):
                break
        return [1] * once + counts

    def _absences(self, child: Child, number: int) -> list[Absence]:
        """In one stretch of weeks or months, as it mostly is, wherever in the two years that falls."""
        at, starts = self.dice.uniform(0, DAYS), []
        for _ in range(number):
            starts.append(at % DAYS)
            at += min(45.0, max(0.9, self.dice.lognormvariate(log(11), 0.9)) * min(1.0, 500 / (11 * number)))
        made = [self._absence(child, day) for day in sorted(starts)]
        return _apart(made, self.world.now - timedelta(minutes=40))

    def _absence(self, child: Child, day: float) -> Absence:
        """At an hour at which children are reported missing."""
        local = clock.local(self.world.since + timedelta(days=int(day)))
        hour = at_share(dict(enumerate(known.HOURS)), self.dice.random())
        at = clock.whole(
            local.replace(hour=hour, minute=self.dice.randrange(60), second=self.dice.randrange(60), fold=0)
        )
        lasts = on_curve(known.DURATIONS, self.dice.random()) * HOUR
        return Absence(child, at, at + timedelta(seconds=int(lasts)))

    # Shares that hold by incident, not by child

    def _share_out(self, children: list[Child]) -> None:
        looked_after = [child for child in children if child.is_looked_after]
        others = [child for child in children if not child.is_looked_after]
        unknown = {"NK": 0.8, "NS": 0.2}
        whole = sum(known.ETHNICITIES.values()) / (1 - known.ETHNICITY_UNKNOWN)
        ethnicities = known.ETHNICITIES | {k: whole * known.ETHNICITY_UNKNOWN * v for k, v in unknown.items()}
        self._spread(looked_after, "age", known.AGES_LOOKED_AFTER)
        self._spread(others, "age", known.AGES)
        self._spread(children, "ethnicity", ethnicities)
        for group, male in ((looked_after, known.MALE_LOOKED_AFTER), (others, known.MALE)):
            self._spread(group, "gender", {"male": male, "female": 0.985 - male, "other": 0.015})
        older = [child for child in children if child.age > 11]
        part = sum(len(child.absences) for child in older) / max(1, sum(len(child.absences) for child in children))
        for name, of_all in MARKED.items():
            self._spread(older, name, {True: of_all / part, False: 1 - of_all / part})

    def _spread(self, children: Sequence[Child], name: str, weights: Mapping[Any, float]) -> None:
        """Lay the children end to end by how often they go missing, in chance order, and cut by the weights."""
        order = list(children)
        self.dice.shuffle(order)
        whole, gone = sum(len(child.absences) for child in order), 0.0
        for child in order:
            setattr(child, name, at_share(weights, (gone + len(child.absences) / 2) / whole))
            gone += len(child.absences)

    # Who they are

    def _born(self, child: Child) -> None:
        """Of the age wanted at the middle absence, and not yet 18 at the last."""
        middle = clock.local(child.absences[len(child.absences) // 2].reported_at).date()
        child.born = middle - timedelta(days=int((child.age + self.dice.random()) * 365.25))
        last = clock.local(child.absences[-1].found_at).date()
        adult_from = coming_of_age(child.born)
        if adult_from is not None and adult_from <= last + timedelta(days=3):
            child.born += last - adult_from + timedelta(days=self.dice.randint(4, 40))

    def _called(self, child: Child) -> None:
        """Where ethnicity is not known, a name still comes from somewhere."""
        names, dice = self.names, self.dice
        code = child.ethnicity if child.ethnicity in known.ETHNICITIES else dice.weighed(known.ETHNICITIES)
        child.origin = names.origin(code)
        child.given = names.given(child.origin, child.gender != "male")
        child.surname = names.surname(child.origin) if child.origin != "caribbean" else dice.pick(CARIBBEAN)
        child.friend = names.given("en_GB", dice.chance(0.5))
        child.school = dice.pick(child.patch.area.schools)
        child.authority = (
            dice.weighed({name: 12.0 if name == COUNTY else 1.0 for name in AUTHORITIES})
            if child.is_looked_after
            else COUNTY
        )
        child.is_far = child.authority != COUNTY


def _apart(absences: list[Absence], latest: datetime) -> list[Absence]:
    """Nobody is missing twice at once, and these are all found before now."""
    for i, absence in enumerate(absences):
        if i and absence.reported_at < absences[i - 1].found_at + timedelta(hours=2):
            absence.found_at += absences[i - 1].found_at + timedelta(hours=5) - absence.reported_at
            absence.reported_at = absences[i - 1].found_at + timedelta(hours=5)
    bound = latest
    for absence in reversed(absences):
        absence.found_at = min(absence.found_at, bound)
        if absence.reported_at > absence.found_at - timedelta(minutes=20):
            absence.reported_at = absence.found_at - timedelta(minutes=35)
        bound = absence.reported_at - timedelta(hours=3)
    return absences


def number_them(child: Child) -> None:
    """Which time each is, and how many there were in the 30 days up to it."""
    child.absences.sort(key=lambda absence: absence.reported_at)
    for i, absence in enumerate(child.absences):
        since = absence.reported_at - timedelta(days=30)
        absence.number = i + 1
        absence.recent = sum(since <= other.reported_at for other in child.absences[: i + 1])
