"""All that is held of a person is known: it feeds the clock of retention, moves when records are combined, and can be erased."""

import pytest
from django.db import models

from plumbline.kernel.relations import leading_to, pointing_at, records
from plumbline.people.models import Person
from plumbline.retention import queries
from tests.architecture.code import table

# Tables of records from which no key leads to a person, each with what it holds instead.
OF_NOBODY = table("of_nobody.yaml")
LEADING = {**leading_to(Person), Person: ()}
EVERY = [pytest.param(model, id=model._meta.label_lower) for model in records()]
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)


def open_to_words(model):
    """Fields in which something about a person could stand: text that is no coded list, structures, files."""
    return {f.name for f in model._meta.concrete_fields if isinstance(f, TEXT) and not f.choices}


def test_every_record_leads_to_a_person_or_is_listed():
    """A new table of records: give it a key (or `person`, a number) that leads to the person, or list it with what it holds."""
    listed, leading = set(OF_NOBODY), {model._meta.label_lower for model in LEADING}
    every = {model._meta.label_lower for model in records()}
    assert every - leading == listed
    assert all(reason.endswith(".") for reason in OF_NOBODY.values())


@pytest.mark.parametrize("model", EVERY)
def test_every_field_of_text_is_erased_or_kept_with_a_reason(model):
    if model not in LEADING:
        assert set(model.scrubs) <= {f.name for f in model._meta.concrete_fields}
        return
    named = set(model.scrubs) | set(model.keeps)
    missed = set() if model.goes_whole else open_to_words(model) - named
    assert not missed, f"add to scrubs, or to keeps with why it stays: {sorted(missed)}"
    assert not set(model.scrubs) & set(model.keeps)
    assert named <= {f.name for f in model._meta.concrete_fields}
    assert all(len(reason) > 5 for reason in model.keeps.values())


@pytest.mark.parametrize("model", EVERY)
def test_what_is_erased_can_be_emptied(model):
    """A day, a number or a yes goes back to what a new row has; one that has no such state cannot be erased so."""
    stuck = [
        name
        for name in model.scrubs
        if not isinstance(field := model._meta.get_field(name), TEXT) and not field.null and not field.has_default()
    ]
    assert stuck == []


@pytest.mark.parametrize("model", EVERY)
def test_a_table_of_persons_has_events_or_a_reason(model):
    if model in leading_to(Person) and model._meta.label_lower not in queries.NOT_EVENTS:
        assert queries.event_columns(model)
        assert model in queries.sources()


def test_reasons_are_of_tables_that_are_there_or_are_to_come():
    assert all(len(reason) > 8 for reason in queries.NOT_EVENTS.values())


@pytest.mark.parametrize("model", EVERY)
def test_what_clashes_is_a_rule_of_the_table(model):
    rules = {rule.name for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)}
    assert set(model.clashes) <= rules
    assert set(model.stays) <= set(pointing_at(Person).get(model, ()))


def test_the_table_of_groups_names_what_is_there():
    for rule in queries.told_in("groups")["rules"]:
        (model,) = [each for each in LEADING if each._meta.label_lower == rule["record"]]
        field = model._meta.get_field(rule["field"])
        assert set(rule["values"]) <= {value for value, _ in field.choices}, rule
        assert rule["group"] in (1, 2, 3, 4)


def test_the_guard_sees_a_field_that_nobody_thought_of():
    assert "words" in open_to_words(next(m for m in LEADING if m._meta.label_lower == "people.voice"))
    assert "gender" not in open_to_words(Person)
