"""Mass assignment: a form takes its own questions and nothing else, whatever else is posted beside them.

Each form is filled from what its own page shows and sent; then sent again with a value for every column of every model that
it does not ask for. The two must change the same things to the same values.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction

from plumbline.kernel import clock
from plumbline.ledger.models import Entry, Operation
from plumbline.web.forms import DateField, MomentField
from tests.architecture.code import table
from tests.architecture.living.addresses import listed, signed_in

pytestmark = pytest.mark.one_database  # each page and act is tried on both by the walk and by the room
FORMS = [
    pytest.param(a, id=a.name) for a in listed() if a.permission and (a.record or a.name.endswith(("add", "add-child")))
]
SENT_WITH = table("forms_sent_with.yaml")
SAID = "Said by the test, in a sentence."
MEANT = ("version", "submission")  # every form's own marks: which version was seen, which printed form this is


def every_column() -> dict[str, str]:
    """A value for each column of each model, as a form would send it."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model.__module__.startswith("plumbline.") else ():
            for name in (field.name, field.attname):
                found[name] = value_for(field)
    return {name: value for name, value in found.items() if name not in MEANT}


def value_for(field: Any) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2020-02-02T02:02" if isinstance(field, models.DateTimeField) else "2020-02-02"
    return "1" if field.is_relation or isinstance(field, models.IntegerField | models.FloatField) else "mass"


def filled(form: Any, ahead: set[str]) -> dict[str, Any]:
    """An answer to each question. A time lies a moment back, or ahead where the form said that it must."""
    return {box.html_name: answer(box, box.name in ahead) for box in form}


def answer(box: Any, ahead: bool) -> Any:
    field, held = box.field, box.value()
    then = clock.now() + (timedelta(days=2) if ahead else timedelta(0))
    if isinstance(field, MomentField):
        return clock.local(then).strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, DateField | forms.DateField):
        return clock.local(then).date().isoformat()
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return [first_of(field)]
    if isinstance(field, forms.ChoiceField):
        return held or first_of(field)
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.IntegerField):
        return str(held if held is not None else 1)
    if isinstance(field.widget, forms.HiddenInput):
        return held or ""
    return str(held or SAID)[: getattr(field, "max_length", None) or 200]


def day_of(value: str) -> str:
    """ "90 days ago" as a date; anything else as it is."""
    days, _, ago = value.partition(" ")
    return (clock.today() - timedelta(days=int(days))).isoformat() if ago == "days ago" else value


def first_of(field: Any) -> str:
    values = (str(value) for value, _ in field.choices if not isinstance(_, list | tuple))
    return next((value for value in values if value), "")


def changed(before: int) -> list[Any]:
    """(event, change) for all that was entered since."""
    entries = Entry.objects.filter(pk__gt=before).exclude(operation=Operation.CONSULTATION).order_by("pk")
    return [(entry.event, change) for entry in entries for change in entry.changes]


def alike(*runs: list[Any]) -> list[list[Any]]:
    """The changes of several runs without the numbers that each gave out anew. A database that never gives a number twice
    gives other ones each time, and by chance the number of something else."""
    new = {change["new"].get("id") for run in runs for _, change in run if change.get("new") and not change.get("old")}
    return [
        [
            (
                event,
                change.get("record", "").rsplit("/", 1)[0],
                plain(change.get("old"), new),
                plain(change.get("new"), new),
            )
            for event, change in run
        ]
        for run in runs
    ]


def plain(values: dict[str, Any] | None, new: set[Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in (values or {}).items()
        if name != "id" and not (name.endswith("_id") and value in new)
    }


def sent(client: Any, path: str, data: dict[str, Any]) -> tuple[Any, list[Any]]:
    """Send, see what it changed, and undo it."""
    with transaction.atomic():
        before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = client.post(path, data)
        found = changed(before)
        transaction.set_rollback(True)
    return response, found


def accepted(client: Any, address: Any, path: str) -> tuple[dict[str, Any], list[Any]] | str:
    """What the form takes, and what that changes; of a page without a form, nothing. Else why it could not be sent."""
    page = client.get(path)
    form = page.context.get("form") if page.context else None
    if form is None:
        return {}, sent(client, path, {})[1]
    ahead: set[str] = set()
    extra = {name: day_of(value) for name, value in SENT_WITH["answers"].get(address.name, {}).items()}
    for _ in range(3):
        data = filled(form, ahead) | extra
        response, found = sent(client, path, data)
        if response.status_code == 302 and found:
            return data, found
        again = response.context.get("form") if response.context else None
        if again is None:
            return f"answered {response.status_code}"
        ahead |= set(again.errors)
    return str(dict(again.errors))


@pytest.mark.parametrize("address", FORMS)
def test_what_is_not_asked_is_not_taken(world, address):
    if address.name in SENT_WITH["not_sent"]:
        pytest.skip(f"not sent: {SENT_WITH['not_sent'][address.name]}")
    address = replace(address, record=SENT_WITH["about"].get(address.name, address.record))
    client, path = signed_in(world, SENT_WITH["by"].get(address.name, address.right_role())), address.path(world)
    with clock.frozen(clock.now()):
        found = accepted(client, address, path)
        assert not isinstance(found, str), f"{found}: say in forms_sent_with.yaml what it is to be sent with"
        data, alone = found
        more = {name: value for name, value in every_column().items() if name not in data}
        _, beside = sent(client, path, data | more)
    one, other = alike(beside, alone)
    assert one == other


def test_the_columns_are_many():
    assert len(every_column()) > 150
    assert {"is_active", "risk", "state", "role", "person_id", "closed_by_id", "outcome"} <= set(every_column())
