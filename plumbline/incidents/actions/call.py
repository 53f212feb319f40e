"""The call: taken, put right, who is in it, what is flagged, what comes in later."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from plumbline.access.access import may_do
from plumbline.incidents.models import (
    RANK,
    Children,
    FlagCheck,
    Grade,
    Incident,
    Involvement,
    Kind,
    Part,
    Suspect,
    Thrive,
    Trigger,
    Update,
    UpdateKind,
)
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.people.actions import record_voice
from plumbline.people.models import Person
from plumbline.standards.policy import value_now
from plumbline.workforce.models import Team

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"


def still_open(incident: Incident) -> None:
    if not incident.is_open:
        raise Invalid(f"{incident.reference} is closed. Reopen it before adding to it.")


def since_the_call(incident: Incident, **moments: datetime | None) -> None:
    """A deed lies between the call and now, whatever the clock on someone's wall says."""
    not_future(**moments)
    for name, moment in moments.items():
        in_order(incident.reported_at, moment, **{name: "This comes before the call was made. Check both times."})


@act("incidents.call.taken", permission="incidents.take", says="{0.reference}: call taken", operation="collection")
def take_call(
    *,
    by: Any,
    team: Team,
    kind: str,
    channel: str,
    reported_at: datetime,
    where: str,
    said: str,
    children: str,
    supervisor: Any = None,
    **told: Any,
) -> Incident:
    """Open the incident as soon as the call is made, with whatever is known.

    `told` are fields of Incident that the caller supplies: caller_name, postcode, suspect and so on. Where it is not known
    whether a child is in it, it is treated as if one were.
    """
    not_future(reported_at=reported_at)
    _refuse_empty(where=where, said=said)
    incident = Incident(
        team=team, district_id=team.district_id, kind=kind, channel=channel, reported_at=reported_at, where=where
    )
    incident.said, incident.children, incident.call_taker = said, children, actor_of(by).user
    incident.supervisor, incident.reported_month = supervisor, clock.local_month(reported_at)
    for name, value in told.items():
        setattr(incident, name, value)
    incident.postcode = plain_postcode(incident.postcode)
    _settle(incident)
    incident.save()
    return incident


def _refuse_empty(**words: str) -> None:
    asked = {"where": "Say where it is, as well as the caller knows.", "said": "Write down what was said."}
    if empty := {name: asked[name] for name, text in words.items() if not text.strip()}:
        raise Invalid(**empty)


def plain_postcode(typed: str) -> str:
    """As all are kept, so that one place is found again: ZZ1 2AB."""
    squeezed = "".join(typed.upper().split())[:7]
    return f"{squeezed[:-3]} {squeezed[-3:]}" if len(squeezed) > 4 else squeezed


def _settle(incident: Incident) -> None:
    """What follows from what was told: whether to treat it as one with a child, and its place on the open list.

    Where any child is named, the answer of the call gives way.
    """
    named = incident.pk is not None and incident.involved.filter(is_child=True).exists()
    if named or incident.kind in (Kind.MISSING, Kind.ABUSE, Kind.PROTECTION):
        incident.children = Children.YES
    incident.with_child = incident.children != Children.NO
    incident.urgency = urgency_of(incident.grade, incident.with_child)


def urgency_of(grade: str, with_child: bool) -> int:
    """The order of the open list: by grade, and within a grade those with a child first."""
    return 2 * RANK[grade] + (not with_child)  # type: ignore[index]


@act("incidents.incident.amended", permission="incidents.take", says="{0.reference}: put right")
def amend_incident(incident: Incident, *, by: Any, **told: Any) -> Incident:
    """Put right what the call is about, where it is, whether a child is in it. What bears on the risk overtakes the THRIVE.

    `told` are fields of Incident that `take_call` took, but for when it was and whose it is. Once it is graded, only a
    supervisor says that no child is in it: that would open a way round the supervisor who lowers the grade.
    """
    still_open(incident)
    _refuse_empty(**{name: told[name] for name in ("where", "said") if name in told})
    before = (incident.kind, incident.children, incident.suspect, incident.postcode)
    was_with_child = incident.with_child
    for name, value in told.items():
        setattr(incident, name, value)
    incident.postcode = plain_postcode(incident.postcode)
    _settle(incident)
    _refuse_unsupervised(incident, was_with_child, by)
    if incident.postcode != before[3]:
        incident.flags_pending = True
    incident.save()
    if (incident.kind, incident.children, incident.suspect) != before[:3]:
        overtake(incident, Trigger.INFORMATION)
    return incident


