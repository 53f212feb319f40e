"""What is made of the call: THRIVE, the grade, who is sent, who looks it over, and who is told when it goes wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.incidents.models.incident import Grade, Incident, IncidentRecord
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record


class Level(models.TextChoices):
    """How great the threat, harm and risk are, taken together."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


HEIGHT = {Level.LOW: 0, Level.MEDIUM: 1, Level.HIGH: 2}


class Trigger(models.TextChoices):
    """Why THRIVE is done now."""

    CALL = "call", "The call"
    INFORMATION = "information", "New information"
    GRADE = "grade", "The grade was changed"
    NO_RESOURCE = "no-resource", "Nobody can be sent"
    TIME = "time", "Time has passed"
    APPOINTMENT = "appointment", "An appointment was moved or missed"
    REVIEW = "review", "A supervisor asked for it"


LETTERS = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")
"""The six parts. One of them left out is no THRIVE (domain X1)."""


class Thrive(IncidentRecord):
    """One judgement by THRIVE: threat, harm, risk, investigation, vulnerability and engagement, each in words."""

    scrubs = LETTERS
    keeps = {"stale_because": "a coded trigger"}

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="thrives", db_index=False)
    happened_at = MomentField()
    assessed_by = who()
    trigger = models.CharField(max_length=12, choices=Trigger.choices)
    threat = Text(max_length=2000)
    harm = Text(max_length=2000)
    risk = Text(max_length=2000)
    investigation = Text(max_length=2000)
    vulnerability = Text(max_length=2000)
    engagement = Text(max_length=2000)
    level = models.CharField(max_length=10, choices=Level.choices)
    child_at_risk = models.BooleanField(help_text="a child is at risk now")
    is_supervisors = models.BooleanField(default=False, editable=False, help_text="done by one who may supervise it")
    rose = models.BooleanField(default=False, editable=False, help_text="higher than the one before")
    answered_at = MomentField(
        null=True,
        blank=True,
        editable=False,
        help_text="when, after it rose, the grade was raised or a supervisor decided",
    )
    stale_at = MomentField(null=True, blank=True, editable=False, help_text="when something first overtook it")
    stale_because = models.CharField(max_length=12, blank=True, editable=False)
    refreshed_at = MomentField(null=True, blank=True, editable=False, help_text="when THRIVE was done again after that")
    followed_at = MomentField(null=True, blank=True, editable=False, help_text="when THRIVE was next done")

    class Meta(Record.Meta):
        constraints = [
            known("trigger", Trigger),
            known("level", Level),
            models.CheckConstraint(
                name="thrive_whole",
                condition=~Q(threat="")
                & ~Q(harm="")
                & ~Q(risk="")
                & ~Q(investigation="")
                & ~Q(vulnerability="")
                & ~Q(engagement=""),
                violation_error_message="THRIVE has six parts. Say something to each.",
            ),
            models.CheckConstraint(
                name="thrive_stale_because",
                condition=Q(stale_at=None, stale_because="") | Q(stale_at__isnull=False) & ~Q(stale_because=""),
                violation_error_message="A THRIVE that was overtaken says by what.",
            ),
            models.CheckConstraint(
                name="thrive_refreshed_after_stale",
                condition=Q(refreshed_at=None) | Q(stale_at__isnull=False),
                violation_error_message="Only a THRIVE that something overtook is done again for it.",
            ),
            models.CheckConstraint(
                name="thrive_answered_after_rise",
                condition=Q(answered_at=None) | Q(rose=True),
                violation_error_message="Only a rise is answered.",
            ),
        ]
        indexes = [models.Index(fields=["incident", "happened_at", "id"], name="thrive_incident")]

    def __str__(self) -> str:
        return f"THRIVE: {self.get_level_display().lower()}"

    @property
    def is_stale(self) -> bool:
        return self.stale_at is not None and self.refreshed_at is None

    @property
    def why_stale(self) -> str:
        return dict(Trigger.choices).get(self.stale_because, "")

    @property
    def parts(self) -> list[tuple[str, str]]:
        return [(letter.capitalize(), getattr(self, letter)) for letter in LETTERS]


