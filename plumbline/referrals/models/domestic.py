"""Domestic abuse: each child of the household is a victim in their own right, and somebody at school is told in time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person
from plumbline.referrals.models.referral import Education
from plumbline.workforce.models import District, Team


class SettingKind(models.TextChoices):
    """Who is told (domain D3)."""

    SCHOOL = "school", "School"
    INDEPENDENT = "independent", "Independent school"
    ALTERNATIVE = "alternative", "Alternative provision"
    COLLEGE = "college", "College or training after 16"
    AUTHORITY = "authority", "Authority's officer for home education"


class TermCalendar(Record):
    """The term dates that some settings share: an authority's, or an independent school's own."""

    keeps = {"name": "a set of term dates"}

    name = models.CharField(max_length=120)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                name="termcalendar_once", fields=["name"], violation_error_message="There are term dates of that name."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(PartRecord):
    """Days in a row on which school is held, but for week-ends and bank holidays: half a term, most often."""

    part_of = "calendar"

    calendar = models.ForeignKey(TermCalendar, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField()
    removed_at = MomentField(null=True, blank=True, help_text="when it was found to be wrong")
    removed_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            paired("removed", "Removing a term"),
            models.CheckConstraint(
                name="term_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="A term ends after it starts.",
            ),
            models.UniqueConstraint(
                name="term_once",
                fields=["calendar", "starts_on"],
                condition=Q(removed_at=None),
                violation_error_message="A term that starts on this day is there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d %b %Y} to {self.ends_on:%d %b %Y}"


class Setting(Record):
    """A school or other place where children learn, with who is told there."""

    keeps = {"name": "a school", "contact_name": "a post holder at a school", "contact": "a school's address"}

    kind = models.CharField(max_length=12, choices=SettingKind.choices)
    name = models.CharField(max_length=160)
    calendar = models.ForeignKey(
        TermCalendar, null=True, blank=True, on_delete=models.PROTECT, related_name="settings",
        help_text="empty where nobody has said by which term dates it goes",
    )  # fmt: skip
    contact_name = models.CharField("designated safeguarding lead", max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("kind", SettingKind),
            models.UniqueConstraint(
                name="setting_once", fields=["name"], violation_error_message="There is a school of that name."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DashLevel(models.TextChoices):
    """Domestic abuse, stalking and harassment risk (domain D6)."""

    STANDARD = "standard", "Standard"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class DomesticIncident(Record):
    """One incident of domestic abuse in a household with children."""

    scrubs = ("number", "where", "circumstances", "level_reason", "left_out")
    keeps = {"origin_room": "the name of a room", "origin_kind": "a kind of record"}

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="domestic_incidents", help_text="the child first recorded"
    )
    origin_room = models.CharField(max_length=30, blank=True)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, blank=True, help_text="police reference, which the school is told")
    happened_at = MomentField()
    reported_at = MomentField(help_text="when the police were told")
    recorded_by = who()
    where = models.CharField(max_length=300, blank=True)
    circumstances = Text()
    ticks = models.PositiveSmallIntegerField(null=True, blank=True, help_text="questions of the checklist answered yes")
    level = models.CharField(max_length=8, choices=DashLevel.choices)
    level_reason = Text(blank=True, max_length=1000)
    left_out = Text(blank=True, max_length=1000, help_text="children of the household who are not victims, and why")

    class Meta(Record.Meta):
        constraints = [
            known("level", DashLevel),
            models.CheckConstraint(
                name="domesticincident_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="A case is named by its room, its kind and its number.",
            ),
            models.CheckConstraint(
                name="domesticincident_level_not_below_ticks",
                condition=Q(ticks=None)
                | Q(ticks__lt=10)
                | Q(ticks__lt=14, level__in=["medium", "high"])
                | Q(level="high"),
                violation_error_message="Judgement may raise the level that the checklist gives, and never lower it.",
            ),
            models.CheckConstraint(
                name="domesticincident_reported_after",
                condition=Q(reported_at__gte=F("happened_at")),
                violation_error_message="The police were told after it happened.",
            ),
        ]
        indexes = [models.Index(fields=["district", "-reported_at"], name="domesticincident_district")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("DA", self.reported_at, self.pk)

    def person_ids(self) -> list[int]:
        """The child first recorded; the others stand in their own rows."""
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [self.recorded_by_id]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class ChildVictim(Record):
    """A child of the household: a victim, there or not (domain D1), and who at school is to be told by when (D2).

    `notify_by` is the start of the next school day after the police were told, by the term dates of the child's setting.
    Where the setting or its dates are not known it is empty, and `gap_at` says since when: nothing is guessed.
    """

    scrubs = ("experience",)
    stays = ()
    clashes = {"childvictim_once": "Both records are victims of one incident. Settle that first."}

    incident = models.ForeignKey(DomesticIncident, on_delete=models.PROTECT, related_name="victims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="victim_of")
    reported_at = MomentField(help_text="when the police were told")
    was_present = models.BooleanField(null=True, blank=True)
    experience = Text(blank=True, max_length=2000, help_text="where the child was; what they saw, heard or felt")
    education = models.CharField(max_length=12, choices=Education.choices, blank=True)
    setting = models.ForeignKey(Setting, null=True, blank=True, on_delete=models.PROTECT, related_name="victims")
    notify_by = MomentField(null=True, blank=True)
    gap_at = MomentField(null=True, blank=True, help_text="since when setting or term dates lacked")
    gap_closed_at = MomentField(null=True, blank=True)
    told_at = MomentField(null=True, blank=True, help_text="when the setting was told; empty again where that failed")

    class Meta(Record.Meta):
        constraints = [
            known("education", Education),
            models.UniqueConstraint(
                name="childvictim_once",
                fields=["incident", "person"],
                violation_error_message="This child is recorded as a victim of this incident already.",
            ),
            models.CheckConstraint(
                name="childvictim_time_needs_setting",
                condition=Q(notify_by=None) | Q(setting__isnull=False),
                violation_error_message="A time to notify by follows from the child's school.",
            ),
        ]
        indexes = [
            models.Index(fields=["notify_by"], name="childvictim_notify_by"),
            models.Index(fields=["told_at"], name="childvictim_told_at"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}, victim of domestic abuse"

    @property
    def needs_setting(self) -> bool:
        """Somebody is to be told, and nobody knows whom."""
        return self.setting_id is None and self.education not in (Education.BELOW, Education.NONE)

    @property
    def needs_dates(self) -> bool:
        return self.setting_id is not None and self.notify_by is None

    def case(self) -> Record:
        return self.incident

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.incident.place()

    def owners(self) -> list[int]:
        return self.incident.owners()

    def root(self) -> Record:
        return Person(pk=self.person_id)


class NoticeWay(models.TextChoices):
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "Secure e-mail"


class Notification(Record):
    """One attempt to tell a school (Operation Encompass): what was told, to whom; and that it failed, where it did."""

    scrubs = ("content", "told_to", "failed_reason")

    victim = models.ForeignKey(ChildVictim, on_delete=models.PROTECT, related_name="notifications")
    setting = models.ForeignKey(Setting, on_delete=models.PROTECT, related_name="notifications")
    way = models.CharField(max_length=10, choices=NoticeWay.choices)
    told_to = models.CharField(max_length=120)
    content = Text(max_length=10_000)
    sent_at = MomentField()
    sent_by = who()
    failed_at = MomentField(null=True, blank=True)
    failed_by = who("who recorded that it failed", null=True)
    failed_reason = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("way", NoticeWay),
            paired("failed", "A failure"),
            models.CheckConstraint(
                name="notification_has_content",
                condition=~Q(content="") & ~Q(told_to=""),
                violation_error_message="A notification says what was told, and to whom.",
            ),
            models.CheckConstraint(
                name="notification_failed_told",
                condition=Q(failed_at=None) | ~Q(failed_reason=""),
                violation_error_message="Say why it failed.",
            ),
        ]
        indexes = [models.Index(fields=["victim", "sent_at", "failed_at"], name="notification_of_victim")]

    def __str__(self) -> str:
        return f"Notification to {self.setting}"

    def case(self) -> Record:
        return self.victim.incident

    def person_ids(self) -> list[int]:
        return self.victim.person_ids()

    def place(self) -> tuple[int | None, int | None]:
        return self.victim.place()

    def owners(self) -> list[int]:
        return self.victim.owners()

    def root(self) -> Record:
        return self.victim.root()


class NoReferral(Record):
    """Someone looked at a record about a child and found that no referral is needed, and why (domain R1, R2)."""

    scrubs = ("reason",)
    keeps = {"room": "the name of a room", "kind": "a kind of record"}
    clashes = {"noreferral_once": "Both records have a reason for the same case. Settle that first."}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="no_referrals")
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = Text(max_length=1000)
    decided_at = MomentField()
    decided_by = who()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="noreferral_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why no referral is needed.",
            ),
            models.UniqueConstraint(
                name="noreferral_once",
                fields=["room", "kind", "case_id", "person"],
                violation_error_message="A reason is recorded already for this child and this record.",
            ),
        ]
        indexes = [models.Index(fields=["person", "decided_at"], name="noreferral_person")]

    def __str__(self) -> str:
        return f"No referral needed: {self.person.name}"

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [self.decided_by_id]

    def root(self) -> Record:
        return Person(pk=self.person_id)
