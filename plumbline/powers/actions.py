"""The only writers of the room. Each is one act: permission, transaction, ledger row, duties."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from plumbline.access.origins import origin_in_reach
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.people.actions import record_voice
from plumbline.people.models import Person
from plumbline.powers.models import (
    LONGEST_HOURS,
    ON_CONTACT,
    Audience,
    Decision,
    Designation,
    Ending,
    Hearing,
    Judgement,
    Limb,
    Place,
    Protection,
    Stay,
    Telling,
    WhyNot,
)
from plumbline.standards.policy import value_now
from plumbline.workforce.models import Rank, Team
from plumbline.workforce.queries import is_at_least

POLICY = Path(__file__).parent / "standards" / "policy.yaml"
LONGEST = timedelta(hours=LONGEST_HOURS)
AMENDABLE = frozenset(
    {
        "grounds", "found_where", "found_authority", "home_authority", "is_home_same", "is_asked_by_authority",
        "alternatives",
    }
)  # fmt: skip


def _not_before(earlier: datetime, name: str, moment: datetime, otherwise: str) -> datetime:
    """One typed within the minute of what it follows happened then at the earliest."""
    in_order(earlier, moment, **{name: otherwise})
    return max(moment, earlier)


def _since_taken(protection: Protection, name: str, moment: datetime) -> datetime:
    not_future(**{name: moment})
    return _not_before(protection.taken_at, name, moment, "This is before the power was used. Check both times.")


def _still_live(protection: Protection) -> None:
    if not protection.is_live:
        raise Invalid(f"{protection.reference} has ended: nothing more is decided or arranged in it.")


@act(
    "powers.protection.taken",
    permission="powers.use",
    says="{0.reference}: child taken into police protection",
    operation="collection",
)
def take_child(
    person: Person,
    *,
    by: Any,
    team: Team,
    taken_at: datetime,
    limb: str,
    grounds: str,
    found_where: str,
    initiating_officer: Any = None,
    origin: CaseRef | None = None,
    **told: Any,
) -> Protection:
    """A constable used the power. Nobody's leave is asked for: the record follows the deed.

    `initiating_officer` is whoever records it, unless another is named. `told` are authorities, whether one asked for it, and
    why a court was not gone to. Refuses an adult, a child not yet born, and a child who is in police protection already.
    """
    not_future(taken_at=taken_at)
    _refuse(person, taken_at)
    officer = initiating_officer or actor_of(by).user
    if officer is None or not is_at_least(officer, Rank.CONSTABLE):
        raise Invalid(
            initiating_officer="Only a constable, of whatever rank, has this power. Name the officer who used it."
        )
    if limb not in Limb.values:
        raise Invalid(limb="Say what the power was used for.")
    if not grounds.strip():
        raise Invalid(grounds="Say what gave reasonable cause to believe that the child would suffer significant harm.")
    protection = Protection(person=person, team=team, district_id=team.district_id, taken_at=taken_at, limb=limb)
    protection.latest_end_at, protection.initiating_officer = clock.whole(taken_at) + LONGEST, officer
    protection.grounds, protection.found_where = grounds, found_where
    protection.is_child, protection.age = True, person.age_on(clock.local(taken_at).date())
    if origin is not None:
        origin_in_reach(by, origin)
        protection.origin_room, protection.origin_kind, protection.origin_id = origin.room, origin.kind, origin.id
    _tell(protection, told)
    protection.save()
    return protection


def _refuse(person: Person, taken_at: datetime) -> None:
    if person.is_unborn:
        raise Invalid("A child not yet born cannot be taken into police protection. Record the birth first.")
    if person.turns_18_at is not None and person.turns_18_at <= taken_at:
        raise Invalid(f"{person.name} is 18 or over. Police protection is for children.")
    if person.date_of_birth and clock.local(taken_at).date() < person.date_of_birth:
        raise Invalid(taken_at="This is before the child was born. Check both dates.")
    for earlier in Protection.objects.filter(person=person):
        if earlier.is_live:
            raise Invalid(
                f"{person.name} is in police protection already, in {earlier.reference}. Add what you know there."
            )
        if earlier.taken_at <= taken_at < earlier.ended_at:
            raise Invalid(taken_at=f"{person.name} was in police protection then, in {earlier.reference}.")


def _tell(protection: Protection, told: dict[str, Any]) -> None:
    unheard = set(told) - AMENDABLE
    if unheard:
        raise TypeError(f"not told of a protection: {', '.join(sorted(unheard))}")
    for name, value in told.items():
        setattr(protection, name, value)
    one, other = protection.found_authority.strip().lower(), protection.home_authority.strip().lower()
    if protection.is_home_same and one and other and one != other:
        raise Invalid(is_home_same="Two authorities are named, so one telling does not do for both.")
    if one and one == other:
        protection.is_home_same = True


@act("powers.protection.amended", permission="powers.use", says="{0.reference}: what is known of it amended")
def amend_protection(protection: Protection, *, by: Any, **told: Any) -> Protection:
    """What became known later: authorities, grounds in full. When and by whom the power was used stays as it was recorded."""
    _tell(protection, told)
    protection.save()
    return protection


@act("powers.officer.designated", permission="powers.use", says="{0.protection.reference}: {0}")
def designate_officer(
    protection: Protection, *, by: Any, officer: Any, happened_at: datetime, because: str = ""
) -> Designation:
    """Appoint the designated officer, or pass it to another. The time of the first stands; the officer now is the latest."""
    _still_live(protection)
    at = _since_taken(protection, "happened_at", happened_at)
    if officer.pk == protection.initiating_officer_id:
        raise Invalid(officer="The officer who used the power is never the designated officer. Name another.")
    if value_now(POLICY, "designated_needs_inspector") and not is_at_least(officer, Rank.INSPECTOR):
        raise Invalid(officer="The designated officer is an inspector or above (force policy).")
    if officer.pk == protection.designated_officer_id:
        raise Invalid(officer=f"{officer} is the designated officer already.")
    last = protection.designations.order_by("happened_at", "pk").last()
    if last is not None:
        at = _not_before(last.happened_at, "happened_at", at, "This is before the last designated officer took it on.")
    made = Designation(protection=protection, officer=officer, happened_at=at, because=because)
    made.appointed_by = actor_of(by).user
    if protection.designated_at is None:
        protection.designated_at, protection.designated_by = at, actor_of(by).user
    protection.designated_officer = officer
    protection.save()
    made.save()
    return made


@act(
    "powers.person.told",
    permission="powers.use",
    says="{0.protection.reference}: {0}",
    operation="disclosure",
)
def record_telling(
    protection: Protection,
    *,
    by: Any,
    audience: str,
    happened_at: datetime,
    is_told: bool,
    said: str,
    whom: str = "",
    why_not: str = "",
) -> Telling:
    """Someone who must be told was told, or could not be and why. May follow the end: late is better than never."""
    at = _since_taken(protection, "happened_at", happened_at)
    if audience not in Audience.values:
        raise Invalid(audience="Say who was told.")
    if not said.strip():
        raise Invalid(said="Write down what was said, or what was tried.")
    if not is_told and why_not not in WhyNot.values:
        raise Invalid(why_not="Say why they were not told.")
    if is_told and why_not:
        raise Invalid(why_not="They were told, so there is no reason to give.")
    if why_not == WhyNot.NOT_CAPABLE and audience != Audience.CHILD:
        raise Invalid(why_not="Only a child can be too young to understand.")
    made = Telling(protection=protection, audience=audience, happened_at=at, is_told=is_told, why_not=why_not)
    made.whom, made.said, made.told_by = whom, said, actor_of(by).user
    made.save()
    return made


@act("powers.child.heard", permission="powers.use", says="{0.protection.reference}: {0}", operation="collection")
def hear_child(protection: Protection, *, by: Any, happened_at: datetime, **voice: Any) -> Hearing:
    """Ask the child what they wish and feel. `voice` are the fields of that record; it is kept as voice of the child."""
    at = _since_taken(protection, "happened_at", happened_at)
    heard = record_voice(protection.person, by=by, case=protection.ref(), happened_at=at, **voice)
    made = Hearing(protection=protection, happened_at=at, voice=heard, heard_by=actor_of(by).user)
    made.save()
    return made


@act("powers.child.accommodated", permission="powers.use", says="{0.protection.reference}: {0}")
def accommodate_child(
    protection: Protection,
    *,
    by: Any,
    kind: str,
    where: str,
    happened_at: datetime,
    reason: str = "",
    authorised_by: Any = None,
    authorised_at: datetime | None = None,
) -> Stay:
    """The child came to a place, and left the one before. A police station needs a reason and an inspector's authority."""
    _still_live(protection)
    at = _since_taken(protection, "happened_at", happened_at)
    if kind not in Place.values:
        raise Invalid(kind="Say what kind of place it is.")
    made = Stay(protection=protection, kind=kind, where=where, happened_at=at, placed_by=actor_of(by).user)
    if kind == Place.STATION:
        _allow_station(protection, made, reason, authorised_by, authorised_at)
    _leave(protection, at)
    made.save()
    return made


