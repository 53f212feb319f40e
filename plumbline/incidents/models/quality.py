"""Checks of how calls are handled: so many a month for each call handler, graded on what inspectors looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.incidents.models.incident import Incident, IncidentRecord
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.workforce.models import Team


class CheckMonth(Record):
    """One call handler's calls in one month, of which so many are to be listened to."""

    handler = who("whose calls they are")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="first day of the local month")
    wanted = models.PositiveSmallIntegerField(help_text="how many checks policy asked for when the month was opened")
    opened_at = MomentField()
    opened_by = who()
    due_at = MomentField(help_text="the last second of the month")
    filled_at = MomentField(null=True, blank=True, editable=False, help_text="when as many were checked as were wanted")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="checkmonth_wanted",
                condition=Q(wanted__gte=1),
                violation_error_message="At least one call is wanted.",
            ),
            models.UniqueConstraint(
                name="checkmonth_once",
                fields=["handler", "month"],
                violation_error_message="That month was opened for this call handler already.",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="checkmonth_month")]

    def __str__(self) -> str:
        return f"{self.handler}, {self.month:%B %Y}"

    def place(self) -> tuple[int | None, int | None]:
        return (self.team.district_id, self.team_id) if self.team else (None, None)

    def owners(self) -> list[int]:
        return [self.handler_id]


class Mark(models.TextChoices):
    """How well one thing was done on a call."""

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    IMPROVE = "improve", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"
    NOT_APPLICABLE = "n/a", "Not applicable"


GOOD_OR_BETTER = (Mark.OUTSTANDING, Mark.GOOD)
MEASURES = {
    "vulnerability": "Vulnerability assessed",
    "prevention": "Crime-prevention advice",
    "preservation": "Advice on keeping evidence",
    "repeat_check": "Asked whether it happened before",
}
"""What one force published, month by month (domain X3)."""


class CallCheck(IncidentRecord):
    """One call listened to by someone other than who took it."""

    scrubs = ("note",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="call_checks")
    month = models.ForeignKey(CheckMonth, on_delete=models.PROTECT, related_name="checks")
    handler = who("who took the call")
    happened_at = MomentField()
    checked_by = who()
    vulnerability = models.CharField(max_length=12, choices=Mark.choices)
    prevention = models.CharField(max_length=12, choices=Mark.choices)
    preservation = models.CharField(max_length=12, choices=Mark.choices)
    repeat_check = models.CharField(max_length=12, choices=Mark.choices)
    note = Text(max_length=2000)
    fed_back_at = MomentField(null=True, blank=True, help_text="when the call handler was told")
    fed_back_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            known("vulnerability", Mark),
            known("prevention", Mark),
            known("preservation", Mark),
            known("repeat_check", Mark),
            paired("fed_back", "Telling the call handler"),
            models.CheckConstraint(
                name="callcheck_by_another",
                condition=~Q(checked_by=F("handler")),
                violation_error_message="A call is checked by someone other than who took it.",
            ),
            models.UniqueConstraint(
                name="callcheck_once",
                fields=["incident"],
                violation_error_message="This call was checked already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Call of {self.handler} checked"

    @property
    def marks(self) -> list[tuple[str, str]]:
        return [(says, getattr(self, f"get_{name}_display")()) for name, says in MEASURES.items()]
