"""Duties, and the waivers that people give."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.standards.expressions import SecondsBetween


class Duty(models.Model):
    """One standard applying to one record. Its state is never stored: it follows from the dates, for any moment.

    A derived row: `actions.bring_into_line` makes it agree with the facts inside the act that changed them, and
    `plumbline reconcile` proves that it does.
    """

    standard = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, help_text="kind of subject, as missing.episode")
    subject_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, help_text="the child to whom it is owed")
    district_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="duties", db_index=False
    )
    month = models.DateField(help_text="first day of the local month in which it started")
    starts_at = MomentField(null=True)
    due_at = MomentField(null=True)
    done_at = MomentField(null=True)
    ended_at = MomentField(null=True, help_text="from when it can no longer be done, though it is still counted")
    unknown = models.CharField(max_length=400, blank=True, help_text="facts that were never supplied")
    is_waived = models.BooleanField(default=False)
    # The database itself works these two out of the row, so that they cannot disagree with it. They are not the state, which
    # needs the hour; they let a page count and rank a million duties from one index (ADR 0022).
    settled = models.GeneratedField(
        expression=Case(
            When(is_waived=True, then=Value("waived")),
            When(~Q(unknown=""), then=Value("cannot tell")),
            When(done_at__lte=F("due_at"), then=Value("met")),
            When(done_at__isnull=False, then=Value("late")),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=11),
        db_persist=True,
        help_text="what its dates say whatever the hour; empty where the hour decides between pending and overdue",
    )
    took = models.GeneratedField(
        expression=SecondsBetween("starts_at", "done_at"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        help_text="seconds from start to done",
    )

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(name="duty_once", fields=["kind", "subject_id", "standard"]),
            models.CheckConstraint(
                name="duty_dated_or_unknown",
                condition=Q(unknown__gt="") | Q(starts_at__isnull=False, due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["standard", "month", "settled", "district_id", "team_id", "took"], name="duty_measured"
            ),
            models.Index(fields=["standard", "due_at", "settled", "district_id", "team_id"], name="duty_due"),
            models.Index(
                fields=["owner", "due_at", "ended_at"],
                name="duty_open_owner",
                condition=Q(done_at=None, is_waived=False, unknown=""),
            ),
            models.Index(
                fields=["team_id", "due_at", "ended_at"],
                name="duty_open_team",
                condition=Q(done_at=None, is_waived=False, unknown=""),
            ),
            models.Index(
                fields=["due_at", "ended_at"],
                name="duty_open_due",
                condition=Q(done_at=None, is_waived=False, unknown=""),
            ),
            models.Index(fields=["person_id"], name="duty_person"),
        ]

    def __str__(self) -> str:
        return f"{self.standard} for {self.kind} {self.subject_id}"

    def subject_ref(self) -> CaseRef:
        room, kind = self.kind.split(".")
        return CaseRef(room, kind, self.subject_id)


class Waiver(Record):
    """Someone with the authority recorded why a duty need not be done."""

    scrubs = ("reason",)
    keeps = {"standard": "the key of a standard", "kind": "a kind of record"}

    standard = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True)
    district_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    reason = Text(max_length=1000)
    waived_at = MomentField()
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = MomentField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="waiver_once",
                fields=["kind", "subject_id", "standard"],
                condition=Q(withdrawn_at=None),
                violation_error_message="This duty is waived already.",
            ),
            models.CheckConstraint(
                name="waiver_withdrawn_paired",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="A withdrawn waiver says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} waived for {self.kind} {self.subject_id}"

    def person_ids(self) -> list[int]:
        return [self.person_id] if self.person_id else []

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def root(self) -> Record:
        """The lock of the record on which the duty lies: a waiver and an act about that child take turns."""
        subject = models.QuerySet(apps.get_model(self.kind)).filter(pk=self.subject_id).first()
        return subject.root() if subject else self


class Baseline(Record):
    """Someone with the authority decided that a standard's control limits are reckoned anew from a month, and why.

    Without one the limits stay where the standard's first months put them.
    """

    standard = models.CharField(max_length=60)
    from_month = models.DateField(help_text="first day of the month from which limits are reckoned anew")
    reason = Text(max_length=1000)
    decided_at = MomentField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = MomentField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="baseline_once",
                fields=["standard", "from_month"],
                condition=Q(withdrawn_at=None),
                violation_error_message="The limits of this standard are reckoned anew from this month already.",
            ),
            models.CheckConstraint(
                name="baseline_withdrawn_paired",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="A withdrawn decision says when and by whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"limits of {self.standard} anew from {self.from_month:%B %Y}"
