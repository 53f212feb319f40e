"""An inspection, what it found, the answer to it, and how closely the force is watched."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference


class InspectionKind(models.TextChoices):
    """Which regime it belongs to (domain N3, N9)."""

    CHILD_PROTECTION = "child-protection", "National child protection inspection"
    REVIEW = "review", "Post-inspection review"
    AGAIN = "re-inspection", "Re-inspection"
    PEEL = "peel", "PEEL inspection"
    THEMATIC = "thematic", "Thematic inspection"


class Sentiment(models.TextChoices):
    """What a finding says: the letters of domain §21."""

    GOOD = "good", "Good"
    BAD = "bad", "Needs improvement"
    REMEDY = "remedy", "Action the force took"
    FACT = "fact", "Fact"
    ASSERTION = "assertion", "The force's own claim"


class Stage(models.TextChoices):
    """The two stages of monitoring (domain N9)."""

    SCAN = "scan", "Scan: routine monitoring"
    ENGAGE = "engage", "Engage: enhanced monitoring"


class Inspection(Record):
    """One inspection or review of a force. A reference inspection is another force's, held to be read and never worked on."""

    scrubs = ("note",)

    kind = models.CharField(max_length=20, choices=InspectionKind.choices)
    force = models.CharField(max_length=80, help_text="the force inspected")
    title = models.CharField(max_length=160)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews", help_text="what it reviews"
    )
    is_reference = models.BooleanField(default=False)
    visited = models.CharField(max_length=60, blank=True, help_text="when inspectors came, as the report says it")
    published_on = models.DateField(null=True, blank=True)
    # Only the day of publication is known; deadlines run from its first second (they count local days).
    published_at = MomentField(null=True, blank=True, editable=False)
    address = models.CharField(max_length=300, blank=True, help_text="where the report can be read")
    audited_good = models.PositiveIntegerField(null=True, blank=True)
    audited_requires_improvement = models.PositiveIntegerField(null=True, blank=True)
    audited_inadequate = models.PositiveIntegerField(null=True, blank=True)
    recommendations_published = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="how many the report makes, whether or not their text is held here"
    )
    note = Text(blank=True, max_length=2000)
    plan_sent_at = MomentField(null=True, blank=True, help_text="the action plan went to the inspectorate")
    plan_sent_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            paired("plan_sent", "Sending the action plan"),
            known("kind", InspectionKind),
            models.UniqueConstraint(
                name="inspection_once",
                fields=["force", "kind", "title"],
                violation_error_message="This inspection is recorded already.",
            ),
            models.CheckConstraint(
                name="inspection_published_with_its_first_second",
                condition=Q(published_on=None, published_at=None)
                | Q(published_on__isnull=False, published_at__isnull=False),
                violation_error_message="A published inspection has its day of publication.",
            ),
            models.CheckConstraint(
                name="inspection_audits_whole",
                condition=Q(audited_good=None, audited_requires_improvement=None, audited_inadequate=None)
                | Q(
                    audited_good__isnull=False,
                    audited_requires_improvement__isnull=False,
                    audited_inadequate__isnull=False,
                ),
                violation_error_message="Give all three counts of audited cases, or none.",
            ),
            models.CheckConstraint(
                name="inspection_plan_after_publication",
                condition=Q(plan_sent_at=None) | Q(plan_sent_at__gte=F("published_at")),
                violation_error_message="The action plan answers the report, so it cannot be sent before publication.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return reference("IN", self.recorded_at, self.pk)

    @property
    def audited(self) -> int | None:
        """Cases audited, or None where no counts were published: all three grades are shown, never an average (Q1)."""
        counts = (self.audited_good, self.audited_requires_improvement, self.audited_inadequate)
        return None if None in counts else sum(counts)  # type: ignore[arg-type]


class InspectionRecord(PartRecord):
    """The base of what belongs to one inspection."""

    part_of = "inspection"

    class Meta(PartRecord.Meta):
        abstract = True


class Finding(InspectionRecord):
    """Something that inspectors found, in our own words, with what here would show it."""

    scrubs = ("says",)

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    number = models.CharField(max_length=8, help_text="as W8 or 3.2")
    sentiment = models.CharField(max_length=10, choices=Sentiment.choices)
    says = Text(max_length=1000)
    standards = models.CharField(
        max_length=1500, blank=True, help_text="keys of standards that show it, a space between"
    )
    not_yet = models.CharField(max_length=300, blank=True, help_text="why nothing here shows it")

    class Meta(Record.Meta):
        constraints = [
            known("sentiment", Sentiment),
            models.UniqueConstraint(
                name="finding_number_once",
                fields=["inspection", "number"],
                violation_error_message="The inspection has a finding of this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"

    @property
    def keys(self) -> list[str]:
        return self.standards.split()


class Response(InspectionRecord):
    """What the local policing body published about the report (Police Act 1996 s55)."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="response")
    published_on = models.DateField()
    published_at = MomentField(editable=False, help_text="first second of that day")
    address = models.CharField(max_length=300, blank=True)
    has_chief_comments = models.BooleanField(help_text="the chief officer's comments are in it")
    covers_all = models.BooleanField(help_text="it says of each recommendation what is done, or why nothing is")

    def __str__(self) -> str:
        return "Local policing body's response"


class MonitoringStage(InspectionRecord):
    """From a day on the inspectorate watches the force so closely."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    entered_on = models.DateField()
    reason = models.CharField(max_length=500)

    class Meta(Record.Meta):
        constraints = [
            known("stage", Stage),
            models.UniqueConstraint(
                name="stage_once_a_day",
                fields=["inspection", "entered_on"],
                violation_error_message="A stage beginning on that day is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()
