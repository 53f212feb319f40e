"""Every model is sorted into what changes and what never does; each moment has its person or its reason."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.fields import FieldOperation

from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from tests.architecture.code import table

SORTED = table("models.yaml")
OURS = [model for model in apps.get_models() if model.__module__.startswith("plumbline.")]
RECORDS = [pytest.param(model, id=model._meta.label_lower) for model in OURS if issubclass(model, Record)]


def pairs() -> list[tuple[type[models.Model], str]]:
    """Every model with a `…_at` and a `…_by` of one name."""
    found = []
    for model in OURS:
        names = {field.name for field in model._meta.fields}
        found += [(model, name[:-3]) for name in sorted(names) if name.endswith("_at") and f"{name[:-3]}_by" in names]
    return found


def test_pairs_are_found():
    assert len(pairs()) > 15


def test_every_model_is_sorted_once():
    listed = SORTED["changes"] + SORTED["never"] + SORTED["derived"]
    assert sorted(listed) == sorted(model._meta.label_lower for model in OURS)


def test_every_moment_has_its_person_or_its_reason():
    paired = {f"{model._meta.label_lower}.{name}_at" for model, name in pairs()}
    alone = {
        f"{model._meta.label_lower}.{field.name}"
        for model in OURS
        if issubclass(model, Record)
        for field in model._meta.fields
        if field.name.endswith("_at") and field.name not in ("recorded_at", "happened_at")
    } - paired
    listed = {name for name in SORTED["moments_alone"] if "." in name}
    assert alone == listed, f"pair it with its person, or say why not: {sorted(alone ^ listed)}"


def test_what_a_new_table_is_held_to_is_made_with_it():
    """Django writes each constraint and index of a new model as an operation of its own, and each makes it render every related
    model anew: an empty database then takes a minute to fill with tables, and each of the tests' databases as well."""
    found = []
    for name, migration in MigrationLoader(None).disk_migrations.items():
        made = {op.name_lower for op in migration.operations if isinstance(op, CreateModel)}
        altered = {op.model_name_lower for op in migration.operations if isinstance(op, FieldOperation)}
        for op in migration.operations:
            if isinstance(op, AddConstraint | AddIndex) and op.model_name_lower in made - altered:
                found.append(f"{'.'.join(name)}: {op.describe()}: move it into the options of CreateModel")
    assert found == []


@pytest.mark.parametrize("model", RECORDS)
def test_a_record_keeps_the_house_types(model):
    """Moments are whole seconds; free text has an end; nobody's record is deleted with another's."""
    wrong = []
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField) and not isinstance(field, MomentField):
            wrong.append(f"{field.name}: use kernel.fields.MomentField")
        if isinstance(field, models.TextField) and not isinstance(field, Text):
            wrong.append(f"{field.name}: use kernel.fields.Text")
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT:
            wrong.append(f"{field.name}: on_delete=PROTECT")
    assert wrong == []


@pytest.mark.parametrize("model", RECORDS)
def test_a_record_says_what_it_is(model):
    assert (model.__doc__ or "").strip().endswith((".", ")")), "one sentence of meaning"
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's own listing of fields is no sentence"
    assert model.__str__ is not models.Model.__str__, "give it __str__"


@pytest.mark.parametrize("model", RECORDS)
def test_a_coded_list_is_held_by_the_database(model):
    """Each field with a list of choices has a check constraint that names the field."""
    conditions = [str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    free = [
        field.name
        for field in model._meta.local_fields
        if field.choices and not any(f"'{field.name}" in condition for condition in conditions)
    ]
    assert set(free) - set(SORTED.get("lists_not_held", {}).get(model._meta.label_lower, {})) == set()


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_django_finds_no_fault():
    call_command("check", fail_level="WARNING")
