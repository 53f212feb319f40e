"""One episode while it is being told: who is in it, how well they work, what is written so far, and when the telling stops."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from plumbline.demo import conduct, words
from plumbline.demo.children import Absence
from plumbline.demo.force import Member, World
from plumbline.demo.places import STREETS
from plumbline.demo.rows import Rows
from plumbline.kernel import clock
from plumbline.kernel.records import Record
from plumbline.missing.models import Enquiry, Episode, RiskAssessment
from plumbline.people.models import Voice

R = TypeVar("R", bound=Record)


def _season(at: datetime) -> str:
    return "cold" if at.month in (11, 12, 1, 2, 3) else "hot" if at.month in (6, 7, 8) else "mild"


class Story:
    """What the parts of an episode share. `horizon` is the moment after which nothing has been recorded yet."""

    episode: Episode
    found_at: datetime | None
    search_ends: datetime

    def __init__(self, world: World, rows: Rows, absence: Absence) -> None:
        self.world, self.rows, self.absence = world, rows, absence
        self.dice, self.names, self.force, self.now = world.dice, world.names, world.force, world.now
        self.child, self.live, self.at = absence.child, absence.live, absence.reported_at
        self.horizon = min(self.now, self.live.horizon(self.at, self.now)) if self.live else self.now
        self.found_at = absence.found_at if absence.found_at <= self.horizon else None
        self.search_ends = self.found_at or self.horizon
        self._staff()
        self._setting()
        self.opened_at = min(self.horizon, self.dice.after(self.at, 150, 0.9))
        self.assessments: list[RiskAssessment] = []
        self.enquiries: list[Enquiry] = []
        self.new_at: list[datetime] = []  # when something that bears on risk was recorded
        self.voices: list[tuple[Voice, Episode]] = []

    def _staff(self) -> None:
        dice, patch = self.dice, self.child.patch
        mine = self.live is not None and self.live.is_okafors
        self.crew = patch.response[1] if mine else patch.on_duty(self.at)
        self.officer: Member = self.force.named["bell"] if mine else dice.pick(self.crew.members)
        self.sergeant = self.crew.leads
        self.handler, self.inspector = dice.pick(self.force.handlers), dice.pick(self.force.inspectors)
        self.team = conduct.of_crew(self.world, patch, self.crew, self.at)
        self.reviews = conduct.of_reviews(self.team, patch, self.at)
        self.room = conduct.of_control_room(self.world, self.at)

    def _setting(self) -> None:
        dice, child = self.dice, self.child
        self.is_looked_after = child.is_looked_after and (child.care_ends is None or self.at.date() < child.care_ends)
        self.age = self._age()
        self.why_key = dice.weighed(self._likely())
        self.why = words.WHYS[self.why_key]
        self.slots = child.slots() | {
            "place": dice.pick(words.PLACES), "street": dice.pick(STREETS), "town": dice.pick(child.patch.area.towns),
            "initials": f"{dice.pick('ABDHJKMPRST')}{dice.pick('BCDGHLMNPRTW')}",
        }  # fmt: skip
        self.last_seen_at = self.at - timedelta(seconds=60 + int(6000 * dice.lognormvariate(0, 0.9)))
        self.slots |= self._carers()
        self.slots |= self._times() | {"weather": words.say(dice, words.WEATHER[_season(self.at)], self.slots)}

    def _carers(self) -> dict[str, str]:
        if not self.is_looked_after:
            return {"carers": "the family", "Carers": "The family", "lives": "the house"}
        if self.child.placement in ("foster", "kinship", "parents"):
            return {"carers": "the carers", "Carers": "The carers", "lives": "the carers' house"}
        return {"carers": "staff", "Carers": "Staff", "lives": "the placement"}

    def _times(self) -> dict[str, str]:
        """When the child was last seen and was due back, as one writes it: 18.40, this evening."""
        seen, due = clock.local(self.last_seen_at), clock.local(self.last_seen_at + (self.at - self.last_seen_at) * 0.7)
        when = (
            "tonight"
            if not 6 <= seen.hour < 21
            else "this morning"
            if seen.hour < 12
            else "this afternoon"
            if seen.hour < 17
            else "this evening"
        )
        return {
            "seen": f"{seen:%H.%M}",
            "due": f"{due:%H}.{due.minute // 15 * 15:02d}",
            "when": when,
            "When": when.capitalize(),
        }

    def _age(self) -> int:
        born, day = self.child.born, self.at.date()
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def _likely(self) -> dict[str, float]:
        """Why children go, by who they are."""
        child = self.child
        if self.age < 11:
            return {"young": 6, "home": 1, "family": 1 if self.is_looked_after else 0.1}
        exploited = 9 if child.is_sexually_exploited or child.is_criminally_exploited else 0.6
        care = 5 if self.is_looked_after else 0.0
        in_school = clock.local(self.at).weekday() < 5 and 9 <= clock.local(self.at).hour < 19
        likely = {"home": 0.4, "family": care, "placement": care} if care else {"home": 4.0, "family": 0.5}
        return likely | {"friends": 4, "exploited": exploited, "low": 1.0, "school": 1.2 * in_school}

    def add(self, record: R, recorded_at: datetime) -> R:
        return self.rows.add(record, recorded_at)

    def say(self, sentences: tuple[str, ...], **more: str) -> str:
        return words.say(self.dice, sentences, self.slots | more if more else self.slots)

    def told(self, at: datetime) -> bool:
        """Whether that moment has come."""
        return at <= self.horizon

    def searching(self, at: datetime) -> bool:
        """Whether the child was still being looked for then."""
        return at < self.search_ends

    def omits(self, what: str) -> bool:
        return self.live is not None and what in self.live.omits

    def level_at(self, at: datetime) -> str:
        made = [assessment for assessment in self.assessments if assessment.happened_at <= at]
        return made[-1].level if made else "medium"
