"""What is known of an episode, an enquiry, a review, an assessment and a trigger plan: the columns standards are written over.

Each fact says what it is; a caveat says what it cannot tell.
"""

from __future__ import annotations

from django.db.models import Case, DateTimeField, F, IntegerField, Q, Value, When

from plumbline.kernel.fields import MomentField
from plumbline.missing.models import (
    Category,
    ContactKind,
    Enquiry,
    EnquiryOutcome,
    Episode,
    Method,
    Review,
    Risk,
    RiskAssessment,
    Stage,
    TriggerPlan,
)
from plumbline.people.models import MarkerKind, NotSpokenTo
from plumbline.standards.expressions import earlier_of
from plumbline.standards.facts import (
    Earliest,
    Facts,
    First,
    Last,
    Latest,
    Next,
    Number,
    Own,
    Previous,
    Reckoned,
    Running,
)

AS_MISSING = Q(category=Category.MISSING)
MISSING_CHILD = AS_MISSING & Q(is_child=True)
"""Whom the search is for. One who is away from placement, whereabouts known, is not missing (domain §1.4)."""

STANDING = Q(dropped_at=None)
CARRIED_OUT = ~Q(outcome=EnquiryOutcome.IMPOSSIBLE)
RETURN = F("episode__located_at")
DUE_BY_RETURN = Q(due_at__lte=RETURN) & (Q(dropped_at=None) | Q(dropped_at__gt=RETURN))
AFTER_HIGH = Q(happened_at__gte=F("episode__assessments__happened_at"), episode__assessments__level=Risk.HIGH)
EXPLOITATION = Q(kind__in=[MarkerKind.SEXUAL_EXPLOITATION, MarkerKind.CRIMINAL_EXPLOITATION])
SPOKEN_TO = Q(voice__is_spoken_to=True) & ~Q(voice__words="")
OBSERVED = Q(voice__reason_not_spoken_to=NotSpokenTo.PRE_VERBAL) & ~Q(voice__demeanour="")
IMPORTED = "an import's is the moment of the import"


