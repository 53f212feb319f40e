"""Who may see and who may do: asked by every page and every act."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from plumbline.access.models import Grant, Scope, User
from plumbline.access.roles import ROLES, Role
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import PurposeNeeded, Refused
from plumbline.kernel.records import Record


def grants_of(user: Any) -> list[Grant]:
    """The user's grants that hold today; read once for each request."""
    if not getattr(user, "is_active", False) or user.pk is None:
        return []
    held = getattr(user, "_grants", None)
    if held is None or held[0] != clock.today():
        current = Q(starts_on__lte=clock.today()) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))
        held = user._grants = (clock.today(), list(Grant.objects.filter(current, user=user)))
    return list(held[1])


def roles_of(user: Any) -> list[Role]:
    return [ROLES[grant.role] for grant in grants_of(user)]


def grants_with(user: Any, permission: str) -> list[Grant]:
    return [grant for grant in grants_of(user) if permission in ROLES[grant.role].permissions]


def may_do(user: Any, permission: str, record: Record | None = None) -> bool:
    """Whether a grant of the user gives the permission, and reaches the record where one is named."""
    grants = grants_with(user, permission)
    return bool(grants) if record is None else any(grant.reaches(*record.place()) for grant in grants)


def may_see(user: Any, permission: str, district: str = "district_id", team: str = "team_id") -> Q:
    """The condition under which rows are in the user's reach; a condition that is never true where nothing is.

    `district` and `team` name the columns of the model that is filtered.
    """
    reach = Q(pk__in=[])
    for grant in grants_with(user, permission):
        if grant.scope == Scope.FORCE:
            return Q()
        reach |= Q(**{district if grant.scope == Scope.DISTRICT else team: grant.scope_id})
    return reach


def authorise(actor: Actor, permission: str, record: Record | None) -> None:
    """Refuse an act that no grant of the actor covers. A system actor acts under its own name and is in the ledger."""
    if actor.is_system:
        return
    if not may_do(actor.user, permission, record):
        where = " here" if record is not None and may_do(actor.user, permission) else ""
        raise Refused(f"Your role does not let you do this{where}. Ask your supervisor if you think it should.")


def must_state_purpose(user: Any) -> bool:
    """True when every role that the user holds asks for a purpose before a person's record is shown."""
    roles = roles_of(user)
    return bool(roles) and all(role.states_purpose for role in roles)


def require_purpose(actor: Actor) -> None:
    if not actor.is_system and not actor.purpose and must_state_purpose(actor.user):
        raise PurposeNeeded("Say why you need to see this before it is shown.")


def acting(request: HttpRequest) -> Actor:
    """The person at the screen as an actor, with the purpose stated, the device, and the marks of the form submitted."""
    user: User = request.user  # type: ignore[assignment]
    seen = request.POST.get("version", "")
    return Actor(
        name=user.display_name,
        user=user,
        purpose=request.session.get("purpose", ""),
        terminal=address_of(request),
        submission=request.POST.get("submission", "")[:40],
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
    )


def address_of(request: HttpRequest) -> str:
    """The device's network address: the one that connected or, behind `PROXIES` proxies of our own, the one that the
    outermost of them saw. What stands further left in the header anyone can write."""
    seen = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = seen[-settings.PROXIES] if 0 < settings.PROXIES <= len(seen) else ""
    for candidate in (told, request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            return str(ip_address(candidate))
    return "0.0.0.0"  # noqa: S104  a socket without an address, as of a proxy on the same machine
