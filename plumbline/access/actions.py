"""The only writers of accounts, grants, restrictions and what opens them. Nobody grants, opens or reviews for themselves."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from smtplib import SMTPException
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from plumbline.access.access import closed_to, forget_restrictions
from plumbline.access.models import (
    AccessKind,
    Decision,
    Grant,
    GrantReview,
    Notice,
    Outcome,
    Restriction,
    Scope,
    SpecialAccess,
    User,
)
from plumbline.access.queries import DEMO_REASON, holders_of
from plumbline.access.roles import ROLES
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, Missing
from plumbline.kernel.records import Record
from plumbline.kernel.workdays import midnight
from plumbline.ledger.actions import signed

log = logging.getLogger(__name__)
PROVIDER = "force"  # the one OpenID Connect provider of an installation
LONGEST = timedelta(
    days=366
)  # special access; force policy: whoever needs it longer is given it again, and looked at again
ENOUGH = 10  # letters of a reason: less is no sentence


@act(
    "access.account.opened",
    permission="access.administer",
    says="Account opened for {0.display_name}",
    operation="collection",
)
def open_account(*, by: Any, username: str, display_name: str, password: str | None = None) -> User:
    """Make an account. Without a password it names a person in records but cannot sign in."""
    if not re.fullmatch(r"[\w.@+-]{1,60}", username):
        raise Invalid(username="A user name has letters, figures and . @ + - _, and at most 60 of them.")
    if not display_name.strip():
        raise Invalid(display_name="Give the rank and surname by which colleagues know the person.")
    if User.objects.filter(username__iexact=username).exists():  # signing in does not tell PATEL from patel
        raise Invalid(username=f"There is already an account called {username}.")
    user = User(username=username, display_name=display_name)
    user.set_password(password)
    user.save()
    return user


@act("access.account.closed", permission="access.administer", says="Account of {0.display_name} closed")
def close_account(user: User, *, by: Any) -> User:
    """The person can no longer sign in, and is signed out everywhere; their name stays in what they recorded."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sittings(user)
    return user


@act("access.sessions.ended", permission="access.administer", says="{0.display_name} signed out everywhere")
def sign_out_everywhere(user: User, *, by: Any) -> User:
    """Every session of the account ends at its next request, those on lost devices included."""
    _end_sittings(user)
    return user


@act("access.password.set", permission="access.administer", says="Password of {0.display_name} set anew")
def set_password(user: User, *, by: Any, password: str) -> User:
    """For someone who forgot theirs. It ends their sessions."""
    _judge_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_sittings(user)
    return user


@act("access.factors.removed", permission="access.administer", says="Second factors of {0.display_name} taken away")
def remove_factors(user: User, *, by: Any) -> User:
    """For someone who lost theirs: authenticator app, passkeys and recovery codes go, and the provider's name for them.
    Whoever's role needs a factor must add one before anything else opens."""
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    _end_sittings(user)
    return user


def change_own_password(user: User, *, by: Actor, password: str) -> None:
    """The person's own act, which needs no grant. Their other sessions end; the one that asks must take up the new hash."""
    _judge_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        signed(by, "access.password.changed", f"{user.display_name} changed their password", ref_of(user), altered=True)


def end_own_sittings(user: User, *, by: Actor) -> None:
    """Signed out everywhere by the person's own hand, which needs no grant."""
    with transaction.atomic():
        _end_sittings(user)
        signed(by, "access.sessions.ended-own", f"{user.display_name} signed out everywhere", ref_of(user))


def end_other_sittings(user: User) -> None:
    """What was signed in before the account's proof changed must prove itself anew. Called within what is written down."""
    _end_sittings(user)


def touch_sitting(session_key: str) -> None:
    """The session was used a moment ago, for the list of a person's sessions."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now())


def begin_sitting(request: HttpRequest) -> None:
    """Puts the session that has just begun on the list of the person's sessions."""
    UserSession.objects.create_from_request(request)


def tie_to_provider(user: User, *, subject: str) -> None:
    """The provider's own number for the person, kept when they first come through it: a user name that the provider gives
    to somebody else later does not open the account."""
    SocialAccount.objects.create(user=user, provider=PROVIDER, uid=subject)


def ref_of(user: User) -> CaseRef:
    """How the ledger names an account."""
    return CaseRef("access", "user", user.pk)