class EpisodeFacts(Facts):
    """One child reported missing once."""

    subject = Episode
    person, district, team, source = "person_id", "district_id", "team_id", "source"
    owners = {"response-officer": "officer_id", "sergeant": "supervisor_id", "call-handler": "call_taker_id"}
    month_of = "reported_at"
    ends = "located_at"

    category = Own("category", says="missing, or away from placement without authorisation")
    is_child = Own("is_child", says="under 18 when reported")
    age = Own("age", says="whole years when reported")
    is_looked_after = Own("is_looked_after", says="in care when reported")
    has_social_worker = Own("has_social_worker", says="had an allocated social worker when reported")
    reported_at = Own("reported_at", says="when the force was told")
    recorded_at = Own("recorded_at", says="when the record was made", caveat=IMPORTED)
    last_seen_at = Own("last_seen_at", says="when the child was last seen")
    history_acknowledged_at = Own("history_acknowledged_at", says="when earlier episodes, markers and plan were read")
    philomena_requested_at = Own("philomena_requested_at", says="when the carer was asked for the Philomena form")
    philomena_received_at = Own("philomena_received_at", says="when the Philomena form came")
    pnc_circulated_at = Own("pnc_circulated_at", says="when the child was circulated on PNC")
    ukmpu_notified_at = Own("ukmpu_notified_at", says="when the UK Missing Persons Unit was told")
    located_at = Own("located_at", says="when the child was located")
    returned_at = Own("returned_at", says="when the child was back where they should be")
    wellbeing_confirmed_at = Own("wellbeing_confirmed_at", says="when someone saw that the child was well")
    closed_at = Own("closed_at", says="when the episode was closed")
    turns_18_at = Own("person.turns_18_at", says="when the child turns 18", caveat="null where no birth date is known")

    first_assessed_at = First("assessments", "happened_at", says="when the risk was first assessed")
    last_assessed_at = Last("assessments", "happened_at", says="when the risk was last assessed")
    current_level = Latest("assessments", "level", by=("happened_at", "id"), says="the risk grade in force")
    first_level = Earliest("assessments", "level", by=("happened_at", "id"), says="the risk grade first given")
    first_high_at = First(
        "assessments", "happened_at", where=Q(level=Risk.HIGH), says="when the risk was first graded high"
    )
    first_medium_at = First(
        "assessments",
        "happened_at",
        where=Q(level__in=[Risk.HIGH, Risk.MEDIUM]),
        says="when the risk was first graded medium or high",
    )
    first_factor_at = First(
        "assessments.factors",
        "recorded_at",
        says="when the first thing that the risk rests on was recorded, with who supplied it",
        caveat=IMPORTED,
    )
    endorsed_at = First(
        "assessments", "endorsed_at", says="when an inspector or control-room manager first endorsed the risk"
    )
    amended_at = First(
        "assessments",
        "happened_at",
        where=Q(stage=Stage.REVIEWING),
        says="when a reviewing officer first graded the risk themselves",
    )
    overridden_at = Last("assessments", "override_at", says="when an inspector last allowed a grade below medium")
    answers_core = Number("answers", where=Q(is_core=True), says="how many of the ten core questions have an answer")
    last_core_answered_at = Last(
        "answers",
        "recorded_at",
        where=Q(is_core=True),
        says="when the last of the core questions first had an answer, be it “not known”; a better answer later moves nothing",
        caveat=IMPORTED,
    )
    sources_checked = Number("source_checks", says="how many sources were looked at, or noted why not")
    last_source_at = Last(
        "source_checks",
        "recorded_at",
        says="when the last of the sources was first looked at, or noted why not; a second look moves nothing",
        caveat=IMPORTED,
    )

    enquiries_set = Number("enquiries", where=STANDING, says="enquiries set and not dropped")
    enquiries_unresulted = Number(
        "enquiries", where=STANDING & Q(resulted_at=None), says="enquiries set and not resulted"
    )
    first_enquiry_set_at = First("enquiries", "set_at", says="when the first enquiry was set")
    first_enquiry_started_at = First("enquiries", "started_at", says="when the first enquiry was started")
    first_trace_resulted_at = First(
        "enquiries",
        "resulted_at",
        where=Q(is_trace=True) & CARRIED_OUT,
        says="when the first enquiry to trace the child was completed; one that could not be done is not",
    )
    last_resulted_at = Last("enquiries", "resulted_at", says="when the last enquiry so far was resulted")
    enquiries_due_by_return = Number(
        "enquiries",
        where=DUE_BY_RETURN,
        says="enquiries that were due before the child was located and not dropped by then",
    )
    enquiries_undone_at_return = Number(
        "enquiries",
        where=DUE_BY_RETURN & (Q(resulted_at=None) | Q(resulted_at__gt=RETURN)),
        says="of those, how many had no result when the child was located",
    )
    enquiries_never_done = Number(
        "enquiries",
        where=DUE_BY_RETURN & Q(resulted_at=None),
        says="of those, how many never had one; one dropped after the return is among them",
    )
    plan_enquiries = Number(
        "enquiries", where=STANDING & Q(task__isnull=False), says="enquiries that came from the trigger plan"
    )
    plan_enquiries_unresulted = Number(
        "enquiries",
        where=STANDING & Q(task__isnull=False, resulted_at=None),
        says="of those, how many are not resulted",
    )
    last_plan_resulted_at = Last(
        "enquiries", "resulted_at", where=Q(task__isnull=False), says="when the last enquiry from the plan was resulted"
    )
    first_review_at = First("reviews", "happened_at", says="when a supervisor first reviewed")
    review_after_high_at = First(
        "reviews",
        "happened_at",
        where=AFTER_HIGH,
        says="when a supervisor first reviewed after the risk was graded high",
    )
    last_information_at = Last("information", "recorded_at", says="when something new was last recorded")

    first_plan_made_at = First("person.trigger_plans", "made_at", says="when the child first had a trigger plan")
    next_plan_at = Next(
        "person.trigger_plans",
        "made_at",
        after="located_at",
        says="when the plan was first made, confirmed or changed after the child was located",
    )
    plan_opened_at = First("openings", "opened_at", says="when the trigger plan was first opened on this episode")
    social_worker_contacted_at = First(
        "contacts",
        "happened_at",
        where=Q(kind=ContactKind.SOCIAL_WORKER),
        says="when the social worker was first tried",
    )
    informant_contacted_at = First(
        "contacts",
        "happened_at",
        where=Q(kind__in=[ContactKind.INFORMANT, ContactKind.CARER], is_reached=True),
        says="when who reported it, or the carer, was first spoken to again",
    )
    alert_decided_at = First(
        "alert_decisions", "decided_at", says="when a Child Rescue Alert was decided on, either way"
    )
    exploitation_marker_at = First(
        "person.markers",
        "set_at",
        where=EXPLOITATION,
        says="when the child was first marked as at risk of exploitation",
    )
    exploitation_markers = Number(
        "person.markers", where=EXPLOITATION & Q(removed_at=None), says="such markers that nobody has removed"
    )
    exploitation_removed_at = Last(
        "person.markers", "removed_at", where=EXPLOITATION, says="when such a marker was last removed"
    )

    interviewed_at = First(
        "prevention_interviews",
        "happened_at",
        where=~Q(method=Method.NOT_SEEN),
        says="when the prevention interview was held",
    )
    seen_at = First(
        "prevention_interviews",
        "happened_at",
        where=Q(method=Method.FACE_TO_FACE),
        says="when an officer saw the child face to face after return",
    )
    heard_at = First(
        "prevention_interviews",
        "happened_at",
        where=SPOKEN_TO | OBSERVED,
        says="when the child's own words were recorded after return, or what was seen of one too young to speak",
        caveat="what a child said to someone else, outside the prevention interview, is not seen",
    )
    declined_at = First(
        "prevention_interviews",
        "happened_at",
        where=Q(voice__reason_not_spoken_to=NotSpokenTo.REFUSED),
        says="when the child was given the chance to speak and did not want to",
    )
    interview_requested_at = First(
        "return_interview", "requested_at", says="when the local authority was asked to offer a return interview"
    )
    interview_offered_at = First(
        "return_interview", "offered_at", says="when an independent return interview was offered"
    )
    interview_refused_at = First("return_interview", "refused_at", says="when the child refused it")
    interview_completed_at = First("return_interview", "completed_at", says="when the return interview was held")
    interview_received_at = First("return_interview", "received_at", says="when its findings reached the police")
    interview_fed_back_at = First(
        "return_interview", "fed_back_at", says="when they went into the plan or intelligence"
    )

    strategy_requested_at = First(
        "person.strategy_meetings", "requested_at", says="when a strategy meeting about the child was first asked for"
    )
    meeting_held_at = First(
        "strategy_meetings", "held_at", says="when the strategy meeting that this episode raised was held"
    )
    next_meeting_at = Next(
        "person.strategy_meetings",
        "held_at",
        after="reported_at",
        says="when a strategy meeting about the child was first held after this report",
    )
    last_meeting_at = Previous(
        "person.strategy_meetings",
        "held_at",
        before="reported_at",
        says="when one was last held before this report",
    )
    in_30_days = Running(
        "person",
        "reported_at",
        days=30,
        where=AS_MISSING,
        says="times missing in the 30 days up to this report, it included",
    )
    in_90_days = Running(
        "person",
        "reported_at",
        days=90,
        where=AS_MISSING,
        says="times missing in the 90 days up to this report, it included",
    )


