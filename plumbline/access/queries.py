"""Questions about accounts, grants and what opens restricted records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from plumbline.access.models import AccessKind, Grant, Restriction, SpecialAccess, User
from plumbline.access.roles import ROLES
from plumbline.kernel import clock

DEMO_REASON = "Demo force"


@dataclass(frozen=True)
class DemoAccount:
    """Someone who can sign in to a demo force."""

    username: str
    display_name: str
    role: str


def demo_accounts() -> list[DemoAccount]:
    """Accounts that the demo made; none in a real installation, where no grant carries the demo's reason."""
    grants = Grant.objects.filter(reason=DEMO_REASON, user__is_active=True).select_related("user").order_by("pk")
    return [DemoAccount(g.user.username, g.user.display_name, ROLES[g.role].name) for g in grants]


def holders_of(permission: str) -> list[User]:
    """Accounts that hold the permission today, over whatever part of the force."""
    roles = [role.key for role in ROLES.values() if permission in role.permissions]
    today = clock.today()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    held = Grant.objects.filter(current, role__in=roles).values("user_id")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("pk"))


def unreviewed_special_access() -> QuerySet[SpecialAccess]:
    """Special access that nobody has reviewed, glass that was broken first, newest first."""
    waiting = SpecialAccess.objects.filter(reviewed_at=None).select_related("user", "given_by")
    # `break-glass` comes before `given` in the alphabet.
    return waiting.order_by("kind", "-starts_at", "-pk")


def notices_to(user: Any) -> list[SpecialAccess]:
    """Glass that was broken, of which this person was told and which nobody has reviewed yet; newest first."""
    waiting = SpecialAccess.objects.filter(kind=AccessKind.BREAK_GLASS, reviewed_at=None, notices__user_id=user.pk)
    return list(waiting.select_related("user").order_by("-starts_at", "-pk"))


def restrictions() -> QuerySet[Restriction]:
    """Restrictions that stand, those to be looked at soonest first."""
    return Restriction.objects.filter(lifted_at=None).select_related("set_by").order_by("review_on", "pk")


def special_access_to(person: int) -> QuerySet[SpecialAccess]:
    """Who can open, or could open, this person's restricted records; newest first."""
    return SpecialAccess.objects.filter(person=person).select_related("user", "given_by").order_by("-starts_at", "-pk")


def is_open_by_special_access(user: Any, person: int) -> bool:
    """Whether special access opens this person's records to the user now."""
    now = clock.now()
    return SpecialAccess.objects.filter(user_id=user.pk, person=person, starts_at__lte=now, ends_at__gt=now).exists()
