"""Fields that hold their rule, and the errors and commands that speak to people."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError

from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.commands import Command, CouldNotRun, moment
from plumbline.kernel.errors import AlreadyDone, Invalid, Stale
from plumbline.kernel.fields import MomentField, Text


def test_a_moment_is_cut_to_the_second_on_its_way_to_the_database():
    fraction = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    assert MomentField().get_prep_value(fraction) == fraction.replace(microsecond=0)
    assert MomentField().get_prep_value(None) is None


def test_a_moment_typed_in_is_cut_too():
    assert MomentField().to_python("2026-07-01T12:00:00.9+01:00") == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_free_text_is_bounded():
    assert Text().clean("x" * 5000, None)
    with pytest.raises(ValidationError):
        Text().clean("x" * 5001, None)
    with pytest.raises(ValidationError):
        Text(max_length=10).clean("x" * 11, None)


@pytest.mark.django_db
def test_seconds_survive_the_database(made, District):
    from plumbline.kernel.actors import system

    with clock.frozen(datetime(2026, 1, 1, 12, 0, 7, 500_000, tzinfo=UTC)):
        south = made(District, by=system("test"), code="S", name="South")
    assert District.objects.get(pk=south.pk).recorded_at == datetime(2026, 1, 1, 12, 0, 7, tzinfo=UTC)


def test_an_invalid_answer_knows_its_place():
    fault = Invalid(due_at="This time has passed.", kind="Choose one.")
    assert fault.fields == {"due_at": "This time has passed.", "kind": "Choose one."}
    assert fault.sentence == "This time has passed. Choose one."
    assert Invalid("Whole.").fields == {}


def test_errors_are_sentences():
    assert Stale("Someone else changed it.").sentence == "Someone else changed it."
    assert AlreadyDone(CaseRef("a", "b", 1)).sentence.endswith(".")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-01-15", datetime(2026, 1, 15, 23, 59, 59, tzinfo=UTC)),
        ("2026-07-15", datetime(2026, 7, 15, 22, 59, 59, tzinfo=UTC)),
        ("2026-07-15T14:05", datetime(2026, 7, 15, 13, 5, tzinfo=UTC)),
        ("2026-07-15T14:05+00:00", datetime(2026, 7, 15, 14, 5, tzinfo=UTC)),
    ],
)
def test_as_of_is_local_unless_it_names_its_zone(typed, meant):
    assert moment(typed) - meant == timedelta(0)


@pytest.mark.parametrize("typed", ["yesterday", "15/07/2026", "", "2026-13-01"])
def test_as_of_that_is_no_moment_is_told_in_one_line(typed):
    with pytest.raises(CouldNotRun, match="is not a date"):
        moment(typed)


def test_a_table_has_its_numbers_at_the_right():
    out = StringIO()
    Command(stdout=out).print_table(["name", "met"], [["a", 7], ["bcd", 12]])
    assert out.getvalue() == "name  met\na       7\nbcd    12\n"


def test_an_empty_table_is_its_heads():
    out = StringIO()
    Command(stdout=out).print_table(["name", "met"], [])
    assert out.getvalue() == "name  met\n"


def test_json_is_readable_by_machines_and_people():
    out = StringIO()
    Command(stdout=out).print_json([{"title": "Child’s voice", "since": datetime(2026, 1, 1, tzinfo=UTC)}])
    assert json.loads(out.getvalue())[0]["title"] == "Child’s voice"
    assert "’" in out.getvalue()
