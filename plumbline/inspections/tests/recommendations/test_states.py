"""The life of a recommendation is whole: every status with every verb is either in the table or refused in words."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from plumbline.inspections import actions
from plumbline.inspections.models import Recommendation, Status
from plumbline.inspections.states import RECOMMENDATION, next_status
from plumbline.kernel.errors import Invalid
from tests.architecture.code import python

VERBS = tuple(dict.fromkeys(verb for _, verb in RECOMMENDATION))
PAIRS = [(status, verb) for status in Status.values for verb in VERBS]
DO = {
    "put forward": lambda r, owner, chief: actions.put_forward(r, by=owner, note="Done."),
    "send back": lambda r, owner, chief: actions.send_back(r, by=chief, note="Not yet."),
    "close": lambda r, owner, chief: actions.close_recommendation(r, by=chief, note="Convincing."),
    "reopen": lambda r, owner, chief: actions.reopen_recommendation(r, by=chief, note="Late again."),
}
WAY = {
    Status.PROGRESSED: (),
    Status.AWAITING: ("put forward",),
    Status.COMPLETE: ("put forward", "close"),
    Status.REOPENED: ("put forward", "close", "reopen"),
}


def test_every_status_can_be_reached_and_left() -> None:
    assert set(RECOMMENDATION.values()) | {Status.PROGRESSED} == set(Status.values)
    assert {status for status, _ in RECOMMENDATION} == set(Status.values)


def test_every_verb_is_some_acts_and_is_tried() -> None:
    used = [
        node.args[1].value  # type: ignore[attr-defined]
        for source in python()
        if "/inspections/actions/" in source.path
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next_status"
    ]
    assert sorted(used) == sorted(VERBS) == sorted(DO)


def test_no_other_code_sets_a_status() -> None:
    setters = [
        f"{source.path}:{node.lineno}"
        for source in python()
        if source.room == "inspections"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr == "status"
        and "next_status" not in ast.unparse(node.value)
    ]
    assert setters == []


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_table_answers_or_refuses(status: str, verb: str) -> None:
    if (status, verb) in RECOMMENDATION:
        assert next_status(status, verb) in Status.values
    else:
        with pytest.raises(Invalid, match="cannot be acted on so"):
            next_status(status, verb)


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_acts_keep_to_the_table(proven: Recommendation, owner: Any, chief: Any, status: str, verb: str) -> None:
    for earlier in WAY[Status(status)]:
        DO[earlier](proven, owner, chief)
    assert proven.status == status
    if (status, verb) in RECOMMENDATION:
        DO[verb](proven, owner, chief)
        assert Recommendation.objects.get(pk=proven.pk).status == RECOMMENDATION[status, verb]
    else:
        with pytest.raises(Invalid):
            DO[verb](proven, owner, chief)
        assert Recommendation.objects.get(pk=proven.pk).status == proven.status == status
