"""Who may see and who may do: asked by every page and every act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from plumbline.access.models import Grant, Restriction, Scope, SpecialAccess, User
from plumbline.access.roles import ROLES, Role
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, PurposeNeeded, Refused, Restricted
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
    return bool(grants) if record is None else any(_reaches(user, grant, record) for grant in grants)


def _reaches(user: Any, grant: Grant, record: Record) -> bool:
    if grant.scope != Scope.OWN:
        return grant.reaches(*record.place())
    people = set(record.whose()) if record.place() == (None, None) else set()
    return user.pk in record.owners() or bool(people and people <= own_people(user))


def may_see(
    user: Any, permission: str, district: str = "district_id", team: str = "team_id", own: Iterable[str] = ()
) -> Q:
    """The condition under which rows are in the user's reach; a condition that is never true where nothing is.

    `district` and `team` name the columns of the model that is filtered, `own` those that name whose case a row is: what
    its `owners()` tells of one record. Restrictions are a condition of their own: `unrestricted`.
    """
    reach = Q(pk__in=[])
    for grant in grants_with(user, permission):
        if grant.scope == Scope.FORCE:
            return Q()
        if grant.scope == Scope.OWN:
            for column in own:
                reach |= Q(**{column: user.pk})
        else:
            reach |= Q(**{district if grant.scope == Scope.DISTRICT else team: grant.scope_id})
    return reach


# -- own cases ---------------------------------------------------------------------------------------------------------

OwnPeople = Callable[[Any], Iterable[int]]
_own_people: dict[str, OwnPeople] = {}


def own_people_by(room: str, function: OwnPeople) -> None:
    """Said at start-up by a room that has cases: the numbers of the people whose case there is this user's."""
    _own_people[room] = function


def own_people(user: Any) -> set[int]:
    """People whom a grant over own cases reaches: those whom the user's own cases are about."""
    return {person for tell in _own_people.values() for person in tell(user)}


def is_own_alone(user: Any, permission: str) -> bool:
    """Whether the user holds the permission, and over own cases only."""
    grants = grants_with(user, permission)
    return bool(grants) and all(grant.scope == Scope.OWN for grant in grants)


def people_reached(user: Any, permission: str, column: str = "pk") -> Q:
    """The condition on a column that holds a person's number. The index of people is the whole force's, so that every grant
    but one over own cases reaches them all."""
    if is_own_alone(user, permission):
        return Q(**{f"{column}__in": own_people(user)})
    return Q() if grants_with(user, permission) else Q(pk__in=[])


# -- restrictions ------------------------------------------------------------------------------------------------------

RESTRICT = "access.restrict"
_changed = [0]


def forget_restrictions() -> None:
    """Restrictions or what opens them changed: whatever a user in hand was told of them is asked anew."""
    _changed[0] += 1


def closed_to(user: Any) -> dict[int, bool]:
    """Restricted people whose records are closed to this user → whether the user is told that there is a record.

    Whoever may restrict records is told of every one, so that no restricted child is out of sight of all (ADR 0019). Read
    once for each request.
    """
    held = getattr(user, "_closed_to", None)
    if held is None or held[0] != _changed[0]:
        held = (_changed[0], _read_closed(user))
        if user is not None:
            user._closed_to = held
    found: dict[int, bool] = held[1]
    return found


def _read_closed(user: Any) -> dict[int, bool]:
    now = clock.now()
    opened = SpecialAccess.objects.filter(
        person=OuterRef("person"), user_id=getattr(user, "pk", None) or 0, starts_at__lte=now, ends_at__gt=now
    )
    standing = Restriction.objects.filter(~Exists(opened), lifted_at=None).values_list("person", "is_told")
    told_of_all = may_do(user, RESTRICT)
    return {person: is_told or told_of_all for person, is_told in standing}


def unrestricted(user: Any, column: str = "person_id", *, or_told: bool = False) -> Q:
    """The condition under which rows are about nobody whose records are closed to the user.

    `column` holds the number of the person whom a row is about. `or_told` lets those through of whom the user is told that
    there is a record: for lists that then say *Restricted record* and no name.
    """
    shut = [person for person, told in closed_to(user).items() if not (or_told and told)]
    return ~Q(**{f"{column}__in": shut}) if shut else Q()


def leaves_out(user: Any) -> bool:
    """Whether a list that leaves closed records out says so: there are some of which the user is told."""
    return any(closed_to(user).values())


def require_open(actor: Actor, people: Iterable[int], otherwise: str = "") -> None:
    """Refuse a record about these people where one of them is closed to the actor: as restricted to whoever is told of it,
    and to anyone else as if it did not exist, in the same words (`otherwise`)."""
    shut = {} if actor.is_system else closed_to(actor.user)
    met = [person for person in people if person in shut] if shut else []
    if met and all(shut[person] for person in met):
        raise Restricted(met[0])
    if met:
        raise Missing(otherwise)


def authorise(actor: Actor, permission: str, record: Record | None) -> None:
    """Refuse an act that no grant of the actor covers, or that is about someone closed to them. A system actor acts under
    its own name and is in the ledger."""
    if actor.is_system:
        return
    if not may_do(actor.user, permission, record):
        where = " here" if record is not None and may_do(actor.user, permission) else ""
        raise Refused(f"Your role does not let you do this{where}. Ask your supervisor if you think it should.")
    # The acts of this room handle the marks on a record, and need not read the record for that.
    if record is not None and not permission.startswith("access.") and closed_to(actor.user):
        require_open(actor, record.whose())


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
