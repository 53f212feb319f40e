"""The only writers of the room. Each is one act: permission, transaction, ledger row, duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from plumbline.access.access import may_do, require_open
from plumbline.access.origins import NO_ORIGIN, origin_in_reach
from plumbline.investigations.models import (
    Allocation,
    Hearing,
    InvestigatedChild,
    Investigation,
    Kind,
    Outcome,
    SupervisorReview,
)
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.people.actions import record_voice
from plumbline.people.models import NotSpokenTo, Person
from plumbline.workforce.models import Team

NOWHERE = ("", "", None)


def _still_open(investigation: Investigation) -> None:
    if not investigation.is_open:
        raise Invalid(f"{investigation.reference} is closed. Open it again before adding to it.")


def _since_report(investigation: Investigation, name: str, moment: datetime) -> datetime:
    """One typed within the minute of the report happened then at the earliest."""
    not_future(**{name: moment})
    in_order(investigation.reported_at, moment, **{name: "This is before the force was told. Check both times."})
    return max(moment, investigation.reported_at)


def _since_opening(investigation: Investigation, name: str, moment: datetime) -> datetime:
    not_future(**{name: moment})
    in_order(
        investigation.opened_at, moment, **{name: "This is before the investigation was opened. Check both times."}
    )
    return max(moment, investigation.opened_at)


def _not_the_officer(investigation: Investigation, by: Any, what: str) -> None:
    user = actor_of(by).user
    if user is None or user.pk == investigation.officer_id:
        raise Invalid(f"The officer in the case does not {what}. A supervisor who is not does.")


# The opening


@act(
    "investigations.investigation.opened",
    permission="investigations.open",
    says="{0.reference}: investigation opened",
    operation="collection",
)
def open_investigation(
    person: Person,
    *,
    by: Any,
    team: Team,
    kind: str,
    alleged: str,
    reported_at: datetime | None = None,
    origin: CaseRef | None = None,
    others: Iterable[Person] = (),
    crime_number: str = "",
) -> Investigation:
    """One act opens it, from a record of another room or from a child's page, with every child who is known to be in it.

    When the force was told is taken over from the origin where that knows it. A child whom an investigation from the same
    origin is about already is refused. `crime_number` is given where the crime is recorded already.
    """
    told_at = _told_at(by, origin, reported_at)
    _refuse_unsaid(kind, alleged)
    people = list({each.pk: each for each in (person, *others)}.values())
    for each in people:
        require_open(actor_of(by), each.whose(), NO_ORIGIN)
        _refuse_adult(each, told_at)
        _refuse_second(each, *((origin.room, origin.kind, origin.id) if origin else NOWHERE))
    made = Investigation(person=person, kind=kind, alleged=alleged, team=team, district_id=team.district_id)
    made.reported_at, made.opened_at, made.opened_by = told_at, max(current().at, told_at), actor_of(by).user
    if origin is not None:
        made.origin_room, made.origin_kind, made.origin_id = origin.room, origin.kind, origin.id
    if crime_number.strip():
        _record(made, by, crime_number, made.opened_at)
    made.save()
    for each in people:
        _name(made, each, by)
    return made


def _told_at(by: Any, origin: CaseRef | None, said: datetime | None) -> datetime:
    record = origin_in_reach(by, origin) if origin is not None else None
    known: datetime | None = getattr(record, "reported_at", None)
    if known is None and said is None:
        raise Invalid(reported_at="Say when the force was told.")
    not_future(reported_at=said)
    return clock.whole(known or said)  # type: ignore[arg-type]


def _refuse_unsaid(kind: str, alleged: str) -> None:
    if kind not in Kind.values:
        raise Invalid(kind="Choose what is investigated.")
    if not alleged.strip():
        raise Invalid(alleged="Say what is said to have happened, as it was told.")


def _refuse_adult(person: Person, at: datetime) -> None:
    if not person.is_unborn and not person.is_child_on(clock.local(at).date()):
        raise Invalid(f"{person.name} was 18 or over when it was reported. Investigations here are about children.")


def _origin_of(investigation: Investigation) -> tuple[str, str, int | None]:
    return investigation.origin_room, investigation.origin_kind, investigation.origin_id


def _refuse_second(person: Person, room: str, kind: str, number: int | None) -> None:
    if number is None:
        return
    same = Q(origin_room=room, origin_kind=kind, origin_id=number, person=person)
    found = InvestigatedChild.objects.select_related("investigation").filter(same).first()
    if found is not None:
        earlier = found.investigation
        then = "Add what you know there." if earlier.is_open else "It is closed: a supervisor can open it again."
        raise Invalid(f"{person.name} is in {earlier.reference}, which came of the same record. {then}")


def _name(investigation: Investigation, person: Person, by: Any) -> InvestigatedChild:
    day = clock.local(investigation.reported_at).date()
    named = InvestigatedChild(investigation=investigation, person=person, named_by=actor_of(by).user)
    named.is_unborn, named.age = person.is_unborn, person.age_on(day)
    named.origin_room, named.origin_kind, named.origin_id = _origin_of(investigation)
    named.save()
    return named


@act(
    "investigations.child.named",
    permission="investigations.work",
    says="{0.investigation.reference}: another child named",
    operation="collection",
)
def name_child(investigation: Investigation, *, by: Any, person: Person) -> InvestigatedChild:
    """It turns out to be about another child as well."""
    _still_open(investigation)
    require_open(actor_of(by), person.whose(), NO_ORIGIN)
    if investigation.children.filter(person=person).exists():
        raise Invalid(f"{person.name} is in {investigation.reference} already.")
    _refuse_adult(person, investigation.reported_at)
    _refuse_second(person, *_origin_of(investigation))
    return _name(investigation, person, by)


# The crime


def _record(investigation: Investigation, by: Any, number: str, at: datetime) -> None:
    investigation.crime_number, investigation.crime_recorded_at = number.strip(), at
    investigation.crime_recorded_by = actor_of(by).user


@act("investigations.crime.recorded", permission="investigations.open", says="{0.reference}: crime recorded")
def record_crime(
    investigation: Investigation, *, by: Any, crime_number: str, crime_recorded_at: datetime
) -> Investigation:
    """The crime has its number. It may follow a decision that there was none, when more is known; that decision stays."""
    _still_open(investigation)
    if investigation.crime_recorded_at is not None:
        raise Invalid(f"The crime is recorded already: {investigation.crime_number}.")
    if not crime_number.strip():
        raise Invalid(crime_number="Enter the crime number.")
    _record(investigation, by, crime_number, _since_report(investigation, "crime_recorded_at", crime_recorded_at))
    investigation.save()
    return investigation


@act(
    "investigations.crime.ruled-out",
    permission="investigations.supervise",
    says="{0.reference}: decided that there was no crime",
)
def decide_no_crime(investigation: Investigation, *, by: Any, no_crime_reason: str) -> Investigation:
    """A supervisor who is not the officer in the case decides it, and says why. A recorded crime is not undone so."""
    _still_open(investigation)
    _not_the_officer(investigation, by, "decide that there was no crime")
    if investigation.is_crime_settled:
        raise Invalid("A crime is recorded, or it is decided already that there was none.")
    if not no_crime_reason.strip():
        raise Invalid(no_crime_reason="Say why there was no crime.")
    investigation.no_crime_at, investigation.no_crime_by = current().at, actor_of(by).user
    investigation.no_crime_reason = no_crime_reason
    investigation.save()
    return investigation


# Who has it


@act(
    "investigations.officer.allocated",
    permission="investigations.supervise",
    says="{0.investigation.reference}: {0}",
)
def allocate(
    investigation: Investigation, *, by: Any, officer: Any, team: Team, happened_at: datetime, because: str = ""
) -> Allocation:
    """Give it to an officer in a team, or pass it to another, with why. The time of the first stands; the officer now is the
    latest, and whoever gave it to them is its supervisor. Refuses someone whose role does not let them investigate there."""
    _still_open(investigation)
    at = _since_opening(investigation, "happened_at", happened_at)
    _after_the_last(investigation, at)
    if officer.pk == investigation.officer_id and team.pk == investigation.team_id:
        raise Invalid(officer=f"{officer} is the officer in the case already.")
    if investigation.officer_id is not None and not because.strip():
        raise Invalid(because="Say why it passes to another.")
    investigation.officer, investigation.team, investigation.district_id = officer, team, team.district_id
    if not may_do(officer, "investigations.work", investigation):
        raise Invalid(officer=f"{officer} has no role in which they investigate for {team}.")
    giver = actor_of(by).user
    investigation.supervisor = giver if giver is not None and giver.pk != officer.pk else None
    if investigation.allocated_at is None:
        investigation.allocated_at, investigation.allocated_by = at, actor_of(by).user
    investigation.save()
    made = Allocation(investigation=investigation, officer=officer, team=team, happened_at=at, because=because)
    made.allocated_by = actor_of(by).user
    made.save()
    return made


def _after_the_last(investigation: Investigation, at: datetime) -> None:
    last = investigation.allocations.order_by("-happened_at", "-pk").first()
    if last is not None:
        in_order(last.happened_at, at, happened_at="This is before it was last allocated. Check both times.")


# The child


@act(
    "investigations.child.heard",
    permission="investigations.work",
    says="{0.child.investigation.reference}: {0}",
    operation="collection",
)
def hear_child(child: InvestigatedChild, *, by: Any, happened_at: datetime, **voice: Any) -> Hearing:
    """Ask the child what they wish and feel. `voice` are the fields of that record; it is kept as voice of the child."""
    investigation = child.investigation
    _still_open(investigation)
    at = _since_report(investigation, "happened_at", happened_at)
    heard = record_voice(child.person, by=by, case=investigation.ref(), happened_at=at, **voice)
    made = Hearing(child=child, happened_at=at, voice=heard, heard_by=actor_of(by).user)
    made.save()
    if heard.reason_not_spoken_to == NotSpokenTo.REFUSED:
        _lapse(child, at)
    return made


def _lapse(child: InvestigatedChild, at: datetime) -> None:
    if child.lapsed_at is None or child.lapsed_at > at:
        child.lapsed_at = at
        child.save()


# The supervisor


@act("investigations.review.recorded", permission="investigations.supervise", says="{0.investigation.reference}: {0}")
def review_investigation(
    investigation: Investigation, *, by: Any, found: str, happened_at: datetime, direction: str = ""
) -> SupervisorReview:
    """A supervisor who is not the officer in the case looks at it. It completes the review that was due and starts the clock of
    the next. Without direction it is kept as that, and its direction stays owed."""
    _still_open(investigation)
    _not_the_officer(investigation, by, "review it")
    if not found.strip():
        raise Invalid(found="Say what you looked at, and how it stands.")
    at = _since_opening(investigation, "happened_at", happened_at)
    first = investigation.first_reviewed_at
    if investigation.first_closed_at is None and (first is None or at < first):
        investigation.first_reviewed_at = at
        investigation.save()
    return _reviewed(investigation, by, at, found, direction.strip())


def _reviewed(investigation: Investigation, by: Any, at: datetime, found: str, direction: str) -> SupervisorReview:
    """The review in its place among the others: one typed in late is followed too, and does not follow what had lapsed."""
    made = SupervisorReview(investigation=investigation, happened_at=at, found=found, direction=direction)
    made.reviewed_by, made.directed_at = actor_of(by).user, at if direction else None
    later = list(investigation.reviews.filter(happened_at__gt=at).order_by("happened_at", "pk"))
    made.followed_at = later[0].happened_at if later else None
    if not direction:
        made.directed_at = next((each.happened_at for each in later if each.direction), None)
    for earlier in investigation.reviews.filter(happened_at__lte=at, lapsed_at=None):
        if earlier.followed_at is None or earlier.followed_at > at:
            earlier.followed_at = at
        if direction and (earlier.directed_at is None or earlier.directed_at > at):
            earlier.directed_at = at
        earlier.save()
    made.save()
    return made


# The end


@act("investigations.investigation.closed", permission="investigations.supervise", says="{0.reference}: closed")
def close_investigation(investigation: Investigation, *, by: Any, outcome: str, closing_summary: str) -> Investigation:
    """A supervisor who is not the officer in the case closes it, with its outcome. Not before a crime is recorded or ruled out,
    and not without an officer who answers for what was done. Reviews that were still to come are not owed any more."""
    _still_open(investigation)
    _not_the_officer(investigation, by, "close it")
    _refuse_unfinished(investigation, outcome)
    if not closing_summary.strip():
        raise Invalid(closing_summary="Say what was found, and what was done for the child.")
    at = current().at
    investigation.closed_at, investigation.closed_by = at, actor_of(by).user
    investigation.outcome, investigation.closing_summary = outcome, closing_summary
    investigation.first_closed_at = investigation.first_closed_at or at
    for child in investigation.children.all():
        _lapse(child, at)
    for review in investigation.reviews.filter(Q(followed_at=None) | Q(directed_at=None), lapsed_at=None):
        review.lapsed_at = at
        review.save()
    investigation.save()
    return investigation


def _refuse_unfinished(investigation: Investigation, outcome: str) -> None:
    if not investigation.is_crime_settled:
        raise Invalid("No crime is recorded, and nobody decided that there was none. Do one of the two first.")
    if investigation.officer_id is None:
        raise Invalid("Nobody was ever the officer in the case. Allocate it first.")
    if outcome not in Outcome.values:
        raise Invalid(outcome="Choose how it ended.")
    if (outcome == Outcome.NO_CRIME) != (investigation.crime_recorded_at is None):
        said = "A crime is recorded" if investigation.crime_recorded_at else "It was decided that there was no crime"
        raise Invalid(outcome=f"{said}: that outcome does not fit.")


@act("investigations.investigation.reopened", permission="investigations.supervise", says="{0.reference}: opened again")
def reopen_investigation(investigation: Investigation, *, by: Any, found: str, direction: str) -> Investigation:
    """Something came up. Opening it again is a review with direction, from which the clock of the next runs; what fell away at
    the closing is not owed anew. How it was closed stays in the ledger."""
    if investigation.is_open:
        raise Invalid(f"{investigation.reference} is open.")
    _not_the_officer(investigation, by, "open it again")
    if not found.strip():
        raise Invalid(found="Say what came up.")
    if not direction.strip():
        raise Invalid(direction="Say what is to happen next.")
    investigation.closed_at = investigation.closed_by = None
    investigation.outcome = investigation.closing_summary = ""
    investigation.save()
    _reviewed(investigation, by, current().at, found, direction.strip())
    return investigation
