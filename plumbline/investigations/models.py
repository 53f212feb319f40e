"""One investigation, and what belongs to it: its children, who had it, what supervisors directed, what the children said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person, Voice
from plumbline.workforce.models import District, Team


class Kind(models.TextChoices):
    """What is investigated."""

    ABUSE = "child-abuse", "Child abuse or neglect"
    EXPLOITATION = "exploitation", "Exploitation"
    ONLINE = "online", "Online abuse"
    DOMESTIC = "domestic-abuse", "Domestic abuse"


class Outcome(models.TextChoices):
    """How it came to its end. *No crime* is none that a recorded crime can have."""

    CHARGED = "charged", "Someone was charged or summonsed"
    OUT_OF_COURT = "out-of-court", "Dealt with out of court"
    NO_SUSPECT = "no-suspect", "Nobody was identified who did it"
    EVIDENCE = "evidence", "The evidence does not carry it further"
    NOT_SUPPORTED = "not-supported", "The child or family does not wish it to go on"
    NOT_IN_INTEREST = "not-in-interest", "Going on is not in the child’s or the public interest"
    PASSED_ON = "passed-on", "Passed to another force or agency"
    NO_CRIME = "no-crime", "There was no crime"


class Investigation(Record):
    """What one child or several may have suffered, looked into from its opening until a supervisor closes it."""

    scrubs = ("alleged", "crime_number", "no_crime_reason", "closing_summary")
    keeps = {"origin_room": "the name of a room", "origin_kind": "a kind of record"}

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="investigations_about", help_text="the child first named"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    alleged = Text(help_text="what is said to have happened, as it was told")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    reported_at = MomentField(help_text="when the force was told; taken over from the record that it comes of")
    opened_at = MomentField(help_text="when it was opened here")
    opened_by = who("who opened it")

    officer = who("the officer in the case", null=True)
    supervisor = who(
        "who last allocated it, and whose reviews are due; nobody where they gave it to themselves", null=True
    )
    allocated_at = MomentField(null=True, blank=True, help_text="when the first officer was given it")
    allocated_by = who("who first allocated it", null=True)

    crime_number = models.CharField(max_length=60, blank=True)
    crime_recorded_at = MomentField(null=True, blank=True, help_text="when the crime was recorded")
    crime_recorded_by = who(null=True)
    no_crime_at = MomentField(null=True, blank=True, help_text="when a supervisor decided that there was none")
    no_crime_by = who(null=True)
    no_crime_reason = Text(blank=True, max_length=2000)

    first_reviewed_at = MomentField(
        null=True,
        blank=True,
        editable=False,
        help_text="the first review, where one was held before it was first closed",
    )
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    closing_summary = Text(blank=True)
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    first_closed_at = MomentField(
        null=True, blank=True, editable=False, help_text="when it was first closed; it stays when it is opened again"
    )

    origin_room = models.CharField(max_length=30, blank=True, help_text="the record that gave rise to it, if one did")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("kind", Kind, blank=False),
            known("outcome", Outcome),
            paired("allocated", "Allocating an investigation"),
            paired("crime_recorded", "Recording a crime"),
            paired("no_crime", "Deciding that there was no crime"),
            paired("closed", "Closing an investigation"),
            models.CheckConstraint(
                name="investigation_alleged_told",
                condition=~Q(alleged=""),
                violation_error_message="Say what is said to have happened.",
            ),
            models.CheckConstraint(
                name="investigation_opened_after_report",
                condition=Q(opened_at__gte=F("reported_at")),
                violation_error_message="It is opened after the force was told.",
            ),
            models.CheckConstraint(
                name="investigation_allocated_whole",
                condition=Q(officer=None, allocated_at=None) | Q(officer__isnull=False, allocated_at__isnull=False),
                violation_error_message="An officer in the case has a time from which it is theirs.",
            ),
            models.CheckConstraint(
                name="investigation_crime_has_number",
                condition=Q(crime_recorded_at=None, crime_number="")
                | (Q(crime_recorded_at__isnull=False, crime_recorded_at__gte=F("reported_at")) & ~Q(crime_number="")),
                violation_error_message="A recorded crime has its number, and a time not before the report.",
            ),
            models.CheckConstraint(
                name="investigation_no_crime_has_reason",
                condition=Q(no_crime_at=None, no_crime_reason="")
                | (Q(no_crime_at__isnull=False) & ~Q(no_crime_reason="")),
                violation_error_message="Say why there was no crime.",
            ),
            models.CheckConstraint(
                name="investigation_closed_whole",
                condition=Q(closed_at=None, outcome="", closing_summary="")
                | (
                    Q(closed_at__isnull=False, first_closed_at__isnull=False, officer__isnull=False)
                    & Q(closed_at__gte=F("opened_at"), first_closed_at__lte=F("closed_at"))
                    & ~Q(outcome="")
                    & ~Q(closing_summary="")
                ),
                violation_error_message="Closing needs an officer in the case, an outcome and what was found.",
            ),
            models.CheckConstraint(
                name="investigation_outcome_fits_crime",
                condition=Q(outcome="")
                | (Q(crime_recorded_at__isnull=False) & ~Q(outcome=Outcome.NO_CRIME))
                | Q(crime_recorded_at=None, no_crime_at__isnull=False, outcome=Outcome.NO_CRIME),
                violation_error_message="It closes with a recorded crime, or with the decision that there was none.",
            ),
            models.CheckConstraint(
                name="investigation_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="Where it came from is named by room, kind and number.",
            ),
        ]
        indexes = [
            # The list reads these alone, however many were ever closed.
            models.Index(fields=["reported_at", "id"], condition=Q(closed_at=None), name="investigation_open"),
            models.Index(fields=["-reported_at"], name="investigation_reported"),
            models.Index(fields=["officer", "reported_at"], name="investigation_officer"),
            models.Index(fields=["origin_room", "origin_kind", "origin_id"], name="investigation_origin"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("IV", self.reported_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_crime_settled(self) -> bool:
        """A crime is recorded, or it is decided that there was none."""
        return self.crime_recorded_at is not None or self.no_crime_at is not None

    def person_ids(self) -> list[int]:
        """Every child whom it is about, the one first named first."""
        if self.pk is None:
            return [self.person_id]
        others = models.QuerySet(InvestigatedChild).filter(investigation_id=self.pk).order_by("pk")
        return list(dict.fromkeys([self.person_id, *others.values_list("person_id", flat=True)]))

    def whose(self) -> list[int]:
        """All of them: what was said of one stands beside what was said of another."""
        return self.person_ids()

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [pk for pk in (self.officer_id, self.opened_by_id) if pk is not None]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class InvestigationRecord(PartRecord):
    """The base of what belongs to one investigation."""

    part_of = "investigation"

    class Meta(PartRecord.Meta):
        abstract = True


class InvestigatedChild(InvestigationRecord):
    """A child whom an investigation is about."""

    clashes = {
        "investigatedchild_once": "Both records are in one investigation.",
        "investigatedchild_once_from_origin": "Both records are investigated from one and the same record.",
    }
    keeps = {"origin_room": "the name of a room", "origin_kind": "a kind of record"}

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="children", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="investigated")
    named_by = who()
    is_unborn = models.BooleanField(default=False, help_text="not yet born when it was reported")
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years when it was reported")
    lapsed_at = MomentField(
        null=True,
        blank=True,
        editable=False,
        help_text="when the child did not want to speak, or the investigation first closed with them in it",
    )

    # As the investigation has them, so that the database itself refuses a second one of the same record about this child.
    origin_room = models.CharField(max_length=30, blank=True, editable=False)
    origin_kind = models.CharField(max_length=40, blank=True, editable=False)
    origin_id = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta(InvestigationRecord.Meta):
        verbose_name = "child investigated"
        constraints = [
            models.UniqueConstraint(
                name="investigatedchild_once_from_origin",
                fields=["origin_room", "origin_kind", "origin_id", "person"],
                condition=Q(origin_id__isnull=False),
                violation_error_message="This child is investigated from that record already: add to that investigation.",
            ),
            models.UniqueConstraint(
                name="investigatedchild_once",
                fields=["investigation", "person"],
                violation_error_message="This child is in the investigation already.",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def last_hearing(self) -> Hearing | None:
        """The last time that someone asked the child, or said why nobody did."""
        return max(self.hearings.all(), key=lambda each: (each.happened_at, each.pk), default=None)

    def person_ids(self) -> list[int]:
        return [self.person_id]


class Allocation(InvestigationRecord):
    """Someone became the officer in the case, in a team; another may follow."""

    scrubs = ("because",)

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="allocations")
    officer = who("who became it")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    happened_at = MomentField()
    allocated_by = who()
    because = models.CharField(max_length=300, blank=True, help_text="why it passed to another, where it did")

    class Meta(InvestigationRecord.Meta):
        constraints = []

    def __str__(self) -> str:
        return f"Officer in the case: {self.officer}"


class SupervisorReview(InvestigationRecord):
    """A supervisor's look at an investigation. One that gives no direction is told apart, and waits for one that does."""

    scrubs = ("found", "direction")

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="reviews")
    happened_at = MomentField()
    reviewed_by = who("never the officer in the case")
    found = Text(max_length=2000, help_text="what was looked at, and how it stands")
    direction = Text(blank=True, max_length=2000, help_text="what is to happen next")
    directed_at = MomentField(
        null=True,
        blank=True,
        editable=False,
        help_text="when direction was given, by this review or the next that gave it",
    )
    followed_at = MomentField(null=True, blank=True, editable=False, help_text="when the next review was held")
    lapsed_at = MomentField(
        null=True, blank=True, editable=False, help_text="when it was closed before the next review was held"
    )

    class Meta(InvestigationRecord.Meta):
        verbose_name = "supervisor’s review"
        constraints = [
            models.CheckConstraint(
                name="supervisorreview_found_told",
                condition=~Q(found=""),
                violation_error_message="Say what you looked at, and how it stands.",
            ),
            models.CheckConstraint(
                name="supervisorreview_direction_counts",
                condition=Q(direction="") | Q(directed_at__isnull=False, directed_at=F("happened_at")),
                violation_error_message="Direction is given when the review that gives it is held.",
            ),
        ]
        indexes = [models.Index(fields=["investigation", "happened_at", "id"], name="supervisorreview_of")]

    def __str__(self) -> str:
        return "Supervisor’s review" if self.direction else "Supervisor’s review, no direction given"


class Hearing(InvestigationRecord):
    """Someone asked a child what they wish and feel; what was said is kept as voice of the child."""

    part_of = "child.investigation"

    child = models.ForeignKey(InvestigatedChild, on_delete=models.PROTECT, related_name="hearings")
    happened_at = MomentField()
    heard_by = who()
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+")

    class Meta(InvestigationRecord.Meta):
        constraints = []
        indexes = [models.Index(fields=["child", "happened_at"], name="investigation_hearing_of")]

    def __str__(self) -> str:
        return self.voice.state.label

    def person_ids(self) -> list[int]:
        return [self.child.person_id]
