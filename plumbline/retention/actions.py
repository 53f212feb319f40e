"""The only writers of retention: reviews, holds, confirmations, and the one act that erases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Model, Q, QuerySet

from plumbline.access.actions import forget_messages
from plumbline.access.models import User
from plumbline.kernel import clock, storage
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act, current
from plumbline.kernel.errors import Invalid
from plumbline.kernel.records import ERASED, Record
from plumbline.kernel.relations import leading_to, records
from plumbline.kernel.workdays import midnight
from plumbline.ledger.actions import forget
from plumbline.people.actions import forget_names
from plumbline.people.models import Alias, Person
from plumbline.people.queries import numbers_of
from plumbline.retention import queries
from plumbline.retention.models import Decision, Hold, HoldKind, HoldReview, PeriodConfirmation, RetentionReview
from plumbline.standards.actions import COLUMNS, wanted_duties
from plumbline.standards.facts import Facts

OF_ONE_ACT = 500  # people
ANSWERS = ("yes", "no", "not-known")


# Reviews


def open_due_reviews(*, by: Any) -> int:
    """Open a review for each person whose period runs out within the time ahead. Daily; doing it twice opens nothing twice.

    Who that is is found outside any act: with many people it takes minutes, for which nobody else could write on SQLite.
    """
    due = [told.person_id for told in queries.falling_due()]
    return sum(open_reviews(due[start : start + OF_ONE_ACT], by=by) for start in range(0, len(due), OF_ONE_ACT))


@act(
    "retention.reviews.opened",
    permission="retention.review",
    says="Retention reviews opened: {0}",
    operation="collection",
)
def open_reviews(person_ids: Sequence[int], *, by: Any) -> int:
    """Open a review for each of these people whose period does run out and for whom none waits, as it stands at this moment."""
    at = current().at
    due = [
        RetentionReview(
            person_id=told.person_id,
            group=told.group,
            counted_from=told.last.day,
            is_under_ten=told.is_under_ten,
            opened_at=at,
            due_on=told.due_on,
            due_at=told.due_at,
        )
        for told in queries.falling_due(person_ids)
    ]
    return len(current().bulk_create(RetentionReview, due))


@act("retention.review.recorded", permission="retention.review", says="{0}: {0.stage}")
def record_review(
    review: RetentionReview,
    *,
    by: Any,
    answers: dict[str, dict[str, str]],
    decision: str,
    rationale: str,
    next_review_on: date | None = None,
    under_ten_reason: str = "",
) -> RetentionReview:
    """The national assessment, each question with its answer and reason, and what follows from it.

    Keeping needs a day of next review; disposing is carried out only after another person has approved it.
    """
    if review.reviewed_at is not None:
        raise Invalid("This review was recorded already.")
    review.answers = _answered(answers)
    if decision not in Decision.values:
        raise Invalid(decision="Choose whether to keep it or to dispose of it.")
    if not rationale.strip():
        raise Invalid(rationale="Give the reasons for the decision.")
    if decision == Decision.RETAIN:
        review.next_review_on = _ahead(next_review_on, "next_review_on")
        if review.is_under_ten and not under_ten_reason.strip():
            raise Invalid(under_ten_reason="Say why it is necessary and proportionate to keep it of a child under ten.")
    review.decision, review.rationale, review.under_ten_reason = decision, rationale, under_ten_reason
    review.reviewed_at, review.reviewed_by = current().at, _someone(by)
    review.save()
    return review


@act("retention.disposal.approved", permission="retention.approve", says="{0}: disposal approved")
def approve_disposal(review: RetentionReview, *, by: Any) -> RetentionReview:
    """A second person agrees. Never who decided it, and never while anything stands in the way."""
    user = _someone(by)
    _pending(review)
    if review.approved_at is not None:
        raise Invalid("This disposal was approved already.")
    if review.reviewed_by_id == user.pk:
        raise Invalid("A disposal is approved by someone other than who decided it.")
    _nothing_in_the_way(review)
    review.approved_at, review.approved_by = current().at, user
    review.save()
    return review


@act("retention.disposal.stopped", permission="retention.review", says="{0}: disposal stopped")
def stop_disposal(review: RetentionReview, *, by: Any, reason: str) -> RetentionReview:
    """It is not carried out after all. The person's clock goes on, and a new review opens when it falls due."""
    _pending(review)
    if not reason.strip():
        raise Invalid(reason="Say why the disposal is stopped.")
    review.stopped_at, review.stopped_by, review.stop_reason = current().at, _someone(by), reason
    review.save()
    return review


