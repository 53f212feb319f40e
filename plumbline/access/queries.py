"""Questions about accounts."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.access.models import Grant
from plumbline.access.roles import ROLES

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
