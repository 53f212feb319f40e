"""The episode itself: reported, worked on, located, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plumbline.access.access import authorise
from plumbline.incidents.models import Incident
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.missing.models import (
    CORE_QUESTIONS,
    QUESTIONS,
    Answer,
    Category,
    Condition,
    Episode,
    IntakeAnswer,
    State,
)
from plumbline.missing.states import next_state
from plumbline.people.models import Person
from plumbline.workforce.models import Team


def still_open(episode: Episode) -> None:
    if not episode.is_open:
        raise Invalid(f"{episode.reference} is closed. Reopen it before adding to the search.")


def not_in_own_hands(episode: Episode, by: Any, otherwise: str) -> None:
    """Nobody approves their own work: refuse the officer in the case."""
    user = actor_of(by).user
    if user is not None and episode.officer_id == user.pk:
        raise Invalid(otherwise)


@act(
    "missing.episode.reported",
    permission="missing.report",
    says="{0.reference}: child reported missing",
    operation="collection",
)
def report_missing(
    person: Person,
    *,
    by: Any,
    team: Team,
    reported_at: datetime,
    category: str = Category.MISSING,
    last_seen_at: datetime | None = None,
    officer: Any = None,
    supervisor: Any = None,
    answers: Iterable[dict[str, str]] = (),
    origin: CaseRef | None = None,
    **told: Any,
) -> Episode:
    """Open the episode as soon as the force is told, with whatever is known; answers to intake questions may come along.

    `told` are fields of Episode that the informant supplies: informant_name, circumstances, clothing, residence and so on.
    `origin` is the incident that it came of, which whoever acts must be able to see.

    Refuses a person of 18 or over, a child not yet born, and a child who is recorded as missing already.
    """
    not_future(reported_at=reported_at, last_seen_at=last_seen_at)
    in_order(last_seen_at, reported_at, last_seen_at="The child was last seen before they were reported missing.")
    _refuse_who_is_no_child(person, reported_at)
    _refuse_second(person)
    episode = Episode(
        person=person, team=team, district_id=team.district_id, reported_at=reported_at, category=category
    )
    episode.reported_month = clock.local_month(reported_at)
    episode.last_seen_at, episode.call_taker = last_seen_at, actor_of(by).user
    episode.officer, episode.supervisor = officer, supervisor
    episode.is_child, episode.age = True, person.age_on(clock.local(reported_at).date())
    episode.is_looked_after, episode.has_social_worker = person.is_looked_after, person.has_social_worker
    for name, value in told.items():
        setattr(episode, name, value)
    if origin is not None:
        _came_of(episode, origin, by)
    episode.save()
    _take_answers(episode, answers, by)
    return episode


def _came_of(episode: Episode, origin: CaseRef, by: Any) -> None:
    """Keep where it came from. A number that nobody may have made up: the incident is there, open, and in reach."""
    incident = (
        Incident.objects.filter(pk=origin.id).first()
        if (origin.room, origin.kind) == ("incidents", "incident")
        else None
    )
    if incident is None:
        raise Invalid("There is no such incident in your reach.")
    authorise(actor_of(by), "incidents.see", incident)
    if not incident.is_open:
        raise Invalid(f"{incident.reference} is closed. Reopen it, or report the child without it.")
    episode.origin_room, episode.origin_kind, episode.origin_id = origin.room, origin.kind, origin.id


def _refuse_who_is_no_child(person: Person, reported_at: datetime) -> None:
    if person.is_unborn:
        raise Invalid("A child not yet born cannot be missing. If the mother is, choose her record.")
    if person.date_of_birth is not None and clock.local(reported_at).date() < person.date_of_birth:
        raise Invalid(reported_at="This is before the child was born. Check both dates.")
    if person.turns_18_at is not None and person.turns_18_at <= reported_at:
        raise Invalid(
            f"{person.name} is 18 or over. Plumbline holds work for children: report a missing adult in the force's other system."
        )


def _refuse_second(person: Person) -> None:
    earlier = Episode.objects.filter(person=person, state=State.MISSING, source="").first()
    if earlier is not None:
        raise Invalid(f"{person.name} is already recorded as missing in {earlier.reference}. Add what you know there.")


@act(
    "missing.intake.answered",
    permission="missing.report",
    says="{0.reference}: intake questions answered",
    operation="collection",
)
def answer_questions(episode: Episode, *, by: Any, answers: Iterable[dict[str, str]]) -> Episode:
    """Record answers to intake questions, or better ones. A question left out stays unanswered: that is not "no"."""
    still_open(episode)
    _take_answers(episode, answers, by)
    return episode


def _take_answers(episode: Episode, answers: Iterable[dict[str, str]], by: Any) -> None:
    held = {answer.question: answer for answer in IntakeAnswer.objects.filter(episode=episode)}
    codes = {question.code for question in QUESTIONS}
    for given in answers:
        code = given["question"]
        if code not in codes or given["answer"] not in Answer.values:
            raise Invalid(f"{code!r} with {given['answer']!r} is not a question and an answer of the bank.")
        answer = held.get(code) or IntakeAnswer(episode=episode, question=code, is_core=code in CORE_QUESTIONS)
        answer.answer, answer.explanation = given["answer"], given.get("explanation", "")
        answer.source_person = given.get("source_person") or episode.informant_name or "not named"
        answer.answered_at, answer.taken_by = current().at, actor_of(by).user
        answer.save()


@act(
    "missing.history.acknowledged",
    permission="missing.report",
    says="{0.reference}: earlier episodes, markers and plan read",
)
def acknowledge_history(episode: Episode, *, by: Any) -> Episode:
    """Whoever grades the risk has read what is known of the child: earlier episodes, markers and the trigger plan."""
    if episode.history_acknowledged_at is None:
        episode.history_acknowledged_at, episode.history_acknowledged_by = current().at, actor_of(by).user
        episode.save()
    return episode


@act("missing.episode.allocated", permission="missing.supervise", says="{0.reference}: given to {0.held_by}")
def allocate_episode(
    episode: Episode, *, by: Any, officer: Any = None, supervisor: Any = None, team: Team | None = None
) -> Episode:
    """Hand the episode to an officer, or to a team that will choose one; a supervisor not named stays. Duties follow it."""
    still_open(episode)
    if officer is None and (team is None or team.pk == episode.team_id):
        raise Invalid(officer="Name an officer, or another team that is to choose one.")
    episode.officer, episode.supervisor = officer, supervisor or episode.supervisor
    if team is not None:
        episode.team, episode.district_id = team, team.district_id
    episode.save()
    return episode


@act("missing.philomena.requested", permission="missing.report", says="{0.reference}: Philomena form asked for")
def request_philomena(episode: Episode, *, by: Any) -> Episode:
    """Ask whoever cares for the child for the Philomena form."""
    return _stamp(episode, "philomena_requested", by)


@act("missing.philomena.received", permission="missing.report", says="{0.reference}: Philomena form received")
def receive_philomena(episode: Episode, *, by: Any) -> Episode:
    return _stamp(episode, "philomena_received", by)


@act(
    "missing.pnc.circulated",
    permission="missing.work",
    says="{0.reference}: circulated on PNC, {0.pnc_reference}",
    operation="disclosure",
)
def circulate_on_pnc(episode: Episode, *, by: Any, pnc_reference: str) -> Episode:
    """The child's details are on PNC, so that other forces can find them."""
    episode.pnc_reference = pnc_reference
    return _stamp(episode, "pnc_circulated", by)


