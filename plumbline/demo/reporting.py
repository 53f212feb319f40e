"""From the call to the first grade of risk: what the control room does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plumbline.demo import words
from plumbline.demo.dice import HOUR, MINUTE, in_office_hours
from plumbline.demo.story import Story
from plumbline.kernel import clock
from plumbline.missing.models import (
    QUESTIONS,
    Contact,
    Episode,
    IntakeAnswer,
    RiskAssessment,
    RiskFactor,
    SourceCheck,
    SourceToCheck,
)

RESIDENCES = {"childrens-home": "childrens-home", "supported": "semi-independent", "foster": "foster", "kinship": "foster",
              "residential-school": "school", "parents": "home"}  # fmt: skip


def report(story: Story) -> None:
    """The episode as the call handler opens it."""
    dice, child, at = story.dice, story.child, story.at
    episode = story.episode = Episode(person_id=child.person_id, reported_at=at, reported_month=clock.local_month(at))
    episode.team, episode.district = story.crew.team, child.patch.district
    episode.officer_id, episode.supervisor_id, episode.call_taker_id = (
        story.officer.id,
        story.sergeant.id,
        story.handler.id,
    )
    if story.room.does(0.93):
        episode.recorded_at = story.opened_at
    else:
        story.opened_at = episode.recorded_at = min(
            story.horizon, dice.after(at, 50 * MINUTE)
        )  # K37: the record came late
    episode.is_child, episode.age = True, story.age
    episode.is_looked_after = story.is_looked_after
    episode.has_social_worker = bool(child.social_worker)
    episode.category = "away" if story.is_looked_after and story.live is None and dice.chance(0.035) else "missing"
    _told_by_informant(story)
    story.rows.add(episode, episode.recorded_at)


def _told_by_informant(story: Story) -> None:
    dice, child, episode = story.dice, story.child, story.episode
    episode.informant_name, episode.informant_relationship, episode.informant_contact = (
        child.carer,
        child.carer_is,
        child.carer_contact,
    )
    episode.incident_reference = f"NS-{clock.local(story.at):%Y%m%d}-{dice.randint(1, 1400):04d}"
    episode.last_seen_at = story.last_seen_at
    episode.last_seen_where = dice.pick((child.home, child.school, story.slots["place"].capitalize(), child.home))
    episode.residence = RESIDENCES.get(child.placement, "home") if story.is_looked_after else "home"
    episode.circumstances = " ".join(filter(None, [story.say(story.why.circumstances), story.say(words.LAST_CONTACT)]))
    colour, top, bottom, shoes = (dice.pick(part) for part in words.CLOTHES)
    bottom = dice.pick(words.GIRLS_WEAR) if child.gender == "female" else bottom
    episode.clothing = f"{colour.capitalize()} {top}, {bottom}, {shoes}" if dice.chance(0.85) else ""


def take_intake(story: Story) -> None:
    """Questions and answers. What is left out stays unanswered, which is not "no" (W23)."""
    dice, at = story.dice, story.dice.after(story.opened_at, 6 * MINUTE, 0.4)
    whole = story.room.does(0.80)
    others = 0.10 if story.is_looked_after else 0.08
    for question in QUESTIONS:
        likely = (1.0 if whole else 0.72) if question.core else 1.0 if question.code in story.why.yes else others
        asked = dice.chance(likely)
        if asked and story.told(at):
            _answer(story, question.code, question.core, at, story.handler.id)
        elif question.core and story.team.does(0.35):
            later = story.team.after(story.opened_at, 2.5)
            if story.told(later):
                _answer(story, question.code, True, later, story.officer.id)


def _answer(story: Story, code: str, is_core: bool, at: datetime, taker: int) -> None:
    dice, child = story.dice, story.child
    answer = IntakeAnswer(episode=story.episode, question=code, is_core=is_core, taken_by_id=taker, answered_at=at)
    if code in story.why.yes:
        answer.answer, answer.explanation = (
            "yes",
            story.say(story.why.concern) if code == story.why.yes[0] and dice.chance(0.9) else "",
        )
    else:
        answer.answer = "no" if dice.random() < 0.78 else "not-known" if dice.random() < 0.6 else "yes"
    if code == "before":
        answer.answer = "yes" if story.absence.number > 1 else "no"
    answer.source_person = child.carer
    story.add(answer, at)


def read_history(story: Story) -> datetime | None:
    """Earlier episodes, markers and plan are read before the grade; returns when."""
    known = story.absence.number > 1
    at = story.room.after(story.opened_at, 0.09 if story.room.does(0.88 if known else 0.94) else 1.2)
    if not story.told(at):
        return None
    story.episode.history_acknowledged_at, story.episode.history_acknowledged_by_id = at, story.handler.id
    return at


def grade(story: Story) -> None:
    """The call taker's grade, and its endorsement by an inspector. Later grades are in `searching`."""
    read_at = read_history(story)
    if read_at is None or story.omits("grade"):
        return
    dice = story.dice
    at = dice.after(read_at, 4 * MINUTE, 0.5)
    if not story.told(at):
        return
    level = story.live.level if story.live else dice.weighed(_levels(story))
    made = assess(story, at, "call-taker", level, story.handler.id)
    made.is_uncertain = dice.chance(0.13)
    if story.room.does(0.82):
        _endorse(story, made, story.room.after(at, 0.8 if level == "high" else 1.3))


