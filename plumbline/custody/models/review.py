"""Whether detention goes on: reviews, each setting the next, and the limit of hours without charge."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.custody.models.detention import Detention, DetentionRecord
from plumbline.kernel.constraints import known, who
from plumbline.kernel.fields import MomentField, Text


class Review(DetentionRecord):
    """An inspector asks whether the child must still be detained (C6). When the next is due is worked out, never left open."""

    scrubs = ("grounds", "representations")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    happened_at = MomentField()
    reviewed_by = who()
    is_continued = models.BooleanField(help_text="detention goes on")
    grounds = Text(max_length=2000, help_text="why it goes on, or why it does not")
    representations = Text(
        blank=True, max_length=2000, help_text="what the child, the adult or the solicitor said to it"
    )
    next_review_at = MomentField(null=True, blank=True, help_text="by when the next is to be held")
    followed_at = MomentField(
        null=True, blank=True, editable=False, help_text="when the review that this one set was held"
    )

    class Meta(DetentionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                name="custody_review_sets_next",
                condition=Q(is_continued=False, next_review_at=None)
                | Q(is_continued=True, next_review_at__isnull=False, next_review_at__gt=F("happened_at")),
                violation_error_message="A review that lets detention go on sets the next one after it.",
            ),
        ]
        indexes = [models.Index(fields=["detention", "happened_at", "id"], name="custody_review_detention")]

    def __str__(self) -> str:
        return "Review of detention"


class ExtensionKind(models.TextChoices):
    SUPERINTENDENT = "superintendent", "Superintendent, up to 36 hours"
    WARRANT = "warrant", "Warrant of a magistrates' court"


class Extension(DetentionRecord):
    """Detention without charge allowed beyond the limit of hours, by whom, until when, and on what grounds."""

    scrubs = ("grounds", "court")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(max_length=15, choices=ExtensionKind.choices)
    happened_at = MomentField()
    extended_by = who()
    until_at = MomentField()
    grounds = Text(max_length=2000)
    court = models.CharField(max_length=120, blank=True)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("kind", ExtensionKind),
            models.CheckConstraint(
                name="extension_lies_ahead",
                condition=Q(until_at__gt=F("happened_at")),
                violation_error_message="An extension ends after it is given.",
            ),
            models.CheckConstraint(
                name="extension_warrant_names_court",
                condition=~Q(kind=ExtensionKind.WARRANT) | ~Q(court=""),
                violation_error_message="A warrant names the court that gave it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Detention extended: {self.get_kind_display().lower()}"
