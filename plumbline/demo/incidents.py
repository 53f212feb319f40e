"""The control room of the last ten weeks: calls that became missing episodes, and the others; the diary; calls checked.

Older calls are left out: what command and control held before the room was opened stays there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plumbline.demo import calibration, words
from plumbline.demo.dice import HOUR, MINUTE, Dice
from plumbline.demo.rows import Rows
from plumbline.demo.story import Story
from plumbline.incidents.actions.call import urgency_of
from plumbline.incidents.models import (
    HEIGHT,
    LETTERS,
    MEASURES,
    CallCheck,
    CheckMonth,
    Deployment,
    Escalation,
    FlagCheck,
    Grading,
    Incident,
    IncidentReview,
    Involvement,
    Thrive,
    Update,
)
from plumbline.incidents.queries import end_of_month
from plumbline.kernel import clock
from plumbline.people.models import Voice

WEEKS = timedelta(weeks=10)
WITH_SUSPECT = ("domestic-abuse", "violence", "sexual-offence")
GRADES = {
    "missing-child": {"priority": 70, "immediate": 25, "scheduled": 5},
    "domestic-abuse": {"immediate": 35, "priority": 50, "scheduled": 15},
}
OTHERWISE = {"priority": 50, "scheduled": 30, "immediate": 14, "resolved": 6}
SENT = {"immediate": 4 * MINUTE, "priority": 28 * MINUTE, "scheduled": 20 * HOUR}
WAY = {"immediate": 9 * MINUTE, "priority": 18 * MINUTE, "scheduled": 25 * MINUTE}
LEVELS = {"immediate": {"high": 80, "medium": 20}, "priority": {"high": 20, "medium": 70, "low": 10}}
LOW = {"medium": 30, "low": 70}


def calls_of(story: Story) -> None:
    """The call that this episode came of, and others of those days about the same streets."""
    if story.now - story.at > WEEKS:
        return
    episode = story.episode
    call = Call(story, "missing-child", story.at, episode.circumstances)
    call.incident.caller_name, call.incident.caller_relationship = (
        episode.informant_name,
        episode.informant_relationship,
    )
    call.incident.caller_contact = episode.informant_contact
    call.tell(ends_at=story.found_at)
    story.rows.came_of.append((episode, call.incident))
    for _ in range(story.dice.several(calibration.OTHER_CALLS)):
        _other(story)


def _other(story: Story) -> None:
    dice = story.dice
    at = dice.between(story.at - timedelta(days=6), min(story.now, story.at + timedelta(days=6)))
    kind = dice.weighed(calibration.OTHER_KINDS)
    Call(story, kind, at, dice.pick(words.CALLS[kind])).tell(ends_at=None)


class Call:
    """One incident while it is being told. Nothing is recorded that had not happened by now."""

    def __init__(self, story: Story, kind: str, at: datetime, said: str) -> None:
        self.story, self.dice, self.rows, self.now = story, story.dice, story.rows, story.now
        self.patch, self.at, self.kind = story.child.patch, at, kind
        self.crew = self.patch.on_duty(at)
        self.handler, self.inspector = self.dice.pick(story.force.handlers), self.dice.pick(story.force.inspectors)
        self.watch = story.force.named["nash"]
        self.incident = Incident(kind=kind, reported_at=at, reported_month=clock.local_month(at), said=said)
        self._place()
        self.rows.add(self.incident, self.then(40))

    def _place(self) -> None:
        made, dice = self.incident, self.dice
        made.channel = dice.weighed({"999": 45, "101": 35, "online": 8, "partner": 9, "officer": 3})
        made.team, made.district = self.crew.team, self.patch.district
        made.call_taker_id, made.supervisor_id = self.handler.id, self.watch.id
        made.where = self.story.child.home[:300]
        made.children, made.with_child = "yes", True
        if self.kind in WITH_SUSPECT:
            made.suspect = dice.weighed({"present": 25, "outstanding": 30, "accounted": 25, "none": 20})
        made.person_id = self.story.child.person_id

    def then(self, seconds: float, spread: float = 0.6, since: datetime | None = None) -> datetime:
        return self.dice.after(since or self.at, seconds, spread)

    def add(self, record: Any, at: datetime, seconds: int = 20) -> Any:
        record.incident = self.incident
        return self.rows.add(record, min(self.now, at + timedelta(seconds=seconds)))

    def tell(self, ends_at: datetime | None) -> None:
        """From the call to its end, or to now."""
        made = self.incident
        self._people()
        self._judge()
        if made.grade:
            self._respond()
            self._end(ends_at)
            self._watch()
            self._hear()
        made.urgency = urgency_of(made.grade, made.with_child)

    def _people(self) -> None:
        child = self.story.child
        day = clock.local(self.at).date()
        age = day.year - child.born.year - ((day.month, day.day) < (child.born.month, child.born.day))
        part = "subject" if self.kind == "missing-child" else self.dice.pick(("victim", "witness", "subject"))
        self.child = Involvement(person_id=child.person_id, part=part, is_child=age < 18, age=max(age, 0))
        self.add(self.child, self.then(90))
        if self.dice.chance(0.15):
            self.add(
                Involvement(part="witness", described=self.dice.pick(words.DESCRIBED), is_child=True), self.then(150)
            )

    def _judge(self) -> None:
        """Flags, THRIVE and the grade: late, or left out, about as often as inspectors found (W23)."""
        made, dice = self.incident, self.dice
        soon, late = (4 * MINUTE, 5 * MINUTE), (3 * HOUR, 4 * HOUR)
        flags_at = self.then(soon[0] if dice.chance(0.9) else late[0])
        thrive_at = self.then(soon[1] if dice.chance(0.88) else late[1])
        if dice.chance(1 - calibration.LINGERS / 2) and flags_at <= self.now:
            made.flags_acknowledged_at, made.flags_acknowledged_by_id, made.flags_pending = (
                flags_at,
                self.handler.id,
                False,
            )
            self.add(FlagCheck(acknowledged_at=flags_at, acknowledged_by_id=self.handler.id, flagged=0), flags_at)
        grade = dice.weighed(GRADES.get(self.kind, OTHERWISE))
        level = dice.weighed(LEVELS.get(grade, LOW))
        self.thrives: list[Thrive] = []
        if thrive_at <= self.now:
            self._thrive(thrive_at, "call", level)
        graded_at = max(self.then(8 * MINUTE, 0.5), thrive_at, flags_at)
        if graded_at <= self.now and self.thrives and not made.flags_pending:
            made.grade = grade
            told = {"happened_at": graded_at, "graded_by_id": self.handler.id, "with_child": True}
            self.add(Grading(grade=grade, rationale=dice.pick(words.GRADED), **told), graded_at)
            self.graded_at = graded_at

    def _thrive(self, at: datetime, trigger: str, level: str) -> None:
        made = Thrive(happened_at=at, assessed_by_id=self.handler.id, trigger=trigger, level=level)
        for letter in LETTERS:
            said = words.THRIVE_MISSING if self.kind == "missing-child" else words.THRIVE
            setattr(made, letter, self.dice.pick(said[letter]))
        made.child_at_risk = level == "high" and self.dice.chance(0.5)
        if self.thrives:
            before = self.thrives[-1]
            before.followed_at = at
            made.rose = HEIGHT[level] > HEIGHT[before.level]  # type: ignore[index]
            if before.stale_at:
                before.refreshed_at = at
        self.thrives.append(self.add(made, at))
        self.incident.level, self.incident.child_at_risk = level, made.child_at_risk

    def _respond(self) -> None:
        made, dice = self.incident, self.dice
        if made.grade not in SENT:
            return
        sent_at = self.then(SENT[made.grade], 1.0, self.graded_at)
        news_at = self.then(30 * MINUTE, 0.8, self.graded_at)
        if dice.chance(0.25) and news_at < min(self.now, sent_at):
            self._news(news_at)
        if sent_at > self.now:
            return
        unit = Deployment(unit=f"{self.crew.team.code.replace('-', '')}{dice.randint(10, 39)}", sent_at=sent_at)
        unit.sent_by_id = self.handler.id
        made.sent_at, made.state = sent_at, "sent"
        in_time = made.grade != "priority" or dice.chance(calibration.PRIORITY_IN_TIME + 0.2)
        there_at = self.then(WAY[made.grade] * (1 if in_time else 5), 0.4, sent_at)
        if there_at <= self.now:
            unit.arrived_at, unit.arrived_by_id = there_at, dice.pick(self.crew.members).id
            made.arrived_at, made.state = there_at, "attended"
        self.add(unit, sent_at)

    def _news(self, at: datetime) -> None:
        kind = self.dice.weighed({"information": 60, "no-resource": 40})
        update = Update(
            kind=kind, says=self.dice.pick(words.UPDATES[kind]), happened_at=at, taken_by_id=self.handler.id
        )
        self.add(update, at)
        if not self.thrives or self.thrives[-1].happened_at > at:
            return
        self.thrives[-1].stale_at, self.thrives[-1].stale_because = at, kind
        again_at = self.then(20 * MINUTE, 1.0, at)
        if self.dice.chance(0.7) and again_at <= self.now:
            self._thrive(again_at, kind, self.dice.weighed(LEVELS.get(self.incident.grade, LOW)))

    def _watch(self) -> None:
        """Reviews are slow, and some never come (W28); what nobody is sent to goes up the ladder about half the time (W29)."""
        made, dice = self.incident, self.dice
        review_at, horizon = self.then(45 * MINUTE, 0.9, self.graded_at), made.closed_at or self.now
        if dice.chance(0.75) and review_at <= horizon:
            review = self._review(review_at)
            again_at = self.then(100 * MINUTE, 0.4, review_at)
            if dice.chance(0.6) and again_at <= horizon:
                review.followed_at = self._review(again_at).happened_at
        late_at = self.graded_at + timedelta(minutes=70)
        unsent = made.grade == "priority" and (made.sent_at is None or made.sent_at > late_at)
        if unsent and late_at <= self.now and dice.chance(0.5):
            self._escalate(late_at)

    def _review(self, at: datetime) -> IncidentReview:
        review = IncidentReview(happened_at=at, reviewed_by_id=self.watch.id, grade_is_right=self.dice.chance(0.93))
        review.thrive_is_right, review.direction = self.dice.chance(0.9), self.dice.pick(words.DIRECTED)
        review.next_review_at = at + timedelta(hours=2)
        for thrive in self.thrives if review.grade_is_right else ():
            if thrive.rose and thrive.answered_at is None and thrive.happened_at <= at:
                thrive.answered_at = at
        made: IncidentReview = self.add(review, at)
        return made

    def _hear(self) -> None:
        """What the child said, or why nobody heard them, where it was written down (W36, W37)."""
        made, dice = self.incident, self.dice
        if made.arrived_at is None or not self.child.is_child or not dice.chance(0.68):
            return
        at, written_at = (
            made.arrived_at + timedelta(minutes=dice.randint(3, 50)),
            self.then(5 * HOUR, 1.0, made.arrived_at),
        )
        if max(at, written_at) > self.now:
            return
        officer = dice.pick(self.crew.members).id
        voice = Voice(person_id=self.child.person_id, room="incidents", kind="incident", happened_at=at, by_id=officer)
        voice.is_spoken_to = voice.is_seen = dice.chance(0.7)
        if voice.is_spoken_to:
            voice.words, voice.is_alone = dice.pick(words.SAID_AT_HOME), dice.chance(0.5)
        else:
            voice.reason_not_spoken_to = dice.pick(("asleep", "not-present", "refused"))
        self.rows.add(voice, max(at, written_at))
        self.story.voices.append((voice, made))
        self.child.voice, self.child.met_at, self.child.met_by_id = voice, max(at, written_at), officer

    def _escalate(self, at: datetime) -> None:
        told = Escalation(
            step=2, reason=self.dice.pick(words.ESCALATED), escalated_at=at, escalated_by_id=self.handler.id
        )
        told.to_id = self.inspector.id
        answered_at = self.then(12 * MINUTE, 0.9, at)
        if self.dice.chance(0.8) and answered_at <= self.now:
            told.acknowledged_at, told.acknowledged_by_id = answered_at, self.inspector.id
            told.decision = self.dice.pick(words.DECIDED)
        self.add(told, at)

    def _end(self, ends_at: datetime | None) -> None:
        made, dice = self.incident, self.dice
        since = made.arrived_at or (self.graded_at if made.grade == "resolved" else None)
        if since is None or dice.chance(calibration.LINGERS):
            return
        closed_at = max(self.then(2 * HOUR, 0.7, since), (ends_at or since) + timedelta(minutes=20))
        if closed_at > self.now or (self.kind == "missing-child" and ends_at is None):
            return
        last = self.thrives[-1]
        if last.stale_at and not last.refreshed_at:  # it is not closed before it is weighed
            self._thrive(closed_at - timedelta(minutes=5), last.stale_because, last.level)
        made.state, made.closed_at, made.closed_by_id = "closed", closed_at, self.watch.id
        made.result = self._result()
        made.closing_summary = dice.pick(words.CLOSED)

    def _result(self) -> str:
        if self.kind == "missing-child":
            return "missing"
        if self.incident.grade == "resolved":
            return "advice"
        return "crime" if self.dice.chance(calibration.CRIMED) else self.dice.pick(("safe", "referred"))


def check_calls(dice: Dice, incidents: list[Incident], watch: Any, now: datetime) -> Rows:
    """Three calls of each call handler and month listened to, where it was done (X3)."""
    rows, months = Rows(), {}
    for incident in incidents:
        months.setdefault((incident.call_taker_id, incident.reported_month), []).append(incident)
    for (handler, month), calls in sorted(months.items(), key=lambda each: (each[0][1], each[0][0])):
        opened = CheckMonth(
            handler_id=handler, month=month, wanted=3, due_at=end_of_month(month), opened_by_id=watch.id
        )
        opened.opened_at = min(max(call.reported_at for call in calls), now)
        rows.add(opened, opened.opened_at)
        done = [_check(dice, rows, opened, call, watch, now=now) for call in calls[: 3 if dice.chance(0.85) else 2]]
        found = sorted(each.happened_at for each in done if each)
        opened.filled_at = found[2] if len(found) > 2 else None
    return rows


def _check(dice: Dice, rows: Rows, month: CheckMonth, call: Incident, watch: Any, *, now: datetime) -> CallCheck | None:
    at = dice.after(call.reported_at, 60 * HOUR, 0.6)
    if at > now:
        return None
    made = CallCheck(incident=call, month=month, handler_id=month.handler_id, happened_at=at, checked_by_id=watch.id)
    for name in MEASURES:
        good = dice.chance(calibration.CALL_MARKS[name])
        setattr(
            made, name, dice.pick(("good", "good", "outstanding")) if good else dice.pick(("improve", "inadequate"))
        )
    made.note = dice.pick(words.CHECKED)
    told_at = dice.after(at, 40 * HOUR, 1.0)
    if dice.chance(0.85) and told_at <= now:
        made.fed_back_at, made.fed_back_by_id = told_at, watch.id
    return rows.add(made, at)
