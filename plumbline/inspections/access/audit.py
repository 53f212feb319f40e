"""Who may see what of an audit.

- How a round came out (counts, never a child, never the name of an auditor) is open to everyone who works cases: an audit that
  those audited cannot read teaches nobody.
- Which cases were drawn, and who marks them, is for auditors and public-protection leads.
- A draft is its auditor's alone. A marking handed in is read by others when all markings of the case are in, and not before:
  a second auditor must not know what the first one found, whatever roles they hold.
- A child found still at risk is shown to public-protection leads at once, and to whoever raised it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from plumbline.access.access import authorise, may_do, may_see, require_open, require_purpose, unrestricted
from plumbline.inspections.models import (
    AuditProgramme,
    AuditRound,
    AuditStratum,
    Marking,
    MarkingAnswer,
    Place,
    PublishedAudit,
    Safeguarding,
    SampledCase,
)
from plumbline.inspections.queries.frame import Frame, Wanted, frame_of
from plumbline.kernel.actors import Actor
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.ledger.queries import acts_on
from plumbline.missing.access import EXPORT, episode_whole_for, return_interview_of
from plumbline.standards.models import Duty
from plumbline.workforce.models import District

LEARN, AUDIT, MANAGE = "inspections.learn", "inspections.audit", "inspections.manage"
NO_CASE = "There is no such case in your reach."
NO_MARKING = "You have no such marking."
NO_RECORD = "There is no such record in your reach."


# -- results: no child, no auditor ------------------------------------------------------------------------------------


def require_sight(actor: Actor) -> None:
    if not actor.is_system and not may_do(actor.user, LEARN):
        raise Refused("Your role does not let you see audits. Ask your supervisor if you think it should.")


def programmes_for(actor: Actor) -> list[AuditProgramme]:
    """Every programme with its rounds, newest first."""
    require_sight(actor)
    rounds = Prefetch("rounds", QuerySet(AuditRound).select_related("district", "programme").order_by("-number"))
    return list(QuerySet(AuditProgramme).order_by("name").prefetch_related(rounds))


def programme_for(actor: Actor, pk: int, *, to: str = LEARN) -> AuditProgramme:
    require_sight(actor)
    authorise(actor, to, None)
    found = QuerySet(AuditProgramme).filter(pk=pk).first()
    if found is None:
        raise Missing("There is no such audit programme.")
    return found


def rounds_of(programme: AuditProgramme) -> list[AuditRound]:
    """Oldest first."""
    return list(QuerySet(AuditRound).filter(programme=programme).select_related("district").order_by("number"))


def round_for(actor: Actor, pk: int, *, to: str = LEARN) -> AuditRound:
    require_sight(actor)
    authorise(actor, to, None)
    found = QuerySet(AuditRound).filter(pk=pk).select_related("programme", "district", "opened_by", "closed_by").first()
    if found is None:
        raise Missing("There is no such round.")
    if to != LEARN:
        authorise(actor, to, found)
    return found


def parts_of(made: AuditRound) -> list[AuditStratum]:
    return list(QuerySet(AuditStratum).filter(round=made).order_by("label"))


def frame_now(actor: Actor, made: AuditRound) -> Frame:
    """The frame as the same query finds it today: numbers alone."""
    wanted = Wanted(made.reported_from, made.reported_to, made.district_id, tuple(made.strata_keys))
    return frame_of(wanted, actor.user)


def published_for(actor: Actor) -> QuerySet[PublishedAudit]:
    """What public reports say; no one's data."""
    require_sight(actor)
    return QuerySet(PublishedAudit).order_by("force", "visited_on", "pk")


# -- cases ------------------------------------------------------------------------------------------------------------


def require_auditing(actor: Actor) -> None:
    """Which cases were drawn is for those who audit and those who plan audits."""
    if not actor.is_system and not (may_do(actor.user, AUDIT) or may_do(actor.user, MANAGE)):
        raise Refused(
            "Which cases were audited is for auditors and public-protection leads. The results are open to you."
        )


