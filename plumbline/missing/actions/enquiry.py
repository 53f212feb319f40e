"""Enquiries: set, given to someone, started, resulted, checked by another, or dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.missing.actions.episode import still_open
from plumbline.missing.models import Enquiry, EnquiryKind, EnquiryOutcome, Episode, PlanTask, RiskAssessment

LONGEST = timedelta(days=90)


@act("missing.enquiry.set", permission="missing.work", says="{0.episode.reference}: enquiry set: {0.what}")
def set_enquiry(
    episode: Episode,
    *,
    by: Any,
    kind: str,
    what: str,
    due_at: datetime,
    where: str = "",
    allocated_to: Any = None,
    confirms: RiskAssessment | None = None,
) -> Enquiry:
    """Put a line of enquiry on the episode's work list, by when it is to be done and, if known, by whom."""
    still_open(episode)
    return new_enquiry(
        episode, by, kind=kind, what=what, due_at=due_at, where=where, allocated_to=allocated_to, confirms=confirms
    )


def new_enquiry(
    episode: Episode, by: Any, *, due_at: datetime, allocated_to: Any = None, task: PlanTask | None = None, **told: Any
) -> Enquiry:
    """Write one enquiry. For use inside an act: setting one, and opening a plan."""
    at = current().at
    if due_at <= at:
        raise Invalid(due_at="This time has passed. Enter when the enquiry is to be done by.")
    if due_at > at + LONGEST:
        raise Invalid(due_at="This is more than 90 days ahead. Check the date.")
    enquiry = Enquiry(episode=episode, task=task, set_at=at, set_by=actor_of(by).user, due_at=due_at, **told)
    enquiry.is_trace = enquiry.kind != EnquiryKind.INFORM
    if allocated_to is not None:
        enquiry.allocated_to, enquiry.allocated_at = allocated_to, at
    enquiry.save()
    return enquiry


@act(
    "missing.enquiry.allocated",
    permission="missing.work",
    says="{0.episode.reference}: enquiry given to {0.allocated_to}: {0.what}",
)
def allocate_enquiry(enquiry: Enquiry, *, by: Any, allocated_to: Any) -> Enquiry:
    _still_to_do(enquiry)
    enquiry.allocated_to, enquiry.allocated_at = allocated_to, current().at
    enquiry.save()
    return enquiry


@act("missing.enquiry.started", permission="missing.work", says="{0.episode.reference}: enquiry started: {0.what}")
def start_enquiry(enquiry: Enquiry, *, by: Any, started_at: datetime | None = None) -> Enquiry:
    """Someone is on it. One that nobody was given is thereby theirs."""
    _still_to_do(enquiry)
    not_future(started_at=started_at)
    enquiry.started_at = enquiry.started_at or started_at or current().at
    if enquiry.allocated_to_id is None:
        enquiry.allocated_to, enquiry.allocated_at = actor_of(by).user, current().at
    enquiry.save()
    return enquiry


@act("missing.enquiry.resulted", permission="missing.work", says="{0.episode.reference}: enquiry resulted: {0.what}")
def result_enquiry(
    enquiry: Enquiry, *, by: Any, outcome: str, result: str, evidence: str = "", resulted_at: datetime | None = None
) -> Enquiry:
    """Record what was done, what came of it, and where the evidence is. Writing the enquiry down is not doing it."""
    _still_to_do(enquiry)
    not_future(resulted_at=resulted_at)
    in_order(enquiry.set_at, resulted_at, resulted_at="The enquiry cannot have been done before it was set.")
    if outcome not in EnquiryOutcome.values:
        raise Invalid(outcome="Say what came of it.")
    if not result.strip():
        raise Invalid(result="Say what was done.")
    at = max(resulted_at or current().at, enquiry.set_at)
    enquiry.outcome, enquiry.result, enquiry.evidence = outcome, result, evidence
    enquiry.resulted_at, enquiry.resulted_by = at, actor_of(by).user
    enquiry.started_at = min(enquiry.started_at or at, at)
    enquiry.save()
    return enquiry


@act("missing.enquiry.checked", permission="missing.supervise", says="{0.episode.reference}: enquiry checked: {0.what}")
def check_enquiry(enquiry: Enquiry, *, by: Any, check_note: str = "") -> Enquiry:
    """A supervisor has read the result and found it good. Nobody checks their own work."""
    user = actor_of(by).user
    if enquiry.resulted_at is None:
        raise Invalid("There is no result to check yet.")
    if enquiry.checked_at is not None:
        raise Invalid("This enquiry is checked already.")
    if user is None or enquiry.resulted_by_id == user.pk:
        raise Invalid("You resulted this enquiry. Someone else must check it.")
    enquiry.checked_at, enquiry.checked_by, enquiry.check_note = current().at, user, check_note
    enquiry.save()
    return enquiry


@act("missing.enquiry.dropped", permission="missing.work", says="{0.episode.reference}: enquiry dropped: {0.what}")
def drop_enquiry(enquiry: Enquiry, *, by: Any, dropped_reason: str) -> Enquiry:
    """The enquiry is no longer needed, and why. It leaves the work list and stays in the record."""
    _still_to_do(enquiry)
    if not dropped_reason.strip():
        raise Invalid(dropped_reason="Say why it is no longer needed.")
    enquiry.dropped_at, enquiry.dropped_by, enquiry.dropped_reason = current().at, actor_of(by).user, dropped_reason
    enquiry.save()
    return enquiry


def _still_to_do(enquiry: Enquiry) -> None:
    if enquiry.resulted_at is not None:
        raise Invalid("This enquiry has its result already.")
    if enquiry.dropped_at is not None:
        raise Invalid("This enquiry was dropped.")
