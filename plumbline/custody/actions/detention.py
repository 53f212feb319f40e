"""The detention itself: authorised, handed from one custody sergeant to the next, ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.access.origins import origin_in_reach
from plumbline.custody.models import RESPONSIBLE_AGE, AgeBasis, Charge, Detention, Ending, State
from plumbline.custody.states import next_state
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.people.models import Person
from plumbline.workforce.models import Team

AFTER_CHARGE = (Ending.BAILED, Ending.COURT)
BEFORE_CHARGE = (Ending.NO_ACTION, Ending.BAIL, Ending.INVESTIGATION, Ending.OUT_OF_COURT)


def still_here(detention: Detention) -> None:
    if not detention.is_open:
        raise Invalid(f"In {detention.reference} the child is no longer in custody. An inspector can resume it.")


def within(detention: Detention, **moments: datetime | None) -> None:
    """What happened in custody lies between its authorisation and now, or its end."""
    not_future(**moments)
    for name, moment in moments.items():
        in_order(detention.authorised_at, moment, **{name: "This is before detention was authorised. Check the time."})
        in_order(moment, detention.ended_at, **{name: "This is after the child had left custody. Check the time."})


@act(
    "custody.detention.authorised",
    permission="custody.work",
    says="{0.reference}: detention of a child authorised",
    operation="collection",
)
def authorise_detention(
    person: Person,
    *,
    by: Any,
    team: Team,
    arrested_at: datetime,
    arrived_at: datetime,
    authorised_at: datetime,
    offence: str,
    necessity: str,
    alternatives: str,
    officer: Any = None,
    origin: CaseRef | None = None,
    **told: Any,
) -> Detention:
    """Open the record as the custody officer authorises detention, with why it is necessary and what else was considered.

    `told` are custody_reference and arrested_where. Whoever may be under 18 is treated as a child (C1); refuses someone known
    to be 18 or over, a child under the age of criminal responsibility, and one who is in custody already.
    """
    _in_sequence(arrested_at, arrived_at, authorised_at)
    _refuse_who_is_no_subject(person, authorised_at)
    _refuse_second(person)
    if not alternatives.strip():
        raise Invalid(
            alternatives="Say what else was considered, such as a voluntary interview, and why it would not do."
        )
    if not necessity.strip():
        raise Invalid(necessity="Say why this child must be detained.")
    made = Detention(person=person, team=team, district_id=team.district_id, officer=officer, offence=offence)
    made.arrested_at, made.arrived_at, made.authorised_at = arrested_at, arrived_at, authorised_at
    made.authorised_by = made.custody_officer = actor_of(by).user
    made.necessity, made.alternatives = necessity, alternatives
    made.age, made.age_basis = _age(person, authorised_at)
    if origin is not None:
        origin_in_reach(by, origin)
        made.origin_room, made.origin_kind, made.origin_id = origin.room, origin.kind, origin.id
    for name, value in told.items():
        setattr(made, name, value)
    made.save()
    return made


def _in_sequence(arrested_at: datetime, arrived_at: datetime, authorised_at: datetime) -> None:
    not_future(arrested_at=arrested_at, arrived_at=arrived_at, authorised_at=authorised_at)
    if arrived_at < arrested_at:
        raise Invalid(arrived_at="The child cannot have arrived before being arrested.")
    if authorised_at < arrived_at:
        raise Invalid(authorised_at="Detention cannot have been authorised before the child arrived.")


def _age(person: Person, at: datetime) -> tuple[int | None, str]:
    age = person.age_on(clock.local(at).date())
    if age is None:
        return None, AgeBasis.NOT_KNOWN
    return age, AgeBasis.BELIEVED if person.is_age_estimated else AgeBasis.BIRTH


def _refuse_who_is_no_subject(person: Person, at: datetime) -> None:
    if person.is_unborn:
        raise Invalid("An unborn child cannot be in custody. Choose the record of the person who is.")
    if person.turns_18_at is not None and person.turns_18_at <= at:
        raise Invalid(
            f"{person.name} is 18 or over by what is recorded, and Plumbline holds no custody record of an adult. If they may be "
            "younger, amend the date or year of birth first: whoever appears to be under 18 is treated as a child."
        )
    age, basis = _age(person, at)
    if age is not None and age < RESPONSIBLE_AGE:
        sure = "is" if basis == AgeBasis.BIRTH else "may be"
        raise Invalid(
            f"{person.name} {sure} under {RESPONSIBLE_AGE}, the age of criminal responsibility, and is not detained for "
            "an offence. Think of police protection, and of whoever cares for the child. If the age is wrong, amend it first."
        )


def _refuse_second(person: Person) -> None:
    open_one = Detention.objects.filter(person=person, source="").exclude(state=State.ENDED).first()
    if open_one is not None:
        raise Invalid(f"{person.name} is in custody already, in {open_one.reference}. Go on there.")


@act("custody.detention.taken", permission="custody.work", says="{0.reference}: taken over by {0.custody_officer}")
def take_over(detention: Detention, *, by: Any) -> Detention:
    """At the change of shift: whoever takes over answers for the child from now on, and duties follow."""
    still_here(detention)
    user = actor_of(by).user
    if detention.custody_officer_id == getattr(user, "pk", None):
        raise Invalid("You answer for this child already.")
    detention.custody_officer = user
    detention.save()
    return detention


@act("custody.detention.ended", permission="custody.work", says="{0.reference}: child left custody, {0.ending}")
def end_detention(
    detention: Detention,
    *,
    by: Any,
    ended_at: datetime,
    ending: str,
    handed_to: str,
    handed_to_relationship: str = "",
    safe_release: str = "",
    neither_because: str = "",
) -> Detention:
    """The child leaves: how, with whom, and how that is safe.

    A child who was refused bail and leaves with neither transfer nor certificate is let go on all the same, since a record that
    cannot be ended would be falsified; what happened must be said, and stays among the exceptions for good.
    """
    still_here(detention)
    within(detention, ended_at=ended_at)
    charge = Charge.objects.filter(detention=detention).first()
    _fitting(ending, charge)
    if not handed_to.strip():
        raise Invalid(handed_to="Name who took the child: a child is never simply let out of the door.")
    if ending in (*BEFORE_CHARGE, Ending.BAILED) and not safe_release.strip():
        raise Invalid(safe_release="Say how the child gets home, and what was done about any risk.")
    if charge is not None:
        in_order(charge.bail_decided_at, ended_at, ended_at="The child left after bail was decided, not before.")
    _account_for(detention, charge, neither_because)
    detention.state = next_state(detention.state, "leave") if charge else next_state(detention.state, "release")
    detention.ended_at, detention.ended_by, detention.ending = ended_at, actor_of(by).user, ending
    detention.handed_to, detention.handed_to_relationship = handed_to, handed_to_relationship
    detention.safe_release, detention.neither_because = safe_release, neither_because
    detention.save()
    return detention


def _fitting(ending: str, charge: Charge | None) -> None:
    if ending not in Ending.values:
        raise Invalid(ending="Say how custody ended.")
    if ending == Ending.LOCAL_AUTHORITY:
        raise Invalid(ending="Record the transfer to local authority accommodation instead: it ends custody by itself.")
    if charge is None and ending in AFTER_CHARGE:
        raise Invalid(ending="The child has not been charged. Record the charge first, or choose another ending.")
    if charge is not None and ending in BEFORE_CHARGE:
        raise Invalid(ending="The child is charged: choose what happened after that.")
    if charge is not None and charge.is_refused and ending == Ending.BAILED:
        raise Invalid(ending="Bail was refused. Choose where the child went.")
    if charge is not None and not charge.is_refused and ending == Ending.COURT:
        raise Invalid(ending="The child was not refused bail, and so is not taken to court from the station.")


def _account_for(detention: Detention, charge: Charge | None, neither_because: str) -> None:
    """Of a child who was refused bail: transferred, certified, or why neither."""
    settled = detention.accommodations.filter(withdrawn_at=None).exists()
    if charge is not None and charge.is_refused and not settled and not neither_because.strip():
        raise Invalid(
            neither_because="This child was kept after charge with neither a transfer nor a certificate. Record one of the two, "
            "or say here how it came to that: it stays on the list of exceptions."
        )
    if neither_because.strip() and (charge is None or not charge.is_refused or settled):
        raise Invalid(neither_because="Leave this empty: the child was not kept after charge without one of the two.")


@act(
    "custody.detention.resumed",
    permission="custody.review",
    says="{0.reference}: back in custody, the end was a mistake",
)
def resume_detention(detention: Detention, *, by: Any) -> Detention:
    """Undo an ending that was a mistake. A transfer that was recorded stands until it is withdrawn."""
    _refuse_second(detention.person)
    if Charge.objects.filter(detention=detention).exists():
        detention.state = next_state(detention.state, "resume after charge")
    else:
        detention.state = next_state(detention.state, "resume before charge")
    detention.ended_at = detention.ended_by = None
    detention.ending = detention.handed_to = detention.handed_to_relationship = ""
    detention.safe_release = detention.neither_because = ""
    detention.save()
    return detention
