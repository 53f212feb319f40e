"""A reference says by its first letters what it names: no two kinds of record share them."""

import re
from collections import Counter

from tests.architecture.code import PACKAGE

MADE = re.compile(r'return reference\("([A-Z]{2})"')


def test_no_two_kinds_share_their_letters():
    found = Counter(
        letters for path in PACKAGE.glob("*/models*/**/*.py") for letters in MADE.findall(path.read_text())
    ) + Counter(letters for path in PACKAGE.glob("*/models.py") for letters in MADE.findall(path.read_text()))
    assert len(found) > 8
    assert {letters: count for letters, count in found.items() if count > 1} == {}
