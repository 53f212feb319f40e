"""A small force in which anything may happen: people, children, a clock, and the verbs of the rooms with random choices.

A step is a number, which settles the verb and all its choices, so that what happened once happens again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db.models import ProtectedError

from plumbline.access import actions as access
from plumbline.access.models import User
from plumbline.kernel import acts, clock
from plumbline.kernel.actors import Actor, system
from plumbline.kernel.errors import AlreadyDone, Invalid, Refused, Stale
from plumbline.missing import actions as missing
from plumbline.missing.models import (
    QUESTIONS,
    Answer,
    Condition,
    Contact,
    ContactKind,
    Enquiry,
    EnquiryKind,
    EnquiryOutcome,
    Episode,
    Factor,
    Information,
    InformationKind,
    IntakeAnswer,
    Method,
    NotOffered,
    Ownership,
    PlanOpening,
    PreventionInterview,
    ReturnInterview,
    Review,
    ReviewKind,
    Risk,
    RiskAssessment,
    SourceCheck,
    SourceToCheck,
    Stage,
    State,
    StrategyMeeting,
    TriggerPlan,
)
from plumbline.people import actions as people
from plumbline.people.models import Marker, MarkerKind, Person, Voice
from plumbline.standards import actions as standards
from plumbline.standards.models import Duty, Waiver
from plumbline.standards.tests import probes
from plumbline.workforce import actions as workforce
from plumbline.workforce.models import Officer, Rank, Team

TRIES = 8
START = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)  # two days before the clocks go forward
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PASSING = [
    timedelta(),
    SECOND,
    7 * MINUTE,
    59 * MINUTE + 59 * SECOND,
    HOUR,
    4 * HOUR,
    13 * HOUR,
    DAY,
    6 * DAY,
    31 * DAY,
]
AGO = [timedelta(), timedelta(), SECOND, 20 * MINUTE, HOUR, 5 * HOUR, 2 * DAY, 40 * DAY]
AHEAD = [MINUTE, HOUR, 6 * HOUR, 3 * DAY, 30 * DAY, 90 * DAY]

OFTEN = ["report", "acknowledge", "assess", "set_enquiry", "locate", "confirm_wellbeing", "result_enquiry", "make_plan"]
OFTEN += ["move_record", "waive", "lose_again", "reopen"]
TEST, NUMBERS = system("test"), count(1)
VERBS: dict[str, Callable[[World, Random], Any]] = {}


def verb(function: Callable[[World, Random], Any]) -> Callable[[World, Random], Any]:
    VERBS[function.__name__] = function
    return function


# Acts that no room offers: a row that moves, one that goes, many that come at once.


@probes.own_act
def shift(record: Any, *, by: Any, column: str, to: Any) -> Any:
    setattr(record, column, to)
    record.save()
    return record


@probes.own_act
def remove(record: Any, *, by: Any) -> None:
    record.delete()


@probes.own_act
def bring_in(*, by: Any, episodes: list[Episode], enquiries: Callable[[Episode], list[Enquiry]]) -> None:
    made = acts.current().bulk_create(Episode, episodes)
    acts.current().bulk_create(Enquiry, [enquiry for episode in made for enquiry in enquiries(episode)])


class World:
    """A small force with a few children and a clock of its own."""

    def __init__(self) -> None:
        with clock.frozen(START):
            self.teams = [self.team("N"), self.team("S")]
            self.sergeants = [self.officer("sergeant", Rank.SERGEANT) for _ in range(2)]
            self.constables = [self.officer("response-officer", Rank.CONSTABLE) for _ in range(2)]
            self.seniors = [
                self.officer("duty-inspector", Rank.INSPECTOR),
                self.officer("superintendent", Rank.SUPERINTENDENT),
            ]
            caller = self.officer("call-handler", Rank.POLICE_STAFF)
            self.everyone = [*self.sergeants, *self.constables, *self.seniors, caller]
            self.children = [
                people.add_person(by=TEST, given_name="Ada", date_of_birth=date(2014, 1, 1)),
                people.add_person(by=TEST, given_name="Ben", date_of_birth=date(2008, 4, 20)),  # soon of age
                people.add_person(by=TEST, given_name="Cat", estimated_birth_year=2012),
            ]
        self.begin()

    def team(self, code: str) -> Team:
        district = workforce.open_district(by=TEST, code=code, name=f"{code}field")
        return workforce.open_team(district, by=TEST, code=f"{code}R1", name="Response 1", kind="response")

    def officer(self, role: str, rank: Rank) -> User:
        number = str(next(NUMBERS))
        user = access.open_account(by=TEST, username=f"world{number}", display_name=f"{rank.short} {number}")
        access.give_grant(user, by=TEST, role=role, scope="force", reason="test")
        workforce.post_officer(self.teams[0], by=TEST, user=user, rank=rank, collar_number=f"w{number}")
        return user

    def begin(self) -> None:
        self.now, self.held, self.imported, self.log = START, {}, 0, []

    def one(self, r: Random, model: type[Any], **where: Any) -> Any:
        """A row, read anew as a page reads it, or now and then the one in hand since an earlier act."""
        rows = list(model._default_manager.filter(**where).order_by("-pk")[:6])
        if not rows:
            raise Invalid(f"there is no {model.__name__} {where}")
        row = r.choice(rows)
        if r.random() < 0.2:
            row = self.held.get((model, row.pk), row)
        self.held[model, row.pk] = row
        return row

    def another(self, r: Random, model: type[Any], pk: int | None) -> int:
        found: int = self.one(r, model, pk__in=model._default_manager.exclude(pk=pk)).pk
        return found

    def child(self, r: Random) -> Person:
        found: Person = self.one(r, Person, pk=r.choice(self.children).pk)
        return found

    def episode(self, r: Random, **where: Any) -> Episode:
        found: Episode = self.one(r, Episode, **where)
        return found

    def boss(self, r: Random) -> Any:
        return r.choice([*self.sergeants, *self.seniors])

    def anyone(self, r: Random) -> Any:
        return r.choice(self.everyone)

    def ago(self, r: Random) -> datetime:
        return self.now - r.choice(AGO)

    def ahead(self, r: Random) -> datetime:
        return self.now + r.choice(AHEAD)

    def step(self, seed: int) -> str:
        """Let time pass and try one verb after another until one is not refused; its name, or "" where all were."""
        r = Random(seed)
        self.now += r.choice(PASSING) if r.random() < 0.93 else -11 * MINUTE
        with clock.frozen(self.now):
            for name in r.sample(CHOICES, TRIES):
                try:
                    VERBS[name](self, r)
                    self.log.append(f"{self.now:%d %b %H:%M:%S} {name}")
                    return name
                except (Invalid, Refused, Stale, AlreadyDone, ProtectedError):
                    continue
        return ""


# What people do


@verb
def report(w: World, r: Random) -> None:
    at = w.ago(r)
    seen = at - r.choice(AGO) if r.random() < 0.5 else None
    missing.report_missing(
        w.child(r),
        by=w.anyone(r),
        team=r.choice(w.teams),
        reported_at=at,
        last_seen_at=seen,
        category=r.choice(["missing", "missing", "away"]),
        officer=r.choice([None, *w.constables]),
        supervisor=r.choice([None, *w.sergeants]),
        answers=[answer_to(q, r) for q in QUESTIONS[: r.choice([0, 3, 10])]],
        informant_name="Mum",
    )


def answer_to(question: Any, r: Random) -> dict[str, str]:
    return {"question": question.code, "answer": r.choice(Answer.values), "explanation": "so it is"}


@verb
def answer(w: World, r: Random) -> None:
    told = [answer_to(q, r) for q in r.sample(QUESTIONS, r.choice([1, 4, 28]))]
    missing.answer_questions(w.episode(r), by=w.anyone(r), answers=told)


@verb
def acknowledge(w: World, r: Random) -> None:
    missing.acknowledge_history(w.episode(r, history_acknowledged_at=None), by=w.anyone(r))


@verb
def assess(w: World, r: Random) -> None:
    level = r.choice(Risk.values)
    by = w.seniors[0] if level in ("low", "none") else w.anyone(r)
    missing.assess_risk(
        w.episode(r, history_acknowledged_at__isnull=False),
        by=by,
        stage=r.choice(Stage.values),
        level=level,
        rationale="because",
        override_reason="an inspector says so",
        is_uncertain=r.random() < 0.4,
        happened_at=w.ago(r) if r.random() < 0.6 else None,
        factors=[{"factor": r.choice(Factor.values), "said": "…", "source_name": "Mum"}] if r.random() < 0.3 else [],
    )


@verb
def endorse(w: World, r: Random) -> None:
    missing.endorse_risk(w.one(r, RiskAssessment, endorsed_at=None), by=r.choice(w.seniors))


@verb
def set_enquiry(w: World, r: Random) -> None:
    episode = w.episode(r, closed_at=None)
    uncertain = RiskAssessment.objects.filter(episode=episode, is_uncertain=True).first()
    missing.set_enquiry(
        episode,
        by=w.anyone(r),
        kind=r.choice(EnquiryKind.values),
        what="look there",
        due_at=w.ahead(r),
        allocated_to=r.choice([None, *w.constables]),
        confirms=uncertain if r.random() < 0.5 else None,
    )


@verb
def allocate_enquiry(w: World, r: Random) -> None:
    enquiry = w.one(r, Enquiry, resulted_at=None, dropped_at=None)
    missing.allocate_enquiry(enquiry, by=w.boss(r), allocated_to=r.choice(w.constables))


@verb
def start_enquiry(w: World, r: Random) -> None:
    missing.start_enquiry(
        w.one(r, Enquiry, started_at=None), by=w.anyone(r), started_at=w.ago(r) if r.random() < 0.5 else None
    )


@verb
def result_enquiry(w: World, r: Random) -> None:
    missing.result_enquiry(
        w.one(r, Enquiry, resulted_at=None, dropped_at=None),
        by=w.anyone(r),
        outcome=r.choice(EnquiryOutcome.values),
        result="looked",
        resulted_at=w.ago(r) if r.random() < 0.5 else None,
    )


@verb
def check_enquiry(w: World, r: Random) -> None:
    missing.check_enquiry(w.one(r, Enquiry, resulted_at__isnull=False, checked_at=None), by=w.boss(r))


@verb
def drop_enquiry(w: World, r: Random) -> None:
    missing.drop_enquiry(w.one(r, Enquiry, resulted_at=None), by=w.anyone(r), dropped_reason="not needed")


@verb
def review(w: World, r: Random) -> None:
    at = w.ago(r) if r.random() < 0.5 else None
    missing.record_review(
        w.episode(r, closed_at=None),
        by=w.boss(r),
        kind=r.choice(ReviewKind.values),
        happened_at=at,
        next_review_at=w.ahead(r),
        direction="go on",
        ownership=r.choice(Ownership.values),
        risk_is_right=True,
        quality_assured=True,
        new_enquiries=False,
        parameters_confirmed=True,
        informant_updated=False,
    )


@verb
def inform(w: World, r: Random) -> None:
    missing.record_information(
        w.episode(r, closed_at=None),
        by=w.anyone(r),
        kind=r.choice(InformationKind.values),
        says="seen by the river",
        told_by="a neighbour",
        happened_at=w.ago(r),
        bears_on_risk=r.random() < 0.7,
    )


@verb
def contact(w: World, r: Random) -> None:
    missing.record_contact(
        w.episode(r),
        by=w.anyone(r),
        kind=r.choice(ContactKind.values),
        with_whom="someone",
        is_reached=r.random() < 0.5,
        happened_at=w.ago(r),
    )


@verb
def check_source(w: World, r: Random) -> None:
    missing.check_source(
        w.episode(r, closed_at=None),
        by=w.anyone(r),
        source=r.choice(SourceToCheck.values),
        is_done=r.random() < 0.7,
        found="as told",
    )


@verb
def make_plan(w: World, r: Random) -> None:
    task = {"kind": "address", "who_does": "Response", "what": "go to the aunt's"}
    missing.make_plan(
        w.child(r), by=w.boss(r), reason="often gone", review_due_at=w.ahead(r), tasks=[task] * r.choice([0, 1, 3])
    )


@verb
def confirm_plan(w: World, r: Random) -> None:
    missing.confirm_plan(w.one(r, TriggerPlan), by=w.boss(r), review_due_at=w.ahead(r))


@verb
def open_plan(w: World, r: Random) -> None:
    missing.open_plan(w.episode(r, closed_at=None), by=w.boss(r))


@verb
def locate(w: World, r: Random) -> None:
    missing.locate_child(
        w.episode(r, state=State.MISSING), by=w.anyone(r), located_at=w.ago(r), located_where="at the aunt's"
    )


@verb
def lose_again(w: World, r: Random) -> None:
    missing.lose_again(w.episode(r, state=State.LOCATED), by=w.anyone(r), says="ran off")


@verb
def confirm_wellbeing(w: World, r: Random) -> None:
    missing.confirm_wellbeing(
        w.episode(r, state=State.LOCATED),
        by=w.anyone(r),
        wellbeing_confirmed_at=w.ago(r),
        condition=r.choice(Condition.values),
    )


@verb
def close(w: World, r: Random) -> None:
    missing.close_episode(w.episode(r, state=State.SAFE), by=w.boss(r), closing_summary="home again")


@verb
def settle_and_close(w: World, r: Random) -> None:
    """An end to it: enquiries dropped one by one, each an act, then closed."""
    episode, by = w.episode(r, state=State.SAFE), w.boss(r)
    for enquiry in episode.enquiries.filter(resulted_at=None, dropped_at=None):
        missing.drop_enquiry(enquiry, by=by, dropped_reason="found")
    missing.close_episode(episode, by=by, closing_summary="home again")


@verb
def reopen(w: World, r: Random) -> None:
    missing.reopen_episode(w.episode(r, state=State.CLOSED), by=w.boss(r))


@verb
def interview(w: World, r: Random) -> None:
    method, heard = r.choice(Method.values), r.random() < 0.6
    voice = {"words": "I was scared"} if heard else {"reason_not_spoken_to": "refused"}
    missing.record_prevention_interview(
        w.episode(r, located_at__isnull=False),
        by=w.anyone(r),
        happened_at=w.ago(r),
        method=method,
        is_safe=True,
        voice={"is_seen": method == Method.FACE_TO_FACE, "is_spoken_to": heard} | voice,
        why_not_face_to_face="far away",
        agreed_by=w.sergeants[0],
    )


@verb
def return_interview(w: World, r: Random) -> None:
    episode, by, at = w.episode(r, located_at__isnull=False), w.anyone(r), w.ago(r)
    stages: list[Callable[[], Any]] = [
        lambda: missing.request_return_interview(episode, by=by, authority="Northshire"),
        lambda: missing.offer_return_interview(episode, by=by, offered_at=at),
        lambda: missing.not_offered(episode, by=by, reason=r.choice(NotOffered.values)),
        lambda: missing.accept_return_interview(episode, by=by, accepted_at=at),
        lambda: missing.refuse_return_interview(episode, by=by, refused_at=at, refused_reason="no"),
        lambda: missing.complete_return_interview(episode, by=by, completed_at=at, completed_with="an advocate"),
        lambda: missing.receive_return_interview(episode, by=by, learnt="a lot"),
        lambda: missing.feed_back_interview(episode, by=by),
    ]
    r.choice(stages)()


@verb
def meeting(w: World, r: Random) -> None:
    if r.random() < 0.5:
        missing.request_strategy_meeting(w.episode(r), by=w.boss(r))
    else:
        held = w.one(r, StrategyMeeting, held_at=None)
        missing.hold_strategy_meeting(held, by=w.boss(r), held_at=w.ago(r), attended="all", outcome="a plan")


@verb
def alert(w: World, r: Random) -> None:
    missing.decide_alert(
        w.episode(r, closed_at=None), by=w.seniors[1], is_asked_for=r.random() < 0.5, rationale="the four criteria"
    )


@verb
def stamp(w: World, r: Random) -> None:
    episode, by = w.episode(r, closed_at=None), r.choice(w.constables)
    deeds: list[Callable[[], Any]] = [
        lambda: missing.request_philomena(episode, by=by),
        lambda: missing.receive_philomena(episode, by=by),
        lambda: missing.circulate_on_pnc(episode, by=by, pnc_reference=f"PNC{r.randrange(99)}"),
        lambda: missing.notify_ukmpu(episode, by=by, ukmpu_reference="UK1"),
    ]
    r.choice(deeds)()


@verb
def allocate_episode(w: World, r: Random) -> None:
    missing.allocate_episode(
        w.episode(r, closed_at=None),
        by=w.boss(r),
        officer=r.choice([None, *w.constables]),
        supervisor=r.choice([None, *w.sergeants]),
        team=r.choice([None, *w.teams]),
    )


# About the child


@verb
def amend_birth(w: World, r: Random) -> None:
    born = [{"date_of_birth": date(2008, 4, 20) + r.choice([-400, 0, 3, 900]) * DAY, "estimated_birth_year": None}]
    born += [{"date_of_birth": None, "estimated_birth_year": r.choice([None, 2007, 2008, 2014])}]
    people.amend_person(w.child(r), by=w.anyone(r), **r.choice(born))


@verb
def care(w: World, r: Random) -> None:
    child, day = w.child(r), clock.today() - r.choice([0, 1, 40]) * DAY
    if r.random() < 0.6:
        people.begin_care(child, by=w.boss(r), started_on=day, responsible_authority="Northshire")
    else:
        people.end_care(child, by=w.boss(r), ended_on=day, keeps_social_worker=r.random() < 0.5)


@verb
def mark(w: World, r: Random) -> None:
    if r.random() < 0.7:
        kinds = [MarkerKind.SEXUAL_EXPLOITATION, MarkerKind.CRIMINAL_EXPLOITATION, MarkerKind.BAIL]
        soon = clock.today() + 5 * DAY
        people.set_marker(w.child(r), by=w.boss(r), kind=r.choice(kinds), reason="known", review_on=soon)
    else:
        people.remove_marker(w.one(r, Marker, removed_at=None), by=w.boss(r), removal_reason="no longer so")


@verb
def move_officer(w: World, r: Random) -> None:
    user = r.choice([*w.constables, *w.sergeants])
    workforce.move_officer(
        Officer.objects.get(user=user), by=system("personnel"), team=r.choice(w.teams), reason="needed there"
    )


# About duties


@verb
def waive(w: World, r: Random) -> None:
    duty = w.one(r, Duty, done_at=None, standard__contains=r.choice(["", "located", "closed", "wellbeing", "level"]))
    standards.waive(duty, by=r.choice(w.seniors), reason="it cannot be done now")


@verb
def withdraw(w: World, r: Random) -> None:
    standards.withdraw_waiver(w.one(r, Waiver, withdrawn_at=None), by=r.choice(w.seniors))


# What no room offers yet, and the engine must bear all the same


@verb
def move_record(w: World, r: Random) -> None:
    """A row was filed under the wrong episode or child, and is put right."""
    by, kinds = system("correction"), [RiskAssessment, Enquiry, Review, Contact, SourceCheck, Information, PlanOpening]
    kinds += [ReturnInterview, IntakeAnswer, PreventionInterview, StrategyMeeting]
    if r.random() < 0.4:
        record = w.one(r, r.choice([Episode, TriggerPlan, Marker, StrategyMeeting]))
        shift(record, by=by, column="person_id", to=w.another(r, Person, record.person_id))
    elif r.random() < 0.1:
        record = w.one(r, PreventionInterview)
        shift(record, by=by, column="voice_id", to=w.another(r, Voice, record.voice_id))
    else:
        record = w.one(r, r.choice(kinds))
        shift(record, by=by, column="episode_id", to=w.another(r, Episode, record.episode_id))


@verb
def delete_record(w: World, r: Random) -> None:
    kinds = [Enquiry, Review, Contact, SourceCheck, Information, PlanOpening, ReturnInterview, StrategyMeeting]
    kinds += [IntakeAnswer, RiskAssessment, PreventionInterview, TriggerPlan, Marker, Episode]
    remove(w.one(r, r.choice(kinds)), by=system("correction"))


@verb
def take_in(w: World, r: Random) -> None:
    """A feed brings several episodes of one child at once, with their enquiries."""
    child, rows = w.child(r), []
    for _ in range(r.choice([1, 3])):
        w.imported += 1
        at = w.ago(r) - r.choice([0, 12, 29, 88]) * DAY
        row = Episode(person=child, reported_at=at, reported_month=clock.local_month(at), is_child=True)
        row.source, row.source_key, row.state = "other-system", f"E{w.imported}", State.CLOSED
        row.team, row.district_id = w.teams[0], w.teams[0].district_id
        rows.append(row)

    def enquiries(episode: Episode) -> list[Enquiry]:
        told = {
            "set_at": w.now,
            "set_by": w.sergeants[0],
            "due_at": w.now + HOUR,
            "is_trace": True,
            "what": "from afar",
        }
        return [Enquiry(episode=episode, kind=EnquiryKind.SEARCH, **told) for _ in range(r.choice([0, 2]))]

    bring_in(by=system("other-system"), episodes=rows, enquiries=enquiries)


@verb
def stale_form(w: World, r: Random) -> None:
    """A form drawn before someone else's change, or sent twice."""
    enquiry = w.one(r, Enquiry, resulted_at=None, dropped_at=None)
    user = r.choice(w.constables)
    actor = Actor(
        name=user.display_name,
        user=user,
        seen=enquiry.version - r.choice([0, 1]),
        submission=f"form{r.randrange(4)}",
    )
    missing.start_enquiry(enquiry, by=actor)


CHOICES = [*VERBS, *OFTEN, *OFTEN]
