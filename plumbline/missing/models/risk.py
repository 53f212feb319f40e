"""Risk assessments, and the factors each rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.missing.models.episode import Episode, EpisodeRecord


class Risk(models.TextChoices):
    """The continuum of risk (domain §1.3). The lowest label is the inspectorate's; a newer one may be in use (conflict 1)."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    NONE = "none", "No apparent risk (absent)"


class Stage(models.TextChoices):
    """Whose assessment it is; they are kept apart."""

    CALL_TAKER = "call-taker", "Call taker"
    OFFICER = "officer", "Attending officer"
    SUPERVISOR = "supervisor", "Supervisor"
    REVIEWING = "reviewing", "Reviewing officer"


class RiskAssessment(EpisodeRecord):
    """One person's judgement of the risk at one moment, and why."""

    scrubs = ("rationale", "endorsement_note", "override_reason")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="assessments", db_index=False)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    level = models.CharField(max_length=10, choices=Risk.choices)
    happened_at = MomentField()
    assessed_by = who()
    rationale = Text()
    is_uncertain = models.BooleanField(default=False, help_text="initial enquiries are to confirm it")
    endorsed_at = MomentField(null=True, blank=True)
    endorsed_by = who("inspector or control-room manager", null=True)
    endorsement_note = models.CharField(max_length=500, blank=True)
    override_at = MomentField(null=True, blank=True)
    override_by = who("inspector who allowed a child to be graded below medium", null=True)
    override_reason = Text(blank=True, max_length=1000)
    stale_at = MomentField(null=True, blank=True, help_text="when something new was first recorded after it")
    refreshed_at = MomentField(null=True, blank=True, help_text="when the risk was assessed again after that")

    class Meta(Record.Meta):
        constraints = [
            known("stage", Stage),
            known("level", Risk),
            paired("endorsed", "Endorsement"),
            paired("override", "An override"),
            models.CheckConstraint(
                name="riskassessment_refreshed_after_stale",
                condition=Q(refreshed_at=None) | Q(stale_at__isnull=False),
                violation_error_message="Only an assessment that something new overtook is refreshed.",
            ),
        ]
        indexes = [models.Index(fields=["episode", "happened_at", "id"], name="risk_episode")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} by {self.get_stage_display().lower()}"

    @property
    def is_stale(self) -> bool:
        return self.stale_at is not None and self.refreshed_at is None


class Factor(models.TextChoices):
    """What may raise or lower the risk (APP risk identification, M7; a force may add its own in a later release)."""

    SUICIDE = "suicide", "Suicide or self-harm"
    EXPLOITATION = "exploitation", "Sexual or criminal exploitation"
    CRIME = "crime", "Victim of crime or abuse"
    MEDICATION = "medication", "Missed essential medication"
    ILLNESS = "illness", "Illness, disability or mental ill health"
    WEATHER = "weather", "Weather or surroundings"
    AGE = "age", "Young age or dependency"
    CHARACTER = "character", "Out of character"
    FAMILY = "family", "Conflict or abuse at home"
    DRUGS = "drugs", "Drugs or alcohol"
    REPEAT = "repeat", "Missing before, or harmed while missing"
    DANGER = "danger", "A danger to others"
    PROTECTIVE = "protective", "Something that lowers the risk"
    OTHER = "other", "Something else"


class RiskFactor(EpisodeRecord):
    """One thing that the assessment rests on: what was said, who said it and how they can be reached (M2)."""

    scrubs = ("said", "source_name", "source_contact")

    assessment = models.ForeignKey(RiskAssessment, on_delete=models.PROTECT, related_name="factors")
    factor = models.CharField(max_length=14, choices=Factor.choices)
    said = Text(max_length=2000)
    source_name = models.CharField(max_length=120)
    source_contact = models.CharField(max_length=120, blank=True)
    said_at = MomentField()

    class Meta(Record.Meta):
        constraints = [
            known("factor", Factor),
            models.CheckConstraint(
                name="riskfactor_sourced",
                condition=~Q(source_name=""),
                violation_error_message="Say who supplied this.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_factor_display()}: {self.said}"

    @property
    def episode(self) -> Episode:
        return self.assessment.episode
