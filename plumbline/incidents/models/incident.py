"""The incident, who is in it, and the base of all that belongs to one."""

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
    """What the call is about, as first told; it may be put right as more is known."""

    MISSING = "missing-child", "Missing child"
    ABUSE = "child-abuse", "Child abuse or neglect"
    SEXUAL = "sexual-offence", "Sexual offence"
    EXPLOITATION = "exploitation", "Exploitation"
    DOMESTIC = "domestic-abuse", "Domestic abuse"
    VIOLENCE = "violence", "Violence"
    PROTECTION = "police-protection", "Child in police protection"
    CONCERN = "concern", "Concern for safety"
    ONLINE = "online", "Online grooming or abuse"
    MENTAL = "mental-health", "Mental ill health"
    DISORDER = "disorder", "Disorder or nuisance"
    CRIME = "other-crime", "Another crime"
    OTHER = "other", "Something else"


class Channel(models.TextChoices):
    """How it reached the force."""

    EMERGENCY = "999", "999"
    NON_EMERGENCY = "101", "101"
    ONLINE = "online", "Online report"
    PARTNER = "partner", "A partner agency"
    OFFICER = "officer", "An officer"
    COUNTER = "counter", "Front counter"
    OTHER = "other", "Otherwise"


class Children(models.TextChoices):
    """Whether a child is in it. *Not known* is treated as yes until someone knows better."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not-known", "Not known"


class Suspect(models.TextChoices):
    """Where whoever may have done it is."""

    NONE = "none", "There is none, or nobody knows of one"
    PRESENT = "present", "There now"
    OUTSTANDING = "outstanding", "Gone, and not found"
    ACCOUNTED = "accounted", "Arrested or accounted for"


class Grade(models.TextChoices):
    """How soon someone is sent."""

    IMMEDIATE = "immediate", "Immediate"
    PRIORITY = "priority", "Priority"
    SCHEDULED = "scheduled", "Scheduled"
    RESOLVED = "resolved", "Resolved without sending anyone"


RANK = {Grade.IMMEDIATE: 0, "": 1, Grade.PRIORITY: 2, Grade.SCHEDULED: 3, Grade.RESOLVED: 4}
"""By urgency. One that nobody has graded yet stands next to the immediate ones, not at the end."""


class State(models.TextChoices):
    """Where an incident stands; `states.py` says which verb leads where."""

    WAITING = "waiting", "Nobody sent"
    SENT = "sent", "On the way"
    ATTENDED = "attended", "At the scene"
    CLOSED = "closed", "Closed"


class Result(models.TextChoices):
    SAFE = "safe", "Everyone safe, nothing more to do"
    CRIME = "crime", "Recorded as a crime"
    EPISODE = "missing", "A missing episode was opened"
    REFERRED = "referred", "Referred to partners"
    PROTECTED = "protected", "A child was taken into police protection"
    ADVICE = "advice", "Advice given without sending anyone"
    NO_TRACE = "no-trace", "Nothing and nobody found"
    DUPLICATE = "duplicate", "The same as another incident"


class Incident(Record):
    """One call for help, from the moment it was made until it is closed with its result."""

    scrubs = (
        "caller_name",
        "caller_relationship",
        "caller_contact",
        "where",
        "postcode",
        "said",
        "command_reference",
        "closing_summary",
        "source_key",
    )
    keeps = {
        "level": "a coded level, as of the last THRIVE",
        "source": "the name of a feed",
    }

    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents_about",
        help_text="the child whom it is about first; empty until one is known",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    call_taker = who("who took the call", null=True)
    supervisor = who("who watches over it in the control room", null=True)

    reported_at = MomentField(help_text="when the force was told")
    reported_month = models.DateField(editable=False, help_text="first day of the local month of the report")
    caller_name = models.CharField(max_length=120, blank=True)
    caller_relationship = models.CharField(max_length=80, blank=True)
    caller_contact = models.CharField(max_length=80, blank=True)
    where = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    said = Text(help_text="what was said, as it was said")
    command_reference = models.CharField(max_length=40, blank=True, help_text="its number in command and control")

    children = models.CharField(max_length=10, choices=Children.choices)
    with_child = models.BooleanField(help_text="a child is in it, or may be")
    suspect = models.CharField(max_length=12, choices=Suspect.choices, default=Suspect.NONE)
    child_at_risk = models.BooleanField(default=False, help_text="a child is at risk now, as of the last THRIVE")
    grade = models.CharField(max_length=10, choices=Grade.choices, blank=True, help_text="as of the last grading")
    level = models.CharField(max_length=10, blank=True, help_text="as of the last THRIVE")
    urgency = models.PositiveSmallIntegerField(default=2, help_text="order on the open list: by grade, then a child")

    flags_acknowledged_at = MomentField(null=True, blank=True, help_text="when what is flagged was first acknowledged")
    flags_acknowledged_by = who(null=True)
    flags_pending = models.BooleanField(default=True, help_text="something may be flagged that nobody acknowledged")

    sent_at = MomentField(null=True, blank=True, help_text="when the first unit was sent")
    arrived_at = MomentField(null=True, blank=True, help_text="when the first unit arrived")
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    closing_summary = Text(blank=True)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")

    source = models.CharField(
        max_length=20, blank=True, help_text="the feed that brought it in; blank where recorded here"
    )
    source_key = models.CharField(max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("kind", Kind),
            known("channel", Channel),
            known("state", State),
            known("children", Children),
            known("suspect", Suspect),
            known("result", Result),
            models.CheckConstraint(
                name="incident_grade_known",
                condition=Q(grade__in=["", *Grade.values]),
                violation_error_message="Choose one of the grades.",
            ),
            models.CheckConstraint(
                name="incident_with_child_unless_none",
                condition=Q(with_child=True) | Q(children=Children.NO),
                violation_error_message="While it is not known that no child is in it, it is treated as one with a child.",
            ),
            paired("flags_acknowledged", "Acknowledging what is flagged"),
            models.CheckConstraint(
                name="incident_closed_whole",
                condition=Q(closed_at=None, closed_by=None, result="")
                | (Q(closed_at__isnull=False) & ~Q(result="") & (Q(closed_by__isnull=False) | ~Q(source=""))),
                violation_error_message="Closing needs a time, a person and a result.",
            ),
            models.CheckConstraint(
                name="incident_closed_is_state",
                condition=Q(closed_at=None) & ~Q(state=State.CLOSED) | Q(closed_at__isnull=False, state=State.CLOSED),
                violation_error_message="An incident is closed at a time.",
            ),
            models.CheckConstraint(
                name="incident_arrived_after_sent",
                condition=Q(arrived_at=None) | Q(sent_at__isnull=False, arrived_at__gte=F("sent_at")),
                violation_error_message="Nobody arrives before they are sent.",
            ),
            models.CheckConstraint(
                name="incident_duplicate_of_another",
                condition=Q(duplicate_of=None) & ~Q(result=Result.DUPLICATE)
                | Q(duplicate_of__isnull=False, result=Result.DUPLICATE) & ~Q(duplicate_of=F("id")),
                violation_error_message="Name the other incident that this one is the same as, and only then.",
            ),
            models.UniqueConstraint(
                name="incident_source_once",
                fields=["source", "source_key"],
                condition=~Q(source=""),
                violation_error_message="This feed brought in that incident before.",
            ),
        ]
        indexes = [
            # The open list reads these alone, however many incidents were ever closed. `closed_at` is asked, not `state`:
            # a database uses a partial index only where the question says the same without a parameter.
            models.Index(fields=["urgency", "reported_at", "id"], condition=Q(closed_at=None), name="incident_open"),
            models.Index(fields=["person", "reported_at"], name="incident_person"),
            models.Index(fields=["-reported_at"], name="incident_reported"),
            models.Index(fields=["district", "-reported_at"], name="incident_district"),
            models.Index(fields=["postcode", "-reported_at"], condition=~Q(postcode=""), name="incident_postcode"),
            models.Index(fields=["call_taker", "-reported_at"], name="incident_taker"),
            models.Index(fields=["closed_at"], name="incident_closed"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("IC", self.reported_at, self.pk)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def title(self) -> str:
        """Missing child, 4 Mill Lane."""
        return f"{self.get_kind_display()}, {self.where}"

    @property
    def grade_words(self) -> str:
        return self.get_grade_display() if self.grade else "Not graded"

    @property
    def child_words(self) -> str:
        """Who the child is, or what is known of there being one."""
        if self.person is not None:
            return self.person.name
        return {"no": "No child", "not-known": "Not known whether a child is in it"}.get(self.children, "Not known who")

    def person_ids(self) -> list[int]:
        """Everyone who is in it, the child whom it is about first."""
        if self.pk is None:
            return [self.person_id] if self.person_id else []
        named = models.QuerySet(Involvement).filter(incident_id=self.pk, person__isnull=False).order_by("pk")
        others = list(named.values_list("person_id", flat=True))
        return list(dict.fromkeys([*([self.person_id] if self.person_id else []), *others]))

    def whose(self) -> list[int]:
        """Of everyone who is in it: what was said of one stands beside what was said of another."""
        return self.person_ids()

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [pk for pk in (self.call_taker_id, self.supervisor_id) if pk is not None]

    def root(self) -> Record:
        return Person(pk=self.person_id) if self.person_id else self


class IncidentRecord(PartRecord):
    """The base of what belongs to one incident."""

    part_of = "incident"

    class Meta(PartRecord.Meta):
        abstract = True


class Part(models.TextChoices):
    """What someone is to the incident."""

    SUBJECT = "subject", "Whom it is about"
    VICTIM = "victim", "Victim"
    WITNESS = "witness", "Witness, or in the home"
    SUSPECT = "suspect", "Suspect"
    PARENT = "parent", "Parent or carer"
    CALLER = "caller", "Caller"
    OTHER = "other", "Otherwise"


class Involvement(IncidentRecord):
    """Someone who is in an incident: a person on record, or one of whom only a description is known."""

    scrubs = ("described", "said_of_them")
    clashes = {"involvement_once": "Both records are named in one incident."}

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involved", db_index=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements")
    part = models.CharField(max_length=10, choices=Part.choices)
    described = models.CharField(
        max_length=300, blank=True, help_text="where nobody on record is meant: a boy of about eight, red coat"
    )
    said_of_them = Text(blank=True, max_length=2000)
    is_child = models.BooleanField(help_text="under 18 at the time, or may be")
    is_unborn = models.BooleanField(default=False)
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years at the time")
    identified_at = MomentField(
        null=True, blank=True, help_text="when one described was found to be a person on record"
    )
    identified_by = who(null=True)
    voice = models.ForeignKey(Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    met_at = MomentField(null=True, blank=True, help_text="when it was recorded what the child said, or why nothing")
    met_by = who(null=True)

    class Meta(Record.Meta):
        constraints = [
            known("part", Part),
            paired("identified", "Finding out who someone is"),
            paired("met", "Meeting a child"),
            models.CheckConstraint(
                name="involvement_somebody",
                condition=Q(person__isnull=False) | ~Q(described=""),
                violation_error_message="Name a person on record, or describe who it is.",
            ),
            models.CheckConstraint(
                name="involvement_met_is_voice",
                condition=Q(met_at=None, voice=None) | Q(met_at__isnull=False, voice__isnull=False),
                violation_error_message="Meeting a child keeps what the child said, or why nothing was.",
            ),
            models.UniqueConstraint(
                name="involvement_once",
                fields=["incident", "person"],
                violation_error_message="This person is in the incident already.",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.person.name if self.person else self.described

    def person_ids(self) -> list[int]:
        return [self.person_id] if self.person_id else self.case().person_ids()


class FlagCheck(IncidentRecord):
    """What was flagged on the people and the place, as it was shown, and who acknowledged it."""

    scrubs = ("shown",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="flag_checks")
    acknowledged_at = MomentField()
    acknowledged_by = who()
    flagged = models.PositiveSmallIntegerField(help_text="how many flags were shown")
    shown = Text(blank=True, max_length=10_000, help_text="each in a line")

    class Meta(Record.Meta):
        constraints = []

    def __str__(self) -> str:
        return f"{self.flagged} flag{'' if self.flagged == 1 else 's'} acknowledged"


class UpdateKind(models.TextChoices):
    INFORMATION = "information", "New information"
    CALL_BACK = "call-back", "Spoke to the caller again"
    NO_RESOURCE = "no-resource", "Nobody can be sent"
    NOTE = "note", "Note"


class Update(IncidentRecord):
    """Something that came in or was tried after the call. What bears on the risk asks for a new THRIVE."""

    scrubs = ("says", "told_by")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=12, choices=UpdateKind.choices)
    says = Text()
    told_by = models.CharField(max_length=120, blank=True)
    happened_at = MomentField()
    taken_by = who()
    bears_on_risk = models.BooleanField(default=True)

    class Meta(Record.Meta):
        constraints = [known("kind", UpdateKind)]

    def __str__(self) -> str:
        return self.get_kind_display()
