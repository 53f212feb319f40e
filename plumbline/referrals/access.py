"""The only way a page gets a referral. One condition per line; each read that shows a child's data leaves a ledger row.

A partner's way is apart from the officers': by what was shared with their recipient, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from plumbline.access.access import (
    authorise,
    closed_to,
    grants_with,
    may_do,
    may_see,
    people_reached,
    require_open,
    require_purpose,
    unrestricted,
)
from plumbline.access.models import User
from plumbline.access.queries import holders_of
from plumbline.access.reading import one_read
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.people.models import Person
from plumbline.referrals.models import (
    Answer,
    AuthorityAssessment,
    AuthorityEnquiry,
    AuthorityPlan,
    AuthorityReferral,
    ChildVictim,
    Concern,
    Decision,
    Disagreement,
    DomesticIncident,
    HouseholdLow,
    Notification,
    Overtime,
    PartnerAccount,
    Practitioner,
    Recipient,
    Referral,
    Setting,
    Sharing,
    StrategyDiscussion,
    Term,
    TermCalendar,
)
from plumbline.referrals.queries import Notable, cannot_be_told, children_with, unreferred, untold
from plumbline.workforce.models import Team

SEE, EXPORT, ANSWER, MANAGE = "referrals.see", "referrals.export", "referrals.answer", "referrals.manage"
UNIT, APPROVE, TRIAGE = "referrals.unit", "referrals.approve", "referrals.triage"
OWN = ("submitted_by_id",)  # whose case a referral is, as `Referral.owners` has it
NO_REFERRAL = "There is no such referral in your reach."
NO_RECORD = "There is no such record in your reach."
NOT_SHARED = "There is no such referral among those shared with you."


def require_sight(actor: Actor) -> None:
    """Whoever sees no referrals at all is told so; one out of reach is not told apart from one that does not exist."""
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see referrals. Ask your supervisor if you think it should.")
    require_purpose(actor)


def referrals_for(actor: Actor) -> QuerySet[Referral]:
    """Referrals in the actor's reach, none of a restricted child. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user))


def _reached(actor: Actor) -> QuerySet[Referral]:
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    return QuerySet(Referral).filter(reach).select_related("person__mother", "district", "team")


def shown(actor: Actor, referrals: Iterable[Referral], what: str) -> None:
    """A list was shown: one ledger row that names the children on it."""
    if people := [referral.person_id for referral in referrals]:
        consulted(actor, "referrals.list.read", what, people)


def exported(actor: Actor, referrals: QuerySet[Referral], what: str) -> QuerySet[Referral]:
    """The rows of a list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = referrals.order_by().values_list("person_id", flat=True).distinct()
    disclosed(actor, "referrals.list.exported", f"{what} exported to a file for {actor.name}", people)
    return referrals


def referral_for(actor: Actor, pk: int, *, to: str = SEE) -> Referral:
    """One referral in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, _reached(actor).select_related("submitted_by", "voice"), pk, to)


def referral_whole_for(actor: Actor, pk: int) -> Referral:
    """One referral in reach with all that its page tells."""
    accounts = ("submitted_by", "pattern_read_by", "closed_by", "acceptance__informed_by", "acceptance__accepted_by")
    named = _reached(actor).select_related("voice__person", *accounts)
    return _read(actor, named.prefetch_related(*_parts()), pk, SEE)


def _read(actor: Actor, referrals: QuerySet[Referral], pk: int, to: str) -> Referral:
    return one_read(
        actor, referrals, pk, to=to, see=SEE, absent=NO_REFERRAL, says=lambda found: f"Referral {found.reference} read"
    )


def _parts() -> list[Prefetch]:
    """Each part with the accounts that it names, newest first."""

    def part(name: str, model: type[Any], *named: str, order: str = "-pk") -> Prefetch:
        found = QuerySet(model).order_by(order)
        return Prefetch(name, found.select_related(*named) if named else found)

    answers = part("answers", Answer, "answered_by", order="-number")
    sharings = QuerySet(Sharing).order_by("-shared_at", "-pk").select_related("recipient", "shared_by")
    return [
        part("concerns", Concern, order="pk"),
        part("decisions", Decision, "made_by", "signed_by"),
        Prefetch("sharings", sharings.prefetch_related(answers)),
        part("strategies", StrategyDiscussion, "requested_by", "held_by", "conference__held_by"),
        part("disagreements", Disagreement, "raised_by", "ended_by"),
    ]


