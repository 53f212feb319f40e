"""After the child is back: the police interview, and the independent one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.moments import in_order, not_future
from plumbline.missing.models import Episode, Method, NotOffered, PreventionInterview, ReturnInterview
from plumbline.people.actions import record_voice


@act("missing.prevention.interviewed", permission="missing.work", says="{0.episode.reference}: {0}")
def record_prevention_interview(
    episode: Episode,
    *,
    by: Any,
    happened_at: datetime,
    method: str,
    is_safe: bool,
    voice: dict[str, Any],
    harm: str = "",
    reasons: str = "",
    with_whom: str = "",
    why_not_face_to_face: str = "",
    agreed_by: Any = None,
) -> PreventionInterview:
    """Record the interview, and what the child said as voice of the child (`voice` are the fields of that record)."""
    not_future(happened_at=happened_at)
    if episode.located_at is None:
        raise Invalid("The child has not been located yet.")
    in_order(episode.located_at, happened_at, happened_at="The interview is held after the child is located.")
    if method not in Method.values:
        raise Invalid(method="Say how the child was spoken to.")
    if method != Method.FACE_TO_FACE and not why_not_face_to_face.strip():
        raise Invalid(why_not_face_to_face="Say why the child was not seen face to face.")
    if method != Method.FACE_TO_FACE and agreed_by is None:
        raise Invalid(agreed_by="Name the supervisor who agreed that the child was not seen face to face.")
    heard = record_voice(episode.person, by=by, case=episode.ref(), happened_at=happened_at, **voice)
    made = PreventionInterview(episode=episode, happened_at=happened_at, method=method, is_safe=is_safe, voice=heard)
    made.harm, made.reasons, made.with_whom = harm, reasons, with_whom
    made.why_not_face_to_face, made.agreed_by, made.interviewed_by = why_not_face_to_face, agreed_by, actor_of(by).user
    made.save()
    return made


@act(
    "missing.interview.requested",
    permission="missing.work",
    says="{0.episode.reference}: return interview asked for",
    operation="disclosure",
)
def request_return_interview(episode: Episode, *, by: Any, authority: str) -> ReturnInterview:
    """Tell the local authority that the child is back, so that it can offer the interview it owes."""
    interview = _interview(episode)
    if interview.requested_at is not None:
        raise Invalid("The local authority has been asked already.")
    interview.authority, interview.requested_at, interview.requested_by = authority, current().at, actor_of(by).user
    interview.save()
    return interview


@act("missing.interview.offered", permission="missing.work", says="{0.episode.reference}: return interview offered")
def offer_return_interview(episode: Episode, *, by: Any, offered_at: datetime) -> ReturnInterview:
    interview = _interview(episode)
    _after_return(episode, offered_at=offered_at)
    interview.offered_at, interview.not_offered = offered_at, ""
    interview.save()
    return interview


@act(
    "missing.interview.not-offered",
    permission="missing.work",
    says="{0.episode.reference}: return interview not offered",
)
def not_offered(episode: Episode, *, by: Any, reason: str) -> ReturnInterview:
    """Record why no interview was offered. It does not end the duty: every child is owed the offer."""
    interview = _interview(episode)
    if interview.offered_at is not None:
        raise Invalid("An interview was offered.")
    if reason not in NotOffered.values:
        raise Invalid(reason="Choose why.")
    interview.not_offered = reason
    interview.save()
    return interview


@act("missing.interview.accepted", permission="missing.work", says="{0.episode.reference}: return interview accepted")
def accept_return_interview(episode: Episode, *, by: Any, accepted_at: datetime) -> ReturnInterview:
    interview = _offered(episode)
    _after_return(episode, accepted_at=accepted_at)
    interview.accepted_at, interview.refused_at, interview.refused_reason = accepted_at, None, ""
    interview.save()
    return interview


@act("missing.interview.refused", permission="missing.work", says="{0.episode.reference}: return interview refused")
def refuse_return_interview(episode: Episode, *, by: Any, refused_at: datetime, refused_reason: str) -> ReturnInterview:
    interview = _offered(episode)
    _after_return(episode, refused_at=refused_at)
    interview.refused_at, interview.refused_reason, interview.accepted_at = refused_at, refused_reason, None
    interview.save()
    return interview


@act("missing.interview.completed", permission="missing.work", says="{0.episode.reference}: return interview completed")
def complete_return_interview(
    episode: Episode, *, by: Any, completed_at: datetime, completed_with: str
) -> ReturnInterview:
    """The interview was held, by someone who does not care for the child."""
    interview = _offered(episode)
    _after_return(episode, completed_at=completed_at)
    if interview.refused_at is not None:
        raise Invalid("The child refused the interview. Record that it was accepted first.")
    interview.accepted_at = interview.accepted_at or completed_at
    interview.completed_at, interview.completed_with = completed_at, completed_with
    interview.save()
    return interview


@act(
    "missing.interview.received",
    permission="missing.work",
    says="{0.episode.reference}: return interview received",
    operation="collection",
)
def receive_return_interview(episode: Episode, *, by: Any, learnt: str) -> ReturnInterview:
    """Its findings have reached the police."""
    interview = _interview(episode)
    if interview.completed_at is None:
        raise Invalid("The interview has not been held yet.")
    interview.received_at, interview.received_by, interview.learnt = current().at, actor_of(by).user, learnt
    interview.save()
    return interview


@act(
    "missing.interview.fed-back",
    permission="missing.work",
    says="{0.episode.reference}: return interview fed into plan or intelligence",
)
def feed_back_interview(episode: Episode, *, by: Any) -> ReturnInterview:
    interview = _interview(episode)
    if interview.received_at is None:
        raise Invalid("The interview has not been received yet.")
    interview.fed_back_at, interview.fed_back_by = current().at, actor_of(by).user
    interview.save()
    return interview


def _interview(episode: Episode) -> ReturnInterview:
    if episode.located_at is None:
        raise Invalid("The child has not been located yet.")
    return ReturnInterview.objects.filter(episode=episode).first() or ReturnInterview(episode=episode)


def _offered(episode: Episode) -> ReturnInterview:
    interview = _interview(episode)
    if interview.offered_at is None:
        raise Invalid("No return interview has been offered yet.")
    return interview


def _after_return(episode: Episode, **moments: datetime) -> None:
    not_future(**moments)
    for name, moment in moments.items():
        in_order(episode.located_at, moment, **{name: "This comes after the child was located."})
