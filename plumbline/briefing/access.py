"""The only way a page gets a meeting, what was on it, and what the wall shows.

An agenda is made of every case of its place, whoever opens it, so that no child is left off because of who was in the chair.
What each person is shown of it is decided here: by the permission of the section's own room, by the reach of their grants, and
by restrictions. Each read that shows a child leaves a ledger row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from plumbline.access.access import (
    authorise,
    closed_to,
    grants_with,
    is_own_alone,
    may_do,
    may_see,
    require_open,
    require_purpose,
    unrestricted,
)
from plumbline.access.models import Scope, User
from plumbline.access.roles import ROLES
from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, MeetingKind, Seat, meeting_kinds
from plumbline.briefing.queries.section import TITLES, Found, sections
from plumbline.kernel import clock
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.people.queries import names_alone
from plumbline.workforce.models import District, Team

SEE, CHAIR, WORK = "briefing.see", "briefing.chair", "briefing.work"
EXPORT, WALL = "briefing.export", "briefing.wall"
NO_MEETING = "There is no such meeting in your reach."
NO_ITEM = "There is no such item on an agenda in your reach."
NO_ACTION = "There is no such action in your reach."


def require_sight(actor: Actor) -> None:
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not show meetings. Ask your supervisor if you think it should.")


# -- meetings


def meetings_for(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of the force, and of districts in the actor's reach, the latest first. That a meeting was held names nobody."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, "district_id", "district__teams")
    if reach and not is_own_alone(actor.user, SEE):
        reach |= Q(district=None)
    found = QuerySet(Meeting).filter(reach)
    return found.select_related("district", "chaired_by").order_by("-opened_at", "-pk")


def meetings_counted(actor: Actor) -> QuerySet[Meeting]:
    """The list: each meeting with how many items it had, came to, and did not come to. Counts name nobody."""
    item = "items__pk"
    return meetings_for(actor).annotate(
        on_agenda=Count(item, distinct=True),
        came_to=Count(item, filter=Q(items__discussed_at__isnull=False), distinct=True),
        left=Count(item, filter=Q(items__not_discussed_at__isnull=False), distinct=True),
    )


def open_meetings(actor: Actor) -> list[Meeting]:
    return list(meetings_for(actor).filter(closed_at=None))


def meeting_for(actor: Actor, pk: int, *, to: str = SEE) -> Meeting:
    """One meeting in reach, without its agenda: for acts about it as a whole."""
    found = meetings_for(actor).select_related("opened_by", "closed_by", "last_by", "follows").filter(pk=pk).first()
    if found is None:
        raise Missing(NO_MEETING)
    if to == CHAIR:
        require_chair(actor, found.district_id)
    elif to != SEE:
        authorise(actor, to, found)
    return found


def require_chair(actor: Actor, district_id: int | None) -> None:
    """A meeting of the force is chaired by someone whose grant is over the force; of a district, over it or the force."""
    if actor.is_system:
        return
    if not chairs(actor.user, district_id):
        raise Refused("You do not chair this meeting: your role does not, or not here.")


def chairs(user: Any, district_id: int | None) -> bool:
    return any(
        grant.scope == Scope.FORCE or (grant.scope == Scope.DISTRICT and district_id == grant.scope_id)
        for grant in grants_with(user, CHAIR)
        if district_id is not None or grant.scope == Scope.FORCE
    )


def to_chair(actor: Actor) -> list[tuple[MeetingKind, District | None]]:
    """Meetings that the actor may open: each kind, for the force or for each of their districts."""
    districts = list(QuerySet(District).filter(teams__isnull=False).distinct().order_by("name"))
    places: list[tuple[MeetingKind, District | None]] = []
    for kind in meeting_kinds().values():
        places += [(kind, place) for place in ([None] if kind.of_force else districts)]
    return [
        (kind, place) for kind, place in places if actor.is_system or chairs(actor.user, place.pk if place else None)
    ]


# -- what a meeting shows to whom


@dataclass
class Part:
    """A section of an agenda as one person sees it. `held_back` counts what is on it and not in their reach."""

    key: str
    items: list[AgendaItem] = field(default_factory=list)
    held_back: int = 0

    @property
    def title(self) -> str:
        return TITLES.get(self.key, self.key)

    @property
    def is_of_actions(self) -> bool:
        return self.key == "actions"

    @property
    def label(self) -> str:
        """What its first column holds."""
        return "Action" if self.is_of_actions else "Child"

    @property
    def nothing(self) -> str:
        return sections()[self.key].nothing if self.key in sections() else "Nothing."


def in_reach(user: Any) -> Q:
    """Items that the user's grants reach: each section by the permission of the room whose cases it lists."""
    reach = Q(pk__in=[])
    for key, section in sections().items():
        if may_do(user, section.permission):
            here = may_see(user, section.permission) or ~Q(pk__in=[])
            reach |= Q(section=key) & (here | Q(district_id=None, team_id=None))
    return reach


