"""What someone is to do by a time: set at a meeting, done, or dropped. A meeting's actions are the first thing at the next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.access.access import may_do
from plumbline.briefing.access import chairs, require_chair
from plumbline.briefing.actions.meeting import CHAIR, discuss_item, said, still_open
from plumbline.briefing.models import AgendaItem, MeetingAction
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused

WORK = "briefing.work"


@act("briefing.action.set", permission=CHAIR, says="{0.meeting.reference}: action set for {0.owner}: {0}")
def set_action(item: AgendaItem, *, by: Any, what: str, owner: Any, due_at: datetime) -> MeetingAction:
    """Someone is to do something about this item by a time. It is a duty from now on."""
    item.meeting.lock()
    item.meeting.refresh_from_db()
    still_open(item.meeting)
    require_chair(actor_of(by), item.meeting.district_id)
    if owner is None or not owner.is_active or not may_do(owner, WORK):
        raise Invalid(owner="Their role is given no actions. Choose someone whose role is.")
    if due_at <= current().at:
        raise Invalid(due_at="This time has passed. Enter by when it is to be done.")
    made = MeetingAction(meeting=item.meeting, item=item, person_id=item.person_id, district_id=item.district_id)
    made.what, made.owner, made.due_at = said(what, "what", "Say what is to be done."), owner, due_at
    made.set_at, made.set_by = current().at, actor_of(by).user
    made.save()
    item.meeting.writings += 1
    item.meeting.save()
    return made


@act("briefing.decision.made", permission=CHAIR, says="{0.meeting.reference}: decided of {0}")
def decide(
    item: AgendaItem, *, by: Any, decision: str, what: str = "", owner: Any = None, due_at: datetime | None = None
) -> AgendaItem:
    """What was decided of an item and, where something is to be done, by whom and when: what is said in one breath."""
    told = {"what": what.strip(), "owner": owner, "due_at": due_at}
    missing = [name for name, value in told.items() if not value]
    if missing and len(missing) < len(told):
        raise Invalid(**dict.fromkeys(missing, "An action needs what is to be done, by whom, and by when."))
    discuss_item(item, by=by, decision=decision)
    if not missing:
        set_action(item, by=by, what=what, owner=owner, due_at=due_at)  # type: ignore[arg-type]
    return item


@act("briefing.action.done", permission=WORK, says="{0.meeting.reference}: action done: {0}")
def finish_action(action: MeetingAction, *, by: Any, note: str) -> MeetingAction:
    """Its owner, or whoever chairs the meeting, says what was done."""
    _theirs(action, by)
    _not_settled(action)
    action.note = said(note, "note", "Say what was done.")
    action.done_at, action.done_by = current().at, actor_of(by).user
    action.save()
    return action


@act("briefing.action.dropped", permission=CHAIR, says="{0.meeting.reference}: action dropped: {0}")
def drop_action(action: MeetingAction, *, by: Any, dropped_because: str) -> MeetingAction:
    """It is no longer needed, and why. One dropped after it was due still counts as not done."""
    require_chair(actor_of(by), action.meeting.district_id)
    _not_settled(action)
    action.dropped_because = said(dropped_because, "dropped_because", "Say why it is no longer needed.")
    action.dropped_at, action.dropped_by = current().at, actor_of(by).user
    action.save()
    return action


def _theirs(action: MeetingAction, by: Any) -> None:
    actor = actor_of(by)
    if actor.user is None or action.owner_id == actor.user.pk or chairs(actor.user, action.meeting.district_id):
        return
    raise Refused("This action is someone else's. Its owner, or whoever chairs the meeting, says that it is done.")


def _not_settled(action: MeetingAction) -> None:
    if not action.is_open:
        raise Invalid("This action is done or dropped already.")
