"""Which subjects a change touches: all whose facts it can have altered, of either parent where a row moved, and no others.

The judge is the facts themselves: whatever subject has other facts after a change than before it must have been touched.
Every model on a path of a fact is tried, with every column, so that a new fact is tested by being declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection, models, transaction

from plumbline.access import actions as access
from plumbline.kernel import acts, clock
from plumbline.kernel.actors import system
from plumbline.kernel.errors import Invalid, PlumblineError
from plumbline.kernel.records import Record
from plumbline.missing.models import (
    AlertDecision,
    Contact,
    Enquiry,
    Episode,
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
from plumbline.people import actions as people
from plumbline.people.models import Marker, Person, Voice
from plumbline.standards import actions, engine
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty
from plumbline.standards.tests import probes
from plumbline.workforce import actions as workforce

TEST = system("test")
AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Touched = dict[str, set[int]]
HERE = ("missing", "people")  # whose models `Family` has


@probes.own_act
def write(*records: Any, by: Any) -> None:
    for record in records:
        record.save()


@probes.own_act
def change(record: Any, *, by: Any, **columns: Any) -> Any:
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()
    return record


@probes.own_act
def remove(record: Any, *, by: Any) -> None:
    record.delete()


@probes.own_act
def write_many(records: list[Any], *, by: Any) -> None:
    acts.current().bulk_create(type(records[0]), records)


@pytest.fixture(scope="module")
def every_fact() -> Iterator[None]:
    """All facts are needed, whatever the catalogue asks."""
    with probes.in_force(probes.every_probe), clock.frozen(AT):
        yield


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Touched:
    """What the last act touched, by kind of subject."""
    seen: Touched = {}

    def spy(doing: acts.Act) -> None:
        seen.clear()
        seen.update({facts.kind(): what.ids for facts, what in actions.touched(doing).items() if what.ids})

    monkeypatch.setitem(acts._witnesses, "spy", spy)
    return seen


class Family:
    """Two children; Ada was missing three times, Ben once. Each episode has one record of each kind."""

    def __init__(self) -> None:
        self.users = [access.open_account(by=TEST, username=f"u{n}", display_name=f"PS {n}") for n in range(3)]
        district = workforce.open_district(by=TEST, code="N", name="Northfield")
        self.team = workforce.open_team(district, by=TEST, code="NR1", name="Response 1", kind="response")
        born = date(2014, 1, 1)
        self.ada = people.add_person(by=TEST, given_name="Ada", date_of_birth=born)
        self.ben = people.add_person(by=TEST, given_name="Ben", date_of_birth=born)
        self.of: dict[int, dict[str, Any]] = {}
        self.new: list[Any] = []
        self.plans = {person.pk: self.plan(person) for person in (self.ada, self.ben)}
        stays = [(self.ada, 40), (self.ada, 20), (self.ada, 0), (self.ben, 10)]
        told = [self.episode(person, days_ago) for person, days_ago in stays]
        write(*self.new, by=TEST)
        self.of |= {mine["Episode"].pk: mine for mine in told}
        *self.episodes, self.other = [mine["Episode"] for mine in told]

    def plan(self, person: Person) -> TriggerPlan:
        by, week = self.users[0], timedelta(days=7)
        plan = TriggerPlan(person=person, number=1, made_at=AT - 60 * HOUR, made_by=by, reason="x")
        plan.review_due_at = AT + week
        task = PlanTask(plan=plan, order=1, kind="address", who_does="Response", what="go")
        marker = Marker(person=person, kind="sexual-exploitation", reason="x", owner=by, set_at=AT, set_by=by)
        marker.review_on = AT.date() + week
        self.new += [plan, task, marker]
        self.of[-person.pk] = {"plan": plan, "task": task, "marker": marker}
        return plan

    def episode(self, person: Person, days_ago: int) -> dict[str, Any]:
        at, (sergeant, constable, _) = AT - timedelta(days=days_ago), self.users
        episode = Episode(person=person, state="safe", reported_at=at, reported_month=date(2026, 6, 1), is_child=True)
        episode.team, episode.district_id, episode.officer, episode.supervisor = (
            self.team,
            self.team.district_id,
            constable,
            sergeant,
        )
        episode.last_seen_at, episode.located_at, episode.located_by = at - HOUR, at + 5 * HOUR, constable
        episode.wellbeing_confirmed_at, episode.wellbeing_confirmed_by = at + 6 * HOUR, constable
        it = {"episode": episode}
        assessed = it | {"stage": "officer", "rationale": "x", "happened_at": at + HOUR, "assessed_by": constable}
        assessment = RiskAssessment(level="high", is_uncertain=True, **assessed)
        factor = RiskFactor(assessment=assessment, factor="age", said="x", source_name="Mum", said_at=at)
        voice = Voice(
            person=person, happened_at=at + 6 * HOUR, by=constable, is_seen=True, is_spoken_to=True, words="I"
        )
        enquiry = Enquiry(kind="search", is_trace=True, what="x", set_at=at, set_by=sergeant, due_at=at + HOUR, **it)
        enquiry.task, enquiry.confirms = self.of[-person.pk]["task"], assessment
        enquiry.started_at = at + HOUR
        enquiry.resulted_at, enquiry.resulted_by, enquiry.outcome, enquiry.result = at + HOUR, constable, "nothing", "x"
        review = Review(kind="supervisor", happened_at=at + 2 * HOUR, reviewed_by=sergeant, risk_is_right=True, **it)
        review.outstanding = review.outstanding_overdue = review.unchecked = 0
        review.quality_assured = review.new_enquiries = review.parameters_confirmed = review.informant_updated = True
        review.ownership, review.direction, review.next_review_at = "stays", "x", at + 9 * HOUR
        told = {"method": "face-to-face", "is_safe": True, "voice": voice, "interviewed_by": constable}
        interview = PreventionInterview(happened_at=at + 7 * HOUR, **told, **it)
        returning = ReturnInterview(offered_at=at + 8 * HOUR, accepted_at=at + 8 * HOUR, **it)
        returning.completed_at, returning.received_at, returning.received_by = at + 9 * HOUR, at + 10 * HOUR, sergeant
        opening = PlanOpening(plan=self.plans[person.pk], opened_at=at, opened_by=sergeant, **it)
        contact = Contact(
            kind="social-worker", happened_at=at, contacted_by=constable, with_whom="x", is_reached=True, **it
        )
        source = SourceCheck(source="pnc", is_done=True, checked_at=at, checked_by=constable, **it)
        answer = IntakeAnswer(question="crime", is_core=True, answer="yes", answered_at=at, **it)
        answer.source_person, answer.taken_by = "Mum", constable
        criteria = dict.fromkeys(("is_under_18", "is_abducted", "is_in_danger", "public_can_help"), False)
        alert = AlertDecision(decided_at=at, decided_by=sergeant, is_asked_for=False, rationale="x", **criteria, **it)
        meeting = StrategyMeeting(person=person, requested_at=at, requested_by=sergeant, **it)
        meeting.held_at, meeting.held_by = at + HOUR, sergeant
        news = Information(kind="sighting", happened_at=at, told_by="x", says="x", taken_by=constable, **it)
        made = [episode, assessment, voice, factor, enquiry, review, interview, returning, opening, contact, source]
        made += [answer, alert, meeting, news]
        self.new += made
        return {type(record).__name__: record for record in made}

    def record(self, model: type[Any], of: Any = None) -> Any:
        """The record of a kind that belongs to Ada's second episode, or to the one named."""
        episode = of or self.episodes[1]
        person = {Person: episode.person_id, TriggerPlan: -1, PlanTask: -1, Marker: -1}
        if model is Person:
            return Person.objects.get(pk=episode.person_id)
        if model in person:
            name = {TriggerPlan: "plan", PlanTask: "task", Marker: "marker"}[model]
            return model.objects.get(pk=self.of[-episode.person_id][name].pk)
        return model.objects.get(pk=self.of[episode.pk][model.__name__].pk)

    def subjects_of(self, person: Person) -> Touched:
        """Every subject that is about this child."""
        found = {}
        for facts in Facts.register.values():
            if facts.person is None:  # a grant is about no child
                continue
            lookup = facts.person.replace(".", "__")
            found[facts.kind()] = set(
                models.QuerySet(facts.subject).filter(**{lookup: person.pk}).values_list("pk", flat=True)
            )
        return found