def part_of_referral_for(actor: Actor, model: type[Any], pk: int, *named: str, to: str = SEE) -> Any:
    """Something that belongs to a referral, when the referral is in reach; `named` are the records that its page names."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, "referral__district_id", "referral__team_id", [f"referral__{own}" for own in OWN])
    reached = QuerySet(model).select_related("referral__person__mother", *named).filter(reach)
    return one_read(
        actor, reached, pk, to=to, see=SEE, absent=NO_RECORD, says=lambda part: f"{part.case()}: {part} read"
    )


def decision_for(actor: Actor, pk: int, *, to: str = SEE) -> Decision:
    return part_of_referral_for(actor, Decision, pk, "made_by", "signed_by", to=to)  # type: ignore[no-any-return]


def strategy_for(actor: Actor, pk: int, *, to: str = SEE) -> StrategyDiscussion:
    named = ("requested_by", "held_by", "conference__held_by")
    return part_of_referral_for(actor, StrategyDiscussion, pk, *named, to=to)  # type: ignore[no-any-return]


def disagreement_for(actor: Actor, pk: int, *, to: str = SEE) -> Disagreement:
    return part_of_referral_for(actor, Disagreement, pk, "raised_by", "ended_by", to=to)  # type: ignore[no-any-return]


def sharing_for(actor: Actor, pk: int, *, to: str = SEE) -> Sharing:
    named = ("recipient", "shared_by", "acknowledged_by")
    return part_of_referral_for(actor, Sharing, pk, *named, to=to)  # type: ignore[no-any-return]


def answers_of(sharing: Sharing) -> list[Answer]:
    """Every answer, the one that holds first."""
    return list(QuerySet(Answer).filter(sharing=sharing).select_related("answered_by").order_by("-number"))


def referrals_of_child(actor: Actor, person_id: int) -> list[Referral]:
    """Every referral of one child, newest first, wherever the child then was: history must not stop at a boundary.

    `in_reach` says of each whether the actor may open it; of the others a line is shown and no more.
    """
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    within = set(QuerySet(Referral).filter(reach, person_id=person_id).values_list("pk", flat=True))
    found = list(
        QuerySet(Referral).filter(person_id=person_id).select_related("district").order_by("-submitted_at", "-pk")
    )
    for referral in found:
        referral.in_reach = referral.pk in within  # type: ignore[attr-defined]
    return found


def lows_of_household_for(actor: Actor, referral: Referral) -> list[Referral]:
    """Low referrals of the child's household that count with this one, none of a child whose records are closed to the actor.
    Of each: whether it counts, and whether the actor may open it. Who is named is written to the ledger."""
    held = QuerySet(HouseholdLow).filter(referral=referral).filter(unrestricted(actor.user, "counted__person_id"))
    rows = list(
        held.select_related("counted__person__mother", "counted__district").order_by("-counted__submitted_at", "-pk")
    )
    if not rows:
        return []
    reach = may_see(actor.user, SEE, own=OWN)
    within = set(QuerySet(Referral).filter(reach, pk__in=[row.counted_id for row in rows]).values_list("pk", flat=True))
    for row in rows:
        row.counted.is_counted, row.counted.in_reach = row.is_counted, row.counted_id in within  # type: ignore[attr-defined]
    people = {row.counted.person_id for row in rows}
    consulted(actor, "referrals.household.read", f"Household of {referral.reference} read", people, referral.ref())
    return [row.counted for row in rows]


def teams_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Teams in which the actor may do this: what a form offers."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    return QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Whom the user's own referrals are about: what a grant over own cases reaches among people."""
    own = QuerySet(Referral).filter(submitted_by_id=user.pk)
    return own.order_by().values_list("person_id", flat=True).distinct()


# Recipients and their accounts


def recipients_open() -> QuerySet[Recipient]:
    return QuerySet(Recipient).filter(is_open=True).order_by("kind", "name")


def recipients_for(actor: Actor) -> QuerySet[Recipient]:
    authorise(actor, MANAGE, None)
    return QuerySet(Recipient).order_by("kind", "name")


