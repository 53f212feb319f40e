"""The appropriate adult, and each step at which one must be there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.custody.models.detention import Detention, DetentionRecord
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text


class AdultRole(models.TextChoices):
    """In the order in which they are asked (Code C): the next only where one before cannot or must not."""

    PARENT = "parent", "Parent or guardian"
    AUTHORITY = "authority", "Local authority or carer of a looked-after child"
    SOCIAL_WORKER = "social-worker", "Social worker"
    OTHER = "other", "Another responsible adult, of 18 or over and not of the police"


class Bar(models.TextChoices):
    """Why someone must not be the appropriate adult."""

    NONE = "none", "None of these"
    SUSPECT = "suspect", "Suspected of being involved in the offence"
    VICTIM = "victim", "Its victim"
    WITNESS = "witness", "A witness to it"
    INVOLVED = "involved", "Involved in investigating it"
    ADMISSIONS = "admissions", "Heard admissions before being asked to be the appropriate adult"
    POLICE = "police", "Police officer or employed by the police"
    UNDER_18 = "under-18", "Not yet 18"


class AppropriateAdult(DetentionRecord):
    """Someone asked to stand beside the child: asked, arrived, and gone again or stood down."""

    scrubs = ("name", "contact", "left_because", "why_not_nearer")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="adults", db_index=False)
    role = models.CharField(max_length=15, choices=AdultRole.choices)
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    why_not_nearer = models.CharField(
        max_length=300, blank=True, help_text="why none of those who are asked first, where it is none of them"
    )
    bar = models.CharField(max_length=12, choices=Bar.choices, default=Bar.NONE, help_text="learnt later, or none")
    requested_at = MomentField(help_text="told where and why the child is held, and asked to come")
    requested_by = who()
    arrived_at = MomentField(null=True, blank=True)
    arrived_by = who("who recorded it", null=True)
    left_at = MomentField(null=True, blank=True, help_text="gone, or stood down before arriving")
    left_by = who("who recorded it", null=True)
    left_because = models.CharField(max_length=300, blank=True)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("role", AdultRole),
            known("bar", Bar),
            paired("arrived", "The arrival of an appropriate adult"),
            paired("left", "The leaving of an appropriate adult"),
            models.CheckConstraint(
                name="appropriateadult_in_order",
                condition=(Q(arrived_at=None) | Q(arrived_at__gte=F("requested_at")))
                & (Q(left_at=None) | Q(left_at__gte=F("requested_at")))
                & (Q(left_at=None) | Q(arrived_at=None) | Q(left_at__gte=F("arrived_at"))),
                violation_error_message="An appropriate adult is asked, then arrives, then leaves.",
            ),
            models.CheckConstraint(
                name="appropriateadult_left_says_why",
                condition=Q(left_at=None) | ~Q(left_because=""),
                violation_error_message="Say why the appropriate adult left or was stood down.",
            ),
            models.CheckConstraint(
                name="appropriateadult_barred_is_gone",
                condition=Q(bar__in=["", Bar.NONE]) | Q(left_at__isnull=False),
                violation_error_message="Someone who must not be the appropriate adult is stood down.",
            ),
        ]
        indexes = [models.Index(fields=["detention", "requested_at"], name="adult_detention")]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display().lower()}"

    @property
    def is_here(self) -> bool:
        return self.arrived_at is not None and self.left_at is None

    @property
    def is_awaited(self) -> bool:
        return self.arrived_at is None and self.left_at is None


class StepKind(models.TextChoices):
    RIGHTS = "rights", "Rights and entitlements given"
    INTERVIEW = "interview", "Interview"
    IDENTIFICATION = "identification", "Identification procedure"
    SAMPLES = "samples", "Fingerprints, photograph or samples"
    STRIP_SEARCH = "strip-search", "Search that exposes the body"
    CHARGE = "charge", "Charge read, bail told"
    OUT_OF_COURT = "out-of-court", "Disposal out of court told"


class Step(DetentionRecord):
    """Something done with the child for which an appropriate adult must be there, and whether one was (C4)."""

    scrubs = ("without_adult_because", "note")

    detention = models.ForeignKey(Detention, on_delete=models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField(max_length=15, choices=StepKind.choices)
    happened_at = MomentField()
    done_by = who("who recorded it")
    adult = models.ForeignKey(
        AppropriateAdult, null=True, blank=True, on_delete=models.PROTECT, related_name="steps",
        help_text="the appropriate adult who was there",
    )  # fmt: skip
    without_adult_because = Text(blank=True, max_length=1000)
    note = Text(blank=True, max_length=2000)

    class Meta(DetentionRecord.Meta):
        constraints = [
            known("kind", StepKind),
            models.CheckConstraint(
                name="step_adult_or_reason",
                condition=Q(adult__isnull=False, without_adult_because="")
                | (Q(adult=None) & ~Q(without_adult_because="")),
                violation_error_message="Name the appropriate adult who was there, or say why none was.",
            ),
        ]
        indexes = [models.Index(fields=["detention", "happened_at"], name="step_detention")]

    def __str__(self) -> str:
        return self.get_kind_display()