def _end_sittings(user: User) -> None:
    """By the number that each session carries, and by taking the sessions on the list away: either alone would do."""
    User.objects.filter(pk=user.pk).update(sittings_ended=F("sittings_ended") + 1)
    user.refresh_from_db(fields=["sittings_ended"])
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()


def _judge_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Invalid(password=" ".join(fault.messages)) from None


# -- grants ----------------------------------------------------------------------------------------------------------


@act("access.grant.given", permission="access.administer", says="Grant given: {0}")
def give_grant(
    user: User,
    *,
    by: Any,
    role: str,
    scope: str,
    reason: str,
    scope_id: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Nobody gives themselves a role. A role for a time takes a last day (`Role.most_days`)."""
    _another(by, user, "Nobody gives themselves a role: someone else must.")
    if reason == DEMO_REASON and not actor_of(by).is_system:
        raise Invalid(reason="That reason is kept for the demonstration force. Say why the person needs the role.")
    grant = Grant(user=user, role=role, scope=scope, scope_id=scope_id, reason=reason)
    grant.starts_on, grant.ends_on = starts_on or clock.today(), ends_on
    _in_time(grant)
    grant.save()
    return grant


@act("access.grant.ended", permission="access.administer", says="Grant ended: {0}")
def end_grant(grant: Grant, *, by: Any, on: date) -> Grant:
    """The grant holds to the end of that day and no longer. A day beyond the one on which it ends would give it anew."""
    if grant.ends_on is not None and on > grant.ends_on:
        raise Invalid(on="The grant ends before that day. To extend it, give a new one.")
    grant.ends_on = on
    _in_time(grant)
    grant.save()
    return grant


@act("access.grants.carried", permission="access.administer", says="Grants carried to another team: {0}")
def carry_grants(user: User, *, by: Any, from_team: int, to_team: int, on: date) -> int:
    """A mover's grants over the old team end with the day before, and the same roles begin over the new one.

    What ends is never lengthened: a grant until a day is carried until that day. Grants over a district or the force are
    not the team's to carry. One that began on the day itself, or that has not begun, is moved as it stands.
    """
    held = Grant.objects.filter(user=user, scope=Scope.TEAM, scope_id=from_team).exclude(ends_on__lt=on)
    grants = list(held.order_by("pk"))
    for grant in grants:
        _carry(grant, to_team, on)
    return len(grants)


def _carry(grant: Grant, to_team: int, on: date) -> None:
    if grant.starts_on >= on:
        grant.scope_id = to_team
        grant.save()
        return
    ends, grant.ends_on = grant.ends_on, on - timedelta(days=1)
    grant.save()
    carried = Grant(user=grant.user, role=grant.role, scope=grant.scope, scope_id=to_team, reason=grant.reason)
    carried.starts_on, carried.ends_on = on, ends
    carried.save()


@act("access.grants.ended", permission="access.administer", says="Grants of a leaver ended: {0}")
def end_grants(user: User, *, by: Any, on: date) -> int:
    """No grant of the account outlives that day. One that had not begun by then is put into the past, so that it never
    holds; the ledger has its old days."""
    grants = list(Grant.objects.filter(user=user).exclude(ends_on__lte=on).order_by("pk"))
    past = min(on, clock.today()) - timedelta(days=1)
    for grant in grants:
        grant.starts_on, grant.ends_on = (grant.starts_on, on) if grant.starts_on <= on else (past, past)
        grant.save()
    return len(grants)


@act("access.grant.reviewed", permission="access.review", says="Grant reviewed: {0}")
def review_grant(grant: Grant, *, by: Any, decision: str, note: str = "") -> GrantReview:
    """Whether the person still needs the role. One that is no longer needed ends with the day. Never one's own."""
    reviewer = _person(by)
    _another(by, grant.user, "Nobody reviews their own grant: someone else must.")
    if grant.ends_on is not None and grant.ends_on < clock.today():
        raise Invalid("This grant has ended already; there is nothing to review.")
    if decision == Decision.END:
        note, day = _said(note, "note"), clock.today()
        if grant.starts_on > day:
            raise Invalid(decision="This grant has not begun. The administrator can end it.")
        if grant.ends_on is None or grant.ends_on > day:
            grant.ends_on = day
            grant.save()
    review = GrantReview(grant=grant, decision=decision, note=note, reviewed_at=current().at, reviewed_by=reviewer)
    review.save()
    return review


@act("access.grant.restored", permission="access.review", says="Grant ended by mistake put back: {0}")
def restore_grant(grant: Grant, *, by: Any, ends_on: date | None) -> GrantReview:
    """Undo an ending of the same day, as long as the grant still holds. `ends_on` is the last day that it had before."""
    reviewer = actor_of(by).user
    last = grant.reviews.order_by("-pk").first()
    is_ended_now = last is not None and last.decision == Decision.END and grant.ends_on is not None
    if reviewer is None or reviewer.pk == grant.user_id:
        raise Invalid("A grant is put back by someone who does not hold it.")
    if last is None or not is_ended_now or clock.local(last.reviewed_at).date() != clock.today():
        raise Invalid("Only a grant that a review ended today can be put back. Ask an administrator to give it again.")
    grant.ends_on = ends_on
    grant.save()
    note = "Ended by mistake; put back."
    review = GrantReview(grant=grant, decision="keep", note=note, reviewed_at=current().at, reviewed_by=reviewer)
    review.save()
    return review


def _in_time(grant: Grant) -> None:
    most = ROLES[grant.role].most_days if grant.role in ROLES else None
    if most is None:
        return
    if grant.ends_on is None:
        raise Invalid(ends_on=f"{ROLES[grant.role].name} is a role for a time: name the last day.")
    if (grant.ends_on - grant.starts_on).days > most:
        raise Invalid(ends_on=f"{ROLES[grant.role].name} is granted for at most {most} days.")


# -- restrictions ----------------------------------------------------------------------------------------------------


@act("access.restriction.set", permission="access.restrict", says="{0} set: {0.reason}")
def restrict(
    person: int | Record, *, by: Any, reason: str, is_told: bool, review_on: date, allow: Iterable[User] = ()
) -> Restriction:
    """Close everything about a person to all but those in `allow`, who have special access to the end of `review_on`.

    Those who work the case belong in `allow`: what they owe the child stays on their list, and without access they could not
    do it. Whoever restricts is not among them unless someone else gives them access. Where others are not told that a record
    exists, somebody must be able to open it.
    """
    setter, opened_to = _person(by), list(allow)
    if review_on <= clock.today():
        raise Invalid(review_on="The day of review must lie ahead.")
    if review_on > (clock.now() + LONGEST).date():
        raise Invalid(review_on="A restriction is looked at again within a year.")
    if not is_told and not opened_to:
        raise Invalid(allow="Nobody would know of this record. Name those who work with the child.")
    restriction = Restriction(person=_number(person), reason=_said(reason, "reason"), is_told=is_told)
    restriction.review_on, restriction.set_at, restriction.set_by = review_on, current().at, setter
    restriction.save()
    for user in opened_to:
        _give(user, by, restriction.person, reason, midnight(review_on + timedelta(days=1)))
    forget_restrictions()
    return restriction


@act("access.restriction.lifted", permission="access.restrict", says="{0} lifted")
def lift_restriction(restriction: Restriction, *, by: Any) -> Restriction:
    """The person's records are again in the reach of all whose grants reach them."""
    if restriction.lifted_at is not None:
        raise Invalid("This restriction was lifted already.")
    restriction.lifted_at, restriction.lifted_by = current().at, _person(by)
    restriction.save()
    forget_restrictions()
    return restriction


@act("access.special-access.given", permission="access.restrict", says="Special access given: {0}. {0.reason}")
def give_special_access(user: User, *, by: Any, person: int | Record, reason: str, ends_at: datetime) -> SpecialAccess:
    """Open a restricted person's records to one account until a moment. What may be done there is still for its grants to
    say. Nobody gives it to themselves."""
    number = _number(person)
    if not Restriction.objects.filter(person=number, lifted_at=None).exists():
        raise Invalid(person="This person's records are not restricted.")
    return _give(user, by, number, _said(reason, "reason"), ends_at)


def _give(user: User, by: Any, person: int, reason: str, ends_at: datetime) -> SpecialAccess:
    giver, at = _person(by), current().at
    _another(by, user, "Nobody gives themselves special access: someone else must.")
    if not at < ends_at <= at + LONGEST + timedelta(days=1):
        raise Invalid(ends_at="Special access ends on a day ahead, within a year.")
    given = SpecialAccess(user=user, person=person, kind=AccessKind.GIVEN, reason=reason, given_by=giver)
    given.starts_at, given.ends_at = at, ends_at
    given.save()
    forget_restrictions()
    return given


@act("access.special-access.ended", permission="access.restrict", says="Special access ended: {0}")
def end_special_access(access: SpecialAccess, *, by: Any) -> SpecialAccess:
    """From this moment."""
    if access.ends_at <= current().at:
        raise Invalid("This special access has ended already.")
    access.ends_at = max(current().at, access.starts_at)
    access.save()
    forget_restrictions()
    return access


@act("access.glass.broken", permission="access.break-glass", says="Glass broken: {0}. {0.reason}")
def break_glass(person: int | Record, *, by: Any, reason: str) -> SpecialAccess:
    """Open a restricted record to oneself for some hours because a child cannot wait. Information security is told at once,
    and someone else reviews it."""
    user, number = _person(by), _number(person)
    if not closed_to(user).get(number):
        raise Missing("There is no such restricted record.")
    at = current().at
    broken = SpecialAccess(user=user, person=number, kind=AccessKind.BREAK_GLASS, reason=_said(reason, "reason"))
    broken.starts_at, broken.ends_at = at, at + timedelta(hours=settings.BREAK_GLASS_HOURS)
    broken.save()
    for watcher in holders_of("ledger.see"):
        Notice(user=watcher, about=broken).save()
    forget_restrictions()
    current().after_commit(partial(_tell_by_mail, user.display_name, at))
    return broken


def _tell_by_mail(who: str, at: datetime) -> None:
    """Names no child: a mailbox is no place for that. The notices stand whether or not the message leaves."""
    if not settings.SECURITY_MAILBOX:
        return
    words = (
        f"{who} broke the glass on a restricted record on {clock.local(at):%d/%m/%Y at %H:%M}. Review it in Plumbline."
    )
    try:
        send_mail("Plumbline: glass broken", words, settings.DEFAULT_FROM_EMAIL, settings.SECURITY_MAILBOX)
    except (SMTPException, OSError):
        log.exception("information security could not be told by e-mail that the glass was broken")


@act("access.special-access.reviewed", permission="access.review", says="Special access reviewed: {0}. {0.outcome}")
def review_special_access(access: SpecialAccess, *, by: Any, outcome: str, note: str = "") -> SpecialAccess:
    """Someone who neither had nor gave it says whether it was justified. One that was not says why."""
    reviewer = _person(by)
    _another(by, access.user, "Nobody reviews their own special access: someone else must.")
    _another(by, access.given_by, "You gave this access. Someone else must review it.")
    if access.reviewed_at is not None:
        raise Invalid("This special access was reviewed already.")
    if outcome not in Outcome.values:
        raise Invalid(outcome="Say whether it was justified.")
    if outcome == Outcome.NOT_JUSTIFIED:
        note = _said(note, "note")
    access.outcome, access.review_note = outcome, note
    access.reviewed_at, access.reviewed_by = current().at, reviewer
    access.save()
    return access


# -- what several acts ask -------------------------------------------------------------------------------------------


def _person(by: Any) -> User:
    """These deeds are a person's; no part of the system restricts, opens or reviews."""
    user = actor_of(by).user
    if user is None:
        raise Invalid("This takes a person, not a part of the system.")
    return user  # type: ignore[no-any-return]


def _another(by: Any, user: User | None, otherwise: str) -> None:
    actor = actor_of(by).user
    if user is not None and actor is not None and actor.pk == user.pk:
        raise Invalid(otherwise)


def _number(person: int | Record) -> int:
    return int(person.pk) if isinstance(person, Record) else int(person)


def _said(text: str, field: str) -> str:
    if len(text.strip()) < ENOUGH:
        raise Invalid(**{field: "Say why, in a sentence that whoever reviews this will understand."})
    return text.strip()


def forget_messages() -> None:
    """Inside an act of erasure: what pages still had to tell people may name whom nobody may name any more."""
    current()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    for session in Session.objects.all():
        held = session.get_decoded()
        if held.pop("_messages", None) is not None:
            session.session_data = SessionStore().encode(held)
            session.save()