def _allow_station(protection: Protection, stay: Stay, reason: str, officer: Any, at: datetime | None) -> None:
    if not reason.strip():
        raise Invalid(
            reason="A police station is not suitable accommodation. Say why there is no other place, and for how long."
        )
    if officer is None or not is_at_least(officer, Rank.INSPECTOR):
        raise Invalid(authorised_by="Name the inspector, or above, who allowed it.")
    if officer.pk == protection.initiating_officer_id:
        raise Invalid(authorised_by="The officer who used the power does not allow it. Name another inspector.")
    if at is None:
        raise Invalid(authorised_at="Say when it was allowed.")
    stay.authorised_at = _since_taken(protection, "authorised_at", at)
    stay.reason, stay.authorised_by = reason, officer


def _leave(protection: Protection, at: datetime) -> None:
    """The child is no longer where they were."""
    before = protection.places.filter(left_at=None).first()
    if before is not None:
        told = f"The child came to {before.where} later than this. Check the time."
        before.left_at = _not_before(before.happened_at, "happened_at", at, told)
        before.save()


@act("powers.decision.made", permission="powers.decide", says="{0.protection.reference}: {0}")
def decide(
    protection: Protection, *, by: Any, kind: str, happened_at: datetime, because: str, whom: str = ""
) -> Decision:
    """The designated officer decides, and says why. To release is to be followed by the end; it does not end it by itself."""
    _still_live(protection)
    user = actor_of(by).user
    if protection.designated_officer_id is None:
        raise Invalid("There is no designated officer yet. Appoint one first.")
    if user is None or user.pk != protection.designated_officer_id:
        raise Invalid("The designated officer decides. If you have taken it over, record that first.")
    at = _since_taken(protection, "happened_at", happened_at)
    if kind not in Judgement.values:
        raise Invalid(kind="Say what is decided.")
    if kind in ON_CONTACT and not whom.strip():
        raise Invalid(whom="Say with whom.")
    if not because.strip():
        raise Invalid(because="Say why.")
    made = Decision(protection=protection, kind=kind, happened_at=at, whom=whom, because=because, decided_by=user)
    made.hours_in = min(int((at - protection.taken_at).total_seconds()) // 3600, 32767)
    made.save()
    return made


@act("powers.protection.ended", permission="powers.decide", says="{0.reference}: police protection ended")
def end_protection(
    protection: Protection,
    *,
    by: Any,
    ended_at: datetime,
    ending: str,
    ended_note: str = "",
    breach_reason: str = "",
) -> Protection:
    """It came to its end. Beyond 72 hours only with the reason, which stays on the record. The officer who used the power does
    not end it."""
    _still_live(protection)
    if actor_of(by).user is not None and actor_of(by).user.pk == protection.initiating_officer_id:  # type: ignore[union-attr]
        raise Invalid("The officer who used the power does not end it. The designated officer does.")
    not_future(ended_at=ended_at)
    told = "Police protection cannot have ended before it began."
    at = _not_before(protection.taken_at, "ended_at", ended_at, told)
    if ending not in Ending.values:
        raise Invalid(ending="Say how it ended.")
    if ending == Ending.RAN_OUT and at < protection.latest_end_at.replace(second=0):
        raise Invalid(ending="The 72 hours had not run out then.")
    if at > protection.latest_end_at and not breach_reason.strip():
        raise Invalid(breach_reason="It lasted more than 72 hours, which it may not. Say why.")
    protection.ended_at, protection.ending, protection.ended_by = at, ending, actor_of(by).user
    protection.ended_note = ended_note
    protection.breach_reason = breach_reason if at > protection.latest_end_at else ""
    _close_stay(protection, at)
    protection.save()
    return protection


def _close_stay(protection: Protection, at: datetime) -> None:
    before = protection.places.filter(left_at=None).first()
    if before is not None:
        told = f"The child came to {before.where} later than this. Check the time."
        before.left_at = _not_before(before.happened_at, "ended_at", at, told)
        before.save()


@act(
    "powers.child.handed-over", permission="powers.use", says="{0.reference}: child handed over", operation="disclosure"
)
def hand_over(protection: Protection, *, by: Any, handed_over_at: datetime, handed_to: str) -> Protection:
    """The child is in someone's care and no longer in the hands of the police."""
    if protection.is_live:
        raise Invalid("Police protection has not ended yet. Record its end first.")
    if protection.handed_over_at is not None:
        raise Invalid("It is recorded already to whom the child was handed over.")
    at = _since_taken(protection, "handed_over_at", handed_over_at)
    if not handed_to.strip():
        raise Invalid(handed_to="Say who took the child into their care.")
    protection.handed_over_at, protection.handed_over_by, protection.handed_to = at, actor_of(by).user, handed_to
    protection.save()
    return protection
