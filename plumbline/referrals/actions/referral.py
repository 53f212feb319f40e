"""The referral itself: made, and made whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from plumbline.access.access import may_do
from plumbline.access.origins import NO_ORIGIN, origin_in_reach
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, Missing
from plumbline.kernel.moments import not_future
from plumbline.kernel.records import Record
from plumbline.people.actions import amend_person, record_voice
from plumbline.people.models import Ethnicity, Person
from plumbline.referrals.models import Concern, ConcernKind, Grade, HouseholdLow, NoReferral, Referral
from plumbline.referrals.queries.completeness import completeness
from plumbline.referrals.queries.household import lows_of_household
from plumbline.workforce.models import Team

# What a referral tells, and may be told later where it was not.
TOLD = (
    "circumstances", "child_where", "child_condition", "needs_protection_now", "education", "school", "ethnicity",
    "language", "responsibility", "household", "alleged", "background", "home_authority", "host_authority",
)  # fmt: skip
# What the child's own record gains thereby, where it holds nothing: referral → person.
LEARNT = {"school": "education_setting", "ethnicity": "ethnicity", "language": "first_language"}


def said(**texts: str) -> None:
    """Each of these texts must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise Invalid(**{name: "Say this in a few words."})


def still_open(referral: Referral) -> None:
    if not referral.is_open:
        raise Invalid(f"{referral.reference} is closed. Reopen it first.")


@act(
    "referrals.referral.made",
    permission="referrals.make",
    says="{0.reference}: child referred, {0.grade} risk",
    operation="collection",
)
def make_referral(
    person: Person,
    *,
    by: Any,
    team: Team,
    grade: str,
    concerns: Iterable[str],
    circumstances: str,
    noticed_at: datetime | None = None,
    origin: CaseRef | None = None,
    voice: Mapping[str, Any] | None = None,
    **told: Any,
) -> Referral:
    """Refer a child, from a case or alone. How complete it is follows from what is told; nobody types it.

    `told` are fields of Referral named in `TOLD`; `voice` what `people.record_voice` takes. Gaps in the child's own record
    are filled where whoever refers may do that.
    """
    at = current().at
    not_future(noticed_at=noticed_at)
    _refuse_adult(person)
    kinds = _kinds(concerns)
    if grade not in Grade.values:
        raise Invalid(grade="Choose how grave the concern is.")
    said(circumstances=circumstances)
    if origin is not None:
        origin_about(by, origin, person)
    referral = Referral(person=person, team=team, district_id=team.district_id, circumstances=circumstances)
    referral.noticed_at, referral.submitted_at, referral.submitted_by = noticed_at or at, at, actor_of(by).user
    referral.submitted_month = clock.local_month(at)
    referral.first_grade = referral.grade = grade
    referral.is_domestic = ConcernKind.DOMESTIC in kinds
    if origin is not None:
        referral.origin_room, referral.origin_kind, referral.origin_id = origin.room, origin.kind, origin.id
    _tell(referral, told)
    _reckon(referral, person, is_voiced=voice is not None)
    referral.score, referral.lacks_at_submission = _of(referral, person, voice is not None)
    referral.save()
    for kind in kinds:
        Concern(referral=referral, kind=kind).save()
    if grade == Grade.LOW:
        for low, is_counted in lows_of_household(referral):
            HouseholdLow(referral=referral, counted=low, is_counted=is_counted).save()
    if voice is not None:
        _hear(referral, by, voice)
    _teach(person, by, referral)
    return referral


@act("referrals.referral.completed", permission="referrals.make", says="{0.reference}: more was told")
def complete_referral(referral: Referral, *, by: Any, voice: Mapping[str, Any] | None = None, **told: Any) -> Referral:
    """Tell what was not told at first. The score at submission stays as it was; what lacks now follows."""
    still_open(referral)
    if voice is not None and referral.voice_id is not None:
        raise Invalid("The child’s voice is on this referral already. Record another on the child’s page.")
    _tell(referral, {name: value for name, value in told.items() if value not in ("", None)})
    _reckon(referral, referral.person, is_voiced=voice is not None or referral.voice_id is not None)
    referral.save()
    if voice is not None:
        _hear(referral, by, voice)
    _teach(referral.person, by, referral)
    return referral


