"""When and by whom go together: the database itself refuses one without the other."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.kernel import clock
from tests.architecture.code import table
from tests.architecture.test_models import pairs

NOT_BOUND = table("models.yaml")["pairs_not_bound"]
EVERY = [pytest.param(model, name, id=f"{model._meta.label_lower}.{name}") for model, name in pairs()]


def one_of(model: type[models.Model]) -> Any:
    example = models.QuerySet(model).order_by("-pk").first()
    assert example is not None, f"tests/world.py has no {model._meta.label}; let some act make one"
    return example


def holds(model: type[models.Model], **values: Any) -> bool:
    """Whether the database takes these values into an example of the model."""
    try:
        with transaction.atomic():
            models.QuerySet(model).filter(pk=one_of(model).pk).update(**values)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(("model", "name"), EVERY)
def test_a_time_without_a_person_is_refused(world, model, name):
    alone = holds(model, **{f"{name}_at": clock.now(), f"{name}_by": None})
    assert alone == (f"{model._meta.label_lower}.{name}" in NOT_BOUND)


@pytest.mark.parametrize(("model", "name"), EVERY)
def test_a_person_without_a_time_is_refused(world, model, name):
    by = model._meta.get_field(f"{name}_by")
    if not by.is_relation:
        pytest.skip(f"{name}_by is a name, not an account")
    assert not holds(model, **{f"{name}_at": None, f"{name}_by": world.users["sergeant"]})


def test_every_exception_is_still_one():
    assert set(NOT_BOUND) <= {f"{model._meta.label_lower}.{name}" for model, name in pairs()}
