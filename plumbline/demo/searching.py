"""While the child is missing: the plan, enquiries, what comes in, reviews, later grades, and those told further away."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from plumbline.demo import words
from plumbline.demo.dice import HOUR, MINUTE
from plumbline.demo.reporting import assess
from plumbline.demo.story import Story
from plumbline.missing.actions.risk import POLICY
from plumbline.missing.models import (
    AlertDecision,
    Enquiry,
    Hypothesis,
    Information,
    PlanOpening,
    PlanTask,
    Review,
    RiskAssessment,
    StrategyMeeting,
)
from plumbline.standards.policy import value_now

KINDS = {"search": 9, "address": 10, "phone": 11, "associate": 12, "camera": 6, "transport": 5, "online": 6, "money": 2,
         "hospital": 3, "area": 8, "school": 4, "intelligence": 6, "inform": 5}  # fmt: skip
OUTCOMES = {"nothing": 0.74, "lead": 0.15, "impossible": 0.11}
MOST_WAVES, MOST_REVIEWS = 7, 18


# The trigger plan


def open_plan(story: Story) -> None:
    """Each task of the plan in force becomes an enquiry, where somebody opens it at all (W27)."""
    version = story.child.plan_at(story.at)
    if version is None or story.omits("plan") or not story.team.does(0.68):
        return
    at = story.team.after(story.opened_at, 0.45, 0.8)
    if not (story.told(at) and story.searching(at)):
        return
    story.add(PlanOpening(episode=story.episode, plan=version.plan, opened_at=at, opened_by_id=story.officer.id), at)
    hours = value_now(POLICY, "plan_tasks_done")
    for task in version.tasks:
        _from_task(story, task, at, at + timedelta(hours=hours))


def _from_task(story: Story, task: PlanTask, at: datetime, due_at: datetime) -> None:
    what = f"{task.who_does}: {task.what}"
    made = _set(story, at, story.officer.id, kind=task.kind, what=what, where=task.where, due_at=due_at)
    made.task = task
    made.allocated_at, made.allocated_to_id = at, story.officer.id
    _work(story, made, 0.74)


# Enquiries


def enquire(story: Story) -> None:
    """In waves, as long as the search goes on: the first by the officer, later ones by whoever has it then."""
    at, wave = story.team.after(story.opened_at, 0.28), 0
    while story.told(at) and story.searching(at) and wave < MOST_WAVES and not story.omits("enquiries"):
        number = story.dice.randint(2, 4) if wave == 0 else story.dice.randint(1, 2)
        number += wave == 0 and story.level_at(at) == "high"
        # K46: for children missing often less is set and less is done.
        number -= wave == 0 and story.absence.number > 4 and story.team.fails(0.4)
        for _ in range(max(1, number)):
            _enquire_once(story, at, wave)
            at += timedelta(seconds=story.dice.randint(40, 400))
        wave += 1
        at = story.dice.after(at, (9 + 5 * wave) * HOUR, 0.4)


def _enquire_once(story: Story, at: datetime, wave: int) -> None:
    if not (story.told(at) and story.searching(at)):
        return
    dice, kind = story.dice, story.dice.weighed(KINDS)
    sentences, where = words.ENQUIRIES[kind]
    due_at = at + timedelta(minutes=dice.pick((60, 120, 120, 180, 240) if wave == 0 else (180, 360, 480, 720)))
    setter = story.sergeant.id if wave or dice.chance(0.35) else story.officer.id
    told = {"kind": kind, "what": story.say(sentences), "where": where.format_map(story.slots)}
    made = _set(story, at, setter, due_at=due_at, **told)
    _confirms(story, made)
    if story.team.does(0.93):
        made.allocated_at = at if dice.chance(0.75) else dice.after(at, 25 * MINUTE)
        made.allocated_to_id = story.officer.id if dice.chance(0.65) else dice.pick(story.crew.members).id
        if not story.told(made.allocated_at):
            made.allocated_at = made.allocated_to_id = None
    _work(story, made, 0.74 - 0.12 * (story.absence.number > 4))


def _set(story: Story, at: datetime, setter: int, **told: Any) -> Enquiry:
    made = Enquiry(episode=story.episode, is_trace=told["kind"] != "inform", set_at=at, set_by_id=setter, **told)
    story.enquiries.append(made)
    return story.add(made, at)


def _confirms(story: Story, made: Enquiry) -> None:
    """The first enquiry after an uncertain grade is mostly the one that is to confirm it (M4)."""
    unsure = next((a for a in story.assessments if a.is_uncertain and a.happened_at <= made.set_at), None)
    if unsure is not None and not any(e.confirms is unsure for e in story.enquiries) and story.team.does(0.75):
        made.confirms, made.what = unsure, story.say(words.CONFIRM)


def _work(story: Story, made: Enquiry, likely: float) -> None:
    """In time, late, or not at all while the child is missing (K47)."""
    if made.allocated_at is None:
        return
    due = (made.due_at - made.allocated_at).total_seconds() / HOUR
    if story.team.does(likely):
        done_at = made.allocated_at + timedelta(hours=max(0.15, due * story.dice.uniform(0.2, 0.97)))
    elif story.team.does(0.62):
        done_at = story.team.after(max(made.due_at, made.allocated_at), 2.2, 0.9)
    else:
        return
    done_at = done_at.replace(microsecond=0)
    started_at = max(
        made.allocated_at,
        story.dice.after(made.allocated_at, 0.22 * (done_at - made.allocated_at).total_seconds(), 0.4),
    )
    if story.told(started_at) and story.searching(started_at):
        made.started_at = min(started_at, done_at)
    if story.told(done_at) and (story.searching(done_at) or story.dice.chance(0.25)):
        result(story, made, done_at, story.dice.weighed(OUTCOMES))


def result(story: Story, made: Enquiry, at: datetime, outcome: str, said: str = "") -> None:
    made.started_at = min(made.started_at or at, at)
    made.resulted_at, made.resulted_by_id, made.outcome = at, made.allocated_to_id or story.officer.id, outcome
    made.result = said or story.say(_told_of(outcome, made.kind))
    made.evidence = story.say(words.EVIDENCE, number=str(story.dice.randint(1000, 99999))) if not said else ""


def _told_of(outcome: str, kind: str) -> tuple[str, ...]:
    sort = (
        "visit"
        if kind in words.VISITS
        else "talk"
        if kind in words.TALKS
        else "look"
        if kind in words.LOOKS
        else "phone"
    )
    told = words.RESULTS[outcome]
    return told.get(sort) or told["visit"]


# What comes in


def learn(story: Story) -> None:
    """Sightings, messages and intelligence; what bears on risk makes the grade in force stale (M3)."""
    hours = (story.search_ends - story.opened_at).total_seconds() / HOUR
    for _ in range(min(6, story.dice.several(0.02 * min(hours, 80) + 0.05))):
        at = story.dice.between(story.opened_at + timedelta(minutes=20), story.search_ends)
        if story.told(at) and story.searching(at) and at > story.opened_at:
            _inform(story, at)
    if hours > 6 and story.dice.chance(0.35):
        _suppose(story)
    if story.omits("reassess"):
        _inform(story, story.now - timedelta(minutes=story.dice.randint(70, 200)), "intelligence", True)


def _inform(story: Story, at: datetime, kind: str = "", bears_on_risk: bool = False) -> None:
    dice = story.dice
    kind = kind or dice.weighed({"sighting": 4, "message": 3, "intelligence": 2, "note": 2})
    made = Information(
        episode=story.episode,
        kind=kind,
        says=story.say(words.INFORMATION[kind]),
        happened_at=at - timedelta(minutes=dice.randint(3, 90)),
    )
    made.told_by = story.child.carer if kind in ("message", "note") else dice.pick(words.TOLD_BY)
    if kind == "intelligence":
        made.told_by = "Intelligence unit"
    made.where = story.slots["place"] if kind == "sighting" else ""
    made.bears_on_risk = bears_on_risk or (kind != "note" and dice.chance(0.85))
    made.taken_by_id = story.officer.id if dice.chance(0.7) else story.handler.id
    story.add(made, at)
    if made.bears_on_risk:
        story.new_at.append(at)


def _suppose(story: Story) -> None:
    at = story.dice.after(story.opened_at, 2 * HOUR)
    if not (story.told(at) and story.searching(at)):
        return
    made = Hypothesis(
        episode=story.episode, supposes=story.say(story.why.supposes), made_at=at, made_by_id=story.officer.id
    )
    if story.found_at is not None and story.dice.chance(0.6):
        settled_at = story.dice.after(story.found_at, 2 * HOUR)
        if story.told(settled_at):
            made.settled_at, made.settled_by_id, made.held = settled_at, story.officer.id, story.dice.chance(0.45)
            made.because = story.say(story.why.reasons)
    story.add(made, at)


# Reviews and later grades


def supervise(story: Story) -> None:
    """The first review within an hour or two by a good team; then each when the one before it said, or late (W28)."""
    at, number = _first_review(story), 0
    reviews: list[Review] = []
    while (
        at is not None
        and story.told(at)
        and story.searching(at)
        and number < MOST_REVIEWS
        and not story.omits("reviews")
    ):
        reviews.append(_review(story, at, number))
        at, number = _next_review(story, reviews[-1], number), number + 1
    for earlier, later in pairwise(reviews):
        earlier.followed_at = later.happened_at
    _grade_on_news(story)


def _first_review(story: Story) -> datetime | None:
    within = 1.0 if story.level_at(story.horizon) == "high" else 2.0
    if story.reviews.fails(0.035):
        return story.dice.after(story.at, 9 * HOUR, 0.3)
    return max(story.opened_at, story.reviews.after(story.at, 0.58 * within, 0.55))


def _next_review(story: Story, last: Review, number: int) -> datetime:
    if story.reviews.does(0.74):
        return last.next_review_at - timedelta(minutes=story.dice.randint(0, min(150, 20 + 30 * number)))
    return story.reviews.after(last.next_review_at, 2.5, 0.9)


def _review(story: Story, at: datetime, number: int) -> Review:
    dice, team = story.dice, story.reviews
    is_inspectors = number % 4 == 3 or (number == 0 and dice.chance(0.05))
    reviewer = story.inspector.id if is_inspectors else story.sergeant.id
    made = Review(
        episode=story.episode,
        kind="reviewing" if is_inspectors else "supervisor",
        happened_at=at,
        reviewed_by_id=reviewer,
    )
    _count(story, made)
    _check(story, at, reviewer)
    made.risk_is_right, made.quality_assured, made.new_enquiries = dice.chance(0.9), team.does(0.7), team.does(0.72)
    made.parameters_confirmed, made.informant_updated = team.does(0.85), team.does(0.68)
    made.ownership = dice.weighed({"stays": 6, "hand-over": 3 if number else 1, "specialist": 0.3 * number})
    made.direction = story.say(words.DIRECTION[number % 3 :: 3])  # never the same twice running
    made.next_review_at = at + timedelta(hours=_interval(story, at, number))
    if not story.omits("reassess") and dice.chance(0.85 if number == 0 else 0.45):
        _grade_again(story, at, is_inspectors, reviewer)
    return story.add(made, at)


def _interval(story: Story, at: datetime, number: int) -> int:
    if story.level_at(at) == "high":
        return (4, 6, 7, 7, 8)[min(number, 4)]
    return (8, 12, 12, 24, 24, 24, 48, 72)[min(number, 7)]


def _count(story: Story, made: Review) -> None:
    """What was outstanding at that moment, as the act counts it."""
    at = made.happened_at
    standing = [e for e in story.enquiries if e.set_at <= at]
    waiting = [e for e in standing if e.resulted_at is None or e.resulted_at > at]
    made.outstanding, made.outstanding_overdue = len(waiting), sum(e.due_at < at for e in waiting)
    made.unchecked = sum(e.checked_at is None for e in standing if e.resulted_at is not None and e.resulted_at <= at)


def _check(story: Story, at: datetime, reviewer: int) -> None:
    """A supervisor reads what was resulted since the last look."""
    at += timedelta(minutes=story.dice.randint(2, 9))
    for enquiry in story.enquiries:
        ready = enquiry.resulted_at is not None and enquiry.resulted_at < at and enquiry.checked_at is None
        if (
            ready
            and enquiry.resulted_by_id != reviewer
            and story.told(at)
            and not story.omits("checks")
            and story.team.does(0.68)
        ):
            enquiry.checked_at, enquiry.checked_by_id, enquiry.check_note = at, reviewer, story.say(words.CHECKS)


def _grade_again(story: Story, at: datetime, is_inspectors: bool, reviewer: int) -> None:
    """Mostly the same grade. Below medium only by an inspector with a reason, and oftener where work is weak (K43)."""
    read_at = story.episode.history_acknowledged_at
    if read_at is None or read_at > at:
        return
    dice, level = story.dice, story.level_at(at)
    if level == "medium" and story.team.fails(0.032):
        _below_medium(story, at)
        return
    if level == "high":
        level = "medium" if dice.chance(0.16) else "high"
    elif dice.chance(0.06 + 0.12 * (at - story.at > timedelta(hours=30))):
        level = "high"
    level = "medium" if level in ("low", "none") else level
    assess(story, at, "reviewing" if is_inspectors else "supervisor", level, reviewer)


def _below_medium(story: Story, at: datetime) -> None:
    made = assess(story, at, "reviewing", story.dice.weighed({"low": 8, "none": 1}), story.inspector.id)
    made.override_at, made.override_by_id = at, story.inspector.id
    made.override_reason = story.say(words.OVERRIDE)


def _grade_on_news(story: Story) -> None:
    """News makes the grade in force stale; a good team looks again soon."""
    story.assessments.sort(key=lambda made: made.happened_at)
    for at in sorted(story.new_at):
        again = story.team.after(at, 0.8)
        may = story.told(again) and story.searching(again) and not story.omits("reassess")
        if may and story.team.does(0.55) and story.assessments and story.assessments[0].happened_at < again:
            level = "high" if story.dice.chance(0.25) else story.level_at(again)
            assess(story, again, "supervisor", level if level in ("high", "medium") else "medium", story.sergeant.id)
            story.assessments.sort(key=lambda made: made.happened_at)
    for at in sorted(story.new_at):
        held = [made for made in story.assessments if made.happened_at <= at]
        if held and held[-1].stale_at is None:
            _overtaken(story, held[-1], at)


def _overtaken(story: Story, held: RiskAssessment, at: datetime) -> None:
    held.stale_at = at
    held.refreshed_at = next((made.happened_at for made in story.assessments if made.happened_at > at), None)


# Further away


def tell_further(story: Story) -> None:
    """PNC, the UK Missing Persons Unit, the alert decision, the strategy meeting."""
    _circulate(story)
    if story.level_at(story.search_ends) == "high":
        _decide_alert(story)
    if story.absence.recent >= 3 and story.team.does(0.58):
        _ask_for_meeting(story)


def _circulate(story: Story) -> None:
    episode: Any = story.episode
    on_pnc = story.team.after(story.opened_at, 5.0 if story.team.does(0.9) else 40.0, 0.7)
    if story.told(on_pnc) and story.searching(on_pnc) and not story.omits("pnc"):
        episode.pnc_circulated_at, episode.pnc_circulated_by_id = on_pnc, story.officer.id
        episode.pnc_reference = f"{story.at:%y}/{story.dice.randint(100000, 999999)}{story.slots['initials'][0]}"
    told_unit = story.team.after(story.at + timedelta(hours=44), 16.0, 0.5)
    if story.told(told_unit) and story.searching(told_unit) and not story.omits("ukmpu"):
        episode.ukmpu_notified_at, episode.ukmpu_notified_by_id = told_unit, story.force.named["moss"].id
        episode.ukmpu_reference = f"UKMPU-{story.dice.randint(10000, 99999)}"


def _decide_alert(story: Story) -> None:
    first_high = next((made.happened_at for made in story.assessments if made.level == "high"), None)
    if first_high is None or not story.team.does(0.78):
        return
    at = story.team.after(first_high, 0.5)
    if story.told(at) and story.searching(at):
        made = AlertDecision(episode=story.episode, decided_at=at, decided_by_id=story.inspector.id, is_under_18=True)
        made.is_abducted, made.is_asked_for = False, False
        made.is_in_danger, made.public_can_help = story.dice.chance(0.3), story.dice.chance(0.6)
        made.rationale = story.say(words.ALERT)
        story.add(made, at)


def _ask_for_meeting(story: Story) -> None:
    at = story.team.after(story.opened_at, 15.0)
    if not story.told(at):
        return
    made = StrategyMeeting(
        person_id=story.child.person_id, episode=story.episode, requested_at=at, requested_by_id=story.sergeant.id
    )
    held_at = story.team.after(at, 100.0, 0.6)
    if story.dice.chance(0.72) and story.told(held_at):
        made.held_at, made.held_by_id = held_at, story.force.named["moss"].id
        made.attended, made.outcome = story.dice.pick(words.MEETING_ATTENDED), story.say(words.MEETING_OUTCOME)
    story.add(made, at)
