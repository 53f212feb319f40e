"""The database itself refuses what no act would write, in the model's words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plumbline.kernel import acts, clock
from plumbline.kernel.actors import system
from plumbline.kernel.acts import act
from plumbline.kernel.errors import Invalid
from plumbline.people.models import (
    Address,
    Alias,
    CareStatus,
    Marker,
    MarkerReview,
    Person,
    Relationship,
    SearchName,
    Voice,
)

TEST = system("test")


@act("people.test.written", permission="people.record", says="")
def written(model, *, by, **values):
    """Past every check of an act: straight to the database."""
    return acts.current().bulk_create(model, [model(**values)])


acts.register.pop("people.test.written")  # known to this file alone


NOW = clock.now()
DAY = clock.today()
BROKEN = [
    (Person, {"gender": "boy"}, "gender"),
    (Person, {"ethnicity": "ZZ"}, "ethnicity"),
    (Person, {"date_of_birth": DAY, "estimated_birth_year": 2000, "turns_18_at": NOW}, "not both"),
    (Person, {"date_of_birth": DAY}, "18th birthday"),
    (Person, {"turns_18_at": NOW}, "18th birthday"),
    (Person, {"is_unborn": True}, "mother and an expected due date"),
    (Person, {"source": "x"}, "feed's name and its key"),
    (Alias, {"kind": "nickname"}, "given name, a surname"),
    (Alias, {"kind": "x", "surname": "x"}, "kind of alias"),
    (Address, {"kind": "home", "lines": "x", "from_on": DAY, "to_on": DAY - timedelta(1)}, "before it starts"),
    (Address, {"kind": "home", "lines": "x", "latitude": 91, "longitude": 0}, "latitude"),
    (Address, {"kind": "x", "lines": "x"}, "kind of address"),
    (CareStatus, {"started_on": DAY, "ended_on": DAY - timedelta(1)}, "before it started"),
    (CareStatus, {"started_on": DAY, "legal_status": "ZZ"}, "legal status"),
    (CareStatus, {"started_on": DAY, "placement_kind": "x"}, "placement"),
    (Marker, {"kind": "x", "reason": "x", "set_at": NOW, "review_on": DAY, "source": "x"}, "marker from the list"),
    (Marker, {"kind": "bail", "reason": "x", "set_at": NOW, "review_on": DAY}, "someone who set it"),
    (
        Marker,
        {"kind": "bail", "reason": "x", "set_at": NOW, "review_on": DAY, "source": "x", "removed_at": NOW},
        "removed",
    ),
    (
        Marker,
        {"kind": "bail", "set_at": NOW, "review_on": DAY, "source": "x", "expires_on": DAY - timedelta(1)},
        "expire",
    ),
    (Voice, {"happened_at": NOW, "is_seen": True, "is_spoken_to": True}, "own words|by whom"),
    (Voice, {"happened_at": NOW, "is_seen": True, "is_spoken_to": False}, "why the child|by whom"),
    (
        Voice,
        {"happened_at": NOW, "source": "x", "is_spoken_to": True, "reason_not_spoken_to": "asleep"},
        "needs no reason",
    ),
    (Voice, {"happened_at": NOW, "source": "x", "room": "missing"}, "room, its kind"),
    (
        Voice,
        {"happened_at": NOW, "source": "x", "is_spoken_to": False, "reason_not_spoken_to": "x"},
        "reason from the list",
    ),
]


@pytest.mark.parametrize(("model", "values", "said"), BROKEN)
def test_what_the_database_refuses(child, model, values, said):
    if model is not Person:
        values = values | {"person": child()}
    with pytest.raises(Invalid, match=said):
        written(model, by=TEST, **values)


def test_a_relationship_with_oneself_is_refused(child):
    person = child()
    with pytest.raises(Invalid, match="themselves"):
        written(Relationship, by=TEST, person=person, other=person, kind="friend")


def test_a_kept_marker_has_a_next_review(child, officer):
    sergeant = officer()
    values = {"kind": "bail", "reason": "x", "set_at": NOW, "set_by": sergeant, "owner": sergeant, "review_on": DAY}
    marker = written(Marker, by=TEST, person=child(), **values)[0]
    with pytest.raises(Invalid, match="next review date"):
        written(
            MarkerReview,
            by=TEST,
            marker=marker,
            was_due_on=DAY,
            reviewed_at=NOW,
            reviewed_by=sergeant,
            decision="keep",
            note="x",
        )


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CareStatus, {"started_on": DAY, "responsible_authority": "x"}),
        (Marker, {"kind": "bail", "reason": "x", "set_at": NOW, "review_on": DAY, "source": "x"}),
    ],
)
def test_one_open_at_a_time(child, model, values):
    person = child()
    written(model, by=TEST, person=person, **values)
    # SQLite names the columns of a unique index and not the index, so that the words may be the database's own.
    with pytest.raises((Invalid, IntegrityError)), transaction.atomic():
        written(model, by=TEST, person=person, **values)


def test_every_search_name_has_a_kind(child):
    person = child()
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchName.objects.bulk_create([SearchName(person=person, kind="x", shown="x", text=" x ")])
