"""The only writers of people, markers and voice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models

from plumbline.access.models import User
from plumbline.kernel import acts, clock
from plumbline.kernel.actors import actor_of
from plumbline.kernel.acts import act
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid
from plumbline.kernel.relations import pointing_at
from plumbline.people.models import (
    Address,
    Alias,
    CareStatus,
    Ethnicity,
    Gender,
    LegalStatus,
    Marker,
    MarkerReview,
    Merge,
    NotSpokenTo,
    Person,
    PlacementKind,
    Relationship,
    SearchName,
    Voice,
)
from plumbline.people.models.index import plain
from plumbline.people.models.person import moment_of_age

OLDEST = 120
BIRTH = frozenset({"date_of_birth", "estimated_birth_year"})
UNKNOWN = ("", None, False, Gender.NOT_KNOWN, Ethnicity.NK)
# What a person may be added or amended with. The rest follows, or has an act of its own.
DETAILS = frozenset(
    {
        "given_name",
        "middle_names",
        "surname",
        "known_as",
        "date_of_birth",
        "estimated_birth_year",
        "gender",
        "ethnicity",
        "first_language",
        "is_interpreter_needed",
        "disability",
        "medical_needs",
        "communication_needs",
        "build",
        "complexion",
        "hair_colour",
        "eye_colour",
        "distinguishing_features",
        "telephone",
        "email",
        "social_media",
        "education_setting",
        "education_contact",
        "expected_due_date",
        "mother",
        "has_social_worker",
    }
)


# Who they are


@act("people.person.added", permission="people.record", says="Person added: {0.name}", operation="collection")
def add_person(*, by: Any, is_unborn: bool = False, source: str = "", source_key: str = "", **details: Any) -> Person:
    """A person in the force's index. The caller has searched first: nothing here stops a second record of one child.

    `details` are fields of Person; an unborn child needs `mother` and `expected_due_date`.
    """
    _known(details)
    person = Person(is_unborn=is_unborn, source=source, source_key=source_key, **details)
    if source and Person.objects.filter(source=source, source_key=source_key).exists():
        raise Invalid(source_key=f"{source} {source_key} was taken in before.")
    _check_name(person)
    _check_birth(person)
    if is_unborn:
        _check_unborn(person)
    _settle(person)
    person.save()
    index_names([person])
    return person


@act("people.person.amended", permission="people.record", says="Details amended of {0.name}")
def amend_person(person: Person, *, by: Any, **details: Any) -> Person:
    _known(details)
    due_before = person.expected_due_date
    for name, value in details.items():
        setattr(person, name, value)
    _check_name(person)
    _check_birth(person)
    if person.is_unborn and person.expected_due_date != due_before:
        _check_unborn(person)
    _settle(person)
    person.save()
    index_names([person])
    return person


@act("people.birth.recorded", permission="people.record", says="Birth recorded of {0.name}")
def record_birth(person: Person, *, by: Any, date_of_birth: date, **details: Any) -> Person:
    """The unborn child's record becomes the child's; the expected due date stays, as it was part of what was known."""
    if not person.is_unborn:
        raise Invalid(f"{person.name} is not recorded as unborn.")
    person.is_unborn = False
    return amend_person(person, by=by, date_of_birth=date_of_birth, **details)


@act("people.alias.added", permission="people.record", says="Alias added: {0.name}", operation="collection")
def add_alias(person: Person, *, by: Any, kind: str, given_name: str = "", surname: str = "") -> Alias:
    if not given_name and not surname:
        raise Invalid(given_name="Enter a given name, a surname or both.")
    alias = Alias(person=person, kind=kind, given_name=given_name, surname=surname)
    alias.save()
    index_names([person])
    return alias


@act("people.address.added", permission="people.record", says="Address added: {0}", operation="collection")
def add_address(
    person: Person,
    *,
    by: Any,
    kind: str,
    lines: str,
    postcode: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Address:
    """A new home ends the home before it on the same day."""
    _in_order(from_on, to_on, to_on="An address cannot end before it starts.")
    _not_ahead(from_on=from_on)
    address = Address(person=person, kind=kind, lines=lines, postcode=postcode.upper().strip())
    address.from_on, address.to_on, address.latitude, address.longitude = from_on, to_on, latitude, longitude
    if to_on is None and kind in ("home", "placement"):
        for earlier in person.addresses.filter(kind=kind, to_on=None):
            earlier.to_on = max(filter(None, [from_on or clock.today(), earlier.from_on]))
            earlier.save()
    address.save()
    return address


@act(
    "people.relationship.recorded",
    permission="people.record",
    says="Relationship recorded: {0}",
    operation="collection",
)
def relate(
    person: Person,
    *,
    by: Any,
    other: Person,
    kind: str,
    has_parental_responsibility: bool = False,
    is_current: bool = True,
    note: str = "",
) -> Relationship:
    """`other` is the `kind` of `person`: relate(child, other=ann, kind="mother")."""
    if person.pk == other.pk:
        raise Invalid(other="A person cannot be related to themselves.")
    other.still_stands()
    if is_current and Relationship.objects.filter(person=person, other=other, kind=kind, is_current=True).exists():
        raise Invalid(other=f"{other.name} is recorded as that already.")
    relationship = Relationship(person=person, other=other, kind=kind, is_current=is_current, note=note)
    relationship.has_parental_responsibility = has_parental_responsibility
    relationship.save()
    return relationship


@act("people.relationship.ended", permission="people.record", says="Relationship no longer current: {0}")
def end_relationship(relationship: Relationship, *, by: Any) -> Relationship:
    relationship.is_current = False
    relationship.save()
    return relationship


@act("people.people.added", permission="people.record", says="People added, many at once", operation="collection")
def add_people(*, by: Any, people: Iterable[Person]) -> list[Person]:
    """Many new people, from a feed or the demo. Each is checked and indexed like one; the first fault refuses all."""
    new = list(people)
    for person in new:
        _check_birth(person)
        _settle(person)
    made = acts.current().bulk_create(Person, new)
    index_names(made)  # type: ignore[arg-type]
    return made  # type: ignore[return-value]


def index_names(people: Iterable[Person]) -> None:
    """Bring what these people are searched by into line with their names and aliases. For use inside an act."""
    acts.current()
    listed = list(people)
    numbers = [person.pk for person in listed]
    SearchName.objects.filter(person_id__in=numbers).delete()
    listed = [person for person in listed if person.merged_into_id is None and person.disposed_at is None]
    numbers = [person.pk for person in listed]
    aliases = Alias.objects.filter(person_id__in=numbers).order_by("pk")
    names = [name for person in listed for name in _names_of(person)]
    names += [(kept, SearchName.Kind.ALIAS, stub.given_and_surname) for kept, stub in _combined_into(numbers)]
    names += [(alias.person_id, SearchName.Kind.ALIAS, alias.name) for alias in aliases]
    rows = (SearchName(person_id=p, kind=kind, shown=said[:300], text=f" {plain(said)} ") for p, kind, said in names)
    SearchName.objects.bulk_create([row for row in rows if row.text.strip()], 500)


def forget_names(people: Iterable[Person]) -> None:
    """Inside an act of erasure: nothing of these people's names is left in what searches read. SQLite's index keeps the
    letters of deleted names until it is made anew."""
    index_names(people)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_searchname_fts(people_searchname_fts) VALUES ('rebuild')")


def _combined_into(numbers: Iterable[int]) -> list[tuple[int, Person]]:
    """(number of the record kept, record combined into it), however many times over."""
    found: list[tuple[int, Person]] = []
    kept = {number: number for number in numbers}
    while kept:
        stubs = list(Person.objects.filter(merged_into__in=list(kept)).order_by("pk"))
        found += [(kept[stub.merged_into_id], stub) for stub in stubs]
        kept = {stub.pk: kept[stub.merged_into_id] for stub in stubs}
    return found


def _names_of(person: Person) -> list[tuple[int, str, str]]:
    own = " ".join(filter(None, [person.given_name, person.middle_names, person.surname]))
    daily = " ".join(filter(None, [person.known_as, person.surname])) if person.known_as else ""
    return [(person.pk, SearchName.Kind.NAME, own), (person.pk, SearchName.Kind.KNOWN_AS, daily)]


def _known(details: dict[str, Any]) -> None:
    unknown = set(details) - DETAILS
    if unknown:
        raise TypeError(f"not details of a person: {', '.join(sorted(unknown))}")


def _settle(person: Person) -> None:
    """What follows from the birth, kept as a column because standards ask for it in SQL."""
    person.turns_18_at = moment_of_age(person.date_of_birth, person.estimated_birth_year)


def _check_name(person: Person) -> None:
    """Someone must be called something, but for the unborn, for those whom a feed gives without a name, and for a child who
    cannot say who they are: they are told by how they look."""
    called = person.given_name or person.surname or person.known_as
    if not (called or person.distinguishing_features.strip() or person.is_unborn or person.source):
        raise Invalid(surname="Enter a given name, a surname or the name they are known by.")


def _check_birth(person: Person) -> None:
    born, year, today = person.date_of_birth, person.estimated_birth_year, clock.today()
    if born and year:
        raise Invalid(estimated_birth_year="Give the date of birth or an estimated year, not both.")
    if born and person.is_unborn:
        raise Invalid(date_of_birth="An unborn child has no date of birth. Record the birth instead.")
    if born and born > today:
        raise Invalid(
            date_of_birth="The date of birth is in the future. For a child not yet born, give the expected due date."
        )
    if born and today.year - born.year > OLDEST:
        raise Invalid(date_of_birth=f"The date of birth would make them more than {OLDEST} years old. Check the year.")
    if year and not today.year - OLDEST <= year <= today.year:
        raise Invalid(estimated_birth_year=f"Enter a year between {today.year - OLDEST} and {today.year}.")


def _check_unborn(person: Person) -> None:
    """POLE P_011: a mother, and a due date that is not past and no more than nine months ahead."""
    today, due = clock.today(), person.expected_due_date
    if not person.mother_id:
        raise Invalid(mother="Name the mother of the unborn child.")
    if due is None:
        raise Invalid(expected_due_date="Enter the expected due date.")
    if due < today:
        raise Invalid(expected_due_date="The expected due date is past. If the child is born, record the birth.")
    if due > _months_after(today, 9):
        raise Invalid(expected_due_date="The expected due date is more than nine months ahead.")


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def _in_order(first: date | None, second: date | None, **told: str) -> None:
    if first and second and second < first:
        raise Invalid(**told)


def _not_ahead(**days: date | None) -> None:
    for name, day in days.items():
        if day and day > clock.today():
            raise Invalid(**{name: "The date is in the future."})


# Care


@act("people.care.begun", permission="people.record", says="Looked after from {0.started_on}: {0}")
def begin_care(
    person: Person,
    *,
    by: Any,
    started_on: date,
    responsible_authority: str,
    legal_status: str = LegalStatus.NK,
    host_authority: str = "",
    placement_kind: str = PlacementKind.NOT_KNOWN,
    placement_name: str = "",
    is_out_of_area: bool = False,
    social_worker_name: str = "",
    social_worker_contact: str = "",
) -> CareStatus:
    """A period of care, or the next placement: an open period ends on the day on which this one starts."""
    if person.is_unborn:
        raise Invalid("A child who is not born yet is in nobody's care. Record the birth first.")
    _not_ahead(started_on=started_on)
    _in_order(person.date_of_birth, started_on, started_on="Care cannot start before the child was born.")
    if earlier := person.care_periods.filter(ended_on=None).first():
        _end(earlier, started_on, "Care in the present placement started later than that.")
    period = CareStatus(person=person, started_on=started_on, responsible_authority=responsible_authority)
    period.legal_status, period.host_authority, period.is_out_of_area = legal_status, host_authority, is_out_of_area
    period.placement_kind, period.placement_name = placement_kind, placement_name
    period.social_worker_name, period.social_worker_contact = social_worker_name, social_worker_contact
    period.save()
    person.is_looked_after = person.has_social_worker = True
    person.save()
    return period


@act("people.care.ended", permission="people.record", says="No longer looked after from {0.ended_on}")
def end_care(person: Person, *, by: Any, ended_on: date, keeps_social_worker: bool = False) -> CareStatus:
    """The open period ends. A child who goes home often keeps the social worker, as a child in need."""
    period = person.care_periods.filter(ended_on=None).first()
    if period is None:
        raise Invalid(f"{person.name} is not looked after.")
    _not_ahead(ended_on=ended_on)
    _end(period, ended_on, "Care cannot end before it started.", field="ended_on")
    person.is_looked_after, person.has_social_worker = False, keeps_social_worker
    person.save()
    return period


def _end(period: CareStatus, day: date, otherwise: str, field: str = "started_on") -> None:
    _in_order(period.started_on, day, **{field: otherwise})
    period.ended_on = day
    period.save()


# Markers


@act("people.marker.set", permission="people.mark", says="Marker set: {0}", operation="collection")
def set_marker(
    person: Person,
    *,
    by: Any,
    kind: str,
    reason: str,
    review_on: date,
    expires_on: date | None = None,
    owner: User | None = None,
) -> Marker:
    """Warn about a person. Owned by whoever sets it unless another owner is named. One that has expired makes way."""
    actor = actor_of(by)
    if review_on <= clock.today():
        raise Invalid(review_on="The review date must lie ahead.")
    _in_order(review_on, expires_on, expires_on="A marker cannot expire before it is reviewed.")
    if earlier := person.markers.filter(kind=kind, removed_at=None).first():
        _make_way(earlier, by)
    marker = Marker(person=person, kind=kind, reason=reason, review_on=review_on, expires_on=expires_on)
    marker.set_at, marker.set_by = clock.now(), _user(by)
    marker.owner = owner or marker.set_by
    marker.source = actor.name[:30] if actor.is_system else ""
    marker.save()
    return marker


def _make_way(earlier: Marker, by: Any) -> None:
    if earlier.is_live or actor_of(by).is_system:
        raise Invalid(kind="That marker is set already: review it instead.")
    remove_marker(earlier, by=by, removal_reason="Expired, and set anew.")


@act("people.marker.reviewed", permission="people.mark", says="Marker reviewed: {0}")
def review_marker(
    marker: Marker, *, by: Any, decision: str, note: str, next_review_on: date | None = None
) -> MarkerReview:
    """Look at a marker again: keep it until a next review, or remove it with the note as the reason."""
    review = MarkerReview(marker=marker, decision=decision, note=note, was_due_on=marker.review_on)
    review.reviewed_at, review.reviewed_by = clock.now(), _someone(by)
    if decision == MarkerReview.Decision.REMOVE:
        remove_marker(marker, by=by, removal_reason=note)
    else:
        _still_set(marker)
        marker.review_on = review.next_review_on = _next_review(marker, next_review_on)
        marker.save()
    review.save()
    return review


@act("people.marker.removed", permission="people.mark", says="Marker removed: {0}")
def remove_marker(marker: Marker, *, by: Any, removal_reason: str) -> Marker:
    _still_set(marker)
    if not removal_reason:
        raise Invalid(removal_reason="Say why the marker is removed.")
    marker.removed_at, marker.removed_by, marker.removal_reason = clock.now(), _someone(by), removal_reason
    marker.save()
    return marker


def _still_set(marker: Marker) -> None:
    if marker.removed_at is not None:
        raise Invalid("The marker was removed already.")


def _next_review(marker: Marker, day: date | None) -> date:
    if day is None or day <= clock.today():
        raise Invalid(next_review_on="Give the date of the next review; it must lie ahead.")
    if marker.expires_on and day > marker.expires_on:
        raise Invalid(next_review_on="The marker expires before that day.")
    return day


def _user(by: Any) -> User | None:
    return cast("User | None", actor_of(by).user)


def _someone(by: Any) -> User:
    """The person who acts. What a person must weigh is not a system's to do."""
    user = _user(by)
    if user is None:
        raise Invalid("Only a person can do this: it needs someone's judgement.")
    return user


