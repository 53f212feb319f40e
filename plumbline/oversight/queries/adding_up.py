"""What a person's grants come to, in words: what they may do, where, and because of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import is_naive

from plumbline.access.models import Grant, GrantReview, Scope, SpecialAccess
from plumbline.access.roles import PERMISSIONS, ROLES, Role
from plumbline.kernel import clock
from plumbline.ledger.models import Entry
from plumbline.standards import policy
from plumbline.workforce.queries import district_names, team_names

POLICY = Path(__file__).parent.parent / "standards" / "policy.yaml"
ONE_INDEX = "people."  # the force keeps one index of people, so that these reach everywhere


@dataclass(frozen=True)
class Told:
    """A grant as a page tells it."""

    grant: Grant
    role: Role
    reach: str
    last: Any
    due_on: date
    given_by: str = ""

    @property
    def holds(self) -> bool:
        today = clock.today()
        return self.grant.starts_on <= today and (self.grant.ends_on is None or self.grant.ends_on >= today)

    @property
    def is_over(self) -> bool:
        return self.grant.ends_on is not None and self.grant.ends_on < clock.today()

    @property
    def is_overdue(self) -> bool:
        return self.due_on < clock.today()


@dataclass
class Sum:
    """One thing that a person may do, where, and the grants because of which."""

    words: str
    reaches: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)


def reaches(grants: Iterable[Grant]) -> dict[int, str]:
    """How far each grant reaches, in words: the whole force, a district or a team by name."""
    grants = list(grants)
    districts = district_names({g.scope_id for g in grants if g.scope == Scope.DISTRICT and g.scope_id})
    teams = team_names({g.scope_id for g in grants if g.scope == Scope.TEAM and g.scope_id})
    return {g.pk: _reach(g, districts, teams) for g in grants}


def _reach(grant: Grant, districts: dict[int, str], teams: dict[int, str]) -> str:
    if grant.scope == Scope.DISTRICT:
        return f"{districts.get(grant.scope_id or 0, 'a district that is gone')} (district)"
    if grant.scope == Scope.TEAM:
        return f"{teams.get(grant.scope_id or 0, 'a team that is gone')} (team)"
    return str(grant.get_scope_display())


def told(grants: Iterable[Grant]) -> list[Told]:
    """Grants with their reach, last review, when the next is due, and who gave them. They carry `reviews_told`."""
    grants = list(grants)
    where, givers = reaches(grants), given_by(grants)
    every = timedelta(days=policy.value_now(POLICY, "grant_review"))
    return [
        Told(
            grant,
            ROLES[grant.role],
            where[grant.pk],
            last := next(iter(grant.reviews_told), None),  # type: ignore[attr-defined]
            clock.local((last.reviewed_at if last else grant.recorded_at) + every).date(),
            givers.get(grant.pk, ""),
        )
        for grant in grants
    ]


def given_by(grants: Iterable[Grant]) -> dict[int, str]:
    """Who gave each grant, as the ledger has it; a grant laid in with a whole force has no entry of its own."""
    numbers = [grant.pk for grant in grants]
    given = Entry.objects.filter(room="access", kind="grant", case_id__in=numbers, event="access.grant.given")
    return dict(given.values_list("case_id", "actor"))


def last_day_before_review(grant: Grant) -> date | None:
    """The last day that a grant had before its last review ended it, as the ledger has it."""
    ended = Entry.objects.filter(room="access", kind="grant", case_id=grant.pk, event="access.grant.reviewed")
    entry = ended.order_by("-pk").first()
    for change in entry.changes if entry else []:
        if change.get("record") == str(grant.ref()) and "ends_on" in change.get("old", {}):
            return _day(change["old"]["ends_on"])
    return grant.ends_on


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date() if is_naive(value) else clock.local(value).date()
    return date.fromisoformat(value) if isinstance(value, str) else value


def adds_up(grants: Iterable[Told]) -> list[Sum]:
    """What the grants that hold come to, in the order of the list of permissions."""
    holding = [each for each in grants if each.holds]
    sums = []
    for permission, words in PERMISSIONS.items():
        giving = [each for each in holding if permission in each.role.permissions]
        if giving:
            found = Sum(words)
            for each in giving:
                reach = "the whole force" if permission.startswith(ONE_INDEX) else each.reach
                found.reaches += [reach] if reach not in found.reaches else []
                because = f"{each.role.name} since {each.grant.starts_on:%-d %b %Y}: {each.grant.reason}"
                found.because += [because] if because not in found.because else []
            found.reaches = ["the whole force"] if "the whole force" in found.reaches else found.reaches
            sums.append(found)
    return sums


def roles_then(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """Which roles an account held on a day, by (account, day)."""
    wanted = set(pairs)
    held = Grant.objects.filter(user_id__in={user for user, _ in wanted}).order_by("pk")
    found: dict[tuple[int, date], list[str]] = {}
    for grant in held:
        for user, day in wanted:
            if user == grant.user_id and grant.starts_on <= day and (grant.ends_on is None or grant.ends_on >= day):
                names = found.setdefault((user, day), [])
                names += [ROLES[grant.role].name] if ROLES[grant.role].name not in names else []
    return {key: ", ".join(names) for key, names in found.items()}


# What a duty that lies on one of these is about: a grant and an opening have no child's name to be known by.


def names_of_grants(numbers: Iterable[int]) -> dict[int, str]:
    held = Grant.objects.filter(pk__in=list(numbers)).values_list("pk", "user__display_name", "role")
    return {pk: f"{name}: {ROLES[role].name}" for pk, name, role in held}


def names_of_reviews(numbers: Iterable[int]) -> dict[int, str]:
    held = GrantReview.objects.filter(pk__in=list(numbers))
    told = held.values_list("pk", "grant__user__display_name", "grant__role")
    return {pk: f"{name}: {ROLES[role].name}" for pk, name, role in told}


def names_of_special(numbers: Iterable[int]) -> dict[int, str]:
    held = SpecialAccess.objects.filter(pk__in=list(numbers)).select_related("user")
    return {special.pk: str(special) for special in held}
