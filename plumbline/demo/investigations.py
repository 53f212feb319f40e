"""Investigations that came of the calls of the last weeks: most still open, some closed; a detective team, and the response
teams for domestic abuse.

Which calls led to a crime is the control room's telling. How soon a crime was recorded, how often a supervisor looked and
whether they gave direction follow the team's conduct, and their rates are our guess: no source gives any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plumbline.demo import conduct
from plumbline.demo.calibration import DOMESTIC_TOLD
from plumbline.demo.dice import Dice
from plumbline.demo.force import Crew, Member, World
from plumbline.demo.rows import Rows
from plumbline.incidents.models import Incident
from plumbline.investigations.models import Allocation, Hearing, InvestigatedChild, Investigation, SupervisorReview
from plumbline.kernel import clock
from plumbline.people.models import Person, Relationship, Voice

KINDS = {
    "child-abuse": "child-abuse",
    "sexual-offence": "child-abuse",
    "exploitation": "exploitation",
    "online": "online",
    "domestic-abuse": "domestic-abuse",
}
QUALITY = 0.72  # of the detectives; a response team's is its own
DAY = 24.0

ALLEGED = {
    "child-abuse": (
        "A teacher saw marks on both arms. The child said that it was a belt, and then that it was the stairs.",
        "The grandmother told the caller that the child is locked in a room when visitors come.",
        "The child told a friend’s mother what a cousin had done in the summer holidays.",
    ),
    "exploitation": (
        "Picked up by older men after school. A new telephone, and no money to have bought it with.",
        "The care home found train tickets and cash. The child will not say where they were.",
    ),
    "online": (
        "Someone whom the child met in a game asked for pictures, and then for money.",
        "A parent found messages from an adult who says that he is fifteen.",
    ),
    "domestic-abuse": (
        "The mother was pushed against the wall. The child was on the stairs and heard it.",
        "He broke the door while the children were behind it. He was gone when the officers came.",
        "The child rang. He had taken her mother’s telephone and would not let them out.",
    ),
}
DIRECTIONS = (
    "Take the account of the neighbour by Friday. Ask social care what they hold.",
    "Get the telephone to the digital unit this week, and say when it is due back.",
    "See the child again at school, without the family. Then we decide about an arrest.",
    "Chase the medical report. If it is not here on Monday, ring the consultant.",
)
LOOKED = ("Read the log and the statements.", "Went through it with the officer.", "Two enquiries wait for others.")
TICKED = ("Reviewed, noted.", "No change.", "Supervised.")
WORDS = (
    "I don’t want him to come back.", "Is it my fault that you are here?", "I told my teacher because I was tired.",
    "I want it to stop, but I don’t want Mum to go to prison.", "Nobody asked me before.",
)  # fmt: skip
NO_CRIME = "The marks are of a fall that two teachers saw. The doctor agrees."
ENDED = {"charged": 18, "out-of-court": 6, "no-suspect": 9, "evidence": 38, "not-supported": 26, "passed-on": 3}
CLOSING = "What could be asked was asked. The child and the family were told, and social care has the plan."
PASSED = "Away on long-term sick leave."


def tell(world: World, dice: Dice) -> tuple[Rows, list[tuple[Voice, Investigation]]]:
    """The rows, and which voice belongs to which."""
    telling = _Telling(world, dice)
    calls = Incident.objects.filter(kind__in=KINDS, result="crime", person__isnull=False)
    for call in calls.select_related("person", "team", "district").order_by("reported_at", "pk"):
        if call.kind != "domestic-abuse" or dice.chance(DOMESTIC_TOLD):
            telling.tell(call)
    return telling.rows, telling.voices


@dataclass
class _One:
    """One investigation while it is told."""

    made: Investigation
    work: conduct.Conduct
    crew: Crew
    until: datetime  # its closing, or now: nothing of it happens later


class _Telling:
    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.rows = world, dice, Rows()
        self.voices: list[tuple[Voice, Investigation]] = []
        self.crews = {crew.team.pk: (patch, crew) for patch in world.force.patches for crew in patch.response}
        self.kin: dict[int, list[Person]] = {}
        known = Relationship.objects.filter(kind="sibling", is_current=True).select_related("other").order_by("pk")
        for each in known:
            self.kin.setdefault(each.person_id, []).append(each.other)
        self.number = 4100

    def tell(self, call: Incident) -> None:
        children = self._children(call)
        if not children:
            return
        one = self._opened(call)
        given = self._allocated(one)
        self._crime(one)
        self._ended(one, given)
        self.rows.add(one.made, one.made.opened_at)
        self._reviews(one)
        for person in children:
            self._child(one, person)

    def _children(self, call: Incident) -> list[Person]:
        """The child of the call; of domestic abuse, brothers and sisters as well."""
        day = clock.local(call.reported_at).date()
        everyone = [call.person, *(self.kin.get(call.person_id, []) if call.kind == "domestic-abuse" else [])]
        return [each for each in everyone if each is not None and (each.is_unborn or each.is_child_on(day))]

    def _opened(self, call: Incident) -> _One:
        kind = KINDS[call.kind]
        work, crew = self._crew(call, kind)
        made = Investigation(person=call.person, kind=kind, reported_at=call.reported_at)
        made.alleged, made.team, made.district = self.dice.pick(ALLEGED[kind]), crew.team, crew.team.district
        made.origin_room, made.origin_kind, made.origin_id = "incidents", "incident", call.pk
        made.opened_at = min(self.world.now, work.after(call.reported_at, 2.5))
        made.opened_by = (call.closed_by if self.dice.chance(0.3) else None) or self.dice.pick(crew.members).user
        return _One(made, work, crew, self.world.now)

    def _crew(self, call: Incident, kind: str) -> tuple[conduct.Conduct, Crew]:
        assert self.world.force.detectives is not None
        if kind != "domestic-abuse":
            return conduct.Conduct(self.dice, QUALITY), self.world.force.detectives
        patch, crew = self.crews[call.team_id]
        return conduct.Conduct(self.dice, conduct.of_crew(self.world, patch, crew, call.reported_at).quality), crew

    def _allocated(self, one: _One) -> datetime | None:
        at = one.work.after(one.made.opened_at, 9)
        if at > self.world.now:
            return None
        officer = self.dice.pick(one.crew.members)
        one.made.allocated_at, one.made.allocated_by = at, one.crew.leads.user
        self._given(one, officer, at, "")
        if self.dice.chance(0.12):
            later = at + timedelta(days=self.dice.randint(6, 30))
            others = [member for member in one.crew.members if member is not officer]
            if later < self.world.now and others:
                self._given(one, self.dice.pick(others), later, PASSED)
                return later
        return at

    def _given(self, one: _One, officer: Member, at: datetime, because: str) -> None:
        one.made.officer, one.made.supervisor = officer.user, one.crew.leads.user
        told = Allocation(investigation=one.made, officer=officer.user, team=one.crew.team, happened_at=at)
        told.allocated_by, told.because = one.crew.leads.user, because
        self.rows.add(told, at)

    def _crime(self, one: _One) -> None:
        """Most before the day is over; one in eight is held back until a medical or an interview is done (I17)."""
        made, held = one.made, one.work.fails(0.12)
        at = one.work.after(made.reported_at, 90 if held else 6)
        if at > self.world.now:
            return
        if self.dice.chance(0.07):
            made.no_crime_at, made.no_crime_by = max(at, made.opened_at), one.crew.leads.user
            made.no_crime_reason = NO_CRIME
            return
        self.number += self.dice.randint(3, 60)
        made.crime_number = f"NS/{self.number}/{clock.local(at):%y}"
        made.crime_recorded_at, made.crime_recorded_by = at, made.officer or made.opened_by

    def _ended(self, one: _One, given: datetime | None) -> None:
        """Half go on for six weeks or more. It closes with an officer in the case and a crime recorded or ruled out."""
        made = one.made
        settled = made.crime_recorded_at or made.no_crime_at
        if given is None or settled is None:
            return
        days = 9 if made.no_crime_at else 42
        at = max(
            self.dice.after(made.opened_at, days * DAY * 3600, 0.8), *(m + timedelta(hours=3) for m in (given, settled))
        )
        if at >= self.world.now:
            return
        made.closed_at = made.first_closed_at = one.until = at
        made.closed_by, made.closing_summary = one.crew.leads.user, CLOSING
        made.outcome = "no-crime" if made.no_crime_at else self.dice.weighed(ENDED)

    def _reviews(self, one: _One) -> None:
        """Each after about twenty-four days; one in five says no more than that it was held (W17)."""
        held: list[SupervisorReview] = []
        at = one.work.after(one.made.opened_at, 24 * DAY, 0.35)
        while at < one.until:
            made = SupervisorReview(investigation=one.made, happened_at=at, reviewed_by=one.crew.leads.user)
            ticks = one.work.fails(0.2)
            made.found = self.dice.pick(TICKED if ticks else LOOKED)
            made.direction = "" if ticks else self.dice.pick(DIRECTIONS)
            made.directed_at = None if ticks else at
            held.append(made)
            at = one.work.after(at, 24 * DAY, 0.35)
        one.made.first_reviewed_at = held[0].happened_at if held else None
        for number, made in enumerate(held):
            later = held[number + 1 :]
            made.followed_at = later[0].happened_at if later else None
            made.directed_at = made.directed_at or next((each.happened_at for each in later if each.direction), None)
            if one.made.closed_at and (made.followed_at is None or made.directed_at is None):
                made.lapsed_at = one.made.closed_at
            self.rows.add(made, made.happened_at)

    def _child(self, one: _One, person: Person) -> None:
        named = InvestigatedChild(investigation=one.made, person=person, named_by=one.made.opened_by)
        named.is_unborn, named.age = person.is_unborn, person.age_on(clock.local(one.made.reported_at).date())
        named.origin_room, named.origin_kind, named.origin_id = "incidents", "incident", one.made.origin_id
        named.lapsed_at = one.made.closed_at
        self.rows.add(named, one.made.opened_at)
        if not named.is_unborn:
            self._heard(one, named)

    def _heard(self, one: _One, child: InvestigatedChild) -> None:
        at = one.work.after(one.made.opened_at, 3.2 * DAY, 0.8)
        if at >= one.until or one.made.officer is None or one.work.fails(0.28):
            return
        voice = Voice(person=child.person, happened_at=at, by=one.made.officer, is_seen=True)
        if child.age is not None and child.age < 2:
            voice.is_spoken_to, voice.reason_not_spoken_to = False, "pre-verbal"
            voice.demeanour = "Watched the door, and would not be put down."
        elif self.dice.chance(0.08):
            voice.is_spoken_to, voice.reason_not_spoken_to = False, "refused"
            child.lapsed_at = at
        else:
            voice.is_spoken_to, voice.words, voice.is_alone = True, self.dice.pick(WORDS), self.dice.chance(0.6)
        voice.room, voice.kind = "investigations", "investigation"
        self.rows.add(voice, at)
        self.voices.append((voice, one.made))
        self.rows.add(Hearing(child=child, happened_at=at, voice=voice, heard_by=one.made.officer), at)