def agenda_for(actor: Actor, meeting: Meeting) -> list[Part]:
    """The agenda as the actor may see it, in order. A child who is restricted, and of whom the actor is told, is on it as
    *Restricted record*; of whom they are not told, not at all."""
    require_purpose(actor)
    told = QuerySet(AgendaItem).filter(unrestricted(actor.user, or_told=True), meeting=meeting)
    seen = names_alone(told.filter(in_reach(actor.user)))
    items = list(seen.prefetch_related("district", "discussed_by", "carried_from__meeting").order_by("order", "pk"))
    actions = _actions_of(meeting)
    parts = {key: Part(key) for key in meeting.section_keys if key not in meeting.absent_keys}
    for item in items:
        item.is_veiled = item.person_id in closed_to(actor.user)  # type: ignore[attr-defined]
        item.set_here = actions.get(item.pk, [])  # type: ignore[attr-defined]
        parts.setdefault(item.section, Part(item.section)).items.append(item)
    for key, number in told.order_by().values_list("section").annotate(number=Count("pk")):
        part = parts.setdefault(key, Part(key))
        part.held_back = number - len(part.items)
    _shown(actor, meeting, [item for part in parts.values() for item in part.items])
    return list(parts.values())


def _actions_of(meeting: Meeting) -> dict[int | None, list[MeetingAction]]:
    """By the item from which each was set. Few items of many have any."""
    actions: dict[int | None, list[MeetingAction]] = {}
    for action in QuerySet(MeetingAction).filter(meeting=meeting).select_related("owner").order_by("due_at", "pk"):
        actions.setdefault(action.item_id, []).append(action)
    return actions


def _shown(actor: Actor, meeting: Meeting, items: Iterable[AgendaItem]) -> None:
    if people := [item.person_id for item in items if item.person_id]:
        consulted(actor, "briefing.meeting.read", f"Meeting {meeting.reference} read", people, meeting.ref())


def seats_of(meeting: Meeting) -> list[Seat]:
    return list(QuerySet(Seat).filter(meeting=meeting).select_related("officer").order_by("-is_required", "pk"))


def item_for(actor: Actor, pk: int, *, to: str = SEE) -> AgendaItem:
    """One item in reach. One about a restricted child is shown to those alone who may see the child's record."""
    require_sight(actor)
    require_purpose(actor)
    found = QuerySet(AgendaItem).filter(in_reach(actor.user), pk=pk)
    named = ("meeting__district", "person__mother", "district", "discussed_by", "carried_from__meeting")
    item = found.select_related(*named).first()
    if item is None or not meetings_for(actor).filter(pk=item.meeting_id).exists():
        raise Missing(NO_ITEM)
    require_open(actor, item.whose(), NO_ITEM)
    if to == CHAIR:
        require_chair(actor, item.meeting.district_id)
    elif to != SEE:
        authorise(actor, to, item)
    if item.person_id:
        consulted(actor, "briefing.item.read", f"{item.meeting.reference}: item read", [item.person_id], item.ref())
    return item


def seat_for(actor: Actor, pk: int) -> Seat:
    """A seat of a meeting that the actor chairs: it is the chair who says who was there."""
    require_sight(actor)
    seat = QuerySet(Seat).select_related("meeting__district", "officer").filter(pk=pk).first()
    if seat is None or not meetings_for(actor).filter(pk=seat.meeting_id).exists():
        raise Missing("There is no such seat at a meeting in your reach.")
    require_chair(actor, seat.meeting.district_id)
    return seat


# -- actions


def actions_for(actor: Actor) -> QuerySet[MeetingAction]:
    """Actions in reach, one's own wherever they are; none of a restricted child."""
    return _actions_reached(actor).filter(unrestricted(actor.user))


