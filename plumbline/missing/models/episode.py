"""The episode, and the base of all that belongs to one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.constraints import known, paired, who
from plumbline.kernel.fields import MomentField, Text
from plumbline.kernel.records import PartRecord, Record
from plumbline.kernel.references import reference
from plumbline.people.models import Person
from plumbline.workforce.models import District, Team


class Category(models.TextChoices):
    """Missing and away are different things (domain §1.4): one whose whereabouts are known is not missing."""

    MISSING = "missing", "Missing"
    AWAY = "away", "Away from placement without authorisation"


class State(models.TextChoices):
    """Where an episode stands; `states.py` says which verb leads where."""

    MISSING = "missing", "Missing now"
    LOCATED = "located", "Located, wellbeing not confirmed"
    SAFE = "safe", "Wellbeing confirmed"
    CLOSED = "closed", "Closed"


class Residence(models.TextChoices):
    HOME = "home", "Family home"
    FOSTER = "foster", "Foster care"
    CHILDRENS_HOME = "childrens-home", "Children's home"
    SEMI_INDEPENDENT = "semi-independent", "Semi-independent or supported living"
    HOSPITAL = "hospital", "Hospital"
    SCHOOL = "school", "Residential school"
    OTHER = "other", "Somewhere else"


class Condition(models.TextChoices):
    SAFE = "safe", "Safe and well"
    HARMED = "harmed", "Hurt or harmed"
    VICTIM = "victim", "Victim of a crime while missing"
    DIED = "died", "Died"


class Episode(Record):
    """One child reported missing once, from the report until wellbeing is confirmed and the episode closed."""

    clashes = {
        "episode_one_at_a_time": "Both records say that the child is missing now. Bring one of the episodes to its end first."
    }
    scrubs = (
        "informant_name",
        "informant_relationship",
        "informant_contact",
        "incident_reference",
        "last_seen_where",
        "circumstances",
        "clothing",
        "pnc_reference",
        "ukmpu_reference",
        "located_where",
        "located_how",
        "closing_summary",
        "source_key",
    )
    keeps = {
        "risk": "a coded grade, which facts read",
        "source": "the name of a feed",
        "origin_room": "the name of a room",
        "origin_kind": "a kind of record",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="episodes")
    category = models.CharField(max_length=10, choices=Category.choices, default=Category.MISSING)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MISSING)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = who("officer in the case", null=True)
    supervisor = who("sergeant who supervises it", null=True)

    reported_at = MomentField(help_text="when the force was told")
    reported_month = models.DateField(editable=False, help_text="first day of the local month of the report")
    call_taker = who("who took the report", null=True)
    informant_name = models.CharField(max_length=120, blank=True)
    informant_relationship = models.CharField(max_length=80, blank=True)
    informant_contact = models.CharField(max_length=80, blank=True)
    incident_reference = models.CharField(
        max_length=40, blank=True, help_text="number of the call in command and control"
    )
    last_seen_at = MomentField(null=True, blank=True)
    last_seen_where = models.CharField(max_length=300, blank=True)
    residence = models.CharField(max_length=20, choices=Residence.choices, blank=True)
    circumstances = Text(blank=True)
    clothing = models.CharField(max_length=300, blank=True)

    is_child = models.BooleanField(help_text="under 18 when reported")
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years when reported")
    is_looked_after = models.BooleanField(default=False, help_text="in care when reported")
    has_social_worker = models.BooleanField(default=False, help_text="an allocated social worker when reported")
    risk = models.CharField(max_length=10, blank=True, help_text="the grade in force, as of the latest assessment")

    history_acknowledged_at = MomentField(null=True, blank=True)
    history_acknowledged_by = who("who read earlier episodes, markers and plan", null=True)
    philomena_requested_at = MomentField(null=True, blank=True)
    philomena_requested_by = who(null=True)
    philomena_received_at = MomentField(null=True, blank=True)
    philomena_received_by = who(null=True)
    pnc_circulated_at = MomentField(null=True, blank=True)
    pnc_circulated_by = who(null=True)
    pnc_reference = models.CharField(max_length=40, blank=True)
    ukmpu_notified_at = MomentField(null=True, blank=True)
    ukmpu_notified_by = who(null=True)
    ukmpu_reference = models.CharField(max_length=40, blank=True)

    located_at = MomentField(null=True, blank=True)
    located_by = who("who recorded that the child was located", null=True)
    located_where = models.CharField(max_length=300, blank=True)
    located_how = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=10, choices=Condition.choices, blank=True)
    returned_at = MomentField(null=True, blank=True, help_text="when the child was back where they should be")
    wellbeing_confirmed_at = MomentField(null=True, blank=True)
    wellbeing_confirmed_by = who("who saw that the child was well", null=True)
    closed_at = MomentField(null=True, blank=True)
    closed_by = who(null=True)
    closing_summary = Text(blank=True)

    source = models.CharField(
        max_length=20, blank=True, help_text="the feed that brought it in; blank where recorded here"
    )
    source_key = models.CharField(max_length=80, blank=True)
    origin_room = models.CharField(max_length=30, blank=True, help_text="the record that it came of, if of one")
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            known("category", Category),
            known("state", State),
            known("residence", Residence),
            known("condition", Condition),
            paired("history_acknowledged", "Reading the child's history"),
            paired("philomena_requested", "Asking for the Philomena form"),
            paired("philomena_received", "Receiving the Philomena form"),
            paired("pnc_circulated", "PNC circulation"),
            paired("ukmpu_notified", "Notifying the UK Missing Persons Unit"),
            models.CheckConstraint(
                name="episode_located_told",
                condition=Q(located_by=None) | Q(located_at__isnull=False),
                violation_error_message="Who located the child needs a time.",
            ),
            models.CheckConstraint(
                name="episode_closed_paired",
                condition=Q(closed_at=None, closed_by=None)
                | (Q(closed_at__isnull=False) & (Q(closed_by__isnull=False) | ~Q(source=""))),
                violation_error_message="Closing needs both a time and a person.",
            ),
            models.CheckConstraint(
                name="episode_wellbeing_paired",
                condition=Q(wellbeing_confirmed_at=None, wellbeing_confirmed_by=None)
                | (Q(wellbeing_confirmed_at__isnull=False) & (Q(wellbeing_confirmed_by__isnull=False) | ~Q(source=""))),
                violation_error_message="Confirming wellbeing needs both a time and a person.",
            ),
            models.CheckConstraint(
                name="episode_closed_only_when_safe",
                condition=Q(closed_at=None)
                | Q(wellbeing_confirmed_at__isnull=False, located_at__isnull=False)
                | ~Q(source=""),
                violation_error_message="An episode is not closed until the child is located and their wellbeing confirmed.",
            ),
            models.CheckConstraint(
                name="episode_located_after_report",
                condition=Q(located_at=None) | Q(last_seen_at=None) | Q(located_at__gte=F("last_seen_at")),
                violation_error_message="The child cannot have been located before they were last seen.",
            ),
            models.CheckConstraint(
                name="episode_origin_whole",
                condition=Q(origin_room="", origin_kind="", origin_id=None)
                | (~Q(origin_room="") & ~Q(origin_kind="") & Q(origin_id__isnull=False)),
                violation_error_message="Where an episode came from is named by a room, a kind and a number.",
            ),
            models.UniqueConstraint(
                name="episode_source_once",
                fields=["source", "source_key"],
                condition=~Q(source=""),
                violation_error_message="This feed brought in that episode before.",
            ),
            models.UniqueConstraint(
                name="episode_one_at_a_time",
                fields=["person"],
                condition=Q(state=State.MISSING, source=""),
                violation_error_message="This child is already recorded as missing: add to the open episode.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "reported_at"], name="episode_person"),
            models.Index(fields=["-reported_at"], name="episode_reported"),
            models.Index(fields=["district", "-reported_at"], name="episode_district"),
            models.Index(fields=["team", "-reported_at"], name="episode_team"),
            models.Index(fields=["state", "-reported_at"], name="episode_state"),
            # The few who are missing now, and those seen to be well within the last day: for the daily meeting.
            models.Index(fields=["state"], name="episode_not_well", condition=Q(wellbeing_confirmed_at=None)),
            models.Index(
                fields=["wellbeing_confirmed_at"],
                name="episode_well",
                condition=Q(wellbeing_confirmed_at__isnull=False),
            ),
            models.Index(fields=["origin_id"], condition=Q(origin_id__isnull=False), name="episode_origin"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return reference("MP", self.reported_at, self.pk)

    @property
    def origin(self) -> CaseRef | None:
        return CaseRef(self.origin_room, self.origin_kind, self.origin_id) if self.origin_id is not None else None

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    @property
    def held_by(self) -> object:
        """Who has it in hand, in words: the officer, or the team where none is named."""
        return self.officer or self.team or "nobody"

    def person_ids(self) -> list[int]:
        return [self.person_id]

    def place(self) -> tuple[int | None, int | None]:
        return self.district_id, self.team_id

    def owners(self) -> list[int]:
        return [pk for pk in (self.officer_id, self.supervisor_id, self.call_taker_id) if pk is not None]

    def root(self) -> Record:
        return Person(pk=self.person_id)


class EpisodeRecord(PartRecord):
    """The base of what belongs to one episode."""

    part_of = "episode"

    class Meta(PartRecord.Meta):
        abstract = True
