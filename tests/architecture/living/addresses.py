"""Every address of the product, with what the table says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from plumbline.access.roles import ROLES
from plumbline.ledger.models import Entry
from tests.architecture.code import table

# Records of tests/world.py that are about no child, or about one whose records are closed from the start.
OF_NOBODY = (
    "view", "kim", "baseline", "programme", "audit_round", "draft_round", "inspection", "asked", "closed", "action", "evidence",
    # -- briefing
    "dmm", "earlier_dmm", "dmm_seat",
    "recipient", "other_partner", "calendar", "term",
    "in_unit_ready", "in_unit_starter", "in_unit_schooled", "in_unit_referral_trainee", "in_unit_referral_practitioner",
    "overtime",
    "check_month",  # incidents
    "message",  # of the watch: there for those alone who were told
)  # fmt: skip
# Whose work it is, most often; the first that holds a permission is the right one to ask for a page.
USUAL = (
    "sergeant", "duty-inspector", "missing-coordinator", "protection-lead", "administrator", "auditor", "information-security",
    "records-manager", "chief-officer", "custody-sergeant", "superintendent",
    "referral-supervisor", "social-care-partner",
    "control-room-supervisor",  # incidents
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One line of urls.yaml.

    `needs` is a permission, "signed in" or "anyone". `record` names the record of tests/world.py whose number stands in the
    address, `given` the words that do. `elsewhere` says whether someone who holds the permission in another district is
    told that there is nothing there. `purpose` says whether the page shows a person's record.
    """

    name: str
    needs: str
    record: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    elsewhere: bool = False
    purpose: bool = False
    method: str = "get"
    answers: int = 200
    lists: bool = False
    acts: str = ""
    ask_with: str = ""
    exports: str = ""

    @property
    def is_open(self) -> bool:
        return self.needs == "anyone"

    @property
    def is_oversight(self) -> bool:
        """About accounts, grants and entries: whoever watches who saw a record must see that it was seen, and of a restricted
        one no name (`web.slots.Called`)."""
        return self.name.startswith("oversight:")

    @property
    def permission(self) -> str:
        return self.needs if "." in self.needs else ""

    @property
    def does(self) -> str:
        """The permission that sending its form needs."""
        return self.acts or self.permission

    def path(self, world: Any) -> str:
        given = dict(self.given)
        if self.record:
            given["pk"] = getattr(world, self.record).pk
        return reverse(self.name, kwargs=given) + (f"?{self.ask_with}" if self.ask_with else "")

    def right_role(self) -> str:
        return next(role for role in USUAL if not self.permission or self.permission in ROLES[role].permissions)

    def wrong_role(self) -> str:
        """Someone of the house whose role lacks the permission: who sees the room if the page is for doing, else who does not."""
        room = self.permission.split(".")[0]
        lacking = [
            role for role in ROLES.values() if self.permission not in role.permissions and not role.states_purpose
        ]
        seeing = [role for role in lacking if f"{room}.see" in role.permissions]
        return (seeing or lacking)[0].key if lacking else "nobody"

    def exporting_role(self) -> str:
        """Someone who may take the page's rows out as a file."""
        wanted = {self.permission, self.exports} - {""}
        return next(role for role in USUAL if wanted <= ROLES[role].permissions)

    def right(self, world: Any, where: str = "") -> Any:
        """A browser in which the right person is signed in, and has said why where their role must; `where` is "south_" for the
        other district."""
        return signed_in(world, self.right_role(), where)

    def ask(self, client: Any, world: Any, **more: Any) -> Any:
        return getattr(client, self.method)(self.path(world), **more)


def signed_in(world: Any, role: str, where: str = "") -> Any:
    return world.client(f"{where}{role}", purpose="audit" if ROLES[role].states_purpose else "")


def entries_of_what_was_done() -> int:
    """How many entries there are, but for those that say who was turned away; of these, none may name a person."""
    refused = Entry.objects.filter(event="ledger.request.refused")
    assert not refused.filter(people__isnull=False).exists()
    return Entry.objects.count() - refused.count()


@cache
def listed() -> tuple[Address, ...]:
    return tuple(Address(name=name, **told) for name, told in table("urls.yaml").items())


def names() -> set[str]:
    """Every name that the resolver knows. An address without a name cannot be walked, and is refused by a test."""
    return {name for name, _ in _walk(get_resolver(), "")}


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern
