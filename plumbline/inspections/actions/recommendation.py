"""Recommendations: made, worked on, measured, put forward, closed by another, watched, reopened."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.access.access import may_do
from plumbline.inspections.actions.inspection import last_second, not_ahead, ours, published
from plumbline.inspections.models import (
    Action,
    Direction,
    Evidence,
    EvidenceKind,
    Inspection,
    InspectionKind,
    Measure,
    Outcome,
    Recommendation,
    RecommendationKind,
    Step,
    Urgency,
    Verdict,
)
from plumbline.inspections.queries.measure import closed_recommendations, count_between, fall_of, months_before
from plumbline.inspections.queries.recommendation import lacking
from plumbline.inspections.states import next_status
from plumbline.kernel import clock
from plumbline.kernel.actors import actor_of, system
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid, Refused
from plumbline.standards.standard import Standard
from plumbline.workforce.models import District

WORK, MANAGE = "inspections.work", "inspections.manage"


def _owned(recommendation: Recommendation, by: Any) -> None:
    """Its owner works on it, and whoever manages recommendations."""
    actor = actor_of(by)
    if actor.user is None or recommendation.owner_id == actor.user.pk or may_do(actor.user, MANAGE):
        return
    raise Refused("This recommendation is someone else's. Its owner, or the public-protection lead, does this.")


def _still_open(recommendation: Recommendation) -> None:
    ours(recommendation.inspection)
    if not recommendation.is_open:
        raise Invalid("This recommendation is closed.")


def _may_own(user: Any, field: str) -> None:
    if user is None or not user.is_active or not may_do(user, WORK):
        raise Invalid(**{field: "Their role does not work on recommendations. Choose someone whose role does."})


@act(
    "inspections.recommendation.made",
    permission="inspections.manage",
    says="{0.inspection.title}: recommendation {0.number} recorded",
)
def make_recommendation(
    inspection: Inspection,
    *,
    by: Any,
    number: int,
    says: str,
    kind: str,
    urgency: str = "",
    due_on: date | None = None,
    owner: Any = None,
) -> Recommendation:
    """What the inspectorate asked for, and who answers for it."""
    report = published(inspection)
    if kind not in RecommendationKind.values or (urgency and urgency not in Urgency.values):
        raise Invalid(kind="That is not a kind or an urgency of recommendations.")
    if due_on is not None and due_on < report:
        raise Invalid(due_on="It cannot be due before the report was published.")
    _may_own(owner, "owner")
    made = Recommendation(inspection=inspection, number=number, says=says, kind=kind, urgency=urgency, owner=owner)
    made.due_on, made.due_at = due_on, last_second(due_on)
    made.save()
    return made


@act(
    "inspections.recommendation.handed",
    permission="inspections.manage",
    says="{0.inspection.title}: recommendation {0.number} given to {0.owner}",
)
def hand_over(recommendation: Recommendation, *, by: Any, owner: Any) -> Recommendation:
    """Another officer answers for it from now on."""
    _still_open(recommendation)
    _may_own(owner, "owner")
    recommendation.owner = owner
    recommendation.save()
    return recommendation


# -- actions


@act("inspections.action.set", permission="inspections.manage", says="{0.recommendation.reference}: action set: {0}")
def set_action(recommendation: Recommendation, *, by: Any, what: str, owner: Any, due_on: date) -> Action:
    _still_open(recommendation)
    _may_own(owner, "owner")
    if due_on < clock.local(current().at).date():
        raise Invalid(due_on="This day has passed. Enter by when the action is to be done.")
    made = Action(recommendation=recommendation, what=what, owner=owner, set_at=current().at, set_by=actor_of(by).user)
    made.due_on, made.due_at = due_on, last_second(due_on)
    made.save()
    return made


@act("inspections.action.done", permission="inspections.work", says="{0.recommendation.reference}: action done: {0}")
def finish_action(action: Action, *, by: Any, note: str) -> Action:
    """Its owner, or whoever manages recommendations, says what was done. Writing an action down is not doing it."""
    user = actor_of(by).user
    if user is None or (action.owner_id != user.pk and not may_do(user, MANAGE)):
        raise Refused(
            "This action is someone else's. Its owner, or the public-protection lead, records that it is done."
        )
    _not_settled(action)
    if not note.strip():
        raise Invalid(note="Say what was done.")
    action.done_at, action.done_by, action.note = current().at, user, note
    action.save()
    return action


@act(
    "inspections.action.dropped",
    permission="inspections.manage",
    says="{0.recommendation.reference}: action dropped: {0}",
)
def drop_action(action: Action, *, by: Any, dropped_because: str) -> Action:
    """The action is no longer needed, and why. One dropped after it was due still counts as not done."""
    _not_settled(action)
    if not dropped_because.strip():
        raise Invalid(dropped_because="Say why it is no longer needed.")
    action.dropped_at, action.dropped_by, action.dropped_because = current().at, actor_of(by).user, dropped_because
    action.save()
    return action


def _not_settled(action: Action) -> None:
    ours(action.recommendation.inspection)
    if action.done_at is not None or action.dropped_at is not None:
        raise Invalid("This action is done or dropped already.")


# -- measures and evidence


@act(
    "inspections.measure.set",
    permission="inspections.work",
    says="{0.recommendation.reference}: measure set: {0}, target {0.target}%",
)
def set_measure(
    recommendation: Recommendation,
    *,
    by: Any,
    standard: str,
    target: int,
    district: District | None = None,
    baseline_on: date | None = None,
    direction: str = Direction.RISE,
) -> Measure:
    """A standard that is to show whether it works. The baseline is counted here, from the whole months before that day.

    Where nothing had come due then, the measure is kept without a baseline, and does not allow to put forward.
    """
    _still_open(recommendation)
    _owned(recommendation, by)
    if standard not in Standard.register:
        raise Invalid(standard=f"There is no standard {standard}.")
    if direction not in Direction.values:
        raise Invalid(direction="Say what the measure is to do.")
    if not 1 <= target <= 100:
        raise Invalid(target="A target lies between 1 and 100 per cent.")
    day = baseline_on or clock.local(current().at).date()
    not_ahead(baseline_on=day)
    counts = count_between(standard, district.pk if district else None, *months_before(day), as_of=current().at)
    made = Measure(recommendation=recommendation, standard=standard, district=district, baseline_on=day, target=target)
    made.baseline_met, made.baseline_judged, made.direction = counts.met, counts.judged, direction
    made.set_at, made.set_by = current().at, actor_of(by).user
    if made.baseline is not None and direction == Direction.RISE and made.baseline > target / 100:
        raise Invalid(target=f"It starts from {made.baseline:.0%} already. Set a target above that, or choose “hold”.")
    made.save()
    return made


@act(
    "inspections.evidence.gathered",
    permission="inspections.work",
    says="{0.recommendation.reference}: evidence gathered: {0.what}",
)
def gather_evidence(
    recommendation: Recommendation,
    *,
    by: Any,
    kind: str,
    what: str,
    held_where: str = "",
    standard: str = "",
    district: District | None = None,
    since: date | None = None,
    good: int | None = None,
    requires_improvement: int | None = None,
    inadequate: int | None = None,
) -> Evidence:
    """Proof that something changed. Rows behind a standard are counted here, as they stand now, and the counts kept."""
    _still_open(recommendation)
    _owned(recommendation, by)
    made = Evidence(recommendation=recommendation, kind=kind, what=what, held_where=held_where)
    if kind == EvidenceKind.DUTIES:
        made.standard, made.district, made.since = standard, district, since
    elif kind == EvidenceKind.AUDIT:
        made.good, made.requires_improvement, made.inadequate = good, requires_improvement, inadequate
    elif kind != EvidenceKind.DOCUMENT:
        raise Invalid(kind="Say what kind of evidence it is.")
    return _kept(made, by)


@act(
    "inspections.evidence.refreshed",
    permission="inspections.work",
    says="{0.recommendation.reference}: evidence gathered anew: {0.what}",
)
def refresh_evidence(
    evidence: Evidence,
    *,
    by: Any,
    held_where: str = "",
    good: int | None = None,
    requires_improvement: int | None = None,
    inadequate: int | None = None,
) -> Evidence:
    """Gather it anew. Rows are counted as they stand now; what the earlier gathering showed is kept beside it."""
    _still_open(evidence.recommendation)
    _owned(evidence.recommendation, by)
    if evidence.followed_at is not None:
        raise Invalid("This evidence was gathered anew already. Refresh the newer one.")
    made = Evidence(recommendation=evidence.recommendation, kind=evidence.kind, what=evidence.what, replaces=evidence)
    made.standard, made.district, made.since = evidence.standard, evidence.district, evidence.since
    made.held_where = held_where or evidence.held_where
    if evidence.kind == EvidenceKind.AUDIT:
        made.good, made.requires_improvement, made.inadequate = good, requires_improvement, inadequate
    evidence.followed_at = current().at
    evidence.save()
    return _kept(made, by)


def _kept(made: Evidence, by: Any) -> Evidence:
    made.as_of = made.gathered_at = current().at
    made.gathered_by = actor_of(by).user
    if made.kind == EvidenceKind.DUTIES:
        _count(made)
    elif made.kind == EvidenceKind.AUDIT and None in (made.good, made.requires_improvement, made.inadequate):
        raise Invalid(good="Give the three counts of the audit: good, requires improvement, inadequate.")
    elif made.kind == EvidenceKind.DOCUMENT and not made.held_where.strip():
        raise Invalid(held_where="Say where the document is held, so that it can be found.")
    made.save()
    return made


def _count(made: Evidence) -> None:
    if made.standard not in Standard.register:
        raise Invalid(standard="Choose the standard whose rows are the evidence.")
    if made.since is None:
        raise Invalid(since="Say from which month on the rows are counted.")
    made.since = made.since.replace(day=1)
    until = clock.local_month(made.as_of)
    if made.since > until:
        raise Invalid(since="That month has not begun.")
    counts = count_between(made.standard, made.district_id, made.since, until, as_of=made.as_of)
    if not counts.applies:
        raise Invalid(standard="There is no row of this standard in that time, so that it shows nothing.")
    for name in ("met", "late", "overdue", "pending", "cannot_tell", "waived"):
        setattr(made, name, getattr(counts, name))


# -- the life of a recommendation


def _step(recommendation: Recommendation, verb: str, note: str, by: Any) -> None:
    made = Step(recommendation=recommendation, verb=verb, status=recommendation.status, note=note)
    made.taken_at, made.taken_by = current().at, actor_of(by).user
    made.save()


@act(
    "inspections.recommendation.put-forward",
    permission="inspections.work",
    says="{0.inspection.title}: recommendation {0.number} put forward as complete",
)
def put_forward(recommendation: Recommendation, *, by: Any, note: str) -> Recommendation:
    """Say that it is complete. Refused without a measure that has a baseline and a target, and without current evidence."""
    ours(recommendation.inspection)
    recommendation.status = next_status(recommendation.status, "put forward")
    _owned(recommendation, by)
    if actor_of(by).user is None:
        raise Invalid("A recommendation is put forward by a person.")
    for reason in lacking(recommendation):
        raise Invalid(reason)
    recommendation.put_forward_at, recommendation.put_forward_by = current().at, actor_of(by).user
    recommendation.reopened_because = ""
    recommendation.save()
    _step(recommendation, "put forward", note, by)
    return recommendation


@act(
    "inspections.recommendation.sent-back",
    permission="inspections.close",
    says="{0.inspection.title}: recommendation {0.number} sent back to its owner",
)
def send_back(recommendation: Recommendation, *, by: Any, note: str) -> Recommendation:
    """It is not complete yet, and why."""
    ours(recommendation.inspection)
    recommendation.status = next_status(recommendation.status, "send back")
    _judged_by_another(recommendation, by)
    if not note.strip():
        raise Invalid(note="Say what is still to be done.")
    recommendation.put_forward_at = recommendation.put_forward_by = None
    recommendation.save()
    _step(recommendation, "send back", note, by)
    return recommendation


@act(
    "inspections.recommendation.closed",
    permission="inspections.close",
    says="{0.inspection.title}: recommendation {0.number} closed",
)
def close_recommendation(recommendation: Recommendation, *, by: Any, note: str) -> Recommendation:
    """It is complete. Neither its owner nor whoever put it forward closes it; its measures go on being watched."""
    ours(recommendation.inspection)
    recommendation.status = next_status(recommendation.status, "close")
    _judged_by_another(recommendation, by)
    if not note.strip():
        raise Invalid(note="Say what convinced you.")
    recommendation.closed_at, recommendation.closed_by = current().at, actor_of(by).user
    recommendation.save()
    _step(recommendation, "close", note, by)
    return recommendation


def _judged_by_another(recommendation: Recommendation, by: Any) -> None:
    user = actor_of(by).user
    if user is None:
        raise Invalid("A person judges whether a recommendation is complete.")
    if user.pk in (recommendation.owner_id, recommendation.put_forward_by_id):
        raise Invalid("You own this recommendation or put it forward. Someone else must judge it.")


@act(
    "inspections.recommendation.reopened",
    permission="inspections.close",
    says="{0.inspection.title}: recommendation {0.number} reopened: {0.reopened_because}",
)
def reopen_recommendation(recommendation: Recommendation, *, by: Any, note: str) -> Recommendation:
    """It is open again, and why: by the watch when a measure falls twice in a row, or by a chief officer."""
    ours(recommendation.inspection)
    recommendation.status = next_status(recommendation.status, "reopen")
    if not note.strip():
        raise Invalid(note="Say why it is opened again.")
    recommendation.closed_at = recommendation.closed_by = None
    recommendation.put_forward_at = recommendation.put_forward_by = None
    recommendation.reopened_because = note
    recommendation.save()
    _step(recommendation, "reopen", note, by)
    return recommendation


@act(
    "inspections.verdict.given",
    permission="inspections.manage",
    says="{0.recommendation.inspection.title}: verdict on recommendation {0.recommendation.number}: {0}",
)
def give_verdict(
    recommendation: Recommendation, *, by: Any, review: Inspection, outcome: str, note: str = ""
) -> Verdict:
    """What the post-inspection review said of it. It changes no status: that is for the force to draw."""
    ours(recommendation.inspection)
    if review.follows_id != recommendation.inspection_id or review.kind not in (
        InspectionKind.REVIEW,
        InspectionKind.AGAIN,
    ):
        raise Invalid(review="That is not a review of this inspection.")
    if outcome not in Outcome.values:
        raise Invalid(outcome="Say what the review found.")
    made = Verdict(recommendation=recommendation, review=review, outcome=outcome, note=note)
    made.save()
    return made


# -- the watch

WATCH = system("watch over closed recommendations")


def watch_closed() -> list[Recommendation]:
    """Reopen each closed recommendation of which a measure fell as often in a row as the force's policy says. What was
    reopened is given back, with why; run again it finds nothing more."""
    now, reopened = clock.now(), []
    for recommendation in closed_recommendations():
        if fall := fall_of(recommendation, now):
            reopened.append(reopen_recommendation(recommendation, by=WATCH, note=str(fall)))
    return reopened
