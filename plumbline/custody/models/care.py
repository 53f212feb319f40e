"""How the child is looked after while detained: who was told, visits, healthcare, and what the child says."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.custody.models.detention import Detention, DetentionRecord
from plumbline.kernel.constraints import paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.people.models import Voice


class Informing(DetentionRecord):
    """One attempt to tell whoever is responsible for the child that they are arrested, why, and where they are (C2)."""

    scrubs = ("name", "relationship", "note")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="informings", db_index=False)
    happened_at = MomentField()
    informed_by = who("who tried")
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=80)
    is_reached = models.BooleanField(help_text="spoken to, and told of the arrest, why and where")
    note = Text(blank=True, max_length=1000)

    class Meta(DetentionRecord.Meta):
        indexes = [models.Index(fields=["detention", "happened_at"], name="informing_detention")]

    def __str__(self) -> str:
        return f"{self.name} {'told' if self.is_reached else 'not reached'}"


class Visit(DetentionRecord):
    """Someone looked in on the child in the cell or detention room. Each is followed by the next."""

    scrubs = ("observed", "needs")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="visits", db_index=False)
    happened_at = MomentField()
    visited_by = who()
    observed = Text(max_length=1000, help_text="how the child was")
    needs = Text(blank=True, max_length=1000, help_text="food, drink, medicine, exercise, someone to talk to")
    followed_at = MomentField(null=True, blank=True, editable=False, help_text="when the next visit was")

    class Meta(DetentionRecord.Meta):
        indexes = [models.Index(fields=["detention", "happened_at"], name="visit_detention")]

    def __str__(self) -> str:
        return "Visit"


class Healthcare(DetentionRecord):
    """A healthcare professional asked for, and seen."""

    scrubs = ("reason", "professional", "outcome")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="healthcare")
    requested_at = MomentField()
    requested_by = who()
    reason = Text(max_length=1000)
    seen_at = MomentField(null=True, blank=True)
    seen_by = who("who recorded that the child was seen", null=True)
    professional = models.CharField(max_length=120, blank=True)
    outcome = Text(blank=True, max_length=2000, help_text="fit to be detained and interviewed, and what care is needed")

    class Meta(DetentionRecord.Meta):
        verbose_name_plural = "healthcare"
        constraints = [
            paired("seen", "Seeing the healthcare professional"),
            models.CheckConstraint(
                name="healthcare_seen_after_asked",
                condition=Q(seen_at=None) | Q(seen_at__gte=F("requested_at")),
                violation_error_message="The child was seen after the professional was asked for, not before.",
            ),
            models.CheckConstraint(
                name="healthcare_seen_says_what",
                condition=Q(seen_at=None) | (~Q(professional="") & ~Q(outcome="")),
                violation_error_message="Say who saw the child, and what came of it.",
            ),
        ]

    def __str__(self) -> str:
        return "Healthcare"


class Hearing(DetentionRecord):
    """The child was given the chance to speak in custody; what they said is the voice of the child."""

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="hearings")
    happened_at = MomentField()
    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "Child given the chance to speak"
