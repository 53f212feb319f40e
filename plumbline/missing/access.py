"""The only way a page gets an episode. One condition per line; each read that shows a child's data leaves a ledger row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Value, When

from plumbline.access.access import (
    authorise,
    closed_to,
    may_do,
    may_see,
    people_reached,
    require_open,
    require_purpose,
    unrestricted,
)
from plumbline.access.models import User
from plumbline.access.reading import one_read
from plumbline.incidents.access import incident_for
from plumbline.incidents.models import Incident
from plumbline.kernel.actors import Actor
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Missing, Refused
from plumbline.ledger.actions import consulted, disclosed
from plumbline.missing.models import (
    AlertDecision,
    Contact,
    Enquiry,
    Episode,
    Hypothesis,
    Information,
    IntakeAnswer,
    PlanOpening,
    PlanTask,
    PreventionInterview,
    ReturnInterview,
    Review,
    RiskAssessment,
    RiskFactor,
    SavedView,
    SourceCheck,
    State,
    StrategyMeeting,
    TriggerPlan,
)
from plumbline.workforce.models import Officer, Rank, Team

SEE, EXPORT = "missing.see", "missing.export"
OWN = ("officer_id", "supervisor_id", "call_taker_id")  # whose case an episode is, as `Episode.owners` has it
NO_EPISODE = "There is no such episode in your reach."
NO_RECORD = "There is no such record in your reach."
NO_PLAN = "There is no such trigger plan in your reach."
STAMPS = (
    "history_acknowledged philomena_requested philomena_received pnc_circulated ukmpu_notified"
    " located wellbeing_confirmed closed"
)
NAMED = tuple(f"{stamp}_by" for stamp in STAMPS.split())


def require_sight(actor: Actor) -> None:
    """Whoever sees no episodes at all is told so; one out of reach is not told apart from one that does not exist."""
    if not actor.is_system and not may_do(actor.user, SEE):
        raise Refused("Your role does not let you see missing children. Ask your supervisor if you think it should.")
    require_purpose(actor)


def episodes_for(actor: Actor) -> QuerySet[Episode]:
    """Episodes in the actor's reach, none of a restricted child. The caller names those that it shows by `shown`."""
    return _reached(actor).filter(unrestricted(actor.user))


def _reached(actor: Actor) -> QuerySet[Episode]:
    """Episodes in reach, the restricted ones among them: only for those who say what becomes of these."""
    require_sight(actor)
    reach = may_see(actor.user, SEE, own=OWN)
    return QuerySet(Episode).filter(reach).select_related("person__mother", "district", "team")


def missing_now(actor: Actor) -> QuerySet[Episode]:
    """Children missing now, and those located whom nobody has seen yet: they count as missing still (M1).

    Restricted children of whom the actor is told are among them: a child is not left off the board. Whoever shows these
    shows them without a name, as `veiled` says.
    """
    here = _reached(actor).filter(unrestricted(actor.user, or_told=True))
    return here.filter(state__in=[State.MISSING, State.LOCATED]).select_related("officer")


def veiled(actor: Actor, episode: Episode) -> bool:
    """Whether the episode may be shown as *Restricted record* alone."""
    return not actor.is_system and episode.person_id in closed_to(actor.user)


def shown(actor: Actor, episodes: Iterable[Episode], what: str) -> None:
    """A list or board was shown: one ledger row that names the children on it."""
    if people := [episode.person_id for episode in episodes]:
        consulted(actor, "missing.list.read", what, people)


def exported(actor: Actor, episodes: QuerySet[Episode], what: str) -> QuerySet[Episode]:
    """The rows of a list leave the system as a file: one ledger row that names every child in it."""
    authorise(actor, EXPORT, None)
    people = episodes.order_by().values_list("person_id", flat=True).distinct()
    disclosed(actor, "missing.list.exported", f"{what} exported to a file for {actor.name}", people)
    return episodes


def episode_for(actor: Actor, pk: int, *, to: str = SEE) -> Episode:
    """One episode in reach. `to` names what the actor is about to do, refused here if it is not theirs."""
    return _read(actor, _one(actor), pk, to)


def episode_whole_for(actor: Actor, pk: int) -> Episode:
    """One episode in reach with all that its page tells.

    What there is at most one of comes with the episode: `open_care`, `current_plan`, `return_interview`, each an attribute
    only where there is such a record. `plan_directs` says whether the plan has tasks.
    """
    one = _one(actor).annotate(
        open_care=FilteredRelation("person__care_periods", condition=Q(person__care_periods__ended_on=None)),
        current_plan=FilteredRelation("person__trigger_plans", condition=Q(person__trigger_plans__is_current=True)),
        plan_directs=Exists(QuerySet(PlanTask).filter(plan_id=OuterRef("current_plan__pk"))),
    )
    named = one.select_related(*NAMED, "return_interview", "open_care", "current_plan")
    return _read(actor, named.prefetch_related(*_parts()), pk, SEE)