def _levels(story: Story) -> dict[str, float]:
    raised = 0.24 if story.why_key in ("exploited", "low") else 0.45 if story.age < 11 else 0.07
    return {"high": raised, "medium": 1 - raised}


def assess(story: Story, at: datetime, stage: str, level: str, assessor: int) -> RiskAssessment:
    """One assessment with what it rests on."""
    dice = story.dice
    made = RiskAssessment(episode=story.episode, stage=stage, level=level, happened_at=at, assessed_by_id=assessor)
    made.rationale = story.say(words.RATIONALE[level])
    story.assessments.append(story.add(made, at))
    first = story.why.factor
    others = [
        dice.pick(("repeat", "character", "weather", "illness", "family", "drugs", "protective"))
        for _ in range(dice.randint(0, 2))
    ]
    if level in ("low", "none"):
        first = "protective"
    if story.room.does(0.9) if stage == "call-taker" else dice.chance(0.4):
        for factor in dict.fromkeys([first, *others]):
            _factor(story, made, factor, at)
    return made


def _factor(story: Story, made: RiskAssessment, factor: str, at: datetime) -> None:
    dice, child = story.dice, story.child
    noted = RiskFactor(assessment=made, factor=factor, said=story.say(words.FACTORS[factor]), said_at=at)
    by_worker = child.social_worker and dice.chance(0.15)
    noted.source_name = child.social_worker if by_worker else child.carer
    noted.source_contact = "" if by_worker or dice.chance(0.3) else child.carer_contact
    story.add(noted, at)


def _endorse(story: Story, made: RiskAssessment, at: datetime) -> None:
    if story.told(at) and made.assessed_by_id != story.inspector.id:
        made.endorsed_at, made.endorsed_by_id = at, story.inspector.id
        made.endorsement_note = story.say(words.ENDORSED)


def look_at_sources(story: Story) -> None:
    """Where the risk assessment should draw from (M5): all eight by a thorough team, some by others."""
    dice, thorough = story.dice, story.room.does(0.66)
    for source in SourceToCheck.values:
        if not (thorough or dice.chance(0.6)):
            continue
        by_officer = source in ("family", "associates", "carers")
        at = story.team.after(story.opened_at, 1.0) if by_officer else story.room.after(story.opened_at, 0.4)
        if not (story.told(at) and story.searching(at)):
            continue
        check = SourceCheck(episode=story.episode, source=source, checked_at=at, is_done=dice.chance(0.93))
        check.checked_by_id = story.officer.id if by_officer else story.handler.id
        check.found = story.say(words.SOURCES[source] if check.is_done else words.NOT_CHECKED)
        story.add(check, at)


def tell_partners(story: Story) -> None:
    """Social worker, carer, informant; the Philomena form from whoever cares for a looked-after child."""
    child, team, opened = story.child, story.team, story.opened_at
    if child.social_worker and team.does(0.80):
        _contact(story, "social-worker", child.social_worker, team.after(opened, 1.6), 0.6)
    if team.does(0.78):
        _contact(
            story,
            "carer" if child.placement or story.dice.chance(0.5) else "informant",
            child.carer,
            team.after(opened, 1.8),
            0.9,
        )
    if story.search_ends - opened > timedelta(hours=9) and team.does(0.7):
        _contact(story, "carer", child.carer, team.after(opened, 9.0), 0.9)
    if story.search_ends - opened > timedelta(hours=14) and story.dice.chance(0.4):
        _contact(story, "school", child.school, in_office_hours(story.dice, team.after(opened, 15.0)), 0.8)
    if story.is_looked_after:
        _philomena(story)


def _contact(story: Story, kind: str, whom: str, at: datetime, likely: float) -> None:
    if not (story.told(at) and story.searching(at)):
        return
    contact = Contact(
        episode=story.episode, kind=kind, with_whom=whom, happened_at=at, contacted_by_id=story.officer.id
    )
    contact.is_reached = story.dice.chance(likely)
    contact.says = story.say(words.CONTACT_SAYS[kind] if contact.is_reached else words.NOT_REACHED)
    story.add(contact, min(story.horizon, story.dice.after(at, 6 * MINUTE)))


def _philomena(story: Story) -> None:
    episode: Any = story.episode
    asked_at = story.room.after(story.opened_at, 0.5)
    if not story.room.does(0.76) or not story.told(asked_at):
        return
    episode.philomena_requested_at, episode.philomena_requested_by_id = asked_at, story.handler.id
    came_at = story.dice.after(asked_at, 1.5 * HOUR, 0.8)
    if story.dice.chance(0.7) and story.told(came_at) and story.searching(came_at):
        episode.philomena_received_at, episode.philomena_received_by_id = came_at, story.officer.id