def recipient_for(actor: Actor, pk: int) -> Recipient:
    recipient = recipients_for(actor).filter(pk=pk).first()
    if recipient is None:
        raise Missing("There is no such recipient.")
    return recipient


def accounts_of(recipient: Recipient) -> QuerySet[PartnerAccount]:
    return QuerySet(PartnerAccount).filter(recipient=recipient).select_related("user").order_by("ended_at", "pk")


def account_for(actor: Actor, pk: int) -> PartnerAccount:
    authorise(actor, MANAGE, None)
    account = QuerySet(PartnerAccount).select_related("recipient", "user").filter(pk=pk).first()
    if account is None:
        raise Missing("There is no such account of a partner.")
    return account


def partners_to_admit() -> list[User]:
    """Accounts that hold the role of a partner and see nothing yet."""
    taken = QuerySet(PartnerAccount).filter(ended_at=None).values("user_id")
    holders = User.objects.filter(is_active=True, grants__role="social-care-partner").exclude(pk__in=taken).distinct()
    return [user for user in holders.order_by("display_name", "pk") if grants_with(user, ANSWER)]


# The partner's own way


def shared_with(actor: Actor) -> QuerySet[Sharing]:
    """What was shared with the recipient for whom the actor signs in, newest first, none of a restricted child."""
    authorise(actor, ANSWER, None)
    require_purpose(actor)
    here = {
        "recipient__partner_accounts__user_id": actor.user.pk if actor.user else None,
        "recipient__partner_accounts__ended_at": None,
    }
    found = QuerySet(Sharing).filter(unrestricted(actor.user, "referral__person_id"), **here)
    return found.select_related("referral__person__mother", "recipient", "shared_by").order_by("-shared_at", "-pk")


def shared_shown(actor: Actor, sharings: Iterable[Sharing]) -> None:
    if people := [sharing.referral.person_id for sharing in sharings]:
        consulted(actor, "referrals.shared.listed", "List of referrals shared with the partner read", people)


def shared_for(actor: Actor, pk: int) -> Sharing:
    """One referral that was shared with the partner, as it was sent."""
    sharing = shared_with(actor).filter(pk=pk).first()
    if sharing is None:
        raise Missing(NOT_SHARED)
    sentence = f"{sharing.referral.reference} read by {sharing.recipient}"
    consulted(actor, "referrals.shared.read", sentence, sharing.person_ids(), sharing.referral.ref())
    return sharing


# Domestic abuse, and who at school is told

VICTIM = ("person__mother", "setting", "incident__person__mother", "incident__recorded_by", "incident__district")


def household_of(actor: Actor, person: Person) -> list[Person]:
    """Other children of the household under 18, none whose records are closed to the actor."""
    found = children_with(person).filter(unrestricted(actor.user, "pk"))
    return [child for child in found if child.is_child]


def victims_for(actor: Actor) -> QuerySet[ChildVictim]:
    """Child victims in the actor's reach, none of a restricted child."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, "incident__district_id", "incident__team_id", ["incident__recorded_by_id"])
    return QuerySet(ChildVictim).filter(reach, unrestricted(actor.user))


def victim_for(actor: Actor, pk: int, *, to: str = SEE) -> ChildVictim:
    require_sight(actor)
    reach = may_see(actor.user, SEE, "incident__district_id", "incident__team_id", ["incident__recorded_by_id"])
    victim = QuerySet(ChildVictim).filter(reach, pk=pk).select_related(*VICTIM).first()
    if victim is None:
        raise Missing(NO_RECORD)
    require_open(actor, victim.whose(), NO_RECORD)
    if to != SEE:
        authorise(actor, to, victim)
    sentence = f"{victim.incident.reference}: {victim.person.name} read"
    consulted(actor, "referrals.victim.read", sentence, victim.person_ids(), victim.incident.ref())
    return victim


def incident_for(actor: Actor, pk: int) -> DomesticIncident:
    """One incident in reach with those of its children whose records are open to the actor, as `shown_victims`."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=["recorded_by_id"])
    named = ("person__mother", "recorded_by", "district", "team")
    found = QuerySet(DomesticIncident).filter(reach, pk=pk).select_related(*named).first()
    if found is None:
        raise Missing(NO_RECORD)
    require_open(actor, found.whose(), NO_RECORD)
    sent = QuerySet(Notification).select_related("setting", "sent_by").order_by("-pk")
    victims = QuerySet(ChildVictim).filter(unrestricted(actor.user), incident=found).order_by("pk")
    found.shown_victims = list(  # type: ignore[attr-defined]
        victims.select_related("person__mother", "setting").prefetch_related(Prefetch("notifications", sent))
    )
    people = [victim.person_id for victim in found.shown_victims]  # type: ignore[attr-defined]
    consulted(actor, "referrals.incident.read", f"Incident {found.reference} read", people, found.ref())
    return found


