"""Enquiries: set is not done, and done is not checked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord
from plumbline.missing.models.plan import PlanTask
from plumbline.missing.models.risk import RiskAssessment


class EnquiryKind(models.TextChoices):
    """What is done. All but `INFORM` are done to trace the child."""

    SEARCH = "search", "Search of home or placement"
    ADDRESS = "address", "Visit to an address"
    PHONE = "phone", "Telephone: call, cell site, subscriber"
    ASSOCIATE = "associate", "Friend or associate spoken to"
    CAMERA = "camera", "CCTV or number plate"
    TRANSPORT = "transport", "Transport"
    ONLINE = "online", "Social media or gaming account"
    MONEY = "money", "Bank or card"
    HOSPITAL = "hospital", "Hospital or ambulance"
    AREA = "area", "Area search"
    SCHOOL = "school", "School or college"
    INTELLIGENCE = "intelligence", "Intelligence systems"
    INFORM = "inform", "Telling a partner or the family"


class EnquiryOutcome(models.TextChoices):
    FOUND = "found", "Child found"
    LEAD = "lead", "New information"
    NOTHING = "nothing", "Done, nothing new"
    IMPOSSIBLE = "impossible", "Could not be done"


class Enquiry(EpisodeRecord):
    """One line of enquiry on one episode: set, allocated, due, started, resulted with evidence, checked by someone else."""

    scrubs = ("what", "where", "result", "evidence", "check_note", "dropped_reason")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=14, choices=EnquiryKind.choices)
    is_trace = models.BooleanField(help_text="done to find the child, not to tell someone")
    what = Text(max_length=1000)
    where = models.CharField(max_length=300, blank=True)
    task = models.ForeignKey(PlanTask, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    confirms = models.ForeignKey(
        RiskAssessment, null=True, blank=True, on_delete=models.PROTECT, related_name="confirming"
    )
    set_at = MomentField()
    set_by = who()
    due_at = MomentField()
    allocated_at = MomentField(null=True, blank=True)
    allocated_to = who(null=True, related_name="enquiries")
    started_at = MomentField(null=True, blank=True)
    resulted_at = MomentField(null=True, blank=True)
    resulted_by = who(null=True)
    outcome = models.CharField(max_length=10, choices=EnquiryOutcome.choices, blank=True)
    result = Text(blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="exhibit, body-worn video or log reference")
    checked_at = MomentField(null=True, blank=True)
    checked_by = who("a supervisor other than who resulted it", null=True)
    check_note = models.CharField(max_length=500, blank=True)
    dropped_at = MomentField(null=True, blank=True)
    dropped_by = who(null=True)
    dropped_reason = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "enquiries"
        constraints = [
            known("kind", EnquiryKind),
            known("outcome", EnquiryOutcome),
            paired("resulted", "A result"),
            paired("checked", "A check"),
            paired("dropped", "Dropping an enquiry"),
            models.CheckConstraint(
                name="enquiry_allocated_paired",
                condition=Q(allocated_at=None, allocated_to=None)
                | Q(allocated_at__isnull=False, allocated_to__isnull=False),
                violation_error_message="An allocation needs both a time and a person.",
            ),
            models.CheckConstraint(
                name="enquiry_result_told",
                condition=Q(resulted_at=None) | (~Q(result="") & ~Q(outcome="")),
                violation_error_message="A result says what was done and what came of it.",
            ),
            models.CheckConstraint(
                name="enquiry_checked_by_another",
                condition=Q(checked_by=None) | (Q(resulted_by__isnull=False) & ~Q(checked_by=F("resulted_by"))),
                violation_error_message="An enquiry is checked by someone other than who resulted it.",
            ),
            models.CheckConstraint(
                name="enquiry_due_after_set",
                condition=Q(due_at__gt=F("set_at")),
                violation_error_message="An enquiry is due after it is set.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["allocated_to", "due_at"], name="enquiry_open", condition=Q(resulted_at=None, dropped_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def owners(self) -> list[int]:
        return [*super().owners(), *filter(None, [self.allocated_to_id])]

    @property
    def is_open(self) -> bool:
        return self.resulted_at is None and self.dropped_at is None
