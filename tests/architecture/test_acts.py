"""Every act is complete: a permission that some role holds, an event, a sentence that can be formed, an actor."""

import importlib
import inspect
import pkgutil
import re
from string import Formatter
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from django.db import models

from plumbline.access.roles import ROLES
from plumbline.kernel import acts
from plumbline.kernel.records import Record
from plumbline.ledger.models import Operation
from tests.architecture.code import PACKAGE, table

NOT_ACTS = table("not_acts.yaml")
EVENT = re.compile(r"[a-z]+[a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*\.[a-z]+(-[a-z]+)*")
HELD = {permission for role in ROLES.values() for permission in role.permissions}


def actions_modules() -> list[Any]:
    """Each room's actions.py, or each module of its actions/."""
    names = [f"plumbline.{path.parent.name}.actions" for path in PACKAGE.glob("*/actions.py")]
    for path in PACKAGE.glob("*/actions/__init__.py"):
        package = f"plumbline.{path.parent.parent.name}.actions"
        names += [f"{package}.{module.name}" for module in pkgutil.iter_modules([str(path.parent)])]
    return [importlib.import_module(name) for name in sorted(names)]


def public_functions() -> dict[str, Any]:
    return {
        f"{module.__name__}.{name}": function
        for module in actions_modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == module.__name__
    }


FUNCTIONS = public_functions()
SPECS = {name: function.spec for name, function in FUNCTIONS.items() if hasattr(function, "spec")}
EVERY = [pytest.param(name, spec, id=spec.event) for name, spec in SPECS.items()]


def fault_of_sentence(says: str, returned: Any) -> str:
    """Why the sentence cannot be formed of what the act returns; "" if it can."""
    for _, name, _, _ in Formatter().parse(says):
        if name is None:
            continue
        root, *path = name.split(".")
        if root != "0":
            return f"{{{name}}} is not about what the act returns"
        if (fault := fault_of_path(returned, path)) != "":
            return fault
    return ""


def fault_of_path(kind: Any, path: list[str]) -> str:
    """Follow attributes through models as far as types are known."""
    for name in path:
        if kind is Any:
            return ""
        if not (inspect.isclass(kind) and issubclass(kind, models.Model)):
            return (
                "" if not inspect.isclass(kind) or hasattr(kind, name) or kind in (object,) else f"{kind} has no {name}"
            )
        fields = {field.name: field for field in kind._meta.get_fields()}
        if name in fields:
            kind = getattr(fields[name], "related_model", None) or Any
        elif hasattr(kind, name):
            kind = Any
        else:
            return f"{kind.__name__} has no {name}"
    return ""


def returned_by(function: Any) -> Any:
    """The type that the act says it returns; anything, where that is imported for types alone."""
    try:
        return get_type_hints(function).get("return", Any)
    except NameError:
        return Any


def test_every_public_function_of_actions_is_an_act_or_is_listed():
    found = set(FUNCTIONS) - set(SPECS)
    assert found == set(NOT_ACTS), (
        f"mark with @act, make private, or list with a reason: {sorted(found ^ set(NOT_ACTS))}"
    )
    assert all(reason.endswith(".") for reason in NOT_ACTS.values())


def test_no_act_stands_outside_actions():
    elsewhere = [spec.event for spec in acts.register.values() if ".actions" not in spec.function.__module__]
    assert elsewhere == []
    assert {spec.event for spec in SPECS.values()} == set(acts.register)


@pytest.mark.parametrize(("name", "spec"), EVERY)
def test_an_act_is_complete(name, spec):
    room = name.split(".")[1]
    assert EVENT.fullmatch(spec.event), f"{spec.event}: room.noun.verb"
    assert spec.room == room, f"{spec.event} belongs to {room}"
    assert spec.permission in HELD, f"no role holds {spec.permission}"
    assert spec.operation in Operation.values
    assert spec.says.strip(), "an act has a sentence for the ledger"
    by = inspect.signature(spec.function).parameters["by"]
    assert by.kind is inspect.Parameter.KEYWORD_ONLY, "by= is said by name"
    assert by.default is inspect.Parameter.empty, "no actor, no act"


@pytest.mark.parametrize(("name", "spec"), EVERY)
def test_its_sentence_can_be_formed(name, spec):
    assert fault_of_sentence(spec.says, returned_by(spec.function)) == ""


def test_a_sentence_that_cannot_be_formed_is_seen():
    episode = apps.get_model("missing", "Episode")
    assert fault_of_sentence("{0.reference}: closed", episode) == ""
    assert fault_of_sentence("{0.person.name}", episode) == ""
    assert "no nonsense" in fault_of_sentence("{0.nonsense}", episode)
    assert "no nonsense" in fault_of_sentence("{0.person.nonsense}", episode)
    assert "not about what" in fault_of_sentence("{episode}", episode)


def test_records_of_a_room_are_made_by_its_own_acts():
    """Each room that has tables of records has acts."""
    rooms = {model._meta.app_label for model in apps.get_models() if issubclass(model, Record)}
    assert rooms <= {spec.room for spec in acts.register.values()}
