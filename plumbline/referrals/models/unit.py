"""The referral unit: how each of its people comes to work alone (domain R18, findings K51 to K54)."""

from __future__ import annotations

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