@act(
    "retention.person.disposed",
    permission="retention.dispose",
    says="Disposed of: {0.person.reference}",
    operation="erasure",
)
def dispose(review: RetentionReview, *, by: Any) -> RetentionReview:
    """Erase all that identifies a person: in every room, in search, in the ledger's content, in what waits to be shown.

    Rows on which figures rest stay, emptied of personal data and free text; the person's own stays as a stub with its number.
    What was erased is overwritten in the database file as the act commits. Backups are the force's to see to.
    """
    user = _someone(by)
    _pending(review)
    if review.approved_at is None:
        raise Invalid("A disposal is carried out once another person has approved it.")
    _nothing_in_the_way(review)
    numbers = numbers_of(review.person_id)
    review.disposed_at, review.disposed_by = current().at, user
    review.save()
    _erase(numbers, user, _figures(numbers))
    review.refresh_from_db()
    forget(set(numbers))
    forget_messages()
    current().after_commit(storage.settle)
    return review


def _pending(review: RetentionReview) -> None:
    if review.decision != Decision.DISPOSE:
        raise Invalid("No disposal is decided here.")
    if review.stopped_at is not None or review.disposed_at is not None:
        raise Invalid(f"This disposal is over: {review.stage}.")


def _nothing_in_the_way(review: RetentionReview) -> None:
    told = queries.clock_of([review.person_id]).get(review.person_id)
    numbers = numbers_of(review.person_id)
    if found := queries.hindrances(review, told, numbers, queries.holds_on(numbers)):
        raise Invalid(" ".join(["This cannot be disposed of.", *found]))


