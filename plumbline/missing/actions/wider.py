"""Decisions beyond the search itself, and people's own views of the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.missing.actions.episode import still_open
from plumbline.missing.models import AlertDecision, Episode, SavedView, StrategyMeeting
from plumbline.workforce.models import Rank
from plumbline.workforce.queries import is_at_least

CRITERIA = ("is_under_18", "is_abducted", "is_in_danger", "public_can_help")


@act("missing.alert.decided", permission="missing.supervise", says="{0.episode.reference}: {0}")
def decide_alert(episode: Episode, *, by: Any, is_asked_for: bool, rationale: str, **criteria: bool) -> AlertDecision:
    """Record the decision on a Child Rescue Alert, either way. Asking for one takes a superintendent or above (M23)."""
    still_open(episode)
    user = actor_of(by).user
    if is_asked_for and (user is None or not is_at_least(user, Rank.SUPERINTENDENT)):
        raise Invalid(is_asked_for="A Child Rescue Alert is asked for by a superintendent or above.")
    if not rationale.strip():
        raise Invalid(rationale="Say why.")
    answers = {name: bool(criteria.get(name)) for name in CRITERIA}
    made = AlertDecision(
        episode=episode, decided_at=current().at, decided_by=user, is_asked_for=is_asked_for, **answers
    )
    made.rationale = rationale
    made.save()
    return made


@act(
    "missing.meeting.requested",
    permission="missing.work",
    says="{0.episode.reference}: strategy meeting asked for",
    operation="disclosure",
)
def request_strategy_meeting(episode: Episode, *, by: Any) -> StrategyMeeting:
    """Ask social care for a strategy meeting about a child who goes missing often."""
    if episode.strategy_meetings.exists():
        raise Invalid("A strategy meeting was asked for on this episode already.")
    made = StrategyMeeting(
        episode=episode, person_id=episode.person_id, requested_at=current().at, requested_by=actor_of(by).user
    )
    made.save()
    return made


@act("missing.meeting.held", permission="missing.work", says="{0.episode.reference}: strategy meeting held")
def hold_strategy_meeting(
    meeting: StrategyMeeting, *, by: Any, held_at: datetime, attended: str, outcome: str
) -> StrategyMeeting:
    not_future(held_at=held_at)
    in_order(meeting.requested_at, held_at, held_at="The meeting was held after it was asked for.")
    if meeting.held_at is not None:
        raise Invalid("This meeting was held already.")
    meeting.held_at, meeting.held_by, meeting.attended, meeting.outcome = held_at, actor_of(by).user, attended, outcome
    meeting.save()
    return meeting


@act("missing.view.kept", permission="missing.see", says="View kept: {0.name}")
def keep_view(*, by: Any, name: str, query: str) -> SavedView:
    """Name the present filter of the list. Under a name already used, the new filter takes the old one's place."""
    user = actor_of(by).user
    view = SavedView.objects.filter(user=user, name=name).first() or SavedView(user=user, name=name)
    view.query = query
    view.save()
    return view


@act("missing.view.dropped", permission="missing.see", says="View dropped: {0.name}")
def drop_view(view: SavedView, *, by: Any) -> SavedView:
    if actor_of(by).user is None or view.user_id != actor_of(by).user.pk:  # type: ignore[union-attr]
        raise Invalid("That view is someone else's.")
    dropped = SavedView(name=view.name, query=view.query)
    view.delete()
    return dropped