def _refuse_unsupervised(incident: Incident, was_with_child: bool, by: Any) -> None:
    user = actor_of(by).user
    supervises = user is not None and may_do(user, "incidents.supervise", incident)
    if was_with_child and not incident.with_child and incident.grade and not supervises:
        raise Invalid(children="It is graded with a child in mind: only a supervisor says that none is in it.")


@act(
    "incidents.person.involved",
    permission="incidents.take",
    says="{0.incident.reference}: {0.part} named",
    operation="collection",
)
def involve(
    incident: Incident,
    *,
    by: Any,
    part: str,
    person: Person | None = None,
    described: str = "",
    said_of_them: str = "",
    is_child: bool | None = None,
) -> Involvement:
    """Name someone who is in the incident: a person on record, or whoever is described where nobody knows who it is.

    A person's age decides whether they are a child; of one described, `is_child` does, and one of whom it is not said counts
    as a child. Whatever is flagged on the person is then to be acknowledged, and a THRIVE made before is overtaken.
    """
    still_open(incident)
    if part not in Part.values:
        raise Invalid(part="Choose what they are to the incident.")
    if person is None and not described.strip():
        raise Invalid(described="Describe who it is, or find the person first.")
    _refuse_second(incident, person)
    made = Involvement(incident=incident, person=person, part=part, described=described, said_of_them=said_of_them)
    made.is_child = is_child is not False
    _as_on_record(made)
    made.save()
    _with(incident, made)
    return made


def _refuse_second(incident: Incident, person: Person | None) -> None:
    if person is not None and incident.involved.filter(person=person).exists():
        raise Invalid(f"{person.name} is in {incident.reference} already. Add what you know there.")


def _as_on_record(made: Involvement) -> None:
    if made.person is None:
        return
    day = clock.local(made.incident.reported_at).date()
    made.is_child, made.is_unborn = made.person.is_child_on(day), made.person.is_unborn
    made.age = made.person.age_on(day)


def _with(incident: Incident, made: Involvement) -> None:
    """The incident with one more in it."""
    if made.person_id is not None:
        incident.flags_pending = True
        if made.is_child and incident.person_id is None:
            incident.person = made.person
    _settle(incident)
    incident.save()
    if made.is_child:
        overtake(incident, Trigger.INFORMATION)


@act("incidents.person.identified", permission="incidents.take", says="{0.incident.reference}: {0.part} identified")
def identify(involvement: Involvement, *, by: Any, person: Person) -> Involvement:
    """One who was only described turns out to be a person on record. The description stays."""
    incident = involvement.incident
    still_open(incident)
    if involvement.person_id is not None:
        raise Invalid(f"It is known who this is: {involvement.called}.")
    _refuse_second(incident, person)
    involvement.person = person
    involvement.identified_at, involvement.identified_by = current().at, actor_of(by).user
    _as_on_record(involvement)
    involvement.save()
    _with(incident, involvement)
    return involvement


@act(
    "incidents.flags.acknowledged",
    permission="incidents.take",
    says="{0.incident.reference}: what is flagged was read ({0.flagged})",
)
def acknowledge_flags(incident: Incident, *, by: Any, shown: list[str]) -> FlagCheck:
    """What is flagged on the people and the place was on the screen, and was read. `shown` is what stood there, line by line."""
    still_open(incident)
    check = FlagCheck(incident=incident, acknowledged_at=current().at, acknowledged_by=actor_of(by).user)
    check.flagged, check.shown = len(shown), "\n".join(shown)[:10_000]
    check.save()
    if incident.flags_acknowledged_at is None:
        incident.flags_acknowledged_at, incident.flags_acknowledged_by = check.acknowledged_at, check.acknowledged_by
    incident.flags_pending = False
    incident.save()
    return check