@pytest.fixture(scope="module")
def family(every_fact: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[Family]:
    """Built once: each test rolls back what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Family()
        transaction.set_rollback(True)


def facts_now() -> dict[tuple[str, int], tuple[Any, ...]]:
    """Every fact of every subject."""
    found = {}
    with connection.cursor() as cursor:
        for facts in Facts.register.values():
            cursor.execute(question(facts))
            found |= {(facts.kind(), row[0]): row[1:] for row in cursor.fetchall()}
    return found


@cache
def question(facts: type[Facts]) -> str:
    return engine.sql_of(facts.correlated(list(facts.facts)), connection)


def altered(before: dict[Any, Any], after: dict[Any, Any]) -> Touched:
    found: Touched = {}
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            found.setdefault(key[0], set()).add(key[1])
    return found


def missed(before: dict[Any, Any], touched: Touched) -> Touched:
    """Subjects that were altered and not touched."""
    found = altered(before, facts_now())
    return {kind: ids - touched.get(kind, set()) for kind, ids in found.items() if ids - touched.get(kind, set())}


def on_paths() -> list[type[Any]]:
    """Every model of a child's episode on which a fact depends. Those of other rooms are tried with the rows of the whole
    product's world: tests/architecture/living/test_touched.py."""
    found = {model for facts in Facts.register.values() for model in facts.dependencies()}
    return sorted((model for model in found if model._meta.app_label in HERE), key=lambda model: model.__name__)


def columns_that_count(model: type[Any]) -> set[str]:
    found: set[str] = set()
    for facts in Facts.register.values():
        for columns in facts.dependencies().get(model, {}).values():
            found |= columns
    return found


MODELS = on_paths()


def test_every_model_on_a_path_is_tried(family: Family) -> None:
    """A fact over a table that this file does not know must be added to `Family`."""
    assert [type(family.record(model)) for model in MODELS] == MODELS


def other_values(record: Record, field: Any, family: Family) -> Iterator[dict[str, Any]]:
    """Some other values for a column, with those beside it that the database's constraints want changed along."""
    held, name = getattr(record, field.attname), field.attname
    root = name.removesuffix("_at").removesuffix("_by_id")
    names = {f.name for f in record._meta.concrete_fields}
    if field.is_relation:
        if field.null:
            yield {name: None}
        for pk in models.QuerySet(field.related_model).exclude(pk=held).values_list("pk", flat=True)[:4]:
            yield {name: pk}
    elif isinstance(field, models.DateTimeField):
        pair = {f"{root}_by": family.users[2]} if f"{root}_by" in names else {}
        yield {name: (held or AT) + 3 * HOUR} | pair
        yield {name: (held or AT) - 30 * timedelta(days=1)} | pair
        if field.null and held:
            yield {name: None} | dict.fromkeys(pair)
    elif isinstance(field, models.BooleanField):
        yield {name: not held}
    elif isinstance(field, models.IntegerField):
        yield {name: (held or 0) + 1}
    elif isinstance(field, models.DateField):
        yield {name: (held or AT.date()) + timedelta(days=400)}
    elif field.choices:
        yield from ({name: value} for value, _ in field.choices if value != held)
    else:
        yield {name: "something else"[: field.max_length]}
        yield {name: ""}


def together(family: Family) -> dict[tuple[type[Any], str], dict[str, Any]]:
    """Columns that change only in company."""
    heard = {"is_spoken_to": False, "reason_not_spoken_to": "refused", "words": ""}
    refused = {"refused_at": AT, "accepted_at": None, "completed_at": None, "received_at": None, "received_by": None}
    return {
        (Enquiry, "allocated_at"): {"allocated_at": AT, "allocated_to": family.users[1]},
        (Person, "turns_18_at"): {"turns_18_at": AT, "date_of_birth": date(2008, 6, 1)},
        (Marker, "removed_at"): {"removed_at": AT, "removed_by": family.users[0], "removal_reason": "x"},
        (RiskAssessment, "override_at"): {"override_at": AT, "override_by": family.users[2]},
        (RiskAssessment, "refreshed_at"): {"refreshed_at": AT, "stale_at": AT - HOUR},
        (PreventionInterview, "method"): {
            "method": "not-seen",
            "why_not_face_to_face": "x",
            "agreed_by": family.users[0],
        },
        (ReturnInterview, "refused_at"): refused,
        (Voice, "is_spoken_to"): heard,
        (Voice, "reason_not_spoken_to"): heard,
    }


def stored(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_changed_column_touches_whom_it_alters(model: type[Any], family: Family, touched: Touched) -> None:
    """Each column in turn, for each value that the constraints let by; nothing beyond the child's own subjects either."""
    before, counting, tried = facts_now(), columns_that_count(model), set()
    record = family.record(model)
    everyone = family.subjects_of(family.ada)
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "version":
            continue
        company = together(family).get((model, field.attname))
        for columns in [company] if company else other_values(record, field, family):
            moves = any(model._meta.get_field(name).is_relation for name in columns)
            try:
                with transaction.atomic():
                    change(stored(record), by=TEST, **columns)
                    assert not missed(before, touched), f"{model.__name__} {columns}: missed {missed(before, touched)}"
                    if not counting & {model._meta.get_field(name).attname for name in columns}:
                        assert touched == {}, f"{model.__name__} {columns} touched {touched}"
                    elif not moves:
                        beyond = {kind: ids - everyone[kind] for kind, ids in touched.items()}
                        assert not any(beyond.values()), (
                            f"{model.__name__} {columns} touched {beyond} of other children"
                        )
                    tried.add(field.attname)
                    transaction.set_rollback(True)
            except Invalid:
                continue
    links = {link for moving, link in LINKS if moving is model}  # each is tried below
    left = counting - tried - links - {"id"}
    assert not left, f"no other value of {left} was let by: nothing was tried"


# Facts of other rooms' subjects have nothing here that a move could alter.
OURS = [facts for facts in Facts.register.values() if facts.subject._meta.app_label in HERE]
LINKS = [
    (model, step.link)
    for model in MODELS
    for step in {step for facts in OURS for step in facts.dependencies().get(model, {}) if step.link}
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "link"), sorted(set(LINKS), key=str), ids=str)
def test_a_row_that_moves_touches_both_ends(model: type[Any], link: str, family: Family, touched: Touched) -> None:
    record, other = family.record(model), family.record(model, family.other)
    here, there = getattr(record, link), getattr(other, link)
    remove_rivals(model, other)
    before = facts_now()
    change(stored(record), by=TEST, **{link: there})
    found = altered(before, facts_now())
    assert found, "a move that alters nothing shows nothing"
    assert not missed(before, touched)
    ends = {getattr(person, "pk", person) for person in (here, there)}
    if link == "episode_id":
        assert ends <= touched["missing.episode"]


def remove_rivals(model: type[Any], other: Any) -> None:
    """Make room at the other end where the model allows one only."""
    if model in (ReturnInterview, SourceCheck, IntakeAnswer, PlanOpening, Marker):
        remove(other, by=TEST)
    if model is TriggerPlan:
        change(stored(other), by=TEST, number=7, is_current=False)
    if model is PlanTask:
        change(stored(other), by=TEST, order=7)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_row_that_goes_touches_whom_it_alters(model: type[Any], family: Family, touched: Touched) -> None:
    record = family.record(model)
    if model in (Person, Episode, TriggerPlan, RiskAssessment, Voice, PlanTask):
        free_of_others(record)
    before = facts_now()
    remove(stored(record), by=TEST)
    if model not in (Person, Voice):  # of these nothing else was left
        assert altered(before, facts_now())
    assert not missed(before, touched)
    left = Duty.objects.filter(kind=model._meta.label_lower, subject_id=record.pk)
    assert not left.exists(), "duties of a record that is gone"
    assert not differing()


def free_of_others(record: Any) -> None:
    """Delete what points at the record, what points at that first."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        for row in models.QuerySet(relation.related_model).filter(**{relation.field.name: record.pk}):
            if not isinstance(row, Record):
                models.QuerySet(type(row)).filter(pk=row.pk).delete()
            elif relation.field.null:
                change(row, by=TEST, **{relation.field.attname: None})
            else:
                free_of_others(row)
                remove(stored(row), by=TEST)


def differing() -> list[Any]:
    return [difference for facts in Facts.register.values() for difference in actions.differences(facts)]


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["one by one", "many at once"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_row_that_comes_touches_whom_it_alters(model: type[Any], how: str, family: Family, touched: Touched) -> None:
    """A copy of a record that there is, made room for where there may be only one."""
    record = family.record(model)
    copy = stored(record)
    copy.pk, copy._state.adding, copy.version = None, True, 1
    if model in (ReturnInterview, SourceCheck, IntakeAnswer, PlanOpening, Marker):
        remove(stored(record), by=TEST)
    if model is TriggerPlan:
        copy.number, copy.is_current = 2, False
    if model is PlanTask:
        copy.order = 2
    before = facts_now()
    if how == "many at once":
        write_many([copy], by=TEST)
    else:
        write(copy, by=TEST)
    assert copy.pk not in (None, record.pk) or model in (
        ReturnInterview,
        SourceCheck,
        IntakeAnswer,
        PlanOpening,
        Marker,
    )
    assert not missed(before, touched)
    assert not differing()


# Said outright, so that the judge above is itself judged


def numbers(*episodes: Episode) -> set[int]:
    return {episode.pk for episode in episodes}


@pytest.mark.django_db
def test_a_plan_touches_every_episode_of_its_child(family: Family, touched: Touched) -> None:
    change(family.record(TriggerPlan), by=TEST, made_at=AT - 90 * HOUR)
    assert touched["missing.episode"] == numbers(*family.episodes)
    assert touched["missing.triggerplan"] == {family.plans[family.ada.pk].pk}


@pytest.mark.django_db
def test_a_plan_that_moves_touches_the_episodes_of_both_children(family: Family, touched: Touched) -> None:
    change(family.record(TriggerPlan), by=TEST, person_id=family.ben.pk, number=2, is_current=False)
    assert touched["missing.episode"] == numbers(*family.episodes, family.other)


@pytest.mark.django_db
def test_an_episode_touches_the_childs_other_episodes(family: Family, touched: Touched) -> None:
    change(family.record(Episode), by=TEST, reported_at=AT - timedelta(days=35))
    assert touched["missing.episode"] == numbers(*family.episodes)


@pytest.mark.django_db
def test_an_episode_that_moves_touches_those_that_it_leaves(family: Family, touched: Touched) -> None:
    change(family.record(Episode), by=TEST, person_id=family.ben.pk)
    assert touched["missing.episode"] == numbers(*family.episodes, family.other)


@pytest.mark.django_db
def test_an_enquiry_touches_itself_and_its_episode(family: Family, touched: Touched) -> None:
    enquiry = family.record(Enquiry)
    change(enquiry, by=TEST, started_at=AT)
    assert touched == {"missing.enquiry": {enquiry.pk}, "missing.episode": {enquiry.episode_id}}


@pytest.mark.django_db
def test_an_enquiry_that_moves_touches_both_episodes(family: Family, touched: Touched) -> None:
    enquiry = family.record(Enquiry)
    change(enquiry, by=TEST, episode_id=family.other.pk)
    assert touched["missing.episode"] == numbers(family.episodes[1], family.other)


@pytest.mark.django_db
def test_a_new_supervisor_touches_all_that_is_supervised(family: Family, touched: Touched) -> None:
    episode = family.episodes[1]
    change(stored(episode), by=TEST, supervisor=family.users[2])
    mine = family.of[episode.pk]
    for model in (Enquiry, Review, RiskAssessment):
        assert touched[model._meta.label_lower] == {mine[model.__name__].pk}
    owners = set(
        Duty.objects.filter(subject_id=mine["Enquiry"].pk, kind="missing.enquiry").values_list("owner", flat=True)
    )
    assert family.users[2].pk in owners
    assert family.users[0].pk not in owners


@pytest.mark.django_db
def test_a_column_that_no_fact_names_touches_nothing(family: Family, touched: Touched) -> None:
    change(family.record(Episode), by=TEST, clothing="a red coat", circumstances="after school")
    assert touched == {}
    change(family.record(Person), by=TEST, hair_colour="brown")
    assert touched == {}


@pytest.mark.django_db
def test_a_change_that_was_none_touches_nothing(family: Family, touched: Touched) -> None:
    change(family.record(Enquiry), by=TEST, started_at=family.of[family.episodes[1].pk]["Enquiry"].started_at)
    assert touched == {}


@pytest.mark.django_db
def test_only_facts_that_a_standard_reads_are_followed(family: Family, touched: Touched) -> None:
    """A fact that nobody asks for costs nothing."""
    with probes.in_force(only=True):
        change(family.record(Enquiry), by=TEST, started_at=AT)
        assert touched == {}


@pytest.mark.django_db
def test_many_rows_over_several_children(family: Family, touched: Touched) -> None:
    """More rows than one question may hold parameters: they are asked for in portions."""
    by = family.users[0]
    rows = [
        Contact(episode=episode, kind="carer", happened_at=AT, contacted_by=by, with_whom="x", is_reached=True)
        for episode in [*family.episodes, family.other]
        for _ in range(300)
    ]
    write_many(rows, by=TEST)
    assert touched == {"missing.episode": numbers(*family.episodes, family.other)}


@pytest.mark.django_db
def test_a_refused_act_touches_nothing(family: Family, touched: Touched) -> None:
    touched.clear()
    stored_duties = list(Duty.objects.order_by("pk").values_list())
    with pytest.raises(PlumblineError):
        change(family.record(Enquiry), by=TEST, started_at=AT, due_at=AT - timedelta(days=400))
    assert touched == {}
    assert list(Duty.objects.order_by("pk").values_list()) == stored_duties