def _one(actor: Actor) -> QuerySet[Episode]:
    return _reached(actor).select_related("officer", "supervisor", "call_taker")


def _read(actor: Actor, episodes: QuerySet[Episode], pk: int, to: str) -> Episode:
    return one_read(
        actor, episodes, pk, to=to, see=SEE, absent=NO_EPISODE, says=lambda found: f"Episode {found.reference} read"
    )


def _parts() -> list[Prefetch]:
    """Each part with the accounts that it names, newest first where order matters."""

    def part(name: str, model: type[Any], *named: str, order: str = "-pk") -> Prefetch:
        found = QuerySet(model).order_by(order)
        return Prefetch(name, found.select_related(*named) if named else found)  # none named would join them all

    return [
        part("assessments", RiskAssessment, "assessed_by", "endorsed_by", order="-happened_at"),
        part("enquiries", Enquiry, "set_by", "allocated_to", "resulted_by", "checked_by", "dropped_by", order="due_at"),
        part("reviews", Review, "reviewed_by"),
        part("information", Information, "taken_by"),
        part("contacts", Contact, "contacted_by"),
        part("hypotheses", Hypothesis, "made_by", "settled_by"),
        part("openings", PlanOpening, "opened_by", "plan"),
        part("prevention_interviews", PreventionInterview, "interviewed_by", "voice"),
        part("alert_decisions", AlertDecision, "decided_by"),
        part("strategy_meetings", StrategyMeeting, "requested_by", "held_by"),
        part("answers", IntakeAnswer, order="pk"),
    ]


def return_interview_of(episode: Episode) -> ReturnInterview | None:
    return (
        QuerySet(ReturnInterview)
        .filter(episode=episode)
        .select_related("requested_by", "received_by", "fed_back_by")
        .first()
    )


def part_of_episode_for(actor: Actor, model: type[Any], pk: int, *named: str, to: str = SEE) -> Any:
    """Something that belongs to an episode, when the episode is in reach; `named` are the accounts that its page names."""
    require_sight(actor)
    own = (*(f"episode__{column}" for column in OWN), *(["allocated_to_id"] if model is Enquiry else []))
    reach = may_see(actor.user, SEE, "episode__district_id", "episode__team_id", own)
    reached = QuerySet(model).select_related("episode__person__mother", *named).filter(reach)
    return one_read(
        actor, reached, pk, to=to, see=SEE, absent=NO_RECORD, says=lambda part: f"{part.case()}: {part} read"
    )


def enquiry_for(actor: Actor, pk: int, *, to: str = SEE) -> Enquiry:
    named = ("set_by", "allocated_to", "resulted_by", "checked_by", "dropped_by", "task__plan")
    return part_of_episode_for(actor, Enquiry, pk, *named, to=to)  # type: ignore[no-any-return]


def enquiries_of(episode: Episode) -> list[Enquiry]:
    """The whole work list, those due first at the top."""
    named = ("set_by", "allocated_to", "resulted_by", "checked_by", "dropped_by")
    return list(QuerySet(Enquiry).filter(episode=episode).select_related(*named).order_by("due_at", "pk"))


def assessment_for(actor: Actor, pk: int, *, to: str = SEE) -> RiskAssessment:
    named = ("assessed_by", "endorsed_by", "override_by")
    return part_of_episode_for(actor, RiskAssessment, pk, *named, to=to)  # type: ignore[no-any-return]


def assessments_of(episode: Episode) -> list[RiskAssessment]:
    """Newest first by when they were made, with what each rests on."""
    found = QuerySet(RiskAssessment).filter(episode=episode).select_related("assessed_by", "endorsed_by", "override_by")
    factors = Prefetch("factors", QuerySet(RiskFactor).order_by("pk"))
    return list(found.prefetch_related(factors).order_by("-happened_at", "-pk"))


def review_for(actor: Actor, pk: int) -> Review:
    return part_of_episode_for(actor, Review, pk, "reviewed_by")  # type: ignore[no-any-return]


def reviews_of(episode: Episode) -> list[Review]:
    return list(QuerySet(Review).filter(episode=episode).select_related("reviewed_by").order_by("-happened_at", "-pk"))


def hypothesis_for(actor: Actor, pk: int, *, to: str = SEE) -> Hypothesis:
    return part_of_episode_for(actor, Hypothesis, pk, "made_by", "settled_by", to=to)  # type: ignore[no-any-return]


def hypotheses_of(episode: Episode) -> list[Hypothesis]:
    return list(QuerySet(Hypothesis).filter(episode=episode).select_related("made_by", "settled_by").order_by("-pk"))