@act("referrals.child.not-referred", permission="referrals.make", says="{0}")
def not_refer(person: Person, *, by: Any, case: CaseRef, reason: str) -> NoReferral:
    """A record about a child was looked at: no referral is needed, because. Once for a child and a record."""
    said(reason=reason)
    record, user = origin_about(by, case, person), actor_of(by).user
    if user is None:
        raise Invalid("That no referral is needed is decided by a person.")
    found = NoReferral(person=person, room=case.room, kind=case.kind, case_id=case.id, reason=reason)
    found.district_id, found.team_id = record.place()
    found.decided_at, found.decided_by = current().at, user
    found.save()
    return found


def _kinds(concerns: Iterable[str]) -> list[str]:
    kinds = list(dict.fromkeys(concerns))
    if not kinds or set(kinds) - set(ConcernKind.values):
        raise Invalid(concerns="Choose what you fear for the child.")
    return kinds


def _refuse_adult(person: Person) -> None:
    if person.turns_18_at is not None and person.turns_18_at <= clock.now():
        raise Invalid(f"{person.name} is 18 or over. Refer an adult in the force’s other system.")


def origin_about(by: Any, case: CaseRef, person: Person) -> Record:
    """The record that gave rise to something: it exists, is about this child, and whoever acts may see it."""
    record = origin_in_reach(by, case)
    if person.pk not in record.person_ids():
        raise Missing(NO_ORIGIN)
    return record


def _tell(referral: Referral, told: Mapping[str, Any]) -> None:
    strange = set(told) - set(TOLD)
    if strange:
        raise Invalid(f"A referral tells nothing of that name: {', '.join(sorted(strange))}.")
    before = [referral.home_authority, referral.host_authority]
    for name, value in told.items():
        setattr(referral, name, value)
    if {"home_authority", "host_authority"} & set(told):
        _whose(referral, before)


def _whose(referral: Referral, before: list[str]) -> None:
    """Whether the child was found away from home, by the names of the two authorities, however they are typed."""
    names = [" ".join(name.split()) for name in (referral.home_authority, referral.host_authority)]
    if names[0].casefold() == names[1].casefold():
        names[1] = names[0]
    if hasattr(referral, "acceptance") and names != before:
        raise Invalid("The authority where the child lives was informed already: the two stay as they are.")
    referral.home_authority, referral.host_authority = names
    is_away = all(names) and names[0] != names[1]
    referral.away_at = (referral.away_at or current().at) if is_away else None


def _of(referral: Referral, person: Person, is_voiced: bool) -> tuple[int, str]:
    whole = completeness({name: getattr(referral, name) for name in TOLD} | {"is_voiced": is_voiced}, person)
    return whole.score, whole.names


def _reckon(referral: Referral, person: Person, *, is_voiced: bool) -> None:
    """What lacks by now, and since when nothing essential does."""
    whole = completeness({name: getattr(referral, name) for name in TOLD} | {"is_voiced": is_voiced}, person)
    referral.lacks = whole.names
    referral.completed_at = None if whole.essentials else referral.completed_at or current().at
    if is_voiced or person.is_unborn:
        referral.voiced_at = referral.voiced_at or current().at


def _hear(referral: Referral, by: Any, voice: Mapping[str, Any]) -> None:
    heard = {"happened_at": current().at} | dict(voice)
    referral.voice = record_voice(referral.person, by=by, case=referral.ref(), **heard)
    referral.save()


def _teach(person: Person, by: Any, referral: Referral) -> None:
    """What the child's record did not know, it now does."""
    actor = actor_of(by)
    if not actor.is_system and not may_do(actor.user, "people.record"):
        return
    new = {
        theirs: getattr(referral, ours)
        for ours, theirs in LEARNT.items()
        if getattr(person, theirs) in ("", Ethnicity.NK) and getattr(referral, ours) not in ("", Ethnicity.NK)
    }
    if new:
        amend_person(person, by=by, **new)