def notification_for(actor: Actor, pk: int, *, to: str) -> Notification:
    require_sight(actor)
    place = ("victim__incident__district_id", "victim__incident__team_id", ["victim__incident__recorded_by_id"])
    reach = may_see(actor.user, SEE, *place)
    named = ("setting", "victim__person__mother", "victim__incident__person")
    sent = QuerySet(Notification).filter(reach, pk=pk).select_related(*named).first()
    if sent is None:
        raise Missing(NO_RECORD)
    require_open(actor, sent.whose(), NO_RECORD)
    authorise(actor, to, sent)
    consulted(actor, "referrals.victim.read", f"{sent} read", sent.person_ids(), sent.case().ref())
    return sent


def encompass_for(actor: Actor, now: datetime) -> tuple[list[ChildVictim], list[ChildVictim]]:
    """Whose schools are to be told, the latest first; and for whom it cannot be said by when."""
    victims = victims_for(actor)
    waiting = list(untold(now, victims).filter(notify_by__isnull=False).order_by("-notify_by", "pk")[:200])
    unknown = list(cannot_be_told(victims, now).order_by("-reported_at", "pk")[:200])
    if people := [victim.person_id for victim in (*waiting, *unknown)]:
        consulted(actor, "referrals.encompass.read", "List of schools to be told read", people)
    return waiting, unknown


def settings_for(actor: Actor) -> QuerySet[Setting]:
    authorise(actor, MANAGE, None)
    return settings_known()


def settings_known() -> QuerySet[Setting]:
    return QuerySet(Setting).select_related("calendar").order_by("name")


def calendars_for(actor: Actor) -> QuerySet[TermCalendar]:
    authorise(actor, MANAGE, None)
    terms = Prefetch("terms", QuerySet(Term).filter(removed_at=None).order_by("starts_on"))
    return QuerySet(TermCalendar).prefetch_related(terms).order_by("name")


def calendar_for(actor: Actor, pk: int) -> TermCalendar:
    calendar = calendars_for(actor).filter(pk=pk).first()
    if calendar is None:
        raise Missing("There are no such term dates.")
    return calendar


def term_for(actor: Actor, pk: int) -> Term:
    authorise(actor, MANAGE, None)
    term = QuerySet(Term).select_related("calendar").filter(pk=pk, removed_at=None).first()
    if term is None:
        raise Missing("There is no such term.")
    return term


# What local authorities' census returns tell

IN_ORDER = ("-started_at", "-pk")


def authority_referral_for(actor: Actor, pk: int) -> AuthorityReferral:
    """One referral to an authority with all that the return tells of it. It is of no district: reach is over the child."""
    return _authority_referral(actor, pk=pk)


def authority_enquiry_for(actor: Actor, pk: int) -> AuthorityReferral:
    """The referral to which an enquiry belongs."""
    return _authority_referral(actor, enquiries=pk)


def authority_assessment_for(actor: Actor, pk: int) -> AuthorityReferral:
    """The referral to which an assessment belongs."""
    return _authority_referral(actor, assessments=pk)


def _authority_referral(actor: Actor, **which: int) -> AuthorityReferral:
    require_sight(actor)
    reach = people_reached(actor.user, SEE, "person_id")
    parts = [
        Prefetch("enquiries", QuerySet(AuthorityEnquiry).order_by(*IN_ORDER)),
        Prefetch("assessments", QuerySet(AuthorityAssessment).order_by(*IN_ORDER)),
        Prefetch("plans", QuerySet(AuthorityPlan).order_by(*IN_ORDER)),
    ]
    named = QuerySet(AuthorityReferral).select_related("person__mother").prefetch_related(*parts)
    found = named.filter(reach, **which).first()
    if found is None:
        raise Missing(NO_RECORD)
    require_open(actor, found.whose(), NO_RECORD)
    sentence = f"{found} of {found.person.name} read"
    consulted(actor, "referrals.authority.read", sentence, found.person_ids(), found.ref())
    return found