@act(
    "missing.ukmpu.notified",
    permission="missing.work",
    says="{0.reference}: UK Missing Persons Unit told",
    operation="disclosure",
)
def notify_ukmpu(episode: Episode, *, by: Any, ukmpu_reference: str) -> Episode:
    """The UK Missing Persons Unit is told of anyone missing more than 72 hours, or sooner where warranted."""
    if not ukmpu_reference:
        raise Invalid(ukmpu_reference="Enter the reference that the unit gave.")
    episode.ukmpu_reference = ukmpu_reference
    return _stamp(episode, "ukmpu_notified", by)


def _stamp(episode: Episode, name: str, by: Any) -> Episode:
    """First time counts: a second recording of the same deed is refused rather than moving its date."""
    still_open(episode)
    if getattr(episode, f"{name}_at") is not None:
        raise Invalid("This is recorded already.")
    setattr(episode, f"{name}_at", current().at)
    setattr(episode, f"{name}_by", actor_of(by).user)
    episode.save()
    return episode


@act("missing.child.located", permission="missing.report", says="{0.reference}: child located")
def locate_child(
    episode: Episode,
    *,
    by: Any,
    located_at: datetime,
    located_where: str,
    located_how: str = "",
    returned_at: datetime | None = None,
) -> Episode:
    """The child's whereabouts are known. They still count as missing until someone has seen that they are well (M1)."""
    not_future(located_at=located_at, returned_at=returned_at)
    in_order(
        episode.last_seen_at, located_at, located_at="The child cannot have been located before they were last seen."
    )
    in_order(located_at, returned_at, returned_at="The child was back after they were located, not before.")
    episode.state = next_state(episode.state, "locate")
    episode.located_at, episode.located_by = located_at, actor_of(by).user
    episode.located_where, episode.located_how, episode.returned_at = located_where, located_how, returned_at
    episode.save()
    return episode