def _answered(answers: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Every question, each with an answer, and a reason where the answer is not a plain no."""
    kept = {}
    for question in queries.questions():
        code = question["code"]
        given = answers.get(code, {})
        answer, reason = given.get("answer", ""), given.get("reason", "").strip()
        if answer not in ANSWERS:
            raise Invalid(**{f"answer-{code}": f"Answer this question: {question['asks']}"})
        if answer != "no" and not reason:
            raise Invalid(**{f"reason-{code}": "Give the reason for this answer."})
        kept[code] = {"answer": answer, "reason": reason}
    return kept


# Erasing


def _erase(numbers: Sequence[int], user: User, before: dict[Any, Any]) -> None:
    people = list(Person.objects.filter(pk__in=numbers).order_by("pk"))
    names, ways, circle = _called(people), _reached(people), queries.circle_of(numbers)
    for model, lookups in leading_to(Person).items():
        for row in queries.people_of_rows(model, lookups, numbers):
            _empty(row)
    _unname(names, ways, circle)
    born = {person.pk: person.turns_18_at for person in people}
    for person in people:
        person.disposed_at, person.disposed_by = current().at, user
        person.scrub()
        person.rewrite()
    for person in people:
        _blur(person, born[person.pk], numbers, before)
    forget_names(people)


def _empty(row: Any) -> None:
    if row.goes_whole:
        row.delete()
    else:
        row.scrub()
        row.rewrite()


def _figures(numbers: Sequence[int]) -> dict[Any, Any]:
    """Every duty about these people as facts now say: all that must be the same after an erasure, which is all but the moment
    from which an undone duty could no longer be done, where that is a birthday."""
    ended = COLUMNS.index("ended_at")
    found = {}
    for facts in (each for each in Facts.register.values() if each.person):
        where = {f"{cast(str, facts.person).replace('.', '__')}__in": list(numbers)}
        ids = sorted(QuerySet(facts.subject).filter(**where).values_list("pk", flat=True))
        for start in range(0, len(ids), queries.AT_ONCE):
            wanted, _ = wanted_duties(facts, ids[start : start + queries.AT_ONCE])
            found |= {(facts.kind(), *key): (v[:ended], bool(v[ended]), v[ended + 1 :]) for key, v in wanted.items()}
    return found


def _blur(person: Person, turns_18_at: datetime | None, numbers: Sequence[int], before: dict[Any, Any]) -> None:
    """The day of birth is gone; of the day of coming of age, on which some duties end, as little is kept as leaves each duty
    what it was: the year if that will do, else the month, else the day."""
    for blurred in _blurred(turns_18_at):
        person.turns_18_at = blurred
        person.rewrite()
        if _figures(numbers) == before:
            return
    raise Invalid("Erasing this would change what was counted. Nothing was erased; tell whoever runs the system.")


def _blurred(moment: datetime | None) -> Iterator[datetime | None]:
    yield None
    if moment is None:
        return
    day = clock.local(moment).date()
    yield midnight(date(day.year, 12, 31))
    yield midnight(date(day.year, 1, 1))
    yield midnight(day.replace(day=1))
    yield midnight(date(day.year + day.month // 12, day.month % 12 + 1, 1))
    yield moment


def _called(people: Iterable[Person]) -> list[str]:
    """What the people were called in full: words that, in their family's records, mean nobody else."""
    words = {person.given_and_surname for person in people if person.given_name and person.surname}
    for person in people:
        words |= {
            f"{given} {person.surname}" for given in (person.given_name, person.known_as) if given and person.surname
        }
    aliases = Alias.objects.filter(person__in=[person.pk for person in people])
    words |= {alias.name for alias in aliases if alias.given_name and alias.surname}
    return sorted(words, key=len, reverse=True)


def _reached(people: Iterable[Person]) -> list[str]:
    return sorted({way for person in people for way in (person.telephone, person.email) if len(way) > 5})


def _unname(names: Sequence[str], ways: Sequence[str], circle: Iterable[int]) -> None:
    """Take the person's name, and how they were reached, out of what is written of their family and of others related to
    them, and out of what belongs to nobody's record (a kept view of a list)."""
    if not names:
        return
    leading, numbers = leading_to(Person), list(circle)
    for model in records():
        if model.scrubs and model is not Person and (model not in leading or numbers):
            for row in _naming(model, leading.get(model, ()), numbers, names):
                _strike(row, _pattern([*_spelt(names), *ways]))
    for person in Person.objects.filter(pk__in=numbers).order_by("pk"):
        _strike(person, _pattern(names))  # a telephone may be the family's


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


def _spelt(words: Iterable[str]) -> list[str]:
    """As written, and as in an address."""
    return [
        spelt for word in words for spelt in dict.fromkeys((word, word.replace(" ", "+"), word.replace(" ", "%20")))
    ]


def _naming(model: type[Record], lookups: Iterable[str], numbers: list[int], names: Iterable[str]) -> Iterator[Any]:
    """Rows of the circle; of a table that leads to nobody, those that hold one of the names."""
    if lookups:
        yield from queries.people_of_rows(model, lookups, numbers)
        return
    named = Q(pk=None)
    for name in _texts(model):
        for word in _spelt(names):
            named |= Q(**{f"{name}__icontains": word})
    yield from QuerySet(model).filter(named).order_by("pk")


def _texts(model: type[Model]) -> list[str]:
    fields: list[Any] = [model._meta.get_field(name) for name in model.scrubs]  # type: ignore[attr-defined]
    return [f.name for f in fields if f.get_internal_type() in ("CharField", "TextField") and not f.choices]


def _strike(row: Any, said: re.Pattern[str]) -> None:
    for name in _texts(type(row)):
        text = getattr(row, name)
        if struck := said.sub(ERASED, text):
            setattr(row, name, struck[: row._meta.get_field(name).max_length])
    row.rewrite()


# Holds


@act("retention.hold.set", permission="retention.hold", says="{0}: set", operation="collection")
def set_hold(person: Person, *, by: Any, kind: str, reason: str, review_on: date) -> Hold:
    """Nothing of this person is disposed of until somebody lifts this."""
    if kind not in HoldKind.values:
        raise Invalid(kind="Choose the kind of hold from the list.")
    if not reason.strip():
        raise Invalid(reason="Say why the hold is set.")
    hold = Hold(person=person, kind=kind, reason=reason, review_on=_ahead(review_on, "review_on"))
    hold.set_at, hold.set_by = current().at, _someone(by)
    hold.save()
    _promise(hold)
    return hold


@act("retention.hold.reviewed", permission="retention.hold", says="{0}: {0.decision}")
def review_hold(
    review: HoldReview, *, by: Any, decision: str, note: str, next_review_on: date | None = None
) -> HoldReview:
    """Look at a hold again: keep it until a next look, or lift it with the note as the reason."""
    hold = review.hold
    if review.reviewed_at is not None or hold.lifted_at is not None:
        raise Invalid("This look at the hold was recorded already.")
    if decision not in HoldReview.Decision.values:
        raise Invalid(decision="Choose whether to keep the hold or to lift it.")
    if not note.strip():
        raise Invalid(note="Say what you found.")
    review.decision, review.note = decision, note
    review.reviewed_at, review.reviewed_by = current().at, _someone(by)
    if decision == HoldReview.Decision.LIFT:
        hold.lifted_at, hold.lifted_by, hold.lift_reason = review.reviewed_at, review.reviewed_by, note
    else:
        hold.review_on = _ahead(next_review_on, "next_review_on")
    review.save()
    hold.save()
    if hold.lifted_at is None:
        _promise(hold)
    return review


@act("retention.hold.lifted", permission="retention.hold", says="{0}: lifted")
def lift_hold(hold: Hold, *, by: Any, reason: str) -> Hold:
    """The reason is gone before the day of its review: the look that waited is thereby done."""
    waiting = hold.reviews.filter(reviewed_at=None).first()
    if hold.lifted_at is not None or waiting is None:
        raise Invalid("This hold was lifted already.")
    if not reason.strip():
        raise Invalid(reason="Say why the hold is lifted.")
    return review_hold(waiting, by=by, decision=HoldReview.Decision.LIFT, note=reason).hold


def _promise(hold: Hold) -> None:
    due = {"due_on": hold.review_on, "due_at": queries.end_of(hold.review_on)}
    HoldReview(hold=hold, opened_at=current().at, **due).save()


# Periods


@act("retention.period.confirmed", permission="retention.confirm", says="Retention policy confirmed: {0}")
def confirm_period(*, by: Any, number: str, value: int, note: str) -> PeriodConfirmation:
    """A records manager says that a number, or a list, holds in this force. It counts for this value alone."""
    period = next((each for each in queries.periods() if each.key == number), None)
    if period is None:
        raise Invalid(number="There is no such number in the retention policy.")
    if period.value != value:
        raise Invalid(f"It reads {period.words} now, not what you were shown. Look again.")
    if period.is_confirmed:
        raise Invalid("It is confirmed already.")
    if not note.strip():
        raise Invalid(note="Say what you checked it against.")
    made = PeriodConfirmation(number=number, value=value, note=note)
    made.confirmed_at, made.confirmed_by = current().at, _someone(by)
    made.save()
    return made


def _ahead(day: date | None, name: str) -> date:
    if day is None or day <= clock.today():
        raise Invalid(**{name: "Give the day of the next review; it must lie ahead."})
    return day


def _someone(by: Any) -> User:
    """The person who acts. What a person must weigh is not a system's to do."""
    user = cast("User | None", actor_of(by).user)
    if user is None:
        raise Invalid("Only a person can do this: it needs someone's judgement.")
    return user