def authority_referrals_of_child(actor: Actor, person_id: int) -> list[AuthorityReferral]:
    """Every referral of one child to an authority that a return told, newest first, with the plans that followed."""
    require_sight(actor)
    plans = Prefetch("plans", QuerySet(AuthorityPlan).order_by(*IN_ORDER))
    found = QuerySet(AuthorityReferral).filter(person_id=person_id).order_by("-referred_at", "-pk")
    return list(found.prefetch_related(plans))


# Child to notice


def to_notice(actor: Actor, length: timedelta) -> list[Notable]:
    """Records about children made in that time in the actor's reach, without referral or reason; none of a restricted child, and
    none of a room into which the actor may not look."""
    require_sight(actor)
    now, shut = clock.now(), closed_to(actor.user)
    found = [each for each in unreferred(now - length, now) if each.person_id not in shut]
    grants = {
        room: grants_with(actor.user, f"{room}.see") for room in {"referrals", *(each.case.room for each in found)}
    }

    def reaches(room: str, each: Notable) -> bool:
        return any(grant.reaches(each.district_id, each.team_id) for grant in grants[room])

    left = [each for each in found if reaches("referrals", each) and reaches(each.case.room, each)]
    if left:
        consulted(actor, "referrals.notice.read", "Children to notice read", {each.person_id for each in left})
    return left


# The unit


def practitioners_for(actor: Actor) -> QuerySet[Practitioner]:
    """Who is or was in the unit, as far as it is in the actor's reach."""
    authorise(actor, UNIT, None)
    reach = may_see(actor.user, UNIT, "team__district_id", "team_id", ["user_id"])
    named = ("user", "team__district", "mentor", "mentored_by", "competent_by", "approved_by")
    return (
        QuerySet(Practitioner).filter(reach).select_related(*named).order_by("team__name", "user__display_name", "pk")
    )


def practitioner_for(actor: Actor, pk: int, *, to: str = UNIT) -> Practitioner:
    found = practitioners_for(actor).filter(pk=pk).first()
    if found is None:
        raise Missing("There is nobody of that number in the unit.")
    if to != UNIT:
        authorise(actor, to, found)
    return found


def people_to_begin(actor: Actor) -> list[User]:
    """Accounts that hold a role of the unit and are not in it yet."""
    authorise(actor, APPROVE, None)
    here = set(QuerySet(Practitioner).filter(left_at=None).values_list("user_id", flat=True))
    return [user for user in holders_of(TRIAGE) if user.pk not in here]


def overtimes_for(actor: Actor) -> QuerySet[Overtime]:
    """Overtime of the unit, as far as it is in the actor's reach; what was removed is among it."""
    authorise(actor, UNIT, None)
    reach = may_see(actor.user, UNIT, "team__district_id", "team_id", ["user_id"])
    return QuerySet(Overtime).filter(reach).select_related("user", "team__district", "recorded_by", "removed_by")


def overtime_for(actor: Actor, pk: int, *, to: str = UNIT) -> Overtime:
    found = overtimes_for(actor).filter(pk=pk).first()
    if found is None:
        raise Missing("There is no overtime of that number in the unit.")
    if to != UNIT:
        authorise(actor, to, found)
    return found


def people_who_worked(actor: Actor, since: datetime) -> QuerySet[Practitioner]:
    """Of whom the actor may record overtime: whoever is in the unit, or left it after that moment, but themselves."""
    authorise(actor, APPROVE, None)
    reach = may_see(actor.user, APPROVE, "team__district_id", "team_id", ["user_id"])
    here = QuerySet(Practitioner).filter(reach, Q(left_at=None) | Q(left_at__gte=since)).select_related("user", "team")
    return here.exclude(user_id=getattr(actor.user, "pk", None)).order_by("user__display_name", "pk")