# Voice


@act(
    "people.voice.recorded",
    permission="people.voice",
    says="Voice of the child: {0.state.label}",
    operation="collection",
)
def record_voice(
    person: Person,
    *,
    by: Any,
    happened_at: datetime,
    is_seen: bool | None,
    is_spoken_to: bool | None,
    is_alone: bool | None = None,
    words: str = "",
    demeanour: str = "",
    home_conditions: str = "",
    wishes_and_feelings: str = "",
    how_it_changed_the_decision: str = "",
    reason_not_spoken_to: str = "",
    reason_in_words: str = "",
    case: CaseRef | None = None,
) -> Voice:
    """What a child said, or why nobody heard them. `case` is the episode, referral or other work in which it was.

    A feed may say less than an officer must: its gaps are kept as gaps, and `Voice.state` tells them apart.
    """
    actor = actor_of(by)
    voice = Voice(person=person, happened_at=happened_at, is_seen=is_seen, is_spoken_to=is_spoken_to, is_alone=is_alone)
    voice.words, voice.demeanour, voice.home_conditions = words, demeanour, home_conditions
    voice.wishes_and_feelings, voice.how_it_changed_the_decision = wishes_and_feelings, how_it_changed_the_decision
    voice.reason_not_spoken_to, voice.reason_in_words = reason_not_spoken_to, reason_in_words
    if case:
        voice.room, voice.kind, voice.case_id = case.room, case.kind, case.id
    voice.by, voice.source = _user(by), actor.name[:30] if actor.is_system else ""
    _check_heard(voice)
    voice.save()
    return voice


