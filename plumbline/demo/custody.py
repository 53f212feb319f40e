"""Children in custody: brought in, looked after well or badly, charged or let go; and those who are there when the demo starts.

Everything here is thrown with dice of its own, so that the rest of the force is the same with it and without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plumbline.custody.models import (
    SECURE_FROM_AGE,
    Accommodation,
    AccommodationRequest,
    AppropriateAdult,
    Charge,
    Detention,
    Healthcare,
    Hearing,
    Informing,
    Review,
    Step,
    Visit,
)
from plumbline.demo import calibration as known
from plumbline.demo import words
from plumbline.demo.children import Child
from plumbline.demo.conduct import Conduct
from plumbline.demo.dice import HOUR, MINUTE, Dice
from plumbline.demo.force import DAYS, Suite, World
from plumbline.demo.rows import Rows
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.missing.models import Episode
from plumbline.people.models import Voice
from plumbline.people.models.person import coming_of_age

NEXT_REVIEW = timedelta(hours=9)
YOUNGEST = 10


@dataclass(frozen=True)
class Plan:
    """One detention as it will turn out. `live` names a situation of those in custody when the demo starts."""

    child: Child
    at: datetime
    origin: CaseRef | None = None
    live: str = ""


# Those in custody now: what it shows → since how many minutes.
NOW = {"new": 25, "waiting": 190, "well": 320, "neither": 900, "certified": 840, "night": 560}


def tell(world: World, children: list[Child], dice: Dice) -> tuple[Rows, list[tuple[Voice, Detention]]]:
    """Every detention of the two years, as rows that nobody has written yet."""
    rows, voices = Rows(), []
    for plan in sorted(_plans(world, children, dice), key=lambda plan: plan.at):
        voices += _Custody(world, dice, rows, plan).run()
    return rows, voices


def _plans(world: World, children: list[Child], dice: Dice) -> Iterator[Plan]:
    """Who and when: some straight after being found missing, the others at any time when they were not missing."""
    episodes = sum(len(child.absences) for child in children)
    number, taken = round(episodes * known.DETENTIONS_PER_MISSING_INCIDENT), set()
    old = [child for child in children if _age(child, world.now) >= YOUNGEST + 1]
    for child, at, ref in _after_return(world, old, dice, round(number * known.DETAINED_ON_RETURN)):
        taken.add((id(child), at.date()))
        yield Plan(child, at, ref)
    for _ in range(round(number * (1 - known.DETAINED_ON_RETURN))):
        child, at = dice.pick(old), _moment(world, dice)
        if _may_be_detained(child, at, world.now) and not _is_near(taken, child, at):
            taken.add((id(child), at.date()))
            yield Plan(child, at)
    yield from _in_custody_now(world, old, dice)


def _in_custody_now(world: World, children: list[Child], dice: Dice) -> Iterator[Plan]:
    """Children not missing, and neither about to turn 18 nor met in the last days."""
    fit = [child for child in children if child.absences[-1].found_at < world.now - timedelta(days=4)]
    fit = [child for child in fit if 13 <= _age(child, world.now) <= 16 and child.absences[-1].live is None]
    dice.shuffle(fit)
    for (live, minutes), child in zip(NOW.items(), fit, strict=False):
        yield Plan(child, world.now - timedelta(minutes=minutes), live=live)


def _after_return(
    world: World, children: list[Child], dice: Dice, number: int
) -> list[tuple[Child, datetime, CaseRef]]:
    """A child found by officers and arrested there and then: the detention comes of the episode."""
    people = {child.person_id: child for child in children}
    found = Episode.objects.filter(person_id__in=list(people), located_at__isnull=False, closed_at__isnull=False)
    rows = list(found.order_by("located_at", "pk").values_list("person_id", "pk", "located_at"))
    dice.shuffle(rows)
    told = [(people[person], at + timedelta(minutes=70), pk) for person, pk, at in rows[: number * 2]]
    last = world.now - timedelta(days=5)
    fit = [(c, at, pk) for c, at, pk in told if at < last and YOUNGEST < _age(c, at) < 18]
    return [(child, at, CaseRef("missing", "episode", pk)) for child, at, pk in fit[:number]]


def _moment(world: World, dice: Dice) -> datetime:
    """Any day but the last five, most often in the afternoon and evening."""
    day = world.now - timedelta(days=5 + int(dice.random() * (DAYS - 6)))
    hour = min(23, max(0, int(dice.gauss(17, 4.5))))
    return clock.whole(clock.local(day).replace(hour=hour, minute=dice.randrange(60)))


def _age(child: Child, at: datetime) -> int:
    day, born = clock.local(at).date(), child.born
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _may_be_detained(child: Child, at: datetime, now: datetime) -> bool:
    adult_from, day = coming_of_age(child.born), clock.local(at).date()
    is_missing = any(a.reported_at - timedelta(days=1) <= at <= a.found_at + timedelta(days=1) for a in child.absences)
    return (
        not is_missing
        and _age(child, at) > YOUNGEST
        and adult_from is not None
        and day + timedelta(days=3) < adult_from
    )


def _is_near(taken: set[Any], child: Child, at: datetime) -> bool:
    return any((id(child), (at + timedelta(days=days)).date()) in taken for days in range(-3, 4))


class _Custody:
    """One detention while it is being told; what lies after now has not been recorded yet."""

    def __init__(self, world: World, dice: Dice, rows: Rows, plan: Plan) -> None:
        self.dice, self.rows, self.plan, self.now = dice, rows, plan, world.now
        self.child, self.at, self.live = plan.child, plan.at, plan.live
        self.suite: Suite = world.force.suites[plan.child.patch.area.code]
        self.sergeant = dice.pick(self.suite.sergeants)
        self.inspector = dice.pick(world.force.inspectors)
        self.officer = dice.pick(dice.pick(plan.child.patch.response).members)
        gone = (plan.at - world.since) / (world.now - world.since)
        self.team = Conduct(dice, self.suite.began + (self.suite.stands - self.suite.began) * min(1.0, max(0.0, gone)))
        self.ends = dice.after(plan.at, known.HOURS_IN_CUSTODY * HOUR, 0.5)
        self.ends = min(self.ends, plan.at + timedelta(hours=23))
        self.voices: list[tuple[Voice, Detention]] = []
        self.adult: AppropriateAdult | None = None

    def run(self) -> list[tuple[Voice, Detention]]:
        self.detention = self._authorise()
        charged_at = self._charged_at()
        self._tell_and_ask()
        self._look_in()
        self._review()
        self._hear_and_refer()
        self._go(charged_at)
        return self.voices

    def told(self, at: datetime) -> bool:
        return at <= self.now and (self.live != "new" or at <= self.at)

    def here(self, at: datetime) -> bool:
        return at < self.ends and self.told(at)

    def add(self, record: Any, at: datetime) -> Any:
        return self.rows.add(record, min(self.now, self.dice.after(at, 6 * MINUTE, 0.6)))

    def _authorise(self) -> Any:
        offence, necessity, alternatives = self.dice.pick(words.OFFENCES)
        made = Detention(
            person_id=self.child.person_id, offence=offence, necessity=necessity, alternatives=alternatives
        )
        made.team, made.district = self.suite.team, self.suite.team.district
        made.arrested_at, made.arrived_at = self.at - timedelta(minutes=55), self.at - timedelta(minutes=12)
        made.authorised_at = self.at
        made.authorised_by_id = made.custody_officer_id = self.sergeant.id
        made.officer_id, made.age, made.age_basis = self.officer.id, _age(self.child, self.at), "birth"
        if ref := self.plan.origin:
            made.origin_room, made.origin_kind, made.origin_id = ref.room, ref.kind, ref.id
        return self.rows.add(made, min(self.now, self.at + timedelta(minutes=4)))

    def _charged_at(self) -> datetime | None:
        """Whether and when the child is charged; one who is refused bail stays until the court opens."""
        is_held = self.live in ("neither", "certified")
        if not (is_held or (not self.live and self.dice.chance(known.CHARGED))):
            self.is_refused = False
            return None
        at = self.at + timedelta(hours=6) if is_held else self.dice.between(self.at + timedelta(hours=3), self.ends)
        at = max(at, self.at + timedelta(hours=2))
        self.is_refused = is_held or self.dice.chance(known.REFUSED_BAIL)
        if is_held:
            self.ends = max(self.now + timedelta(hours=2), at + timedelta(hours=2))
        elif self.is_refused:
            self.ends = _court_opens(at)
        else:
            self.ends = at + timedelta(minutes=50)
        return at

    def _tell_and_ask(self) -> None:
        carer, told_at = self.child.carer or "The duty social worker", self.team.after(self.at, 0.4)
        if self.team.does(0.93) and self.here(told_at):
            is_of = self.child.carer_is or "social worker"
            made = Informing(
                detention=self.detention, happened_at=told_at, name=carer, relationship=is_of, is_reached=True
            )
            made.informed_by_id = self.sergeant.id
            self.add(made, told_at)
        asked_at = self.at + timedelta(minutes=9) if self.live else self.team.after(self.at, 0.35)
        if not self.here(asked_at) or (not self.live and self.team.fails(0.04)):
            return
        role = "authority" if self.child.is_looked_after else self.dice.weighed({"parent": 7, "other": 3})
        why = "No parent can come before the morning." if role == "other" else ""
        name = carer if role != "other" else "Volunteer of the appropriate adult scheme"
        self.adult = adult = AppropriateAdult(detention=self.detention, role=role, name=name, why_not_nearer=why)
        adult.requested_at, adult.requested_by_id = asked_at, self.sergeant.id
        self.add(adult, asked_at)
        self._arrive(adult)

    def _arrive(self, adult: AppropriateAdult) -> None:
        arrived_at = self.team.after(adult.requested_at, known.HOURS_TO_ADULT, 0.7)
        rights = Step(detention=self.detention, kind="rights", happened_at=self.at + timedelta(minutes=3))
        rights.done_by_id, rights.without_adult_because = (
            self.sergeant.id,
            "Given at once; to be given again with the adult.",
        )
        self.add(rights, rights.happened_at)
        if self.live == "waiting" or not self.here(arrived_at):
            self.adult = None
            return
        adult.arrived_at, adult.arrived_by_id = arrived_at, self.sergeant.id
        again_at = self.team.after(arrived_at, 0.25)
        if self.team.does(0.9) and self.here(again_at):
            self._step("rights", again_at, adult)
        interview_at = self.dice.after(arrived_at, 1.2 * HOUR, 0.5)
        if self.here(interview_at):
            self._step("interview", interview_at, None if self.team.fails(0.02) else adult)

    def _step(self, kind: str, at: datetime, adult: AppropriateAdult | None) -> None:
        made = Step(detention=self.detention, kind=kind, happened_at=at, adult=adult, done_by_id=self.sergeant.id)
        made.without_adult_because = "" if adult else "The adult had gone home, and the interview could not wait."
        self.add(made, at)

    def _look_in(self) -> None:
        before: Visit | None = None
        at = self.team.after(self.at, 0.6, 0.3)
        while self.here(at):
            made = Visit(detention=self.detention, happened_at=at, visited_by_id=self.sergeant.id)
            made.observed = self.dice.pick(words.OBSERVED_IN_CUSTODY)
            if before is not None:
                before.followed_at = at
            before = self.add(made, at)
            at = self.team.after(at, 0.78, 0.22)
        if self.dice.chance(known.HEALTHCARE):
            self._healthcare()

    def _healthcare(self) -> None:
        asked_at = self.dice.after(self.at, 0.8 * HOUR)
        if not self.here(asked_at):
            return
        made = Healthcare(detention=self.detention, requested_at=asked_at, requested_by_id=self.sergeant.id)
        made.reason = self.dice.pick(words.HEALTH_REASONS)
        self.add(made, asked_at)
        seen_at = self.team.after(asked_at, 0.9, 0.7)
        if self.here(seen_at):
            made.seen_at, made.seen_by_id = seen_at, self.sergeant.id
            made.professional, made.outcome = (
                "Nurse of the suite",
                "Fit to be detained and interviewed. Seen again in four hours.",
            )

    def _review(self) -> None:
        before: Review | None = None
        at = self.at + timedelta(hours=6) - self.dice.random() * timedelta(hours=1)
        while self.here(at := at if self.team.does(0.9) else at + timedelta(hours=self.dice.uniform(1.1, 3))):
            made = Review(detention=self.detention, happened_at=at, reviewed_by_id=self.inspector.id, is_continued=True)
            made.grounds, made.next_review_at = self.dice.pick(words.REVIEW_GROUNDS), at + NEXT_REVIEW
            if before is not None:
                before.followed_at = at
            before = self.add(made, at)
            at += NEXT_REVIEW - self.dice.random() * timedelta(hours=1)

    def _hear_and_refer(self) -> None:
        heard_at = self.team.after(self.at, 1.8, 0.6)
        if self.team.does(0.6) and self.here(heard_at):
            voice = Voice(person_id=self.child.person_id, room="custody", kind="detention", happened_at=heard_at)
            voice.by_id, voice.is_seen, voice.is_spoken_to = self.sergeant.id, True, self.dice.chance(0.85)
            if voice.is_spoken_to:
                voice.words = self.dice.pick(words.SAYS_IN_CUSTODY)
            else:
                voice.reason_not_spoken_to = "refused"
            self.voices.append((self.add(voice, heard_at), self.detention))
            self.add(Hearing(detention=self.detention, happened_at=heard_at, voice=voice), heard_at)
        referred_at = self.team.after(self.at, 7.0, 0.9)
        if self.team.does(0.8) and self.told(referred_at):
            number = self.dice.randrange(10_000, 99_999)
            if number % 3:  # in the system before this one; the others `referring` makes
                made = self.detention
                made.referral_made_at, made.referral_made_by_id = referred_at, self.sergeant.id
                made.referral_reference = f"PPN {number}"

    def _go(self, charged_at: datetime | None) -> None:
        if charged_at is not None and self.told(charged_at):
            self._charge(charged_at)
        if self.told(self.ends) and not self.live:
            self._leave(charged_at)

    def _charge(self, at: datetime) -> None:
        decided_at = at + timedelta(minutes=8)
        made = Charge(
            detention=self.detention, charged_at=at, offence=self.detention.offence, bail_decided_at=decided_at
        )
        made.charged_by_id = made.bail_decided_by_id = self.sergeant.id
        made.bail = "refused" if self.is_refused else self.dice.weighed({"conditions": 6, "granted": 3, "released": 1})
        if made.bail == "conditions":
            made.conditions = "To live and sleep at home, and not to meet the others who were arrested."
        if made.bail == "refused":
            made.ground, made.reasons = self.dice.pick(words.BAIL_REFUSED)
        self.detention.state = "charged"
        self.add(made, decided_at)
        self._step("charge", at, self.adult)
        if made.bail == "refused":
            self._settle(decided_at)

    def _settle(self, decided_at: datetime) -> None:
        """Asked for or not, moved or certified, or neither."""
        outcome = self.live or self.dice.weighed(known.AFTER_REFUSAL)
        asked_at = self.team.after(decided_at, 0.6, 0.6)
        if (outcome == "neither" and self.team.fails(0.4)) or not self.here(asked_at):
            return
        is_secure = outcome == "certified" and self.detention.age >= SECURE_FROM_AGE and self.dice.chance(0.7)
        made = AccommodationRequest(detention=self.detention, kind="secure" if is_secure else "non-secure")
        made.authority, made.requested_at, made.requested_by_id = self.child.authority, asked_at, self.sergeant.id
        if is_secure:
            made.harm, made.serious_harm = "physical", "A knife was found, and he said on whom he would use it."
        self.add(made, asked_at)
        answered_at = self.team.after(asked_at, 1.2, 0.6)
        if not self.here(answered_at):
            return
        made.answer, made.answered_at, made.answer_from = "refused", answered_at, "Emergency duty team"
        if outcome == "transferred":
            made.answer, made.offered_where = "offered", self.dice.pick(self.child.patch.area.homes)
        else:
            made.refusal = self.dice.weighed({"no-bed": 8, "hours": 2, "not-ours": 1})
        if made.answer == "refused" and not is_secure and self.team.does(0.4):
            made.escalated_at, made.escalated_by_id = answered_at + timedelta(minutes=20), self.sergeant.id
            made.escalated_to = "Head of service on call"
            if not self.here(made.escalated_at):
                made.escalated_at, made.escalated_by_id, made.escalated_to = None, None, ""
        self._outcome(outcome, made, self.team.after(answered_at, 0.6, 0.6))

    def _outcome(self, outcome: str, request: AccommodationRequest, at: datetime) -> None:
        if outcome == "neither" or not self.here(at):
            return
        made = Accommodation(detention=self.detention, happened_at=at, settled_by_id=self.sergeant.id, request=request)
        made.age = self.detention.age
        if outcome == "transferred":
            made.outcome, made.moved_to, made.kind = "transferred", request.offered_where, request.kind
            made.authority, self.ends = request.authority, at
        else:
            made.outcome, made.explanation = "certified", words.CERTIFIED[request.kind]
            made.ground = "no-secure" if request.kind == "secure" else "impracticable"
            made.impracticable = "" if request.kind == "secure" else "none-provided"
        self.settled = self.add(made, at)

    settled: Accommodation | None = None

    def _leave(self, charged_at: datetime | None) -> None:
        made, carer = self.detention, self.child.carer or "The duty social worker"
        made.state, made.ended_at, made.ended_by_id = "ended", self.ends, self.sergeant.id
        made.handed_to, made.safe_release = carer, "Taken home by car by them."
        if charged_at is None:
            made.ending = self.dice.weighed({"no-action": 4, "bail": 4, "investigation": 3, "out-of-court": 1})
        elif not self.is_refused:
            made.ending = "bailed"
        elif self.settled is not None and self.settled.outcome == "transferred":
            made.ending, made.handed_to, made.safe_release = "local-authority", self.settled.moved_to, ""
        else:
            made.ending, made.handed_to, made.safe_release = "court", "Northshire Magistrates’ Court", ""
            made.neither_because = "" if self.settled else self.dice.pick(words.NEITHER)


def _court_opens(at: datetime) -> datetime:
    """Half past nine of the next morning that is no Sunday, by the clock on the wall."""
    morning = clock.local(at).replace(hour=9, minute=30, second=0) + timedelta(days=1)
    return clock.whole(morning + timedelta(days=morning.weekday() == 6))
