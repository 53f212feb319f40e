"""What comes in, who was spoken to, where was looked, and what is supposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import not_future
from plumbline.missing.actions.episode import still_open
from plumbline.missing.actions.risk import mark_stale
from plumbline.missing.models import Contact, Episode, Hypothesis, Information, InformationKind, SourceCheck
from plumbline.missing.states import next_state


@act(
    "missing.information.recorded",
    permission="missing.report",
    says="{0.episode.reference}: {0.kind} recorded",
    operation="collection",
)
def record_information(
    episode: Episode,
    *,
    by: Any,
    kind: str,
    says: str,
    told_by: str,
    happened_at: datetime,
    where: str = "",
    bears_on_risk: bool = True,
) -> Information:
    """A sighting, intelligence, a message or a note. What bears on risk makes the assessment in force stale."""
    still_open(episode)
    not_future(happened_at=happened_at)
    made = Information(episode=episode, kind=kind, says=says, told_by=told_by, happened_at=happened_at, where=where)
    made.bears_on_risk, made.taken_by = bears_on_risk, actor_of(by).user
    made.save()
    if bears_on_risk:
        mark_stale(episode)
    return made


@act(
    "missing.child.lost-again", permission="missing.report", says="{0.reference}: child missing again before being seen"
)
def lose_again(episode: Episode, *, by: Any, says: str = "") -> Episode:
    """The child was located, then gone again before anyone could see them: the same episode goes on, and says so."""
    where, at = episode.located_where, episode.located_at
    episode.state = next_state(episode.state, "lose again")
    episode.located_at = episode.located_by = episode.returned_at = None
    episode.located_where = episode.located_how = ""
    episode.save()
    told = (
        f"Located at {where} at {clock.local(at):%H:%M on %d/%m/%Y}, then missing again before anyone saw them. {says}"
    )
    record_information(
        episode,
        by=by,
        kind=InformationKind.NOTE,
        says=told.strip(),
        told_by=actor_of(by).name,
        happened_at=current().at,
    )
    return episode


@act("missing.contact.recorded", permission="missing.report", says="{0.episode.reference}: contact with {0.with_whom}")
def record_contact(
    episode: Episode, *, by: Any, kind: str, with_whom: str, is_reached: bool, happened_at: datetime, says: str = ""
) -> Contact:
    """An attempt counts as made, and is told apart from one that reached someone."""
    not_future(happened_at=happened_at)
    contact = Contact(
        episode=episode, kind=kind, with_whom=with_whom, is_reached=is_reached, happened_at=happened_at, says=says
    )
    contact.contacted_by = actor_of(by).user
    contact.save()
    return contact


@act("missing.source.checked", permission="missing.report", says="{0.episode.reference}: {0}")
def check_source(episode: Episode, *, by: Any, source: str, is_done: bool, found: str = "") -> SourceCheck:
    """One of the sources that the risk assessment should draw on was looked at, or why it was not. A later look replaces it."""
    still_open(episode)
    check = SourceCheck.objects.filter(episode=episode, source=source).first() or SourceCheck(
        episode=episode, source=source
    )
    if not is_done and not found.strip():
        raise Invalid(found="Say why this source was not looked at.")
    check.is_done, check.found, check.checked_at, check.checked_by = is_done, found, current().at, actor_of(by).user
    check.save()
    return check


@act("missing.sources.checked", permission="missing.report", says="{0.reference}: sources checked")
def check_sources(episode: Episode, *, by: Any, checks: Iterable[dict[str, Any]]) -> Episode:
    """Several sources at once: `checks` are the arguments of `check_source`."""
    for check in checks:
        check_source(episode, by=by, **check)
    return episode


@act("missing.hypothesis.made", permission="missing.work", says="{0.episode.reference}: hypothesis: {0.supposes}")
def make_hypothesis(episode: Episode, *, by: Any, supposes: str) -> Hypothesis:
    """Where the child may be, or why they went: something to test. It changes no risk grade."""
    still_open(episode)
    made = Hypothesis(episode=episode, supposes=supposes, made_at=current().at, made_by=actor_of(by).user)
    made.save()
    return made


@act(
    "missing.hypothesis.settled",
    permission="missing.work",
    says="{0.episode.reference}: hypothesis settled: {0.supposes}",
)
def settle_hypothesis(hypothesis: Hypothesis, *, by: Any, held: bool, because: str) -> Hypothesis:
    if hypothesis.settled_at is not None:
        raise Invalid("This hypothesis is settled already.")
    hypothesis.held, hypothesis.because = held, because
    hypothesis.settled_at, hypothesis.settled_by = current().at, actor_of(by).user
    hypothesis.save()
    return hypothesis
