"""Numbers of records, as addresses and forms give them."""

import pytest

from plumbline.kernel.references import number_of


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        ("9" * 15, 999_999_999_999_999),
        ("9" * 16, None),
        ("", None),
        ("-1", None),
        ("7a", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_a_number_in_an_address_is_one_that_a_record_may_have(typed, number):
    assert number_of(typed) == number