@act(
    "incidents.update.recorded",
    permission="incidents.take",
    says="{0.incident.reference}: {0}",
    operation="collection",
)
def record_update(
    incident: Incident,
    *,
    by: Any,
    kind: str,
    says: str,
    happened_at: datetime | None = None,
    told_by: str = "",
    bears_on_risk: bool = True,
) -> Update:
    """New information, a call back, nobody to send, or a note. What bears on the risk overtakes the THRIVE; that nobody can
    be sent always does."""
    still_open(incident)
    since_the_call(incident, happened_at=happened_at)
    if kind not in UpdateKind.values:
        raise Invalid(kind="Choose what it is.")
    if not says.strip():
        raise Invalid(says="Write down what it is.")
    made = Update(incident=incident, kind=kind, says=says, told_by=told_by, taken_by=actor_of(by).user)
    made.happened_at = happened_at or current().at
    made.bears_on_risk = bears_on_risk or kind == UpdateKind.NO_RESOURCE
    made.save()
    if made.bears_on_risk:
        overtake(incident, Trigger.NO_RESOURCE if kind == UpdateKind.NO_RESOURCE else Trigger.INFORMATION)
    return made


@act("incidents.child.met", permission="incidents.attend", says="{0.incident.reference}: child met")
def meet_child(involvement: Involvement, *, by: Any, **voice: Any) -> Involvement:
    """What a child in the incident said, or why nobody heard them: `voice` are the arguments of `people.record_voice`."""
    if involvement.person is None:
        raise Invalid("Find out who the child is first: what they say is kept with their record.")
    if involvement.is_unborn or not involvement.is_child:
        raise Invalid(f"{involvement.called} is no child who could be spoken to.")
    since_the_call(involvement.incident, happened_at=voice.get("happened_at"))
    involvement.voice = record_voice(involvement.person, by=by, case=involvement.incident.ref(), **voice)
    if involvement.met_at is None:
        involvement.met_at, involvement.met_by = current().at, actor_of(by).user
    involvement.save()
    return involvement


def overtake(incident: Incident, trigger: str) -> None:
    """Something happened that the THRIVE in force cannot have weighed. For use inside an act."""
    latest = Thrive.objects.filter(incident=incident).order_by("-happened_at", "-id").first()
    if latest is not None and latest.stale_at is None:
        latest.stale_at, latest.stale_because = clock.now(), trigger
        latest.save()
    look_at_diary(incident)


def look_at_diary(incident: Incident) -> None:
    """An appointment that is booked may have become one that must not be. For use inside an act."""
    booked = incident.appointments.filter(standing="booked").first()
    because = "; ".join(
        [*bars(incident), *(["it is no longer graded scheduled"] if incident.grade != Grade.SCHEDULED else [])]
    )
    if booked is not None and booked.barred_at is None and because:
        booked.barred_at, booked.barred_because = clock.now(), because[:200]
        booked.save()


def bars(incident: Incident) -> list[str]:
    """Why the diary is closed to this incident, in words; each may be switched off by force policy (domain A2)."""
    child = incident.with_child
    rules = (
        ("diary_bars_missing", incident.kind == Kind.MISSING, "a child is missing"),
        ("diary_bars_protection", incident.kind == Kind.PROTECTION, "a child is in police protection"),
        (
            "diary_bars_domestic",
            incident.kind == Kind.DOMESTIC and incident.suspect in (Suspect.PRESENT, Suspect.OUTSTANDING),
            "domestic abuse, and the suspect is there or has not been found",
        ),
        ("diary_bars_child_at_risk", child and incident.child_at_risk, "a child is at risk now"),
        ("diary_bars_sexual", child and incident.kind == Kind.SEXUAL, "a sexual offence, and a child is in it"),
    )
    return [says for key, holds, says in rules if holds and value_now(POLICY, key)]
