"""The diary: slots that a team holds open, and appointments in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.incidents.models.incident import Incident, IncidentRecord
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import Record
from plumbline.workforce.models import Team


class DiarySlot(Record):
    """A time at which a team can see so many people."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = MomentField()
    minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    opened_at = MomentField()
    opened_by = who()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="diaryslot_room",
                condition=Q(places__range=(1, 50), minutes__range=(5, 480)),
                violation_error_message="A slot has 1 to 50 places and lasts 5 minutes to 8 hours.",
            ),
            models.UniqueConstraint(
                name="diaryslot_once",
                fields=["team", "starts_at"],
                violation_error_message="This team has a slot at that time already.",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="diaryslot_starts")]

    def __str__(self) -> str:
        return f"{self.team} {self.starts_at:%Y-%m-%d %H:%M}"

    def place(self) -> tuple[int | None, int | None]:
        return self.team.district_id, self.team_id


class Standing(models.TextChoices):
    """What became of an appointment."""

    BOOKED = "booked", "Booked"
    KEPT = "kept", "Kept"
    MOVED = "moved", "Moved to another time"
    NO_SHOW = "no-show", "They did not come, or nobody was in"
    NOT_KEPT = "not-kept", "We did not keep it"
    TAKEN_OUT = "taken-out", "Taken out of the diary"


SLIPPED = (Standing.MOVED, Standing.NO_SHOW, Standing.NOT_KEPT)


class Appointment(IncidentRecord):
    """A time in the diary for an incident that may wait, with what keeps everyone safe until then."""

    scrubs = ("interim", "note")
    keeps = {"barred_because": "why the diary was closed to it, in words of the policy"}

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="appointments")
    slot = models.ForeignKey(DiarySlot, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    number = models.PositiveSmallIntegerField(editable=False, help_text="which place of the slot")
    due_at = MomentField(editable=False, help_text="when the slot starts")
    booked_at = MomentField()
    booked_by = who()
    interim = Text(max_length=2000, help_text="what is done to keep everyone safe until then")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.BOOKED)
    settled_at = MomentField(null=True, blank=True, help_text="when it was kept, missed, moved or taken out")
    settled_by = who(null=True)
    note = Text(blank=True, max_length=2000)
    slipped_at = MomentField(null=True, blank=True, editable=False, help_text="when it was moved or missed")
    rethrived_at = MomentField(
        null=True, blank=True, editable=False, help_text="when a supervisor did THRIVE after that"
    )
    barred_at = MomentField(
        null=True, blank=True, editable=False, help_text="when something came up that bars it from the diary"
    )
    barred_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        constraints = [
            known("standing", Standing),
            paired("settled", "Settling an appointment"),
            models.CheckConstraint(
                name="appointment_interim",
                condition=~Q(interim=""),
                violation_error_message="Say what keeps everyone safe until the appointment.",
            ),
            models.CheckConstraint(
                name="appointment_settled_unless_booked",
                condition=Q(standing=Standing.BOOKED, settled_at=None)
                | Q(settled_at__isnull=False) & ~Q(standing=Standing.BOOKED),
                violation_error_message="An appointment that is no longer booked says when that came about.",
            ),
            models.CheckConstraint(
                name="appointment_slipped_is_standing",
                condition=Q(slipped_at=None) & ~Q(standing__in=SLIPPED)
                | Q(slipped_at__isnull=False, standing__in=SLIPPED),
                violation_error_message="An appointment that was moved or missed says when.",
            ),
            models.CheckConstraint(
                name="appointment_ahead",
                condition=Q(due_at__gt=F("booked_at")),
                violation_error_message="An appointment lies ahead.",
            ),
            models.UniqueConstraint(
                name="appointment_one_at_a_time",
                fields=["incident"],
                condition=Q(standing=Standing.BOOKED),
                violation_error_message="There is an appointment already. Move it instead.",
            ),
            models.UniqueConstraint(
                name="appointment_place_once",
                fields=["slot", "number"],
                condition=Q(standing__in=[Standing.BOOKED, Standing.KEPT, Standing.NO_SHOW, Standing.NOT_KEPT]),
                violation_error_message="Someone took the last place a moment ago. Choose another time.",
            ),
        ]

    def __str__(self) -> str:
        return f"Appointment, {self.get_standing_display().lower()}"
