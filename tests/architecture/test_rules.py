"""Rules that one line can break, as data: `rules.yaml`."""

import re
from fnmatch import fnmatch

import pytest

from tests.architecture.code import Source, repository, table

RULES = [pytest.param(rule, id=rule["name"]) for rule in table("rules.yaml")]
TEXT = (".py", ".html", ".md", ".yaml", ".js", ".scss", ".txt")


def covers(rule: dict, source: Source) -> bool:
    """`fnmatch` lets a star cross folders, which is meant: `docs/*` is everything beneath."""
    return (
        source.path.endswith(TEXT)
        and any(fnmatch(source.path, pattern) for pattern in rule["in"])
        and not any(fnmatch(source.path, pattern) for pattern in rule["but"])
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_knows_good_from_bad(rule):
    assert rule["says"].endswith(".")
    assert [line for line in rule["bad"] if not re.search(rule["pattern"], line)] == []
    assert [line for line in rule["good"] if re.search(rule["pattern"], line)] == []


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule):
    breach = re.compile(rule["pattern"])
    found = [
        f"{source.path}:{number}: {line.strip()}"
        for source in repository()
        if covers(rule, source)
        for number, line in source.lines()
        if breach.search(line) and f"rule: {rule['name']}" not in line
    ]
    assert not found, f"{rule['says']}\n" + "\n".join(found)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_covers_something(rule):
    assert any(covers(rule, source) for source in repository()), "no file is covered: the rule's paths are out of date"
