"""A recommendation: its actions, its measures, its evidence, each step of its life, and what a review made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.inspections.models.inspection import Inspection
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.workforce.models import District


class Status(models.TextChoices):
    """As in the inspectorate's register, and *reopened*, which the register does not have; `states.py` has the verbs."""

    PROGRESSED = "being-progressed", "Being progressed"
    AWAITING = "awaiting-review", "Awaiting review"
    COMPLETE = "complete", "Complete"
    REOPENED = "reopened", "Reopened"


class RecommendationKind(models.TextChoices):
    """Domain §1.3."""

    CAUSE = "cause-of-concern", "Cause of concern"
    ACCELERATED = "accelerated-cause", "Accelerated cause of concern"
    AREA = "area-for-improvement", "Area for improvement"
    RECOMMENDATION = "recommendation", "Recommendation"


class Urgency(models.TextChoices):
    """Domain §1.3."""

    NOW = "immediately", "Immediately"
    THREE = "three-months", "Within three months"
    SIX = "six-months", "Within six months"


class Direction(models.TextChoices):
    """What a measure is to do."""

    RISE = "rise", "Rise to the target"
    HOLD = "hold", "Not fall below the target"


class EvidenceKind(models.TextChoices):
    """Where the proof lies."""

    DUTIES = "duties", "Rows behind a standard"
    AUDIT = "audit", "Case audit"
    DOCUMENT = "document", "Document"


class Outcome(models.TextChoices):
    """What a post-inspection review says of one recommendation (domain N7)."""

    IMPROVED = "improved", "Improved"
    STILL = "still-requires-improvement", "Still requires improvement"
    NOT_LOOKED_AT = "not-assessed", "Not assessed"