def _actions_reached(actor: Actor) -> QuerySet[MeetingAction]:
    require_sight(actor)
    require_purpose(actor)
    reach = may_see(actor.user, SEE, own=("owner_id",), team="district__teams")
    if reach:
        reach |= Q(owner_id=actor.user.pk if actor.user else None)
        reach |= Q(pk__in=[]) if is_own_alone(actor.user, SEE) else Q(district_id=None)
    found = QuerySet(MeetingAction).filter(reach)
    return found.select_related("meeting__district", "owner", "person__mother", "item")


def action_for(actor: Actor, pk: int, *, to: str = SEE) -> MeetingAction:
    action = _actions_reached(actor).select_related("set_by", "done_by", "dropped_by").filter(pk=pk).first()
    if action is None:
        raise Missing(NO_ACTION)
    require_open(actor, action.whose(), NO_ACTION)
    if to == CHAIR:
        require_chair(actor, action.meeting.district_id)
    elif to != SEE:
        authorise(actor, to, None)
    if action.person_id:
        consulted(actor, "briefing.action.read", f"{action.reference} read", [action.person_id], action.ref())
    return action


def actions_shown(actor: Actor, actions: Iterable[MeetingAction]) -> None:
    if people := [action.person_id for action in actions if action.person_id]:
        consulted(actor, "briefing.actions.read", "List of actions read", people)


def actions_exported(actor: Actor, actions: QuerySet[MeetingAction]) -> QuerySet[MeetingAction]:
    authorise(actor, EXPORT, None)
    people = actions.order_by().filter(person__isnull=False).values_list("person_id", flat=True).distinct()
    disclosed(actor, "briefing.actions.exported", f"Actions of meetings exported to a file for {actor.name}", people)
    return actions


def meetings_exported(actor: Actor, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The list names no child; who took it is kept all the same."""
    authorise(actor, EXPORT, None)
    disclosed(actor, "briefing.meetings.exported", f"List of meetings exported to a file for {actor.name}", [])
    return meetings


def officers_for(actor: Actor) -> QuerySet[User]:
    """Accounts that an action may be given to, or that may have been there: those whose role may report an action done."""
    require_sight(actor)
    roles = [key for key, role in ROLES.items() if WORK in role.permissions]
    today = clock.today()
    holding = Q(grants__role__in=roles, grants__starts_on__lte=today)
    holding &= Q(grants__ends_on=None) | Q(grants__ends_on__gte=today)
    return QuerySet(User).filter(holding, is_active=True).distinct().order_by("display_name")


# -- minutes


def minutes_taken_out(actor: Actor, meeting: Meeting, parts: Sequence[Part], recipient: str) -> None:
    """One disclosure that names the recipient and every child in them, written before anything is printed."""
    authorise(actor, EXPORT, meeting)
    people = {item.person_id for part in parts for item in part.items if item.person_id}
    told = f"Minutes of {meeting.title}, {meeting.reference}, taken out"
    disclosed(actor, "briefing.minutes.printed", told, people, meeting.ref(), to=recipient)


# -- the wall


def wall_places(actor: Actor) -> list[int] | None:
    """Districts whose children the wall may show; None for the whole force."""
    if not may_do(actor.user, WALL):
        raise Refused("Your role does not show the wall board.")
    require_purpose(actor)
    grants = grants_with(actor.user, WALL)
    if any(grant.scope == Scope.FORCE for grant in grants):
        return None
    teams = [grant.scope_id for grant in grants if grant.scope == Scope.TEAM]
    of_teams = set(QuerySet(Team).filter(pk__in=teams).values_list("district_id", flat=True)) if teams else set()
    return sorted({grant.scope_id for grant in grants if grant.scope == Scope.DISTRICT} | of_teams)


def unveiled(actor: Actor, found: Iterable[Found]) -> list[tuple[Found, bool]]:
    """Each case that the actor may be told of, with whether it may be shown as *Restricted record* alone."""
    closed = closed_to(actor.user)
    return [
        (case, case.person_id in closed)
        for case in found
        if case.person_id not in closed or closed[case.person_id or 0]
    ]


def wall_shown(actor: Actor, people: Iterable[int]) -> None:
    if named := sorted(set(people)):
        consulted(actor, "briefing.wall.read", "Wall board read", named)
