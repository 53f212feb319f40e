"""The child is found: seen, heard, offered an interview, and the episode closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plumbline.demo import calibration as known
from plumbline.demo import words
from plumbline.demo.dice import HOUR, MINUTE, in_office_hours
from plumbline.demo.places import AUTHORITIES, COUNTY
from plumbline.demo.searching import result
from plumbline.demo.story import Story
from plumbline.missing.models import PreventionInterview, ReturnInterview
from plumbline.people.models import Voice


def come_back(story: Story) -> None:
    """Located, seen to be well, interviewed, closed: as far as it has come by now."""
    if story.found_at is None:
        return
    _locate(story)
    seen_at = _confirm(story)
    talked_at = _interview(story, seen_at)
    if seen_at is not None:
        returned_at = story.episode.returned_at or seen_at
        _return_interview(story, returned_at)
        _close(story, max(seen_at, talked_at or seen_at))


def _locate(story: Story) -> None:
    episode: Any = story.episode
    where, how = story.dice.pick(story.why.found)
    if where in ("Home", "Placement"):
        where = story.child.home
    episode.state, episode.located_at, episode.located_by_id = "located", story.found_at, story.officer.id
    episode.located_where, episode.located_how = _sentence(where.format_map(story.slots)), how.format_map(story.slots)
    if "seen by" in how or "Came home" in how:
        episode.returned_at = story.found_at
    if "officers" in how.lower():
        _found_by_an_enquiry(story)


def _found_by_an_enquiry(story: Story) -> None:
    """Where officers found the child, it is mostly an enquiry then under way that did."""
    found_at = story.found_at
    under_way = [
        e
        for e in story.enquiries
        if e.allocated_at and e.allocated_at < found_at and (e.resulted_at is None or e.resulted_at > found_at)
    ]
    if found_at is not None and under_way and story.dice.chance(0.7):
        result(story, story.dice.pick(under_way), found_at, "found")


def _confirm(story: Story) -> datetime | None:
    """Somebody sees the child; the weaker the team, the later."""
    episode: Any = story.episode
    assert story.found_at is not None
    at = story.team.after(story.found_at, 0.6, 0.8)
    if story.omits("wellbeing") or not story.told(at):
        return None
    episode.state, episode.wellbeing_confirmed_at, episode.wellbeing_confirmed_by_id = "safe", at, story.officer.id
    episode.condition = story.dice.weighed(
        {"safe": 1 - known.HARMED - known.VICTIM, "harmed": known.HARMED, "victim": known.VICTIM}
    )
    episode.returned_at = episode.returned_at or story.dice.between(story.found_at, at)
    return at


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _within(place: str) -> str:
    return "the " + place[4:] if place.startswith("The ") else place


# The police interview


def _interview(story: Story, seen_at: datetime | None) -> datetime | None:
    """Face to face if it is done well; by telephone or not at all otherwise (M26, W36)."""
    if seen_at is None or story.team.fails(0.06):
        return None
    dice = story.dice
    at = story.team.after(seen_at, 0.2 if dice.chance(0.8 if story.episode.risk == "high" else 0.5) else 7.0, 0.9)
    if not story.told(at):
        return None
    method = dice.weighed(_methods(story))
    made = PreventionInterview(episode=story.episode, happened_at=at, interviewed_by_id=story.officer.id, method=method)
    made.is_safe = dice.chance(0.93)
    if method != "face-to-face":
        made.why_not_face_to_face = story.say(words.NOT_FACE_TO_FACE if method == "phone" else words.NOT_SEEN)
        made.agreed_by_id = story.sergeant.id
    if method != "not-seen":
        made.harm = story.say(words.HARM[story.episode.condition])
        made.reasons, made.with_whom = story.say(story.why.reasons), story.say(words.WITH_WHOM)
    recorded_at = min(story.horizon, dice.after(at, 20 * MINUTE))
    made.voice = _hear(story, at, method, recorded_at)
    story.add(made, recorded_at)
    return at


def _methods(story: Story) -> dict[str, float]:
    lacking = max(0.05, 0.28 - 0.9 * (story.team.quality - 0.7) + 0.1 * story.child.is_far)
    return {"face-to-face": 1 - lacking, "phone": lacking * 0.76, "not-seen": lacking * 0.24}


def _hear(story: Story, at: datetime, method: str, recorded_at: datetime) -> Voice:
    """The child's own words, or why there are none."""
    dice = story.dice
    voice = Voice(
        person_id=story.child.person_id, room="missing", kind="episode", happened_at=at, by_id=story.officer.id
    )
    voice.is_seen, voice.is_spoken_to = method == "face-to-face", method != "not-seen" and story.team.does(0.91)
    if voice.is_spoken_to:
        _in_own_words(story, voice)
    else:
        absent = 0 if voice.is_seen else 3
        voice.reason_not_spoken_to = dice.weighed({"refused": 4, "asleep": 3, "not-present": absent, "did-not-try": 3})
    story.voices.append((voice, story.episode))
    return story.add(voice, recorded_at)


def _in_own_words(story: Story, voice: Voice) -> None:
    """W37: now and then the child was asked and nothing was written down. Only the index of body-worn video, a feed, can
    show that; an officer who types in a talk is made to say what was said."""
    dice = story.dice
    if story.team.fails(0.05):
        voice.source = "body-worn-video"
        return
    voice.words = " ".join(filter(None, [story.say(story.why.says), dice.pick(words.SAYS_MORE)]))
    voice.is_alone = dice.chance(0.72)
    voice.demeanour = dice.pick(words.DEMEANOUR)
    voice.wishes_and_feelings = dice.pick(words.WISHES)
    voice.how_it_changed_the_decision = dice.pick(words.CHANGED) if story.team.does(0.6) else ""


