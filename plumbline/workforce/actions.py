"""The only writers of districts, teams and officers."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.access.actions import carry_grants, end_grants
from plumbline.access.models import User
from plumbline.kernel import clock
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.workforce.models import District, Move, Officer, Rank, Team


@act(
    "workforce.district.opened",
    permission="access.administer",
    says="District opened: {0.name}",
    operation="collection",
)
def open_district(*, by: Any, code: str, name: str) -> District:
    if District.objects.filter(code=code).exists():
        raise Invalid(code=f"There is already a district with the code {code}.")
    district = District(code=code, name=name)
    district.save()
    return district


@act("workforce.team.opened", permission="access.administer", says="Team opened: {0}", operation="collection")
def open_team(district: District, *, by: Any, code: str, name: str, kind: str) -> Team:
    if Team.objects.filter(code=code).exists():
        raise Invalid(code=f"There is already a team with the code {code}.")
    team = Team(district=district, code=code, name=name, kind=kind)
    team.save()
    return team


@act("workforce.officer.posted", permission="access.administer", says="Officer posted: {0}", operation="collection")
def post_officer(
    team: Team,
    *,
    by: Any,
    user: User,
    rank: int,
    collar_number: str,
    supervisor: Officer | None = None,
    joined_on: date | None = None,
) -> Officer:
    """A new officer in a team. The account is opened before, by `access`; one account is one officer."""
    if Officer.objects.filter(user=user).exists():
        raise Invalid(user=f"{user.display_name} is already posted; move them instead.")
    if Officer.objects.filter(collar_number=collar_number).exists():
        raise Invalid(collar_number=f"Another officer has the number {collar_number}.")
    officer = Officer(team=team, user=user, rank=Rank(rank), collar_number=collar_number)
    officer.supervisor, officer.joined_on = _able(supervisor), joined_on or clock.today()
    officer.save()
    return officer


@act("workforce.officer.moved", permission="access.administer", says="Officer moved: {0}")
def move_officer(
    officer: Officer, *, by: Any, team: Team, reason: str, supervisor: Officer | None = None, rank: int | None = None
) -> Move:
    """To another team, under a new supervisor (none until one is named), at a new rank where it is a promotion. Grants over
    the old team end and the same roles begin over the new one."""
    if not officer.is_in_post:
        raise Invalid(f"{officer} has left and cannot be moved.")
    if officer.team_id == team.pk:
        raise Invalid(team="The officer is in that team already.")
    move = Move(officer=officer, from_team=officer.team, to_team=team, reason=reason, happened_at=clock.now())
    move.save()
    carry_grants(officer.user, by=by, from_team=officer.team_id, to_team=team.pk, on=clock.today())
    officer.team, officer.supervisor = team, _able(supervisor, over=officer)
    officer.rank = officer.rank if rank is None else Rank(rank)
    officer.save()
    return move


@act("workforce.supervisor.named", permission="access.administer", says="Supervisor named for {0}")
def name_supervisor(officer: Officer, *, by: Any, supervisor: Officer | None) -> Officer:
    officer.supervisor = _able(supervisor, over=officer)
    officer.save()
    return officer


@act("workforce.officer.retired", permission="access.administer", says="Officer left: {0}")
def retire_officer(officer: Officer, *, by: Any, on: date, successor: Officer | None = None) -> Officer:
    """The last day in post. Whoever they supervised passes to the successor, or else to the leaver's own supervisor, so
    that no duty loses its watcher. Their grants end with that day. The account is closed by `access`, not here."""
    if on < officer.joined_on:
        raise Invalid(on="An officer cannot leave before they joined.")
    for junior in officer.supervises.filter(left_on=None):
        heir = successor or officer.supervisor
        junior.supervisor = None if heir is None or heir.pk == junior.pk else _able(heir, over=junior)
        junior.save()
    officer.left_on = on
    officer.save()
    end_grants(officer.user, by=by, on=on)
    return officer


def _able(supervisor: Officer | None, over: Officer | None = None) -> Officer | None:
    """The supervisor, if in post and not, at any remove, supervised by the officer."""
    above = supervisor
    if supervisor is not None and not supervisor.is_in_post:
        raise Invalid(supervisor=f"{supervisor} has left.")
    while above is not None and over is not None:
        if above.pk == over.pk:
            raise Invalid(supervisor="Nobody supervises themselves, even through others.")
        above = above.supervisor
    return supervisor
