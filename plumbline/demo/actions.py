"""The only writers of the demo force, in bulk. What they write is what the rooms' own acts would have left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from plumbline.access.models import Grant, User
from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction, Seat
from plumbline.custody.models import (
    Accommodation,
    AccommodationRequest,
    AppropriateAdult,
    Charge,
    Detention,
    Healthcare,
    Informing,
    Step,
    Visit,
)
from plumbline.custody.models import Hearing as HearingInCustody
from plumbline.custody.models import Review as DetentionReview
from plumbline.demo.force import Force, grant_of
from plumbline.demo.rows import Rows
from plumbline.incidents.models import (
    CallCheck,
    CheckMonth,
    Deployment,
    Escalation,
    FlagCheck,
    Grading,
    Incident,
    IncidentReview,
    Involvement,
    Thrive,
    Update,
)
from plumbline.inspections.models import Marking, MarkingAnswer, Safeguarding
from plumbline.investigations.models import Allocation, InvestigatedChild, Investigation, SupervisorReview
from plumbline.investigations.models import Hearing as HearingInInvestigation
from plumbline.kernel.acts import act, current
from plumbline.kernel.records import Record
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
    SourceCheck,
    StrategyMeeting,
    TriggerPlan,
)
from plumbline.people.actions import add_people, index_names
from plumbline.people.models import Address, Alias, CareStatus, Marker, MarkerReview, Person, Relationship, Voice
from plumbline.powers.models import Decision as ProtectionDecision
from plumbline.powers.models import Designation, Hearing, Protection, Stay, Telling
from plumbline.referrals.models import (
    Acceptance,
    Answer,
    ChildVictim,
    Concern,
    Conference,
    Decision,
    DomesticIncident,
    HouseholdLow,
    Notification,
    Overtime,
    PartnerAccount,
    Practitioner,
    Recipient,
    Referral,
    Setting,
    Sharing,
    StrategyDiscussion,
    Term,
    TermCalendar,
)
from plumbline.workforce.models import District, Officer, Team

if TYPE_CHECKING:
    from plumbline.demo.audits import Made
    from plumbline.demo.meetings import Morning

# Each table after those that it points at.
OF_PEOPLE = (Alias, Address, Relationship, CareStatus, Marker, MarkerReview, TriggerPlan, PlanTask)
OF_EPISODES = (
    IntakeAnswer, SourceCheck, Contact, RiskAssessment, RiskFactor, Hypothesis, Information, PlanOpening, Enquiry, Review,
    AlertDecision, StrategyMeeting, Voice, PreventionInterview, ReturnInterview,
)  # fmt: skip
OF_INCIDENTS = (Involvement, FlagCheck, Thrive, Grading, Update, Deployment, IncidentReview, Escalation)
OF_PROTECTIONS = (Designation, Telling, Voice, Hearing, Stay, ProtectionDecision)
OF_REFERRALS = (
    Practitioner, Overtime, Recipient, PartnerAccount, TermCalendar, Term, Setting, Voice, Referral, Concern, HouseholdLow,
    Acceptance, Decision, Sharing, Answer, StrategyDiscussion, Conference, DomesticIncident, ChildVictim, Notification,
)  # fmt: skip
OF_DETENTIONS = (
    AppropriateAdult, Step, Informing, Visit, Healthcare, DetentionReview, Charge, AccommodationRequest, Accommodation, Voice,
    HearingInCustody,
)  # fmt: skip
OF_INVESTIGATIONS = (InvestigatedChild, Allocation, SupervisorReview, Voice, HearingInInvestigation)
BATCH = 2000


@act(
    "demo.force.built",
    permission="access.administer",
    says="Demo force: {0} accounts opened and posted",
    operation="collection",
)
def open_force(force: Force, *, by: Any) -> int:
    """Districts, teams, accounts, posts and grants. Those who can sign in share one password, hashed once."""
    shared, nobody = make_password(settings.DEMO_PASSWORD), make_password(None)
    assert force.headquarters is not None
    _write(District, [force.headquarters, *(patch.district for patch in force.patches)])
    _write(Team, force.teams)
    for member in force.members:
        member.user.password = shared if member.signs_in else nobody
    User.objects.bulk_create([member.user for member in force.members], 500)
    for tier in force.tiers():
        _write(Officer, tier)
    _write(Grant, [grant_of(member) for member in force.members])
    return len(force.members)


@act("demo.people.built", permission="access.administer", says="Demo force: {0} people added", operation="collection")
def add_families(rows: Rows, *, by: Any) -> int:
    """Children with their families, homes, care, markers and trigger plans."""
    people = add_people(by=by, people=rows.of(Person))
    _write_all(OF_PEOPLE, rows)
    index_names({alias.person for alias in rows.of(Alias)})
    return len(people)


@act(
    "demo.month.built",
    permission="access.administer",
    says="Demo force: {0} episodes of a month added",
    operation="collection",
)
def add_month(make: Callable[[], tuple[Rows, list[tuple[Voice, Episode]]]], *, by: Any) -> int:
    """Episodes reported in one month, with everything that belongs to them."""
    rows, voices = make()
    episodes = rows.of(Episode)
    _write(Incident, rows.of(Incident))
    for episode, incident in rows.came_of:
        episode.origin_room, episode.origin_kind, episode.origin_id = incident.ref().room, "incident", incident.pk  # type: ignore[attr-defined]
    _write(Episode, episodes)
    for voice, case in voices:
        voice.case_id = case.pk
    _write_all((*OF_EPISODES, *OF_INCIDENTS), rows)
    return len(episodes)


@act(
    "demo.checks.built",
    permission="access.administer",
    says="Demo force: {0} calls checked",
    operation="collection",
)
def add_checks(rows: Rows, *, by: Any) -> int:
    """Calls of the control room that were listened to again."""
    _write_all((CheckMonth, CallCheck), rows)
    return len(rows.of(CallCheck))


@act(
    "demo.referrals.built",
    permission="access.administer",
    says="Demo force: {0} referrals added",
    operation="collection",
)
def add_referrals(rows: Rows, *, by: Any) -> int:
    """Two years of the referral unit: referrals, what was decided and shared, homes with domestic abuse, schools told."""
    _write_all(OF_REFERRALS, rows)
    return len(rows.of(Referral))


@act(
    "demo.custody.built",
    permission="access.administer",
    says="Demo force: {0} detentions added",
    operation="collection",
)
def add_custody(make: Callable[[], tuple[Rows, list[tuple[Voice, Detention]]]], *, by: Any) -> int:
    """Detentions of the two years, with everything that belongs to them."""
    rows, voices = make()
    detentions = rows.of(Detention)
    _write(Detention, detentions)
    for voice, detention in voices:
        voice.case_id = detention.pk
    _write_all(OF_DETENTIONS, rows)
    return len(detentions)


@act(
    "demo.investigations.built",
    permission="access.administer",
    says="Demo force: {0} investigations added",
    operation="collection",
)
def add_investigations(make: Callable[[], tuple[Rows, list[tuple[Voice, Investigation]]]], *, by: Any) -> int:
    """What came of incidents in which a crime was recorded, with everything that belongs to it."""
    rows, voices = make()
    investigations = rows.of(Investigation)
    _write(Investigation, investigations)
    for voice, investigation in voices:
        voice.case_id = investigation.pk
    _write_all(OF_INVESTIGATIONS, rows)
    return len(investigations)


@act(
    "demo.audits.built",
    permission="access.administer",
    says="Demo force: {0} markings of audited cases added",
    operation="collection",
)
def add_audits(made: Made, *, by: Any) -> int:
    """What auditors made of the cases of one round."""
    for case in made.cases:
        case.save()
    _write(Marking, made.markings)
    _write(MarkingAnswer, made.answers)
    _write(Safeguarding, made.raised)
    return len(made.markings)


@act(
    "demo.protections.built",
    permission="access.administer",
    says="Demo force: {0} uses of police protection added",
    operation="collection",
)
def add_protections(rows: Rows, voices: list[tuple[Voice, Protection]], *, by: Any) -> int:
    """Children in police protection, with everything that belongs to it; those who were not known before come with it."""
    add_people(by=by, people=rows.of(Person))
    _write(Protection, rows.of(Protection))
    for voice, protection in voices:
        voice.case_id = protection.pk
    _write_all(OF_PROTECTIONS, rows)
    return len(rows.of(Protection))


@act(
    "demo.meeting.built",
    permission="access.administer",
    says="Demo force: a daily meeting with {0} items added",
    operation="collection",
)
def add_meeting(made: Morning, *, by: Any) -> int:
    """One daily meeting: who was there, what was on its agenda, what it set. An action of the morning before has its number."""
    for item in made.items:
        action = getattr(item, "about_action", None)
        if action is not None:
            item.case_id, item.reference = action.pk, action.reference
    _write(Meeting, [made.meeting])
    _write(Seat, made.seats)
    _write(AgendaItem, made.items)
    _write(MeetingAction, made.actions)
    return len(made.items)


def _write_all(models: tuple[type[Record], ...], rows: Rows) -> None:
    unlisted = rows.models() - {Person, Episode, Incident, Detention, Protection, Investigation, *models}
    if unlisted:
        raise TypeError(f"no place in the order of writing: {', '.join(sorted(m.__name__ for m in unlisted))}")
    for model in models:
        _write(model, rows.of(model))


def _write(model: type[Record], records: list[Any]) -> None:
    if records:
        current().bulk_create(model, records, batch_size=BATCH)