class Grading(IncidentRecord):
    """A grade given at one moment, by whom and why. The one before it stays."""

    scrubs = ("rationale",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="gradings", db_index=False)
    grade = models.CharField(max_length=10, choices=Grade.choices)
    happened_at = MomentField()
    graded_by = who()
    rationale = Text(max_length=2000)
    is_downgrade = models.BooleanField(default=False, editable=False)
    with_child = models.BooleanField(editable=False, help_text="a child was in it then, or might have been")
    supervised_by = who("the supervisor who lowered it", null=True)

    class Meta(Record.Meta):
        constraints = [
            known("grade", Grade),
            models.CheckConstraint(
                name="grading_reasoned",
                condition=~Q(rationale=""),
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                name="grading_child_supervised",
                condition=Q(is_downgrade=False) | Q(with_child=False) | Q(supervised_by__isnull=False),
                violation_error_message="Where a child is in it, the grade is lowered by a supervisor.",
            ),
        ]
        indexes = [models.Index(fields=["incident", "happened_at", "id"], name="grading_incident")]

    def __str__(self) -> str:
        return f"Graded {self.get_grade_display().lower()}"


class Deployment(IncidentRecord):
    """One unit on its way to an incident, there, or gone again."""

    keeps = {"unit": "a call sign"}

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="deployments")
    unit = models.CharField(max_length=40, help_text="call sign")
    sent_at = MomentField()
    sent_by = who()
    arrived_at = MomentField(null=True, blank=True)
    arrived_by = who("who recorded the arrival", null=True)
    stood_down_at = MomentField(null=True, blank=True)
    stood_down_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            paired("arrived", "Arriving"),
            paired("stood_down", "Standing down"),
            models.CheckConstraint(
                name="deployment_in_order",
                condition=(Q(arrived_at=None) | Q(arrived_at__gte=F("sent_at")))
                & (Q(stood_down_at=None) | Q(stood_down_at__gte=F("sent_at"))),
                violation_error_message="A unit is sent before it arrives, and before it stands down.",
            ),
        ]

    def __str__(self) -> str:
        return self.unit

    @property
    def is_on_it(self) -> bool:
        return self.stood_down_at is None


class IncidentReview(IncidentRecord):
    """A supervisor's look at an open incident: whether grade and THRIVE are right, what is to happen, and when the next is."""

    scrubs = ("direction",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    happened_at = MomentField()
    reviewed_by = who()
    grade_is_right = models.BooleanField()
    thrive_is_right = models.BooleanField()
    child_is_safe = models.BooleanField(null=True, blank=True, help_text="empty where nobody can say")
    direction = Text(max_length=2000, help_text="what is to happen next")
    next_review_at = MomentField()
    followed_at = MomentField(null=True, blank=True, editable=False, help_text="when the next review was held")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="incidentreview_sets_next",
                condition=Q(next_review_at__gt=F("happened_at")),
                violation_error_message="The next review comes after this one.",
            ),
        ]
        indexes = [models.Index(fields=["incident", "happened_at", "id"], name="incidentreview_incident")]

    def __str__(self) -> str:
        return "Supervisor’s review"


class Step(models.IntegerChoices):
    """The ladder. Who may acknowledge a step is in `actions/watch.py`."""

    SUPERVISOR = 1, "Control-room supervisor"
    INSPECTOR = 2, "Duty inspector"
    SUPERINTENDENT = 3, "Superintendent"


class Escalation(IncidentRecord):
    """One step up: what went wrong, who was told, when, and who answered for it."""

    scrubs = ("reason", "decision")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="escalations")
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    reason = Text(max_length=2000)
    escalated_at = MomentField()
    escalated_by = who()
    to = who("who was told, where one person was", null=True)
    acknowledged_at = MomentField(null=True, blank=True)
    acknowledged_by = who(null=True)
    decision = Text(blank=True, max_length=2000)
    climbed_at = MomentField(null=True, blank=True, editable=False, help_text="when it went a step further")

    class Meta(Record.Meta):
        constraints = [
            paired("acknowledged", "Acknowledging"),
            models.CheckConstraint(
                name="escalation_step_known",
                condition=Q(step__in=Step.values),
                violation_error_message="That is not a step of the ladder.",
            ),
            models.CheckConstraint(
                name="escalation_answered",
                condition=Q(acknowledged_at=None) | ~Q(decision=""),
                violation_error_message="Whoever acknowledges says what they decided.",
            ),
            models.CheckConstraint(
                name="escalation_by_another",
                condition=Q(acknowledged_by=None) | ~Q(acknowledged_by=F("escalated_by")),
                violation_error_message="Nobody acknowledges what they escalated themselves.",
            ),
            models.UniqueConstraint(
                name="escalation_open_once",
                fields=["incident", "step"],
                condition=Q(acknowledged_at=None),
                violation_error_message="This step was told already, and has not answered.",
            ),
        ]

    def __str__(self) -> str:
        return f"Escalated to {self.get_step_display().lower()}"