def _check_heard(voice: Voice) -> None:
    """The two failures kept apart: spoken to but not recorded, and not spoken to without a reason (domain V6, V7)."""
    reason = voice.reason_not_spoken_to
    if voice.happened_at > clock.now():
        raise Invalid(happened_at="The time is in the future.")
    if voice.source:
        return
    if voice.person.is_unborn:
        raise Invalid("A child who is not born yet cannot be heard. Record the birth first.")
    if voice.is_spoken_to and not voice.words.strip():
        raise Invalid(words="Write down what the child said, in the child's own words.")
    if voice.is_spoken_to and reason:
        raise Invalid(reason_not_spoken_to="The child was spoken to, so there is no reason to give.")
    if not voice.is_spoken_to and not reason:
        raise Invalid(reason_not_spoken_to="Say why the child was not spoken to.")
    if reason == NotSpokenTo.NOT_PRESENT and voice.is_seen:
        raise Invalid(reason_not_spoken_to="You saw the child, so the child was there. Choose another reason.")
    if reason == NotSpokenTo.OTHER and not voice.reason_in_words.strip():
        raise Invalid(reason_in_words="Say what the reason was.")
    if reason == NotSpokenTo.PRE_VERBAL and not (voice.is_seen and voice.demeanour.strip()):
        raise Invalid(
            demeanour="Describe what you saw: how the child behaved, and with whom. The child must have been seen."
        )