# The independent interview


def _return_interview(story: Story, returned_at: datetime) -> None:
    """Asked for by the police; offered and held by an authority, some of which do so for most children and some for few."""
    dice, child = story.dice, story.child
    authority = child.authority if story.is_looked_after else COUNTY
    asked_at = story.team.after(returned_at, 6.0, 0.9)
    if story.team.fails(0.07) or not story.told(asked_at):
        return
    made = ReturnInterview(
        episode=story.episode, authority=authority, requested_at=asked_at, requested_by_id=story.officer.id
    )
    story.add(made, asked_at)
    offered_at = in_office_hours(dice, dice.after(max(returned_at, asked_at), 14 * HOUR, 0.75))
    if not story.told(offered_at):
        return
    if not dice.chance(min(0.96, AUTHORITIES[authority] + 0.18)):
        made.not_offered = "elsewhere" if child.is_far and dice.chance(0.5) else "authority"
        return
    made.offered_at = offered_at
    if dice.chance(AUTHORITIES[authority] * 0.88):
        _held(story, made, returned_at)
    elif dice.chance(0.7):
        refused_at = in_office_hours(dice, dice.after(offered_at, 6 * HOUR))
        if story.told(refused_at):
            made.refused_at, made.refused_reason = refused_at, dice.pick(words.REFUSED)


def _held(story: Story, made: ReturnInterview, returned_at: datetime) -> None:
    dice, offered_at = story.dice, made.offered_at
    assert offered_at is not None
    accepted_at = in_office_hours(dice, dice.after(offered_at, 3 * HOUR))
    in_time = returned_at + timedelta(hours=72)
    # Some accept too late for 72 hours; so of the others more are in time than of all.
    if dice.chance(known.INTERVIEW_IN_TIME + 0.08) and accepted_at < in_time:
        held_at = in_office_hours(dice, dice.between(accepted_at, max(accepted_at, in_time - timedelta(hours=8))))
    else:
        held_at = in_office_hours(dice, dice.after(max(accepted_at, in_time), 60 * HOUR, 0.9))
    if story.told(accepted_at):
        made.accepted_at = accepted_at
    if story.told(held_at):
        made.accepted_at = min(accepted_at, held_at)
        made.completed_at, made.completed_with = held_at, dice.pick(words.INTERVIEWERS)
        _received(story, made, held_at)


def _received(story: Story, made: ReturnInterview, held_at: datetime) -> None:
    received_at = in_office_hours(story.dice, story.dice.after(held_at, 46 * HOUR, 0.9))
    if not (story.dice.chance(0.83) and story.told(received_at)):
        return
    moss = story.force.named["moss"].id
    made.received_at, made.received_by_id, made.learnt = received_at, moss, story.say(words.LEARNT)
    fed_back_at = in_office_hours(story.dice, story.dice.after(received_at, 34 * HOUR, 0.9))
    if story.team.does(0.66) and story.told(fed_back_at):
        made.fed_back_at, made.fed_back_by_id = fed_back_at, moss


# Closing


def _close(story: Story, after: datetime) -> None:
    """Not before each enquiry is resulted or dropped; where that is left, the episode stays open for weeks."""
    episode: Any = story.episode
    closed_at = story.team.after(after, 15.0, 0.9)
    left = any(e.resulted_at is None for e in story.enquiries)
    if not story.told(closed_at) or (left and story.team.fails(0.02)):
        return
    _settle(story, closed_at)
    episode.state, episode.closed_at, episode.closed_by_id = "closed", closed_at, story.sergeant.id
    well = words.WELL[episode.condition]
    more = {
        "well": well,
        "well_capital": _sentence(well),
        "where": _within(episode.located_where),
        "reason": story.say(story.why.reasons),
    }
    episode.closing_summary = story.say(words.CLOSING, **more)


def _settle(story: Story, closed_at: datetime) -> None:
    """The sergeant clears the work list: what was not done is dropped, or resulted after the fact; the rest is checked."""
    for enquiry in story.enquiries:
        if enquiry.resulted_at is not None and enquiry.resulted_at > closed_at:
            enquiry.resulted_at = max(enquiry.set_at, closed_at - timedelta(minutes=10))
            enquiry.started_at = min(enquiry.started_at or enquiry.resulted_at, enquiry.resulted_at)
        if enquiry.resulted_at is None and story.dice.chance(0.45):
            result(story, enquiry, closed_at - timedelta(minutes=9), "impossible", story.say(words.LATE_RESULT))
        elif enquiry.resulted_at is None:
            enquiry.dropped_at, enquiry.dropped_by_id = closed_at - timedelta(minutes=8), story.sergeant.id
            enquiry.dropped_reason = story.say(words.DROPPED)
        if enquiry.resulted_at is not None and enquiry.checked_at is None and story.team.does(0.86):
            _check_at_close(story, enquiry, closed_at)


def _check_at_close(story: Story, enquiry: Any, closed_at: datetime) -> None:
    if enquiry.resulted_by_id != story.sergeant.id:
        enquiry.checked_at, enquiry.checked_by_id = closed_at - timedelta(minutes=5), story.sergeant.id
        enquiry.check_note = story.say(words.CHECKS)