class EnquiryFacts(Facts):
    """One enquiry on one episode."""

    subject = Enquiry
    person, district, team = "episode.person_id", "episode.district_id", "episode.team_id"
    source = "episode.source"
    owners = {"response-officer": "allocated_to_id", "sergeant": "episode.supervisor_id"}
    month_of = "set_at"
    ends = "ended_at"

    category = Own("episode.category", says="missing, or away from placement without authorisation")
    is_child = Own("episode.is_child", says="the person was under 18 when reported")
    is_trace = Own("is_trace", says="done to find the child")
    set_at = Own("set_at", says="when it was set")
    due_at = Own("due_at", says="by when its setter wanted it done")
    allocated_at = Own("allocated_at", says="when someone was given it")
    started_at = Own("started_at", says="when it was started")
    resulted_at = Own("resulted_at", says="when its result was recorded")
    checked_at = Own("checked_at", says="when someone else checked it")
    dropped_at = Own("dropped_at", says="when it was dropped as no longer needed")
    episode_closed_at = Own("episode.closed_at", says="when the episode was closed")
    ended_at = Reckoned(
        Case(
            When(
                is_trace=True,
                episode__located_at__gte=F("set_at"),
                then=earlier_of("dropped_at", "episode__located_at"),
            ),
            default=F("dropped_at"),
            output_field=DateTimeField(),
        ),
        MomentField(),
        says="when it was no longer to be done: dropped, or set to find the child and the child located",
    )


