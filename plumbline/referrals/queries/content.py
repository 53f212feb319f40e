"""What a referral tells a partner: the words that a sharing proposes, for a practitioner to cut and to send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plumbline.kernel import clock
from plumbline.people.models import VoiceState
from plumbline.referrals.models import ChildVictim, Referral


def content_of(referral: Referral) -> str:
    """The whole referral as text, part by part. What was not told is said to be not told."""
    return "\n\n".join(f"{title}\n{words}" for title, words in _parts(referral))


def _parts(referral: Referral) -> Iterator[tuple[str, str]]:
    person: Any = referral.person
    born = f"born {person.date_of_birth:%-d %B %Y}" if person.date_of_birth else "date of birth not known"
    if person.is_unborn:
        born = f"expected {person.expected_due_date:%-d %B %Y}"
    yield "Child", f"{person.full_name}, {born}, {person.get_gender_display().lower()}"
    yield "Ethnicity", referral.get_ethnicity_display()
    yield "Language", referral.language or "Not told"
    yield "School", ": ".join(filter(None, [referral.get_education_display(), referral.school])) or "Not told"
    yield "Parental responsibility", referral.responsibility or "Not told"
    yield "Concern", ", ".join(str(each) for each in referral.concerns.all())
    yield "What is feared, and how it is known", referral.circumstances
    yield "Where the child is", referral.child_where or "Not told"
    if referral.home_authority or referral.host_authority:
        yield "Local authority", _authorities(referral)
    yield "How the child is", referral.child_condition or "Not told"
    now = {True: "Yes", False: "No", None: "Not told"}[referral.needs_protection_now]
    yield "Needs protection now", now
    yield "Voice of the child", _voice(referral)
    yield "Household and visitors", referral.household or "Not told"
    yield "Thought to harm the child", referral.alleged or "Not told"
    yield "Known from before", referral.background or "Not told"


def _authorities(referral: Referral) -> str:
    lives = (
        f"Lives in {referral.home_authority or 'one not told'}, found in {referral.host_authority or 'one not told'}."
    )
    return f"{lives} {referral.responsible} is responsible." if referral.away_at else lives


def _voice(referral: Referral) -> str:
    voice = referral.voice
    if voice is None:
        return "Not told"
    if voice.state == VoiceState.RECORDED:
        with_whom = {True: "alone", False: "with an adult there", None: "alone or not is not recorded"}[voice.is_alone]
        return f"“{voice.words}” ({with_whom})"
    return ". ".join(filter(None, [voice.get_reason_not_spoken_to_display(), voice.reason_in_words, voice.demeanour]))


def notice_of(victim: ChildVictim) -> str:
    """What a school is told (domain D4): who, police reference, when and where, whether the child was there. The voice of the
    child is for the officer to add."""
    person, incident = victim.person, victim.incident
    there = {True: "was there", False: "was not there", None: "may have been there: it is not recorded"}
    born = f", born {person.date_of_birth:%-d %B %Y}" if person.date_of_birth else ""
    happened = clock.local(incident.happened_at)
    lines = [
        f"{person.full_name}{born}",
        f"Police reference: {incident.number or incident.reference}",
        f"Domestic abuse on {happened:%-d %B %Y at %H:%M}{', ' + incident.where if incident.where else ''}",
        f"The child {there[victim.was_present]}. {victim.experience}".strip(),
        "Spoken to by police: ",
        incident.circumstances,
    ]
    return "\n".join(lines)
