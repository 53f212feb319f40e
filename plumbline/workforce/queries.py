"""What other rooms ask of the workforce."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Prefetch, Q, When

from plumbline.workforce.models import District, Officer, Rank, Team


def officer_of(user: Any) -> Officer | None:
    """The officer who acts under this account, or None: auditors and inspectors of constabulary are not officers."""
    return Officer.objects.filter(user_id=user.pk).select_related("team__district", "supervisor__user").first()


def rank_of(user: Any) -> Rank | None:
    rank = Officer.objects.filter(user_id=user.pk).values_list("rank", flat=True).first()
    return None if rank is None else Rank(rank)


def is_at_least(user: Any, rank: Rank) -> bool:
    """Whether the account belongs to an officer of that rank or above. No officer, no rank."""
    held = rank_of(user)
    return held is not None and held >= rank


def teams_of_district(district_id: int) -> list[Team]:
    return list(Team.objects.filter(district_id=district_id).select_related("district"))


def officers_in(team_id: int) -> list[Officer]:
    """Officers now in post there, highest rank first."""
    return list(_in_post().filter(team_id=team_id))


def supervised_by(user: Any) -> list[Officer]:
    """Officers in post who answer directly to the officer of this account."""
    return list(_in_post().filter(supervisor__user_id=user.pk))


def everyone_below(user: Any) -> set[int]:
    """Accounts of all in post who answer to this one, at any remove."""
    found: set[int] = set()
    level = {user.pk}
    while level:
        level = set(_in_post().filter(supervisor__user_id__in=level).values_list("user_id", flat=True)) - found
        found |= level
    return found


def team_choices() -> list[tuple[int, str]]:
    """Teams for a form: number and `name, district`."""
    return [(team.pk, str(team)) for team in Team.objects.select_related("district")]


def team_called(number: str) -> Team:
    """The team of a number that a form offered."""
    return Team.objects.select_related("district").get(pk=int(number))


def district_called(number: str) -> District:
    """The district of a number that a form offered."""
    return District.objects.get(pk=int(number))


def districts_whole() -> list[District]:
    """Every district with its teams, each with the number of officers in post."""
    counted = Team.objects.annotate(officers_now=Count("officers", filter=Q(officers__left_on=None)))
    return list(District.objects.prefetch_related(Prefetch("teams", counted.order_by("name"))))


def officer_called(number: str) -> Officer | None:
    """The officer of an account's number that a form offered; None where it was left empty."""
    return Officer.objects.filter(user_id=int(number)).select_related("user").first() if number else None


def district_choices() -> list[tuple[int, str]]:
    """Districts for a form: number and name."""
    return list(District.objects.values_list("pk", "name"))


def officer_choices(team_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Officers in post there, for a form: the number of the *account*, since records name accounts, and the name."""
    return [(officer.user_id, str(officer)) for officer in _in_post().filter(team_id__in=list(team_ids))]


def district_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(District.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def team_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Team.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def officer_names(user_ids: Iterable[int]) -> dict[int, str]:
    """Names with collar numbers, by number of the account."""
    officers = Officer.objects.filter(user_id__in=list(user_ids)).select_related("user")
    return {officer.user_id: str(officer) for officer in officers}


def _in_post() -> Any:
    posted = Officer.objects.filter(left_on=None).select_related("user", "team__district")
    return posted.order_by("-rank", "user__display_name")


@dataclass(frozen=True)
class Post:
    """Where someone is posted, and the account of whom they answer to, if that one is in post."""

    team: int
    district: int
    supervisor: int | None


def posts() -> dict[int, Post]:
    """Everyone in post, by number of the account. One query."""
    above = Case(When(supervisor__left_on=None, then=F("supervisor__user_id")))
    rows = Officer.objects.filter(left_on=None).annotate(above=above)
    return {user: Post(*post) for user, *post in rows.values_list("user_id", "team_id", "team__district_id", "above")}