class ReviewFacts(Facts):
    """One review, and the next that it set."""

    subject = Review
    person, district, team = "episode.person_id", "episode.district_id", "episode.team_id"
    source = "episode.source"
    owners = {"sergeant": "episode.supervisor_id"}
    month_of = "happened_at"
    ends = "located_at"

    category = Own("episode.category", says="missing, or away from placement without authorisation")
    is_child = Own("episode.is_child", says="the person was under 18 when reported")
    happened_at = Own("happened_at", says="when the review was held")
    next_review_at = Own("next_review_at", says="when the next review was to be, as this one set it")
    followed_at = Own("followed_at", says="when the next review was held")
    current_level = Latest(
        "episode.assessments", "level", by=("happened_at", "id"), says="the episode's risk grade in force"
    )
    first_high_at = First(
        "episode.assessments",
        "happened_at",
        where=Q(level=Risk.HIGH),
        says="when the episode's risk was first graded high",
    )
    located_at = Own("episode.located_at", says="when the child was located")


class AssessmentFacts(Facts):
    """One risk assessment, and whether it still fits what is known."""

    subject = RiskAssessment
    person, district, team = "episode.person_id", "episode.district_id", "episode.team_id"
    source = "episode.source"
    owners = {"sergeant": "episode.supervisor_id", "response-officer": "episode.officer_id"}
    month_of = "happened_at"
    ends = "located_at"

    category = Own("episode.category", says="missing, or away from placement without authorisation")
    is_child = Own("episode.is_child", says="the person was under 18 when reported")
    stage = Own("stage", says="call taker's, supervisor's or reviewing officer's")
    level = Own("level", says="the grade given")
    below_medium = Reckoned(
        Case(When(level__in=[Risk.LOW, Risk.NONE], then=Value(1)), default=Value(0), output_field=IntegerField()),
        IntegerField(),
        says="1 where the grade given is below medium, else 0",
    )
    happened_at = Own("happened_at", says="when the risk was assessed")
    is_uncertain = Own("is_uncertain", says="initial enquiries are to confirm it")
    endorsed_at = Own("endorsed_at", says="when it was endorsed or amended by rank")
    override_at = Own("override_at", says="when an inspector allowed a grade below medium")
    stale_at = Own("stale_at", says="when something new was first recorded after it")
    refreshed_at = Own("refreshed_at", says="when the risk was next assessed after that")
    confirmed_at = First(
        "confirming",
        "resulted_at",
        where=CARRIED_OUT,
        says="when an enquiry set to confirm an uncertain risk was resulted; one that could not be done confirms nothing",
    )
    located_at = Own("episode.located_at", says="when the child was located")


class PlanFacts(Facts):
    """One version of a child's trigger plan."""

    subject = TriggerPlan
    person = "person_id"
    month_of = "made_at"
    ends = "turns_18_at"

    made_at = Own("made_at", says="when this version was made")
    review_due_at = Own("review_due_at", says="by when it was to be looked at again")
    reviewed_at = Own("reviewed_at", says="when it was confirmed or replaced")
    turns_18_at = Own(
        "person.turns_18_at", says="when the child turns 18", caveat="null where the date of birth is not known"
    )
    first_task_at = First("tasks", "recorded_at", says="when its first directed task was written")
    tasks = Number("tasks", says="directed tasks in it: who, where, what")