def meetings_of(episode: Episode) -> list[StrategyMeeting]:
    """Every strategy meeting about the child, this episode's and earlier ones."""
    found = (
        QuerySet(StrategyMeeting)
        .filter(person_id=episode.person_id)
        .select_related("episode", "requested_by", "held_by")
    )
    return list(found.order_by("-requested_at"))


def alerts_of(episode: Episode) -> list[AlertDecision]:
    return list(QuerySet(AlertDecision).filter(episode=episode).select_related("decided_by").order_by("-pk"))


def interviews_of(episode: Episode) -> list[PreventionInterview]:
    found = QuerySet(PreventionInterview).filter(episode=episode).select_related("interviewed_by", "agreed_by", "voice")
    return list(found.order_by("-pk"))


def answers_of(episode: Episode) -> dict[str, IntakeAnswer]:
    """The intake, by question."""
    return {answer.question: answer for answer in episode.answers.select_related("taken_by")}


def sources_of(episode: Episode) -> dict[str, SourceCheck]:
    """What was looked at, by source."""
    return {check.source: check for check in episode.source_checks.select_related("checked_by")}


def episodes_of_child(actor: Actor, person_id: int) -> list[Episode]:
    """Every episode of one child, newest first, wherever the child then was: history must not stop at a boundary.

    `in_reach` says of each whether the actor may open it; of the others a line is shown and no more.
    """
    require_sight(actor)
    reach = Q(pk__isnull=False) & may_see(actor.user, SEE, own=OWN)
    theirs = QuerySet(Episode).filter(person_id=person_id).select_related("district")
    told = theirs.annotate(in_reach=Case(When(reach, then=Value(True)), default=Value(False)))
    return list(told.order_by("-reported_at", "-pk"))


def plan_for(actor: Actor, pk: int, *, to: str = SEE) -> TriggerPlan:
    """A version of a trigger plan. It is the child's, whoever's district, so in reach of all who may see episodes."""
    require_sight(actor)
    plan = _plans().filter(people_reached(actor.user, SEE, "person_id"), pk=pk).first()
    if plan is None:
        raise Missing(NO_PLAN)
    require_open(actor, plan.whose(), NO_PLAN)
    if to != SEE:
        authorise(actor, to, plan)
    consulted(actor, "missing.plan.read", f"{plan} read", [plan.person_id], plan.ref())
    return plan


def current_plan_of(person_id: int) -> TriggerPlan | None:
    return _plans().filter(person_id=person_id, is_current=True).first()


def versions_of_plan(person_id: int) -> list[TriggerPlan]:
    return list(_plans().filter(person_id=person_id).order_by("-number"))


def _plans() -> QuerySet[TriggerPlan]:
    tasks = Prefetch("tasks", queryset=QuerySet(PlanTask).order_by("order"))
    return QuerySet(TriggerPlan).select_related("person__mother", "made_by", "reviewed_by").prefetch_related(tasks)


def people_of_own_cases(user: User) -> QuerySet[Any]:
    """Whom the user's own episodes and enquiries are about: what a grant over own cases reaches among people and plans."""
    own = Q(enquiries__allocated_to_id=user.pk)
    for column in OWN:
        own |= Q(**{column: user.pk})
    return QuerySet(Episode).filter(own).order_by().values_list("person_id", flat=True).distinct()


def incident_named(actor: Actor, named: CaseRef | None) -> Incident | None:
    """The incident that an address names, when it is in reach; None where it names nothing, or another kind of record."""
    if named is None or (named.room, named.kind) != ("incidents", "incident"):
        return None
    return incident_for(actor, named.id)


def saved_views_of(actor: Actor) -> QuerySet[SavedView]:
    return QuerySet(SavedView).filter(user_id=actor.user.pk if actor.user else None).order_by("name")


def saved_view_for(actor: Actor, pk: int) -> SavedView:
    view = saved_views_of(actor).filter(pk=pk).first()
    if view is None:
        raise Missing("You have no such view.")
    return view


def teams_for(actor: Actor, permission: str) -> QuerySet[Team]:
    """Teams in which the actor may do this: what a form offers."""
    reach = may_see(actor.user, permission, "district_id", "pk")
    return QuerySet(Team).filter(reach).select_related("district").order_by("district__name", "name")


def officers_near(episode: Episode, *, least_rank: int = 0) -> QuerySet[User]:
    """Accounts of those in post in the episode's district, highest rank first: what a form offers."""
    there = QuerySet(Officer).filter(left_on=None, rank__gte=least_rank, team__district_id=episode.district_id)
    return QuerySet(User).filter(officer__in=there).select_related("officer").order_by("-officer__rank", "display_name")


def supervisors_near(episode: Episode) -> QuerySet[User]:
    return officers_near(episode, least_rank=Rank.SERGEANT)