# Two records of one person


@act(
    "people.people.merged",
    permission="people.merge",
    says="Records combined: {0.other.reference} into {0.kept.reference}",
    operation="combination",
)
def merge_people(kept: Person, other: Person, *, by: Any, reason: str) -> Merge:
    """Two records of one person become one: all that any room holds of `other` moves to `kept`, and gaps in what is known of
    `kept` are filled. `other` stays as a stub that leads to `kept`, with what it said of the person, so that nothing is lost.
    """
    user = _someone(by)
    if not reason.strip():
        raise Invalid(reason="Say how you know that both are one person.")
    _take_turns(kept, other)
    other = Person.objects.get(pk=other.pk)
    _check_one_person(kept, other)
    moved = _move_all(other.pk, kept.pk)
    moved += _fill(kept, other)
    other.merged_into = kept
    other.rewrite()
    merge = Merge(kept=kept, other=other, reason=reason, merged_at=clock.now(), merged_by=user, moved=moved)
    merge.save()
    index_names([kept, other])
    return merge


@act(
    "people.merge.undone",
    permission="people.merge",
    says="Records taken apart again: {0.other.reference} from {0.kept.reference}",
    operation="combination",
)
def undo_merge(merge: Merge, *, by: Any, reason: str) -> Merge:
    """They were two people after all: what moved goes back, but for what was changed since. What was recorded since stays."""
    user = _someone(by)
    if merge.undone_at is not None:
        raise Invalid("These records were taken apart already.")
    if not reason.strip():
        raise Invalid(reason="Say how you know that they are two people.")
    kept = Person.objects.get(pk=merge.kept_id)
    _take_turns(kept, merge.other)
    other = Person.objects.get(pk=merge.other_id)
    other.merged_into = None
    other.rewrite()
    merge.left = _put_back(merge.moved)
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), user, reason
    merge.save()
    kept.refresh_from_db()
    index_names([kept, other])
    return merge


