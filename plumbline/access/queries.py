"""Questions about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from plumbline.access.models import Grant, User
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
    return User.objects.filter(username=username).first()


def administrators() -> list[str]:
    """Whom to ask: those who give grants today."""
    holders = [key for key, role in ROLES.items() if "access.administer" in role.permissions]
    today = clock.today()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    grants = Grant.objects.filter(current, role__in=holders, user__is_active=True).select_related("user")
    return sorted({grant.user.display_name for grant in grants})


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
