"""Rows of the same few boxes on one form."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from django import forms as django

from plumbline.web import forms

F = TypeVar("F", bound=type[forms.Form])


class Box(forms.BoundField):
    """A box of a row. The page says once that a row may be left empty; only what a row begun can do without says so too."""

    @property
    def is_optional(self) -> bool:
        return self.name.rpartition("-")[2] not in self.form.NEEDED


def rows(name: str, count: int, **fields: django.Field) -> Callable[[F], F]:
    """Give a form some rows of the same fields. In cleaned_data they become one list, `name`, of the rows begun."""

    def give(form: F) -> F:
        for field in fields.values():
            field.bound_field_class = Box
        for number in range(count):
            form.base_fields.update({f"{name}-{number}-{key}": deepcopy(field) for key, field in fields.items()})
        form.ROWS = (name, count, tuple(fields))  # type: ignore[attr-defined]
        return form

    return give


class WithRows(forms.Form):
    """A form with rows; a row begun must be finished, an empty one is no row."""

    ROWS: tuple[str, int, tuple[str, ...]]
    NEEDED: dict[str, str] = {}

    def boxes(self) -> list[list[django.BoundField]]:
        name, count, keys = self.ROWS
        return [[self[f"{name}-{number}-{key}"] for key in keys] for number in range(count)]

    @property
    def plain(self) -> list[django.BoundField]:
        """The fields outside the rows, for the page to draw first."""
        return [field for field in self.visible_fields() if not field.name.startswith(f"{self.ROWS[0]}-")]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Rows for the page: the first is always open, another once something is in it."""
        return [
            {
                "boxes": boxes,
                "open": not number or any(box.value() or box.errors for box in boxes),
                "number": number + 1,
            }
            for number, boxes in enumerate(self.boxes())
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        name, count, keys = self.ROWS
        told = [{key: said.pop(f"{name}-{number}-{key}", None) for key in keys} for number in range(count)]
        said[name] = [self._finished(number, row) for number, row in enumerate(told) if any(row.values())]
        return said

    def _finished(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        for key, sentence in self.NEEDED.items():
            box = f"{self.ROWS[0]}-{number}-{key}"
            if not row[key] and box not in self.errors:
                self.add_error(box, sentence)
        return {key: value for key, value in row.items() if value not in (None, "")}
