"""Markers: warnings that stand beside a name, each with an owner and a day on which someone must look again."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plumbline.kernel import clock
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.people.models.person import AboutPerson, Person


class MarkerKind(models.TextChoices):
    """The typical set (domain F5); a force's own list would differ little."""

    PROTECTION_PLAN = "protection-plan", "Child protection plan"
    LOOKED_AFTER = "looked-after", "Looked after"
    SEXUAL_EXPLOITATION = "sexual-exploitation", "Risk of sexual exploitation"
    CRIMINAL_EXPLOITATION = "criminal-exploitation", "Risk of criminal exploitation"
    HIGH_RISK_MISSING = "high-risk-missing", "High risk when missing"
    TRIGGER_PLAN = "trigger-plan", "Trigger plan exists"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse: high risk or MARAC"
    OFFENDER_ADDRESS = "offender-address", "Registered sex offender at the address"
    ABDUCTION_WARNING = "abduction-warning", "Child abduction warning notice in force"
    BAIL = "bail", "Bail conditions in force"
    POLICE_PROTECTION = "police-protection", "Was in police protection before"


class Marker(AboutPerson):
    """A warning about a person, from the day it is set until somebody removes it or it expires."""

    clashes = {"marker_live_once": "Both records carry the same marker. Remove one of them first."}
    scrubs = ("reason", "removal_reason")
    keeps = {"source": "the name of a feed"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="markers")
    kind = models.CharField(max_length=24, choices=MarkerKind.choices)
    reason = Text(max_length=2000, help_text="what is known, and what whoever meets the person should do")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="markers_owned",
        help_text="who keeps the marker true; empty only where a feed named nobody",
    )
    set_at = MomentField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="markers_set"
    )
    review_on = models.DateField(help_text="the day by which the marker is next looked at")
    expires_on = models.DateField(null=True, blank=True, help_text="last day on which it holds, where that is known")
    removed_at = MomentField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="markers_removed"
    )
    removal_reason = Text(blank=True, max_length=2000)
    source = models.CharField(max_length=30, blank=True, editable=False, help_text="the feed it came from, if one")

    class Meta(AboutPerson.Meta):
        constraints = [
            models.CheckConstraint(
                name="marker_kind_known",
                condition=Q(kind__in=MarkerKind.values),
                violation_error_message="Choose a marker from the list.",
            ),
            models.CheckConstraint(
                name="marker_set_by_someone",
                condition=Q(set_at__isnull=False, set_by__isnull=False, owner__isnull=False) | ~Q(source=""),
                violation_error_message="A marker has an owner, and someone who set it.",
            ),
            models.CheckConstraint(
                name="marker_has_reason",
                condition=~Q(reason="") | ~Q(source=""),
                violation_error_message="Say why the marker is set.",
            ),
            models.CheckConstraint(
                name="marker_expires_after_review",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("review_on")),
                violation_error_message="A marker cannot expire before it is reviewed.",
            ),
            models.CheckConstraint(
                name="marker_removed_by_someone",
                condition=Q(removed_at=None, removed_by=None, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                violation_error_message="A removed marker says who removed it, when and why.",
            ),
            models.UniqueConstraint(
                name="marker_live_once",
                fields=["person", "kind"],
                condition=Q(removed_at=None),
                violation_error_message="That marker is set already: review it instead.",
            ),
        ]
        indexes = [models.Index(fields=["review_on"], condition=Q(removed_at=None), name="marker_to_review")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_live_on(self, day: date) -> bool:
        """Whether the marker warns on that day: not removed, not expired."""
        return self.removed_at is None and (self.expires_on is None or self.expires_on >= day)

    @property
    def is_live(self) -> bool:
        return self.is_live_on(clock.today())


class MarkerReview(Record):
    """Somebody looked at a marker again and kept or removed it."""

    scrubs = ("note",)

    class Decision(models.TextChoices):
        KEEP = "keep", "Keep the marker"
        REMOVE = "remove", "Remove the marker"

    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="reviews")
    was_due_on = models.DateField(help_text="the day by which this review was asked for")
    reviewed_at = MomentField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marker_reviews")
    decision = models.CharField(max_length=6, choices=Decision.choices)
    note = Text(max_length=2000)
    next_review_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="marker_review_by_someone",
                condition=Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                violation_error_message="A review says who reviewed the marker, and when.",
            ),
            models.CheckConstraint(
                name="marker_review_next_day",
                condition=Q(decision="keep", next_review_on__isnull=False) | Q(decision="remove", next_review_on=None),
                violation_error_message="A marker that is kept has a next review date; one that is removed has none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marker}: {self.get_decision_display()}"

    def case(self) -> Record:
        return self.marker.person

    def root(self) -> Record:
        return self.marker.person

    def person_ids(self) -> list[int]:
        return [self.marker.person_id]
