"""Questions about accounts, grants and what opens restricted records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
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


@dataclass(frozen=True)
class Account:
    """One line of `plumbline account list`."""

    username: str
    display_name: str
    state: str
    roles: str
    factors: str
    last_seen: datetime | None


def accounts() -> list[Account]:
    """Every account that can sign in, or once could, in the order of names."""
    found = User.objects.prefetch_related("grants", "authenticator_set", "usersession_set").order_by("username")
    return [_account(user) for user in found]


def _account(user: Any) -> Account:
    roles = sorted({ROLES[grant.role].name for grant in user.grants.all() if grant.holds_on(clock.today())})
    factors = sorted({each.get_type_display() for each in user.authenticator_set.all()})
    seen = max((each.last_seen_at for each in user.usersession_set.all()), default=user.last_login)
    state = "closed" if not user.is_active else "open" if user.has_usable_password() else "no password"
    return Account(user.username, user.display_name, state, ", ".join(roles), ", ".join(factors), seen)


def account_called(username: str) -> User | None:
    """A name with a character that cannot be printed is nobody's, and PostgreSQL takes no such text."""
    return User.objects.filter(username=username).first() if username.isprintable() else None


def administrators() -> list[str]:
    """Whom to ask: those who give grants today."""
    return sorted({user.display_name for user in holders_of("access.administer")})


@dataclass(frozen=True)
class Seat:
    """One session of a person, as their own page shows it."""

    device: str
    address: str
    began: datetime
    last_seen: datetime
    is_this: bool


def seats_of(user: User, here: str | None) -> list[Seat]:
    """Where the person is signed in. `here` is the session that asks."""
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda each: each.last_seen_at, reverse=True)
    return [
        Seat(device_of(each.user_agent), each.ip, each.created_at, each.last_seen_at, each.session_key == here)
        for each in found
    ]


def device_of(agent: str) -> str:
    """The browser and the system, by the words that each puts into its name for itself; it can be made up."""
    browsers = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "Mac"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "A browser")
    system = next((name for mark, name in (*systems, ("Linux", "Linux")) if mark in agent), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True)
class Factor:
    """A second factor that the person has."""

    pk: int
    kind: str
    name: str
    added: datetime
    last_used: datetime | None


def factors_of(user: User) -> list[Factor]:
    """Authenticator app and passkeys; recovery codes stand apart."""
    found = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("pk")
    return [Factor(f.pk, f.type, str(f), f.created_at, f.last_used_at) for f in found]


def recovery_codes_left(user: User) -> int | None:
    """None where there are none to count."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(held.wrap().get_unused_codes()) if held else None


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