def require_part(actor: Actor) -> None:
    """Cases that were drawn name children, and their markings name colleagues."""
    require_auditing(actor)
    require_purpose(actor)


def _cases(actor: Actor) -> QuerySet[SampledCase]:
    require_part(actor)
    reach = may_see(actor.user, AUDIT) | may_see(actor.user, MANAGE) if _partly(actor) else Q()
    named = ("person__mother", "district", "team", "round__programme", "auditor", "moderated_by", "set_aside_by")
    return QuerySet(SampledCase).filter(reach).select_related(*named)


def _partly(actor: Actor) -> bool:
    """An empty condition (the whole force) joined to another by "or" would be lost."""
    return bool(may_see(actor.user, AUDIT)) and bool(may_see(actor.user, MANAGE))


def cases_of_round(actor: Actor, made: AuditRound) -> list[SampledCase]:
    """The sample in the order in which it is marked, in the actor's reach. The caller says by `cases_shown` or `cases_exported`
    what becomes of it."""
    open_ones = _cases(actor).filter(unrestricted(actor.user), round=made)
    return list(open_ones.annotate(taken=Count("markings")).order_by("order"))


def cases_shown(actor: Actor, made: AuditRound, cases: Iterable[SampledCase]) -> None:
    """One ledger row names the children."""
    if people := [case.person_id for case in cases]:
        consulted(actor, "inspections.cases.read", f"{made}: list of the cases drawn read", people)


def cases_exported(actor: Actor, made: AuditRound, cases: Iterable[SampledCase]) -> None:
    authorise(actor, EXPORT, None)
    disclosed(
        actor,
        "inspections.cases.exported",
        f"{made}: list of the cases drawn exported to a file for {actor.name}",
        [case.person_id for case in cases],
    )


def case_for(actor: Actor, pk: int, *, to: str = "") -> SampledCase:
    """One case that was drawn, in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    sample = _cases(actor).filter(pk=pk).first()
    if sample is None:
        raise Missing(NO_CASE)
    require_open(actor, [sample.person_id], NO_CASE)
    if to:
        authorise(actor, to, sample)
    consulted(actor, "inspections.case.read", f"{sample} read", [sample.person_id], sample.ref())
    return sample


def to_mark(actor: Actor) -> list[SampledCase]:
    """What an auditor has begun, or could begin; nothing for others. Whether they are independent is checked as they begin.

    Not a word of what someone else's marking says; the list names no child.
    """
    if actor.user is None or not may_do(actor.user, AUDIT):
        return []
    waiting = QuerySet(SampledCase).filter(may_see(actor.user, AUDIT), marked_at=None, set_aside_at=None)
    found = waiting.filter(unrestricted(actor.user), round__closed_at=None).annotate(
        taken=Count("markings"),
        mine=Count("markings", filter=Q(markings__auditor=actor.user, markings__submitted_at=None)),
        done=Count("markings", filter=Q(markings__auditor=actor.user, markings__submitted_at__isnull=False)),
    )
    listed = found.select_related("round__programme").order_by("due_at", "round_id", "order")
    return [case for case in listed if case.mine or (not case.done and case.taken < (1 + case.round.is_marked_twice))]


# -- markings ---------------------------------------------------------------------------------------------------------


def marking_for(actor: Actor, pk: int, *, to_write: bool = False) -> Marking:
    """The actor's own marking. Of another's not even that it exists is told here.

    To keep what was typed no purpose is asked for: whoever had to sign in again, in another window, would lose it. What is shown
    after it asks.
    """
    require_auditing(actor)
    if not to_write:
        require_purpose(actor)
    authorise(actor, AUDIT, None)
    own = QuerySet(Marking).filter(
        may_see(actor.user, AUDIT, "sample__district_id", "sample__team_id"), auditor=actor.user
    )
    marking = own.select_related("sample__round__programme", "sample__person__mother", "auditor").filter(pk=pk).first()
    if marking is None:
        raise Missing(NO_MARKING)
    require_open(actor, [marking.sample.person_id], NO_MARKING)
    return marking


def answers_of(marking: Marking) -> list[MarkingAnswer]:
    """In the order in which the questions are asked."""
    return list(QuerySet(MarkingAnswer).filter(marking=marking).order_by("pk"))


def markings_open_to(actor: Actor, sample: SampledCase) -> list[Marking]:
    """The markings of a case that this person may read: their own, and the others' once all are in."""
    answers = Prefetch("answers", QuerySet(MarkingAnswer).order_by("pk"))
    found = QuerySet(Marking).filter(sample=sample).exclude(submitted_at=None).select_related("auditor", "safeguarding")
    open_ones = found if sample.is_whole else found.filter(auditor=actor.user)
    return sorted(open_ones.prefetch_related(answers), key=lambda marking: Place.values.index(marking.place_taken))


