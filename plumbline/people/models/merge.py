"""Two records of one person, made one; and what is needed to take that back."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.people.models.person import Person


class Merge(Record):
    """One record was combined into another: what moved, column by column, so that undoing puts back just that."""

    scrubs = ("reason", "moved", "undo_reason")
    stays = ("kept", "other")

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_away")
    reason = Text(max_length=1000, help_text="how it is known that both are one person")
    merged_at = MomentField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="each column that changed: record, field, old, new",
    )
    undone_at = MomentField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = Text(blank=True, max_length=1000)
    left = models.PositiveIntegerField(
        default=0, help_text="columns that had changed again by then and so were left as they were"
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(kept=F("other")),
                violation_error_message="A record cannot be combined with itself.",
            ),
            models.CheckConstraint(
                name="merge_undone_paired",
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                violation_error_message="Undoing says when, by whom and why.",
            ),
            models.UniqueConstraint(
                name="merge_standing_once",
                fields=["other"],
                condition=Q(undone_at=None),
                violation_error_message="That record was combined with another a moment ago.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other.reference} into {self.kept.reference}"

    def case(self) -> Record:
        return self.kept

    def root(self) -> Record:
        return Person(pk=self.kept_id)

    def person_ids(self) -> list[int]:
        return [self.kept_id, self.other_id]

    def whose(self) -> list[int]:
        """Of both, until it is certain that they are one."""
        return self.person_ids()
