"""Tables of the workforce."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record


class Rank(models.IntegerChoices):
    """Ranks in order, so that *at least an inspector* is a comparison. Police staff and PCSOs are below constable."""

    POLICE_STAFF = 0, "Police staff"
    PCSO = 1, "Police community support officer"
    CONSTABLE = 2, "Constable"
    SERGEANT = 3, "Sergeant"
    INSPECTOR = 4, "Inspector"
    CHIEF_INSPECTOR = 5, "Chief inspector"
    SUPERINTENDENT = 6, "Superintendent"
    CHIEF_SUPERINTENDENT = 7, "Chief superintendent"
    ASSISTANT_CHIEF_CONSTABLE = 8, "Assistant chief constable"
    DEPUTY_CHIEF_CONSTABLE = 9, "Deputy chief constable"
    CHIEF_CONSTABLE = 10, "Chief constable"

    @property
    def short(self) -> str:
        """The title as colleagues write it before a surname; empty for police staff."""
        return ("", "PCSO", "PC", "PS", "Insp", "Ch Insp", "Supt", "Ch Supt", "ACC", "DCC", "CC")[self.value]


class TeamKind(models.TextChoices):
    """What a team is for. Names of teams differ between forces; their purposes do not."""

    RESPONSE = "response", "Response"
    CONTROL_ROOM = "control-room", "Control room"
    MISSING = "missing", "Missing-person unit"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
    CHILD_ABUSE = "child-abuse", "Child abuse investigation"
    EXPLOITATION = "exploitation", "Exploitation"
    ONLINE = "online", "Online child sexual abuse"
    OFFENDER_MANAGEMENT = "offender-management", "Offender management"
    CUSTODY = "custody", "Custody"
    REFERRAL = "referral", "Referral unit"
    PUBLIC_PROTECTION = "public-protection", "Public protection"
    LEARNING = "learning", "Learning and development"
    HEADQUARTERS = "headquarters", "Headquarters"


class District(Record):
    """A part of the force's area under one command."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)

    class Meta(Record.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def place(self) -> tuple[int | None, int | None]:
        return self.pk, None


class Team(Record):
    """Officers who work together, in one district. A force-wide unit belongs to the headquarters' district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="teams")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=TeamKind.choices)

    class Meta(Record.Meta):
        ordering = ["district__name", "name"]
        constraints = [
            models.CheckConstraint(
                name="team_kind_known",
                condition=Q(kind__in=TeamKind.values),
                violation_error_message="Choose what the team is for from the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.district.name}"

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.pk


class Officer(Record):
    """A police officer or member of staff in post, tied to the account under which they act."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer")
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    collar_number = models.CharField(
        max_length=12, unique=True, help_text="the officer's number, which names them on duty (POLE P_015)"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="officers")
    supervisor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="supervises")
    joined_on = models.DateField(help_text="day of the first posting")
    left_on = models.DateField(null=True, blank=True, help_text="last day in post")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="officer_rank_known",
                condition=Q(rank__in=Rank.values),
                violation_error_message="Choose a rank from the list.",
            ),
            models.CheckConstraint(
                name="officer_supervised_by_another",
                condition=Q(supervisor=None) | ~Q(supervisor=F("id")),
                violation_error_message="Nobody supervises themselves.",
            ),
            models.CheckConstraint(
                name="officer_leaves_after_joining",
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message="An officer cannot leave before they joined.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.display_name} ({self.collar_number})"

    def place(self) -> tuple[int | None, int | None]:
        return self.team.district_id, self.team_id

    @property
    def is_in_post(self) -> bool:
        return self.left_on is None


class Move(PartRecord):
    """An officer moved from one team to another, and why: unexplained moves out of protection work are a finding."""

    part_of = "officer"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="moves")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="moves_out")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="moves_in")
    happened_at = MomentField(help_text="from when the officer works in the new team")
    reason = Text()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="move_between_teams",
                condition=~Q(from_team=F("to_team")),
                violation_error_message="The officer is in that team already.",
            ),
            models.CheckConstraint(
                name="move_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the officer is moved.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.from_team.name} to {self.to_team.name}"