def own_marking(actor: Actor, sample: SampledCase) -> Marking | None:
    return QuerySet(Marking).filter(sample=sample, auditor=actor.user).exclude(place_taken=Place.MODERATED).first()


def journey_for(actor: Actor, marking: Marking) -> dict[str, Any]:
    """The whole case beside the questions: the episode with its parts, its return interview, and what the ledger says was done.

    The episode is read through its own room, so that reach, purpose and restrictions hold, and the read is in the ledger.
    """
    episode = episode_whole_for(actor, marking.sample.case_id)
    return {
        "episode": episode,
        "interview": return_interview_of(episode),
        "ledger": list(acts_on(marking.sample.audited())[:500]),
    }


# -- children still at risk -------------------------------------------------------------------------------------------


def _raised(actor: Actor) -> QuerySet[Safeguarding]:
    require_part(actor)
    place = ("marking__sample__district_id", "marking__sample__team_id")
    reach = may_see(actor.user, MANAGE, *place) if may_do(actor.user, MANAGE) else Q(raised_by=actor.user)
    named = ("marking__sample__person__mother", "marking__sample__round__programme", "raised_by", "safeguarded_by")
    return QuerySet(Safeguarding).filter(reach).select_related(*named).annotate(due_at=_due())


def _due() -> Subquery:
    """By when the child is to be safe, as the standard says and nothing else."""
    duty = QuerySet(Duty).filter(kind="inspections.safeguarding", subject_id=OuterRef("pk"))
    return Subquery(duty.order_by("due_at").values("due_at")[:1])


def at_risk_now(actor: Actor) -> list[Safeguarding]:
    """Children whom an auditor found still at risk and whom nobody has recorded as safe: for those who answer for it."""
    if actor.user is None or not may_do(actor.user, MANAGE):
        return []
    open_ones = unrestricted(actor.user, "marking__sample__person_id")
    found = list(_raised(actor).filter(open_ones, safeguarded_at=None).order_by("due_at"))
    if found:
        people = [raised.marking.sample.person_id for raised in found]
        consulted(actor, "inspections.at-risk.read", "Children found still at risk in audits read", people)
    return found


def safeguarding_for(actor: Actor, pk: int) -> Safeguarding:
    raised = _raised(actor).filter(pk=pk).first()
    if raised is None:
        raise Missing(NO_RECORD)
    sample = raised.marking.sample
    require_open(actor, [sample.person_id], NO_RECORD)
    consulted(actor, "inspections.at-risk.read", f"{raised} read", [sample.person_id], sample.ref())
    return raised


def districts_for(actor: Actor) -> QuerySet[District]:
    """Districts in which the actor may open a round: what a form offers."""
    return QuerySet(District).filter(may_see(actor.user, MANAGE, "pk", "teams")).distinct().order_by("name")
