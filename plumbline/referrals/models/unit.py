"""The referral unit: how each of its people comes to work alone (domain R18, findings K51 to K54); their overtime (B7, K55)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.workforce.models import Team


class PracticeStage(models.TextChoices):
    """How far someone is; `states.py` says which verb leads where."""

    NEW = "new", "New"
    TRAINED = "trained", "Trained"
    MENTORED = "mentored", "With a mentor"
    COMPETENT = "competent", "Competent"
    APPROVED = "approved", "Works alone"
    LEFT = "left", "Left"


class Task(models.TextChoices):
    """What takes an approval to do alone."""

    DECIDE = "decide", "Decide"
    SIGN_OFF = "sign_off", "Sign off"
    SHARE = "share", "Share"


class Practitioner(Record):
    """One person of the referral unit: trained for it, beside a mentor, competent in another's eyes, approved to work alone.

    The database holds that each of these comes after the one before, and that nobody is their own mentor, assessor or
    approver. Whoever leaves the unit keeps the record; whoever comes back begins a new one.
    """

    scrubs = ("training", "competence", "left_because")

    user = who("whose way it is")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="the unit")
    stage = models.CharField(max_length=10, choices=PracticeStage.choices, default=PracticeStage.NEW)
    began_at = MomentField(help_text="when they came to the unit")
    began_by = who("who opened the record")
    trained_at = MomentField(null=True, blank=True, help_text="when the training made for the unit was done")
    trained_by = who("who recorded it", null=True)
    training = models.CharField(max_length=200, blank=True, help_text="which training")
    mentor = who("who works beside them", null=True)
    mentored_at = MomentField(null=True, blank=True)
    mentored_by = who("who allocated the mentor", null=True)
    first_mentored_at = MomentField(null=True, blank=True, help_text="when they first had a mentor")
    competent_at = MomentField(null=True, blank=True)
    competent_by = who("who found them competent", null=True)
    competence = Text(blank=True, max_length=2000, help_text="how they showed it: which cases, what was seen")
    approved_at = MomentField(null=True, blank=True)
    approved_by = who(null=True)
    may_decide = models.BooleanField(default=False)
    may_sign_off = models.BooleanField(default=False)
    may_share = models.BooleanField(default=False)
    left_at = MomentField(null=True, blank=True)
    left_by = who("who recorded it", null=True)
    left_because = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("stage", PracticeStage, blank=False),
            paired("trained", "Training"),
            paired("mentored", "Allocating a mentor"),
            paired("competent", "Showing competence"),
            paired("approved", "An approval"),
            paired("left", "Leaving the unit"),
            models.CheckConstraint(
                name="practitioner_mentor_is_somebody",
                condition=Q(mentored_at=None, mentor=None) | Q(mentored_at__isnull=False, mentor__isnull=False),
                violation_error_message="Allocating a mentor says who it is.",
            ),
            models.CheckConstraint(
                name="practitioner_mentor_is_another",
                condition=Q(mentor=None) | ~Q(mentor=F("user")),
                violation_error_message="Nobody is their own mentor.",
            ),
            models.CheckConstraint(
                name="practitioner_found_competent_by_another",
                condition=Q(competent_by=None) | ~Q(competent_by=F("user")),
                violation_error_message="Nobody signs off their own competence.",
            ),
            models.CheckConstraint(
                name="practitioner_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("user")),
                violation_error_message="Nobody approves themselves.",
            ),
            models.CheckConstraint(
                name="practitioner_in_order",
                condition=(Q(mentored_at=None) | Q(trained_at__isnull=False))
                & (Q(competent_at=None) | Q(mentored_at__isnull=False))
                & (Q(approved_at=None) | Q(competent_at__isnull=False)),
                violation_error_message="Training comes first, then a mentor, then competence, then the approval.",
            ),
            models.CheckConstraint(
                name="practitioner_competence_shown",
                condition=Q(competent_at=None) | ~Q(competence=""),
                violation_error_message="Say how competence was shown.",
            ),
            models.CheckConstraint(
                name="practitioner_approved_for_something",
                condition=Q(approved_at=None, may_decide=False, may_sign_off=False, may_share=False)
                | Q(approved_at__isnull=False) & (Q(may_decide=True) | Q(may_sign_off=True) | Q(may_share=True)),
                violation_error_message="An approval says what for; without one nothing is done alone.",
            ),
            models.CheckConstraint(
                name="practitioner_stage_follows",
                condition=~Q(stage=PracticeStage.APPROVED) | Q(approved_at__isnull=False, left_at=None),
                violation_error_message="Whoever works alone was approved, and is in the unit.",
            ),
            models.CheckConstraint(
                name="practitioner_left_follows",
                condition=Q(stage=PracticeStage.LEFT, left_at__isnull=False)
                | ~Q(stage=PracticeStage.LEFT) & Q(left_at=None),
                violation_error_message="Whoever left the unit says when.",
            ),
            models.UniqueConstraint(
                name="practitioner_once",
                fields=["user"],
                condition=Q(left_at=None),
                violation_error_message="This person is in the unit already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def tasks(self) -> list[Task]:
        """What they are approved to do alone, now."""
        return [task for task in Task if self.stage == PracticeStage.APPROVED and getattr(self, f"may_{task}")]

    def place(self) -> tuple[int | None, int | None]:
        return self.team.district_id, self.team_id

    def owners(self) -> list[int]:
        return [self.user_id]


class OvertimeReason(models.TextChoices):
    """Why the work did not fit into the hours there are."""

    PEAK = "peak", "More referrals than usual"
    BACKLOG = "backlog", "Referrals left from before"
    AWAY = "away", "Colleagues away"
    VACANCY = "vacancy", "A post not filled"
    URGENT = "urgent", "One referral that could not wait"
    OTHER = "other", "Another reason"


class Overtime(Record):
    """What one person of the unit worked on one day beyond their hours, and how many referrals waited that day.

    The queue is counted here and never typed: at the end of the day worked, or when it is recorded where that is earlier. It is
    the queue of the whole force, since a referral names no unit. What was recorded by mistake is removed and kept.
    """

    scrubs = ("reason_words", "removed_because")

    user = who("who worked it")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="the unit they were in")
    worked_on = models.DateField(help_text="the day on which it began")
    quarters = models.PositiveSmallIntegerField(
        help_text="quarters of an hour beyond their hours: 6 are an hour and a half"
    )
    reason = models.CharField(max_length=10, choices=OvertimeReason.choices)
    reason_words = models.CharField(max_length=200, blank=True)
    queued = models.PositiveIntegerField(editable=False, help_text="referrals of the force that waited for a decision")
    queued_at = MomentField(editable=False, help_text="the moment for which they are counted")
    recorded_by = who("who recorded it")
    removed_at = MomentField(null=True, blank=True, help_text="when it was found to be recorded by mistake")
    removed_by = who(null=True)
    removed_because = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("reason", OvertimeReason, blank=False),
            paired("removed", "Removing overtime"),
            models.CheckConstraint(
                name="overtime_within_a_day",
                condition=Q(quarters__gte=1, quarters__lte=96),
                violation_error_message="Overtime is at least a quarter of an hour, and at most 24 hours.",
            ),
            models.CheckConstraint(
                name="overtime_other_in_words",
                condition=~Q(reason=OvertimeReason.OTHER) | ~Q(reason_words=""),
                violation_error_message="Say in a few words what the reason was.",
            ),
            models.CheckConstraint(
                name="overtime_removed_because",
                condition=Q(removed_at=None) | ~Q(removed_because=""),
                violation_error_message="Say why it is removed.",
            ),
            models.CheckConstraint(
                name="overtime_kept_by_another",
                condition=~Q(recorded_by=F("user")) & (Q(removed_by=None) | ~Q(removed_by=F("user"))),
                violation_error_message="Nobody keeps their own record of the unit.",
            ),
            models.UniqueConstraint(
                name="overtime_once",
                fields=["user", "worked_on"],
                condition=Q(removed_at=None),
                violation_error_message="Overtime of this person on this day is recorded already. Correct that one.",
            ),
        ]
        indexes = [models.Index(fields=["team", "worked_on"], name="overtime_by_day")]

    def __str__(self) -> str:
        return f"{self.user}, {self.worked_on:%d %b %Y}"

    @property
    def hours(self) -> Decimal:
        return Decimal(self.quarters) / 4

    def place(self) -> tuple[int | None, int | None]:
        return self.team.district_id, self.team_id

    def owners(self) -> list[int]:
        return [self.user_id]