def _take_turns(*people: Person) -> None:
    """Hold the locks of all of them, the lowest number first."""
    if connection.features.has_select_for_update:
        numbers = [person.pk for person in people]
        rows: models.QuerySet[Person] = models.QuerySet(Person)
        list(rows.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk").values_list("pk"))


def _check_one_person(kept: Person, other: Person) -> None:
    if kept.pk == other.pk:
        raise Invalid("A record cannot be combined with itself.")
    kept.still_stands()
    other.still_stands()
    if kept.mother_id == other.pk or other.mother_id == kept.pk:
        raise Invalid("One is recorded as the mother of the other, so they are not one person. Amend that first.")


def _move_all(old: int, new: int) -> list[dict[str, Any]]:
    """Move every row of every room that names one person to another; each column that changed thereby."""
    moved = []
    for model, names in pointing_at(Person).items():
        for name in (name for name in names if name not in model.stays):
            rows: models.QuerySet[Any] = models.QuerySet(model)
            for row in rows.filter(**{name: old}).order_by("pk"):
                moved += _move(row, names, name, new)
    return moved


def _move(row: Any, names: Iterable[str], name: str, new: int) -> list[dict[str, Any]]:
    column = row._meta.get_field(name).attname
    between = any(getattr(row, row._meta.get_field(each).attname) == new for each in names)
    before = row.values_held()
    row.make_room(new)
    if not between:  # what the two are to each other stays with the stub
        setattr(row, column, new)
        _refuse_clash(row, name)
    row.rewrite()
    return _changed(row, before)


def _refuse_clash(row: Any, name: str) -> None:
    """What may stand once for each person, and would then stand twice."""
    for rule in row._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and name in rule.fields:
            try:
                rule.validate(type(row), row)
            except ValidationError:
                kind = row._meta.verbose_name
                otherwise = f"Both records have a {kind} that may stand only once. Settle one of them first."
                raise Invalid(row.clashes.get(rule.name, otherwise)) from None


def _changed(row: Any, before: dict[str, Any]) -> list[dict[str, Any]]:
    ref = str(row.ref())
    return [
        {"record": ref, "field": name, "old": old, "new": row.values_held()[name]}
        for name, old in before.items()
        if row.values_held()[name] != old and name != "version"
    ]


def _fill(kept: Person, other: Person) -> list[dict[str, Any]]:
    """What only the other record knew of the person."""
    kept.refresh_from_db()
    before = kept.values_held()
    for name in sorted(DETAILS - BIRTH - {"has_social_worker", "mother"}):
        if getattr(kept, name) in UNKNOWN and getattr(other, name) not in UNKNOWN:
            setattr(kept, name, getattr(other, name))
    if kept.turns_18_at is None and not kept.is_unborn:
        for name in (*BIRTH, "turns_18_at"):
            setattr(kept, name, getattr(other, name))
    kept.mother_id = kept.mother_id or other.mother_id
    kept.is_looked_after = kept.is_looked_after or other.is_looked_after
    kept.has_social_worker = kept.has_social_worker or other.has_social_worker
    kept.rewrite()
    return _changed(kept, before)


def _put_back(moved: list[dict[str, Any]]) -> int:
    """Undo what still stands as it was moved; how many columns do not."""
    left, rows = 0, {}
    for change in reversed(moved):
        ref = CaseRef.parse(change["record"])
        if ref not in rows:
            rows[ref] = models.QuerySet(apps.get_model(ref.room, ref.kind)).filter(pk=ref.id).first()
        row = rows[ref]
        field: Any = row and next(each for each in row._meta.concrete_fields if each.attname == change["field"])
        if row is None or getattr(row, field.attname) != field.to_python(change["new"]):
            left += 1
            continue
        setattr(row, field.attname, field.to_python(change["old"]))
    for row in filter(None, rows.values()):
        row.rewrite()
    return left
