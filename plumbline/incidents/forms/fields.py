"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms as django
from django.db.models import QuerySet

from plumbline.incidents.models import DiarySlot
from plumbline.kernel import clock

EARLIER = "Leave empty if it is now."


class SlotField(django.ModelChoiceField):
    """A free time in the diary: when, with whom, how many places are left."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=QuerySet(DiarySlot).none(), empty_label="Choose", **kwargs)

    def offer(self, slots: list[DiarySlot]) -> None:
        """These, and no others."""
        self.queryset = QuerySet(DiarySlot).filter(pk__in=[slot.pk for slot in slots]).select_related("team__district")
        self.queryset = self.queryset.order_by("starts_at")

    def label_from_instance(self, slot: DiarySlot) -> str:  # type: ignore[override]
        return f"{clock.local(slot.starts_at):%a %d %b, %H:%M}, {slot.team}"
