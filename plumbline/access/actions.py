"""The only writers of accounts and grants."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from plumbline.access.models import Grant, Scope, User
from plumbline.access.queries import DEMO_REASON
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor, actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.ledger.actions import signed

PROVIDER = "force"  # the one OpenID Connect provider of an installation


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
    if reason == DEMO_REASON and not actor_of(by).is_system:
        raise Invalid(reason="That reason is kept for the demonstration force. Say why the person needs the role.")
    grant = Grant(user=user, role=role, scope=scope, scope_id=scope_id, reason=reason)
    grant.starts_on, grant.ends_on = starts_on or clock.today(), ends_on
    grant.save()
    return grant


@act("access.grant.ended", permission="access.administer", says="Grant ended: {0}")
def end_grant(grant: Grant, *, by: Any, on: date) -> Grant:
    """The grant holds to the end of that day and no longer."""
    grant.ends_on = on
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
