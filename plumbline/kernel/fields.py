"""Field types that hold their rule at the point of saving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.functional import cached_property

from plumbline.kernel import clock


class MomentField(models.DateTimeField):
    """A moment in UTC, cut to the whole second on its way to the database. See `clock` for why."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value.replace(microsecond=0) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clock.whole(value) if isinstance(value, datetime) and value.tzinfo else value


class Text(models.TextField):
    """Free text typed by a person: bounded, so that nothing is too long to read or to index."""

    def __init__(self, *args: Any, max_length: int = 5000, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": max_length})

    @cached_property
    def validators(self) -> list[Any]:
        return [*super().validators, MaxLengthValidator(self.max_length or 0)]
