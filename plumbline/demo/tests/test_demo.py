"""The demo force: whole, the same twice, calibrated, and such as the rooms' own acts would have left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import models, transaction

from plumbline.access.access import closed_to, may_do, must_state_purpose
from plumbline.access.models import Restriction, User
from plumbline.demo import building, words
from plumbline.investigations.models import Investigation
from plumbline.kernel import clock
from plumbline.kernel.records import Record
from plumbline.missing.models import Enquiry, Episode, PlanTask, Review, RiskAssessment, TriggerPlan
from plumbline.people.models import Person
from plumbline.people.queries import find_people
from plumbline.powers.actions import LONGEST
from plumbline.powers.models import Protection
from plumbline.referrals.models import Overtime
from plumbline.referrals.queries.unit import queue_on, strain_of
from plumbline.retention import queries as retention
from plumbline.standards.actions import differences
from plumbline.standards.facts import Facts
from plumbline.standards.models import Duty

SUNDAY_NIGHT = datetime(2026, 3, 29, 1, 40, tzinfo=UTC)  # the hour in which summer time begins


@pytest.fixture(scope="module")
def tiny(django_db_setup: None, django_db_blocker: Any) -> Any:
    """One small force for all tests of this module that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.frozen(SUNDAY_NIGHT):
        yield building.build(episodes=60, seed=7)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Each test may read."""


def whole(model: type[models.Model]) -> models.QuerySet[Any]:
    return models.QuerySet(model).order_by("pk")


def test_duties_are_in_line(tiny: Any) -> None:
    assert Duty.objects.count() > 500
    assert [difference for facts in Facts.register.values() for difference in differences(facts)] == []


def test_what_waited_on_days_of_overtime_is_what_the_act_would_have_counted(tiny: Any) -> None:
    rows = list(whole(Overtime).select_related("team"))
    assert [(each.queued, each.queued_at) for each in rows] == [queue_on(each.worked_on) for each in rows]
    (strain,) = strain_of(whole(Overtime), {each.team for each in rows})
    assert strain.is_sustained


def test_every_row_would_pass_its_form(tiny: Any) -> None:
    for model in (
        m
        for room in ("workforce", "people", "missing", "powers", "investigations", "inspections")
        for m in apps.get_app_config(room).get_models()
    ):
        for record in whole(model) if issubclass(model, Record) else ():
            record.clean_fields(
                exclude=[f.name for f in record._meta.fields if f.is_relation or f.primary_key or not f.editable]
            )
            record.clean()


@pytest.mark.parametrize("days", [5 * 365, 5 * 365 + 200, 5 * 365 + 330, 6 * 365, 7 * 365])
def test_whom_the_quick_look_for_reviews_leaves_out_could_not_fall_due(tiny: Any, days: int) -> None:
    with clock.frozen(SUNDAY_NIGHT + timedelta(days=days)):
        until = clock.today() + timedelta(days=retention.number("opened_ahead"))
        told = retention.clock_of(Person.objects.values_list("pk", flat=True))
        falling = {pk for pk, each in told.items() if each.due_on <= until}
        left = set(retention.quiet(sorted(told), until))
    assert falling <= left
    assert days < 6 * 365 or falling, "the test would hold of nobody"
    assert days > 5 * 365 or left < set(told), "and the look would leave out nobody"


def test_nothing_lies_ahead_but_what_is_due(tiny: Any) -> None:
    planned = {"due_at", "next_review_at", "review_due_at", "turns_18_at", "latest_end_at"}
    for model in (
        m for room in ("people", "missing", "powers", "investigations") for m in apps.get_app_config(room).get_models()
    ):
        moments = [
            f.name for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField) and f.name not in planned
        ]
        for name in moments:
            ahead = whole(model).filter(**{f"{name}__gt": SUNDAY_NIGHT}).first()
            assert ahead is None, f"{model._meta.label}.{name} of {ahead!r}"


def test_what_acts_keep_true_is_true(tiny: Any) -> None:
    for episode in whole(Episode).prefetch_related("assessments", "enquiries", "reviews"):
        graded = sorted(episode.assessments.all(), key=lambda made: (made.happened_at, made.pk))
        assert episode.risk == (graded[-1].level if graded else "")
        if graded:
            assert episode.history_acknowledged_at is not None
            assert episode.history_acknowledged_at <= graded[0].happened_at
        if episode.state == "closed":
            assert all(e.resulted_at or e.dropped_at for e in episode.enquiries.all())
        assert (episode.state == "missing") == (episode.located_at is None)
        held = sorted(episode.reviews.all(), key=lambda review: review.happened_at)
        assert [review.followed_at for review in held] == [
            *(r.happened_at for r in held[1:]),
            *([None] if held else []),
        ]
        assert episode.age < 18
        assert episode.recorded_at >= episode.reported_at
    for person in whole(Person).filter(episodes__isnull=False):
        assert person.is_looked_after == person.care_periods.filter(ended_on=None).exists()


def test_investigations_are_such_as_their_acts_would_have_left(tiny: Any) -> None:
    made = list(whole(Investigation).prefetch_related("children__person", "allocations", "reviews"))
    assert made
    for each in made:
        assert each.reported_at <= each.opened_at == each.recorded_at
        assert each.person_id in {child.person_id for child in each.children.all()}
        assert all(child.person.is_child_on(clock.local(each.reported_at).date()) for child in each.children.all())
        given = sorted(each.allocations.all(), key=lambda told: told.happened_at)
        assert each.officer_id == (given[-1].officer_id if given else None)
        assert each.allocated_at == (given[0].happened_at if given else None)
        assert each.closed_at is None or (each.is_crime_settled and given[-1].happened_at < each.closed_at)
        held = sorted(each.reviews.all(), key=lambda review: review.happened_at)
        assert each.first_reviewed_at == (held[0].happened_at if held else None)
        assert [review.followed_at for review in held][: len(held) - 1] == [review.happened_at for review in held[1:]]
        for review in held:
            assert each.officer_id != review.reviewed_by_id
            assert each.opened_at <= review.happened_at
            assert not review.direction or review.directed_at == review.happened_at


def test_police_protection_is_such_as_its_acts_would_have_left(tiny: Any) -> None:
    made = list(whole(Protection).select_related("person").prefetch_related("places", "decisions", "tellings"))
    assert sum(each.is_live for each in made) == 4
    for each in made:
        assert each.latest_end_at - each.taken_at == LONGEST
        assert not (each.person.turns_18_at and each.person.turns_18_at <= each.taken_at)
        assert each.age == each.person.age_on(clock.local(each.taken_at).date())
        assert each.recorded_at >= each.taken_at
        for part in (*each.places.all(), *each.decisions.all(), *each.tellings.all()):
            assert each.taken_at <= part.happened_at <= part.recorded_at
        assert sum(place.left_at is None for place in each.places.all()) <= each.is_live


def test_reviews_count_what_was_outstanding(tiny: Any) -> None:
    for review in whole(Review):
        at = review.happened_at
        standing = whole(Enquiry).filter(episode=review.episode, set_at__lte=at)
        waiting = [e for e in standing if e.resulted_at is None or e.resulted_at > at]
        assert review.outstanding == len(waiting)
        assert review.outstanding_overdue == sum(e.due_at < at for e in waiting)


def test_stale_grades_were_refreshed_by_the_next(tiny: Any) -> None:
    for stale in whole(RiskAssessment).filter(stale_at__isnull=False):
        later = (
            whole(RiskAssessment)
            .filter(episode=stale.episode, happened_at__gt=stale.stale_at)
            .order_by("happened_at")
            .first()
        )
        assert stale.refreshed_at == (later.happened_at if later else None)


def test_plans_are_numbered_and_one_is_current(tiny: Any) -> None:
    plans: dict[int, list[TriggerPlan]] = {}
    for plan in whole(TriggerPlan):
        plans.setdefault(plan.person_id, []).append(plan)
    assert plans
    for versions in plans.values():
        assert [plan.number for plan in versions] == list(range(1, len(versions) + 1))
        assert [plan.is_current for plan in versions] == [*([False] * (len(versions) - 1)), True]
        assert all(old.reviewed_at == new.made_at for old, new in pairwise(versions))
        assert all(old.made_by_id != new.made_by_id for old, new in pairwise(versions) if new.reason == words.UNCHANGED)
    for enquiry in whole(Enquiry).filter(task__isnull=False).select_related("task__plan", "episode"):
        task: PlanTask = enquiry.task
        assert task.plan.person_id == enquiry.episode.person_id
        assert enquiry.what == f"{task.who_does}: {task.what}"


def test_those_who_sign_in_can_and_others_cannot(tiny: Any, settings: Any) -> None:
    able = {member.user.username: member.user for member in tiny.who_sign_in()}
    assert set(able) == {"okafor", "bell", "hart", "lin", "grant", "moss", "pike", "stone", "reed", "vale", "admin"} | {
        "nash",
        "frost",
        "wells",
        "ward",
        "byrd",
        "finch",
        "hale",
        "marlow",
        "thorne",
        "quayle",
    }
    assert authenticate(username="okafor", password=settings.DEMO_PASSWORD) == able["okafor"]
    others = User.objects.exclude(username__in=able)
    assert others.count() > 90
    assert not any(user.has_usable_password() for user in others)
    with clock.frozen(SUNDAY_NIGHT):
        assert may_do(able["okafor"], "missing.supervise", Episode.objects.filter(supervisor=able["okafor"]).first())
        assert must_state_purpose(able["stone"])
        assert may_do(able["admin"], "access.administer")


def test_one_child_missing_now_is_restricted_and_those_who_look_have_access(tiny: Any) -> None:
    (restriction,) = Restriction.objects.all()
    episode = whole(Episode).get(person_id=restriction.person, state="missing")
    # Read anew, as each request does: whom the demo holds was asked in the days before as well.
    able = {user.username: user for user in User.objects.filter(username__in=["moss", "hart"])}
    with clock.frozen(SUNDAY_NIGHT):
        for user in (able["moss"], episode.officer, episode.supervisor):
            assert user is None or closed_to(user) == {}
        assert closed_to(able["hart"]) == {restriction.person: True}


def test_children_are_found_by_name(tiny: Any) -> None:
    person = whole(Person).filter(episodes__isnull=False).first()
    assert person in [found.person for found in find_people(f"{person.given_name} {person.surname}")]
