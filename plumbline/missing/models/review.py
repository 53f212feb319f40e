"""Reviews: the seven checks of a reviewing officer (M12), each review setting the next (M11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord


class ReviewKind(models.TextChoices):
    SUPERVISOR = "supervisor", "Supervisor's review"
    REVIEWING = "reviewing", "Reviewing officer's review"


class Ownership(models.TextChoices):
    STAYS = "stays", "Stays with this officer and team"
    HAND_OVER = "hand-over", "Hand over to the next shift"
    SPECIALIST = "specialist", "Move to a specialist or senior investigator"


class Review(EpisodeRecord):
    """A supervisor's look at the whole search. What is outstanding is counted by the system at that moment, never typed."""

    scrubs = ("direction",)

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    kind = models.CharField(max_length=12, choices=ReviewKind.choices)
    happened_at = MomentField()
    reviewed_by = who()
    risk_is_right = models.BooleanField(help_text="the risk grade was reviewed and is right")
    outstanding = models.PositiveSmallIntegerField(editable=False, help_text="enquiries then set and not resulted")
    outstanding_overdue = models.PositiveSmallIntegerField(editable=False, help_text="of those, past their time")
    unchecked = models.PositiveSmallIntegerField(editable=False, help_text="enquiries then resulted and not checked")
    quality_assured = models.BooleanField(help_text="completed enquiries were read and are good enough")
    new_enquiries = models.BooleanField(help_text="new enquiries were set, or none are needed")
    parameters_confirmed = models.BooleanField(help_text="search area and limits are still right")
    informant_updated = models.BooleanField(help_text="who reported it has been told where things stand")
    ownership = models.CharField(max_length=12, choices=Ownership.choices)
    direction = Text(help_text="what is to happen next")
    next_review_at = MomentField()
    followed_at = MomentField(
        null=True, blank=True, editable=False, help_text="when the review that this one set was done"
    )

    class Meta(Record.Meta):
        constraints = [
            known("kind", ReviewKind),
            known("ownership", Ownership),
            models.CheckConstraint(
                name="review_sets_next",
                condition=Q(next_review_at__gt=F("happened_at")),
                violation_error_message="The next review comes after this one.",
            ),
        ]
        indexes = [models.Index(fields=["episode", "happened_at", "id"], name="review_episode")]

    def __str__(self) -> str:
        return self.get_kind_display()
