"""A month of daily management meetings: what was on each agenda, what was decided, what was left, and who was there.

The mornings are told from the episodes as they then stood. Most of what is on an agenda is discussed and most actions are done in
time; some are not, one meeting is late and one morning nobody met, so that the standards have something to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from plumbline.access.models import User
from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, MeetingKind, Seat, kind_called
from plumbline.briefing.queries.agenda import looked_back, number
from plumbline.briefing.queries.sections import when
from plumbline.demo import actions
from plumbline.demo.dice import Dice
from plumbline.demo.force import World
from plumbline.kernel import clock
from plumbline.kernel.actors import system
from plumbline.missing.models import Episode
from plumbline.missing.queries import URGENCY

DEMO = system("demo")
DAYS, MISSED, LATE = 30, 11, 20  # mornings told; how many mornings ago nobody met, and the meeting was late
DISCUSSED, ACTED, IN_TIME, DONE_LATE = 0.93, 0.3, 0.8, 0.12
DECISIONS = (
    "Go on with the enquiries; the next review stands.",
    "Risk grade agreed. Response to visit again before midday.",
    "Co-ordinator to speak with social care about the placement.",
    "Return interview asked for; trigger plan to be looked at.",
    "No change since yesterday. Supervisor to say by noon what is still to be tried.",
    "Links with two others of the same address: to be looked at together.",
)
TO_DO = (
    "Visit the friend’s address and record what was found.",
    "Ask the home for the telephone’s last use.",
    "Bring the trigger plan up to date.",
    "Ask social care for a strategy discussion.",
    "Check that the prevention interview is on the record.",
)
DID = (
    "Done and on the record.",
    "Visited; nobody there, neighbours spoken to.",
    "Spoken with the duty desk; they will call back.",
)
APOLOGY = "At a critical incident; nobody could be freed."


@dataclass
class Morning:
    """One meeting with its rows, as they are written."""

    meeting: Meeting
    seats: list[Seat] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    actions: list[MeetingAction] = field(default_factory=list)


def hold(world: World) -> None:
    """Tell the month, then write it morning by morning, each with the clock at its end."""
    for morning in _Month(world).tell():
        with clock.frozen(morning.meeting.closed_at or world.now):
            actions.add_meeting(morning, by=DEMO)


class _Month:
    def __init__(self, world: World) -> None:
        self.dice: Dice = world.dice
        self.force, self.now = world.force, world.now
        self.kind: MeetingKind = kind_called("daily-management")
        self.sergeants = {p.district.pk: [crew.leads.user for crew in p.response] for p in self.force.patches}
        since = self.now - timedelta(days=DAYS + 3)
        known = Q(wellbeing_confirmed_at=None) | Q(wellbeing_confirmed_at__gt=since)
        self.episodes = list(Episode.objects.filter(known, is_child=True).order_by("reported_at", "pk"))

    def tell(self) -> list[Morning]:
        today, told = clock.local(self.now).date(), list[Morning]()
        for ago in range(DAYS, -1, -1):
            opened = self.kind.on(today - timedelta(days=ago)) + timedelta(
                minutes=95 if ago == LATE else self.dice.randint(0, 12)
            )
            if ago != MISSED and opened + timedelta(hours=2) < self.now:
                told.append(self._morning(opened, told[-1] if told else None))
        return told

    def _morning(self, opened: datetime, before: Morning | None) -> Morning:
        chair = self.force.named["lin" if self.dice.chance(0.4) else "grant"].user
        meeting = Meeting(kind=self.kind.key, title=self.kind.name, opened_at=opened, opened_by=chair, chaired_by=chair)
        meeting.sections, meeting.absent = " ".join(self.kind.sections), ""
        meeting.next_due_at = self.kind.next_after(opened) + timedelta(minutes=number("held"))
        made = Morning(meeting)
        if before is not None:
            meeting.follows, before.meeting.followed_at = before.meeting, opened
        self._agenda(made, before)
        self._talk(made)
        self._attend(made)
        return made

    def _agenda(self, made: Morning, before: Morning | None) -> None:
        opened = made.meeting.opened_at
        since = min(opened - looked_back(), before.meeting.opened_at if before else opened)
        left = {} if before is None else {(i.room, i.kind, i.case_id): i for i in before.items if i.not_discussed_at}
        for action in before.actions if before else ():
            self._item(made, "actions", action=action)
        for episode in sorted(self.episodes, key=lambda e: (URGENCY.get(e.risk, 5), e.reported_at)):
            well = episode.wellbeing_confirmed_at
            is_on = episode.reported_at <= opened and (well is None or well > since)
            carried = left.get(("missing", "episode", episode.pk))
            if is_on or carried is not None:
                self._item(made, "missing", episode=episode, carried=carried)

    def _item(
        self,
        made: Morning,
        section: str,
        *,
        episode: Episode | None = None,
        action: MeetingAction | None = None,
        carried: AgendaItem | None = None,
    ) -> None:
        opened = made.meeting.opened_at
        item = AgendaItem(meeting=made.meeting, section=section, order=len(made.items), added_at=opened)
        if episode is not None:
            item.room, item.kind, item.case_id, item.reference = "missing", "episode", episode.pk, episode.reference
            item.person_id, item.district_id, item.team_id = episode.person_id, episode.district_id, episode.team_id
            item.risk, item.since, item.carried_from = episode.risk, episode.reported_at, carried
            item.why = _stood(episode, opened)
        if action is not None:
            item.room, item.kind, item.case_id = "briefing", "meetingaction", action.pk or 0
            item.person_id, item.district_id, item.since = action.person_id, action.district_id, action.set_at
            item.why, item.overdue = (
                _standing(action, opened),
                int(action.due_at < opened and not _settled(action, opened)),
            )
            item.about_action = action  # type: ignore[attr-defined]  its number is known when it is written
        made.items.append(item)

    def _talk(self, made: Morning) -> None:
        at, chair = made.meeting.opened_at, made.meeting.chaired_by
        for item in made.items:
            if not self.dice.chance(DISCUSSED):
                continue
            at += timedelta(seconds=self.dice.randint(50, 200))
            item.discussed_at, item.discussed_by, item.settled_at = at, chair, at
            item.decision = self.dice.pick(DECISIONS) if item.section == "missing" else "Noted."
            earlier = item.carried_from
            while earlier is not None and earlier.settled_at is None:
                earlier.settled_at, earlier = at, earlier.carried_from
            if item.section == "missing" and self.dice.chance(ACTED):
                made.actions.append(self._action(made, item, at))
        made.meeting.closed_at, made.meeting.closed_by = at + timedelta(minutes=3), chair
        for item in made.items:
            item.not_discussed_at = None if item.discussed_at else made.meeting.closed_at

    def _action(self, made: Morning, item: AgendaItem, at: datetime) -> MeetingAction:
        owner: User = self.dice.pick(self.sergeants.get(item.district_id or 0) or [self.force.named["moss"].user])
        action = MeetingAction(meeting=made.meeting, item=item, person_id=item.person_id, district_id=item.district_id)
        action.what, action.owner, action.set_at, action.set_by = (
            self.dice.pick(TO_DO),
            owner,
            at,
            made.meeting.chaired_by,
        )
        action.due_at = made.meeting.opened_at.replace(minute=0) + timedelta(hours=8)
        done = None
        if self.dice.chance(IN_TIME):
            done = self.dice.between(at + timedelta(minutes=20), action.due_at)
        elif self.dice.chance(DONE_LATE / (1 - IN_TIME)):
            done = action.due_at + timedelta(minutes=self.dice.randint(30, 1300))
        if done is not None and done < self.now:
            action.done_at, action.done_by, action.note = done, owner, self.dice.pick(DID)
        return action

    def _attend(self, made: Morning) -> None:
        named, opened = self.force.named, made.meeting.opened_at
        ended = max(made.meeting.closed_at or opened, opened + timedelta(minutes=number("attendance"), seconds=1))
        who = {"superintendent": "grant", "duty-inspector": "lin", "missing-coordinator": "moss"}
        for role in self.kind.attends:
            seat = Seat(meeting=made.meeting, role=role, ended_at=ended)
            seat.noted_at, seat.noted_by = made.meeting.closed_at, made.meeting.chaired_by
            if self.dice.chance(0.86):
                seat.officer, late = named[who[role]].user, self.dice.chance(0.07)
                seat.attended_at = opened + timedelta(minutes=14 if late else 0)
            elif role == "superintendent" and self.dice.chance(0.6):
                seat.officer, seat.attended_at, seat.stands_in_for = named["pike"].user, opened, "Supt Grant"
            else:
                seat.apology = APOLOGY
            made.seats.append(seat)


def _stood(episode: Episode, then: datetime) -> str:
    well = episode.wellbeing_confirmed_at
    if well is not None and well <= then:
        return f"Seen to be well {when(well)}"
    is_located = episode.located_at is not None and episode.located_at <= then
    return "Located, wellbeing not confirmed" if is_located else "Missing now"


def _settled(action: MeetingAction, then: datetime) -> bool:
    return action.done_at is not None and action.done_at <= then


def _standing(action: MeetingAction, then: datetime) -> str:
    if _settled(action, then):
        return f"Done {when(action.done_at or then)}, {action.owner}: {action.what}"
    return f"{'Overdue since' if action.due_at < then else 'Due'} {when(action.due_at)}, {action.owner}: {action.what}"