class Recommendation(Record):
    """One thing that the inspectorate asked for."""

    scrubs = ("says", "reopened_because")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    says = Text(max_length=3000)
    kind = models.CharField(max_length=20, choices=RecommendationKind.choices)
    urgency = models.CharField(max_length=14, choices=Urgency.choices, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_at = MomentField(null=True, blank=True, editable=False, help_text="last second of that day")
    owner = who("the senior officer who answers for it", null=True, related_name="recommendations")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PROGRESSED)
    put_forward_at = MomentField(null=True, blank=True)
    put_forward_by = who(null=True)
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    reopened_because = Text(blank=True, max_length=1000)

    class Meta(Record.Meta):
        constraints = [
            paired("put_forward", "Putting a recommendation forward"),
            paired("closed", "Closing a recommendation"),
            known("kind", RecommendationKind),
            known("urgency", Urgency),
            known("status", Status),
            models.UniqueConstraint(
                name="recommendation_number_once",
                fields=["inspection", "number"],
                violation_error_message="The inspection has a recommendation of this number already.",
            ),
            models.CheckConstraint(
                name="recommendation_due_with_its_last_second",
                condition=Q(due_on=None, due_at=None) | Q(due_on__isnull=False, due_at__isnull=False),
                violation_error_message="A recommendation with a date has its last second.",
            ),
            models.CheckConstraint(
                name="recommendation_complete_is_closed",
                condition=Q(status=Status.COMPLETE, closed_at__isnull=False)
                | (~Q(status=Status.COMPLETE) & Q(closed_at=None)),
                violation_error_message="A complete recommendation says who closed it and when.",
            ),
            models.CheckConstraint(
                name="recommendation_not_closed_by_owner",
                condition=Q(closed_by=None) | Q(owner=None) | ~Q(closed_by=F("owner")),
                violation_error_message="The owner of a recommendation cannot close it. Someone else must.",
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}"

    @property
    def reference(self) -> str:
        return reference("RC", self.recorded_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.status != Status.COMPLETE


class RecommendationRecord(PartRecord):
    """The base of what belongs to one recommendation."""

    part_of = "recommendation"

    class Meta(PartRecord.Meta):
        abstract = True


class Action(RecommendationRecord):
    """Something that someone undertook to do by a day. Written down is not done."""

    scrubs = ("what", "note", "dropped_because")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    what = Text(max_length=1000)
    owner = who("who does it", related_name="inspection_actions")
    set_at = MomentField()
    set_by = who()
    due_on = models.DateField()
    due_at = MomentField(editable=False, help_text="last second of that day")
    done_at = MomentField(null=True, blank=True)
    done_by = who(null=True)
    note = Text(blank=True, max_length=2000, help_text="what was done")
    dropped_at = MomentField(null=True, blank=True)
    dropped_by = who(null=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            paired("done", "An action done"),
            paired("dropped", "An action dropped"),
            models.CheckConstraint(
                name="action_due_after_set",
                condition=Q(due_at__gte=F("set_at")),
                violation_error_message="An action is due on or after the day on which it is set.",
            ),
            models.CheckConstraint(
                name="action_done_or_dropped",
                condition=Q(done_at=None) | Q(dropped_at=None),
                violation_error_message="An action is done or dropped, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.what if len(self.what) <= 90 else f"{self.what[:87].rstrip()}…"


class Measure(RecommendationRecord):
    """A standard that is to show whether a recommendation works: from what, to what. Its value is counted, never typed."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="measures")
    standard = models.CharField(max_length=60)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    baseline_on = models.DateField(help_text="the months before this day are what it starts from")
    baseline_met = models.PositiveIntegerField(help_text="duties met in those months")
    baseline_judged = models.PositiveIntegerField(help_text="duties met, late or overdue in those months")
    target = models.PositiveSmallIntegerField(help_text="per cent")
    direction = models.CharField(max_length=5, choices=Direction.choices)
    set_at = MomentField()
    set_by = who()

    class Meta(Record.Meta):
        constraints = [
            known("direction", Direction),
            models.CheckConstraint(
                name="measure_target_a_percentage",
                condition=Q(target__gte=1, target__lte=100),
                violation_error_message="A target lies between 1 and 100 per cent.",
            ),
            models.CheckConstraint(
                name="measure_baseline_whole",
                condition=Q(baseline_met__lte=F("baseline_judged")),
                violation_error_message="No more duties can be met than have come due.",
            ),
            models.UniqueConstraint(
                name="measure_once",
                fields=["recommendation", "standard", "district", "baseline_on"],
                violation_error_message="This recommendation has that measure already.",
            ),
            models.UniqueConstraint(
                name="measure_of_the_force_once",
                fields=["recommendation", "standard", "baseline_on"],
                condition=Q(district=None),
                violation_error_message="This recommendation has that measure already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}, {self.district or 'the force'}"

    @property
    def baseline(self) -> float | None:
        """None where nothing had come due: no baseline, which is not the same as a baseline of nought."""
        return self.baseline_met / self.baseline_judged if self.baseline_judged else None


class Evidence(RecommendationRecord):
    """One gathering of evidence. Gathered anew, a new row takes its place and this one keeps what it then showed."""

    scrubs = ("what", "held_where")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    what = models.CharField(max_length=300)
    held_where = models.CharField(
        max_length=200, blank=True, help_text="where the document or audit is held: a reference"
    )
    standard = models.CharField(max_length=60, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(null=True, blank=True, help_text="first month counted")
    as_of = MomentField(help_text="as things stood then")
    met = models.PositiveIntegerField(null=True, blank=True)
    late = models.PositiveIntegerField(null=True, blank=True)
    overdue = models.PositiveIntegerField(null=True, blank=True)
    pending = models.PositiveIntegerField(null=True, blank=True)
    cannot_tell = models.PositiveIntegerField(null=True, blank=True)
    waived = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    requires_improvement = models.PositiveIntegerField(null=True, blank=True)
    inadequate = models.PositiveIntegerField(null=True, blank=True)
    gathered_at = MomentField()
    gathered_by = who()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    followed_at = MomentField(null=True, blank=True, help_text="when it was gathered anew")

    class Meta(Record.Meta):
        constraints = [
            known("kind", EvidenceKind),
            models.CheckConstraint(
                name="evidence_counts_of_its_kind",
                condition=Q(kind=EvidenceKind.DUTIES, standard__gt="", since__isnull=False, met__isnull=False)
                | Q(kind=EvidenceKind.AUDIT, standard="", met=None, good__isnull=False)
                | Q(kind=EvidenceKind.DOCUMENT, standard="", met=None, good=None, held_where__gt=""),
                violation_error_message="Rows name their standard, an audit its three counts, a document where it is held.",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Step(RecommendationRecord):
    """One step in the life of a recommendation: by which verb, into which state, and why."""

    scrubs = ("note",)

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    status = models.CharField(max_length=16, choices=Status.choices)
    note = Text(blank=True, max_length=2000)
    taken_at = MomentField()
    taken_by = who(null=True)  # nobody where the watch over closed recommendations reopened it

    class Meta(Record.Meta):
        constraints = [known("status", Status)]

    def __str__(self) -> str:
        return f"{self.verb}: {self.get_status_display()}"


class Verdict(RecommendationRecord):
    """What a post-inspection review said of the recommendation."""

    scrubs = ("note",)

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="verdicts")
    review = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=28, choices=Outcome.choices)
    note = Text(blank=True, max_length=2000)

    class Meta(Record.Meta):
        constraints = [
            known("outcome", Outcome),
            models.UniqueConstraint(
                name="verdict_once_a_review",
                fields=["recommendation", "review"],
                violation_error_message="This review has its verdict on this recommendation already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
