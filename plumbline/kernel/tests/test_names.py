"""References that people read out over the radio, and how one room points at another's record."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plumbline.kernel import caserefs
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.references import number_in, reference


def test_a_reference_names_kind_year_and_number():
    assert reference("MP", datetime(2026, 11, 22, tzinfo=UTC), 123) == "MP-26-000123"


def test_the_year_is_that_of_the_wall_clock():
    assert reference("MP", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 1).startswith("MP-26")
    assert reference("MP", datetime(2027, 1, 1, 0, 30, tzinfo=UTC), 1).startswith("MP-27")


@pytest.mark.parametrize("typed", ["MP-26-000123", "mp 26 123", " mp/26/000123 ", "MP26000123", "Mp-26-123\n"])
def test_what_people_type_is_understood(typed):
    assert number_in("MP", typed) == 123


@pytest.mark.parametrize(
    "typed",
    ["", "MP", "26-123", "XX-26-123", "MP-2026-123x", "MP--26-123", "Ada Marsh", "MP-26-" + "9" * 13, "MP-26-", "½"],
)
def test_what_is_no_reference_is_none(typed):
    assert number_in("MP", typed) is None


@given(some.text(max_size=60))
def test_no_text_stops_it(typed):
    found = number_in("MP", typed)
    assert found is None or 0 <= found < 10**12


@given(some.integers(1, 999_999_999_999))
def test_a_reference_is_read_back(number):
    assert number_in("MP", reference("MP", datetime(2026, 6, 1, tzinfo=UTC), number)) == number


def test_a_case_is_written_and_read_back():
    case = CaseRef("missing", "episode", 7)
    assert str(case) == "missing/episode/7"
    assert CaseRef.parse(str(case)) == case


@pytest.mark.parametrize("text", ["", "missing", "missing/episode", "missing/episode/x", "a/b/c/d", "a/b/7/8"])
def test_what_names_no_case_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        CaseRef.parse(text)


def test_a_case_has_a_page_where_its_room_says_so(monkeypatch):
    monkeypatch.setattr(caserefs, "_pages", {})
    assert CaseRef("test", "thing", 7).page() is None
    caserefs.pages("test", "thing", lambda number: f"/things/{number}/")
    assert CaseRef("test", "thing", 7).page() == "/things/7/"
