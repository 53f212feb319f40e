"""The only writers of accounts and grants."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from plumbline.access.models import Grant, User
from plumbline.kernel import clock
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid


@act(
    "access.account.opened",
    permission="access.administer",
    says="Account opened for {0.display_name}",
    operation="collection",
)
def open_account(*, by: Any, username: str, display_name: str, password: str | None = None) -> User:
    """Make an account. Without a password it names a person in records but cannot sign in."""
    if User.objects.filter(username=username).exists():
        raise Invalid(username=f"There is already an account called {username}.")
    user = User(username=username, display_name=display_name)
    user.set_password(password)
    user.save()
    return user


@act("access.account.closed", permission="access.administer", says="Account of {0.display_name} closed")
def close_account(user: User, *, by: Any) -> User:
    """The person can no longer sign in; their name stays in what they recorded."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


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


def forget_messages() -> None:
    """Inside an act of erasure: what pages still had to tell people may name whom nobody may name any more."""
    current()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    for session in Session.objects.all():
        held = session.get_decoded()
        if held.pop("_messages", None) is not None:
            session.session_data = SessionStore().encode(held)
            session.save()