@act("missing.wellbeing.confirmed", permission="missing.work", says="{0.reference}: wellbeing confirmed")
def confirm_wellbeing(
    episode: Episode, *, by: Any, wellbeing_confirmed_at: datetime, condition: str, returned_at: datetime | None = None
) -> Episode:
    """Someone saw the child and judged how they are."""
    not_future(wellbeing_confirmed_at=wellbeing_confirmed_at, returned_at=returned_at)
    earlier = "Wellbeing is confirmed after the child is located."
    in_order(episode.located_at, wellbeing_confirmed_at, wellbeing_confirmed_at=earlier)
    if condition not in Condition.values:
        raise Invalid(condition="Say how the child was found to be.")
    episode.state = next_state(episode.state, "confirm wellbeing")
    episode.wellbeing_confirmed_at, episode.wellbeing_confirmed_by = wellbeing_confirmed_at, actor_of(by).user
    episode.condition = condition
    episode.returned_at = returned_at or episode.returned_at or wellbeing_confirmed_at
    episode.save()
    return episode


@act("missing.episode.closed", permission="missing.close", says="{0.reference}: closed")
def close_episode(episode: Episode, *, by: Any, closing_summary: str) -> Episode:
    """Close the search. Refused while wellbeing is unconfirmed, or an enquiry is neither resulted nor dropped, and to the
    officer in the case: closing says that the work was done.

    Duties after return (interviews, learning) go on.
    """
    not_in_own_hands(episode, by, "The officer in the case does not close it. Their supervisor does.")
    if episode.state in (State.MISSING, State.LOCATED):
        raise Invalid("The episode cannot be closed until the child is located and their wellbeing is confirmed.")
    if not closing_summary.strip():
        raise Invalid(closing_summary="Sum up what happened and what was learnt.")
    waiting = episode.enquiries.filter(resulted_at=None, dropped_at=None).count()
    if waiting:
        raise Invalid(
            f"{waiting} {'enquiry is' if waiting == 1 else 'enquiries are'} neither resulted nor dropped. Settle them first."
        )
    episode.state = next_state(episode.state, "close")
    episode.closed_at, episode.closed_by, episode.closing_summary = current().at, actor_of(by).user, closing_summary
    episode.save()
    return episode


@act("missing.episode.reopened", permission="missing.close", says="{0.reference}: reopened")
def reopen_episode(episode: Episode, *, by: Any) -> Episode:
    """Undo a closing that was a mistake, or that new knowledge calls for."""
    episode.state = next_state(episode.state, "reopen")
    episode.closed_at = episode.closed_by = None
    episode.save()
    return episode
